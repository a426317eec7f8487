"""Templates of sentences: grammatical for none, one, two and many, and nothing filled in is taken for a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import DictLoader, meta

from framelens.report.narrative import telling
from framelens.results.blocks import Block, Heading, Prose, Span, as_json, as_plain
from framelens.results.wording import GAP

HOSTILE = "**x** {{ n }} [@y] *z* \\ [fig:a]\n\n## b"
PARTS = {
    "counts": '{{ n | counted("article") | capital }} {{ n | agree("is", "are") }} read, {{ n | digits("word") }}.',
    "styles": "**{{ who }}** tells *{{ who }}* [@key1999] ([fig:a-{{ n | digits }}], [tab:b]).",
    "rows": "{% call(one) each(rows) %}*{{ one.name }}* ({{ one.n | spelled }}){% endcall %}",
    "parted": '{% call(one) each(rows, "; ") %}{{ one.name }}{% endcall %}',
    "paragraphs": "## How {{ who }}?\n\n1.\n{% if n %}\nTwo{% if n > 1 %} or more{% endif %}.\n{% endif %}\nThree.\n\n",
    "value": "{{ who }} speaks.",
}


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = telling._environment().overlay(loader=DictLoader({
        "try.j2": "\n".join(f"{{% block {name} %}}\n{text}\n{{% endblock %}}" for name, text in PARTS.items())
    }))  # fmt: skip
    monkeypatch.setattr(telling, "_environment", lambda: environment)


def read(part: str, **values: Any) -> str:
    return "".join(span.text for span in telling.spans(f"try.{part}", **values))


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "No articles are read, 0 words."),
        (1, "One article is read, 1 word."), (2, "Two articles are read, 2 words."),
    ],
)  # fmt: skip
def test_a_number_goes_with_its_noun_and_verb(templates: None, n: int, said: str) -> None:
    assert read("counts", n=n) == said


def test_styles_and_references(templates: None) -> None:
    assert telling.spans("try.styles", who="A", n=2) == (
        Span("A", "strong"), Span(" tells "), Span("A", "emphasis"), Span(" "), Span("[key1999]", "cite", "key1999"),
        Span(" ("), Span("the figure", "figure", "a-2"), Span(", "), Span("the table", "table", "b"), Span(")."),
    )  # fmt: skip


def test_what_is_filled_in_stands_for_itself(templates: None) -> None:
    one_line = " ".join(HOSTILE.split())
    assert telling.spans("try.value", who=HOSTILE) == (Span(f"{one_line} speaks."),)
    assert telling.spans("try.styles", who=HOSTILE, n=1)[0] == Span(one_line, "strong")
    told = telling.say("try.paragraphs", who=HOSTILE, n=0).blocks
    assert [type(block) for block in told] == [Heading, Prose]
    assert read("value", who=telling.tell("try.value", who=HOSTILE)) == f"{one_line} speaks. speaks."


def test_rows_in_a_sentence(templates: None) -> None:
    rows = [{"name": name, "n": n} for n, name in enumerate("ABC", 1)]
    assert [read("rows", rows=rows[:k]) for k in (0, 1, 2, 3)] == [
        "", "A (one)", "A (one) and B (two)", "A (one), B (two) and C (three)",
    ]  # fmt: skip
    assert read("parted", rows=rows) == "A; B; C"


def test_blank_lines_part_paragraphs_and_tags_that_say_nothing_do_not(templates: None) -> None:
    heading, paragraph = telling.say("try.paragraphs", who="so", n=2, role="note").blocks
    assert as_plain(as_json(heading)) == "How so?" and heading == Heading(2, (Span("How so?"),))
    assert paragraph == Prose((Span("1. Two or more. Three."),), "note")
    assert as_plain(as_json(telling.say("try.paragraphs", who="so", n=0).blocks[1])) == "1. Three."


class Made(int):
    """A value for any gap in a template: a number, that many rows, a name, an estimate."""

    def __iter__(self) -> Iterator[Made]:
        return iter([self] * int(self))

    def __len__(self) -> int:
        return int(self)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return {"estimate": 0.25, "low": 0.125, "high": 0.5}.get(key, self)
        return [self] * int(self) if isinstance(key, slice) else self

    def __getattr__(self, name: str) -> Made:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __format__(self, form: str) -> str:
        return format(int(self), form)

    def __str__(self) -> str:
        return "Name"


def list_parts() -> list[str]:
    environment = telling._environment()
    names = environment.list_templates(filter_func=lambda name: name.endswith(".j2"))
    return [f"{name.removesuffix('.j2')}.{block}" for name in names for block in environment.get_template(name).blocks]


@pytest.mark.parametrize("n", [0, 1, 2, 12])
@pytest.mark.parametrize("part", list_parts())
def test_every_sentence_is_english_for_none_one_two_and_many(part: str, n: int) -> None:
    environment = telling._environment()
    source = environment.loader.get_source(environment, f"{part.partition('.')[0]}.j2")[0]  # type: ignore[union-attr]
    gaps = meta.find_undeclared_variables(environment.parse(source)) - {"each", "self"}
    told: Block = telling.say(part, **dict.fromkeys(gaps, Made(n)))
    check_english(as_plain(as_json(told)).replace(GAP, " "))


def check_english(told: str) -> None:
    """Whether numbers go with their nouns and verbs, and gaps, marks and punctuation are where they belong."""
    one, more = r"\b([Oo]ne|1|[Tt]he only)", r"\b([Tt]wo|2|12)"
    kinds = "(named |frame |further |reported )?"
    nouns = (
        f"{kinds}(article|statement|word|outlet|mention|passage|segment|definition|term|frame|speaker|unit|coder|row)"
    )
    for wrong in (
        rf"{one} {nouns}s\b", rf"{more} {nouns}\b(?![- ]of| terms)",
        rf"{one} {nouns} (are|were|have|contain|occur|fall|come|account)\b",
        rf"{more} {nouns}s (is|was|has|contains|occurs|falls|comes|accounts)\b",
        r"[{}]", r"\*\*", r"\bNone\b", r"\bnan\b", r"<NA>", r"\.\.(?!\.)", r" [,;:.](?![\w.])", r"  ", r"\( ", r" \)",
        r"(?<!\w)\(\)", r": ?\.", r"\\",
    ):  # fmt: skip
        found = re.search(wrong, told)
        assert not found, f"{found[0]!r} in {told[max(0, found.start() - 60) : found.end() + 40]!r}"
    for paragraph in filter(None, told.split("\n")):
        assert paragraph[0] == paragraph[0].upper() or paragraph[-1] not in ".?", paragraph
