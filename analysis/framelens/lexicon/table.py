"""Lexicons of the researcher's own: a CSV table of words and their valence."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from framelens.dictionary.terms import MATCHED_WORD, Word, normalise_word
from framelens.dictionary.wordindex import WordIndex
from framelens.errors import InputError, suggest

COLUMNS = ("word", "valence")
NEGATIONS = frozenset("no not never nor neither none without cannot hardly".split())
# A negation turns and weakens what follows within three words, by the factor measured by Hutto & Gilbert (2014).
NEGATION_REACH = 3
NEGATION_FACTOR = -0.74
_MAX_FORMS = 1_000_000
_WORDS = re.compile(MATCHED_WORD)


@dataclass(frozen=True)
class Lexicon:
    """Words and their valence.

    Attributes
    ----------
    name : str
        The name in the column ``valence_<name>``.
    words : tuple[tuple[str, float], ...]
        Each word, or card like ``terror*``, and its valence in [-1, 1].
    path : str or None
        The file it was read from.
    """

    name: str
    words: tuple[tuple[str, float], ...]
    path: str | None = field(default=None, compare=False)

    @property
    def n_words(self) -> int:
        """How many entries it has."""
        return len(self.words)


def read_lexicon(path: Path | str) -> Lexicon:
    """Read a lexicon from a CSV file in UTF-8 with the columns ``word`` and ``valence``.

    A word may end in ``*``. Its name is the file's name without the suffix.

    Raises
    ------
    InputError
        With file and line, if a column is missing or unknown, a word is none, a valence is no number or
        outside of [-1, 1], or a word stands twice with different values.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise InputError(f"the lexicon {path} does not exist; check its name") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the lexicon {path} cannot be read: {error}; save it as CSV in UTF-8") from error
    reader = csv.reader(lines)
    header = [name.strip() for name in next(reader, [])]
    for name in header:
        if name not in COLUMNS:
            raise InputError(f"{path}, line 1: unknown column '{name}'; {suggest(name, COLUMNS)}")
    for name in COLUMNS:
        if name not in header:
            raise InputError(f"{path}, line 1: the column '{name}' is missing; a lexicon has word and valence")
    words: dict[str, tuple[float, int]] = {}
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        place = f"{path}, line {reader.line_num}"
        if len(row) != len(header):
            raise InputError(f"{place}: {len(row)} cells where {len(header)} are expected; quote cells with commas")
        cells = dict(zip(header, row, strict=True))
        word, valence = _read_word(cells["word"], place), _read_valence(cells["valence"], place)
        if word in words and words[word][0] != valence:
            raise InputError(
                f"{place}: '{word}' has the valence {valence:g} here and {words[word][0]:g} in line "
                f"{words[word][1]}; keep one"
            )
        words.setdefault(word, (valence, reader.line_num))
    if not words:
        raise InputError(f"the lexicon {path} has no words; write one a line, with its valence from -1 to 1")
    return Lexicon(path.stem, tuple((word, valence) for word, (valence, _) in words.items()), str(path))


def _read_word(cell: str, place: str) -> str:
    word = normalise_word(cell.strip()).lower()
    if not _WORDS.fullmatch(word.rstrip("*")) or word.count("*") > 1:
        raise InputError(f"{place}: '{cell.strip()}' is no single word; write one word, which may end in *")
    return word


def _read_valence(cell: str, place: str) -> float:
    try:
        valence = float(cell)
    except ValueError:
        raise InputError(f"{place}: the valence '{cell.strip()}' is no number; write one from -1 to 1") from None
    if not -1 <= valence <= 1:
        raise InputError(f"{place}: the valence {cell.strip()} is not between -1 and 1; divide all by the largest")
    return valence


class TableScorer:
    """The mean valence of a lexicon's words in a text, negation turned, without the words excluded.

    A word counts with the valence of its longest entry; a negation up to three words before turns it and
    weakens it to 0.74.
    """

    def __init__(self, lexicon: Lexicon, is_excluded: Callable[[str], bool]) -> None:
        kept = [(word, valence) for word, valence in lexicon.words if not is_excluded(word)]
        kept.sort(key=lambda entry: -len(entry[0]) + ("*" in entry[0]))
        self._valence_of = [valence for _, valence in kept]
        self._index = WordIndex({Word(word): number for number, (word, _) in enumerate(kept)})
        self._is_excluded = is_excluded
        self._forms: dict[str, tuple[float | None, bool]] = {}

    def score(self, text: str) -> float | None:
        """The mean valence in [-1, 1]; None where no word of the lexicon stands in ``text``."""
        words = [self._understand(form) for form in _WORDS.findall(text)]
        valences = []
        for i, (valence, _) in enumerate(words):
            if valence is not None:
                negated = any(negates for _, negates in words[max(0, i - NEGATION_REACH) : i])
                valences.append(valence * NEGATION_FACTOR if negated else valence)
        return sum(valences) / len(valences) if valences else None

    def _understand(self, form: str) -> tuple[float | None, bool]:
        known = self._forms.get(form)
        if known is None:
            if len(self._forms) > _MAX_FORMS:
                self._forms.clear()
            lower = normalise_word(form).lower()
            numbers = () if self._is_excluded(lower) else self._index.match(form)
            valence = self._valence_of[min(numbers)] if numbers else None
            known = self._forms[form] = (valence, lower in NEGATIONS or lower.endswith("n't"))
        return known
