"""Who is credited with a statement, on made-up texts of the kinds that go wrong; ``cases/who_spoke.txt`` holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import framelens as fl
from framelens.corpus import Article, article_row
from framelens.settings.settings import settings_of_source
from framelens.tables import make_table

STUDY = replace(settings_of_source("texts"), reader="accurate")


def read_cases() -> Iterator[tuple[str, str, set[str]]]:
    """(kind, text, everybody who says something in it)."""
    kind = ""
    lines = (Path(__file__).parent / "cases" / "who_spoke.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            text, names = line.split(" =>")
            yield kind, text.replace("|", "\n\n"), {name.strip() for name in names.split(",")} - {""}


def credited(text: str) -> set[str]:
    article = Article("a", None, None, None, None, text, "a.txt")
    found = fl.annotate(make_table("articles", [article_row(article)]), STUDY)
    names = dict(zip(found.speakers["speaker_id"], found.speakers["name"], strict=True))
    said = found.quotes[found.quotes["act"] == "saying"]
    return {names[key] for key in said["speaker_id"].dropna()}


@pytest.mark.parametrize(("kind", "text", "everybody"), list(read_cases()))
def test_who_spoke(kind: str, text: str, everybody: set[str]) -> None:
    assert credited(text) == everybody
