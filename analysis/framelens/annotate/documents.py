"""Documents as sources: whose poll, report or letter it is, as far as the article says.

"A Gallup poll", "the ministry's figures", "a statement from Ana Ito" name their owner; "the poll" and "that report"
lead back to the one named before. A person speaks in a letter or a tweet, not in a record about them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from framelens.annotate.described import DOCUMENT_WORDS, document_noun, head_phrase, is_own_document, shorten
from framelens.annotate.discourse import Discourse
from framelens.annotate.identities import Identity
from framelens.annotate.name_runs import Name

Span = tuple[int, int]
_NOUN = r"(?P<noun>[A-Za-z][a-z-]+)"
_BEHIND = re.compile(rf"(?:['’]s?)?\s(?:[a-z-]+\s){{0,2}}?{_NOUN}\b")
_AHEAD = re.compile(
    rf"\b{_NOUN}[\s\[(]+(?:(?:published|released|conducted|issued|commissioned|posted|written|taken)\s)?"
    r"(?:by|from|(?:(?<=findings\s)|(?<=statistics\s)|(?<=ruling\s)|(?<=projections\s)|(?<=forecast\s))of)\s"
    r"(?:the\s)?(?:[A-Z][\w.-]*\s){0,7}\Z"
)
_POSSESSIVE = re.compile(r"\A(his|her|its|their)\b", re.IGNORECASE)
_NEAR = 3  # paragraphs within which "the poll" is the one named before


class Documents:
    """The documents that an article names with their owners, and the owner of any source that is one."""

    def __init__(self, text: str, links: dict[Name, list[Identity]], discourse: Discourse) -> None:
        self._text, self._links, self._discourse = text, links, discourse

    @cached_property
    def _named(self) -> list[tuple[int, str, Identity]]:
        """Where the article names documents, their nouns and whose they are; most articles never ask."""
        found: list[tuple[int, str, Identity]] = []
        for name, fitting in self._links.items():
            if len(fitting) == 1 and not self._discourse.layout.marked.covers(name.start, name.end):
                noun = self._noun_beside(name)
                if noun and self._may_own(fitting[0], noun):
                    found.append((name.start, noun, fitting[0]))
        return sorted(found, key=lambda one: one[0])

    def _noun_beside(self, name: Name) -> str | None:
        """The document's noun that stands behind a name, or in front of "by NAME"."""
        behind = _BEHIND.match(self._text, name.end, min(len(self._text), name.end + 60))
        if behind and behind["noun"] in DOCUMENT_WORDS:
            owner = self._text[name.end : name.end + 1] in "'’"
            if owner or name.kind == "organisation":
                return document_noun(behind["noun"])
        ahead = _AHEAD.search(self._text[max(0, name.start - 120) : name.start])
        return document_noun(ahead["noun"].lower()) if ahead else None

    @staticmethod
    def _may_own(who: Identity, noun: str) -> bool:
        return who.kind == "organisation" or is_own_document(noun)

    def owner(self, words: str, noun: str, inside: Sequence[Name], source: Span) -> tuple[Identity | None, str]:
        """Whose document a source is, or None, and the words or candidates that say why."""
        head_ends = source[0] + len(head_phrase(words))
        said = shorten(words)
        named = [n for n in inside if self._noun_beside(n) or n.end <= head_ends]
        for name in reversed(named):
            by_possession = self._text[name.end : name.end + 1] in "'’" or name.end > head_ends
            fitting = self._links[name]
            if len(fitting) == 1 and self._may_own(fitting[0], noun) and (by_possession or name.kind != "person"):
                return fitting[0], said
        possessive = _POSSESSIVE.match(words.strip())
        if possessive:
            return self._owned_by_pronoun(possessive[1].lower(), noun, source[0]), said
        return self._known(words, noun, source[0])

    def _owned_by_pronoun(self, word: str, noun: str, at: int) -> Identity | None:
        plain = {"his": "he", "her": "she", "its": "it", "their": "they"}[word]
        who, *_ = self._discourse.resolve(plain, at)
        return who if who and self._may_own(who, noun) else None

    def _known(self, words: str, noun: str, at: int) -> tuple[Identity | None, str]:
        """ "The poll": the owner of the one poll named before it, if there is no other near."""
        match = re.match(r"\s*(the|that|this)\b", words, re.IGNORECASE)
        if not match:
            return None, shorten(words)
        paragraph = self._discourse.paragraph(at)
        before = [
            who
            for place, known, who in self._named
            if place < at and known == noun and paragraph - self._discourse.paragraph(place) <= _NEAR
        ]
        every = [who for place, known, who in self._named if place < at and known == noun]
        if match[1].lower() != "the" and before:
            return before[-1], f"{shorten(words)}, named before"
        fitting = list({id(who): who for who in before or every}.values())
        if len(fitting) == 1:
            return fitting[0], f"{shorten(words)}, named before"
        return None, shorten(words)
