"""Which country a source belongs to, by what the text says of it: "the Russian foreign minister", "Kazakhstan's mufti".

Names of countries are those of Unicode's CLDR; ``languages/en/countries.csv`` adds what their people and regions are
called, and names that only look like a country's. Where a source is from is told by adjectives, possessives, "of" and
"from"; whom it deals with ("ambassador to Norway", "an expert on Iran") and where it stands ("in Kyiv") say nothing of
it. Where two countries are named, the source has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from framelens.annotate.beside import Beside
from framelens.annotate.common_words import given_names, is_person_noun
from framelens.corpus.languages import base_of
from framelens.languages import load_language
from framelens.settings.country import country_names, find_code

# What a source deals with, and where it stands.
_ABOUT = re.compile(
    r"\b(?:on|against|about|near|outside|toward|towards|over|into|opposed\sto|critical\sof)\s[^,;]*"
    r"|\bin\s[^,;]*(?:,(?:\s[A-Z][\w.]+)+)?|\b(?!representing)[a-z]+ing\s(?:the\s)?(?=[A-Z])[^,;]*"
    r"|\b(?:ambassador|envoy|emissary|representative|consul|minister|delegate|liaison|visitor|visits?|trips?|expert|specialist)"
    r"s?\s(?:to|for)\s[^,;]*"
    r"|\b(?:critic|opponent|scholar|historian|student|expert|observer|victim|supporter|friend|enemy|book|history)s?\sof\s[^,;]*"
    r"|\b(?:professor|lecturer|instructor|chair)s?\sof\s(?:(?!\s(?:at|from|of)\s)[^,;])*",
    re.IGNORECASE,
)
# What a source did and where is told behind these words.
_CLAUSE = re.compile(r"\b(?:who|whom|whose|which|that|where|when|while|after|because|amid)\s")
# "a French teacher", "an Italian restaurant", "Russian-language": the word is of a tongue, a kitchen or an ancestor.
_NOT_FROM = re.compile(
    r"[\s-](?:language|speaking|speaker|born|based|style|backed|led|teacher|professor|major|class|department|studies|history"
    r"|literature|lessons?|restaurants?|food|cuisine|descent|origin|heritage|ancestry)\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"\b(?:pro|anti|non|post|un)-\Z", re.IGNORECASE)
# "Iran analyst", "Ukraine envoy": behind the name of a country stands whoever deals with it.
_DEALS = re.compile(
    r"\s(?:[a-z]+\s)?(?:analyst|expert|specialist|scholar|envoy|adviser|advisor|watcher|hawk|critic|policy|desk|correspondent"
    r"|investigator|investigation|researcher|trip|visit|deal|war|crisis|sanctions)s?\b"
)
_LAST, _NEXT = re.compile(r"([A-Z][a-z]+)\s\Z"), re.compile(r"\s[A-Z][a-z]+")


@cache
def _names() -> dict[str, tuple[str | None, bool]]:
    """Every name: its country, or None where it is none's for sure, and whether it is that of a place."""
    names: dict[str, tuple[str | None, bool]] = {name: (code, True) for name, code in country_names().items()}
    names |= {row["name"]: ("US", True) for row in load_language("en").table("states")}
    for row in load_language("en").table("countries"):
        for column in ("people", "places"):
            here = (row["code"] or None, column == "places")
            names |= dict.fromkeys(filter(None, row[column].split("|")), here)
    return names


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(_names(), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?P<name>{'|'.join(map(re.escape, longest))})(?:s|m[ae]n|wom[ae]n)?(?!\w|\.\w)")


def read_country(written: str) -> str | None:
    """The code of a country that is written as a code, a name or an adjective; None for anything else.

    Examples
    --------
    >>> read_country("Kazakhstan"), read_country("KZ"), read_country("Kazakh"), read_country("Norhaven")
    ('KZ', 'KZ', 'KZ', None)
    """
    return find_code(written) or _names().get(" ".join(written.split()), (None, False))[0]


def find_named(words: str) -> dict[str, str]:
    """The countries that words about a source say it is from, each with the word that says so.

    Examples
    --------
    >>> find_named("the Russian ambassador to Norway"), find_named("an expert on Iran")
    ({'RU': 'Russian'}, {})
    """
    plain = _ABOUT.sub(" ", _CLAUSE.split(words, maxsplit=1)[0])
    found: dict[str, str] = {}
    for match in _pattern().finditer(plain):
        code, is_place = _names()[match["name"]]
        deals = _NOT_FROM.match(plain, match.end()) or (is_place and _DEALS.match(plain, match.end()))
        if code is None or deals or _PREFIX.search(plain, 0, match.start()) or _is_of_person(plain, *match.span()):
            continue
        found.setdefault(code, match[0])
    return found


