"""What framelens says when its input is wrong.

One class for everything a user can mend. The message is one line: what was wrong, the value given, what is
allowed, what to do, and for anything a user wrote the file and line. The command line prints it and ends
with exit code 2; a notebook shows it without a traceback of the library's inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(Exception):
    """Input that framelens cannot use; the message says what to do about it."""


def suggest(value: str, allowed: Iterable[str]) -> str:
    """A sentence that lists what is allowed and names the nearest match.

    Examples
    --------
    >>> suggest("econmic", ["economic", "conflict"])
    "choose from: economic, conflict. Did you mean 'economic'?"
    """
    names = list(allowed)
    listed = f"choose from: {', '.join(names)}" if names else "nothing is defined there"
    near = get_close_matches(value, names, n=1)
    return f"{listed}. Did you mean '{near[0]}'?" if near else listed
