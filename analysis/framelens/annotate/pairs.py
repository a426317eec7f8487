"""Two or more who are spoken of together: "they" who met, "the two", "the former" and "the latter"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from framelens.annotate.discourse import Discourse
from framelens.annotate.identities import Identity
from framelens.annotate.name_runs import Name

_SEVERAL = re.compile(
    r"(?:they|them|their|both|(?:the\s)?(?:two|three|pair|sides|parties|couple|duo)|the\s(?:leaders|ministers|"
    r"presidents|politicians|interlocutors|brothers|sisters|men|women))"
    r"(?:\s(?:men|women|leaders|ministers|presidents|sides|parties|politicians|officials|senators|lawmakers|"
    r"brothers|sisters|countries|diplomats|interlocutors|teachers|judges|players|candidates|of\sthem))?",
    re.IGNORECASE,
)
_ORDERED = {"the former": 0, "the latter": 1}
# "A met B", "A received a delegation led by B": two who did something together.
_TOGETHER = re.compile(
    r"\b(?:met|meets?|meeting|talks|spoke\swith|talked|received|hosted|welcomed|telephoned|phoned|telephone|signed|"
    r"jointly|joint|together|discussed|negotiat\w+|held|greeted|visited|accompanied|joined|debated?|conversation)\b"
)
_COORDINATED = re.compile(r",?\s(?:and|&)\s(?:[\w.’'-]+\s){0,4}|,\s(?:[\w.’'-]+\s){0,4}")
_BACK = 2  # sentences


@dataclass(frozen=True)
class Pairs:
    """Finds who is meant where a source names several at once without a name."""

    discourse: Discourse

    def ordered(self, words: str, at: int) -> Identity | None:
        """Whom "the former" or "the latter" means: of the last two who were named together."""
        place = _ORDERED.get(words.lower().strip())
        two = self._named_together(at) if place is not None else []
        return two[place][1] if place is not None and len(two) == 2 else None

    def together(self, words: str, at: int) -> list[Identity]:
        """Who "they" are: those of the last sentence that names two or more persons who act as one."""
        if not _SEVERAL.fullmatch(words.strip()):
            return []
        if joint := self.discourse.joint(at):
            return list(joint)
        found = self._named_together(at)
        if len(found) < 2:
            return []
        coordinated = self._coordinated(found)
        if len(coordinated) > 1:
            return coordinated
        between = self.discourse.text[found[0][0].end : at]
        return [who for _, who in found] if len(found) == 2 and _TOGETHER.search(between) else []

    def _coordinated(self, found: Sequence[tuple[Name, Identity]]) -> list[Identity]:
        """Those at the beginning of a sentence's names that "and" joins: "Ana Ito and Bo Lund met Eve Lake"."""
        group = [found[0][1]]
        for (one, _), (other, who) in pairwise(found):
            between = _COORDINATED.fullmatch(self.discourse.text, one.end, other.start)
            if not between:
                break
            group.append(who)
        return group

    def _named_together(self, at: int) -> Sequence[tuple[Name, Identity]]:
        """The persons named in the nearest sentence before ``at`` that names any, in order; else its organisations."""
        for names in self.discourse.named_sentences(at, _BACK):
            for kind in ("person", "organisation"):
                found: dict[int, tuple[Name, Identity]] = {}
                for name in names:
                    fitting = self.discourse.links[name]
                    if name.kind == kind and len(fitting) == 1:
                        found.setdefault(id(fitting[0]), (name, fitting[0]))
                if len(found) > 1:
                    return list(found.values())
            if any(name.kind == "person" for name in names):
                return []
        return []