def _is_of_person(words: str, start: int, end: int) -> bool:
    """Whether a country's name is part of a person's: "Jordan Lund", "Pia Ireland"."""
    before, after = _LAST.search(words, 0, start), _NEXT.match(words, end)
    return bool((before and before[1] in given_names()) or (after and words[start:end] in given_names()))


def find_countries(
    quotes: pd.DataFrame,
    speakers: pd.DataFrame,
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    known: Mapping[str, str],
) -> tuple[np.ndarray, np.ndarray]:
    """The country of each statement's source, and why, or why there is none.

    Parameters
    ----------
    quotes, speakers, mentions, articles : DataFrame
        As in :func:`framelens.annotate.source_roles.find_roles`.
    known : mapping of str to str
        Speaker -> code, by the roster, which wins.

    Returns
    -------
    countries : numpy.ndarray
        Two-letter codes (ISO 3166), or None.
    reasons : numpy.ndarray
        Texts.
    """
    texts = articles.set_index("article_id")["text"]
    about = {row["speaker_id"]: row for row in speakers.to_dict("records")}
    people = set(speakers.loc[speakers["kind"].eq("person"), "speaker_id"])
    beside = Beside(quotes, mentions, articles, people)
    tags = articles.set_index("article_id")["language"].astype("str").fillna("en")
    english = {article for article, tag in tags.items() if base_of(tag) == "en"}
    columns = ("article_id", "speaker_id", "source_start", "source_end")
    found: list[tuple[str | None, str]] = []
    for article, speaker, start, end in zip(*(quotes[column] for column in columns), strict=True):
        if speaker in known:
            found.append((known[speaker], "roster"))
            continue
        if article not in english:
            found.append((None, "countries are read in English only"))
            continue
        words = "" if pd.isna(start) or pd.isna(end) else " ".join(texts[article][int(start) : int(end)].split())
        row = about.get(speaker, {}) if isinstance(speaker, str) else {}
        found.append(_decide(_list_evidence(words, row, article, beside)))
    codes, reasons = zip(*found, strict=True) if found else ((), ())
    return np.array(codes, dtype=object), np.array(reasons, dtype=object)


def _list_evidence(words: str, row: Mapping[Any, Any], article: str, beside: Beside) -> list[tuple[str, list[str]]]:
    """What is said of a source, the nearest first: where, and the words."""
    name = str(row.get("name") or "")
    if row and row["kind"] == "person":
        own = words
        for part in name.split():  # Jordan, Chad and Virginia are names
            own = re.sub(rf"\b{re.escape(part)}\b", "", own)
        near = [("words of the source", [own]), ("beside the name", _list_beside(article, row["speaker_id"], beside))]
    else:
        near = [("words of the source", [words]), ("its name", [name])]
    roles = row.get("roles")
    told = [str(role) for role in roles] if isinstance(roles, (list, tuple, np.ndarray)) else []
    return [*near, ("said in the study", [role for role in told if _is_title(role)])]


def _is_title(role: str) -> bool:
    """Whether all words of a role belong to a title: "Utah Republican senator", not "Russian envoy met President"."""
    return all(word[0].isupper() or is_person_noun(word) or word == "former" for word in role.split())


def _list_beside(article: str, speaker: str, beside: Beside) -> list[str]:
    """The words beside a name, without those in front of it that lead up to something else: "Norway met Lund"."""
    listed = []
    for words in beside.words(article, speaker):
        before, _, behind = words.partition(" , ")
        last = before.split()[-1:]
        belongs = last and (last[0][0].isupper() or is_person_noun(last[0]))
        listed += [before, behind] if belongs else [behind]
    return listed


def _decide(evidence: list[tuple[str, list[str]]]) -> tuple[str | None, str]:
    for where, told in evidence:
        named: dict[str, str] = {}
        for words in told:
            for code, form in find_named(str(words)).items():
                named.setdefault(code, form)
        if len(named) > 1:
            return None, f"{where}: several countries ({', '.join(named.values())})"
        if named:
            ((code, form),) = named.items()
            return code, f"{where}: {form}"
    return None, "no country is named"
