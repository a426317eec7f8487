"""A store has the same bytes however it came about, and refuses what would spoil it."""

import json
import resource
import shutil
from dataclasses import replace

import pytest
from stand_ins import (
    N_ARTICLES,
    annotate_or_fail,
    annotate_or_interrupt,
    annotate_words,
    files_of,
    make_rows,
    write_rows,
)

from framelens.errors import InputError
from framelens.settings.settings import load_settings, settings_of_source
from framelens.store import open_store, write_store
from framelens.store.lock import lock_store


def write(source, store, **options):
    return write_store(settings_of_source(source), store, **{"annotate": annotate_words, **options})


def test_every_article_is_there_once_and_the_rest_is_listed(corpus, tmp_path, small_batches):
    store = write(corpus, tmp_path / "store")
    articles = store.read("articles")
    assert articles["article_id"].tolist() == [row["id"] for row in make_rows()]
    copies = articles.dropna(subset="duplicate_of")
    assert copies["duplicate_of"].tolist() == ["a0048", "a0098", "a0148", "a0198"]
    assert copies["n_words"].tolist() == [5] * 4
    assert store.read("left_out")["source"].tolist() == ["corpus.jsonl, line 31", "corpus.jsonl, line 232"]
    # A copy is listed and not annotated once more.
    assert set(store.read("segments")["article_id"]) == set(articles["article_id"]) - set(copies["article_id"])


def test_speakers_are_gathered_over_all_batches(corpus, tmp_path, small_batches):
    speakers = write(corpus, tmp_path / "store").read("speakers").set_index("speaker_id")
    annotated = [row for n, row in enumerate(make_rows()) if n % 50 != 49]
    assert speakers.loc["ann", "n_articles"] == len(annotated) == N_ARTICLES - 4
    assert speakers.loc["bo", "n_articles"] == sum("Bo" in row["text"] for row in annotated)


def test_copies_are_annotated_where_the_study_keeps_them(corpus, tmp_path):
    study = settings_of_source(corpus)
    study = replace(study, articles=replace(study.articles, duplicates="kept"))
    store = write_store(study, tmp_path / "store", annotate=annotate_words)
    assert store.read("segments")["article_id"].nunique() == N_ARTICLES
    assert len(store.annotations().articles) == N_ARTICLES


def test_writing_again_changes_nothing(corpus, tmp_path, whole):
    write(corpus, tmp_path / "whole")
    assert files_of(tmp_path / "whole") == whole


@pytest.mark.parametrize("behind", [0, 1], ids=["noted", "not yet noted"])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 0.5, 0.77, 0.99])
def test_a_run_cut_off_anywhere_goes_on_to_the_same_bytes(corpus, tmp_path, whole, share, behind):
    """The log is cut at any byte, as a crash would: what stands behind it is done again."""
    store = tmp_path / "whole"
    log = whole["commits.jsonl"][: int(len(whole["commits.jsonl"]) * share)]
    (store / "commits.jsonl").write_bytes(log)
    lines = [line for line in log.splitlines(keepends=True) if line.endswith(b"\n")]
    note_last(store, lines[: len(lines) - behind])
    (store / "segments" / "part-000009.unfinished").write_bytes(b"half a part")
    (store / "segments" / f"part-{max(len(lines) - 1, 0):06d}.unfinished").write_bytes(b"half a part")
    with pytest.raises(InputError, match="is not finished"):
        open_store(store)
    write(corpus, store)
    assert files_of(store) == whole


def note_last(store, lines):
    """What a store notes of its last commit when its log has these lines."""
    (store / "last-commit.json").unlink()
    if lines:
        last = {"commits": len(lines), "chain": json.loads(lines[-1])["chain"]}
        (store / "last-commit.json").write_text(json.dumps(last) + "\n")


