"""A real Dask cluster: machines with framelens of their own and no shared disk; the same bytes, whatever dies."""

import threading
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import pytest
from stand_ins import (
    annotate_or_die,
    annotate_slowly,
    annotate_words,
    files_of,
    make_rows,
    write_rows,
)

from benchmarks.cluster import await_batches, build_wheels, start_annotating, start_cluster, write_study
from framelens.cli import BAD_INPUT, main
from framelens.corpus import Article
from framelens.errors import InputError
from framelens.settings.settings import settings_of_source
from framelens.store import write_store
from framelens.store.chunks import Chunk
from framelens.store.cluster import _Cluster, _Given, annotate_on_cluster
from framelens.store.log import read_log

distributed = pytest.importorskip("distributed")
HERE = str(Path(__file__).parent)
TEXT = "“The harbour opens in {n} days,” said Ann Lee, the mayor. Bo Ray, a critic, said that it cost {n} millions. "


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    return build_wheels(tmp_path_factory.mktemp("wheels"), models=False)


@pytest.fixture
def start(wheels, tmp_path):
    """Start a cluster whose workers find the stand-ins for annotators."""
    return lambda n, **environment: start_cluster(tmp_path / "machines", wheels, n, PYTHONPATH=HERE, **environment)


def test_machines_without_a_shared_disk_die_join_and_come_back(tmp_path, wheels):
    rows = [{"id": f"a{n}", "text": TEXT.format(n=n) * 4} for n in range(800)]
    source, study = write_rows(tmp_path / "c.jsonl", rows), write_study(tmp_path / "study", "rules")
    alone = start_annotating(source, tmp_path / "alone", "--workers", "1", study=study)
    with start_cluster(tmp_path / "machines", wheels, 4) as cluster:
        assert alone.wait(120) == 0
        together = start_annotating(source, tmp_path / "store", "--dask", cluster.address, study=study)
        await_batches(tmp_path / "store", 1)
        cluster.kill("worker-0")
        cluster.start_worker("worker-4")
        await_batches(tmp_path / "store", 2)
        n_batches = len(read_log(tmp_path / "store").batches)
        cluster.kill("scheduler")
        cluster.start_scheduler()
        said = together.communicate(timeout=120)[1]
        logs = {name: (cluster.folder / name / "work" / "log.txt").read_text() for name in cluster.running}
    assert (together.returncode, said.count("\n"), n_batches < 4) == (0, 1, True)
    assert said.startswith(f"framelens: the connection to the Dask scheduler at {cluster.address} is lost; waiting")
    assert files_of(tmp_path / "store") == files_of(tmp_path / "alone")
    assert "'take_run'" in logs["worker-4"]


def test_few_chunks_are_given_out_more_once_a_worker_joins_and_none_to_one_unlike(tmp_path, start, monkeypatch, capfd):
    monkeypatch.setattr("framelens.store.cluster._LOOK", 0.2)
    study = settings_of_source(write_rows(tmp_path / "c.jsonl", make_rows(2)))
    taken, outstanding, said = [0], [], set()

    def endless():
        while True:
            taken[0] += 1
            yield Chunk((Article(f"a{taken[0]}", None, None, None, None, "Ann met Bo.", ""),))

    with start(1) as cluster:
        older = cluster.install("older")
        data = next(older.glob("framelens-*.dist-info")) / "METADATA"
        data.write_text(data.read_text().replace("\nVersion: 0.1.0\n", "\nVersion: 0.0.9\n"))
        changed = cluster.install("changed") / "framelens/annotate/words.py"
        changed.write_text(changed.read_text() + "\n")
        (cluster.install("empty") / "framelens/store/on_worker.py").unlink()
        run = annotate_on_cluster(endless(), study, annotate_slowly, address=cluster.address)
        for number, (_, tables) in enumerate(run, start=1):
            assert tables["articles"]["article_id"].to_pylist() == [f"a{number}"]
            outstanding.append(taken[0] - number + 1)
            if number == 30:
                assert max(outstanding) == 3
                for name in ("second", "older", "changed", "empty"):
                    cluster.start_worker(name)
            said |= {line.split(" has ", 1)[1] for line in capfd.readouterr().err.splitlines()}
            if (outstanding[-1] == 6 and len(said) == 3) or number > 20_000:
                break
        run.close()
        for name in ("worker-0", "second", "changed", "empty"):
            cluster.kill(name)
        with pytest.raises(
            InputError, match=r"^the Dask worker tcp://\S+ has framelens 0\.0\.9 \(here 0\.1\.0\); install"
        ):
            write_store(study, tmp_path / "refused", annotate=annotate_words, dask=cluster.address)
    assert max(outstanding) == outstanding[-1] == 6
    assert {line.partition(":")[0] for line in said} == {
        "framelens 0.0.9 (here 0.1.0); it gets no work",
        "framelens 0.1.0 (here 0.1.0), which cannot take part",
        "the code of framelens in another state; it gets no work",
    }
    assert not (tmp_path / "refused").exists()


