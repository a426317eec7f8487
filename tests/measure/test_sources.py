"""What sort of source gets to speak, on three made-up articles counted by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import framelens as fl
from framelens.annotate.source_forms import find_forms
from framelens.annotate.source_roles import decide, weigh
from framelens.errors import InputError
from framelens.measure.genders import find_genders
from framelens.settings.source_scheme import read_scheme, read_shipped_scheme

PIER = """Norhaven closes its pier

“The pier is not safe,” said Mayor Ana Ito. She added that it would open in May.

A port official who spoke on condition of anonymity said that the money was gone.

Bo Lund, a fisherman, said that he would lose his boat."""
MILL = """The mill stays

“We will bake on,” said Karl Berg, chief executive of Berg Mills Inc. Mr. Berg said that bread was dear."""
SCHOOL = """A school in need

Pia Holm, a professor of history at Norhaven University, said that her students were cold. Residents said so, too.

The report found that the windows were broken."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> fl.Study:
    folder = tmp_path_factory.mktemp("sources")
    for name, text in {"pier": PIER, "mill": MILL, "school": SCHOOL}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return fl.open(folder)


def counts(measure: fl.Measure) -> dict[str, int]:
    return {row["source"]: int(row["n"]) for row in measure.table.to_dict("records") if row["n"]}


def test_every_statement_has_a_role_a_form_and_a_gender(study: fl.Study) -> None:
    assert counts(study.sources()) == {
        "government and administration": 3,  # the mayor twice, the port official
        "business": 3,  # the fisherman, and Berg twice
        "science and expert": 1,  # the professor; what the report found is shown and not said
        "citizen and eyewitness": 1,
    }
    forms = {"named person": 6, "anonymous": 1, "unnamed group": 1}
    assert counts(study.sources("form")) == forms
    assert counts(study.sources("gender")) == {
        "female": 3,
        "male": 3,
        "unknown": 2,
    }
    assert set(study.sources("form").table["base"]) == {8}


def test_who_leads_and_who_stands_alone(study: fl.Study) -> None:
    leading = {"government and administration": 1, "business": 1, "science and expert": 1}
    assert counts(study.leading()) == leading
    assert counts(study.single_source()) == {"articles with a single source": 1}
    assert study.sources_per_article().table["estimate"].tolist() == [pytest.approx((3 + 1 + 2) / 3)]
    for measure in (study.leading(), study.single_source(), study.sources_per_article()):
        assert "n (articles)" in repr(measure) and "n (statements)" not in repr(measure)
    passages = study.single_source().passages(0)
    assert len(passages) == 1 and "bake on" in passages.table["words"].iloc[0]


def test_two_sides_and_what_is_wrong_with_them(study: fl.Study) -> None:
    table = study.balance(["Ana Ito", "Pia Holm"], "business").table
    assert table["source"].tolist() == ["Ana Ito and Pia Holm", "business"]
    assert table["n"].tolist() == [3, 3] and set(table["base"]) == {6}
    for sides, said in (
        (("Ana Ito", "Ana Ito"), "on both sides"),
        (("Karl Berg", "business"), "is on both sides"),
        (("Ana Itto", "business"), "nobody is called 'Ana Itto'.*Did you mean 'Ana Ito'"),
        (("government", "business"), "nobody is called 'government'.*choose from: government and administration, leg"),
        (((), "business"), "needs two sides"),
    ):
        with pytest.raises(InputError, match=said):
            study.balance(*sides)
    with pytest.raises(InputError, match="sources have no 'colour'"):
        study.sources("colour")


def test_a_scheme_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("frames:\n  sea: {definition: At sea., terms: [fisherman]}\n  land: {terms: [mayor]}\n")
    with pytest.raises(InputError, match=r"sources\.yaml, line 3: the role 'land' has no definition"):
        read_scheme(path)
    path.write_text("frames:\n  sea: {definition: At sea., terms: [fisherman]}\n")
    with pytest.raises(InputError, match="has one role"):
        read_scheme(path)
    path.write_text("frames:\n  a: {definition: A., terms: [x]}\n  a: {definition: B., terms: [y]}\n")
    with pytest.raises(InputError, match="'a' is listed twice under 'frames'"):
        read_scheme(path)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("the president of Norhaven University", "science and expert"),
        ("President", "government and administration"),
        ("two Republican governors", "government and administration"),
        ("a White House reporter", "media"),
        ("a spokeswoman for the bakers union", "civil society and activist"),
        ("Consumer Centre head", None),  # a capital makes "Consumer" part of a name
        ("critics of the ministry", None),
        ("a man", "citizen and eyewitness"),
        ("the ceo, a former senator", "business"),
    ],
)
def test_the_noun_says_the_role(words: str, role: str | None) -> None:
    assert decide(weigh(words, read_shipped_scheme()))[0] == role


def test_forms_without_a_name(study: fl.Study) -> None:
    quotes = study.annotations.quotes.head(1)

    def form(words: str, resolution: str = "unnamed") -> str | None:
        row = quotes.assign(source_start=0, source_end=len(words), resolution=resolution, reason="", speaker_id=None)
        return find_forms(row, study.speakers.set_index("speaker_id")["kind"], [words])[0]

    told = {
        "two people familiar with the plan": "anonymous",
        "sources": "anonymous",
        "a Nordbank spokeswoman": "named organisation",
        "Port Department officials": "named organisation",
        "three officials": "unnamed group",
        "a neighbour": "unnamed person",
        "the agenda": "document",
    }
    assert {words: form(words) for words in told} == told
    assert form("she", "absent") == "named person" and form("which", "absent") is None


