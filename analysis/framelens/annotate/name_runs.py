"""Capitalised runs: stretches that may be names, without the titles in front and the possessive behind.

What flows in is a text and its layout; what flows out are candidates without a kind.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from framelens.annotate.layout import Layout
from framelens.languages import load_language

Span = tuple[int, int]

SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
PARTICLES = frozenset("van von de del della der den di da dos du al el bin ibn la le ter ten af av zu".split())
_PARTICLE = r"(?:de|del|della|der|den|di|da|dos|du|van|von|bin|ibn|al|el|la|le|ter|ten|y|af|av|zu)"
_CAPITAL = r"(?:(?:al|el|[ODdLl])[-'’])?[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽƏА-Я]"
_SHORT = (
    r"(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|St|Jr|Sr|Prof|Maj|Adm|Cmdr|Det|Supt|Msgr|Fr|Inc|"
    r"Corp|Ltd|Co|Atty|Pres|Amb)\."
)
_NAME_TOKEN = rf"(?:{_SHORT}|[A-Z]\.(?:[A-Z]\.)*|{_CAPITAL}[^\W_]*(?:['’‑-][^\W_]+)*)"
# "Dwayne “The Rock” Johnson": between two names; behind one it says something of its own: "Obama “Lite”".
_NICKNAME = rf"[\"“‘]{_NAME_TOKEN}(?:[ \xa0]{_NAME_TOKEN})?[\"”’](?=[ \xa0\n]{_CAPITAL})"
RUN = re.compile(
    rf"(?<![\w@#/.])(?:{_NAME_TOKEN})"
    rf"(?:(?:[ \xa0\n]{_PARTICLE}){{0,2}}[ \xa0\n](?:{_NAME_TOKEN}|{_NICKNAME})){{0,6}}"
)
# "a Harbour News/Ito Research poll": two who asked together are one name.
_TOGETHER = re.compile(
    rf"/{_NAME_TOKEN}(?:[ \xa0]{_NAME_TOKEN}){{0,3}}(?=['’]?s?\s+(?:polls?|surveys?|pollsters?|tracking)\b)"
)
_OWNER = re.compile(r"['’]s?[ \xa0]")
_PART = re.compile(r"\S+")
_CONTRACTED = re.compile(r"['’](?:m|re|ve|ll|d)\Z")
_IN_ORGANISATIONS = frozenset("New First Second Third One People Women Children Internet US UK U.S. U.S".split())


class Name(NamedTuple):
    """A name where it stands: offsets without title or possessive, its kind, and the titles in front of it."""

    start: int
    end: int
    text: str
    kind: str
    titles: tuple[str, ...] = ()

    # Names are looked up by the thousand, and where they stand tells them apart.
    def __hash__(self) -> int:
        return hash((self.start, self.end))

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, without quotation marks around a nickname."""
        return _parted(self.text)


@lru_cache(maxsize=10_000)
def _parted(name: str) -> tuple[str, ...]:
    return tuple([word.strip('"“”‘’') for word in name.split()])


_TITLES = {
    "honorific_male": ("honorific", "male"),
    "honorific_female": ("honorific", "female"),
    "title": ("title", ""),
    "role": ("role", ""),
    "male_role": ("role", "male"),
    "female_role": ("role", "female"),
}


@cache
def name_words() -> dict[str, frozenset[str]]:
    """The English word lists behind the evidence, from ``name_words.csv`` and ``titles.csv``: kind -> words."""
    english = load_language("en")
    titles = {name: english.title_words(*kind) for name, kind in _TITLES.items()}
    return titles | {row["kind"]: frozenset(row["words"].split()) for row in english.table("name_words")}


@cache
def words_of(*kinds: str) -> frozenset[str]:
    """The words of one of several lists or more, put together once."""
    return frozenset().union(*(name_words()[kind] for kind in kinds))


@cache
def words_without(kind: str, *others: str) -> frozenset[str]:
    """The words of one list that are in none of the others."""
    return name_words()[kind] - words_of(*others)


def find_runs(text: str, layout: Layout) -> list[Name]:
    """The candidates of a text, in order; a headline in capitals has none, since its capitals say nothing."""
    starts = {sentence.start for sentence in layout.sentences} | {q.start for q in layout.quotations}
    runs: list[Name] = []
    for start, end in layout.paragraphs:
        if is_title_case(text[start:end]):
            continue
        for match in RUN.finditer(text, start, end):
            together = _TOGETHER.match(text, match.end(), end) if text.startswith("/", match.end()) else None
            stop = together.end() if together else match.end()
            at = match.start()
            behind_of = 1 + _behind_office(text, at) if text[max(0, at - 3) : at] == "of " else 0
            for run in _trimmed(text[at:stop], behind_of):
                if not (run.opens and (run.is_opening or at + run.start in starts)):
                    runs.append(Name(at + run.start, at + run.end, run.text, "", run.titles))
    return runs


@lru_cache(maxsize=512)  # asked twice for each paragraph of an article
def is_title_case(paragraph: str) -> bool:
    """Whether a paragraph is a headline in capitals, where a capital is no evidence of a name."""
    firsts = [word[0] for word in paragraph.split() if len(word) > 3 and word[0].isalpha()]
    return len(firsts) >= 3 and sum(map(str.isupper, firsts)) > 0.8 * len(firsts)


