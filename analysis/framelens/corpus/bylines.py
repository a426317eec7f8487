"""Who wrote an article, as its source says it: one line of names, without the word that comes before them."""

from __future__ import annotations

import ast
import json
import re

# "By Bo Lund", "Von Max Kern"; a name may begin with the same letters ("Di Maio", "von der Leyen").
_BY = re.compile(
    r"\A(?:(?:[Bb]y|BY)\b:?\s+(?=\S)|(?:Von|VON|Par|PAR|Por|POR|Door|DOOR)\s+(?=[^\W\da-z_])"
    r"|(?:Di|DI)\s+(?=[^\W\da-z_]\S*\s+[^\W\da-z_]))"
)
# "; Bo Lund contributed reporting from Eastern.": a sentence behind the names.
_CREDIT = re.compile(r";(?=[^;]* [a-zß-ÿ]+ [^;]*[a-zß-ÿ]\.\s*\Z)[^;]*\Z")
_LETTER = re.compile(r"[^\W\d_]")
_LIST = re.compile(r"\A\s*\[.*\]\s*\Z", re.DOTALL)
_NAMES = ("name", "title", "original", "webTitle", "full_name", "literal")
_MOST = 200


def read_byline(value: object) -> object:
    """A byline as it may come: a list of names or of persons, the same written as text, or a line.

    Examples
    --------
    >>> read_byline("['Bo Lund', 'Ana Roy']"), read_byline("By BO LUND")
    ('Bo Lund, Ana Roy', 'BO LUND')
    >>> read_byline("By BO LUND; Ana Roy contributed reporting from Eastern."), read_byline(";")
    ('BO LUND', None)
    """
    if isinstance(value, str):
        listed = _read_list(value) if _LIST.match(value) else None
        if listed is None:
            line = _CREDIT.sub("", _BY.sub("", " ".join(value.split()), count=1)).strip(" ;,|")
            return line if _LETTER.search(line) else None
        value = listed
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, (list, tuple)):
        names = list(dict.fromkeys(name for one in value[:_MOST] if (name := _name_of(one))))
        return ", ".join(names) or None
    return value


def _read_list(text: str) -> list[object] | None:
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return value if isinstance(value, list) else None
    return None


def _name_of(value: object) -> str:
    if isinstance(value, dict):
        named = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
        parts = (value.get("given") or value.get("firstname"), value.get("family") or value.get("lastname"))
        value = named or " ".join(part for part in parts if isinstance(part, str))
    return str(read_byline(value) or "") if isinstance(value, str) else ""
