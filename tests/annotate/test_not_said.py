"""What is demanded of somebody or asked about was not said; what must have been said was."""

import re

import pytest

from framelens.annotate.layout import find_layout
from framelens.annotate.not_said import is_not_said
from framelens.annotate.statements import Statement


def _is_not_said(marked: str) -> bool:
    """Of a text with its source in {}, its cue in <> and its content in []."""
    text = re.sub(r"[{}<>\[\]]", "", marked)

    def place(sign: str) -> tuple[int, int]:
        start, end = (len(re.sub(r"[{}<>\[\]]", "", marked[: marked.index(one)])) for one in sign)
        return start, end

    one = Statement(content=(place("[]"),), cue=place("<>"), source=place("{}"), confidence=1.0)
    return is_not_said(text, find_layout(text), one, "indirect")


@pytest.mark.parametrize(
    "marked",
    [
        "{The mayor} <must explain> [why the port was closed].",
        "It rained. {Ana Ito} <should say> that [she is sorry].",
        "{The council} <needs to admit> that [it failed].",
        "It rained. Did {Ana Ito} <say> that [the port would open]?",
        "{Ana Ito} <hasn’t alleged> [any fault].",
        "Why would {the mayor} <say> that [the port would open]?",
        "Hasn’t {Ana Ito} <said> that [the port would open]?",
    ],
)
def test_what_is_demanded_or_asked_was_not_said(marked):
    assert _is_not_said(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{Ana Ito} <must have said> that [the port would open].",
        "{I} <must say> that [the port is late].",
        "{We} <should add> that [the port is late].",
        "{Ana Ito} <had to admit> that [the port is late].",
        "“Did it rain?” {Ana Ito} <said> that [it did].",
        "Did it rain? {Ana Ito} <said> that [it did].",
        "Why, {Ana Ito} <asked>, [did it rain]?",
    ],
)
def test_what_was_said_stays_said(marked):
    assert not _is_not_said(marked)
