"""The package, its docs and notebooks are written in the field's English: no turn that reads as translated."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import framelens

ROOT = Path(__file__).parents[1]
PACKAGE = Path(framelens.__file__).parent
# What was written, a turn that finds it, and what to write.
TURNS = (
    ("Raw is what the program measured", r"\bis what the program measured\b", "“Raw” is the automated estimate"),
    ("corrected what its errors leave of it", r"\bleave of it\b", "adjusts it for the errors found"),
    ("Named and never quoted are 263 people.", r"\bNamed and never\b", "A further 263 people are never quoted."),
    ("could not be led back to a speaker", r"\bled back\b", "could not be attributed to a speaker"),
    ("Compared are three biases", r"\b(Compared|Shown|Listed|Counted|Named) are\b", "We compare three groups"),
    ("cannot be told from neutral", r"\b(not|cannot) be told (from|apart)\b", "does not differ from zero"),
    ("12 of 27 stretches of text", r"\bstretch(es)? of text\b", "12 of 27 segments"),
    ("Picked as the extremes of five", r"\bPicked as\b", "Because the extremes of five groups are compared"),
    ("they look further apart", r"\blooks? further apart\b", "the difference is likely to be overstated"),
    ("Looked at by hand were 19 passages", r"\bLooked at\b", "We checked 19 passages by hand"),
    ("How unevenly the speakers hold the floor", r"\bholds? the floor\b", "Statements are unevenly distributed"),
    ("five unless told otherwise", r"\bunless (told|said)\b", "five by default"),
    ("the tables are made anew", r"\banew\b", "the tables are recomputed"),
    ("from two articles on", r"\bfrom (one|two|three|five|ten) (article|unit|cycle|word)s? on\b", "with two or more"),
    ("put right by hand", r"\bput right\b", "corrected manually"),
    ("the program errs", r"\berrs\b", "the program is wrong"),
    ("A file is known by its bytes", r"\bknown by its\b", "The format is detected from the file's content"),
    ("Which words keep company with a frame?", r"\bkeeps? company\b", "Which words occur near a frame?"),
    ("in whose voice the words stand", r"\bwords stand\b", "whose words they are"),
    ("Who speaks how of whom?", r"\bspeaks how of\b", "How do speakers talk about others?"),
    ("one row an article", r"\brow an? (article|outlet|speaker|target|statement|unit|group)\b", "one row per article"),
    ("what hangs on it", r"\bhangs? on (it|them|one|the)\b", "what depends on it"),
    ("'x' is no number", r"\b(?<!here )is no (number|word|code|date|store|file)\b", "'x' is not a number"),
    ("the name stands twice", r"\bstands twice\b", "the name is listed twice"),
    ("it is a whole number from 1 on", r"\bfrom \d on\b", "it must be a whole number, 1 or more"),
    ("declared beforehand", r"\bbeforehand\b", "declared in advance"),
)  # fmt: skip


def list_texts() -> Iterator[tuple[str, str]]:
    """Every text that a reader of the package meets, by its file."""
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("seeds/*.md"), *PACKAGE.rglob("*.j2")]:
        if path.name != "CHANGELOG.md":
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")
    for path in ROOT.glob("notebooks/*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        yield str(path.relative_to(ROOT)), "\n".join("".join(cell["source"]) for cell in cells)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.relative_to(ROOT)}, line {node.lineno}", node.value


@pytest.mark.parametrize(("seen", "turn", "better"), TURNS)
def test_a_turn_is_found_where_it_was_seen_and_not_in_what_replaced_it(seen: str, turn: str, better: str) -> None:
    assert re.search(turn, seen) and not re.search(turn, better)


def test_no_turn_is_written() -> None:
    turns = [(re.compile(turn), better) for _, turn, better in TURNS]
    found = [
        f"{place}: {match[0]!r}; write: {better}"
        for place, text in list_texts()
        for turn, better in turns
        if (match := turn.search(text))
    ]
    assert found == []


def test_the_texts_are_those_that_are_read() -> None:
    places = " ".join(place for place, _ in list_texts())
    for name in ("README.md", "docs/tutorial.md", "voices.j2", "2-voices.ipynb", "errors.py"):
        assert name in places
