"""Toward whom: mentions through the speakers, whose words they stand in, and the speaker-target table."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import framelens as fl
from framelens.annotate.toward import CLASSES
from framelens.annotate.toward.casting import CastingHead
from framelens.annotate.toward.casts import empty_casting, score_casting
from framelens.annotate.toward.scoring import note_unread, score_toward
from framelens.errors import InputError
from framelens.measure.casting import count_casting, note_casting
from framelens.measure.toward import score_speaker_targets
from framelens.tables import SCHEMAS, Annotations, make_table

# Two articles by hand: sentences, and in each the stretches by voice ('j', or a statement's number).
ELINOR = "Elinor Dashwood praised Edward Ferrars."
SAID = "Lucy Steele said he was honest, and that he was vain."
LATER = "Mr. Ferrars left."
OTHER = "Edward Ferrars is kind."


@dataclass(frozen=True)
class Stub:
    """Reads 'vain' as negative and 'honest', 'kind', 'praised' as positive; notes what it was given."""

    seen: list[tuple[str, tuple[tuple[int, int], ...]]]

    def score(self, texts: list[str], mentions: list[list[tuple[int, int]]]) -> np.ndarray:
        self.seen.extend((text, tuple(spans)) for text, spans in zip(texts, mentions, strict=True))
        good = np.array([sum(word in text for word in ("honest", "kind", "praised")) > 0 for text in texts])
        bad = np.array(["left" in text for text in texts])
        return np.array([[0.8, 0.2, 0.0] if b else [0.1, 0.2, 0.7] if g else [0.0, 1.0, 0.0]
                         for g, b in zip(good, bad, strict=True)]).reshape(-1, 3)  # fmt: skip

    def choose(self, probabilities: np.ndarray) -> np.ndarray:
        return probabilities.argmax(axis=1)

    def answer(self, texts: list[str], mentions: list[list[tuple[int, int]]]) -> np.ndarray:
        """Casts whom a sentence speaks well of as protagonist, whoever left as antagonist."""
        polarity = self.score(texts, mentions)
        votes = np.zeros((len(texts), 6))
        votes[:, 0], votes[:, 1] = 4 * (polarity[:, 2] > 0.5), 4 * (polarity[:, 0] > 0.5)
        return np.hstack([polarity, votes])


def _read_by(stub: Stub) -> Any:
    """The stub for every language."""
    return lambda language: stub


def _span(text: str, words: str, start: int = 0) -> tuple[int, int]:
    at = text.index(words, start)
    return at, at + len(words)


@pytest.fixture
def annotations() -> Annotations:
    text = f"{ELINOR} {SAID} {LATER}"
    content = "he was honest"
    rest = "that he was vain"
    a, b, c = (text.index(sentence) for sentence in (ELINOR, SAID, LATER))
    first, second = _span(text, content), _span(text, rest)
    cuts: list[tuple[int, int, int, str, str | None]] = [
        (0, a, a + len(ELINOR), "journalist", None),
        (1, b, first[0] - 1, "journalist", None),
        (1, *first, "indirect", "q1"),
        (1, *second, "indirect", "q2"),
        (2, c, c + len(LATER), "journalist", None),
    ]
    segments = [
        {"article_id": "norland", "segment": n, "paragraph": 0, "sentence": s, "start": x, "end": y, "voice": v,
         "quote_id": q, "zone": "lead", "n_words": 3}
        for n, (s, x, y, v, q) in enumerate(cuts)
    ]  # fmt: skip
    segments.append(segments[0] | {"article_id": "barton", "end": len(OTHER)})
    quotes = [
        {"article_id": "norland", "quote_id": "q1", "kind": "indirect", "speaker_id": "lucy_steele"},
        {"article_id": "norland", "quote_id": "q2", "kind": "indirect", "speaker_id": None, "resolution": "unnamed"},
    ]
    he = [_span(text, "he ", first[0]), _span(text, "he ", second[0])]
    mentions: list[dict[str, Any]] = [
        {"article_id": "norland", "start": x, "end": y, "form": form, "kind": "person", "speaker_id": who,
         "confidence": sure}
        for (x, y), form, who, sure in [
            (_span(text, "Elinor Dashwood"), "name", "elinor_dashwood", 0.95),
            (_span(text, "Edward Ferrars"), "name", "edward_ferrars", 0.95),
            (_span(text, "Lucy Steele"), "name", "lucy_steele", 0.95),
            ((he[0][0], he[0][1] - 1), "pronoun", "edward_ferrars", 0.6),
            ((he[1][0], he[1][1] - 1), "pronoun", "edward_ferrars", 0.9),
            (_span(text, "Mr. Ferrars"), "name", "edward_ferrars", 0.95),
        ]
    ]  # fmt: skip
    mentions.append(mentions[1] | {"article_id": "barton", "start": 0, "end": len("Edward Ferrars")})
    names = {"edward_ferrars": "Edward Ferrars", "elinor_dashwood": "Elinor Dashwood", "lucy_steele": "Lucy Steele",
             "robert_ferrars": "Robert Ferrars"}  # fmt: skip
    rows: dict[str, list[dict[str, Any]]] = {
        "articles": [{"article_id": "norland", "text": text, "language": "en", "outlet": "A"},
                     {"article_id": "barton", "text": OTHER, "language": "en", "outlet": "B"}],
        "segments": segments, "quotes": quotes, "mentions": mentions, "hits": [],
        "speakers": [{"speaker_id": key, "name": name, "kind": "person", "aliases": ["Mr. Ferrars"] * ("F" in name)}
                     for key, name in names.items()],
    }  # fmt: skip
    return Annotations(**{name: make_table(name, rows.get(name, [])) for name in SCHEMAS})


def test_a_pronoun_counts_and_the_segment_says_whose_words_it_is(annotations: Annotations) -> None:
    stub = Stub([])
    table = score_toward(annotations, ["Edward Ferrars"], readers=_read_by(stub))
    assert list(zip(table["article_id"], table["segment"], table["voice"], strict=True)) == [
        ("barton", 0, "journalist"), ("norland", 0, "journalist"), ("norland", 2, "indirect"),
        ("norland", 3, "indirect"), ("norland", 4, "journalist"),
    ]  # fmt: skip
    assert table["speaker_id"].isna().tolist() == [False, False, False, True, False]
    assert table["speaker_id"].dropna().tolist() == ["journalist", "journalist", "lucy_steele", "journalist"]
    assert table["speaker_kind"].tolist() == ["journalist", "journalist", "named", "unnamed", "journalist"]
    texts = annotations.articles.set_index("article_id")["text"]
    words = [texts[row.article_id][row.start : row.end] for row in table.itertuples()]
    assert words == ["Edward Ferrars", "Edward Ferrars", "he", "he", "Mr. Ferrars"]
    # The network reads the whole sentence, with the mention of this segment marked in it.
    assert stub.seen[2] == (SAID[:-1], ((SAID.index("he was honest"), SAID.index("he was honest") + 2),))
    assert table["polarity"].round(9).tolist() == [0.6, 0.6, 0.6, 0.6, -0.8]
    assert table["label"].tolist() == ["positive"] * 4 + ["negative"]
    assert np.allclose(table[list(CLASSES)].sum(axis=1), 1)


def test_the_table_of_speakers_and_targets(annotations: Annotations) -> None:
    toward = score_toward(annotations, ["edward_ferrars", "lucy_steele"], readers=_read_by(Stub([])))
    table = score_speaker_targets(annotations, toward)
    assert table[["speaker", "target", "n", "n_articles"]].fillna("-").to_numpy().tolist() == [
        ["the journalist", "Edward Ferrars", 3, 2], ["Lucy Steele", "Edward Ferrars", 1, 1],
        ["-", "Edward Ferrars", 1, 1], ["the journalist", "Lucy Steele", 1, 1],
    ]  # fmt: skip
    assert table["estimate"].round(9).tolist() == [round((0.6 + 0.6 - 0.8) / 3, 9), 0.6, 0.6, 0.6]
    assert table["share_negative"].round(9).tolist()[0] == round((0.1 + 0.1 + 0.8) / 3, 9)
    by_outlet = score_speaker_targets(annotations, toward, by="outlet")
    assert by_outlet["n"].sum() == table["n"].sum() == len(toward)
    assert by_outlet.loc[by_outlet["outlet"] == "B", "estimate"].round(9).tolist() == [0.6]


def test_the_most_mentioned_are_the_targets_unless_told(annotations: Annotations) -> None:
    everyone = score_toward(annotations, readers=_read_by(Stub([])))
    assert everyone["target_id"].value_counts().to_dict() == {
        "edward_ferrars": 5, "elinor_dashwood": 1, "lucy_steele": 1,
    }  # fmt: skip
    assert set(score_toward(annotations, 1, readers=_read_by(Stub([])))["target_id"]) == {"edward_ferrars"}
    sure = score_toward(annotations, 1, least_confidence=0.7, readers=_read_by(Stub([])))
    assert len(sure) == 4


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["Edwrad Ferrars"], "nobody mentions the target 'Edwrad Ferrars': no person or organisation has that name; "
         "Did you mean 'Edward Ferrars'?"),
        (["Robert Ferrars"], "the target 'Robert Ferrars' is mentioned in none of the 2 articles; leave it out, or "
         "give the roster the names that the articles use"),
        (["mr. ferrars"], "2 fit the target 'mr. ferrars'; name one by its speaker_id: edward_ferrars, robert_ferrars"),
        ([], "no target is given; name persons or organisations, or a number of the most mentioned"),
        (0, "the number of targets is 0; it must be a whole number, 1 or more"),
    ],
)  # fmt: skip
def test_bad_targets(annotations: Annotations, targets: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        score_toward(annotations, targets, readers=_read_by(Stub([])))
    assert str(error.value) == message


def test_a_language_that_was_not_learned(annotations: Annotations) -> None:
    french = replace(annotations, articles=annotations.articles.assign(language="fr"))
    message = "no polarity toward targets: the articles are in 'fr', and the network learned 'en', 'ru'; leave targets"
    with pytest.raises(InputError, match=message):
        score_toward(french, readers=_read_by(Stub([])))
    with pytest.raises(
        InputError, match=r"no narrative roles of targets: .* 'fr', and the network learned 'en'; leave"
    ):
        score_casting(french, model=Stub([]))  # type: ignore[arg-type]
    mixed = replace(annotations, articles=annotations.articles.assign(language=["fr", "en-GB"]))
    assert set(score_toward(mixed, readers=_read_by(Stub([])))["article_id"]) == {"barton"}
    note = "1 of 2 articles are left out: the network learned polarity toward targets in 'en', 'ru'."
    assert note_unread(mixed.articles) == (note,) and note_unread(annotations.articles) == ()


def test_each_language_has_its_own_reader(annotations: Annotations) -> None:
    mixed = replace(annotations, articles=annotations.articles.assign(language=["ru-RU", None]))
    stubs = {"en": Stub([]), "ru": Stub([])}
    score_toward(mixed, readers=stubs.__getitem__)
    assert {text for text, _ in stubs["en"].seen} == {OTHER}
    assert {text for text, _ in stubs["ru"].seen} == {ELINOR, SAID.removesuffix("."), LATER}
    assert set(score_casting(mixed, model=Stub([]))["article_id"]) == {"barton"}  # type: ignore[arg-type]


def test_nothing_to_say_is_an_empty_table(empty: Annotations) -> None:
    table = score_toward(empty, readers=_read_by(Stub([])))
    assert table.empty
    assert score_speaker_targets(empty, table).empty
    assert list(score_speaker_targets(empty, table).columns) == [
        "speaker_id", "speaker_kind", "speaker", "target_id", "target", "n", "n_articles", "estimate", "low", "high",
        "share_negative", "share_positive",
    ]  # fmt: skip


def test_the_drawing_takes_the_table(annotations: Annotations) -> None:
    toward = score_toward(annotations, readers=_read_by(Stub([])))
    axes = fl.figures.draw_relations(score_speaker_targets(annotations, toward))
    assert isinstance(axes.get_title(), str)
    assert isinstance(toward, pd.DataFrame)


@pytest.fixture
def casts(annotations: Annotations, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    head = CastingHead(np.zeros((0, 6)), np.zeros(3), 1.0)
    monkeypatch.setattr(sys.modules[score_casting.__module__], "load_head", lambda: head)
    return score_casting(annotations, ["edward_ferrars", "lucy_steele"], model=Stub([]))  # type: ignore[arg-type]


def test_who_is_cast_as_what_in_whose_voice(annotations: Annotations, casts: pd.DataFrame) -> None:
    edward = casts[casts["target_id"] == "edward_ferrars"]
    assert edward["role"].tolist() == ["protagonist"] * 4 + ["antagonist"]
    assert edward["certainty"].tolist() == pytest.approx([np.exp(4) / (np.exp(4) + 2)] * 5, abs=1e-6)
    assert casts["is_cast"].all()
    table = count_casting(annotations, casts)
    assert table[["target", "role", "n_cast", "n"]].to_numpy().tolist() == [
        ["Edward Ferrars", "protagonist", 4, 5], ["Edward Ferrars", "antagonist", 1, 5],
        ["Edward Ferrars", "innocent", 0, 5], ["Lucy Steele", "protagonist", 1, 1],
        ["Lucy Steele", "antagonist", 0, 1], ["Lucy Steele", "innocent", 0, 1],
    ]  # fmt: skip
    assert table["estimate"].tolist() == pytest.approx([0.8, 0.2, 0, 1, 0, 0])
    villains = count_casting(annotations, casts, ["outlet", "voice"], role="antagonist").query(
        "target_id != 'lucy_steele'"
    )
    assert villains[["outlet", "voice", "n_cast", "n"]].to_numpy().tolist() == [
        ["A", "indirect", 0, 2], ["A", "journalist", 1, 2], ["B", "journalist", 0, 1],
    ]  # fmt: skip
    speakers = count_casting(annotations, casts, "speaker", role="protagonist", voice="indirect")
    assert speakers[["speaker", "n_cast", "n"]].fillna("-").to_numpy().tolist() == [
        ["Lucy Steele", 1, 1], ["-", 1, 1],
    ]  # fmt: skip
    assert note_casting(casts)[0].startswith("Of 6 mentions of the targets, 0 (0%) cast nobody")


def test_what_is_uncertain_or_neutral_casts_nobody(annotations: Annotations, casts: pd.DataFrame) -> None:
    none = score_casting(annotations, ["edward_ferrars"], certainty=0.97, model=Stub([]))  # type: ignore[arg-type]
    assert not none["is_cast"].any() and note_casting(none)[0].startswith("Of 5 mentions of the targets, 5 (100%)")
    assert count_casting(annotations, none)["n"].sum() == 0

    class Plain(Stub):
        def score(self, texts: list[str], mentions: list[list[tuple[int, int]]]) -> np.ndarray:
            return super().score(texts, mentions) @ np.array([[0.4, 0.6, 0.0], [0, 1, 0], [0, 0, 1.0]])

    plain = score_casting(annotations, ["edward_ferrars"], model=Plain([]))  # type: ignore[arg-type]
    assert plain["is_cast"].tolist() == [True] * 4 + [False]  # .68 neutral
    assert note_casting(empty_casting(annotations)) == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"role": "vilain"}, "unknown role 'vilain'; choose from: protagonist, antagonist, innocent"),
        ({"voice": "speaker"}, "unknown voice 'speaker'; choose from: journalist, direct, indirect"),
        ({"by": "outlett"}, "outlett"),
    ],
)
def test_roles_and_voices_that_there_are_not(
    annotations: Annotations, casts: pd.DataFrame, given: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        count_casting(annotations, casts, **given)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="nobody mentions the target 'Willoughby'"):
        score_casting(annotations, ["Willoughby"])
