"""Names of persons and organisations in running text, by spelling, position and the words around them.

A capitalised run becomes a name only on evidence: a title or role beside it, a given name, an organisation's
word in it, its surname standing alone elsewhere, or its being the source of a statement. What has none of these
stays out, since a missed name costs less than a street that speaks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from framelens.annotate.layout import Layout
from framelens.annotate.spans import SpanIndex

Span = tuple[int, int]

_PARTICLE = r"(?:de|del|della|der|den|di|da|dos|du|van|von|bin|ibn|al|el|la|le|ter|ten|y|af|av|zu)"
_CAPITAL = r"(?:(?:al|el|[ODdLl])[-'’])?[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽƏА-Я]"
_SHORT = (
    r"(?:Mr|Mrs|Ms|Dr|Sens?|Reps?|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|St|Jr|Sr|Prof|Maj|Adm|Cmdr|Det|Supt|Msgr|Fr|Inc|"
    r"Corp|Ltd|Co|Atty|Pres)\."
)
_NAME_TOKEN = rf"(?:{_SHORT}|[A-Z]\.(?:[A-Z]\.)*|{_CAPITAL}[^\W_]*(?:['’‑-][^\W_]+)*)"
RUN = re.compile(
    rf"(?<![\w@#/.])(?:{_NAME_TOKEN})"
    rf"(?:(?:[ \xa0]{_PARTICLE}){{0,2}}[ \xa0](?:{_NAME_TOKEN}|[\"“‘]{_NAME_TOKEN}[\"”’])){{0,6}}"
)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_AGENCY_TAIL = re.compile(r"\s+(?:news agency|news service|newspaper|newspapers|magazine)\b")
_OF_TAIL = re.compile(r"\s+(?:of|for|on)\s+(?:the\s+)?(?:[A-Z][\w’'-]*(?:\s+(?:and|of)\s+(?=[A-Z]))?\s?){1,4}")
_APPOSITION = re.compile(r",\s+(?:an?|the|who|whose|his|her|\d\d)\b|\s+\((?:[DRI]-|\d\d\))")
_IN_ORGANISATIONS = frozenset("New First Second Third One People Women Children Internet US UK U.S. U.S".split())
_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,5}\Z")


@dataclass(frozen=True)
class Name:
    """A name where it stands: offsets without title or possessive, its kind, and the titles in front of it."""

    start: int
    end: int
    text: str
    kind: str
    titles: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, without quotation marks around a nickname."""
        return tuple(word.strip('"“”‘’') for word in self.text.split())


@cache
def name_words() -> dict[str, frozenset[str]]:
    """The word lists behind the evidence, from ``data/name_words.csv``: kind -> words as they are spelt."""
    with (files("framelens.annotate") / "data" / "name_words.csv").open(encoding="utf-8") as file:
        return {row["kind"]: frozenset(row["words"].split()) for row in csv.DictReader(file)}


def find_names(text: str, layout: Layout, *, sources: Sequence[Span] = (), known: Iterable[str] = ()) -> list[Name]:
    """The names of persons and organisations in ``text``, in order.

    Parameters
    ----------
    text : str
    layout : Layout
    sources : sequence of (start, end)
        The sources of the article's statements; a capitalised run in one is a name.
    known : iterable of str
        Names that are known to be names: the roster's, and the relays'.
    """
    runs = _runs(text, layout)
    known_names = frozenset(known)
    alone = {run.text for run in runs if len(run.words) == 1}
    lower = set(re.findall(r"(?<![\w-])[a-z]+", text))
    names: list[Name] = []
    places = SpanIndex(sources)
    for run in runs:
        within = [sources[place] for place in places.overlapping(run.start, run.end)]
        kind = _kind(run, text, alone, lower, within, known_names)
        if kind == "organisation":
            names.append(_extended(run, text, kind))
        elif kind:
            names.append(Name(run.start, run.end, run.text, kind, run.titles))
    return _with_short_forms(text, names, runs, layout)


def _runs(text: str, layout: Layout) -> list[Name]:
    lists = name_words()
    starts = {sentence.start for sentence in layout.sentences} | {q.start for q in layout.quotations}
    runs: list[Name] = []
    for start, end in layout.paragraphs:
        if _is_title_case(text[start:end]):
            continue
        for match in RUN.finditer(text, start, end):
            runs += _trimmed(text, match.start(), match.end(), starts, lists)
    return runs


