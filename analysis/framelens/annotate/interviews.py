"""Interviews: turns that begin with who speaks and a colon, without quotation marks around what is said.

"AI: We will open the port." is a turn where such openings come back: at least two of them, three paragraphs or more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from framelens.annotate.identities import Identity
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.annotate.resolutions import Resolution, nobody
from framelens.annotate.spans import SpanIndex
from framelens.annotate.statements import Statement

CONFIDENCE = 0.9
QUESTION_LABELS = frozenset("q question interviewer reporter journalist moderator host".split())
ANSWER_LABELS = frozenset("a answer interviewee respondent".split())
# Labels of a page, of letters and of pictures; what follows them nobody says.
_FURNITURE = frozenset(
    "caption photo photos picture image video credit credits source sources related update updated correction note "
    "editor’s editor's read watch more see re subject from to date where when what who why tickets price contact "
    "website phone email tel fax venue result results score scores summary background verdict fact facts".split()
)
_TURN = re.compile(
    r"(?P<who>(?:The[ \xa0])?[A-Z][\w.’'-]*(?:[ \xa0][A-Z][\w.’'-]*){0,3}|[QA](?=\.))"
    r"(?:,[ \xa0][A-Z][A-Z .,&’'-]{1,60})?(?P<colon>[:.])(?<!\w\w\.)[ \xa0]+(?=[^\s\"“„«])"
)
_FEWEST = 3


def find_turns(text: str, layout: Layout) -> list[Statement]:
    """The turns of an interview, in order; none where the text is no interview."""
    turns = []
    for start, end in layout.paragraphs:
        match = _TURN.match(text, start, end)
        if match and match.end() < end and _may_label(match):
            turns.append((match, end))
    # "MAYA STONE, ANCHOR:" goes on as "STONE:".
    labels = Counter(match["who"].split()[-1].lower() for match, _ in turns)
    if labels.keys() & QUESTION_LABELS and labels.keys() & ANSWER_LABELS:
        pass  # "Q:" and "A:" stand in nothing but an interview
    elif len(turns) < _FEWEST or len(labels) < 2 or max(labels.values()) < 2 or 2 * len(labels) > len(turns) + 1:
        return []
    return [Statement(((m.end(), end),), m.span("colon"), m.span("who"), CONFIDENCE) for m, end in turns]


def _may_label(match: re.Match[str]) -> bool:
    """Whether words in front of a colon may name who speaks."""
    words = match["who"].lower().split()
    if match["colon"] == ".":
        return match["who"] in {"Q", "A"}
    return words[0] not in _FURNITURE


def put_turns(text: str, layout: Layout, statements: list[Statement]) -> list[Statement]:
    """The statements, with the turns of an interview in place of whatever was found in them."""
    turns = find_turns(text, layout)
    if not turns:
        return statements
    taken = SpanIndex(turn.content[0] for turn in turns)
    kept = [s for s in statements if not any(taken.overlapping(a, b) for a, b in s.content)]
    return sorted([*kept, *turns], key=lambda one: one.content[0])


def read_label(
    words: str, identities: Sequence[Identity], links: Mapping[Name, Sequence[Identity]]
) -> Resolution | None:
    """Whom the label of an interview's turn means: "AI:" is Ana Ito, "Q:" the interviewer."""
    if words.lower().strip(".") in QUESTION_LABELS:
        return nobody("unnamed", "description", "the interviewer", 0.9)
    people = [i for i in identities if i.kind == "person" and i.first_seen >= 0]
    if words.lower().strip(".") in ANSWER_LABELS:
        seen = Counter(id(fitting[0]) for name, fitting in links.items() if len(fitting) == 1)
        people.sort(key=lambda i: (-seen[id(i)], i.first_seen))
        if not people:
            return nobody("absent", "description", "the interviewed person is not named")
        return Resolution(people[0], "description", "the interviewed person", 0.75)
    letters = words.replace(".", "").replace(" ", "")
    if not 2 <= len(letters) <= 4 or not letters.isupper():
        return None
    fitting = [i for i in people if "".join(word[0] for word in i.words) == letters]
    one = fitting[0] if len(fitting) == 1 else None
    return Resolution(one, "name", f"initials of {one.name}", 0.85) if one else None
