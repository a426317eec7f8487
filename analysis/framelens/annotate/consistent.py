"""Names made consistent within an article: one kind a form, and no words that the article's other names lack.

A name is seen several times. What most of its mentions are decides over one that a headline or an odd sentence
spoils: "James Comey Memos" where the others are James Comey, "Trump" as an organisation where he is a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from framelens.annotate.common_words import given_names, is_everyday, may_be_name
from framelens.annotate.cues import cue_forms
from framelens.annotate.name_runs import PARTICLES, SUFFIXES, Name, words_of
from framelens.annotate.organisations import is_business_noun

# What is called by a person's name: "the Lund campaign", "Trump Tower".
BODIES_OF_PERSONS = frozenset("campaign administration tower organization memos".split())
# "Obama-era", "Trump-supporting", "Oscar-winning": what a capital opens and an everyday word ends.
_COMPOUND = re.compile(
    r"[A-Z][\w’']*-(?:led|era|supporting|backed|style|bound|run|controlled|owned|held|based|leaning|type|like)"
)
# What counts or places a people's members: "Several Democrats", "Top U.S. Republicans".
_OF_PEOPLES = frozenset("Top U.S. US U.S Other Fellow Leading".split())
FIRMS = frozenset("AG GmbH SA SpA Inc Inc. Corp Corp. Ltd Ltd. LLC PLC Plc".split())
_LEAST_LETTERS = 4
_JOINED = re.compile(r"[-–/]")


def make_consistent(names: Sequence[Name]) -> list[Name]:
    """The names of an article, cut and given a kind as its other names suggest."""
    found = [_without_repetition(cut) for name in names if (cut := _without_small_words(name))]
    full = {name.text for name in found if name.kind == "person" and len(name.words) > 1}
    surnames = {_surname(words) for words in map(str.split, sorted(full))}
    alone = {name.text for name in found if len(name.words) == 1}
    bare = {surname for surname in surnames if surname not in given_names()}
    found = [_without_tail(name, full, bare, alone) for name in found]
    found = [_without_lead(name, alone) for name in found]
    people = surnames | _voted(found)
    spelt = {form.upper(): form for form in sorted(full | people)}
    kept = [name for name in found if not _is_two_persons(name, people)]
    firms = {name.words[0] for name in kept if name.kind == "organisation" and name.words[-1] in FIRMS} - people
    return [_as_elsewhere(name, spelt, firms) for name in kept]


def _without_small_words(name: Name) -> Name | None:
    """A name without what is not part of any: "Clinton ally Paul Begala", "John McCain of", "Republican-led House"."""
    words = name.text.split()
    small = [at for at, word in enumerate(words) if _is_small(word) and word.lower() not in PARTICLES]
    if name.kind == "person":
        while words and words[-1].islower():
            words.pop()
        lead = max((at + 1 for at in small if at + 1 < len(words) or at == 0), default=0)
    else:
        lead = next((at for at, word in enumerate(words) if not _is_small(word)), len(words))
    if lead >= len(words):
        return None
    text = " ".join(words[lead:])
    start = name.start + sum(len(word) + 1 for word in words[:lead])
    return name if text == name.text else name._replace(start=start, text=text, end=start + len(text))


def _is_small(word: str) -> bool:
    return word.islower() or _is_compound(word)


def _is_compound(word: str) -> bool:
    """Whether a word is "Obama-era", "Oscar-winning" or "Pro-trade"; "Jae-in" is none."""
    last = word.rpartition("-")[2]
    long = len(last) >= _LEAST_LETTERS and word[0].isupper() and last.islower() and last != word and is_everyday(last)
    return long or bool(_COMPOUND.fullmatch(word))


def _without_lead(name: Name, alone: Collection[str]) -> Name:
    """A body without the word in front that others of its mentions lack: "Top Republicans", "Chipmaker Nordchip".

    A people or party needs no other mention: "Several Democrats", "Top Republicans".
    """
    words = name.text.split()
    if name.kind == "organisation" and words[-1] in words_of("demonym") and words[-1].endswith("s"):
        lead = 0
        while lead < len(words) - 1 and (words[lead] in _OF_PEOPLES or not may_be_name(words[lead])):
            lead += 1
        text = " ".join(words[lead:])
        return name if not lead else name._replace(start=name.end - len(text), text=text)
    first, _, rest = name.text.partition(" ")
    cue = cue_forms().get(first.lower()) if rest and first.endswith("ed") else None
    if cue and cue.act == "saying" and name.kind == "organisation":
        return name._replace(start=name.end - len(rest), text=rest)  # "Opined Norhaven magazine"
    # "the Court" lacks what tells the Supreme Court from others.
    lacking = rest in alone and is_everyday(first) and not is_everyday(rest) and first not in words_of("organisation")
    if name.kind == "organisation" and rest and (lacking or is_business_noun(first)):
        return name._replace(start=name.end - len(rest), text=rest)
    return name


def _surname(words: Sequence[str]) -> str:
    return next((word for word in reversed(words) if word not in SUFFIXES), words[-1])


def _voted(names: Sequence[Name]) -> set[str]:
    """The single words that are most often persons in the article, a title counting twice."""
    votes: dict[str, Counter[str]] = {}
    never = words_of("place", "demonym", "organisation")
    firms: set[str] = set()
    for name in names:
        if len(name.words) == 1:
            votes.setdefault(name.text, Counter())[name.kind] += 1 + bool(name.titles)
        elif name.words[-1].lower() in BODIES_OF_PERSONS and len(name.words) == 2:
            votes.setdefault(name.words[0], Counter())["person"] += 1
        elif name.kind == "organisation":
            firms.add(name.words[0])
    voted = {word for word, kinds in votes.items() if kinds["person"] > kinds["organisation"]}
    return {word for word in voted - firms if word not in never}


def _without_repetition(name: Name) -> Name:
    """A name up to the word at which it begins again: "Elizabeth Warren Elizabeth Ann Warren"."""
    words = name.text.split()
    again = next((at for at in range(2, len(words)) if words[at] in words[:at] and len(words[at]) > 2), 0)
    return _cut(name, again) if again and name.kind == "person" else name


def _without_tail(name: Name, full: Collection[str], surnames: Collection[str], alone: Collection[str]) -> Name:
    """A name without the words behind it that belong to no other mention of it.

    Everyday words behind a person's name that the article has elsewhere go ("James Comey Memos"), and so does a
    last word where the one before it is the surname elsewhere: "Ted Cruz Rafael" beside "Ted Cruz" and "Cruz".
    """
    words = name.text.split()
    for n_words in range(len(words) - 1, 0, -1):
        lead, tail = " ".join(words[:n_words]), words[n_words:]
        if lead not in (full if n_words > 1 else surnames) or tail[0] in SUFFIXES:
            continue
        everyday = all(is_everyday(word) and not word.isupper() for word in tail)
        # "the Lund campaign" is a body of its own
        everyday = everyday and tail[0] not in words_of("organisation") and (n_words > 1 or tail[0].istitle())
        if everyday or (words[n_words - 1] in alone and tail[-1] not in alone and n_words > 1 == len(tail)):
            return _cut(name, n_words)._replace(kind="person")
    return name


def _cut(name: Name, n_words: int) -> Name:
    """The first words of a name."""
    text = " ".join(name.text.split()[:n_words])
    return name._replace(text=text, end=name.start + len(text))


def _is_two_persons(name: Name, people: Collection[str]) -> bool:
    """Whether a name is two surnames in one: "the Trump-Abe summit"."""
    parts = _JOINED.split(name.text)
    return len(parts) > 1 and all(part in people for part in parts)


def _as_elsewhere(name: Name, spelt: dict[str, str], firms: Collection[str]) -> Name:
    """What is a person's name elsewhere is one here, whatever it looks like ("ITO", "Law"); so is a firm's."""
    form = spelt.get(name.text.upper())
    if form and (name.text == form or name.text.isupper()):
        return name._replace(text=form, kind="person")
    return name._replace(kind="organisation") if name.text in firms and not name.titles else name
