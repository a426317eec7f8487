"""The report's sentences: templates that read as prose, filled with what the tables say.

A section has one file in ``templates``; each paragraph, heading or caption that a chapter asks for is a
``{% block %}`` of it, and blank lines part paragraphs. In a template

- ``{{ n | spelled }}`` is a number in words below ten, ``{{ n | counted("article") }}`` one with its noun ('three
  articles', '12 articles'), ``{{ n | digits("term") }}`` one in digits, ``{{ n | agree("is", "are") }}`` the form that
  goes with it;
- ``{{ row | share }}`` and ``{{ row | estimate }}`` print an estimate with its interval and n, ``{{ row | basis }}``
  these two alone, ``{{ row | share_alone }}`` leaves n to the sentence;
- ``{% call(one) each(rows) %}…{% endcall %}`` says something of every row: 'A, B and C';
- ``*words*`` are emphasised, ``**words**`` strong; ``[@key]`` cites, ``[fig:name]`` and ``[tab:name]`` point to a
  figure or table, and a line that begins with ``##`` is a heading.

What is filled in stands for itself, whatever it contains. A block says nothing where there is nothing to say, so that
a chapter need not ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from framelens.results.blocks import (
    Block,
    Group,
    Heading,
    Prose,
    Span,
    Text,
    as_spans,
    cite,
    emphasis,
    see_figure,
    see_table,
    strong,
)
from framelens.results.wording import (
    agree,
    basis,
    count,
    day,
    decimal,
    estimate_in,
    join_names,
    number,
    part_of,
    percent,
    sample,
    sentence_case,
    spell,
    times,
)

_INNER = r"(?:\\.|[^\\])+?"
_MARKED = re.compile(
    rf"\\(?P<literal>.)|\*\*(?P<strong>{_INNER})\*\*|\*(?P<emphasis>{_INNER})\*|\[@(?P<cite>{_INNER})\]"
    rf"|\[fig:(?P<figure>{_INNER})\]|\[tab:(?P<table>{_INNER})\]"
)
_SPANS: dict[str, Callable[[str], Span]] = {
    "strong": strong,
    "emphasis": emphasis,
    "cite": cite,
    "figure": see_figure,
    "table": see_table,
}
_PARAGRAPH = "\x1e"  # stands for the blank lines that a template has, whatever its tags leave empty
_BLANK = re.compile(r"[ \t\r\n\x1e]+")


def say(part: str, *, role: str = "body", **values: Any) -> Group:
    """The paragraphs and headings of one block of a template, named 'file.block'; none where it says nothing."""
    return Group(tuple(_show(paragraph, role) for paragraph in _render(part, values)))


def spans(part: str, **values: Any) -> tuple[Span, ...]:
    """One block of a template as styled text, such as a caption."""
    return as_spans(_read(tell(part, **values)))


def plain(part: str, **values: Any) -> str:
    """One block of a template as text without styles."""
    return "".join(span.text for span in spans(part, **values))


def tell(part: str, **values: Any) -> Markup:
    """One block of a template, filled; a value of another one. Empty where it says nothing."""
    return Markup(" ".join(_render(part, values)))


def _render(part: str, values: dict[str, Any]) -> list[str]:
    """The paragraphs of one block, still with their marks."""
    file, _, block = part.partition(".")
    template = _environment().get_template(f"{file}.j2")
    told = "".join(template.blocks[block](template.new_context(values)))
    return [paragraph for one in told.split(_PARAGRAPH) if (paragraph := _BLANK.sub(" ", one).strip())]


def _show(paragraph: str, role: str) -> Block:
    marks, _, words = paragraph.partition(" ")
    if marks and set(marks) == {"#"}:
        return Heading(len(marks), as_spans(_read(words)))
    return Prose(as_spans(_read(paragraph)), role)


def _read(text: str) -> Iterator[Text]:
    """Marked text as plain text and spans."""
    plain, place = "", 0
    for mark in _MARKED.finditer(text):
        plain, place = plain + text[place : mark.start()], mark.end()
        if mark["literal"]:
            plain += mark["literal"]
            continue
        style = str(mark.lastgroup)
        yield from filter(None, [plain])
        yield _SPANS[style](re.sub(r"\\(.)", r"\1", mark[style]))
        plain = ""
    yield from filter(None, [plain + text[place:]])


def _fill(value: Any) -> Markup:
    """A value as it is in a sentence, nothing in it taken for a mark."""
    if isinstance(value, Markup):
        return Markup(value.strip())
    return Markup(re.sub(r"([\\*\[\]#])", r"\\\1", _BLANK.sub(" ", str(value))))


def _each(rows: Iterable[Any], between: str = "", *, last: str = "and", caller: Callable[[Any], Markup]) -> Markup:
    """What is said of every row, in a list: 'A, B and C', or with ``between`` '; ' 'A; B; C'."""
    told = [str(caller(row)).strip() for row in rows]
    return Markup(between.join(told) if between else join_names(told, last=last))


def _capital(value: Any) -> Markup:
    return Markup(sentence_case(_fill(value)))


class _Paragraphs(Extension):
    """Keeps the blank lines of a template apart from those that tags leave where they say nothing."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n[ \t]*\n", f"\n{_PARAGRAPH}\n", source)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("framelens.report.narrative", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fill,
        extensions=[_Paragraphs],
    )
    environment.globals["each"] = _each
    environment.filters |= {
        "agree": agree,
        "basis": lambda row, **look: basis(row["low"], row["high"], row["n"], **look),
        "capital": _capital,
        "counted": spell,
        "day": day,
        "decimal": decimal,
        "digits": lambda n, noun="": count(n, noun) if noun else f"{n:,}",
        "estimate": estimate_in,
        "listed": join_names,
        "part_of": part_of,
        "percent": percent,
        "sample": sample,
        "spelled": number,
        "share": lambda row, **look: estimate_in(row, share=True, **look),
        "share_alone": lambda row: estimate_in(row, share=True, n=False),
        "times": times,
    }
    return environment
