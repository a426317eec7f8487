"""What the command line says of an error in framelens itself, and the file that it leaves for a report of it."""

from __future__ import annotations

import platform
import tempfile
import traceback
from importlib.metadata import version
from pathlib import Path

from framelens.disk import write_whole
from framelens.errors import InputError, in_one_line
from framelens.memory import find_state_folder

FILE_NAME = "bug.txt"
_MOST_SAID = 160


def describe_bug(error: BaseException) -> str:
    """One line about an error that nobody foresaw, naming the file with all that is needed to find it.

    The file says where in the program the error arose. What it was about is left out of it, since that may be words
    of an article; it is in the line alone.
    """
    said = in_one_line(" ".join(str(error).split()))[:_MOST_SAID]
    kind = type(error).__name__ + (f": {said}" if said else "")
    file = _write_bug(error)
    where = f"what is needed to find it is in {file}, without any text of yours" if file else "nothing could be written"
    return f"this is an error in framelens, not in your input ({kind}); {where}; please report it"


def _write_bug(error: BaseException) -> Path | None:
    lines = [f"framelens {version('framelens')}, Python {platform.python_version()}, {platform.platform()}", ""]
    cause: BaseException | None = error
    while cause is not None:
        lines += [*traceback.format_tb(cause.__traceback__), f"{type(cause).__name__}\n"]
        cause = cause.__cause__ or cause.__context__
    for folder in (find_state_folder(), Path(tempfile.gettempdir()) / "framelens"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return write_whole(folder / FILE_NAME, "\n".join(lines).encode("utf-8", "backslashreplace"))
        except (OSError, InputError):
            continue
    return None
