"""``framelens check`` looks at everything that a report reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import framelens as fl
from framelens.check import check_study
from framelens.check.inputs import estimate_time
from framelens.corpus import read_articles
from framelens.report.scaffold import new_study
from framelens.settings import load_settings, settings_of_source
from framelens.store import write_store

SHIPPED = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def seeds(tmp_path):
    """A new study with one article of the researcher's own, and none of the examples."""
    folder = new_study(tmp_path / "mine") / "seeds"
    for example in (folder / "articles").glob("example-*"):
        example.unlink()
    (folder / "articles" / "own.txt").write_text(" date 2024-01-15 By Mail\n\nThe mayor said no.", encoding="utf-8")
    return folder


def test_what_was_left_of_the_template_is_named(seeds):
    notes = " ".join(check_study(seeds).notes)
    for said in ("the title is still", "the question is still", "the frames are still", "the roster is still"):
        assert said in notes
    toml = seeds / "study.toml"
    text = toml.read_text(encoding="utf-8").replace("The harbour tunnel in", "My tunnel in")
    toml.write_text(text.replace("Who speaks about the tunnel", "Who speaks"), encoding="utf-8")
    (seeds / "roster.csv").write_text("speaker_id,name\nx,Ana Ito\nm,Mara Lindqvist\n", encoding="utf-8")
    notes = " ".join(check_study(seeds).notes)
    assert "the title says “(example)”" in notes and "the roster still has Mara Lindqvist of the example" in notes
    assert "question is still" not in notes


def test_a_new_study_is_not_blamed_for_its_examples(tmp_path):
    notes = " ".join(check_study(new_study(tmp_path / "mine") / "seeds").notes)
    assert "still" not in notes


def test_what_is_not_declared_of_coders_is_noted(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "seeds")
    file = tmp_path / "seeds" / "codes" / "coders.toml"
    (note,) = [note for note in check_study(tmp_path / "seeds").notes if "coders.toml" in note]
    assert note.endswith(
        "coders.toml does not declare whether the program’s answers were hidden from the coders; how the coders were "
        "trained; the report names this as a gap (docs/coding.md)"
    )
    more = "blind = true\ntraining = 'none'\n"
    file.write_text(more + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert not [note for note in check_study(tmp_path / "seeds").notes if "coders.toml" in note]
    file.write_text("who = 1\n")
    assert [problem for problem in check_study(tmp_path / "seeds").problems if "unknown key 'who'" in problem]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anna.csv", b"garbage"),
        ("anna.csv", b""),
        ("anna.csv", b"\xff\xfe\x00"),
        ("anna.csv", b"unit_id,coder,code\nno-such-unit,anna,yes\n"),
        ("sample-tone.csv", b""),
        ("sample-tone.csv", b"garbage"),
        ("sample-tone.csv", b"\x00\x01"),
        ("sheet.xlsx", b"no workbook"),
    ],
)
def test_codes_that_are_none_are_problems(seeds, name, content):
    (seeds / "codes").mkdir()
    (seeds / "codes" / name).write_bytes(content)
    problems = check_study(seeds).problems
    assert problems and all("codes" in one and "\n" not in one for one in problems)


def test_corrections_of_articles_that_are_not_there(seeds):
    (seeds / "corrections.csv").write_text(
        "article_id,what,quote_id,value\nnone,speaker,q1,Ana Ito\n", encoding="utf-8"
    )
    assert "line 2: 1 corrections are of articles that are not in the study" in " ".join(check_study(seeds).notes)


def test_a_lexicon_is_no_check_of_itself(seeds):
    toml = seeds / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('also = ["textblob"]', 'also = ["vader"]'), encoding="utf-8")
    with pytest.raises(fl.InputError, match=r"line \d+: 'vader' in also is the primary lexicon"):
        load_settings(seeds)
    for name in ("mine", "copy"):
        (seeds / f"{name}.csv").write_text("word,valence\ngood,1\n", encoding="utf-8")
    text = text.replace('primary = "vader"', 'primary = "mine.csv"')
    toml.write_text(text.replace('also = ["textblob"]', 'also = ["copy.csv"]'), encoding="utf-8")
    with pytest.raises(fl.InputError, match=r"line \d+: 'copy' has the same words as 'mine'"):
        load_settings(seeds)


def test_a_frame_without_a_name(seeds):
    for content in ('frames:\n  "":\n    terms: [rain]\n', '"": [rain]\n', "frame,term\n,rain\n"):
        name = "own.csv" if "," in content.split("\n")[0] else "own.yaml"
        (seeds / name).write_text(content, encoding="utf-8")
        with pytest.raises(fl.InputError, match=rf"{name}, line \d"):
            fl.read.read_dictionary(seeds / name)


