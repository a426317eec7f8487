"""Corrections by hand, honoured: whose statement it is, which two are one, and what is no statement.

A correction finds its statement by the place of the words and their fingerprint; where the text has others, or no
statement stands there any more, it is stale and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from framelens.annotate.identities import Identity, speaker_key
from framelens.annotate.name_runs import Name
from framelens.annotate.resolutions import Resolution
from framelens.annotate.statements import Span, Statement
from framelens.corrections import APART, NO_STATEMENT, SAME, SPEAKER, hash_passage

Row = Mapping[str, Any]
Numbered = tuple[int, Statement]


def corrections_of(corrections: pd.DataFrame, article_id: str) -> list[Row]:
    """The corrections of one article, and those of the whole study, in the order of the file."""
    if corrections.empty:
        return []
    mine = corrections["article_id"].eq(article_id) | corrections["article_id"].isna()
    return corrections[mine.fillna(True)].to_dict("records")  # type: ignore[return-value]


def drop_statements(text: str, statements: Sequence[Numbered], rows: Sequence[Row]) -> list[Numbered]:
    """The numbered statements without those that somebody says are none."""
    dropped = {
        number
        for row in _last_about(rows)
        if row["what"] == NO_STATEMENT and (number := _find(text, statements, row)) is not None
    }
    return [one for one in statements if one[0] not in dropped]


def join_identities(
    identities: Sequence[Identity], links: Mapping[Name, list[Identity]], rows: Sequence[Row]
) -> tuple[list[Identity], dict[Name, list[Identity]]]:
    """Identities of an article, two of which somebody says are one, as one."""
    found, joined = list(identities), {name: list(fitting) for name, fitting in links.items()}
    for row in rows:
        if row["what"] != SAME:
            continue
        gone, kept = _known(found, row["speaker"]), _known(found, row["value"])
        if gone is None or kept is None or gone is kept:
            continue
        kept.aliases.update({gone.name: 0, **gone.aliases})
        kept.gender.update(gone.gender)
        for role in gone.roles:
            kept.add_role(role)
        found = [identity for identity in found if identity is not gone]
        for name, fitting in joined.items():
            led = [kept if identity is gone else identity for identity in fitting]
            joined[name] = list({id(identity): identity for identity in led}.values())
    return found, joined


def assign_speakers(
    text: str,
    statements: Sequence[Numbered],
    resolved: Sequence[Resolution],
    identities: list[Identity],
    rows: Sequence[Row],
) -> list[Resolution]:
    """The resolutions with the speakers that somebody gave; whom the article does not know yet joins ``identities``."""
    given: dict[int, Resolution] = {}
    for row in _last_about(rows):
        if row["what"] != SPEAKER or (number := _find(text, statements, row)) is None:
            continue
        reason = "corrected by hand" + "".join(f", {row[c]}" for c in ("by", "at") if not pd.isna(row[c]))
        if pd.isna(row["value"]):
            given[number] = Resolution(None, "description", f"unnamed source: {reason}", 1.0, resolution="unnamed")
            continue
        who = _known(identities, row["value"])
        if who is None:
            who = Identity(*_new_name(row["value"]), "person", first_seen=statements[0][1].content[0][0])
            identities.append(who)
        given[number] = Resolution(who, "name", reason, 1.0)
    return [
        replace(given[number], form=found.form) if number in given else found
        for (number, _), found in zip(statements, resolved, strict=True)
    ]


def links_by_hand(corrections: pd.DataFrame) -> tuple[dict[str, str], set[frozenset[str]]]:
    """What somebody says of speakers of the whole study: which key is which, and which pairs are two."""
    same: dict[str, str] = {}
    apart: set[frozenset[str]] = set()
    for row in corrections.to_dict("records"):
        if row["what"] in (SAME, APART) and (pd.isna(row["article_id"]) or row["what"] == APART):
            one, two = (speaker_key(row[name]) for name in ("speaker", "value"))
            if row["what"] == SAME:
                same[one] = two
            else:
                apart.add(frozenset((one, two)))
    return same, apart


def means(value: str, key: str | None, name: str | None, role: str | None = None, alias: str | None = None) -> bool:
    """Whether a correction's word for a speaker may mean the one with this key, name and other name."""
    keys = {speaker_key(one) for one in (name, alias) if one}
    return value in (key, name, alias) or speaker_key(value) in {key, *keys}


def anchor(statement: Sequence[Sequence[int]]) -> Span:
    """From the first to the last letter of a statement's content."""
    return min(start for start, _ in statement), max(end for _, end in statement)


def count_shared(place: Span, content: Sequence[Sequence[int]]) -> int:
    """How many letters of a statement stand at a correction's place; 0 where they are too few to be the same one."""
    start, end = place
    low, high = anchor(content)
    shared = min(end, high) - max(start, low)
    # Half of the shorter: the program may find the statement a little longer or shorter tomorrow.
    return shared if shared > 0 and 2 * shared >= min(end - start, high - low) else 0


def _new_name(value: str) -> tuple[str, str]:
    is_key = value == speaker_key(value) and "-" in value
    return speaker_key(value), value.replace("-", " ").title() if is_key else value


def _known(identities: Sequence[Identity], value: str) -> Identity | None:
    """The identity with this key, or name, or other name."""
    for fits in (
        lambda i: i.speaker_id == value,
        lambda i: i.name == value,
        lambda i: i.speaker_id == speaker_key(value),
    ):
        found = [identity for identity in identities if fits(identity)]
        if found:
            return found[0]
    named = [identity for identity in identities if value in identity.aliases]
    return named[0] if len(named) == 1 else None


def _last_about(rows: Sequence[Row]) -> list[Row]:
    """Of several corrections of one statement the last."""
    last: dict[object, Row] = {}
    for row in rows:
        if row["what"] in (SPEAKER, NO_STATEMENT):
            place: object = row["quote_id"] if pd.isna(row["start"]) else (row["start"], row["end"])
            last.pop(place, None)
            last[place] = row
    return list(last.values())


def _find(text: str, statements: Sequence[Numbered], row: Row) -> int | None:
    """The number of the statement that a correction speaks of; None where it is stale."""
    if pd.isna(row["start"]) or pd.isna(row["end"]):
        return next((number for number, _ in statements if f"q{number}" == row["quote_id"]), None)
    start, end = int(row["start"]), int(row["end"])
    if end > len(text) or (not pd.isna(row["hash"]) and hash_passage(text, start, end) != row["hash"]):
        return None
    best, most = None, 0
    for number, statement in statements:
        if (shared := count_shared((start, end), statement.content)) > most:
            best, most = number, shared
    return best
