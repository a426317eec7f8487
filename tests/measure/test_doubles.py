"""Who may be one person, and who may be two: what is listed, what hangs on it, and the line that decides it."""

from dataclasses import replace

import pandas as pd
import pytest

import framelens as fl
from framelens.corpus import Article, article_row
from framelens.corrections import read_corrections
from framelens.measure.alike import Named, list_pairs
from framelens.measure.doubles import ONE, TWO, find_doubles
from framelens.measure.persons import choose_persons
from framelens.settings.roster import read_roster
from framelens.settings.settings import settings_of_source
from framelens.tables import make_table

TEXTS = (
    "“The port opens,” said Ana Ito, the minister. “It is late,” Ito said.",
    "“It rained,” said Anna Marie Ito.",
    "“Who pays?” asked Bo Ito, a farmer. “I do not,” said Chuck Stone.",
    "“Nobody pays,” said Charles Stone, the mayor. “Nobody,” Stone said.",
    "“Ships are here,” Ito said on Monday.",
)


def annotate(*texts, **settings):
    articles = [Article(f"a{n}", None, None, None, None, text, "t") for n, text in enumerate(texts)]
    study = replace(settings_of_source("texts"), reader="rules", **settings)
    return fl.annotate(make_table("articles", map(article_row, articles)), study)


def named(name, n=1, **more):
    words = tuple(name.split())
    row = {
        "key": name.lower(),
        "name": name,
        "own": name,
        "words": words,
        "kind": "person",
        "gender": None,
        "roles": frozenset(),
    }
    return Named(**(row | {"from_roster": False, "n": n, "articles": frozenset()} | more))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (named("Ito"), named("Ana Ito"), "surname alone"),
        (named("A. Ito"), named("Ana Ito"), "another form of the name"),
        (named("Chuck Stone"), named("Charles Stone"), "another form of the name"),
        (named("Ana Keller"), named("Ana Kellers"), "a surname that differs by a letter or two"),
        (named("HRC", kind="organisation"), named("Harbour Rescue Council", kind="organisation"), "its initials"),
        (named("Rescue Council", kind="organisation"), named("Harbour Rescue Council", kind="organisation"),
         "the same words"),
        (named("Ильхам Алиев"), named("Ilham Aliyev"), "the same name in other letters"),
        (named("Ильхам Алиев"), named("İlham Əliyev"), "the same name in other letters"),
        (named("İlham Əliyev"), named("Ilham Aliyev"), "the same name in other letters"),
        (named("Владимир Жуков"), named("Wladimir Schukow"), None),  # German writes ж as it writes ш
        (named("Ильхам Алиев"), named("Ilham Orujov"), None),
        (named("Ana Ito"), named("Bo Ito"), None),
        (named("Ito", gender="male"), named("Ana Ito", gender="female"), None),
        (named("Stone"), named("Ana Ito"), None),
        (named("Council", kind="organisation"), named("Harbour Rescue Council", kind="organisation"), None),
    ],
)  # fmt: skip
def test_names_that_may_be_ones(one, other, why):
    for pair in ([one, other], [other, one]):
        assert [found for _, _, found in list_pairs(pair)] == ([why] if why else [])


def test_what_hangs_on_a_doubt_is_counted_and_shares_told():
    found = annotate(*TEXTS)
    table = find_doubles(found)
    assert table["base"].eq(len(found.quotes)).all() and table["n"].is_monotonic_decreasing
    chuck = table.set_index("other").loc["Charles Stone"]
    said = {**found.quotes["speaker_id"].value_counts()}
    assert (chuck["question"], chuck["name"], chuck["n"]) == (TWO, "Chuck Stone", 2)
    assert chuck["share"] == pytest.approx(said[chuck["speaker_id"]] / len(found.quotes))
    sign = 1 if chuck["question"] == ONE else -1
    assert chuck["share_otherwise"] == pytest.approx(chuck["share"] + sign * chuck["n"] / len(found.quotes))


