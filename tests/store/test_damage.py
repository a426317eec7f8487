"""Damage to a store is seen, whatever it is, and nothing of a researcher's is taken for a part of it."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from stand_ins import annotate_words, files_of

from framelens.check import check_study
from framelens.errors import InputError
from framelens.settings.settings import load_settings, settings_of_source
from framelens.store import TABLES, open_store, write_store
from framelens.store.chain import LOG_FILE, append_line, read_lines


def read_all(store):
    """Everything that a report reads of a store."""
    opened = open_store(store)
    for table in TABLES:
        opened.read(table)


def refused(action, *arguments):
    with pytest.raises(InputError) as error:
        action(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


def rewrite(store, change):
    """The log anew, every hash in order, after a change of its values: what another program might write."""
    values = [line for _, line in read_lines(store)]
    change(values)
    for name in (LOG_FILE, "last-commit.json"):
        (store / name).unlink()
    for line in values:
        append_line(store, line)


RESTORE = "restore it from a copy, or recreate the store"


def test_every_lost_doubled_or_swapped_line_of_the_log_is_seen(tmp_path, corpus, whole):
    store, log = tmp_path / "whole", tmp_path / "whole" / LOG_FILE
    lines = log.read_bytes().splitlines(keepends=True)
    assert len(lines) == 14
    for place in range(len(lines)):
        for changed in (
            lines[:place] + lines[place + 1 :],
            lines[: place + 1] + lines[place:],
            [*lines[:place], *reversed(lines[place : place + 2]), *lines[place + 2 :]],
        ):
            if changed != lines:
                log.write_bytes(b"".join(changed))
                assert RESTORE in refused(read_all, store)
                assert RESTORE in refused(write_store, settings_of_source(corpus), store)
    log.write_bytes(b"".join(lines[:4] + lines[5:]))
    assert (
        refused(open_store, store) == f"{log}, line 5: the line was changed, or the line before it is lost; {RESTORE}"
    )
    log.write_bytes(b"".join(lines[:-2]))
    assert refused(open_store, store) == f"{log} has lost its last 2 lines; {RESTORE}"


def test_every_byte_of_the_log_counts(tmp_path, whole):
    store = tmp_path / "whole"
    for name in (LOG_FILE, "last-commit.json"):
        data = (store / name).read_bytes()
        for place in range(0, len(data), 61 if name == LOG_FILE else 1):
            for bit in (0, 3, 6):
                (store / name).write_bytes(data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :])
                refused(open_store, store)
        (store / name).write_bytes(data)
    read_all(store)


def test_one_bit_of_any_part_is_seen_when_the_part_is_read_and_before_anything_is_written(tmp_path, corpus, whole):
    store = tmp_path / "whole"
    parts = sorted(store.rglob("*.parquet"))
    assert len(parts) > 20
    for number, part in enumerate(parts):
        data = part.read_bytes()
        place = (number * 7919) % len(data)
        part.write_bytes(data[:place] + bytes([data[place] ^ (1 << number % 8)]) + data[place + 1 :])
        message = f"{part} is damaged: its bytes are not those that were written; {RESTORE}"
        assert refused(read_all, store) == message
        assert refused(write_store, settings_of_source(corpus), store) == message
        part.write_bytes(data)
    read_all(store)


def test_a_kind_of_commit_that_is_unknown_is_refused(tmp_path, whole):
    store = tmp_path / "whole"
    rewrite(store, lambda lines: lines[3].update(kind="merged"))
    assert refused(open_store, store) == (
        f"{store / LOG_FILE}, line 4: unknown kind of commit 'merged'; this framelens knows made, batch, speakers, "
        "settings, redone, joined: install the newer one that wrote it (pip install --upgrade framelens)"
    )


def test_a_later_format_is_no_damage(tmp_path, whole):
    store = tmp_path / "whole"
    (store / LOG_FILE).write_text('{"kind":"made","details":{"format":7,"framelens":"3.1"},"new":[]}\nwhatever\n')
    assert refused(open_store, store) == (
        f"{store} has format 7, made by framelens 3.1; this framelens reads format 3: install a newer one "
        "(pip install --upgrade framelens)"
    )


@pytest.mark.parametrize(
    "file", ["/etc/passwd", "../secret/part-000000.parquet", "articles/../../part-000000.parquet", "articles/notes.csv",
             "quotes/part-000000.parquet", "articles//part-000000.parquet", ""],
)  # fmt: skip
def test_no_part_lies_outside_its_table(tmp_path, whole, file):
    store = tmp_path / "whole"
    rewrite(store, lambda lines: lines[1]["parts"][0].update(file=file))
    assert refused(open_store, store).startswith(
        f"{store / LOG_FILE}, line 2: '{file}' is not part of the table 'articles'; a part lies in the folder"
    )


@pytest.mark.parametrize(
    "change",
    [{"number": 99}, {"number": "0"}, {"number": -1}, {"parts": None}, {"parts": [1]}, {"details": []}, {"extra": 1},
     {"kind": "redone", "number": 5}, {"kind": None}, {"kind": "made"}],
    ids=str,
)  # fmt: skip
def test_a_commit_that_cannot_be_is_one_line(tmp_path, whole, change):
    store = tmp_path / "whole"
    rewrite(store, lambda lines: lines[2].update(change))
    assert refused(open_store, store).startswith(f"{store / LOG_FILE}, line 3: ")


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"null", b"\xff"])
def test_settings_that_are_lost_or_damaged_are_named(tmp_path, corpus, whole, content):
    file = tmp_path / "whole" / "study" / "settings.json"
    file.unlink() if content is None else file.write_bytes(content)
    said = refused(write_store, settings_of_source(corpus), tmp_path / "whole")
    assert said.startswith(f"{file} is {'missing' if content is None else 'damaged'}") and said.endswith(RESTORE)


OWN = (
    "my-notes.xlsx",
    "part-list.parquet",
    "part-000001.parquet.bak",
    "part-000777.parquet",
    "again-1.csv",
    "a-b.unfinished",
)


def test_files_of_the_researchers_own_stay(tmp_path, corpus, whole):
    store = tmp_path / "whole"
    own = {store / table / name: f"{table} {name}" for table in TABLES for name in OWN if (store / table).is_dir()}
    for file, content in own.items():
        file.write_text(content)
    log = store / LOG_FILE
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:4]))
    (store / "last-commit.json").write_text(json.dumps({"commits": 4, "chain": json.loads(lines[3])["chain"]}))
    write_store(settings_of_source(corpus), store, annotate=annotate_words)
    assert {file: file.read_text() for file in own} == own
    for file in own:
        file.unlink()
    assert files_of(store) == whole


def test_a_store_that_came_to_nothing_takes_no_file_with_it(tmp_path, corpus):
    """A note that was put into the folder while the first batch was made."""
    store = tmp_path / "store"

    def annotate(article, study):
        (store / "articles").mkdir(exist_ok=True)
        for file in (store / "notes.txt", store / "articles" / "notes.txt"):
            file.write_text("Precious.")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_store(settings_of_source(corpus), store, annotate=annotate)
    left = sorted(path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file())
    assert left == ["articles/notes.txt", "notes.txt"]


def test_a_sound_part_is_read_once_a_process(tmp_path, whole, monkeypatch):
    store = tmp_path / "whole"
    read_all(store)
    moved = tmp_path / "moved"
    shutil.copytree(store, moved)
    monkeypatch.setattr("hashlib.file_digest", lambda *_: pytest.fail("it was read again"))
    read_all(store)
    with pytest.raises(pytest.fail.Exception):
        read_all(moved)
    part = Path(sorted(store.rglob("*.parquet"))[0])
    part.touch()
    with pytest.raises(pytest.fail.Exception):
        read_all(store)


@pytest.fixture
def kept(tmp_path):
    """A store of a study with a file of each kind."""
    folder = tmp_path / "study"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text("“It is open,” said Ann Lee. The war was over.")
    (folder / "frames.yaml").write_text("frames:\n  war:\n    definition: D\n    source: S\n    terms: [war]\n")
    (folder / "roster.csv").write_text("speaker_id,name,role,alias\nann-lee,Ann Lee,,\n")
    (folder / "own.csv").write_text("word,valence\nwar,-1\n")
    (folder / "study.toml").write_text(
        'title = "T"\n[frames]\npath = "frames.yaml"\n[speakers]\nroster = "roster.csv"\nreader = "rules"\n'
        '[tone]\nprimary = "own.csv"\n'
    )
    return write_store(load_settings(folder), tmp_path / "store").path


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("study.toml", 'reader = "rules"', 'reader = "fast"', 'speakers.reader was "rules" and is "fast"; put it back'),
        ("frames.yaml", "war", "peace", "the dictionary changed; put it back"),
        ("roster.csv", "Ann Lee", "Ann Law", "speakers.roster changed; put it back"),
        ("own.csv", "-1.0", "-0.5", "changed; put it back"),
    ],
)
def test_a_setting_changed_in_the_store_that_its_tables_do_not_follow_is_refused(kept, name, old, new, said):
    (file,) = [path for path in (kept / "study").rglob("*") if path.name.endswith(name)]
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    begin = f"{file} was changed by hand, and the tables of {kept} do not follow it: "
    assert refused(open_store, kept).startswith(begin) and said in refused(open_store, kept)


def test_a_setting_of_measures_changed_in_the_store_is_followed_and_said(kept, tmp_path):
    file = kept / "study" / "study.toml"
    file.write_text(file.read_text().replace("resamples = 1000", "resamples = 200"))
    assert load_settings(open_store(kept).study_folder).resamples == 200
    notes = check_study(kept).notes
    assert notes == [f"{file} was changed by hand since the store was made, and is followed"]
    study = load_settings(tmp_path / "study")
    assert refused(write_store, study, kept) == (
        f"{file} was changed by hand and says resamples differently from the study; write it into the study too, or "
        "take it back there"
    )
    write_store(replace(study, resamples=200), kept)
    assert check_study(kept).notes == []


@pytest.mark.parametrize("name", ["study.toml", "roster.csv", "frames.yaml", "settings.json"])
def test_a_kept_setting_that_is_lost_is_named(kept, name):
    (file,) = [path for path in (kept / "study").rglob("*") if path.name.endswith(name)]
    file.unlink()
    assert refused(open_store, kept) == f"{file} is missing; {RESTORE}"
