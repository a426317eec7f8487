"""Reading in a process apart, which is stopped when a file keeps its parser busy for too long.

One such process is started when the first file needs it and serves all that follow, so that a normal file costs a
round trip through a pipe and no start. A file that crashes it or that must be stopped costs a new one.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.own import unpack_own
from framelens.corpus.readers.record import Reader, Record, Refusal
from framelens.processes import PACKAGE

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

TIME_LIMIT = 10.0
# A machine that has no time for the process is no fault of the file.
_PATIENCE = 60.0
_START_LIMIT = 300.0
_DRAIN_LIMIT = 2.0
_END = json.dumps({"end": True}) + "\n"
_BUFFERED = 64
# Without the current folder among those in which Python looks for modules (-P), where a file ``json.py`` would be run.
_WORKER = "import sys; sys.path.append({package!r}); from framelens.corpus.readers.worker import main; main()"
_SETTINGS = ("columns", "encoding", "outlet", "language", "one_article")
_TOO_LONG = (
    "reading it took longer than {limit:.0f} seconds and was stopped; the file is damaged, made to do harm or too "
    "large for its form; save it again, with fewer articles a file"
)


def read_apart(reader: Reader, path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The records of a file, parsed by ``reader`` in a process apart.

    Raises
    ------
    UnreadableFile
        If the file cannot be read, crashes its parser, or gives nothing for :data:`TIME_LIMIT` seconds.
    """
    for message in _ask("read", reader, path, source):
        if "record" in message:
            record = message["record"]
            found = {name: Found(**where) for name, where in record["found"].items()}
            yield Record(**record | {"found": found, "own": unpack_own(record["own"])})
        elif "refusal" in message:
            yield Refusal(**message["refusal"])


def find_columns_apart(reader: Reader, path: Path, source: ArticleSource) -> dict[str, str]:
    """Field -> column of a table, found in a process apart."""
    (message,) = _ask("columns", reader, path, source)
    return dict(message["columns"])


def _ask(task: str, reader: Reader, path: Path, source: ArticleSource) -> Iterator[dict[str, Any]]:
    settings = {name: getattr(source, name) for name in _SETTINGS}
    request = {"task": task, "reader": reader.name, "path": str(path.absolute()), "source": settings}
    process = _take_process()
    sound = False
    try:
        process.send(request)
        while not sound:
            message = process.receive()
            if "unreadable" in message:
                sound = "end" in process.receive()
                raise UnreadableFile(*message["unreadable"])
            sound = "end" in message
            if not sound and "started" not in message:
                yield message
    except GeneratorExit:
        sound = process.drain()
        raise
    finally:
        if sound:
            _IDLE.append(process)
        else:
            process.stop()


class _Process:
    """One process apart, and the thread that listens to it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-c", _WORKER.format(package=PACKAGE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
        )
        self._messages: queue.Queue[str] = queue.Queue(_BUFFERED)
        self._stopped = False
        self._used_before = 0.0
        threading.Thread(target=self._listen, daemon=True).start()
        self._limit = _START_LIMIT
        if "ready" not in self.receive():
            raise UnreadableFile("the process that reads it did not start")

    def send(self, request: dict[str, Any]) -> None:
        self._limit = _START_LIMIT  # until it says that it has the libraries it parses with
        with contextlib.suppress(BrokenPipeError):  # the answer, or its lack, tells
            if self._popen.stdin:
                self._popen.stdin.write(json.dumps(request) + "\n")
                self._popen.stdin.flush()

    def receive(self) -> dict[str, Any]:
        line = self._wait()
        if not line:
            code = self._popen.wait()
            raise UnreadableFile(f"its parser broke off ({_name_end(code)}); the file is damaged")
        message: dict[str, Any] = json.loads(line)
        if "started" in message:
            self._limit = TIME_LIMIT
            self._used_before = _cpu_seconds(self._popen.pid)[1]
        return message

    def drain(self) -> bool:
        """Take what is left of an answer that nobody wants any more; False where it does not end soon."""
        deadline = time.monotonic() + _DRAIN_LIMIT
        with contextlib.suppress(queue.Empty):
            while (left := deadline - time.monotonic()) > 0:
                line = self._messages.get(timeout=left)
                if not line or line == _END:
                    return bool(line)
        return False

    def stop(self) -> None:
        self._stopped = True
        if self.owner == os.getpid():
            with contextlib.suppress(OSError):
                self._popen.kill()
            self._popen.wait()

    def _wait(self) -> str:
        begin = time.monotonic()
        limit = self._limit
        while True:
            try:
                return self._messages.get(timeout=max(begin + limit - time.monotonic(), 0.01))
            except queue.Empty:
                if limit >= _PATIENCE or not self._is_starved():
                    raise UnreadableFile(_TOO_LONG.format(limit=self._limit)) from None
                limit += 1.0

    def _is_starved(self) -> bool:
        # It could run, but the machine gave it less than half of the time.
        state, used = _cpu_seconds(self._popen.pid)
        return state in ("R", "D") and used - self._used_before < TIME_LIMIT / 2

    def _listen(self) -> None:
        with contextlib.suppress(ValueError, OSError):
            for line in self._popen.stdout or ():
                self._put(line)
        self._put("")

    def _put(self, line: str) -> None:
        while not self._stopped:
            with contextlib.suppress(queue.Full):
                self._messages.put(line, timeout=0.5)
                return


_IDLE: list[_Process] = []


def _take_process() -> _Process:
    while _IDLE:
        process = _IDLE.pop()
        # A forked process inherits the list; the pipes belong to its parent.
        if process.owner == os.getpid():
            return process
    return _Process()


@atexit.register
def _stop_all() -> None:
    for process in _IDLE:
        process.stop()
    _IDLE.clear()


def _cpu_seconds(pid: int) -> tuple[str, float]:
    """The state of a process and the seconds it has computed; no state where the system does not say."""
    try:
        state, *numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return state, (int(numbers[10]) + int(numbers[11])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return "", 0.0


def _name_end(code: int) -> str:
    import signal

    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"
