"""What framelens says when its input is wrong.

One class for everything a user can mend. The message is one line: what was wrong, the value given, what is
allowed, what to do, and for anything a user wrote the file and line. The command line prints it and ends
with exit code 2; a notebook shows it without a traceback of the library's inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

# What moves the cursor or colours a terminal, and bytes of a file's name that are no UTF-8.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class InputError(Exception):
    """Input that framelens cannot use; the message says what to do about it.

    Examples
    --------
    >>> try:
    ...     study.voices(by="outlt")
    ... except fl.InputError as error:
    ...     print(error)
    """


def in_one_line(text: str) -> str:
    """``text``, of a stranger's file perhaps, as it is shown and stored: signs that cannot be are �.

    Examples
    --------
    >>> in_one_line("a\\x1b[31m.txt")
    'a�[31m.txt'
    """
    return _UNSHOWN.sub("�", text)


def describe_error(error: Exception) -> str:
    """What the system says of an error, without its number or the name it is about."""
    return (isinstance(error, OSError) and error.strerror) or " ".join(str(error).split()) or type(error).__name__


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
