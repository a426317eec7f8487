"""Sentences: true of the shipped article, right in grammar, and silent on what one article cannot show."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framelens.report import narrative
from framelens.report.narrative.differing import Told, _narrate_difference
from framelens.report.narrative.frames import describe_reach
from framelens.report.narrative.tone import _compare_orders
from framelens.results.blocks import Block, as_json, as_plain
from framelens.results.measures import StudyMeasures
from framelens.results.wording import NUMBER_WORDS
from framelens.settings.tone import Contrast
from framelens.study import Study

NARRATORS = [name for name in narrative.__all__ if name.startswith("narrate_") and name not in
             ("narrate_definitions", "narrate_checked", "narrate_choices")]  # fmt: skip


def say(block: Block | None) -> str:
    assert block is not None
    return as_plain(as_json(block))


def everything(study: Study) -> str:
    parts = [say(getattr(narrative, name)(study._measures)) for name in NARRATORS if name != "narrate_tone_by_speaker"]
    return "\n".join([*parts, say(study.story.definitions()), say(study.story.checked()), say(study.story.choices())])


def test_one_voice_speaks_all_statements(shipped: StudyMeasures) -> None:
    voices = say(narrative.narrate_voices(shipped))
    assert voices.startswith(
        "All 12 statements in the article are by one speaker, Emin Aliyev (editor-in-chief of Trend news agency). "
        "No other voice is heard."
    )
    assert "By form, eight are quoted directly and four are reported in indirect speech." in voices


def test_the_outlet_quotes_its_own_editor(shipped: StudyMeasures, shipped_study: Study) -> None:
    own = shipped_study.own_voices().table
    assert own[["speaker_id", "outlet", "n", "base"]].values.tolist() == [["emin-aliyev", "Trend", 12, 12]]
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


def test_one_article_is_described_and_nothing_inferred(shipped: StudyMeasures, shipped_study: Study) -> None:
    told = everything(shipped_study)
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
    told = everything(request.getfixturevalue(f"{study}_study"))
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
    told = everything(Study(shipped.study, annotations=replace(annotations, segments=segments, **empty)))
    for sentence in (
        "No statement that counts as speech was found.",
        "No person is named who is not also quoted.",
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
            shipped.study.articles, encoding="cp1252", outlet="The Mail", count_header=True, duplicates="kept"
        ),
    )  # fmt: skip
    methods = say(narrative.narrate_methods(replace(shipped, study=study)))
    for words in (
        "read as cp1252", "‘en’", "it is The Mail", "belongs to the words", "are analysed like any other article",
        "reader ‘accurate’", "direct statements count as speech", "two speakers beforehand", "Reuters and AP, given "
            "as relays",
        "VADER", "TextBlob", "no tone: ‘war’", "seven frames", "250 resamples", "seed 42", "compared by byline",
        "nearly the same words count as copies", "advertisement, sign-up, copyright) are left out",
        "reported to say", "the journalist’s own text and direct speech", "(those mentioned most)",
        "Frames of the new reality in the South Caucasus", "rounded one by one",
    ):  # fmt: skip
        assert words in methods, words


def test_every_other_setting_stands_in_the_methods_too(shipped: StudyMeasures) -> None:
    study = replace(
        shipped.study, targets=("Ilham Aliyev",), tone_contrast=Contrast("outlet", "Trend", "The Mail"), cluster="week",
        quote_acts=("saying", "believing"), coder=Path("codes.csv"), interval="bca", compare_by=("outlet", "event"),
        events=pd.DataFrame({"article_id": ["a"], "event": ["summit"]}),
        articles=replace(
            shipped.study.articles, duplicates="weighted", near_duplicates=False,
            boilerplate="kept",
        ),
    )  # fmt: skip
    methods = say(narrative.narrate_methods(replace(shipped, study=study)))
    for words in (
        "exactly the same words count as copies", "k copies together weigh as much", "copyright) are analysed too",
        "say and believe", "(Ilham Aliyev)", "Trend and The Mail", "codes of people in codes.csv", "all of one week",
        "BCa", "outlet and event where the articles differ in them", "study’s events: event",
    ):  # fmt: skip
        assert words in methods, words
    silent = say(narrative.narrate_methods(replace(shipped, study=replace(study, toward=False))))
    assert "Tone toward" not in silent


def test_statements_of_every_form_are_those_that_count(example: StudyMeasures) -> None:
    """What people believe, want or decide is found, and counted in neither sentence."""
    told = say(narrative.narrate_voices(example))
    total = int(re.search(r"Six articles have (\d+) statements", told)[1])  # type: ignore[index]
    assert len(example.annotations.quotes) > total == int(example.voices["n_statements"].sum())
    forms = re.search(r"By form, (.*)\.", told)[1]  # type: ignore[index]
    words = {word: n for n, word in enumerate(NUMBER_WORDS)}
    parts = [words.get(word, word) for word in re.findall(r"(\w+) (?:is|are)", forms)]
    assert sum(int(part) for part in parts) == total


def test_two_who_speak_as_often_are_both_named(example: StudyMeasures) -> None:
    first, second = example.voices["n_statements"].head(2)
    assert first == second
    assert re.search(
        r"those of Mara Lindqvist \(\d+%; \d+% to \d+%\) and Tomas Breck \(\d+%; \d+% to \d+%\);",
        say(narrative.narrate_findings(example)),
    )


def test_lexicons_are_compared_on_the_voices_that_both_score(example: StudyMeasures) -> None:
    def tone(**means: float) -> pd.DataFrame:
        return pd.DataFrame({"voice": list(means), "estimate": list(means.values()), "n": 7})

    primary = tone(journalist=-0.1, direct=0.2, indirect=0.1)
    same = "puts the voices that it scores in the same order: 0.30 for direct speech (n = 7) and 0.11 for indirect"
    assert same in _compare_orders(primary, tone(direct=0.3, indirect=0.11), "TextBlob")
    assert "orders the voices that it scores differently" in _compare_orders(primary, tone(direct=0, indirect=1), "T")
    assert "puts the voices in the same order" in _compare_orders(primary, primary, "T")
    assert "scores too few voices to be compared" in _compare_orders(primary, tone(direct=0.3), "T")


def test_no_person_but_an_organisation_is_only_spoken_about(example: StudyMeasures) -> None:
    silent = example.presence.loc[example.presence["n_quoted"].eq(0) & example.presence["n_mentioned"].gt(0)]
    assert list(silent["name"].dropna()) == ["Union"]
    assert say(narrative.narrate_presence(example)) == (
        "No person is named who is not also quoted. One organisation is: Union (1 mention)."
    )


def test_groups_are_told_apart_by_the_interval_of_their_difference() -> None:
    """Two intervals that overlap are no proof that the order is open, and none that it is settled."""
    told = Told("the share of quoted words", "speech", share=True)
    row = {"estimate": 0.12, "low": 0.06, "high": 0.18}
    assert _narrate_difference(pd.Series(row), told) == "They differ by 12 percentage points (95% interval 6 to 18)."
    turned = pd.Series({"estimate": -0.12, "low": -0.18, "high": -0.06})
    assert _narrate_difference(turned, told) == "They differ by 12 percentage points (95% interval 6 to 18)."
    open_one = pd.Series({"estimate": -0.01, "low": -0.11, "high": 0.1})
    assert _narrate_difference(open_one, told) == (
        "The difference of −1 percentage point has a 95% interval of −11 to 10, which holds 0: it may be none."
    )
    tone = Told("the tone", "tone")
    assert _narrate_difference(pd.Series({"estimate": 0.65, "low": None, "high": None}), tone) == (
        "They differ by 0.65; no interval can be given, since one of them has one article."
    )


def test_months_are_read_as_months_and_small_groups_are_called_small(example: StudyMeasures) -> None:
    told = say(narrative.compare_groups(example))
    assert "in January 2024" in told and "in March 2024" in told
    assert "three outlets with six articles, two each. Intervals from so few articles are narrower than" in told
    sentences = [line for line in told.splitlines() if "is highest for" in line or "in January 2024 and" in line]
    assert len(sentences) == 6  # every figure of the section has a sentence of its own


def test_a_frame_reaches_so_many_articles() -> None:
    row = {"n_articles": 4, "n_base_articles": 6, "share_articles": 4 / 6, "share_articles_low": 0.3,
           "share_articles_high": 1.0}  # fmt: skip
    assert describe_reach(row) == "four of six"
    many = {**row, "n_articles": 210, "n_base_articles": 224, "share_articles": 0.9375, "share_articles_low": 0.9}
    assert describe_reach(many) == "94% (90% to 100%)"
