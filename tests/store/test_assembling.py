"""One assembler: what memory holds is what a store holds, copies, repeated lines and failures included."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import framelens as fl
from framelens.annotate.article import annotate_article
from framelens.cli import INCOMPLETE, main
from framelens.errors import InputError
from framelens.report.building import Report
from framelens.settings.settings import settings_of_source
from framelens.store import open_store, write_store
from framelens.tables import SCHEMAS

GIVEN, SURNAMES = "Ana Bo Cy Dina Emil".split(), "Ito Stone Alvarez Kent Page".split()
SENTENCES = (
    "“We will open the port in {n} days,” said {given} {surname}, the mayor. “It is a success,” {surname} added.",
    "{surname} said on Monday that the tunnel would cost {n} million crowns. She was angry about the delay.",
    "Mr. {surname} and {given} {other} warned that the crisis would hurt workers. According to the mayor, prices rise.",
    "The Harbour Rescue Council (HRC) claimed that plan {n} was a disaster. “Nobody asked us,” he said.",
)
CREDIT = "Maria Keller, photographer of the desk, said Keller"
ARABIC = "قال الوزير إن الميناء سيفتح أبوابه يوم الاثنين وإن السفن ستصل قريبا إلى المدينة القديمة. "


def write_corpus(path: Path, count: int = 250) -> Path:
    """Articles of three outlets, some in Arabic; copies, near copies, repeated lines, own columns, broken lines."""
    draw, rows = random.Random(7), []
    for number in range(count):
        row = {
            "id": f"a{number}",
            "outlet": ("Courier", "Trade", None)[number % 3],
            "published": f"201{number % 9}-05-01",
        }
        row |= {"topic": ("x", None)[number % 2], "size": number if number < 220 else f"n{number}"}
        words = []
        for k in range(4):
            names = {"given": draw.choice(GIVEN), "surname": draw.choice(SURNAMES), "other": draw.choice(SURNAMES)}
            words.append(draw.choice(SENTENCES).format(n=number * 9 + k, **names))
        text = "\n\n".join([words[0], *([CREDIT] if number % 4 == 0 else []), *words[1:]])
        if number % 41 == 40:
            text = rows[-1]["text"]
        elif number % 37 == 36:
            text = rows[-1]["text"] + " It was raining."
        elif number % 53 == 52:
            text = ARABIC * 3
        rows.append(row | {"text": text})
    lines = [json.dumps(row) for row in rows]
    lines[30:30] = ["{broken"]
    path.write_text("\n".join([*lines, '{"id": "last", "text": ""}']) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("corpus") / "corpus.jsonl")


@pytest.mark.parametrize(
    "source",
    [{}, {"duplicates": "kept"}, {"duplicates": "weighted"}, {"boilerplate": "kept"}, {"near_duplicates": False}],
    ids=str,
)
def test_memory_holds_what_a_store_holds(corpus, tmp_path, source):
    study = replace(settings_of_source(corpus), reader="rules")
    study = replace(study, articles=replace(study.articles, **source))
    held = fl.annotate(fl.read.read_articles(study.articles, strict=False), study)
    stored = write_store(study, tmp_path / "store").annotations()
    for table in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(held, table), getattr(stored, table))
    assert len(held.duplicates) and len(held.left_out) > 4 and (held.clean["rule"] == "repeated").any()


def test_speakers_are_counted_where_they_count(corpus):
    """A photographer who stands in repeated lines alone is nobody, and a copy adds nothing."""
    study = replace(settings_of_source(corpus), reader="rules")
    found = fl.annotate(fl.read.read_articles(study.articles, strict=False), study)
    assert not found.speakers["name"].str.contains("Keller").any()
    for table, column in (("quotes", "n_quotes"), ("mentions", "n_mentions")):
        counted = getattr(found, table)["speaker_id"].value_counts()
        assert found.speakers.set_index("speaker_id")[column].loc[counted.index].tolist() == counted.tolist()


def annotate_or_fail(article, study):
    if article.article_id == "a39":
        raise ValueError("an odd\narticle")
    return annotate_article(article, study)


def test_an_article_that_cannot_be_annotated_ends_no_run(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("framelens.store.memory.annotate_article", annotate_or_fail)
    study = replace(settings_of_source(corpus), reader="rules")
    held = fl.annotate(fl.read.read_articles(study.articles, strict=False), study)
    stored = write_store(study, tmp_path / "store", annotate=annotate_or_fail).annotations()
    for table in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(held, table), getattr(stored, table))
    (failed,) = held.left_out.query("kind == 'failed'").to_dict("records")
    assert failed["article_id"] == "a39" and "ValueError: an odd article (test_assembling.py, line " in failed["reason"]
    assert "a39" not in set(held.articles["article_id"])


def test_where_nothing_can_be_annotated_the_first_reason_is_the_error(monkeypatch):
    monkeypatch.setattr("framelens.store.memory.annotate_article", annotate_or_fail)
    table = pd.DataFrame({"article_id": ["a39"], "text": ["It rained."]})
    with pytest.raises(
        InputError, match=r"^no article could be annotated; , article a39: annotating it failed, please"
    ):
        fl.annotate(table, settings_of_source("texts"))


@pytest.mark.parametrize("command", ["annotate", "report"])
def test_a_command_that_leaves_articles_out_names_them_and_ends_with_3(corpus, tmp_path, monkeypatch, capsys, command):
    monkeypatch.setattr("framelens.store.writing._own_annotator", lambda **_: annotate_or_fail)
    store = tmp_path / "store"
    if command == "report":
        write_store(replace(settings_of_source(corpus), reader="rules"), store)
        failed = tuple(open_store(store).list_failed())
        monkeypatch.setattr("framelens.report.building.build_report", lambda *_, **__: Report(tmp_path, (), failed))
        given = ["report", str(store), "--quiet"]
    else:
        given = ["annotate", str(corpus), "--out", str(store), "--workers", "1", "--quiet"]
    assert main(given) == INCOMPLETE
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith(
        "corpus.jsonl, article a39: annotating it failed, please report it: ValueError: an odd article"
    )
