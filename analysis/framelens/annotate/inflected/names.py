"""Names as a finder sees them, cleaned at their edges: without titles, quotation marks and what grew onto them.

Nothing is found by capitals here, which tell little in German and nothing in a headline; what the finder saw is a name,
and the names of the roster are looked for in every form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from framelens.annotate.inflected.gathering import is_body, script_of
from framelens.annotate.inflected.persons import fit_readings
from framelens.annotate.inflected.readings import agrees_in_case, fold, is_particle, read_name, read_word
from framelens.annotate.inflected.roles import title_of
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.annotate.statements import Span
from framelens.languages import Language

Suggestion = tuple[int, int, str]
PLACE = "place"
_PART = re.compile(r"\S+")
_MARKS = "«»\"“”„‚‘’'()[]{}<>,;:!?…–—-/*•· \t\n\xa0"
_PAIRS = {"«": "»", "„": "“", "“": "”", '"': '"', "(": ")", "‘": "’", "'": "'", "”": "”", "‚": "‘"}
_NUMERAL = re.compile(r"[IVX]+")
_BEHIND = re.compile(r"\s[IVX]+\b|-[^\W\d_]+")
_COMPOUND = re.compile(r"(?:-[^\W\d_]+)+")
_ARTICLE = re.compile(r"([^\W\d_]{1,4})\s+(?=\S)")
_CAPITAL = re.compile(r"[^\W\d_]")
_LONGEST_FORM = 6  # letters that may stand behind the beginning of a word of the roster


def clean_names(
    text: str,
    layout: Layout,
    language: Language,
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
    language : Language
    sources : sequence of (start, end)
        The sources of the article's statements; a place that is one speaks as a body: "Moscow said".
    known : iterable of str
        Names that are known to be names: the roster's.
    suggested : sequence of (start, end, kind)
        What the finder sees: persons, organisations and places.
    """
    speaking = set(sources)
    spans: list[Suggestion] = []
    for start, end, kind in sorted(suggested, key=lambda one: (one[0], -one[1])):
        if kind == PLACE:
            if (start, end) not in speaking:
                continue
            kind = "organisation"
        if not spans or start >= spans[-1][1]:
            spans.append((start, end, kind))
    persons = [text[start:end].split() for start, end, kind in spans if kind == "person"]
    alone = {fold(words[-1]) for words in persons if words[1:] or (words and words[0] not in language.titles)}
    names: list[Name] = []
    for start, end, kind in spans:
        start, end = whole_words(text, start, end)
        if kind == "organisation":
            names += _organisation(text, start, end, language)
        else:
            names += _persons(text, start, end, language, alone)
    taken = [(name.start, name.end) for name in names]
    names += find_known(text, layout, language, known, taken)
    return sorted(names, key=lambda name: name.start)


