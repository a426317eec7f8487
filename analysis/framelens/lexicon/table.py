"""A lexicon as a table of words and their valence, and how a text is scored with it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from vaderSentiment.vaderSentiment import BOOSTER_DICT

from framelens.dictionary.terms import MATCHED_WORD, Word, normalise_word
from framelens.dictionary.wordindex import WordIndex
from framelens.errors import InputError, suggest
from framelens.lexicon.pieces import Batch, PieceNumbers
from framelens.lexicon.shipped import LexiconInfo

NEGATIONS = frozenset("no not never nor neither none nobody nothing without cannot hardly".split())
# A negation turns and weakens what follows within three words, by the factor measured by Hutto & Gilbert (2014).
REACH = 3
NEGATION_FACTOR = -0.74
# What an intensifier adds to a valence in [-1, 1], or takes from it: theirs too, on their scale from -4 to 4.
INTENSIFIERS = {word: step / 4 for word, step in BOOSTER_DICT.items() if " " not in word and word not in NEGATIONS}
# An intensifier two and three words before counts less.
FADE = (1.0, 0.95, 0.9)
POOLINGS = ("mean", "root")
_WORDS = re.compile(MATCHED_WORD)


@dataclass(frozen=True)
class Lexicon:
    """Words and their valence, and what a reader of a study must know of them.

    Attributes
    ----------
    name : str
        The name in ``study.toml`` and in the column ``valence_<name>``.
    words : tuple[tuple[str, float], ...]
        Each word, card like ``terror*`` or phrase like ``hard work``, and its valence in [-1, 1].
    title : str
        What it is called in prose; its name by default.
    citation : str
        The work to cite.
    licence : str
        The terms under which it may be used.
    language : str
        The language it scores (ISO 639-1).
    pooling : {'mean', 'root'}
        Whether a text has the mean valence of its words, or their sum over the root of their number: several words
        that agree then say more than one.
    path : str or None
        The file it was read from.

    Examples
    --------
    >>> lexicon = fl.Lexicon("mine", (("good", 1.0), ("bad", -1.0)), title="My lexicon")
    >>> lexicon.title, len(lexicon.words)
    """

    name: str
    words: tuple[tuple[str, float], ...]
    title: str = ""
    citation: str = ""
    licence: str = ""
    language: str = "en"
    pooling: str = "mean"
    path: str | None = field(default=None, compare=False)
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.pooling not in POOLINGS:
            raise InputError(f"unknown pooling '{self.pooling}'; {suggest(self.pooling, POOLINGS)}")
        # A scorer is looked up by its lexicons for every article: thousands of words are hashed once.
        object.__setattr__(self, "_hash", hash((self.name, self.words)))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Lexicon], tuple[object, ...]]:
        # Hashes of texts differ between processes.
        about = (self.title, self.citation, self.licence, self.language, self.pooling, self.path)
        return (Lexicon, (self.name, self.words, *about))

    @property
    def n_words(self) -> int:
        """How many entries it has."""
        return len(self.words)

    @property
    def info(self) -> LexiconInfo:
        """What a reader of a study must know of it."""
        about = (self.citation, self.licence, self.n_words, self.language)
        return LexiconInfo(self.name, self.title or self.name, *about)


def split_words(entry: str) -> list[str]:
    """The words of an entry, as words are found in a text; cards stay with theirs.

    Examples
    --------
    >>> split_words("well-being*")
    ['well', 'being*']
    """
    return entry.replace("-", " ").split()


class TableScorer:
    """The mean valence of a lexicon's words in a text, without the words excluded.

    A stretch of words counts with the longest entry that fits it. A negation up to three words before turns a
    valence and weakens it to 0.74; an intensifier ("very", "barely") up to three words before, which is no
    word of the lexicon itself, strengthens or weakens it.

    Parameters
    ----------
    lexicon : Lexicon
    is_excluded : callable
        Whether a word is left out, in the lexicon and in the text.
    """

    def __init__(self, lexicon: Lexicon, is_excluded: Callable[[str], bool]) -> None:
        kept = [(split_words(entry), valence) for entry, valence in lexicon.words if not is_excluded(entry)]
        # Of the entries that fit the longest counts: more words, then more letters, then one without a card.
        kept.sort(key=lambda one: (-len(one[0]), -sum(map(len, one[0])) + ("*" in one[0][-1])))
        numbers: dict[Word, int] = {}
        self._entries: dict[int, list[tuple[int, tuple[int, ...], float]]] = defaultdict(list)
        for rank, (words, valence) in enumerate(kept):
            first, *rest = (numbers.setdefault(Word(word), len(numbers)) for word in words)
            self._entries[first].append((rank, tuple(rest), valence))
        self._index = WordIndex(numbers)
        self._is_excluded = is_excluded
        self._pooling = lexicon.pooling
        self._forms: dict[str, _Form] = {}
        # Of each piece: its words; the valence where it is one word that is an entry by itself and begins no
        # longer one; whether other entries begin in it; whether it may change what follows.
        self._pieces: list[tuple[_Form, ...]] = []
        self._valence, self._is_one = PieceNumbers(float), PieceNumbers(bool)
        self._is_many, self._reaches = PieceNumbers(bool), PieceNumbers(bool)

    def learn(self, pieces: Sequence[str]) -> None:
        """Look up the words of the next pieces of the vocabulary."""
        forms = [tuple([self._look_up(word) for word in _WORDS.findall(piece)]) for piece in pieces]
        self._pieces += forms
        one = [part[0].alone if len(part) == 1 else None for part in forms]
        self._valence.extend([valence or 0.0 for valence in one])
        self._is_one.extend([valence is not None for valence in one])
        self._is_many.extend(
            [alone is None and any(f.entries for f in part) for alone, part in zip(one, forms, strict=True)]
        )
        self._reaches.extend([any(f.negates or f.step for f in part) for part in forms])

    def score(self, batch: Batch) -> list[float | None]:
        """The valence of each text, in [-1, 1]; None where no word of the lexicon stands in it."""
        n_texts = len(batch.texts)
        one = np.flatnonzero(self._is_one[batch.ids])
        totals = np.bincount(batch.owner[one], weights=self._valence[batch.ids[one]], minlength=n_texts)
        sizes = np.bincount(batch.owner[one], minlength=n_texts)
        scores = [self._pool(total, n) for total, n in zip(totals.tolist(), sizes.tolist(), strict=True)]
        near = one[batch.is_near(one, self._reaches[batch.ids], REACH, 0)]
        many = np.flatnonzero(self._is_many[batch.ids])
        for text in np.unique(batch.owner[np.concatenate((near, many))]).tolist():
            numbers = batch.ids[batch.starts[text] : batch.ends[text]].tolist()
            forms = [form for number in numbers for form in self._pieces[number]]
            valences = self._assess(forms)
            scores[text] = self._pool(sum(valences), len(valences))
        return scores

    def _pool(self, total: float, n: int) -> float | None:
        if not n:
            return None
        return total / n if self._pooling == "mean" else max(-1.0, min(total / math.sqrt(n), 1.0))

    def _assess(self, forms: list[_Form]) -> list[float]:
        """The valence of each entry that stands in some words."""
        valences, at = [], 0
        while at < len(forms):
            found = next((entry for entry in forms[at].entries if _follows(entry[1], forms, at + 1)), None)
            if found is None:
                at += 1
                continue
            valences.append(_weigh(found[2], forms[max(0, at - REACH) : at]))
            at += 1 + len(found[1])
        return valences

    def _look_up(self, form: str) -> _Form:
        known = self._forms.get(form)
        if known is None:
            lower = normalise_word(form).lower()
            numbers = frozenset() if self._is_excluded(lower) else self._index.match(form)
            entries = sorted(entry for number in numbers for entry in self._entries.get(number, ()))
            negates = lower in NEGATIONS or lower.endswith("n't")
            alone = entries[0][2] if entries and not entries[0][1] else None
            known = _Form(numbers, tuple(entries), alone, negates, INTENSIFIERS.get(lower, 0.0))
            self._forms[form] = known
        return known


@dataclass(frozen=True, slots=True)
class _Form:
    """What the rules ask of a word: which words of entries it fits, the entries it begins, what it does to others.

    ``alone`` is its valence where it is an entry that no longer one can take the place of.
    """

    numbers: frozenset[int]
    entries: tuple[tuple[int, tuple[int, ...], float], ...]
    alone: float | None
    negates: bool
    step: float


def _follows(rest: tuple[int, ...], forms: list[_Form], at: int) -> bool:
    """Whether the words of an entry behind its first stand at ``at``."""
    ahead = forms[at : at + len(rest)]
    return len(ahead) == len(rest) and all(number in form.numbers for number, form in zip(rest, ahead, strict=True))


def _weigh(valence: float, before: list[_Form]) -> float:
    """A valence under the intensifiers and negations among the words ``before`` it."""
    for form, fade in zip(reversed(before), FADE, strict=False):
        if not form.entries:
            valence += form.step * fade * ((valence > 0) - (valence < 0))
    if any(form.negates for form in before):
        valence *= NEGATION_FACTOR
    return max(-1.0, min(valence, 1.0))
