"""Sentences: true of the shipped article, right in grammar, and silent on what one article cannot show."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from framelens.present import narrative
from framelens.present.blocks import Block, as_json, as_plain
from framelens.present.measures import StudyMeasures

NARRATORS = [name for name in narrative.__all__ if name.startswith("narrate_") and name not in
             ("narrate_definitions", "narrate_checked", "narrate_choices")]  # fmt: skip


def say(block: Block | None) -> str:
    assert block is not None
    return as_plain(as_json(block))


def everything(measures: StudyMeasures) -> str:
    parts = [say(getattr(narrative, name)(measures)) for name in NARRATORS if name != "narrate_tone_by_speaker"]
    parts.append(say(narrative.narrate_definitions(narrative.compare_definitions(measures))))
    parts.append(say(narrative.narrate_checked(narrative.compare_checked(measures))))
    parts.append(say(narrative.narrate_choices(narrative.compare_choices(measures))))
    return "\n".join(parts)


def test_one_voice_speaks_all_statements(shipped: StudyMeasures) -> None:
    voices = say(narrative.narrate_voices(shipped))
    assert voices.startswith(
        "All 12 statements in the article are by one speaker, Emin Aliyev (editor-in-chief of Trend news agency). "
        "No other voice is heard."
    )
    assert "By form, eight are quoted directly and four are reported in indirect speech." in voices


def test_the_outlet_quotes_its_own_editor(shipped: StudyMeasures) -> None:
    own = narrative.find_own_voices(shipped.annotations)
    assert own[["speaker_id", "outlet", "n_statements", "n"]].values.tolist() == [["emin-aliyev", "Trend", 12, 12]]
    assert (
        "Trend quotes its own: all 12 statements come from a person whose role names the outlet that reports them "
        "(Emin Aliyev, editor-in-chief of Trend news agency)."
    ) in say(narrative.narrate_voices(shipped))


def test_the_president_is_named_and_never_speaks(shipped: StudyMeasures) -> None:
    assert say(narrative.narrate_presence(shipped)).startswith(
        "Ilham Aliyev (President of Azerbaijan) is mentioned five times and never speaks. "
        "All five mentions stand in statements by Emin Aliyev. Each of them stands in a sentence with a term of the "
        "frame "
        "leadership and praise."
    )


def test_every_checked_passage_was_read_right(shipped: StudyMeasures) -> None:
    checked = narrative.compare_checked(shipped)
    assert len(checked) == 19
    assert checked["right"].all()


def test_one_article_is_described_and_nothing_inferred(shipped: StudyMeasures) -> None:
    told = everything(shipped)
    assert "The study reads one article (Trend, 21 December 2021) of 438 words" in told
    assert "One article supports description, never inference" in told
    for word in ("95% intervals", "significant", "confidence interval", "population", "overlap"):
        assert word not in told
    assert as_json(narrative.compare_groups(shipped))["blocks"] == []


def test_several_articles_have_intervals_and_comparisons(example: StudyMeasures) -> None:
    assert re.search(r"Mara Lindqvist \(\d+%; \d+% to \d+%\)", say(narrative.narrate_voices(example)))
    kinds = [block["kind"] for block in as_json(narrative.compare_groups(example))["blocks"]]
    assert kinds == ["group", "group"]


@pytest.mark.parametrize("study", ["shipped", "example", "hostile"])
def test_sentences_are_english(study: str, request: pytest.FixtureRequest) -> None:
    told = everything(request.getfixturevalue(study))
    for wrong in (
        r"\b1 (articles|statements|words|outlets|mentions|passages|stretches|definitions|terms|frames)\b",
        r"\bone (articles|statements|words|outlets|mentions|people|stretches|definitions|terms|frames|speakers)\b",
        r"\b(two|three|\d\d+) (article|statement|word|outlet|mention|person|stretch|definition) ",
        r"\bnan\b", r"\bNone\b", r"<NA>", r"\.\.(?!\.)", r" ,", r" \.(?!\w)", r" \(\)", r"  ", r"\d\.0 ", r": \.",
    ):  # fmt: skip
        found = re.search(wrong, told)
        assert not found, f"{found[0]!r} in {told[max(0, found.start() - 60) : found.end() + 40]!r}"
    for line in filter(None, told.splitlines()):
        if not line.startswith(("#", "<", "One voice, two", "The harbour tunnel", "Who ")) and len(line) > 40:
            assert line[-1] in ".?:”", line


def test_nothing_found_is_said_and_not_hidden(shipped: StudyMeasures) -> None:
    annotations = shipped.annotations
    empty: dict[str, Any] = {t: getattr(annotations, t).iloc[:0] for t in ("quotes", "mentions", "speakers", "hits")}
    segments = annotations.segments.assign(voice="journalist", quote_id=None, valence_vader=None, valence_textblob=None)
    segments["valence_vader"] = segments["valence_vader"].astype("float64")
    segments["valence_textblob"] = segments["valence_textblob"].astype("float64")
    nothing = StudyMeasures(shipped.study, replace(annotations, segments=segments, **empty))
    told = everything(nothing)
    for sentence in (
        "No statement that counts as speech was found.",
        "Nobody is named who is not also quoted.",
        "No word of VADER was found; nothing can be said on tone.",
        "No term of the seven frames was found.",
        "The article quotes nobody: every word is the journalist’s.",
    ):
        assert sentence in told


def test_every_setting_stands_in_the_methods(shipped: StudyMeasures) -> None:
    study = replace(
        shipped.study, excluded_words=("war",), seed=42, resamples=250, quote_kinds=("direct",), reader="accurate",
        relays=("Reuters", "AP"), compare_by=("byline",),
        articles=replace(
            shipped.study.articles, encoding="cp1252", outlet="The Mail", count_header=True, keep_duplicates=True
        ),
    )  # fmt: skip
    methods = say(narrative.narrate_methods(replace(shipped, study=study)))
    for words in (
        "read as cp1252", "‘en’", "it is The Mail", "belongs to the words", "are analysed like any other article",
        "reader ‘accurate’", "direct statements count as speech", "two speakers beforehand", "Reuters and AP, given "
            "as relays",
        "VADER", "TextBlob", "tone: war", "seven frames", "250 resamples", "seed 42", "compared by byline",
    ):  # fmt: skip
        assert words in methods, words