def _is_title_case(paragraph: str) -> bool:
    """Whether a paragraph is a headline in capitals, where a capital is no evidence of a name."""
    words = [word for word in paragraph.split() if word[0].isalpha() and len(word) > 3]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) > 0.8 * len(words)


def _trimmed(text: str, start: int, end: int, starts: set[int], lists: dict[str, frozenset[str]]) -> list[Name]:
    """Take titles and sentence openers off the front of a run, and a possessive off its end."""
    raw = text[start:end]
    possessive = _POSSESSIVE.search(raw)
    if possessive:
        raw = raw[: possessive.start()]
    # "Trend's President Aliyev" is two names, parted at the possessive.
    cut = re.search(r"['’]s?[ \xa0]", raw)
    if cut:
        owner = _trimmed(text, start, start + cut.start(), starts, lists)
        return owner + _trimmed(text, start + cut.end(), start + len(raw), starts, lists)
    words = [(start + m.start(), m[0]) for m in re.finditer(r"\S+", raw)]
    everything = words
    titles: list[str] = []
    honorifics = lists["title"] | lists["honorific_male"] | lists["honorific_female"]
    skipped = lists["never"] | lists["calendar"] | lists["demonym"]
    is_organisation = len(words) > 1 and words[-1][1] in lists["organisation"] - lists["title"]
    if is_organisation:  # "American Bar Association", "Democratic National Committee", "New York Times"
        honorifics, skipped = frozenset(), lists["never"] - _IN_ORGANISATIONS
    else:
        words = _behind_title(words, titles, honorifics)
    while words:
        opening = words[0][1]
        # "President of Azerbaijan Ilham Aliyev", "Indiana Gov. Mike Pence": the place leads, it is no part.
        place = len(words) > 2 and not is_organisation and opening in lists["place"] - lists["first_name"]
        if opening in honorifics or opening.removeprefix("Then-").removeprefix("Ex-") in honorifics:
            titles.append(opening)
        elif opening not in skipped and not place:
            break
        words = words[1:]
    while words and words[-1][1].rstrip(".") in lists["calendar"]:
        words = words[:-1]
    if not words and titles:  # "King said": a title's word that may be a surname
        words = [everything[-1]]
        titles = titles[:-1]
    if not words:
        return []
    first, last = words[0], words[-1]
    stop = last[0] + len(last[1])
    if last[1].endswith(".") and len(last[1]) > 2 and last[1] not in {"Jr.", "Sr.", "Inc.", "Corp.", "Ltd.", "Co."}:
        stop -= 1
    name = text[first[0] : stop]
    if len(words) == 1 and first[0] in starts and first[1] in skipped:
        return []
    return [Name(first[0], stop, name, "", tuple(titles))]


def _behind_title(
    words: list[tuple[int, str]], titles: list[str], honorifics: Collection[str]
) -> list[tuple[int, str]]:
    """What follows the last title inside a run: "FBI Director James Comey", "Hewlett-Packard CEO Carly Fiorina"."""
    for position in range(len(words) - 2, 0, -1):
        word = words[position][1]
        if word in honorifics or word.removeprefix("Then-").removeprefix("Ex-") in honorifics:
            titles.append(word)
            return words[position + 1 :]
    return words


