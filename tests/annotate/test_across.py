"""Identities across articles: one person under a short and a long name, and never two under one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import framelens as fl
from framelens.annotate.across import link_speakers
from framelens.corpus import Article, article_row
from framelens.settings.settings import Settings, settings_of_source
from framelens.store import open_store, write_store
from framelens.tables import SCHEMAS, make_table

ALONE = "“We will open the port,” Ito said on Monday."
FULL = "“Ships are here,” said Ana Ito, the minister."
OTHER = "“Who pays?” asked Bo Ito, a farmer."


def annotate(*texts: str, **settings: object) -> fl.Annotations:
    articles = [Article(f"a{n}", None, None, None, None, text, "t") for n, text in enumerate(texts)]
    study = replace(settings_of_source("texts"), reader="rules", **settings)
    return fl.annotate(make_table("articles", map(article_row, articles)), study)


def speakers_of(annotations: fl.Annotations) -> dict[str, str | None]:
    quotes = annotations.quotes
    return {a: None if pd.isna(s) else s for a, s in zip(quotes["article_id"], quotes["speaker_id"], strict=True)}


def test_a_surname_alone_is_the_one_who_bears_it_elsewhere() -> None:
    annotations = annotate(ALONE, FULL)
    assert speakers_of(annotations) == {"a0": "ana-ito", "a1": "ana-ito"}
    assert annotations.quotes["reason"].iloc[0] == "surname; across the study: no other Ito than Ana Ito"
    row = annotations.speakers.set_index("speaker_id").loc["ana-ito"]
    assert (row["name"], row["n_articles"], row["n_quotes"], row["aliases"]) == ("Ana Ito", 2, 2, ["Ana Ito", "Ito"])
    assert "ito" not in set(annotations.speakers["speaker_id"])


def test_two_of_one_surname_are_never_merged() -> None:
    assert speakers_of(annotate(ALONE, FULL, OTHER)) == {"a0": "ito", "a1": "ana-ito", "a2": "bo-ito"}


def test_the_order_of_the_articles_changes_nothing() -> None:
    one, two = annotate(ALONE, FULL, OTHER), annotate(OTHER, FULL, ALONE)
    assert set(one.speakers["speaker_id"]) == set(two.speakers["speaker_id"])


def _row(name: str, kind: str = "person", **more: object) -> dict[str, object]:
    key = name.lower().replace(" ", "-").replace(".", "")
    row = {"speaker_id": key, "name": name, "kind": kind, "roles": [], "aliases": [name], "n_articles": 1}
    row |= {"n_quotes": 1, "n_mentions": 1}
    return row | {"from_roster": False} | more


@pytest.mark.parametrize(
    ("rows", "links"),
    [
        ([_row("Ito"), _row("Ana Ito")], {"ito": "ana-ito"}),
        ([_row("Ito", roles=["farmer"]), _row("Ana Ito", roles=["minister"])], {}),  # the roles contradict
        ([_row("Ito", roles=["the minister"]), _row("Ana Ito", roles=["minister of trade"])], {"ito": "ana-ito"}),
        ([_row("Ito", n_articles=9), _row("Ana Ito")], {}),  # whoever Ito is in nine articles, she is in one
        ([_row("Ana Maria Ito"), _row("Ana Ito"), _row("Ito")], {"ana-maria-ito": "ana-ito", "ito": "ana-ito"}),
        ([_row("Ana Maria Ito"), _row("Ana Elsa Ito"), _row("Ana Ito")], {}),
        ([_row("A. Ito"), _row("Ana Ito")], {"a-ito": "ana-ito"}),
        ([_row("A. Ito"), _row("Ana Ito"), _row("Ada Ito")], {}),
        ([_row("HRC", "organisation"), _row("Harbour Rescue Council", "organisation")], {}),
        (
            [_row("HRC", "organisation"), _row("Harbour Rescue Council", "organisation", aliases=["HRC"])],
            {"hrc": "harbour-rescue-council"},
        ),
        (
            [_row("Port Department", "organisation"), _row("Department of Port", "organisation", n_articles=2)],
            {"port-department": "department-of-port"},
        ),
        ([_row("Ito", "organisation"), _row("Ana Ito")], {}),
        ([_row("Ito", n_quotes=0), _row("Ana Ito")], {}),  # met once in passing
        ([_row("Harbour", "organisation"), _row("Harbour Index", "organisation", aliases=["Harbour"])], {}),
        ([_row("Ito", from_roster=True), _row("Ana Ito")], {}),
    ],
)
def test_who_is_who(rows: list[dict[str, object]], links: dict[str, str]) -> None:
    assert {key: link.speaker_id for key, link in link_speakers(rows).items()} == links
    assert link_speakers(rows[::-1]) == link_speakers(rows)


def test_two_whom_one_article_keeps_apart_are_two() -> None:
    rows = [_row("A. Ito"), _row("Ana Ito")]
    assert link_speakers(rows, articles_of=lambda keys: {"a-ito": {"1", "2"}, "ana-ito": {"2"}}) == {}
    assert "a-ito" in link_speakers(rows, articles_of=lambda keys: {"a-ito": {"1"}, "ana-ito": {"2"}})


def test_somebody_says_they_are_one_or_two() -> None:
    rows = [_row("Ito"), _row("Ana Ito"), _row("Nana")]
    assert link_speakers(rows, same={"nana": "ana-ito"}).keys() == {"ito", "nana"}
    assert link_speakers(rows, apart=[frozenset(("ito", "ana-ito"))]) == {}


@pytest.fixture
def study(tmp_path: Path) -> Settings:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, text in enumerate([ALONE, FULL, "“Why now?” Lund asked.", "Mr. Lund said that Ana Ito was late."]):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return replace(settings_of_source(folder), reader="rules")


def test_a_store_reads_the_same_as_memory(study: Settings, tmp_path: Path) -> None:
    write_store(study, tmp_path / "store")
    stored = open_store(tmp_path / "store").annotations()
    kept = fl.annotate(fl.read.read_articles(study.articles), study)
    for table in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(stored, table), getattr(kept, table), obj=table)
    assert "ana-ito" in set(open_store(tmp_path / "store").query("SELECT speaker_id FROM quotes")["speaker_id"])
