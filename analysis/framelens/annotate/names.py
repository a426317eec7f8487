"""Names of persons and organisations in running text, by spelling, position and the words around them.

A capitalised run becomes a name only on evidence: a title or role beside it, a given name, an organisation's
word in it, its surname standing alone elsewhere, or its being the source of a statement. What has none of these
stays out, since a missed name costs less than a street that speaks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from framelens.annotate.bodies import find_bodies
from framelens.annotate.common_words import given_names, is_everyday, is_person_noun
from framelens.annotate.consistent import FIRMS, make_consistent
from framelens.annotate.cues import cue_forms
from framelens.annotate.joined_names import behind_office, without_lead, without_office_holder
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import (
    Name,
    find_runs,
    name_words,
    possessive_length,
    words_of,
)
from framelens.annotate.nobody import leave_out_nobody
from framelens.annotate.relays import find_datelines
from framelens.annotate.roles import what_it_is
from framelens.annotate.short_names import add_short_forms
from framelens.annotate.spans import SpanIndex
from framelens.annotate.tagged import Suggestion, clean_suggestions, has_nickname, owned_bodies, trim_person

Span = tuple[int, int]

_AGENCY_TAIL = re.compile(r"\s+(?:news agency|news service|newspaper|newspapers|magazine)\b")
# Seats that speak for who sits there.
_HOUSES = frozenset({"White House"})
# What is left of a state's name behind its people's: "the Russian Federation".
_STATES = frozenset({"Federation", "Republic", "Kingdom", "Confederation", "Commonwealth", "Emirates"})
_POLL_TAIL = re.compile(r"\s+(?:polls?|surveys?|pollsters?)\b")
# "the Lund campaign", "the Ito administration": a body that goes by a person's name.
_BODY_TAIL = re.compile(r"\s+(?:campaign|administration)\b(?!\s+[a-z]+(?:er|or|man|woman|person|aide|official)s?\b)")
_APPOSITION = re.compile(r",\s+(?:an?|the|who|whose|his|her|\d\d)\b|\s+\((?:[DRI]-|\d\d\))")
_CAPITALS = re.compile(r"(?:(?-i:[A-ZÀ-Þ])[\w’-]*(?<![’']s)\s)+")
_NUMBERED = re.compile(r" \d\w*| [IVX]+")
# "BisNow", "LAist"; not "McNeil", "DeWitt", "O’Hara".
_CAMEL = re.compile(
    r"(?!(?:Mc|Mac|De|Del|Di|Da|Du|La|Le|Van|Von|Fitz|O['’])[A-Z])(?:[A-Z][a-z]+[A-Z][A-Za-z]+|[A-Z]{2,}[a-z]{2,})"
)
_INITIALS = re.compile(r"[A-Z]\.(?:[A-Z]\.)*")
_PLAIN = re.compile(r"[A-Z]\.|[A-Z]{2}|[A-ZÀ-Þ][a-zà-ÿ'’-]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?")
_SMALL = re.compile(r"(?<![\w-])[a-z]+")
_BODY_WORD = re.compile(r"(?:tion|sion|ment|ity|ncy|tee|tute)\Z")
_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,5}\Z")


@dataclass(frozen=True)
class _Evidence:
    """What an article writes: words that stand alone with a capital, those not at a sentence's start, small ones."""

    alone: frozenset[str]
    inside: frozenset[str]
    small: frozenset[str]
    known: frozenset[str]


