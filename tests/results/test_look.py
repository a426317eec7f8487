"""Nothing found is an answer, and says what would fill it."""

from __future__ import annotations

from operator import attrgetter

import pytest
from markupsafe import escape

import framelens as fl
from framelens.results.look import FILLED_BY
from framelens.study.study import Study

CALLS = {"differences": ("outlet",)}
OF_CODES = frozenset(
    "agreement coder_errors compare_errors confusion correct differences disagreements reliability scores".split()
)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """One article in which nobody speaks, nobody is named and nothing is judged."""
    folder = tmp_path_factory.mktemp("quiet")
    text = "date 2024-01-15 By My Paper\n\nThe tower stands in the garden on every day of the week.\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return fl.open(folder)


@pytest.mark.parametrize("name", FILLED_BY)
def test_an_empty_answer_says_what_would_fill_it(quiet: Study, name: str) -> None:
    owner = quiet.codes if name in OF_CODES else quiet
    measure = attrgetter(name)(owner)(*CALLS.get(name, ()))
    if name not in ("agreement", "exclusions"):
        assert not measure.table["n"].gt(0).any()
    assert FILLED_BY[name] in measure.text
    assert measure._repr_html_().count(str(escape(FILLED_BY[name]))) == 1  # a notebook says so as well
