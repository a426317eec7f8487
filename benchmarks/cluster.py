"""A cluster as it is: a scheduler and workers that share neither disk nor installation, and what they survive.

Each machine is a folder with framelens of its own, unpacked from a wheel, and a working folder; the commands are those
of docs/large-corpora.md. Printed are words a second with one process, two, and one to four workers, then what a
run did while a machine was killed, one was added, and the scheduler was killed and started again.

    python -m benchmarks.cluster GOLD [ARTICLES] [READER]
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.dealing import deal_corpus

REPOSITORY = Path(__file__).parents[1]
LIMIT = 900.0


@dataclass
class Cluster:
    """Machines on the loopback, each a process group of its own.

    Attributes
    ----------
    wheels : list of Path
        What each machine gets its own copy of.
    environment : mapping
        Variables that its programs see besides the few that they need.
    """

    folder: Path
    wheels: list[Path]
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(init=False)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start_scheduler(self) -> None:
        self._start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", str(self.port))

    def start_worker(self, name: str) -> None:
        """A worker that is started again when it ends, as it does when its scheduler is gone."""
        self._start(name, "worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--name", name)

    def await_workers(self, count: int) -> None:
        waiting = f"from distributed import Client\nClient({self.address!r}, timeout=60).wait_for_workers({count}, 60)"
        subprocess.run([sys.executable, "-P", "-c", waiting], check=True, capture_output=True)

    def kill(self, name: str) -> None:
        """End a machine as a power cut does."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def install(self, name: str) -> Path:
        """The folder in which a machine has its framelens."""
        site = self.folder / name / "site"
        if not site.exists():
            for wheel in self.wheels:
                zipfile.ZipFile(wheel).extractall(site)
        return site

    def _start(self, name: str, *command: str) -> None:
        site, home = self.install(name), self.folder / name / "work"
        home.mkdir(exist_ok=True)
        own = {"PATH": os.environ["PATH"], "HOME": str(home), "OMP_NUM_THREADS": "1", **self.environment}
        own["PYTHONPATH"] = os.pathsep.join([str(site), *filter(None, [own.get("PYTHONPATH")])])
        loop = 'while true; do "$@"; sleep 1; done' if command[0] == "worker" else 'exec "$@"'
        with (home / "log.txt").open("ab") as log:
            self.running[name] = subprocess.Popen(
                ["sh", "-c", loop, "sh", sys.executable, "-P", "-m", "dask", *command, "--no-dashboard"],
                cwd=home, env=own, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip


@contextmanager
def start_cluster(folder: Path, wheels: list[Path], n_workers: int, **environment: str) -> Iterator[Cluster]:
    """A scheduler and so many workers, ready; all are gone at the end."""
    cluster = Cluster(folder, wheels, environment)
    try:
        cluster.start_scheduler()
        for number in range(n_workers):
            cluster.start_worker(f"worker-{number}")
        cluster.await_workers(n_workers)
        yield cluster
    finally:
        for name in list(cluster.running):
            cluster.kill(name)


def build_wheels(folder: Path, *, models: bool = True) -> list[Path]:
    """The wheels of this checkout."""
    for source in (REPOSITORY, *([REPOSITORY / "models"] if models else [])):
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
        subprocess.run(command, cwd=source, check=True, capture_output=True)
    return sorted(folder.glob("*.whl"))


def start_annotating(source: Path, store: Path, *options: str, study: Path | None = None) -> subprocess.Popen[str]:
    """``framelens annotate`` as a process of its own."""
    command = [sys.executable, "-P", "-m", "framelens", "annotate", str(source), "--out", str(store), "--quiet"]
    settings = ["--study", str(study)] if study else []
    return subprocess.Popen(
        [*command, *settings, *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )


def await_batches(store: Path, count: int, limit: float = LIMIT) -> None:
    """Wait until so many batches are committed."""
    from framelens.store.log import read_log

    deadline = time.monotonic() + limit
    while len(read_log(store).batches) < count and time.monotonic() < deadline:
        time.sleep(0.05)


def files_of(store: Path) -> dict[str, bytes]:
    """Every file of a store and its bytes, the lock aside."""
    files = (file for file in sorted(store.rglob("*")) if file.is_file() and file.name != ".lock")
    return {str(file.relative_to(store)): file.read_bytes() for file in files}


_STUDY = """title = "A cluster"
[articles]
path = "."
near_duplicates = false
duplicates = "kept"
[speakers]
reader = "{reader}"
"""


def write_study(folder: Path, reader: str) -> Path:
    folder.mkdir()
    (folder / "study.toml").write_text(_STUDY.format(reader=reader), encoding="utf-8")
    return folder


def main(corpus: str, n_articles: int, reader: str) -> int:
    """Print the figures; 1 where the bytes differ."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "articles.parquet"
        words = deal_corpus(Path(corpus), n_articles, source)
        (folder / "wheels").mkdir()
        wheels, study = build_wheels(folder / "wheels"), write_study(folder / "study", reader)
        print(f"{n_articles:,} articles, {words:,} words, {reader}, {os.cpu_count()} cores")

        def run(store: str, *options: str) -> None:
            began = time.perf_counter()
            process = start_annotating(source, folder / store, *options, study=study)
            _, said = process.communicate(timeout=LIMIT)
            seconds = time.perf_counter() - began
            same = store == "one" or files_of(folder / store) == files_of(folder / "one")
            outcome = f"{words / seconds:10,.0f} words/s" if not process.returncode else said
            print(
                f"{' '.join(options) or store:40} {seconds:7.1f} s {outcome}{'' if same else ' OTHER BYTES'}",
                flush=True,
            )
            failed.append(bool(process.returncode) or not same)

        failed: list[bool] = []
        run("one", "--workers", "1")
        run("two", "--workers", "2")
        for n_workers in range(1, 5):
            with start_cluster(folder / f"cluster-{n_workers}", wheels, n_workers) as cluster:
                run(f"dask-{n_workers}", "--dask", cluster.address)
        failed.append(not _survive(folder, wheels, source, study))
    return int(any(failed))


def _survive(folder: Path, wheels: list[Path], source: Path, study: Path) -> bool:
    store = folder / "faults"
    with start_cluster(folder / "cluster-faults", wheels, 3) as cluster:
        began = time.monotonic()
        process = start_annotating(source, store, "--dask", cluster.address, study=study)
        await_batches(store, 1)
        cluster.kill("worker-0")
        print(f"{time.monotonic() - began:6.1f} s a machine killed", flush=True)
        cluster.start_worker("worker-3")
        await_batches(store, 2)
        cluster.kill("scheduler")
        print(f"{time.monotonic() - began:6.1f} s the scheduler killed", flush=True)
        time.sleep(5)
        cluster.start_scheduler()
        _, said = process.communicate(timeout=LIMIT)
    same = process.returncode == 0 and files_of(store) == files_of(folder / "one")
    print(f"{time.monotonic() - began:6.1f} s the end: {'the same bytes' if same else 'OTHER BYTES'}; it said: {said}")
    return same


if __name__ == "__main__":
    given = sys.argv[1:]
    data = Path(given[0])
    found = data if data.suffix == ".parquet" else next(data.rglob("corpus-5k.parquet"))
    sys.exit(main(str(found), int(given[1]) if len(given) > 1 else 600, given[2] if len(given) > 2 else "rules"))