def find_names(
    text: str,
    layout: Layout,
    *,
    sources: Sequence[Span] = (),
    known: Iterable[str] = (),
    suggested: Sequence[Suggestion] = (),
) -> list[Name]:
    """The names of persons and organisations in ``text``, in order.

    Parameters
    ----------
    text : str
    layout : Layout
    sources : sequence of (start, end)
        The sources of the article's statements; a capitalised run in one is a name.
    known : iterable of str
        Names that are known to be names: the roster's, and the relays'.
    suggested : sequence of (start, end, kind)
        Names that a trained finder sees, with the kind that it gives them.
    """
    datelines = SpanIndex((line.start, line.end) for line in find_datelines(text, layout))
    labels = {a for a, b in sources if text[a:b] in {"Q", "A"}}
    found = [behind_office(text, run) for run in find_runs(text, layout) if not datelines.covers(run.start, run.end)]
    runs = [run for run in found if run.start not in labels]
    known_names = frozenset(known)
    alone = frozenset(run.text for run in runs if len(run.words) == 1)
    whole = runs
    runs = [run if run.text in known_names else without_lead(text, run, alone) for run in runs]
    seen_in = _Evidence(
        alone,
        frozenset(run.text for run in whole if len(run.words) == 1 and not layout.opens_sentence(run.start)),
        frozenset(_SMALL.findall(text)),
        known_names,
    )
    names: list[Name] = []
    places = SpanIndex(sources)
    suggested = clean_suggestions(text, suggested)
    suggestions = SpanIndex((start, end) for start, end, _ in suggested)
    owned = owned_bodies(text, suggested)
    taken = SpanIndex((name.start, name.end) for name in owned)
    owned += [
        without_office_holder(body)
        for body in find_bodies(text, layout, suggested)
        if not taken.overlapping(body.start, body.end)
    ]
    bodies = SpanIndex((name.start, name.end) for name in owned)
    names += owned
    for full, run in zip(whole, runs, strict=True):
        within = [sources[place] for place in places.overlapping(run.start, run.end)]
        kind = _kind(run, text, seen_in, within)
        seen = [suggested[place] for place in suggestions.overlapping(full.start, full.end)]
        if _is_state(run, text) or bodies.covers(run.start, run.end):
            continue
        if seen and run.text not in known_names and not _is_body(run, text) and run.text not in _HOUSES:
            kinds = {one[2] for one in seen}
            kind = _agreed(run, kind, seen[0][2]) if len(kinds) == 1 and not has_nickname(run) else "person"
            if kind == "person" and "person" in kinds:
                names += trim_person(text, full, seen)
                continue
            run = _widened(text, run, seen)
        if kind == "organisation":
            names.append(_extended(run, text, kind))
        elif kind:
            names.append(Name(run.start, run.end, run.text, kind, run.titles))
    names += _outside_runs(text, whole, suggested, datelines)
    spelt = [_spelt(name) for name in names if not _is_cut(text, name)]
    joined = [_as_described(text, name) for name in spelt]
    names = make_consistent(leave_out_nobody(text, joined, sources, seen_in.inside))
    return add_short_forms(text, names, runs, layout)


def _as_described(text: str, name: Name) -> Name:
    """A single word is a body's name where the article says so: "Vidaq, a data company,"."""
    single = name.kind == "person" and len(name.words) == 1 and not name.titles
    return name._replace(kind="organisation") if single and what_it_is(text, name) else name


def _is_cut(text: str, name: Name) -> bool:
    """Whether a name begins or ends inside a word: "Trump-A" of "Trump-Abe"."""
    before, behind = text[max(0, name.start - 1) : name.start], text[name.end : name.end + 1]
    return (before.isalpha() and text[name.start].islower()) or (text[name.end - 1] == "-" and behind.isalpha())


def _agreed(run: Name, by_rule: str, by_reader: str) -> str:
    """The kind of a run that the finder sees as a name, too."""
    lists = name_words()
    if len(run.words) == 1 and run.words[0] in words_of("never", "calendar", "title", "demonym"):
        return by_rule
    if by_rule == "organisation" and (run.words[-1] in FIRMS or _ends_in_body(run)):
        return by_rule
    if len(run.words) == 1 and not run.titles and _CAMEL.fullmatch(run.words[0]):
        return "organisation"
    if by_rule == "person" and (run.titles or run.words[0] in lists["first_name"]):
        return by_rule
    if _is_office(run):
        return by_rule
    return by_reader


def _ends_in_body(run: Name) -> bool:
    """Whether a run ends in a word for a body and has nobody's given name: "Holt Industries"."""
    lists = name_words()
    *before, last = run.words
    if before and last in lists["organisation"] and _BODY_WORD.search(last):
        return not run.titles  # "the Ana Ito Foundation"
    named = any(word in given_names() or word in lists["first_name"] or _INITIALS.fullmatch(word) for word in before)
    return bool(before) and last in lists["organisation"] and not named and not run.titles


def _widened(text: str, run: Name, seen: Sequence[Suggestion]) -> Name:
    """The run with what the finder counts to the name: the capitals in front that are everyday words elsewhere, and
    the numbers behind, as in "Conservative Action Conference" and "Christopher 2X"; without a noun in front."""
    start, end = run.start, run.end
    if len(seen) == 1:
        first = seen[0][0]
        lead = text[min(first, start) : max(first, start)].split()
        jobs = any(is_person_noun(word) for word in lead)
        if first < start and not jobs and _CAPITALS.fullmatch(text, first, start):
            start = first
        elif start < first < end and (jobs or all(word.lower() in cue_forms() for word in lead)) and len(lead) == 1:
            start = first  # "Chipmaker Nordchip", "Wrote Harbour News"
    for begin, stop, _ in seen:
        if begin <= start and _NUMBERED.fullmatch(text, end, stop):
            end = stop
    if (start, end) == (run.start, run.end):
        return run
    return Name(start, end, " ".join(text[start:end].split()), "", run.titles if start == run.start else ())


def _outside_runs(text: str, runs: Sequence[Name], suggested: Sequence[Suggestion], datelines: SpanIndex) -> list[Name]:
    """What the finder sees where no capitalised run is: "Christopher 2X", names in a headline in capitals."""
    titled = [run.start - sum(len(title) + 1 for title in run.titles) for run in runs]
    covered = SpanIndex((start, run.end) for start, run in zip(titled, runs, strict=True))
    starts = frozenset(titled)
    found = []
    for start, end, kind in suggested:
        words = text[start:end]
        if words in name_words()["never"] or end - start < 2 or datelines.covers(start, end):
            continue
        if words[:1].isupper() and not covered.overlapping(start, end):
            if kind == "person" and text[end : end + 1] == " " and end + 1 in starts:
                # "Sinn Féin TD Aoife Brennan": what stands right in front of a name is no other person's.
                if len(words.split()) == 1:
                    continue
                kind = "organisation"
            found.append(Name(start, end, " ".join(words.split()), kind))
    return found


