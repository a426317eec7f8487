# ruff: noqa: E501 - the messages stand whole
"""Corrections by hand: written down, honoured by the next run, and reported where they no longer fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import framelens as fl
from framelens.code.corrections import review_corrections
from framelens.corpus import Article, article_row
from framelens.corrections import append_correction, hash_passage, read_corrections
from framelens.settings.settings import settings_of_source
from framelens.tables import make_table

TEXT = "Ana Ito met Bo Lund. “We will open the port,” he said. “Who pays?” she asked. Elsa Berg said that it was late."
PORT = TEXT.index("We will")


def annotate(corrections: pd.DataFrame, text: str = TEXT) -> fl.Annotations:
    study = replace(settings_of_source("texts"), reader="rules", corrections=corrections)
    return fl.annotate(make_table("articles", [article_row(Article("a", None, None, None, None, text, "t"))]), study)


def anchored(words: str, **more: object) -> dict[str, object]:
    start = TEXT.index(words)
    end = start + len(words)
    return {"article_id": "a", "start": start, "end": end, "hash": hash_passage(TEXT, start, end), **more}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.csv"


def test_a_quotation_is_given_to_somebody(file: Path) -> None:
    append_correction(
        file, anchored("We will open the port", what="speaker", value="Ana Ito", by="MK", at="2024-05-01")
    )
    quotes = annotate(read_corrections(file)).quotes
    assert quotes["speaker_id"].iloc[0] == "ana-ito"
    assert quotes["reason"].iloc[0] == "corrected by hand, MK, 2024-05-01"
    assert quotes["confidence"].notna().all()


def test_to_somebody_the_article_does_not_name_and_to_nobody(file: Path) -> None:
    append_correction(file, {"article_id": "a", "quote_id": "q1", "what": "speaker", "value": "Nils Ek"})
    append_correction(file, {"article_id": "a", "quote_id": "q2", "what": "speaker"})
    annotations = annotate(read_corrections(file))
    assert annotations.quotes["speaker_id"].iloc[0] == "nils-ek"
    assert pd.isna(annotations.quotes["speaker_id"].iloc[1])
    assert annotations.speakers.set_index("speaker_id").loc["nils-ek", "n_quotes"] == 1


def test_no_statement_and_the_others_keep_their_numbers(file: Path) -> None:
    append_correction(file, anchored("Who pays?", what="no statement"))
    annotations = annotate(read_corrections(file))
    assert list(annotations.quotes["quote_id"]) == ["q1", "q3"]
    inside = annotations.segments[annotations.segments["start"] == TEXT.index("Who pays?")]
    assert set(inside["voice"]) <= {"journalist"}


def test_two_are_one_and_the_last_line_counts(file: Path) -> None:
    append_correction(file, {"article_id": "a", "what": "same", "speaker": "elsa-berg", "value": "ana-ito"})
    append_correction(file, {"article_id": "a", "quote_id": "q1", "what": "speaker", "value": "Nils Ek"})
    append_correction(file, {"article_id": "a", "quote_id": "q1", "what": "speaker", "value": "Bo Lund"})
    annotations = annotate(read_corrections(file))
    assert list(annotations.quotes["speaker_id"]) == ["bo-lund", "ana-ito", "ana-ito"]
    assert "Elsa Berg" in annotations.speakers.set_index("speaker_id").loc["ana-ito", "aliases"]


def test_another_text_makes_it_stale_and_that_is_said(file: Path) -> None:
    append_correction(file, anchored("We will open the port", what="speaker", value="Ana Ito"))
    append_correction(file, anchored("Who pays?", what="no statement"))
    append_correction(file, {"article_id": "b", "quote_id": "q1", "what": "no statement"})
    append_correction(file, {"article_id": None, "what": "same", "speaker": "nobody", "value": "elsa-berg"})
    corrections = read_corrections(file)
    review = review_corrections(annotate(corrections), corrections)
    assert list(review["honoured"]) == [True, True, False, False]
    changed = TEXT.replace("We will open", "We may close")
    review = review_corrections(annotate(corrections, changed), corrections)
    assert list(review["honoured"]) == [False, True, False, False]
    assert review["why"].iloc[0] == "the text has other words there now"
    assert review["why"].iloc[2] == "the article is not in the study"


def test_the_file_only_grows(file: Path) -> None:
    file.write_text(
        "article_id,what,quote_id,start,end,hash,speaker,value,by,at,note\n# kept as it is", encoding="utf-8"
    )
    with pytest.raises(fl.InputError):
        append_correction(file, {"article_id": "a", "quote_id": "q1", "what": "no statement"})
    file.unlink()
    assert (
        append_correction(file, {"article_id": "a", "quote_id": "q1", "what": "no statement", "note": "a, “b”\nc"}) == 1
    )
    before = file.read_bytes()
    file.write_bytes(before.rstrip(b"\n"))
    assert append_correction(file, {"article_id": "a", "quote_id": "q2", "what": "no statement"}) == 2
    assert file.read_bytes().startswith(before)


HEAD = "article_id,what,quote_id,start,end,hash,speaker,value,by,at,note\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("article_id,wat\n", "unknown column 'wat' in {file}, line 1; choose from: article_id, what, quote_id, start, end, hash, speaker, value, by, at, note. Did you mean 'what'?"),
        ("article_id\n", "{file}, line 1: the column 'what' is missing; the columns are article_id, what, quote_id, start, end, hash, speaker, value, by, at, note"),
        (HEAD + "a,speker,q1,,,,,,,,\n", "{file}, line 2: unknown correction 'speker' in what; choose from: speaker, same, apart, no statement. Did you mean 'speaker'?"),
        (HEAD + "\n,speaker,q1,,,,,,,,\n", "{file}, line 3: 'speaker' needs the article_id of the article it stands in"),
        (HEAD + "a,no statement,,,,,,,,,\n", "{file}, line 2: 'no statement' needs start and end, or a quote_id"),
        (HEAD + "a,speaker,,12,x,,,,,,\n", "{file}, line 2: end is 'x'; it must be a whole number"),
        (HEAD + "a,speaker,,12,12,,,,,,\n", "{file}, line 2: start is 12 and end 12; the end must come after the start"),
        (HEAD + "a,same,,,,,ana-ito,,,,\n", "{file}, line 2: 'same' needs two speakers, one in speaker and one in value"),
        (HEAD + "a,same,,,,,ito,ito,,,\n", "{file}, line 2: speaker and value are both 'ito'; name two"),
        (HEAD + "a,speaker,q1,,,,,,,,,x\n", "{file}, line 2: the row has 12 cells and the header 11; put quotation marks around a cell with a comma in it"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(file: Path, content: str, message: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(fl.InputError) as caught:
        read_corrections(file)
    assert str(caught.value) == message.format(file=file)
