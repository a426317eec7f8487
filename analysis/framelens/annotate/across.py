"""Identities across the articles of a study: which names of different articles are one person or organisation.

Within an article a surname leads to its full name; a surname that stands alone in its article is led to the one
person of the study who bears it. Two people of one surname are never merged, neither are two whom one article keeps
apart, nor a name and one whose roles contradict it. The roster has decided before, within each article; corrections
by hand decide above all. What is decided depends on the set of speakers alone, not on the order of articles or the
number of workers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from framelens.annotate.acronyms import content_words, initials
from framelens.annotate.described import stems

Row = Mapping[str, Any]
ArticlesOf = Callable[[set[str]], Mapping[str, Set[str]]]
# A name that stands alone in many more articles than its only full name is somebody else's.
_FEWER = 2


class Link(NamedTuple):
    """To which speaker of the study a speaker leads, and why."""

    speaker_id: str
    reason: str


def link_speakers(
    speakers: Iterable[Row],
    *,
    same: Mapping[str, str] | None = None,
    apart: Iterable[frozenset[str]] = (),
    articles_of: ArticlesOf | None = None,
) -> dict[str, Link]:
    """Which speakers of a study are others under a shorter or longer name.

    Parameters
    ----------
    speakers : iterable of mapping
        One row per speaker, as :func:`framelens.annotate.gather_speakers` gives them.
    same : mapping, optional
        Speakers that somebody says are one: a key and the key it leads to.
    apart : iterable of frozenset, optional
        Pairs of keys that somebody says are two.
    articles_of : callable, optional
        For a set of keys the articles that each stands in. Two that one article keeps apart are two.

    Returns
    -------
    dict
        For each speaker that leads to another, the other's key and the reason.
    """
    rows = sorted(speakers, key=lambda row: row["speaker_id"])
    never = set(apart)
    likely = [
        (row["speaker_id"], other["speaker_id"], row, why)
        for row, other, why in [*_persons(rows), *_organisations(rows)]
    ]
    where = articles_of({key for one, two, _, _ in likely for key in (one, two)}) if articles_of and likely else {}
    found: dict[str, Link] = {}
    for one, two, row, reason in likely:
        together = where.get(one, frozenset()) & where.get(two, frozenset())
        if not row["from_roster"] and not together and frozenset((one, two)) not in never:
            found.setdefault(one, Link(two, reason))
    for one, two in sorted((same or {}).items()):
        found[one] = Link(two, "corrected by hand: one person")
        if found.get(two, Link("", "")).speaker_id == one:
            del found[two]
    return {one: Link(_end(found, one), link.reason) for one, link in found.items() if _end(found, one) != one}


def _end(found: Mapping[str, Link], key: str) -> str:
    """Where a chain of links ends; a ring ends at its first key."""
    seen = [key]
    while seen[-1] in found:
        after = found[seen[-1]].speaker_id
        if after in seen:
            return min(seen[seen.index(after) :])
        seen.append(after)
    return seen[-1]


def _persons(rows: Sequence[Row]) -> Iterable[tuple[Row, Row, str]]:
    people = [(row, row["name"].split()) for row in rows if row["kind"] == "person"]
    bearers: dict[str, list[tuple[Row, list[str]]]] = defaultdict(list)
    for row, words in people:
        if len(words) > 1:
            bearers[words[-1].lower()].append((row, words))
    for namesakes in bearers.values():
        yield from _middle_names(namesakes)
    for row, words in people:
        namesakes = bearers.get(words[-1].lower(), [])
        if len(words) == 1:
            one = _only(namesakes)
            if one is not None and _may_be(row, one):
                yield row, one, f"across the study: no other {words[0]} than {one['name']}"
        elif _is_initial(words[0]):
            alike = [pair for pair in namesakes if pair[0] is not row and pair[1][0][0] == words[0][0]]
            one = _only([pair for pair in alike if not _is_initial(pair[1][0])])
            if one is not None and len(alike) == 1 and _may_be(row, one):
                yield row, one, f"across the study: no other {row['name']} than {one['name']}"


def _middle_names(namesakes: Sequence[tuple[Row, list[str]]]) -> Iterable[tuple[Row, Row, str]]:
    """ "Ana Maria Ito" is Ana Ito where no other middle name stands between the two words."""
    by_ends: dict[tuple[str, str], list[tuple[Row, list[str]]]] = defaultdict(list)
    for row, words in namesakes:
        by_ends[words[0].lower(), words[-1].lower()].append((row, words))
    for alike in by_ends.values():
        short = [row for row, words in alike if len(words) == 2]
        long = [row for row, words in alike if len(words) > 2]
        if len(short) == 1 and len(long) == 1 and _agree(long[0], short[0]):
            yield long[0], short[0], f"across the study: {short[0]['name']} with a middle name"


def _only(namesakes: Sequence[tuple[Row, list[str]]]) -> Row | None:
    """The one person among the bearers of a surname; their middle names make no other person."""
    if len({words[0].lower() for _, words in namesakes}) != 1:
        return None
    short = [row for row, words in namesakes if len(words) == 2]
    if len(short) > 1 or (not short and len(namesakes) > 1) or len(namesakes) > 2:
        return None
    return short[0] if short else namesakes[0][0]


def _may_be(row: Row, other: Row) -> bool:
    """Whether nothing speaks against a name being short for another, and neither was only met in passing."""
    known = all(r["n_quotes"] or r["n_mentions"] > 1 or r["roles"] for r in (row, other))
    return bool(known and row["n_articles"] <= _FEWER * max(1, other["n_articles"]) and _agree(row, other))


def _agree(row: Row, other: Row) -> bool:
    mine, theirs = (set().union(*(stems(role) for role in r["roles"])) for r in (row, other))
    return not mine or not theirs or bool(mine & theirs)


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def _organisations(rows: Sequence[Row]) -> Iterable[tuple[Row, Row, str]]:
    every = [row for row in rows if row["kind"] == "organisation"]
    by_alias: dict[str, dict[str, Row]] = defaultdict(dict)
    by_words: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in every:
        for alias in row["aliases"]:
            # Initials that an article uses for the name; of a name cut short nobody knows what it is short for.
            if alias.replace(".", "") in initials(row["name"]):
                by_alias[alias.replace(".", "")][row["speaker_id"]] = row
        words = content_words(row["name"])
        if len(words) > 1:
            by_words[words].append(row)
    for row in every:
        longer = by_alias.get(row["name"].replace(".", ""), {})
        others = [other for key, other in longer.items() if key != row["speaker_id"]]
        if len(others) == 1:
            yield row, others[0], f"across the study: short for {others[0]['name']}"
    for alike in by_words.values():
        first = max(alike, key=lambda r: (bool(r["from_roster"]), r["n_articles"], -len(r["name"]), r["speaker_id"]))
        for row in alike:
            if row is not first:
                yield row, first, f"across the study: {first['name']} in other words"


def follow_links(rows: Iterable[dict[str, Any]], links: Mapping[str, Link]) -> list[dict[str, Any]]:
    """Rows of quotes, mentions or hits with each speaker led on, and the reason behind the one there was."""
    followed = []
    for row in rows:
        link = links.get(row["speaker_id"]) if row["speaker_id"] is not None else None
        if link:
            row = {**row, "speaker_id": link.speaker_id}
            if "reason" in row:
                row["reason"] = f"{row['reason']}; {link.reason}"
        followed.append(row)
    return followed


def rename_speakers(
    rows: Iterable[dict[str, Any]], links: Mapping[str, Link], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Rows of the speakers table under the key and name that each is led to; the old name becomes another of theirs."""
    return [
        {
            **row,
            "speaker_id": links[row["speaker_id"]].speaker_id,
            "name": names.get(links[row["speaker_id"]].speaker_id, row["name"]),
            "aliases": sorted({*row["aliases"], row["name"]}),
        }
        if row["speaker_id"] in links
        else row
        for row in rows
    ]
