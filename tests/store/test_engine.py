"""Worker processes: the same bytes, and no article lost with the one that dies."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from stand_ins import (
    annotate_and_die_sending,
    annotate_or_die,
    annotate_or_die_always,
    annotate_slowly,
    annotate_unluckily,
    annotate_words,
    files_of,
    make_rows,
    write_rows,
)

from framelens.cli import INCOMPLETE, main
from framelens.errors import InputError
from framelens.settings.settings import settings_of_source
from framelens.store import open_store, write_store
from framelens.store.log import read_log


def test_workers_do_not_show_in_the_bytes(corpus, tmp_path, whole):
    write_store(settings_of_source(corpus), tmp_path / "store", annotate=annotate_words, workers=3)
    assert files_of(tmp_path / "store") == whole


def test_the_death_of_a_worker_costs_the_deadly_article_alone(tmp_path, small_batches):
    rows = make_rows(60)
    rows[33]["text"] = "A deadly one."
    source = write_rows(tmp_path / "c.jsonl", rows)
    store = write_store(settings_of_source(source), tmp_path / "store", annotate=annotate_or_die, workers=2)
    assert store.read("articles")["article_id"].tolist() == [row["id"] for row in rows if row["id"] != "a0033"]
    assert store.read("left_out").to_dict("records") == [
        {
            "article_id": "a0033",
            "source": "c.jsonl, article a0033",
            "kind": "died",
            "reason": "the processes that annotated it died; it may need more memory than there is",
        }
    ]


def test_what_died_is_tried_again_by_the_next_run(tmp_path, small_batches):
    rows = make_rows(60)
    rows[33]["text"] = "A deadly one."
    study = settings_of_source(write_rows(tmp_path / "c.jsonl", rows))
    write_store(study, tmp_path / "store", annotate=annotate_or_die, workers=2)
    write_store(study, tmp_path / "store", annotate=annotate_or_die, workers=2)
    store = open_store(tmp_path / "store")
    assert (store.count("articles"), store.count("left_out")) == (59, 1)
    store = write_store(study, tmp_path / "store", annotate=annotate_words)
    assert sorted(store.read("articles")["article_id"]) == [row["id"] for row in rows]
    assert store.count("left_out") == 0
    before = files_of(tmp_path / "store")
    write_store(study, tmp_path / "store", annotate=annotate_words)
    assert files_of(tmp_path / "store") == before


def test_a_command_that_could_not_annotate_all_says_which_and_ends_with_3(tmp_path, monkeypatch, capsys):
    rows = make_rows(20)
    rows[13]["text"] = "A deadly one."
    source = write_rows(tmp_path / "c.jsonl", rows)
    monkeypatch.setattr("framelens.store.writing._own_annotator", lambda **_: annotate_or_die)
    assert main(["annotate", str(source), "--out", str(tmp_path / "store"), "--workers", "2", "--quiet"]) == INCOMPLETE
    assert capsys.readouterr().out.splitlines()[-1] == (
        "c.jsonl, article a0013: the processes that annotated it died; it may need more memory than there is; the "
        "same command tries it again"
    )


@pytest.mark.parametrize("annotate", [annotate_and_die_sending, annotate_unluckily], ids=["sending", "once each"])
def test_processes_that_die_cost_no_article_that_can_be_annotated(tmp_path, monkeypatch, small_batches, annotate):
    """In the middle of a result larger than a pipe; and once for every article, which is 12 deaths in a row."""
    from multiprocessing import forkserver

    (tmp_path / "deaths").mkdir()
    monkeypatch.setenv("DEATHS", str(tmp_path / "deaths"))
    forkserver._forkserver._stop()  # the next one knows the variable
    source = write_rows(tmp_path / "c.jsonl", make_rows(12))
    store = write_store(settings_of_source(source), tmp_path / "store", annotate=annotate, workers=2)
    assert store.read("articles")["article_id"].tolist() == [row["id"] for row in make_rows(12)]
    assert store.count("left_out") == 0 and any((tmp_path / "deaths").iterdir())


def test_six_workers_killed_in_a_row_and_then_their_server_cost_nothing(tmp_path):
    from multiprocessing import forkserver

    rows = make_rows(2000)
    study = settings_of_source(write_rows(tmp_path / "c.jsonl", rows))
    killed, ended = [], threading.Event()

    def kill_some():
        while len(killed) < 7 and not ended.wait(0.05):
            living = [child.pid for child in multiprocessing.active_children() if child.pid not in killed]
            pids = living if len(killed) < 6 else [forkserver._forkserver._forkserver_pid]
            if pids and read_log(tmp_path / "store").batches:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

    killer = threading.Thread(target=kill_some, daemon=True)
    killer.start()
    store = write_store(study, tmp_path / "store", annotate=annotate_slowly, workers=2)
    ended.set()
    killer.join()
    assert len(killed) == 7
    assert store.read("articles")["article_id"].tolist() == [row["id"] for row in rows]


@pytest.mark.parametrize("begun", [False, True], ids=["at the start", "in its middle"])
def test_ctrl_c_ends_a_run_with_workers(tmp_path, begun):
    source = write_rows(tmp_path / "c.jsonl", make_rows(3000))
    script = (
        # A run in the background ignores Ctrl-C, and so would all that it starts.
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from framelens.store import write_store\nfrom framelens.settings.settings import settings_of_source\n"
        "from stand_ins import annotate_slowly\n"
        f"write_store(settings_of_source({str(source)!r}), {str(tmp_path / 'store')!r}, workers=2, "
        "annotate=annotate_slowly)\n"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE)
    while not (read_log(tmp_path / "store").batches if begun else (tmp_path / "store").exists()):
        time.sleep(0.02)
    workers = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in process.communicate(timeout=300)[1]
    while any(map(is_alive, workers)):
        time.sleep(0.05)


def test_workers_that_only_die_are_named(tmp_path):
    source = write_rows(tmp_path / "c.jsonl", make_rows(3))
    reason = r"^no article could be annotated; c\.jsonl, article a0000: the processes that annotated it died"
    with pytest.raises(InputError, match=reason):
        write_store(settings_of_source(source), tmp_path / "store", annotate=annotate_or_die_always, workers=2)
    assert not (tmp_path / "store").exists()


def is_alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def descendants(pid):
    """The processes that stem from ``pid``, by the parents that /proc names."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see the workers")
