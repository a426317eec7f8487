"""Annotations kept beside a study: two definitions side by side, two processes at once, the last used stay."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import replace

import pandas as pd
import pytest

import framelens as fl
from framelens.annotate.article import annotate_article
from framelens.dictionary import FrameDictionary, read_dictionary
from framelens.settings.settings import Settings
from framelens.store import kept, opening, writing
from framelens.store.opening import annotate_study
from framelens.tables import SCHEMAS

N = 12


@pytest.fixture
def study(tmp_path, monkeypatch) -> Settings:
    monkeypatch.setattr(opening, "IN_MEMORY", 5)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    seeds = tmp_path / "study" / "seeds"
    seeds.mkdir(parents=True)
    text = (
        "Ana Ito met Bo Lund {0} times at pier {0}. “It opens in May,” Ito said. Lund denied that it is a war on ships."
    )
    pd.DataFrame({"id": [f"a{n}" for n in range(N)], "text": [text.format(n) for n in range(N)]}).to_csv(
        seeds / "t.csv", index=False
    )
    (seeds / "study.toml").write_text(
        'title = "Try"\n[articles]\npath = "t.csv"\nnear_duplicates = false\n[speakers]\nreader = "rules"\n'
    )
    return fl.load_settings(seeds)


@pytest.fixture
def frames(tmp_path) -> FrameDictionary:
    (tmp_path / "frames.yaml").write_text("frames:\n  war:\n    terms: [war]\n")
    return read_dictionary(tmp_path / "frames.yaml")


def places(study):
    folder = study.folder.parent / kept.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def same(one, other):
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_two_definitions_stand_side_by_side(study, monkeypatch):
    """As `compare_definitions` asks: other settings, and then the first ones again."""
    other = replace(study, excluded_words=("war",), reader="fast")
    first, second = annotate_study(study), annotate_study(other)
    assert len(places(study)) == 2
    assert first.segments["valence_vader"].sum() != second.segments["valence_vader"].sum()
    for name in ("_survey", "annotate_batches"):
        monkeypatch.setattr(writing, name, lambda *_, **__: pytest.fail("what is kept is made again"))
    same(annotate_study(study), first)
    same(annotate_study(other), second)


def test_what_a_dictionary_does_not_touch_is_taken_over(study, frames, monkeypatch):
    annotate_study(study)
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_own_annotator", _only_again)
        found = annotate_study(replace(study, frames=frames))
    assert len(found.hits) == N and len(places(study)) == 2
    monkeypatch.setattr(opening, "IN_MEMORY", N)
    (study.folder / "t.csv").touch()  # other files: nothing is kept of them
    same(annotate_study(replace(study, frames=frames)), found)


def _only_again(*, again=False):
    from framelens.annotate.article import annotate_again

    return annotate_again if again else lambda *_: pytest.fail("statements are looked for again")


def test_of_changed_files_only_what_is_other_is_annotated(study, monkeypatch, capsys):
    annotate_study(study, progress=True)
    table = pd.read_csv(study.folder / "t.csv")
    table.loc[3, "text"] += " He left."
    pd.concat([table.drop(index=5), pd.DataFrame({"id": ["new"], "text": ["One more word."]})]).to_csv(
        study.folder / "t.csv", index=False
    )
    read = []

    def count(article, study):
        read.append(article.article_id)
        return annotate_article(article, study)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_own_annotator", lambda **_: count)
        capsys.readouterr()
        found = annotate_study(study, progress=True)
        annotate_study(study, progress=True)  # it is said once
    assert read == ["a3", "new"] and len(places(study)) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("framelens: ")]
    assert said == [
        "framelens: other words in the source: 1 of 12 articles annotated again",
        "framelens: gone from the source: 1 of 12 articles dropped",
        "framelens: 1 new article annotated",
        "framelens: 10 articles kept as annotated before; who is who gathered again over all articles",
    ]
    monkeypatch.setattr(opening, "IN_MEMORY", N)
    (study.folder / "t.csv").touch()
    same(found, annotate_study(study))


def _open(folder, n_articles):
    opening.IN_MEMORY = 5
    os.cpu_count = lambda: 1
    n_articles.put(len(annotate_study(fl.load_settings(folder)).articles))


def test_processes_may_open_a_study_at_once(study):
    context = multiprocessing.get_context("spawn")
    found = context.Queue()
    processes = [context.Process(target=_open, args=(study.folder, found)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert [found.get() for _ in processes] == [N] * 3
    assert len(places(study)) == 1


def test_the_last_used_stay_and_nothing_else_is_removed(study, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    words = [(), ("war",), ("pier",), ("ships",)]
    annotate_study(study)
    (first,) = places(study)
    folder = study.folder.parent / kept.FOLDER
    (folder / "notes.txt").write_text("mine")
    (folder / first / "articles" / "mine.csv").write_text("mine")
    for chosen in words[1:]:
        annotate_study(replace(study, excluded_words=chosen))
    left = places(study)
    assert "notes.txt" in left and first in left  # a file of the researcher's lies in the first
    assert (folder / first / "articles" / "mine.csv").read_text() == "mine"
    (folder / first / "articles" / "mine.csv").unlink()
    annotate_study(replace(study, excluded_words=("times",)))
    assert first not in places(study) and len(places(study)) == 2 + 1


def test_a_lexicon_of_ones_own_is_taken_over_and_removed_like_the_rest(study, frames, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 1)
    (study.folder / "own.csv").write_text("word,valence\nwar,-1\n")
    with (study.folder / "study.toml").open("a") as file:
        file.write('[tone]\nprimary = "own.csv"\n')
    study = fl.load_settings(study.folder)
    annotate_study(study)
    (first,) = places(study)
    monkeypatch.setattr(writing, "_own_annotator", _only_again)
    annotate_study(replace(study, frames=frames))
    assert len(places(study)) == 1 and places(study) != [first]


def test_a_study_on_a_disk_that_cannot_be_written_is_annotated_in_memory(study, monkeypatch):
    monkeypatch.setattr(opening, "_can_make", lambda _: False)
    assert len(annotate_study(study).articles) == N
    assert places(study) == []
