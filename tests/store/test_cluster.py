"""A real Dask cluster of two workers on the loopback: the same bytes, and the death of one is survived."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from stand_ins import annotate_slowly, annotate_words, files_of, make_rows, write_rows

from framelens.cli import BAD_INPUT, main
from framelens.errors import InputError
from framelens.settings.settings import settings_of_source
from framelens.store import write_store
from framelens.store.cluster import _await, _naming_loss
from framelens.store.log import read_log

distributed = pytest.importorskip("distributed")


@contextmanager
def cluster():
    """A scheduler and two workers, each a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    options = {"env": {**os.environ, "PYTHONPATH": paths}, "stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    command = [sys.executable, "-P", "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--no-dashboard"]
    started = [subprocess.Popen([*command, "--port", address.rsplit(":", 1)[1]], **options)]
    command = [
        sys.executable,
        "-P",
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--host",
        "127.0.0.1",
        "--no-dashboard",
    ]
    started += [subprocess.Popen([*command, "--nthreads", "1", "--no-nanny"], **options) for _ in range(2)]
    try:
        with distributed.Client(address, timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield address, started
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_cluster_writes_the_same_bytes_and_outlives_the_death_of_a_worker(corpus, tmp_path, small_batches):
    study = settings_of_source(corpus)
    write_store(study, tmp_path / "alone", annotate=annotate_words)
    large = settings_of_source(write_rows(tmp_path / "large.jsonl", make_rows(600)))
    write_store(large, tmp_path / "large alone", annotate=annotate_words)
    with cluster() as (address, (_, *workers)):
        write_store(study, tmp_path / "together", annotate=annotate_words, dask=address)
        assert files_of(tmp_path / "together") == files_of(tmp_path / "alone")

        def kill_one():
            deadline = time.monotonic() + 120
            while len(read_log(tmp_path / "large").batches) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            killed.append(len(read_log(tmp_path / "large").batches))
            workers[0].send_signal(signal.SIGKILL)

        killed = []
        killer = threading.Thread(target=kill_one)
        killer.start()
        write_store(large, tmp_path / "large", annotate=annotate_slowly, dask=address)
        killer.join()
        assert killed[0] < 30 and workers[0].wait() == -signal.SIGKILL and workers[1].poll() is None
        assert files_of(tmp_path / "large") == files_of(tmp_path / "large alone")


@pytest.mark.parametrize("who", ["scheduler", "workers"])
def test_a_run_that_lost_its_cluster_says_so_and_goes_on_with_another(tmp_path, monkeypatch, capfd, small_batches, who):
    monkeypatch.setattr("framelens.store.cluster._LOOK", 0.5)
    monkeypatch.setattr("framelens.store.cluster._PATIENCE", 2.0)
    source = write_rows(tmp_path / "c.jsonl", make_rows(600))
    arguments = ["annotate", str(source), "--out", str(tmp_path / "store"), "--quiet"]
    with cluster() as (address, (scheduler, *workers)):
        killer = threading.Thread(target=kill_after_two_batches, args=(tmp_path / "store", [scheduler], workers, who))
        killer.start()
        monkeypatch.setattr("framelens.store.writing._own_annotator", lambda **_: annotate_slowly)
        capfd.readouterr()
        assert main([*arguments, "--dask", address]) == BAD_INPUT
        killer.join()
    said = capfd.readouterr().err
    lost = {
        "scheduler": f"the connection to the Dask scheduler at {address} is lost",
        "workers": f"the Dask scheduler at {address} has had no worker for 2 seconds",
    }
    assert said.startswith(f"framelens: {lost[who]}; what was committed is safe: start ") and said.count("\n") == 1
    study = settings_of_source(source)
    assert not read_log(tmp_path / "store").is_finished
    write_store(study, tmp_path / "store", annotate=annotate_words)
    write_store(study, tmp_path / "alone", annotate=annotate_words)
    assert files_of(tmp_path / "store") == files_of(tmp_path / "alone")


def kill_after_two_batches(store, scheduler, workers, who):
    deadline = time.monotonic() + 120
    while len(read_log(store).batches) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    for process in scheduler if who == "scheduler" else workers:
        process.send_signal(signal.SIGKILL)


def test_where_no_scheduler_is_the_address_is_named(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("framelens.store.cluster._TIMEOUT", "1s")
    with pytest.raises(InputError) as error:
        write_store(settings_of_source(corpus), tmp_path / "store", annotate=annotate_words, dask="tcp://127.0.0.1:9")
    assert str(error.value) == "there is no Dask scheduler at tcp://127.0.0.1:9; start one with: dask scheduler"
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(("breaks", "cancelled"), [(1, False), (3, False), (4, False), (1, True)])
def test_a_wait_that_breaks_off_inside_dask_is_begun_again_or_named(breaks, cancelled):
    """As distributed.utils.sync ends where its own wait is cancelled: with an unbound local variable."""
    left = [UnboundLocalError("cannot access local variable 'result'")] * breaks

    def result(timeout):
        if left:
            raise left.pop()
        return "tables"

    future = SimpleNamespace(result=result, cancelled=lambda: cancelled)
    if breaks <= 3 and not cancelled:
        assert _await(SimpleNamespace(nthreads=dict), future, "tcp://x") == "tables"
        return
    lost = r"^the connection to the Dask scheduler at tcp://x is lost; what was committed is safe"
    with pytest.raises(InputError, match=lost), _naming_loss("tcp://x"):
        _await(SimpleNamespace(nthreads=dict), future, "tcp://x")