def test_new_articles_are_added_and_old_parts_stay(corpus, tmp_path, whole):
    store = tmp_path / "whole"
    n_bo = open_store(store).read("speakers", where="speaker_id = 'bo'")["n_articles"].iloc[0]
    lines = corpus.read_text().splitlines()
    new = {"id": "a0000b", "text": "Bo left."}
    corpus.write_text("\n".join([json.dumps(new), *lines, json.dumps({"id": "z", "text": "Ann met Bo 1 times."})]))
    opened = write(corpus, store)
    now = files_of(store)
    kept = {name for name in whole if name.startswith(("articles", "segments", "left_out"))}
    assert all(now[name] == whole[name] for name in kept)
    added = opened.read("articles").tail(2)
    assert added["article_id"].tolist() == ["a0000b", "z"]
    assert added["duplicate_of"].tolist()[1] == "a0001"
    assert opened.read("speakers", where="speaker_id = 'bo'")["n_articles"].tolist() == [n_bo + 1]


def test_an_article_with_other_words_is_refused(corpus, tmp_path, whole):
    corpus.write_text(corpus.read_text().replace("Ann met Bo 7 times.", "Ann met Bo 8 days ago."))
    with pytest.raises(InputError) as error:
        write(corpus, tmp_path / "whole")
    assert str(error.value) == (
        f"the article 'a0007' (corpus.jsonl) has other words than in {tmp_path}/whole; let the store follow its "
        "source (--follow), name another store, or give the changed article another article_id"
    )
    assert files_of(tmp_path / "whole") == whole


def test_other_settings_are_refused_by_name(corpus, tmp_path, whole):
    study = settings_of_source(corpus)
    other = replace(study, articles=replace(study.articles, outlet="Trend", encoding="cp1252"))
    with pytest.raises(InputError) as error:
        write_store(other, tmp_path / "whole", annotate=annotate_words)
    assert str(error.value) == (
        f'{tmp_path}/whole was made under other settings: articles.encoding was null and is "cp1252"; articles.outlet '
        'was null and is "Trend", by which the source is read; let the store follow its source (--follow), go on under '
        f"the old ones ({tmp_path}/whole/study), or name another store"
    )


def test_settings_of_measures_reach_the_store_and_no_table(corpus, tmp_path, whole):
    other = replace(settings_of_source(corpus), title="Another title", seed=1, resamples=500, cluster="week")
    store = write_store(other, tmp_path / "whole", annotate=annotate_words)
    kept = load_settings(store.study_folder)
    assert (kept.title, kept.seed, kept.resamples, kept.cluster) == ("Another title", 1, 500, "week")
    now = files_of(tmp_path / "whole")
    assert {name for name in now if now[name] != whole.get(name)} == {"study/study.toml", "study/settings.json"}


@pytest.mark.parametrize("other", [{"near_duplicates": False}, {"duplicates": "weighted"}])
def test_how_copies_count_follows_the_study(corpus, tmp_path, other):
    first = settings_of_source(corpus)
    if "duplicates" in other:
        first = replace(first, articles=replace(first.articles, duplicates="kept"))
    store = write_store(first, tmp_path / "store", annotate=annotate_words)
    segments = store.read("segments")
    changed = replace(first, articles=replace(first.articles, **other))
    store = write_store(changed, tmp_path / "store", annotate=annotate_words)
    kept = load_settings(store.study_folder).articles
    assert {key: getattr(kept, key) for key in other} == other
    assert store.read("segments").equals(segments)


def test_a_second_writer_is_refused(corpus, tmp_path, whole):
    with lock_store(tmp_path / "whole"), pytest.raises(InputError) as error:
        write(corpus, tmp_path / "whole")
    assert str(error.value) == (
        f"{tmp_path}/whole is being written by another process; wait for its end, or name another store"
    )


def test_damage_is_refused_before_anything_is_written(corpus, tmp_path, whole):
    part = tmp_path / "whole" / "segments" / "part-000003.parquet"
    size = part.stat().st_size
    part.write_bytes(part.read_bytes()[:-1])
    message = f"{part} is damaged: it has {size - 1:,} bytes and was written with {size:,}; restore it from a copy"
    for attempt in (lambda: write(corpus, tmp_path / "whole"), lambda: open_store(tmp_path / "whole")):
        with pytest.raises(InputError) as error:
            attempt()
        assert str(error.value).startswith(message)
    part.write_bytes(b"x" * size)
    with pytest.raises(InputError, match="its bytes are not those that were written"):
        open_store(tmp_path / "whole").check()
    part.unlink()
    with pytest.raises(InputError, match=r"part-000003\.parquet is missing; "):
        open_store(tmp_path / "whole")


