"""A command watched from outside: how much memory and processor time it and each of its processes take."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_LOOK = 0.2  # seconds between two looks
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Watched:
    """What a command took, over all of its runs.

    Attributes
    ----------
    seconds : float
    processor : float
        Seconds of processor time of all processes.
    parent, child : float
        The most memory in MiB of the command's own process, and of any process that it started.
    together : float
        The most memory of all of them at one time.
    output : str
    """

    seconds: float = 0.0
    processor: float = 0.0
    parent: float = 0.0
    child: float = 0.0
    together: float = 0.0
    output: str = ""
    codes: list[int] = field(default_factory=list)


def watch(command: Sequence[str], into: Watched, doomed: Callable[[], bool] = lambda: False) -> Watched:
    """Run a command to its end, or until ``doomed`` says so: then all of its processes are killed (SIGKILL)."""
    began, used = time.monotonic(), dict[int, float]()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        while process.poll() is None:
            family = _find_family(process.pid)
            memory = {pid: _read_memory(pid) for pid in family}
            into.parent = max(into.parent, memory.get(process.pid, (0.0, 0.0))[1])
            into.child = max([into.child, *(peak for pid, (_, peak) in memory.items() if pid != process.pid)])
            into.together = max(into.together, sum(now for now, _ in memory.values()))
            used |= {pid: seconds for pid in family if (seconds := _read_processor(pid))}
            if doomed():
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                break
            time.sleep(_LOOK)
        into.output += process.stdout.read() if process.stdout else ""
    into.seconds += time.monotonic() - began
    into.processor += sum(used.values())
    into.codes.append(process.returncode)
    return into


def _find_family(pid: int) -> list[int]:
    """A process and all that come from it; those whose parent died are found by their session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) == pid:
                    found.append(int(entry.name))
    return found


def _read_memory(pid: int) -> tuple[float, float]:
    """What a process has in memory, and had at most, in MiB."""
    with suppress(OSError):
        rows = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        if "VmRSS" in rows:
            return int(rows["VmRSS"].split()[0]) / 1024, int(rows["VmHWM"].split()[0]) / 1024
    return 0.0, 0.0


def _read_processor(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    return 0.0
