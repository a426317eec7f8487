"""In what role a source speaks: government, legislature, business, science, citizen; by a scheme that is a file.

The scheme's terms are looked for in the words of the source, beside its names in the same article, in the articles of
the same year, and in a body's name. Longer terms win over shorter ones inside them; an office that every body has
("president", "director") counts little beside the body's own noun. Where two roles have equal evidence, or none has
any, the source has no role.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from framelens.annotate.beside import Beside
from framelens.annotate.common_words import is_common
from framelens.annotate.framing import Hit, build_matcher
from framelens.annotate.name_runs import words_of
from framelens.dictionary import FrameDictionary

# Offices that any body has: they tell the role only where nothing else does.
_ANY_BODY = frozenset(
    "president chairman chairwoman chair director head leader founder co-founder commissioner executive manager "
    "officer official officials secretary adviser advisor member members general spokesman spokeswoman spokesperson "
    "chief author writer fellow worker* employee* people man men woman women family".split()
) | {"vice president", "executive director", "managing director", "chief executive", "senior fellow"}
_WEAK, _FORMER, _OWN_WORDS = 0.3, 0.5, 1.5
_PAST = re.compile(r"(?:\b(?:former|ex|then|late|retired)[\s-](?:[\w-]+\s){0,2})\Z", re.IGNORECASE)
# "a lawyer for Nordbank", "critics of the ministry": whom somebody is for or against says nothing of them.
_ABOUT = re.compile(r"\b(?:against|opposed\sto|critic(?:s|al)?\sof|on|about|opponents?\sof)\s[^,]*", re.IGNORECASE)
_STUDY = 0.6
_LONGEST_SOURCE = 200
_COMPLEMENT = re.compile(r",|\s(?:of|for|from|at|in|with|who|which|that)\s")
_PERCENT = re.compile(r"\A(?:(?:some|about|nearly|only|just|over|almost)\s)?\d+(?:\.\d+)?(?:\s?%|\Z)", re.IGNORECASE)
_HEAD = 1.5
LEAST = 0.5


Weights = defaultdict[str, float]


def _no_evidence() -> Weights:
    return defaultdict(float)


def find_roles(
    quotes: pd.DataFrame,
    speakers: pd.DataFrame,
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    scheme: FrameDictionary,
) -> tuple[np.ndarray, np.ndarray]:
    """The role of each statement's source under a scheme, and how sure it is (0 to 1).

    Parameters
    ----------
    quotes : DataFrame
        Statements.
    speakers : DataFrame
        Speakers with ``name``, ``kind`` and ``roles``.
    mentions : DataFrame
        Where persons and bodies are named.
    articles : DataFrame
        The articles with ``text`` and ``published``.
    scheme : FrameDictionary
        The roles with their terms.

    Returns
    -------
    roles : numpy.ndarray
        A name of the scheme, or None.
    certainty : numpy.ndarray
        The share of the evidence that speaks for the role; 0 where there is none.
    """
    texts = articles.set_index("article_id")["text"]
    speaking = speakers[speakers["speaker_id"].isin(quotes["speaker_id"])]
    told = {row["speaker_id"]: _told_in_study(row, scheme) for row in speaking.to_dict("records")}
    people = set(speakers.loc[speakers["kind"].eq("person"), "speaker_id"])
    beside = _Beside(quotes, Beside(quotes, mentions, articles, people), articles, scheme)
    roles: list[str | None] = []
    certainty: list[float] = []
    columns = ("article_id", "speaker_id", "source_start", "source_end")
    for article, speaker, start, end in zip(*(quotes[column] for column in columns), strict=True):
        words = "" if pd.isna(start) or pd.isna(end) else " ".join(texts[article][int(start) : int(end)].split())
        weights = _no_evidence()
        if words and len(words) < _LONGEST_SOURCE:
            _add(weights, weigh(_PERCENT.sub("percent", _uncapped(words)), scheme), _OWN_WORDS)
        if isinstance(speaker, str):
            _add(weights, beside.weigh(article, speaker), 2.0)
            _add(weights, beside.around(article, speaker) or told.get(speaker, {}), _STUDY)
            if speaker not in people:
                _add(weights, told.get(speaker, {}), 2.0)
        role, sure = decide(weights)
        roles.append(role)
        certainty.append(sure)
    return np.array(roles, dtype=object), np.array(certainty, dtype=float)


class _Beside:
    """What stands beside the names of those who speak, weighed under a scheme."""

    def __init__(self, quotes: pd.DataFrame, beside: Beside, articles: pd.DataFrame, scheme: FrameDictionary) -> None:
        self._beside, self._scheme = beside, scheme
        years = pd.to_datetime(articles["published"], errors="coerce").dt.year
        self._years = dict(zip(articles["article_id"], years, strict=True))
        self._known: dict[tuple[str, str], Mapping[str, float]] = {}
        self._around: dict[tuple[str, float | None], Weights] = {}
        spoken = quotes.loc[quotes["speaker_id"].isin(beside.people), ["article_id", "speaker_id"]].drop_duplicates()
        for article, speaker in spoken.itertuples(index=False):
            for key in ((speaker, self._years[article]), (speaker, None)):
                _add(self._around.setdefault(key, _no_evidence()), self.weigh(article, speaker), 1.0)

    def around(self, article: str, speaker: str) -> Mapping[str, float]:
        """The evidence of the articles of the same year, or else of all."""
        return self._around.get((speaker, self._years[article])) or self._around.get((speaker, None)) or {}

    def weigh(self, article: str, speaker: str) -> Mapping[str, float]:
        """The evidence beside the first mentions of a person in one article, each of which counts as much."""
        if speaker not in self._beside.people:
            return {}
        key = (article, speaker)
        if key not in self._known:
            found = _no_evidence()
            for words in self._beside.words(article, speaker):
                _add(found, weigh(words, self._scheme), 1.0)
            self._known[key] = found
        return self._known[key]


def _add(weights: Weights, found: Mapping[str, float], times: float) -> None:
    """Add evidence, however many terms it has, as one piece."""
    total = max(1.0, sum(found.values()))
    for role, weight in found.items():
        weights[role] += times * weight / total


def _uncapped(words: str) -> str:
    """Words whose first one is an everyday word with a sentence's capital: "Residents of Lund"."""
    first = words.partition(" ")[0]
    return words[0].lower() + words[1:] if is_common(first) and not first.isupper() else words