def test_kill_9_loses_nothing_and_leaves_no_process(tmp_path):
    source = write_rows(tmp_path / "c.jsonl", make_rows(1500))
    script = (
        "from framelens.store import write_store\nfrom framelens.settings.settings import settings_of_source\n"
        "from stand_ins import annotate_slowly\n"
        f"write_store(settings_of_source({str(source)!r}), {str(tmp_path / 'store')!r}, workers=2, "
        "annotate=annotate_slowly)\n"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": paths})
    deadline = time.monotonic() + 300  # a loaded machine is slow to start
    while len(read_log(tmp_path / "store").batches) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    workers = descendants(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    n_batches = len(read_log(tmp_path / "store").batches)
    assert 2 <= n_batches < 8
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(workers) >= 2 and not any(map(is_alive, workers))
    with pytest.raises(InputError, match=f"is not finished \\({n_batches * 200:,} articles so far\\)"):
        open_store(tmp_path / "store")
    write_store(settings_of_source(source), tmp_path / "store", annotate=annotate_words)
    write_store(settings_of_source(source), tmp_path / "unbroken", annotate=annotate_words)
    assert files_of(tmp_path / "store") == files_of(tmp_path / "unbroken")


def test_a_script_need_not_guard_its_lines_from_the_workers(tmp_path):
    """No ``if __name__ == "__main__":``, which a researcher does not know of; the script runs once."""
    source = write_rows(tmp_path / "c.jsonl", make_rows(60))
    script = tmp_path / "my_study.py"
    script.write_text(
        "from framelens.store import write_store\nfrom framelens.settings.settings import settings_of_source\n"
        "print('begun')\n"
        f"study = settings_of_source({str(source)!r})\n"
        f"store = write_store(study, {str(tmp_path / 'store')!r}, workers=2)\n"
        "print(len(store.read('articles')))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300)
    assert done.stdout.split() == ["begun", "60"], done.stderr
