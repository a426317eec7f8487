"""Sentences from templates: a whole sentence stands in one place, with gaps for what the tables say.

In a template ``{name}`` is a value, ``{n:article}`` a number with its noun ('three articles', '12 articles'),
``{n:^article}`` the same at the start of a sentence, ``{n:#article}`` in digits, and ``{n:is|are}`` the form that goes
with the number. ``*words*`` are emphasised, ``**words**`` strong; ``[@key]`` cites, ``[fig:name]`` and ``[tab:name]``
point to a figure or table. What is filled in stands for itself, whatever it contains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral
from string import Formatter
from typing import Any

from framelens.results.blocks import Prose, Span, Text, as_spans, cite, emphasis, see_figure, see_table, strong
from framelens.results.wording import count, number, sentence_case, spell

_MARKED = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|\*(?P<emphasis>.+?)\*|\[@(?P<cite>.+?)\]|\[fig:(?P<figure>.+?)\]|\[tab:(?P<table>.+?)\]"
)
_SPANS: dict[str, Callable[[str], Span]] = {
    "strong": strong,
    "emphasis": emphasis,
    "cite": cite,
    "figure": see_figure,
    "table": see_table,
}


def say(*sentences: str | None, role: str = "body", **values: Any) -> Prose:
    """A paragraph of sentences, each a template; those that are None or empty are left out."""
    told = [tell(sentence, **values) for sentence in sentences if sentence]
    return Prose(as_spans(part for place, parts in enumerate(told) for part in ([" "] if place else []) + parts), role)


def tell(template: str, **values: Any) -> list[Text]:
    """A template filled with values; a value that is a list of texts keeps its styles."""
    parts, place = [], 0
    for mark in _MARKED.finditer(template):
        parts += _fill(template[place : mark.start()], values)
        style = str(mark.lastgroup)
        parts.append(_SPANS[style]("".join(map(str, _fill(mark[style], values)))))
        place = mark.end()
    return [*parts, *_fill(template[place:], values)]


def each(template: str, rows: Iterable[Mapping[Any, Any]], *, between: str = ", ") -> list[Text]:
    """A template filled with every row: 'A, B and C', or 'A; B; C' with a semicolon between."""
    filled = [tell(template, **row) for row in rows]
    parts: list[Text] = []
    for place, one in enumerate(filled):
        last = place == len(filled) - 1 and between == ", "
        parts += [] if not place else [" and " if last else between]
        parts += one
    return parts


def _fill(template: str, values: Mapping[Any, Any]) -> list[Text]:
    parts: list[Text] = []
    for literal, field, form, _ in Formatter().parse(template):
        parts.append(literal)
        if field is not None:
            value = values[field]
            parts += value if isinstance(value, list) else [_print(value, form or "")]
    return [part for part in parts if part != ""]


def _print(value: Any, form: str) -> str:
    if not isinstance(value, Integral):
        return format(value, form)
    n = int(value)
    if "|" in form:
        one, many = form.split("|")
        return one if n == 1 else many
    if form.startswith("#"):
        return count(n, form[1:])
    if form.startswith("^"):
        return sentence_case(spell(n, form[1:]) if form[1:] else number(n))
    if not form:
        return number(n)
    return f"{n:,}" if form == "," else spell(n, form)