def _told_in_study(speaker: Mapping[Any, Any], scheme: FrameDictionary) -> dict[str, float]:
    """What the study says of a speaker anywhere: each of the roles, and the name of a body."""
    found = _no_evidence()
    listed = speaker.get("roles")
    for said in list(listed) if isinstance(listed, (list, tuple, np.ndarray)) else []:
        _add(found, weigh(str(said), scheme), 1.0)
    total = sum(found.values())
    for role in found:
        found[role] /= total
    if speaker.get("kind") != "person":
        # "Iran announced": a state that speaks is its government.
        name = "government" if str(speaker["name"]).split(" ")[-1] in words_of("place") else str(speaker["name"])
        _add(found, weigh(name, scheme), 2.0)
    return dict(found)


def decide(weights: Mapping[str, float]) -> tuple[str | None, float]:
    """The role with most of the evidence, and its share of it; no role where two have as much.

    Examples
    --------
    >>> decide({"business": 2.0, "media": 1.0}), decide({"business": 1.0, "media": 1.0})
    (('business', 0.6666666666666666), (None, 0.5))
    """
    total = sum(weights.values())
    if not total:
        return None, 0.0
    (role, most), *others = sorted(weights.items(), key=lambda pair: -pair[1])
    sure = most / total
    tied = bool(others) and others[0][1] == most
    return (None if tied or sure < LEAST else role), sure


@lru_cache(maxsize=50_000)
def weigh(words: str, scheme: FrameDictionary) -> Mapping[str, float]:
    """How much each role of a scheme is spoken for by some words that describe a source.

    Examples
    --------
    >>> from framelens.settings.source_scheme import read_shipped_scheme
    >>> dict(weigh("a spokeswoman for the Norhaven teachers union", read_shipped_scheme()))
    {'civil society and activist': 1.0}
    """
    plain = _ABOUT.sub("", words)
    hits = sorted(build_matcher(scheme).find_hits(plain), key=lambda hit: (hit.start - hit.end, hit.start))
    found = _no_evidence()
    kept: list[Hit] = []
    for hit in hits:
        if any(hit.start < one.end and one.start < hit.end and len_of(one) > len_of(hit) for one in kept):
            continue
        kept.append(hit)
    telling = [hit for hit in kept if hit.term not in _ANY_BODY]
    complement = _COMPLEMENT.search(plain)
    ends = complement.start() if complement else len(plain)
    # "Republican governors", "a White House reporter": the noun says it, before what stands in front of it.
    head = max((hit.end for hit in telling if hit.end <= ends), default=0)
    for hit in kept:
        weight = _WEAK if telling and hit.term in _ANY_BODY else _HEAD if hit.end == head else 1.0
        found[hit.frame] += weight * (_FORMER if _PAST.search(plain, 0, hit.start) else 1.0)
    return found


def len_of(hit: Hit) -> int:
    """How many letters a hit covers."""
    return hit.end - hit.start
