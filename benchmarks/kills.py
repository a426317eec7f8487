"""Killed at any moment, nothing is lost: ``python -m benchmarks.kills annotate 200`` (or workers, report, dask).

A process is killed with SIGKILL before each call by which it opens, writes, renames or removes a file or makes it
durable, then at random times; what it left is looked at, and the same work is done again. Wanted are no hang, no
traceback, and in the end the bytes of a run without a break. Runs where processes can be forked.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb  # noqa: F401 - loaded once, before the first fork

from framelens.annotate.article import annotate_article
from framelens.disk import hash_file
from framelens.errors import InputError
from framelens.report.delivery import deliver, open_target
from framelens.settings.settings import settings_of_source
from framelens.store import chunks, cluster, open_store, parts, sizes, write_store
from framelens.store.log import read_log

LIMIT = 600.0  # seconds after which a process counts as hung, on a busy machine too
_PER_SECOND = 0.5  # workers killed; faster than they are started nothing can be done
_WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"}
_TEXT = "“The harbour opens in {n} days,” said Ann Lee, the mayor. Bo Ray, a critic, said that it cost {n} millions."
SOUND, DAMAGED = 0, 3


def main(what: str, trials: int) -> int:
    """Run the trials and print what came of them; 1 where anything but what is wanted did."""
    random.seed(what)
    with TemporaryDirectory() as folder:
        found = _TRIALS[what](Path(folder), trials)
    print(f"{what}: " + ", ".join(f"{n:,} {name}" for name, n in found.items()))
    return int(any(n for name, n in found.items() if name in ("hung", "with a traceback", "damaged")))


def _kill_annotate(folder: Path, trials: int) -> Counter[str]:
    chunks._BATCH_ITEMS, chunks._CHUNK_ARTICLES = 3, 2
    sizes.JOINED, sizes.LARGEST = 2, 4  # eight batches become two, over four of two
    source = _write_articles(folder / "c.jsonl", 24)
    return _kill_everywhere(folder, trials, lambda store: _annotate(source, store), _check_store)


def _kill_report(folder: Path, trials: int) -> Counter[str]:
    for version in ("old", "new"):
        for name in ("report/report.html", "report/tables/a.csv", "figures/a.svg", f"figures/{version}.svg"):
            (folder / version / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / version / name).write_text(f"{version} {name}" * 1000)

    def work(target: Path) -> None:
        if not target.exists():
            _deliver(folder / "old", target)
            (target / "figures" / "own.txt").write_text("a researcher's own")
        _deliver(folder / "new", target)

    def check(target: Path, whole: Path) -> bool:
        if not (target / "figures" / "own.txt").exists():
            return not (target / "report" / "tables" / "a.csv").exists() or _is_of(target, folder / "old")
        sound = _is_of(target, folder / "old") or _is_of(target, folder / "new")
        _deliver(folder / "new", target)
        return sound and _files(target) == _files(whole) and not list(target.glob(".*"))

    return _kill_everywhere(folder, trials, work, check)


def _is_of(target: Path, made: Path) -> bool:
    reports = [path for path in (made / "report").rglob("*") if path.is_file()]
    return all((target / path.relative_to(made)).read_bytes() == path.read_bytes() for path in reports)


def _deliver(work: Path, target: Path) -> None:
    names = sorted(path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file())
    outputs = {name: hash_file(work / name) for name in names}
    manifest = {"versions": {"framelens": "benchmark"}, "outputs": outputs}
    with open_target(target):
        deliver(work, target, json.dumps(manifest))


def _kill_everywhere(
    folder: Path, trials: int, work: Callable[[Path], None], check: Callable[[Path, Path], bool]
) -> Counter[str]:
    """Before calls that write, evenly drawn or every one where the trials reach, and at random times for the rest."""
    whole = folder / "whole"
    begin = time.monotonic()
    _apart(lambda: _counting(work, whole, folder / "calls"))
    seconds, n_calls = time.monotonic() - begin, int((folder / "calls").read_text())
    _import_all((folder / "modules").read_text().split())
    n_drawn = min(n_calls, trials * 3 // 4)
    found = Counter({"kills": 0, "at a call that writes": n_drawn, "such calls in all": n_calls})
    for trial in range(trials):
        target = folder / f"trial-{trial}"
        if trial < n_drawn:
            _apart(lambda place=trial * n_calls // n_drawn, target=target: _dying(work, target, place))
        else:
            _apart(lambda target=target: work(target), kill_after=random.random() * seconds)
        found["kills"] += 1
        found[_apart(lambda target=target: sys.exit(SOUND if check(target, whole) else DAMAGED))] += 1
        subprocess.run(["rm", "-rf", str(target)], check=True)
    return found


def _check_store(store: Path, whole: Path) -> bool:
    """Whether what a killed process left is read as what it is, and goes on to the same bytes."""
    try:
        finished = open_store(store)
    except InputError:
        pass
    else:
        if finished.count("articles") != 24:
            return False
    _annotate(whole.parent / "c.jsonl", store)
    return _files(store) == _files(whole)


def _kill_workers(folder: Path, trials: int) -> Counter[str]:
    source = _write_articles(folder / "c.jsonl", 1200)
    _apart(lambda: _annotate(source, folder / "whole"))
    found = Counter({"kills": 0, "runs": 0})
    while found["kills"] < trials:
        store, kills = folder / f"store-{found['runs']}", folder / "kills"
        (folder / "died").write_text("0")
        outcome = _apart(lambda store=store, kills=kills: _losing_workers(source, store, folder / "whole", kills))
        found["runs"] += 1
        found[outcome] += 1
        found["kills"] += int(kills.read_text())
        found["articles left to the next run"] += int((folder / "died").read_text())
    return found


def _losing_workers(source: Path, store: Path, whole: Path, kills: Path) -> None:
    ended, killed = threading.Event(), []

    def kill_some() -> None:
        while not ended.wait(random.expovariate(_PER_SECOND)):
            if workers := [child.pid for child in active_children() if child.pid]:
                killed.append(random.choice(workers))
                os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill_some)
    killer.start()
    try:
        first = _annotate(source, store, workers=2)
    finally:
        ended.set()
        killer.join()
        kills.write_text(str(len(killed)))
    (kills.parent / "died").write_text(str(first.count("left_out")))
    if first.count("left_out"):
        _annotate(source, store, workers=2)
        known = [set(open_store(one).read("articles")["article_id"]) for one in (store, whole)]
        sys.exit(SOUND if known[0] == known[1] and not open_store(store).count("left_out") else DAMAGED)
    sys.exit(SOUND if _files(store) == _files(whole) else DAMAGED)


def _kill_dask(folder: Path, trials: int) -> Counter[str]:
    source = _write_articles(folder / "c.jsonl", 800)
    cluster._LOOK, cluster._PATIENCE = 1.0, 10.0  # how long a cluster may be without workers
    _apart(lambda: _annotate(source, folder / "whole"))
    found = Counter({"kills": 0})
    for trial in range(trials):
        what, store = ("scheduler", "one worker", "both workers")[trial % 3], folder / f"store-{trial}"
        with _cluster() as (address, processes):
            doomed = {"scheduler": processes[:1], "one worker": processes[1:2], "both workers": processes[1:]}[what]
            begun = threading.Thread(target=_kill_later, args=(store, doomed))
            begun.start()
            outcome = _apart(lambda store=store, address=address: _losing_cluster(source, store, address))
            begun.join()
        found["kills"] += len(doomed)
        found[f"of {what} {'as wanted' if outcome == 'sound' else outcome}"] += 1
        found[_apart(lambda store=store: sys.exit(SOUND if _resumed(source, store) else DAMAGED))] += 1
        print(dict(found), file=sys.stderr, flush=True)
    return found


def _kill_later(store: Path, doomed: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline and not (store.exists() and read_log(store).batches):
        time.sleep(0.02)
    time.sleep(random.random())
    for process in doomed:
        process.kill()


def _losing_cluster(source: Path, store: Path, address: str) -> None:
    try:
        _annotate(source, store, dask=address)
    except InputError as error:  # one line, which is what is wanted
        sys.exit(SOUND if "what was committed is safe" in str(error) else DAMAGED)


def _resumed(source: Path, store: Path) -> bool:
    _annotate(source, store)
    return _files(store) == _files(source.parent / "whole")


@contextmanager
def _cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address, here = f"tcp://127.0.0.1:{port}", ["--host", "127.0.0.1", "--no-dashboard"]
    command = [sys.executable, "-P", "-m"]
    scheduler = [*command, "distributed.cli.dask_scheduler", *here, "--port", port]
    worker = [*command, "distributed.cli.dask_worker", address, *here, "--nthreads", "1", "--no-nanny"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(each, **silent) for each in (scheduler, worker, worker)]
    waiting = f"from distributed import Client\nwith Client({address!r}, timeout=300) as c: c.wait_for_workers(2, 300)"
    subprocess.run([sys.executable, "-c", waiting], check=True, **silent)
    try:
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _write_articles(path: Path, count: int) -> Path:
    lines = (json.dumps({"id": f"a{n:04d}", "text": _TEXT.format(n=n)}) + "\n" for n in range(count))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _annotate(source: Path, store: Path, **options: object):
    return write_store(settings_of_source(source), store, annotate=annotate_article, **options)


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _counting(work: Callable[[Path], None], target: Path, calls: Path) -> None:
    made: list[str] = []
    _hook(made.append, target)
    work(target)
    calls.write_text(str(len(made)))
    calls.with_name("modules").write_text(" ".join(sys.modules))


def _import_all(names: list[str]) -> None:
    """What a trial would import each time anew."""
    for name in names:
        if name not in sys.modules:
            with suppress(ImportError):
                import_module(name)


def _dying(work: Callable[[Path], None], target: Path, place: int) -> None:
    made: list[str] = []

    def die(call: str) -> None:
        if len(made) == place:
            os.kill(os.getpid(), signal.SIGKILL)
        made.append(call)

    _hook(die, target)
    work(target)


def _hook(called: Callable[[str], object], target: Path) -> None:
    """Tell of each call that writes below a folder, before it is made; a part is also left half written."""
    below = str(target)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event in _WRITES and str(arguments[0]).startswith(below):
            reading = event == "open" and not (int(str(arguments[2] or 0)) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if not reading:
                called(event)

    def sync(handle: int, sync: Callable[[int], None] = os.fsync) -> None:
        called("fsync")
        sync(handle)

    def write(sink: parts._HashingFile, data: object, write: Callable[..., int] = parts._HashingFile.write) -> int:
        called("write")
        return write(sink, data)

    os.fsync = sync
    parts._HashingFile.write = write
    sys.addaudithook(audit)


def _apart(work: Callable[[], object], kill_after: float | None = None) -> str:
    """What came of some work in a forked process: sound, damaged, killed, hung or a traceback."""
    sys.stdout.flush()
    if (pid := os.fork()) == 0:
        code = 1
        try:
            work()
            code = SOUND
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException:
            traceback.print_exc()
        os._exit(code)
    deadline = time.monotonic() + (LIMIT if kill_after is None else kill_after)
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return {SOUND: "sound", DAMAGED: "damaged", -signal.SIGKILL: "killed"}.get(code, "with a traceback")
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return "hung" if kill_after is None else "killed"
        time.sleep(0.002)


_TRIALS = {"annotate": _kill_annotate, "workers": _kill_workers, "report": _kill_report, "dask": _kill_dask}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