def possessive_length(words: str) -> int:
    """How many letters at the end of ``words`` are a possessive: "Ito's", "Lunds’"."""
    if words[-1:] in {"'", "’"}:
        return 1
    return 2 if words[-2:] in {"'s", "’s"} else 0


class _Run(NamedTuple):
    """A candidate within a capitalised run: offsets into the run, and whether it is none where a sentence begins."""

    start: int
    end: int
    text: str
    titles: tuple[str, ...]
    opens: bool
    is_opening: bool  # a sentence begins with it, whatever stands around the run

    def moved(self, by: int) -> _Run:
        return self._replace(start=self.start + by, end=self.end + by)


@lru_cache(maxsize=20_000)  # the same names come again and again
def _trimmed(raw: str, behind_of: int = 0, is_opening: bool = False) -> tuple[_Run, ...]:
    """Take titles and sentence openers off the front of a run, and a possessive off its end.

    ``behind_of`` is 1 for a run behind "of", 2 for one behind an office and "of": "President of".
    """
    raw = raw[: len(raw) - possessive_length(raw)]
    # "Trend's President Aliyev" is two names, parted at the possessive.
    cut = _OWNER.search(raw) if "'" in raw or "’" in raw else None
    if cut:
        owner = _trimmed(raw[: cut.start()], behind_of, is_opening)
        return owner + tuple(run.moved(cut.end()) for run in _trimmed(raw[cut.end() :]))
    words = [(m.start(), m[0]) for m in _PART.finditer(raw)]
    ends = [
        at for at in range(1, len(words)) if words[at - 1][1].endswith(".") and words[at][1] in name_words()["never"]
    ]
    if ends:  # "in Washington, D.C. She said"
        at = ends[0]
        before = _trimmed(raw[: words[at - 1][0] + len(words[at - 1][1])], behind_of, is_opening)
        return before + tuple(run.moved(words[at][0]) for run in _trimmed(raw[words[at][0] :], 0, True))
    everything = words
    titles: list[str] = []
    lists = name_words()
    honorifics = words_of("title", "honorific_male", "honorific_female")
    skipped = words_of("never", "calendar", "demonym")
    is_organisation = len(words) > 1 and words[-1][1] in words_without("organisation", "title")
    is_organisation = is_organisation or [word for _, word in words[-2:]] == ["White", "House"]
    if is_organisation:  # "American Bar Association", "Democratic National Committee", "New York Times"
        honorifics, skipped = frozenset(), lists["never"] - _IN_ORGANISATIONS
    else:
        words = _behind_title(words, titles, honorifics)
        if behind_of and len(words) > 2 and words[0][1] not in lists["first_name"]:
            # "Secretary of Education Miguel Ito": the name begins at the given name.
            given = next((at for at in (1, 2) if words[at][1] in lists["first_name"]), 0)
            given = given or behind_of - 1
            words = words[given:] if given < len(words) - 1 else words
    while words:
        opening = words[0][1]
        dated = opening in lists["calendar"]  # "a Tuesday Washington Post story", not "the Sunday Times"
        # "President of Azerbaijan Ilham Aliyev", "Indiana Gov. Mike Pence": the place leads, it is not a part.
        place = len(words) > 2 and not is_organisation and opening in words_without("place", "first_name")
        if opening in honorifics or opening.removeprefix("Then-").removeprefix("Ex-") in honorifics:
            titles.append(opening)
        elif _CONTRACTED.sub("", opening) not in skipped and not place and not (dated and len(words) > 2):
            break
        words = words[1:]
    while words and words[-1][1].rstrip(".") in lists["calendar"]:
        words = words[:-1]
    if not words and titles:  # "King said": a title's word that may be a surname
        words = [everything[-1]]
        titles = titles[:-1]
    if not words:
        return ()
    first, last = words[0], words[-1]
    stop = last[0] + len(last[1])
    if last[1].endswith(".") and len(last[1]) > 2 and last[1] not in {"Jr.", "Sr.", "Inc.", "Corp.", "Ltd.", "Co."}:
        stop -= 1
    name = " ".join(raw[first[0] : stop].split())
    opens = len(words) == 1 and first[1] in skipped
    return (_Run(first[0], stop, name, tuple(titles), opens, is_opening and first[0] == 0),)


def _behind_office(text: str, start: int) -> bool:
    """Whether "President of " stands in front: what follows at once is a place, not a name."""
    before = text[max(0, start - 40) : start].split()
    return len(before) > 1 and before[-2].capitalize() in name_words()["title"]


def _behind_title(
    words: list[tuple[int, str]], titles: list[str], honorifics: Collection[str]
) -> list[tuple[int, str]]:
    """What follows the last title inside a run: "FBI Director James Comey", "Hewlett-Packard CEO Carly Fiorina"."""
    for position in range(len(words) - 2, 0, -1):
        word = words[position][1]
        if word in honorifics or word.removeprefix("Then-").removeprefix("Ex-") in honorifics:
            if all(after in SUFFIXES for _, after in words[position + 1 :]):
                continue  # "Martin Luther King Jr."
            titles.append(word)
            return words[position + 1 :]
    return words
