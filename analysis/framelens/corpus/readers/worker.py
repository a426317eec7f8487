"""The process apart in which files are parsed that may keep a parser busy without end.

It answers one request a line with one message a line, in JSON, so that a file which takes over the parser cannot
speak to the process that asked in anything but words. See :mod:`framelens.corpus.readers.apart`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

from framelens.corpus.article import UnreadableFile
from framelens.corpus.own import pack_own
from framelens.corpus.readers.record import Refusal

# Of its own data; what is only reserved, as for the code of libraries, may be twice that.
_MOST_MEMORY = 2 << 30


def main() -> None:
    """Answer requests until there are no more."""
    # What a library prints must not stand between the messages.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    warnings.simplefilter("ignore")
    _limit_memory()
    sys.setrecursionlimit(2_000)
    _say(answers, {"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        for message in _answer(request):
            _say(answers, message)


def _answer(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from framelens.corpus.readers import READERS

    reader = next(reader for reader in READERS if reader.name == request["reader"])
    for library in reader.apart:
        import_module(library)
    yield {"started": True}
    source: Any = SimpleNamespace(**request["source"])
    try:
        if request["task"] == "columns":
            columns = reader.find_columns(Path(request["path"]), source) if reader.find_columns else {}
            yield {"columns": columns}
        else:
            for record in reader.read(Path(request["path"]), source):
                if isinstance(record, Refusal):
                    yield {"refusal": asdict(record)}
                else:
                    yield {"record": asdict(record) | {"own": pack_own(record.own)}}
    except UnreadableFile as error:
        yield {"unreadable": [error.reason, error.position]}
    except MemoryError:
        most = f"{_MOST_MEMORY >> 30} GiB of memory"
        yield {"unreadable": [f"reading it takes more than {most}; the file is damaged or made to do harm", ""]}
    except Exception as error:
        # A parser may fail in a hundred ways on a damaged file; each is one reason, none a traceback.
        said = " ".join(str(error).split())[:200]
        yield {"unreadable": [f"it is damaged ({type(error).__name__}{': ' + said if said else ''})", ""]}
    yield {"end": True}


def _say(answers: IO[str], message: dict[str, Any]) -> None:
    answers.write(json.dumps(message, default=str) + "\n")
    answers.flush()


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_AS, (2 * _MOST_MEMORY, 2 * _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
