"""Offices in the short forms of the press: "Gen. Lund", party and state in "(R-Ky.)" and "Sen. Ana Ito of Utah"."""

from __future__ import annotations

import re
from functools import cache

from framelens.annotate.name_runs import Name
from framelens.languages import load_language

_PARTY = re.compile(r"(?:\s?[(\[]|,\s)(?P<party>[DRI])[-‑–—](?P<place>[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)")
_OF = re.compile(r"\sof\s(?P<place>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b")
_PARTIES = {"D": "Democrat", "R": "Republican", "I": "Independent"}
_OFFICES = {
    "Sen": "senator", "Senator": "senator", "Rep": "representative", "Representative": "representative",
    "Congressman": "congressman", "Congresswoman": "congresswoman", "Gov": "governor", "Governor": "governor",
    "Gen": "general", "Lt": "lieutenant", "Col": "colonel", "Maj": "major", "Capt": "captain", "Sgt": "sergeant",
    "Adm": "admiral", "Cmdr": "commander", "Det": "detective", "Prof": "professor",
    "Amb": "ambassador", "Rev": "reverend",
}  # fmt: skip
PARTY_WORDS = frozenset(word.lower() for word in _PARTIES.values())


@cache
def _states() -> dict[str, str]:
    rows = load_language("en").table("states")
    return {form: row["name"] for row in rows for form in (row["name"], *row["short"].split())}


def seat_of(text: str, name: Name) -> str | None:
    """The state, party and office that stand beside a name in short, as one role; None where none does.

    Examples
    --------
    >>> text = "Sen. Ana Ito (R-Ky.) left."
    >>> seat_of(text, Name(5, 12, "Ana Ito", "person", ("Sen.",)))
    'Kentucky Republican senator'
    """
    offices = [_OFFICES[title.rstrip(".")] for title in name.titles if title.rstrip(".") in _OFFICES]
    party = _PARTY.match(text, name.end, min(len(text), name.end + 40))
    place = party or (_OF.match(text, name.end, min(len(text), name.end + 40)) if offices else None)
    states = _states()
    # "(D-CA 33)", "(R-Utah)", "of New York on Friday": the longest form that is a state.
    words = place["place"].split(" ") if place else []
    forms = [" ".join(words), *words[:1]]
    state = next((states[form] for form in forms if form in states), None)
    if not party and not offices:
        return None
    return " ".join([*filter(None, [state, party and _PARTIES[party["party"]]]), *offices[:1]])
