"""A changed dictionary or lexicon has its own tables made anew, and nothing else; a stopped run goes on with it."""

import json
from dataclasses import replace

import pytest
from stand_ins import files_of, write_rows

from framelens.annotate.article import annotate_again
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.errors import InputError
from framelens.settings.settings import settings_of_source
from framelens.store import open_store, write_store
from framelens.store.log import read_log


def frames(*words):
    return FrameDictionary((Frame("weather", terms=tuple(Term(word) for word in words)),))


@pytest.fixture
def study(tmp_path, small_batches):
    rows = [
        {
            "id": f"a{n:02d}",
            "text": f"Ann Lee said it was a terrible rain in town {n}.\n\n“We had snow,” said Bo Ek {n}.",
        }
        for n in range(50)
    ]
    study = settings_of_source(write_rows(tmp_path / "c.jsonl", rows))
    return replace(study, reader="rules", frames=frames("rain"))


def test_only_what_is_touched_is_made_anew_and_is_what_a_new_store_has(study, tmp_path):
    write_store(study, tmp_path / "store")
    before = files_of(tmp_path / "store")
    other = replace(study, frames=frames("rain", "snow"))
    calls = []

    def count(article, study, known, tables):
        calls.append(tuple(tables))
        return annotate_again(article, study, known, tables)

    def refuse(article, study):
        raise AssertionError("no article is read again")

    store = write_store(other, tmp_path / "store", annotate=refuse, again=count)
    assert calls == [("hits",)] * 50
    after = files_of(tmp_path / "store")
    new = {name for name in after if name.endswith(".parquet") and after[name] != before.get(name)}
    assert new == {f"hits/again001-{n:06d}.parquet" for n in range(3)}
    assert all(after[name] == before[name] for name in before if name.startswith(("segments", "quotes", "speakers/")))
    fresh = write_store(other, tmp_path / "fresh")
    assert store.read("hits").equals(fresh.read("hits")) and store.count("hits") == 100
    third = replace(other, lexicons=("vader",), excluded_words=("terrible",))
    calls.clear()
    write_store(third, tmp_path / "store", again=count)
    assert calls == [("segments",)] * 50
    assert (
        open_store(tmp_path / "store").read("segments").equals(write_store(third, tmp_path / "third").read("segments"))
    )
    write_store(third, tmp_path / "store", again=refuse)


def test_a_stopped_run_goes_on_where_it_was(study, tmp_path):
    write_store(study, tmp_path / "store")
    other, calls = replace(study, frames=frames("snow")), []

    def stop(article, study, known, tables):
        calls.append(article.article_id)
        if len(calls) == 30:
            raise KeyboardInterrupt
        return annotate_again(article, study, known, tables)

    with pytest.raises(KeyboardInterrupt):
        write_store(other, tmp_path / "store", again=stop)
    with pytest.raises(InputError, match="is not finished"):
        open_store(tmp_path / "store")
    assert set(read_log(tmp_path / "store").stale) == {1, 2}
    write_store(other, tmp_path / "store", again=stop)
    assert calls[30:] == [f"a{n:02d}" for n in range(20, 50)]
    assert open_store(tmp_path / "store").read("hits").equals(write_store(other, tmp_path / "fresh").read("hits"))
    made = json.loads((tmp_path / "store" / "study" / "settings.json").read_text())
    assert made == json.loads((tmp_path / "fresh" / "study" / "settings.json").read_text())