def whole_words(text: str, start: int, end: int) -> Span:
    """A span that begins and ends where its words do."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _stripped(text: str, start: int, end: int) -> Span:
    """A span without the marks around it; a mark whose other half is inside stays."""
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        opening = next((a for a, b in _PAIRS.items() if b == text[end - 1] and a in text[start : end - 1]), None)
        if opening is not None and text[start:end].count(opening) >= text[start:end].count(text[end - 1]):
            break
        end -= 1
    return start, end


def _organisation(text: str, start: int, end: int, language: Language) -> Iterator[Name]:
    """The body of a span, with the rest of its compound and without the article in front: "die US-Bank"."""
    compound = _COMPOUND.match(text, end)
    start, end = _stripped(text, start, compound.end() if compound else end)
    article = _ARTICLE.match(text, start, end)
    if article and language.lower(article[1]) in language.stop_words:
        start = article.end()
    if start < end:
        yield Name(start, end, " ".join(text[start:end].split()), "organisation")


def _persons(text: str, start: int, end: int, language: Language, alone: Collection[str]) -> Iterator[Name]:
    """The person of a span, and in another script in brackets behind the name the same again."""
    bracket = text.find("(", start, end)
    closing = text.find(")", max(bracket, start), end)
    if bracket > start and (closing < 0 or not text[closing + 1 : end].strip(_MARKS)):
        yield from _persons(text, start, bracket, language, alone)
        yield from _persons(text, bracket + 1, end, language, alone)
        return
    start, end = _stripped(text, start, end)
    end = _with_numeral(text, end)
    line = text.find("\n", start, end)
    if line >= 0:  # what stands on two lines is two names
        yield from _persons(text, start, line, language, alone)
        yield from _persons(text, line + 1, end, language, alone)
        return
    words = [(start + match.start(), match[0]) for match in _PART.finditer(text[start:end])]
    titles: list[str] = []
    while len(words) > 1 and _is_lead(words[0][1], language):
        titles.append(words[0][1])
        words = words[1:]
    while len(words) > 1 and not _CAPITAL.match(words[-1][1]):
        words = words[:-1]
    while len(words) > 1 and words[-1][1].islower() and not is_particle(words[-1][1], language):
        words = words[:-1]
    if len(words) == 1 and words[0][1] in language.titles and fold(words[0][1]) not in alone:
        return
    if not words or _NUMERAL.fullmatch(" ".join(word for _, word in words)) or not _CAPITAL.match(words[0][1]):
        return
    if (at := _second_begins([word for _, word in words], language)) is not None:
        yield from _persons(text, words[0][0], words[at - 1][0] + len(words[at - 1][1]), language, alone)
        yield from _persons(text, words[at][0], end, language, alone)
        return
    last_at, last = words[-1]
    end = last_at + len(last.rstrip(".,;:!?")) if len(last) > 2 else last_at + len(last)
    first_half, hyphen, second_half = text[last_at:end].rpartition("-")
    if hyphen and fold(first_half) in alone and (title_of(second_half, language) or is_body(second_half, language)):
        end = last_at + len(first_half)  # "Merkel-Sprecher"
    name = " ".join(text[words[0][0] : end].split())
    yield Name(words[0][0], end, name, "person", tuple(titles))


def _with_numeral(text: str, end: int) -> int:
    """Where a name ends with the numeral behind it, or with "-младший"."""
    behind = _BEHIND.match(text, end)
    return behind.end() if behind and (behind[0][0] != "-" or behind[0][1:].islower()) else end


def _second_begins(words: Sequence[str], language: Language) -> int | None:
    """Where another name begins in words that do not agree: "Баффета Чарли Мангер" is two."""
    if len(words) < 3 or agrees_in_case(" ".join(words), language):
        return None
    for at in range(1, len(words)):
        if any(one.base in language.given_names for one in read_word(words[at], (None, "given"), language)):
            return at if all(agrees_in_case(" ".join(part), language) for part in (words[:at], words[at:])) else None
    return None


def _is_lead(word: str, language: Language) -> bool:
    """Whether a word in front of a name is no part of it: a title, a small word that is no particle."""
    plain = word.strip(_MARKS + ".")
    if plain in language.given_names:
        return False
    if len(plain) < 2 and not word.endswith("."):
        return True
    if not plain or word in language.titles or plain in language.titles or language.lower(plain) in language.titles:
        return True
    return (word.islower() and not is_particle(word, language)) or title_of(plain, language) is not None


def find_known(
    text: str, layout: Layout, language: Language, known: Iterable[str], taken: Sequence[Span]
) -> Iterator[Name]:
    """Full names that are known, in any form, where the finder saw no name."""
    covered = list(taken)
    for name in sorted(known, key=lambda one: (-len(one), one)):
        words = name.split()
        if len(words) < 2:
            continue
        kind = "organisation" if is_body(name, language) else "person"
        for match in re.finditer(any_form(name), text):
            inside = layout.sentence_at(match.start()) >= 0
            if not inside or any(start < match.end() and match.start() < end for start, end in covered):
                continue
            if kind == "organisation" or fit_readings(read_name(name, language), read_name(match[0], language))[0]:
                covered.append(match.span())
                yield Name(*match.span(), " ".join(match[0].split()), kind)


def any_form(name: str) -> str:
    """The pattern of a name in any form of its words."""
    words = r"[ \xa0]".join(map(_any_form, name.split()))
    return rf"(?<!\w){words}(?!\w)"


def _any_form(word: str) -> str:
    if script_of(word) == "" or len(word) < 3:
        return re.escape(word)
    return rf"{re.escape(word[: max(2, len(word) - 3)])}\w{{0,{_LONGEST_FORM}}}"