def _kind(
    run: Name, text: str, alone: set[str], lower: set[str], sources: Collection[Span], known: frozenset[str]
) -> str:
    """'person', 'organisation' or '' where there is no evidence for a name."""
    lists = name_words()
    words = run.words
    if any(word in lists["organisation"] for word in words[-2:]) and (len(words) > 1 or words[0] not in lower):
        return "organisation"
    if words[0] in lists["organisation"] and _OF_TAIL.match(text, run.end):
        return "organisation"
    if _AGENCY_TAIL.match(text, run.end):
        return "organisation"
    if len(words) == 1 and _ACRONYM.match(words[0]):
        return "organisation" if words[0] not in lists["never"] else ""
    if run.text in known:
        return "person" if len(words) > 1 else "organisation"
    person_title = bool(run.titles)
    if not person_title and run.words[-1] not in lists["title"] and _is_whole_source(run, text, sources):
        return _kind_of_source(run)
    if any(word in lists["place"] or word in lists["demonym"] for word in words) and not (
        person_title or (words[0] in lists["first_name"] and len(words) > 1 and words[-1] not in lists["place"])
    ):
        return ""
    if any(word.lower() in lower and word.lower() != words[0].lower() for word in words) and not person_title:
        # A word that the article also writes small ("House", "Street") is no part of a person's name,
        # unless a given name leads it.
        if words[0] not in lists["first_name"]:
            return ""
    if len(words) > 4:
        return ""
    in_source = any(a <= run.start and run.end <= b for a, b in sources)
    if len(words) == 1:
        return "person" if person_title and words[0] not in lists["title"] else ""
    evidence = (
        person_title
        or words[0] in lists["first_name"]
        or re.fullmatch(r"[A-Z]\.(?:[A-Z]\.)*", words[0])
        or in_source
        or words[-1] in alone
        or _APPOSITION.match(text, run.end)
    )
    return "person" if evidence else ""


def _is_whole_source(run: Name, text: str, sources: Collection[Span]) -> bool:
    """Whether a source is nothing but this run, an article aside."""
    return any(b == run.end and text[a : run.start].lower() in {"", "the "} for a, b in sources)


def _kind_of_source(run: Name) -> str:
    """What a capitalised run is that speaks: a place or an odd spelling is an organisation, a word a surname."""
    lists = name_words()
    words = run.words
    plain = all(re.fullmatch(r"[A-Z]\.|[A-Z]{2}|[A-ZÀ-Þ][a-zà-ÿ'’-]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?", word) for word in words)
    if any(word in lists["place"] | lists["organisation"] for word in words) and words[0] not in lists["first_name"]:
        return "organisation"
    if words[0] in lists["demonym"] | lists["never"]:
        return ""
    return "person" if plain and len(words) <= 3 else "organisation"


def _extended(run: Name, text: str, kind: str) -> Name:
    tail = _AGENCY_TAIL.match(text, run.end) or (
        _OF_TAIL.match(text, run.end) if run.words[-1] in name_words()["organisation"] else None
    )
    end = len(text[: tail.end()].rstrip()) if tail else run.end
    found = text[run.start : end]
    possessive = _POSSESSIVE.search(found)
    if possessive:
        end -= len(possessive[0])
    return Name(run.start, end, text[run.start : end], kind, run.titles)


def _with_short_forms(text: str, names: list[Name], runs: list[Name], layout: Layout) -> list[Name]:
    """Add the surnames, given names and short organisation names that stand alone elsewhere."""
    persons = {word for n in names if n.kind == "person" and len(n.words) > 1 for word in (n.words[0], n.words[-1])}
    organisations = {n.text for n in names if n.kind == "organisation"}
    first_words = {n.words[0] for n in names if n.kind == "organisation" and len(n.words) > 1}
    blocked = name_words()["never"] | name_words()["calendar"] | name_words()["organisation"] | name_words()["demonym"]
    starts = {name.start for name in names}
    extra = _in_headlines(text, names, layout)
    for run in runs:
        if run.start in starts or len(run.words) != 1 or run.text in blocked:
            continue
        if run.text in persons:
            extra.append(Name(run.start, run.end, run.text, "person", run.titles))
        elif run.text in organisations or (run.text in first_words and run.text not in name_words()["place"]):
            extra.append(Name(run.start, run.end, run.text, "organisation", run.titles))
    merged = sorted([*names, *extra], key=lambda n: (n.start, -n.end))
    kept: list[Name] = []
    for name in merged:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _in_headlines(text: str, names: list[Name], layout: Layout) -> list[Name]:
    """The names of the running text, and the surnames of its persons, where a title-case headline has them."""
    headlines = [span for span in layout.paragraphs if _is_title_case(text[slice(*span)])]
    kinds = {name.words[-1]: name.kind for name in names if name.kind == "person" and len(name.words) > 1}
    kinds |= {name.text: name.kind for name in names}
    if not kinds or not headlines:
        return []
    longest_first = sorted(kinds, key=lambda words: (-len(words), words))
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
    return [
        Name(match.start(), match.end(), match[0], kinds[match[0]])
        for start, end in headlines
        for match in pattern.finditer(text, start, end)
    ]
