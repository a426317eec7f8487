"""Who is who in one article: its names, its persons and bodies, and whom its sources and pronouns mean.

A language says by what its names are told (:attr:`framelens.languages.Language.names`): by spelling, as in English, or
by the finder that sees them (:mod:`framelens.annotate.inflected`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from framelens.annotate.correcting import join_identities
from framelens.annotate.gathering import gather_identities
from framelens.annotate.gender import count_pronouns
from framelens.annotate.identities import Identity
from framelens.annotate.inflected.gathering import gather_inflected
from framelens.annotate.inflected.names import clean_names
from framelens.annotate.inflected.speakers import InflectedResolver
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.annotate.names import find_names
from framelens.annotate.resolutions import Resolution
from framelens.annotate.speakers import Resolver
from framelens.annotate.statements import FoundStatements, Span, Statement
from framelens.languages import Language

if TYPE_CHECKING:
    from framelens.settings.settings import Settings

SPELLING = "spelling"
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)


class SpeakerResolver(Protocol):
    """What tells who speaks; asked in reading order."""

    def resolve(self, statement: Statement) -> Resolution:
        """Who speaks a statement."""
        ...

    def resolve_pronoun(self, word: str, start: int) -> Resolution:
        """Whom a pronoun of the journalist's means."""
        ...


def name_people(
    text: str, layout: Layout, language: Language, reading: FoundStatements, study: Settings, relays: Sequence[str]
) -> list[Name]:
    """The names of an article, by its language's way."""
    least = study.least_confidence or 0.0
    sources = [one.source for one in reading.statements if one.source and one.confidence >= least]
    if language.names == SPELLING:
        known = {*study.known_names, *relays}
        return find_names(text, layout, sources=sources, known=known, suggested=reading.names)
    return clean_names(text, layout, language, sources=sources, known=study.known_names, suggested=reading.names)


def tell_people(
    text: str, layout: Layout, language: Language, names: Sequence[Name], study: Settings, by_hand: Sequence[Any]
) -> tuple[list[Identity], dict[Name, list[Identity]], SpeakerResolver]:
    """The identities of an article, whom each name may mean, and what tells who speaks."""
    if language.names == SPELLING:
        identities, links = gather_identities(text, layout, names, study.roster)
        count_pronouns(layout, text, links)
        identities, links = join_identities(identities, links, by_hand)
        return identities, links, Resolver(text, layout, identities, links)
    identities, links = gather_inflected(text, layout, names, study.roster, language)
    identities, links = join_identities(identities, links, by_hand)
    return identities, links, InflectedResolver(text, layout, language, identities, links)


def resolve_in_order(
    text: str, layout: Layout, language: Language, statements: Sequence[Statement], resolver: SpeakerResolver
) -> tuple[list[Resolution], list[tuple[Span, Resolution]]]:
    """Resolve sources and the journalist's other pronouns as a reader meets them."""
    pattern = _PRONOUN if language.names == SPELLING else language.telling_pronouns
    taken = {statement.source for statement in statements}
    events: list[tuple[int, int, Any]] = []
    for number, statement in enumerate(statements):
        where = statement.source or statement.cue or statement.content[0]
        events.append((where[0], number, statement))
    for start, end in layout.paragraphs:
        for match in pattern.finditer(text, start, end):
            if not layout.marked.covers(*match.span()) and match.span() not in taken:
                events.append((match.start(), -1, match))
    resolved: dict[int, Resolution] = {}
    pronouns: list[tuple[Span, Resolution]] = []
    for _, number, event in sorted(events, key=lambda e: (e[0], e[1])):
        if isinstance(event, Statement):
            resolved[number] = resolver.resolve(event)
        elif isinstance(event, re.Match):
            pronouns.append((event.span(), resolver.resolve_pronoun(event[0], event.start())))
    return [resolved[number] for number in range(len(statements))], pronouns
