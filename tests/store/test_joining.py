"""Small batches joined to large ones: few files, the same tables, whenever the process dies."""

import json
import os
import signal
from dataclasses import replace

import pandas as pd
import pytest

from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.errors import InputError
from framelens.settings.settings import settings_of_source
from framelens.store import TABLES, Store, chunks, log, open_store, sizes, write_store
from framelens.store.log import read_log

SIZES = {3: None, 4: None, 5: None, 19: "many"}


@pytest.fixture
def small(monkeypatch):
    """Batches of two articles, of which three become one, and three of those."""
    monkeypatch.setattr(chunks, "_BATCH_ITEMS", 2)
    monkeypatch.setattr(sizes, "JOINED", 3)
    monkeypatch.setattr(sizes, "LARGEST", 9)


def write_source(path, count, first=0):
    lines = [
        {
            "id": f"a{n}",
            "outlet": "Mail",
            "Size" if n % 5 else "size": SIZES.get(n, n),
            "text": f"“The plan costs {n} millions,” said Ana Ito{n % 3}, the mayor of {n} towns.",
        }
        for n in range(first, first + count)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def annotate(source, store, **options):
    return write_store(replace(settings_of_source(source), reader="rules"), store, **options)


def files_of(store):
    files = (path for path in sorted(store.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in files}


def test_joined_batches_hold_the_same_tables_in_fewer_files(tmp_path, small, monkeypatch):
    source = write_source(tmp_path / "a.jsonl", 40)
    joined = annotate(source, tmp_path / "joined")
    monkeypatch.setattr(sizes, "JOINED", 1_000)
    apart = annotate(source, tmp_path / "apart")
    for table in TABLES:
        if table != "clean":
            pd.testing.assert_frame_equal(joined.read(table), apart.read(table))
    pd.testing.assert_frame_equal(joined.annotations().articles, apart.annotations().articles)
    assert [batch.number for batch in joined.log.batches] == [0, 9, 10, 19]
    n_files = [len(list((store.path / "segments").iterdir())) for store in (joined, apart)]
    assert n_files == [4, 20] and joined.log.n_batches == apart.log.n_batches == 20
    # Whole numbers beside a text are texts when all are read; the batch that has it is not joined.
    assert joined.read("articles")["size"].dropna().tolist()[:4] == ["0", "1", "2", "6"]


def test_a_store_of_small_batches_is_joined_when_it_is_continued(tmp_path, small, monkeypatch):
    source, store = write_source(tmp_path / "a.jsonl", 30), tmp_path / "store"
    with monkeypatch.context() as unjoined:
        unjoined.setattr(sizes, "JOINED", 1_000)
        annotate(source, store)
    opened = open_store(store)
    write_source(source, 32)
    annotate(source, store)
    assert [batch.number for batch in read_log(store).batches] == [0, 9, 10, 13]
    assert open_store(store).count("articles") == 32
    with pytest.raises(InputError, match=r"was written to since it was opened; open it again$"):
        opened.read("segments")


@pytest.mark.parametrize("call", ["replace", "unlink", "append_line"])
def test_killed_while_joining_the_store_goes_on_to_the_same_bytes(tmp_path, small, call):
    source = write_source(tmp_path / "a.jsonl", 26)
    annotate(source, tmp_path / "whole")
    wanted = files_of(tmp_path / "whole")
    for nth in range(0, 200, 7):
        store = tmp_path / f"{call}-{nth}"
        if (child := os.fork()) == 0:
            _die_at(call, nth)
            annotate(source, store)
            os._exit(0)
        died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
        if not died:
            break
        seen = read_log(store) if (store / "commits.jsonl").exists() else None
        if seen is not None:
            assert len(set(Store(store).read("articles")["article_id"])) == Store(store).count("articles")
        annotate(source, store)
        assert files_of(store) == wanted
    assert nth > 7 and not died


def _die_at(call, nth):
    """Kill the process before its n-th call of a kind, from the first joining on."""
    from pathlib import Path

    from framelens.store import joining

    n_calls, joins = [], []
    join = joining._join

    def counted(function):
        def counting(*args, **kwargs):
            if joins:
                n_calls.append(1)
                if len(n_calls) > nth:
                    os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return counting

    def joined(*args):
        joins.append(1)
        return join(*args)

    joining._join = joined
    if call == "append_line":
        log.append_line = counted(log.append_line)
    else:
        setattr(Path, call, counted(getattr(Path, call)))


def test_a_changed_dictionary_reaches_joined_batches(tmp_path, small):
    source = write_source(tmp_path / "a.jsonl", 26)
    study = replace(settings_of_source(source), reader="rules")
    changed = replace(study, frames=FrameDictionary((Frame("money", terms=(Term("plan"), Term("millions"))),)))
    write_store(study, tmp_path / "store")
    again, anew = (write_store(changed, tmp_path / name) for name in ("store", "anew"))
    assert again.count("hits") == 52
    for table in TABLES:
        pd.testing.assert_frame_equal(again.read(table), anew.read(table))


def test_a_log_that_joins_what_is_not_there_is_refused(tmp_path, small):
    store = annotate(write_source(tmp_path / "a.jsonl", 6), tmp_path / "store").path
    from framelens.store.log import Commit, append_commit

    append_commit(store, Commit("joined", 1, (), {"batches": 2}))
    with pytest.raises(InputError, match=r"a commit 'joined' 1 is not possible here"):
        read_log(store)