PEOPLE = """Mary Hale said that the road was wet. Robert Lund said that Mary Hale was wrong.

The Norwegian minister Ida Vik said that she would come. Karim Aziz, an expert on Norway, said that nobody would.

“We wait,” said a spokesman for the Kenyan Foreign Ministry. A Kenyan-Norwegian baker said that bread was dear."""
ROSTER = "speaker_id,name,role,alias,country\nrobert-lund,Robert Lund,,,Kenya\n"


def open_with(folder: Path, settings: str) -> fl.Study:
    (folder / "articles").mkdir()
    (folder / "articles" / "people.txt").write_text(PEOPLE, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "names.csv").write_text("name,gender\nMary,female\nIda,male\n", encoding="utf-8")
    text = f'title = "People"\n[speakers]\nreader = "rules"\nroster = "roster.csv"\n{settings}'
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return fl.open(folder)


def test_a_first_name_tells_a_gender_only_by_a_table_of_the_study(tmp_path: Path) -> None:
    for given, told in (("", {"female": 1, "unknown": 5}), ('names = "names.csv"', {"female": 2, "unknown": 4})):
        folder = tmp_path / str(bool(given))
        folder.mkdir()
        assert counts(open_with(folder, given).sources("gender")) == told  # Ida is she, whatever a table says
    (folder / "names.csv").write_text("name,gender\nMary,f\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"names\.csv, line 2: unknown gender 'f' of 'Mary'; choose from: female, male"
    ):
        fl.open(folder)


def test_foreign_is_who_is_said_to_be_from_elsewhere(tmp_path: Path) -> None:
    study = open_with(tmp_path, 'country = "KE"\n')
    assert counts(study.sources("origin")) == {"domestic": 2, "foreign": 1, "unknown": 3}
    assert counts(study.balance("domestic", "foreign", of="origin")) == {"domestic": 2, "foreign": 1}
    reasons = fl.stats.find_origins(study, "Kenya", study.settings.roster)["reason"].tolist()
    assert reasons == [
        "no country is named",
        "roster",
        "words of the source: Norwegian",
        "no country is named",
        "words of the source: Kenyan",
        "words of the source: several countries (Kenyan, Norwegian)",
    ]
    (tmp_path / "study.toml").write_text('title = "People"\n[speakers]\nreader = "rules"\n', encoding="utf-8")
    with pytest.raises(InputError, match="the country of the study is not set, so that no source is foreign"):
        fl.open(tmp_path).sources("origin")
    (tmp_path / "study.toml").write_text('title = "People"\n[speakers]\ncountry = "Kenia"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"line 3: no country is called 'Kenia'; .* Did you mean 'Kenya'\?"):
        fl.open(tmp_path)


def test_sorts_are_as_diverse_as_equally_many_statements_show(study: fl.Study) -> None:
    drawn = study.source_diversity("form", statements=2).table.set_index("measure")["estimate"]
    same = (6 * 5) / (8 * 7)  # two of the six statements by named persons, of eight
    assert drawn["sorts"] == pytest.approx(2 - same)
    assert drawn["simpson"] == pytest.approx(1 - same)
    every = study.source_diversity("form", statements=8).table.set_index("measure")
    assert every["estimate"]["sorts"] == 3 and every["n"]["sorts"] == 8


@pytest.mark.parametrize("measure", ["voices", "presence", "stances", "tone", "relations"])
def test_a_column_of_the_roster_takes_speakers_together(tmp_path: Path, measure: str) -> None:
    study = open_with(tmp_path, "[tone]\ntoward = true\n")
    names = set(getattr(study, measure)(by="speaker.country").table["speaker" if measure == "relations" else "name"])
    assert {"Kenya", "none given"} <= names
    assert "Robert Lund" not in names


def test_words_of_two_parties_and_what_cannot_be_grouped_so(tmp_path: Path) -> None:
    study = open_with(tmp_path, "")
    words = study.keyness("speaker.country", settings=fl.Keyness(min_count=1)).table.set_index("word")
    assert words["n_target"]["wrong"] == 1 and words["n_reference"]["wet"] == 1
    said = r"\Athis measure cannot be grouped by 'speaker\.country'; choose from: [^\n]+\Z"
    for measure in ("sources", "leading", "single_source", "sources_per_article", "speech", "volume", "toward"):
        with pytest.raises(InputError, match=said):
            getattr(study, measure)(by="speaker.country")
    with pytest.raises(InputError, match=r"cannot group by 'speaker\.land'; .* Did you mean 'speaker.kind'"):
        study.keyness("speaker.land")


def test_pronouns_of_other_languages_tell_a_gender_and_their_countries_stay_unread(study: fl.Study) -> None:
    found = study.annotations
    text = "Anna Weiß kam aus Kenia. Sie ging, denn ihm war kalt."
    article = found.articles.head(1).assign(text=text, language="de", article_id="de")
    speakers = found.speakers.head(2).assign(speaker_id=["anna", "bernd"], kind="person", gender=None)
    at = [text.index("Sie"), text.index("ihm")]
    mentions = found.mentions.head(2).assign(
        article_id="de", form="pronoun", start=at, end=[at[0] + 3, at[1] + 3], speaker_id=["anna", "bernd"]
    )
    german = replace(found, articles=article, speakers=speakers, mentions=mentions)
    assert find_genders(german).to_dict() == {"anna": "female", "bernd": "male"}
    quotes = found.quotes.head(1).assign(article_id="de", speaker_id="anna", source_start=0, source_end=24)
    origins = fl.stats.find_origins(replace(german, quotes=quotes), "KE")
    assert origins["reason"].tolist() == ["countries are read in English only"]