def test_an_article_that_kills_its_workers_is_left_out(tmp_path, start):
    rows = make_rows(40)
    rows[7]["text"] = "Ann is deadly."
    study = settings_of_source(write_rows(tmp_path / "c.jsonl", rows))
    with start(2, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as cluster:
        store = write_store(study, tmp_path / "store", annotate=annotate_or_die, dask=cluster.address)
    assert store.read("left_out")[["kind", "article_id"]].to_numpy().tolist() == [["died", "a0007"]]
    assert store.count("articles") == 39


@pytest.mark.parametrize("who", ["scheduler", "workers"])
def test_a_run_that_lost_its_cluster_says_so_and_goes_on_with_another(
    tmp_path, start, monkeypatch, capfd, small_batches, who
):
    monkeypatch.setattr("framelens.store.cluster._LOOK", 0.5)
    monkeypatch.setattr("framelens.store.cluster._PATIENCE", 2.0)
    source = write_rows(tmp_path / "c.jsonl", make_rows(600))
    arguments = ["annotate", str(source), "--out", str(tmp_path / "store"), "--quiet"]
    with start(2) as cluster:
        doomed = ["scheduler"] if who == "scheduler" else ["worker-0", "worker-1"]
        killer = threading.Thread(
            target=kill_after_two_batches, args=(cluster, tmp_path / "store", doomed), daemon=True
        )
        killer.start()
        monkeypatch.setattr("framelens.store.writing._own_annotator", lambda **_: annotate_slowly)
        capfd.readouterr()
        assert main([*arguments, "--dask", cluster.address]) == BAD_INPUT
        killer.join()
    said = capfd.readouterr().err.splitlines()
    lost = {
        "scheduler": f"framelens: the connection to the Dask scheduler at {cluster.address} is lost",
        "workers": f"framelens: the Dask scheduler at {cluster.address} has no worker that can annotate",
    }
    assert said[0] == f"{lost[who]}; waiting for up to 2 seconds" and len(said) == 2
    assert said[1].startswith(f"{lost[who]}, for 2 seconds; what was committed is safe: start ")
    study = settings_of_source(source)
    assert not read_log(tmp_path / "store").is_finished
    write_store(study, tmp_path / "store", annotate=annotate_words)
    write_store(study, tmp_path / "alone", annotate=annotate_words)
    assert files_of(tmp_path / "store") == files_of(tmp_path / "alone")


def kill_after_two_batches(cluster, store, names):
    await_batches(store, 2)
    for name in names:
        cluster.kill(name)


def test_where_no_scheduler_is_the_address_is_named(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("framelens.store.cluster._TIMEOUT", 1.0)
    with pytest.raises(InputError) as error:
        write_store(settings_of_source(corpus), tmp_path / "store", annotate=annotate_words, dask="tcp://127.0.0.1:9")
    assert str(error.value) == "there is no Dask scheduler at tcp://127.0.0.1:9; start one with: dask scheduler"
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("error", [UnboundLocalError("cannot access 'result'"), CancelledError(), OSError("gone")])
def test_a_wait_that_breaks_off_inside_dask_is_begun_again(corpus, monkeypatch, error):
    """As distributed.utils.sync ends where its own wait is cancelled: with an unbound local variable."""

    def break_off(timeout):
        raise error

    cluster = _Cluster("tcp://x", settings_of_source(corpus), annotate_words)
    task = _Given(Chunk(()), future=SimpleNamespace(result=break_off, status="pending"))

    def reconnect():
        task.future = SimpleNamespace(result=lambda timeout: "tables", status="finished")

    monkeypatch.setattr(cluster, "_reconnect", reconnect)
    assert cluster._take(task) == "tables"
