"""Who is credited with a statement, on made-up texts of the kinds that go wrong; ``cases/who_spoke.txt`` holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.settings.settings import settings_of_source

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
    rows = annotate_article(Article("a", None, None, None, None, text, "a.txt"), STUDY)
    names = {row["speaker_id"]: row["name"] for row in rows["speakers"]}
    return {names[q["speaker_id"]] for q in rows["quotes"] if q["act"] == "saying" and q["speaker_id"]}


@pytest.mark.parametrize(("kind", "text", "everybody"), list(read_cases()))
def test_who_spoke(kind: str, text: str, everybody: set[str]) -> None:
    assert credited(text) == everybody
