"""Identities across articles: one person under a short and a long name, and never two under one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pandas as pd
import pytest

import framelens as fl
from framelens.annotate.across import Place, link_study
from framelens.annotate.identities import speaker_key
from framelens.annotate.study_people import _fit, _pair, gather_people
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
    assert annotations.quotes["reason"].iloc[0] == "surname; across the study: Ana Ito, no other Ito"
    row = annotations.speakers.set_index("speaker_id").loc["ana-ito"]
    assert (row["name"], row["n_articles"], row["n_quotes"], row["aliases"]) == ("Ana Ito", 2, 2, ["Ana Ito", "Ito"])
    assert "ito" not in set(annotations.speakers["speaker_id"])


def test_two_of_one_surname_are_never_merged() -> None:
    assert speakers_of(annotate(ALONE, FULL, OTHER)) == {"a0": "ito", "a1": "ana-ito", "a2": "bo-ito"}


def test_the_order_of_the_articles_changes_nothing() -> None:
    one, two = annotate(ALONE, FULL, OTHER), annotate(OTHER, FULL, ALONE)
    assert set(one.speakers["speaker_id"]) == set(two.speakers["speaker_id"])


def _row(name: str, kind: str = "person", **more: object) -> dict[str, object]:
    key = speaker_key(name)
    row = {"speaker_id": key, "name": name, "kind": kind, "roles": [], "aliases": [name], "n_articles": 1}
    row |= {"n_quotes": 1, "n_mentions": 1, "gender": None}
    return row | {"from_roster": False} | more


def _link(rows: list[dict[str, object]], places: dict[str, Place] | None = None, **by_hand: object) -> dict[str, str]:
    """What each speaker leads to; every row stands in an article of its own unless it names one."""
    shares = [{"article_id": f"a{number}", **row} for number, row in enumerate(rows)]
    links, _ = link_study(lambda: shares, places or {}, **by_hand)
    again, _ = link_study(lambda: shares[::-1], places or {}, **by_hand)
    assert links == again
    return {key: link.speaker_id for (_, key), link in links.items()}


@pytest.mark.parametrize(
    ("rows", "links"),
    [
        ([_row("Ito"), _row("Ana Ito")], {"ito": "ana-ito"}),
        ([_row("Ito", roles=["farmer"]), _row("Ana Ito", roles=["minister"])], {}),  # the roles contradict
        ([_row("Ito", roles=["the minister"]), _row("Ana Ito", roles=["minister of trade"])], {"ito": "ana-ito"}),
        ([_row("Ito", gender="male"), _row("Ana Ito", gender="female")], {}),
        ([_row("Ito") for _ in range(9)] + [_row("Ana Ito")], {}),  # whoever Ito is in nine articles, she is in one
        ([_row("Ana Maria Ito"), _row("Ana Ito"), _row("Ito")], {"ana-maria-ito": "ana-ito", "ito": "ana-ito"}),
        ([_row("A. Ito"), _row("Ana Ito")], {"a-ito": "ana-ito"}),
        ([_row("A. Ito"), _row("Ana Ito"), _row("Ada Ito")], {}),
        ([_row("HRC", "organisation"), _row("Harbour Rescue Council", "organisation")], {}),
        (
            [_row("HRC", "organisation"), _row("Harbour Rescue Council", "organisation", aliases=["HRC"])],
            {"hrc": "harbour-rescue-council"},
        ),
        (
            [_row("Port Department", "organisation"), *[_row("Department of Port", "organisation")] * 2],
            {"port-department": "department-of-port"},
        ),
        (
            [_row("Centre for Fish Care", "organisation"), _row("Centre for Fish Care and Repair", "organisation")],
            {"centre-for-fish-care": "centre-for-fish-care-and-repair"},
        ),
        (
            [_row(f"Fund for Fish{rest}", "organisation") for rest in ("", " and Boats", " and Nets")],
            {},  # short for either
        ),
        ([_row("Ito", "organisation"), _row("Ana Ito")], {}),
        ([_row("Ito", n_quotes=0), _row("Ana Ito")], {}),  # met once in passing
        ([_row("Harbour", "organisation"), _row("Harbour Index", "organisation", aliases=["Harbour"])], {}),
        ([_row("Ito", from_roster=True), _row("Ana Ito")], {}),
    ],
)
def test_who_is_who(rows: list[dict[str, object]], links: dict[str, str]) -> None:
    assert _link(rows) == links


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chuck Holm", "Charles Holm"),
        ("Joe Berg", "Joseph R. Berg"),
        ("Liz Marsh", "Elizabeth Marsh"),
        ("José Peña", "Jose Pena"),
        ("Volodymyr Zarensky", "Volodymyr Zarenskyy"),
        ("Oleksiy Honchary", "Oleksii Honchariy"),
        ("Li Weiming", "Weiming Li"),
        ("Jean-Claude Moreau", "Jean Moreau"),
        ("Donald Holm", "Donald J. Holm"),
    ],
)
def test_names_of_one_person(one: str, other: str) -> None:
    rows = [_row(one), _row(other), _row(other)]
    assert speaker_key(one) == speaker_key(other) or _link(rows) == {speaker_key(one): speaker_key(other)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Ana Ito"}, {"name": "Bo Ito"}),
        ({"name": "Peter Hale", "gender": "male"}, {"name": "Petra Hale", "gender": "female"}),
        ({"name": "Tom A. Lund"}, {"name": "Tom B. Lund"}),
        ({"name": "Alex Reed", "gender": "male"}, {"name": "Alexandra Reed", "gender": "female"}),
    ],
)
def test_names_of_two_people(one: dict[str, str], other: dict[str, str]) -> None:
    assert _link([_row(**one), _row(**other)]) == {}


def test_a_surname_goes_to_the_one_whom_the_articles_support() -> None:
    family = [_row("Otto Brandt", roles=["president"], gender="male")] * 12 + [
        _row("Mia Brandt", roles=["wife"], gender="female")
    ]
    assert _link([*family, _row("Brandt")]) == {"brandt": "otto-brandt"}
    assert _link([*family, _row("Brandt", roles=["president"])]) == {"brandt": "otto-brandt"}
    assert _link([*family, _row("Brandt", gender="female")]) == {"brandt": "mia-brandt"}
    # Two who fit as well: nobody.
    assert _link([*[_row("Otto Brandt")] * 3, *[_row("Mia Brandt")] * 3, _row("Brandt")]) == {}


def test_an_article_that_names_the_whole_family_speaks_for_those_it_speaks_of() -> None:
    robert = [_row("Robert Keel", article_id=f"a{n}", n_mentions=9) for n in range(6)]
    family = [_row(f"{given} Keel", article_id="fire") for given in ("Carl", "Kaye", "Marsha")]
    assert _link([*robert, *family, _row("Keel", article_id="alone")]) == {"keel": "robert-keel"}
    beside = [_row("Lena Keel", article_id=f"a{n}") for n in range(6)]
    assert _link([*robert, *beside, _row("Keel", article_id="alone")]) == {"keel": "robert-keel"}


def test_a_pronoun_that_is_anothers_tells_no_gender() -> None:
    said = "Lang “will not pay for the port,” she said. Lang told the mayor that he was late. “No,” Lang said."
    assert speakers_of(annotate(said, "“Yes,” said Otto Lang."))["a0"] == "otto-lang"
    assert speakers_of(annotate(said, "“Yes,” said Mia Lang."))["a0"] == "mia-lang"


def test_who_is_somebodys_kin_does_not_hold_the_office() -> None:
    rows = [*[_row("Otto Brandt", roles=["President"])] * 6, *[_row("Mia Brandt", roles=["the president's wife"])] * 6]
    assert _link([*rows, _row("Brandt", roles=["President"])]) == {"brandt": "otto-brandt"}


def test_what_stands_behind_the_name_that_articles_use_is_no_surname() -> None:
    rows = [*[_row("Ivo Marden")] * 3, _row("Ivo Marden Vidal", aliases=["Ivo Marden Vidal", "Marden"])]
    assert _link(rows) == {"ivo-marden-vidal": "ivo-marden"}
    assert _link([*[_row("Ivo Marden")] * 3, _row("Ivo Marden Vidal")]) == {}


def test_a_name_without_a_suffix_is_the_fathers_where_both_are_known() -> None:
    rows = [
        *[_row("Otto Brandt")] * 3,
        *[_row("Otto Brandt Jr.", roles=["the president's son"])] * 3,
        _row("Poor Otto Brandt"),
    ]
    assert _link(rows) == {"poor-otto-brandt": "otto-brandt"}


def test_a_word_taken_for_a_body_in_a_few_articles_is_still_a_persons_name() -> None:
    rows = [*[_row("Ana Ito")] * 5, *[_row("Ito")] * 6, _row("Ito", "organisation", article_id="odd")]
    assert _link(rows) == {"ito": "ana-ito"}
    shares = [{"article_id": f"a{number}"} | row for number, row in enumerate(rows)]
    assert ("odd", "ito") in link_study(lambda: shares, {})[0]


def test_the_outlet_and_the_time_decide_between_two_holders() -> None:
    rows = [
        *[_row("Hana Vale", article_id=f"old{n}") for n in range(6)],
        *[_row("Ken Vale", article_id=f"new{n}") for n in range(6)],
        _row("Vale", article_id="then"),
    ]
    places = {f"old{n}": Place("Mail", 2011) for n in range(6)} | {f"new{n}": Place("Post", 2020) for n in range(6)}
    assert _link(rows, places | {"then": Place("Mail", 2011)}) == {"vale": "hana-vale"}
    assert _link(rows, places | {"then": Place("Post", 2020)}) == {"vale": "ken-vale"}
    assert _link(rows, places | {"then": Place("Gazette", 2015)}) == {}


def test_two_whom_one_article_keeps_apart_are_two() -> None:
    assert _link([_row("A. Ito", article_id="one"), _row("Ana Ito", article_id="one")]) == {}
    assert _link([_row("A. Ito", article_id="one"), _row("Ana Ito", article_id="two")]) == {"a-ito": "ana-ito"}


def test_somebody_says_they_are_one_or_two() -> None:
    rows = [_row("Ito"), _row("Ana Ito"), _row("Nana")]
    assert _link(rows, same={"nana": "ana-ito"}).keys() == {"ito", "nana"}
    assert _link(rows, apart=[frozenset(("ito", "ana-ito"))]) == {}


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


GIVEN = "Ana Anna A. Bo Bob Robert Rob Jean-Claude Claude Xi Maria Mary Ana-Maria Joe Joseph J.".split()


def test_no_pair_of_names_that_fit_is_missed_in_a_block() -> None:
    """A common surname is not compared pair by pair; whatever fits meets all the same."""
    names = {f"{' '.join(words)} Ito{suffix}" for words in permutations(GIVEN, 2) for suffix in ("", " Jr.")}
    people, _, _ = gather_people({**_row(name), "article_id": name} for name in [*names, *(f"{g} Ito" for g in GIVEN)])
    wanted = {
        frozenset((one.key, other.key)) for one, other in combinations(people.values(), 2) if _fit(one, other, set())
    }
    met = [frozenset((one.key, other.key)) for one, other in _pair(list(people.values()))]
    assert len(met) == len(set(met)) < len(people) * (len(people) - 1) / 4
    assert wanted and wanted <= set(met)
