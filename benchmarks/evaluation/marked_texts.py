"""News reports that were made up to teach or to test a finder, with their statements marked in the words.

A report begins with a line ``## `` that names its kind. A statement's parts stand in square brackets with its number:
``[s1|Die Ministerin|Anna Keller]`` the source and who it is, ``[c1|sagte]`` the cue, ``[q1|es werde teurer]`` the
content; a part in several pieces is marked several times under the same number.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from framelens.errors import InputError

ROLES = {"s": "source", "c": "cue", "q": "content"}
_PART = re.compile(r"\[([scq])(\d+)\|([^\[\]|]*)(?:\|([^\[\]|]*))?\]")


def read_reports(path: str | Path) -> list[dict[str, Any]]:
    """Read the reports of a file as annotated articles: ``id``, ``kind``, ``text`` and ``attributions``.

    Raises
    ------
    InputError
        With file and line, for words before the first report, a mark that is not closed or empty, and a statement
        without content.
    """
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    records: list[dict[str, Any]] = []
    body: list[str] = []
    kind, first = None, 0
    for number, line in enumerate([*lines, "## "], 1):
        if not line.startswith("## "):
            body.append(line)
            continue
        if kind is not None:
            where = f"{path}, report at line {first}"
            records.append(_read_report("\n".join(body).strip("\n"), kind, where, f"{Path(path).stem}-{first}"))
        elif "".join(body).strip():
            raise InputError(f"{path}: text before the first line that begins with ##")
        kind, first, body = line[3:].strip(), number, []
    return records


def _read_report(marked: str, kind: str, where: str, name: str) -> dict[str, Any]:
    text, place = "", 0
    found: dict[int, dict[str, Any]] = {}
    for part in _PART.finditer(marked):
        text += marked[place : part.start()]
        words = part[3]
        if not words.strip() or words != words.strip():
            raise InputError(f"{where}: [{part[1]}{part[2]}|{words}] is empty or begins or ends with a space")
        statement = found.setdefault(int(part[2]), {"source": [], "cue": [], "content": [], "person": None})
        statement[ROLES[part[1]]].append([len(text), len(text) + len(words)])
        if part[4]:
            statement["person"] = part[4].strip()
        text += words
        place = part.end()
    text += marked[place:]
    if "[" in text or "]" in text or "|" in text:
        at = min(i for i in (text.find("["), text.find("]"), text.find("|")) if i >= 0)
        raise InputError(f"{where}: a bracket or bar that is no mark near {text[max(0, at - 30) : at + 30]!r}")
    for number, one in found.items():
        if not one["content"]:
            raise InputError(f"{where}: statement {number} has no content")
    return {"id": name, "kind": kind, "text": text, "attributions": [found[n] for n in sorted(found)]}
