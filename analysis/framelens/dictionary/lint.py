"""What is written in a dictionary but can never count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from framelens.dictionary.parts import Frame, Term, UnusableEntry
from framelens.dictionary.terms import MATCHED_WORD, Word, fits_card
from framelens.dictionary.wordindex import WordIndex

MIN_CARD_LETTERS = 3
MIN_SPELLED_LETTERS = 6


@dataclass(frozen=True)
class Finding:
    """One thing to mend in a dictionary; ``str(finding)`` is the line to show.

    Attributes
    ----------
    frame, term : str
    problem : str
        ``left out``, ``duplicate``, ``shadowed``, ``wide card``, ``misspelt`` or ``no terms``.
    message : str
    path : str or None
    line : int or None
    """

    frame: str
    term: str
    problem: str
    message: str
    path: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = self.path or "dictionary"
        return f"{place}, line {self.line}: {self.message}" if self.line else f"{place}: {self.message}"


def find_idle_terms(
    frames: Sequence[Frame],
    vocabulary: Iterable[str] | None = None,
    *,
    left_out: Sequence[UnusableEntry] = (),
    path: str | None = None,
) -> list[Finding]:
    """Find terms that can never count, and cards that are almost certainly too wide.

    Parameters
    ----------
    frames : sequence of Frame
    vocabulary : iterable of str, optional
        The word forms of the articles. With it, words of terms are found that stand nowhere in them while
        another word, one letter apart, does: they are most likely misspelt.
    left_out : sequence of UnusableEntry
        What of the file could not be looked for.
    path : str, optional
        The file, for the findings to name.

    Returns
    -------
    list[Finding]
        First what was left out of a foreign file, then in the dictionary's order: a frame without terms; a
        term written twice in a frame; a term that an earlier one of the frame always takes the words of; a
        card with fewer than three letters; a word that is most likely misspelt.
    """
    spelling = _Spelling(frames, vocabulary) if vocabulary is not None else None
    findings = [
        Finding(one.frame, one.text, "left out", f"'{one.text}' is left out: {one.reason}", path, one.line)
        for one in left_out
    ]
    for frame in frames:
        if not frame.terms:
            message = f"the frame '{frame.name}' has no terms and will always count 0"
            findings.append(Finding(frame.name, "", "no terms", message, path, frame.line))
        for i, term in enumerate(frame.terms):
            found = _check_earlier(frame, term, frame.terms[:i]) or _check_cards(term)
            found = found or (spelling.check(term) if spelling else None)
            if found:
                problem, message = found
                findings.append(Finding(frame.name, term.text, problem, message, path, term.line))
    return findings


def _check_earlier(frame: Frame, term: Term, earlier: Sequence[Term]) -> tuple[str, str] | None:
    for other in earlier:
        at = f" (line {other.line})" if other.line else ""
        if other.language not in (None, term.language):
            continue
        if other.pattern == term.pattern:
            return "duplicate", f"the term '{term.text}' is listed twice in the frame '{frame.name}'{at}; delete one"
        if _takes_all(other, term):
            return "shadowed", (
                f"the term '{term.text}' of the frame '{frame.name}' never counts, since '{other.text}'{at} "
                "matches the same words and stands before it; delete one or put it first"
            )
    return None


def _takes_all(other: Term, term: Term) -> bool:
    """Whether ``other``, which stands first, matches exactly the words of every match of ``term``."""
    mine, theirs = term.pattern, other.pattern
    if mine.second or theirs.second or theirs.first.conditions:
        return False
    wide, narrow = theirs.first.phrase, mine.first.phrase
    return len(wide) == len(narrow) and all(_word_covers(w, n) for w, n in zip(wide, narrow, strict=True))


def _word_covers(wide: Word, narrow: Word) -> bool:
    if wide == narrow or wide.form == "*":
        return True
    if wide.case or wide.stem or narrow.stem:
        return False
    form = narrow.form.lower()
    if narrow.has_card:
        prefix = wide.form.removesuffix("*")
        return prefix != wide.form and not set("*?") & set(prefix) and form.startswith(prefix)
    return fits_card(wide.form, form)


def _check_cards(term: Term) -> tuple[str, str] | None:
    for word in term.pattern.words:
        if word.has_card and not word.is_any and len(word.form.strip("*?")) < MIN_CARD_LETTERS:
            return "wide card", (
                f"the wildcard '{word.form}' in the term '{term.text}' matches very many words; "
                f"give it at least {MIN_CARD_LETTERS} letters"
            )
    return None


class _Spelling:
    """The words of the articles, to find words of terms that are most likely misspelt."""

    def __init__(self, frames: Sequence[Frame], vocabulary: Iterable[str]) -> None:
        self._forms = {form.lower() for word in vocabulary for form in re.findall(MATCHED_WORD, word)}
        terms = [term for frame in frames for term in frame.terms]
        numbered = list(dict.fromkeys(_uncased(word) for term in terms for word in term.pattern.words))
        index = WordIndex({word: number for number, word in enumerate(numbered)})
        self._standing = {numbered[number] for form in self._forms for number in index.match(form)}
        self._beginnings: dict[int, dict[str, str]] = {}

    def check(self, term: Term) -> tuple[str, str] | None:
        for word in term.pattern.words:
            if _uncased(word) in self._standing:
                continue
            near = self._find_near(word)
            if near:
                inside = f" of the term '{term.text}'" if word.form != term.text else ""
                return (
                    "misspelt",
                    f"no word of the articles matches '{word.form}'{inside}, but '{near}' stands there; "
                    "check its spelling",
                )
        return None

    def _find_near(self, word: Word) -> str | None:
        """A word of the articles that differs in one letter from ``word``, or begins so if that is a card."""
        letters = word.form.lower().rstrip("*")
        if len(letters) < MIN_SPELLED_LETTERS or set("*?") & set(letters):
            return None
        is_card = letters != word.form.lower()
        for other in sorted(_change_one_letter(letters, replace=not is_card)):
            found = self._begin(len(other)).get(other) if is_card else other if other in self._forms else None
            if found:
                return found
        return None

    def _begin(self, length: int) -> dict[str, str]:
        """The beginnings of that length -> the first word that begins so."""
        if length not in self._beginnings:
            self._beginnings[length] = {form[:length]: form for form in sorted(self._forms, reverse=True)}
        return self._beginnings[length]


def _uncased(word: Word) -> Word:
    return Word(word.form.lower(), stem=word.stem)


def _change_one_letter(word: str, *, replace: bool) -> set[str]:
    """Every string that one letter more or less, two swapped, or another one make of ``word``; the first stays."""
    changed: set[str] = set()
    for i in range(1, len(word) + 1):
        head, tail = word[:i], word[i:]
        changed.update(head + letter + tail for letter in ascii_lowercase)
        if tail:
            changed.add(head + tail[1:])
            # Of a card, only the beginning is known, and many words begin alike but for one letter.
            changed.update(head + letter + tail[1:] for letter in ascii_lowercase if replace)
        if len(tail) > 1:
            changed.add(head + tail[1] + tail[0] + tail[2:])
    return changed - {word}
