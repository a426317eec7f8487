"""What framelens remembers between runs, outside of any study: in the user's folder for state, as fingerprints.

Which files it wrote, so that it replaces those and no others; which notebooks it has said that it runs.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import platformdirs

STATE_VARIABLE = "FRAMELENS_STATE"
WRITTEN, ANNOUNCED = "written", "announced"


def find_state_folder() -> Path:
    """The folder named by FRAMELENS_STATE, or where the system keeps what programs remember of a user."""
    named = os.environ.get(STATE_VARIABLE)
    return Path(named) if named else platformdirs.user_state_path("framelens", appauthor=False)


def remember(kind: str, digest: str) -> None:
    """Keep a fingerprint; where nothing can be kept, nothing is, and the next run asks again."""
    if is_remembered(kind, digest):
        return
    with suppress(OSError):
        folder = find_state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{kind}.txt").open("a", encoding="ascii") as stream:
            stream.write(f"{digest}\n")


def is_remembered(kind: str, digest: str) -> bool:
    """Whether a fingerprint was kept."""
    with suppress(OSError, UnicodeDecodeError):
        return digest in (find_state_folder() / f"{kind}.txt").read_text(encoding="ascii").split()
    return False