def _kind(run: Name, text: str, article: _Evidence, sources: Collection[Span]) -> str:
    """'person', 'organisation' or '' where there is no evidence for a name."""
    lists = name_words()
    words = run.words
    if any(word in lists["organisation"] for word in words[-2:]) and (len(words) > 1 or words[0] not in article.small):
        return "organisation"
    if _AGENCY_TAIL.match(text, run.end) or "/" in run.text or run.text in _HOUSES:
        return "organisation"
    if _is_body(run, text):
        return "organisation"
    if _POLL_TAIL.match(text, run.end) and not any(w in words_of("place", "demonym", "never") for w in words):
        return "organisation"
    if len(words) == 1 and _ACRONYM.match(words[0]):
        is_label = text[run.end : run.end + 1] == ":" and is_everyday(words[0])  # "CAPTION:", "RE:"
        return "" if is_label or words[0] in words_of("never", "title") else "organisation"
    if run.text in article.known:
        return "person" if len(words) > 1 else "organisation"
    if _is_office(run):
        return ""
    person_title = bool(run.titles)
    # "Participants say", "Homeowners said": a word that the article writes small, or has at a sentence's start alone.
    common = len(words) == 1 and (
        words[0].lower() in article.small
        or (is_everyday(words[0]) and words[0] not in lists["place"] and words[0] not in article.inside)
    )
    if not person_title and words[-1] not in lists["title"] and not common and _is_whole_source(run, text, sources):
        return _kind_of_source(run)
    if any(word in lists["place"] or word in lists["demonym"] for word in words) and not (
        person_title or (words[0] in lists["first_name"] and len(words) > 1 and words[-1] not in lists["place"])
    ):
        return ""
    if any(word.lower() in article.small and word.lower() != words[0].lower() for word in words) and not person_title:
        # A word that the article also writes small ("House", "Street") is not part of a person's name,
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
        or _INITIALS.fullmatch(words[0])
        or in_source
        or words[-1] in article.alone
        or _APPOSITION.match(text, run.end)
    )
    return "person" if evidence else ""


def _is_office(run: Name) -> bool:
    """Whether a run is an office and nobody's name: "the new LMA CEO"."""
    lists = name_words()
    last = run.words[-1]
    return len(run.words) > 1 and last in lists["never"] and last in lists["title"]


def _spelt(name: Name) -> Name:
    """A person's name as it is written elsewhere: a byline's "ANA ITO" is Ana Ito."""
    words = name.text.split()
    in_capitals = len(words) > 1 and all(len(word) > 1 and word.isalpha() and word.isupper() for word in words)
    return name._replace(text=name.text.title()) if in_capitals and name.kind == "person" else name


def _is_body(run: Name, text: str) -> bool:
    """Whether a run is the name of "the Lund campaign", "the Ito administration"."""
    behind_article = text[max(0, run.start - 4) : run.start].lower().endswith("the ")
    return behind_article and not run.titles and bool(_BODY_TAIL.match(text, run.end))


def _is_state(run: Name, text: str) -> bool:
    """Whether a run is the second word of a state's name."""
    if len(run.words) != 1 or run.words[0] not in _STATES or text.startswith(" of ", run.end):
        return False
    before = text[max(0, run.start - 20) : run.start].split()
    return bool(before) and before[-1] in words_of("demonym")


def _is_whole_source(run: Name, text: str, sources: Collection[Span]) -> bool:
    """Whether a source is nothing but this run, an article aside."""
    return any(b == run.end and text[a : run.start].lower() in {"", "the "} for a, b in sources)


def _kind_of_source(run: Name) -> str:
    """What a capitalised run is that speaks: a place or an odd spelling is an organisation, a word a surname."""
    lists = name_words()
    words = run.words
    plain = all(map(_PLAIN.fullmatch, words))
    if any(word in words_of("place", "organisation") for word in words) and words[0] not in lists["first_name"]:
        return "organisation"
    if words[0] in words_of("demonym", "never"):
        return ""
    return "person" if plain and len(words) <= 3 else "organisation"


def _extended(run: Name, text: str, kind: str) -> Name:
    tail = _AGENCY_TAIL.match(text, run.end)
    if tail is None and _is_body(run, text):
        tail = _BODY_TAIL.match(text, run.end)
    end = run.end + len(text[run.end : tail.end()].rstrip()) if tail else run.end
    end -= possessive_length(text[run.start : end])
    return without_office_holder(Name(run.start, end, " ".join(text[run.start : end].split()), kind, run.titles))