def test_a_full_disk_is_one_line_and_the_run_goes_on_when_there_is_room(corpus, tmp_path, whole):
    """RLIMIT_FSIZE refuses to let a file grow, as a full disk does."""
    store = tmp_path / "store"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # More than any part of this corpus: the log is the first file to reach it.
    limit = len(whole["commits.jsonl"]) // 2
    assert limit > max(len(data) for name, data in whole.items() if name.endswith(".parquet"))
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        with pytest.raises(InputError) as error:
            write(corpus, store)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
        with pytest.raises(InputError) as at_start:
            write(corpus, tmp_path / "other")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    advice = (
        "cannot be written: a file grew too large; what was committed is safe: make room and run the same command "
        "again, it goes on from there"
    )
    assert str(error.value) == f"{store} {advice}"
    assert str(at_start.value) == (
        f"{tmp_path}/other/study/study.toml cannot be written: the file grew too large for this disk; name another"
    )
    assert not (tmp_path / "other").exists()
    write(corpus, store)
    assert files_of(store) == whole


def test_a_stopped_run_goes_on(tmp_path, small_batches):
    rows = make_rows(50)
    rows[25]["text"] = "Please interrupt."
    source = write_rows(tmp_path / "c.jsonl", rows)
    with pytest.raises(KeyboardInterrupt):
        write(source, tmp_path / "store", annotate=annotate_or_interrupt)
    with pytest.raises(InputError, match=r"is not finished \(20 articles so far\)"):
        open_store(tmp_path / "store")
    assert write(source, tmp_path / "store").count("articles") == 50


def test_a_run_stopped_before_its_first_batch_leaves_nothing(tmp_path):
    source = write_rows(tmp_path / "c.jsonl", [{"text": "Please interrupt."}])
    with pytest.raises(KeyboardInterrupt):
        write(source, tmp_path / "store", annotate=annotate_or_interrupt)
    assert not (tmp_path / "store").exists()


def test_an_article_that_cannot_be_annotated_is_left_out_with_the_error(tmp_path):
    source = write_rows(tmp_path / "c.jsonl", [{"text": "Fine."}, {"text": "An odd one."}])
    store = write(source, tmp_path / "store", annotate=annotate_or_fail)
    assert store.read("articles")["text"].tolist() == ["Fine."]
    ((article_id, place, kind, reason),) = store.read("left_out").itertuples(index=False)
    assert (article_id, kind) == ("c.jsonl:2", "failed")
    assert place == "c.jsonl, article c.jsonl:2"
    assert reason.startswith("annotating it failed, please report it: ValueError: an odd article (stand_ins.py, line ")


def test_annotating_that_fails_from_the_start_is_an_error(tmp_path):
    source = write_rows(tmp_path / "c.jsonl", [{"text": "An odd one."}, {"text": "Another odd one."}])
    with pytest.raises(
        InputError, match=r"^no article could be annotated; c\.jsonl, article c\.jsonl:1: annotating it"
    ):
        write(source, tmp_path / "store", annotate=annotate_or_fail)
    assert not (tmp_path / "store").exists()


def test_a_strict_run_refuses_what_is_no_article(corpus, tmp_path):
    with pytest.raises(InputError, match=r"corpus\.jsonl, line 31: the line is no JSON "):
        write(corpus, tmp_path / "store", strict=True)
    assert not (tmp_path / "store").exists()


def test_a_folder_that_is_no_store_is_left_alone(corpus, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("Precious.")
    with pytest.raises(InputError) as error:
        write(corpus, other)
    assert str(error.value) == f"{other} is not a store (it holds thesis.txt); name a new folder"
    with pytest.raises(InputError, match="is a file; name a folder for the store"):
        write(corpus, corpus)
    with pytest.raises(InputError, match="would lie within the articles' folder"):
        write(other, other / "store")
    assert [entry.name for entry in other.iterdir()] == ["thesis.txt"]


def test_a_copied_store_is_the_same_store(corpus, tmp_path, whole):
    shutil.copytree(tmp_path / "whole", tmp_path / "elsewhere")
    write(corpus, tmp_path / "elsewhere")
    assert files_of(tmp_path / "elsewhere") == whole