def test_how_long_it_takes_is_an_estimate_of_the_words():
    study = settings_of_source("x")
    assert "under a minute to annotate with the finder 'accurate'" in estimate_time(study, 10, 4_000)
    assert "about 6 minutes" in estimate_time(study, 1_000, 4_000_000)
    assert "about 2.6 hours to annotate with the finder 'fast'" in estimate_time(study, 1_000_000, 400_000_000)


OUTLETS = "article_id,text,outlet,rank\na,The mayor said no.,Mail,1\nb,The mayor said yes.,Trend,2\nc,No.,Echo,3\n"


@pytest.mark.parametrize(
    ("compare", "line", "said"),
    [
        ('pairs = { outlet = ["Mail", "Trnd"] }', 6, "no article has 'Trnd' in outlet; choose from: Echo, Mail, Trend. "
         "Did you mean 'Trend'?"),
        ('\n[compare.pairs]\nrank = ["1", "4"]', 8, "no article has '4' in rank; choose from: 1, 2, 3"),
        ('events = "e.csv"\npairs = { event = ["fire", "flood"] }', 7, "no article has 'flood' in event; choose from: "
         "fire, strike"),
        ('order = { outlet = ["Mail", "Post"] }', 6, "no article has 'Post' in outlet; choose from: Echo, Mail, Trend"),
        ('cluster = "day"\npairs = { byline = ["A B", "C D"] }', 7, "no article has 'A B' in byline; nothing is"),
    ],
)  # fmt: skip
def test_a_group_of_a_declared_pair_that_no_article_has_is_named(tmp_path, compare, line, said):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "t.csv").write_text(OUTLETS, encoding="utf-8")
    # The flood is of an article that the study does not have.
    (tmp_path / "e.csv").write_text("article_id,event\na,fire\nb,strike\nz,flood\n", encoding="utf-8")
    columns = ["outlet", "rank", "byline", *(["event"] if "event" in compare else [])]
    toml = tmp_path / "study.toml"
    toml.write_text(f'title = "T"\n\n[compare]\n# groups\nby = {json.dumps(columns)}\n{compare}\n', encoding="utf-8")
    key = "order" if "order" in compare else "pairs"
    expected = f"{toml}, line {line}: {key} under [compare]: {said}"
    (problem,) = check_study(tmp_path).problems
    assert problem.startswith(expected)
    study = load_settings(tmp_path)
    for annotate in (
        lambda: fl.annotate(read_articles(study.articles), study),
        lambda: write_store(study, tmp_path / "store"),
    ):
        with pytest.raises(fl.InputError) as error:
            annotate()
        assert str(error.value) == problem
    assert not (tmp_path / "store").exists()


def test_pairs_that_articles_have_are_no_problem(tmp_path):
    (tmp_path / "t.csv").write_text(OUTLETS, encoding="utf-8")
    text = '[articles]\npath = "t.csv"\n\n[compare]\nby = ["outlet", "rank"]\n'
    pairs = 'pairs = { outlet = ["Mail", "Echo"], rank = ["3", "1.0"] }\n'
    (tmp_path / "study.toml").write_text(f'title = "T"\n{text}{pairs}', encoding="utf-8")
    assert check_study(tmp_path).problems == []


@pytest.mark.parametrize(
    ("compare", "said"),
    [
        ('pairs = { year = ["2020", "2021"] }', "pairs cannot be of a year"),
        ('pairs = { bias = ["left", "right"] }', "pairs of 'bias', which by does not compare; choose from: outlet"),
        ('order = { year = ["2020", "2021"] }', "order cannot be of a year"),
        ('order = { bias = ["left"] }', "order of 'bias', which by does not compare; choose from: outlet"),
        ('pairs = { outlet = ["Mail", "Mail"] }', "'Mail' in outlet is listed twice"),
        ("smallest = { tone = 0.1, speech = 5 }", "speech = 5 in smallest; no difference can be 1 or more"),
        ("smallest = { frames = 0.1 }", "smallest is of frames, and none are looked for"),
        ("smallest = { toward = 0.1 }\n[tone]\ntoward = false", "smallest is of toward, which [tone] toward = false"),
        ("smallest = { tonne = 0.1 }", "unknown key 'tonne' in [compare.smallest]; choose from: speech, voices, tone"),
    ],
)
def test_pairs_and_smallest_effects_that_cannot_be_are_refused(tmp_path, compare, said):
    (tmp_path / "study.toml").write_text(f'title = "T"\n\n[compare]\n{compare}\n', encoding="utf-8")
    with pytest.raises(fl.InputError) as error:
        load_settings(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / 'study.toml'}, line 4: {said}")