def test_the_roster_line_of_one_person_joins_two(tmp_path):
    """Bo Ito stands in the way: the surname alone was led to nobody."""
    before = annotate(*TEXTS[2:3], TEXTS[0], TEXTS[4])
    (row,) = find_doubles(before).query("other == 'Ito'").to_dict("records")
    assert (row["question"], row["file"], row["n"]) == (ONE, "roster.csv", 1)
    assert "may also be" in row["evidence"]
    (tmp_path / "roster.csv").write_text(f"speaker_id,name,role,alias\n{row['line']}\n")
    after = annotate(*TEXTS[2:3], TEXTS[0], TEXTS[4], roster=read_roster(tmp_path / "roster.csv"))
    assert (
        after.quotes["speaker_id"].eq(row["speaker_id"]).sum()
        == before.quotes["speaker_id"].eq(row["speaker_id"]).sum() + 1
    )
    assert find_doubles(after).query("other == 'Ito'").empty


def test_the_lines_of_two_persons_keep_two_apart(tmp_path):
    texts = (TEXTS[2], TEXTS[3], "“Who pays?” asked Charles Stone.")
    before = annotate(*texts)
    (row,) = find_doubles(before).query("question == @TWO", local_dict={"TWO": TWO}).to_dict("records")
    assert {row["name"], row["other"]} == {"Charles Stone", "Chuck Stone"}
    (tmp_path / "roster.csv").write_text(f"speaker_id,name,role,alias\n{row['line']}\n")
    after = annotate(*texts, roster=read_roster(tmp_path / "roster.csv"))
    assert {"chuck-stone", "charles-stone"} <= set(after.quotes["speaker_id"])
    assert find_doubles(after).query("other_id in ('chuck-stone', 'charles-stone')").empty


def test_a_surname_alone_is_kept_apart_by_a_correction(tmp_path):
    texts = (TEXTS[0], TEXTS[0].replace("open", "close"), "Bo Ito, a farmer, was there.", TEXTS[4])
    before = annotate(*texts)
    (row,) = find_doubles(before).query("other == 'Ito'").to_dict("records")
    assert (row["question"], row["file"], row["n"], row["name"]) == (TWO, "corrections.csv", 1, "Ana Ito")
    header = "article_id,what,quote_id,start,end,hash,speaker,value,by,at,note\n"
    (tmp_path / "corrections.csv").write_text(header + row["line"] + "\n")
    after = annotate(*texts, corrections=read_corrections(tmp_path / "corrections.csv"))
    assert before.quotes["speaker_id"].tolist()[-1] == "ana-ito" != after.quotes["speaker_id"].tolist()[-1]


def test_a_study_without_doubts_has_an_empty_table():
    table = find_doubles(annotate("It rained."))
    assert table.empty and "evidence" in table


def test_persons_are_told_from_what_only_looks_like_one():
    rows = [
        ("George Hall", None, [], ["George Hall"], True),
        ("Capitol Hill", None, [], ["Capitol", "Capitol Hill", "Hill"], False),
        ("Border Protection", None, [], ["Border Protection"], False),
        ("Convention", None, [], ["Convention"], False),
        ("DREAM Act", None, [], ["DREAM Act"], False),
        ("Quibbleton", "male", [], ["Quibbleton"], True),
        ("Quibbleton", None, ["Chairman"], ["Quibbleton"], True),
        ("Quibbleton", None, [], ["Quibbleton"], False),
        ("Zorvan Quibbleton", None, [], ["Quibbleton", "Zorvan Quibbleton"], True),
        ("Fisher Industries", None, ["CEO of"], ["Fisher Industries"], False),
        ("New Jersey", "male", [], ["New Jersey"], False),
        ("Virginia GOP", "female", [], ["GOP", "Virginia GOP"], False),
        ("VIRGINIA WOOLF", None, [], ["WOOLF"], True),
        ("Henry VIII", None, [], ["Henry VIII"], True),
    ]
    speakers = pd.DataFrame(rows, columns=["name", "gender", "roles", "aliases", "sure"])
    speakers = speakers.assign(kind="person", from_roster=False)
    assert choose_persons(speakers).tolist() == speakers["sure"].tolist()
    assert not choose_persons(speakers.assign(kind="organisation")).any()
