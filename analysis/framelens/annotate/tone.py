"""Tone: the valence of a passage by each lexicon, its words found and nothing averaged over articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from framelens.dictionary.terms import fits_card
from framelens.errors import InputError, suggest
from framelens.lexicon import LEXICONS, Lexicon
from framelens.lexicon.news import COMBINATIONS, combine, load_news
from framelens.lexicon.pattern import PatternScorer
from framelens.lexicon.pieces import MAX_PIECES, Batch, PieceVocabulary
from framelens.lexicon.table import TableScorer
from framelens.lexicon.vader import VaderScorer

# Distinct texts whose scores are remembered; wire copy repeats within far fewer.
MAX_REMEMBERED = 100_000
# As typists write what printers set: every lexicon has "isn't", and none "isn’t".
_TYPED = str.maketrans(dict.fromkeys("’‘‛ʼ＇´`", "'") | dict.fromkeys("“”„‟«»＂", '"'))
# Stands for the words of an excluded phrase: in no lexicon, no negation, no intensifier.
_BLANK = "thereof"


class LexiconScorer(Protocol):
    """Whatever gives texts their valence by one lexicon."""

    def learn(self, pieces: Sequence[str]) -> None:
        """Take up the next pieces of the vocabulary by which texts are cut."""
        ...

    def score(self, batch: Batch) -> list[float | None]:
        """The valence of each text, in [-1, 1]; None where no word of the lexicon stands in it."""
        ...


class Scorer:
    """Scores texts by several lexicons; make it with :func:`build_scorer`. Pickles as its settings."""

    def __init__(self, lexicons: tuple[str | Lexicon, ...], excluded_words: tuple[str, ...]) -> None:
        self.lexicons = lexicons
        self.excluded_words = excluded_words
        self._is_excluded = _exclude([word for word in excluded_words if " " not in word])
        self._phrases = _match_phrases([word for word in excluded_words if " " in word])
        # What a combination is made of is scored once, whether or not it is also asked for by itself.
        parts = [part for lexicon in lexicons for part in _parts(lexicon)]
        self._parts = {_name(part): part for part in parts}
        self._remembered: dict[str, tuple[float | None, ...]] = {}
        self._begin()

    def _begin(self) -> None:
        """Forget every piece of text."""
        self._vocabulary = PieceVocabulary()
        self._n_learned = 0
        self._scorers = {name: _build_one(part, self._is_excluded) for name, part in self._parts.items()}

    def __reduce__(self) -> tuple[Callable[..., Scorer], tuple[object, ...]]:
        return (build_scorer, (self.lexicons, self.excluded_words))

    def score(self, texts: Sequence[str]) -> dict[str, list[float | None]]:
        """The valence of each text by each lexicon.

        Parameters
        ----------
        texts : sequence of str
            Passages, one sentence or less each: the lexicons' rules reach over a whole text.

        Returns
        -------
        dict[str, list[float or None]]
            For every lexicon one value a text: in [-1, 1], None where no word of the lexicon was found.

        Examples
        --------
        >>> build_scorer(["vader"]).score(["A great success.", "The table."])
        {'vader': [0.8316, None]}
        """
        if len(self._remembered) > MAX_REMEMBERED:
            self._remembered.clear()
        new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        if new:
            self._remembered.update(zip(new, self._score_new(new), strict=True))
        rows = [self._remembered[text] for text in texts]
        return {_name(lexicon): [row[i] for row in rows] for i, lexicon in enumerate(self.lexicons)}

    def _score_new(self, texts: Sequence[str]) -> Iterable[tuple[float | None, ...]]:
        texts = [as_typed(text) for text in texts]
        if self._phrases:
            texts = [self._phrases.sub(_blank_out, text) for text in texts]
        if len(self._vocabulary.pieces) > MAX_PIECES:
            self._begin()
        batch = self._vocabulary.cut(texts)
        new = self._vocabulary.pieces[self._n_learned :]
        self._n_learned += len(new)
        scores = {}
        for name, scorer in self._scorers.items():
            scorer.learn(new)
            scores[name] = scorer.score(batch)
        columns = [
            combine(COMBINATIONS[name], scores) if name in COMBINATIONS else scores[name]
            for name in map(_name, self.lexicons)
        ]
        return zip(*columns, strict=True)


def as_typed(text: str) -> str:
    """What a lexicon sees of a text: apostrophes and quotation marks as they are typed, each in its place.

    Examples
    --------
    >>> as_typed("“It isn’t good,” she said.")
    '"It isn\'t good," she said.'
    """
    return text if text.isascii() else text.translate(_TYPED)


def build_scorer(lexicons: Iterable[str | Lexicon], excluded_words: Iterable[str] = ()) -> Scorer:
    """The scorer of some lexicons, built once in a process.

    Parameters
    ----------
    lexicons : iterable of str or Lexicon
        Names in :data:`framelens.lexicon.LEXICONS`, or lexicons read with ``read_lexicon``.
    excluded_words : iterable of str
        Words (``war``), cards (``terror*``) and phrases (``hard work``) that are the topic, not the tone. A
        word or card is left out of every lexicon; the words of a phrase do not count where it stands.

    Raises
    ------
    InputError
        If a name is unknown or given twice, or a card would exclude everything.
    """
    return _build_scorer(tuple(lexicons), tuple(as_typed(" ".join(word.split())) for word in excluded_words))


@lru_cache(maxsize=8)
def _build_scorer(lexicons: tuple[str | Lexicon, ...], excluded_words: tuple[str, ...]) -> Scorer:
    names = [_name(lexicon) for lexicon in lexicons]
    for lexicon in lexicons:
        if isinstance(lexicon, str) and lexicon not in LEXICONS:
            raise InputError(f"unknown lexicon '{lexicon}'; {suggest(lexicon, LEXICONS)}")
        if names.count(_name(lexicon)) > 1:
            raise InputError(f"the lexicon '{_name(lexicon)}' is named twice; name it once")
    for word in excluded_words:
        if not word.strip("*? "):
            raise InputError(
                f"the excluded word '{word}' would leave no lexicon a word; write words or wildcards like war*"
            )
    return Scorer(lexicons, excluded_words)


def _name(lexicon: str | Lexicon) -> str:
    return lexicon if isinstance(lexicon, str) else lexicon.name


def _parts(lexicon: str | Lexicon) -> tuple[str | Lexicon, ...]:
    if isinstance(lexicon, str) and lexicon in COMBINATIONS:
        return tuple(COMBINATIONS[lexicon])
    return (lexicon,)


def _build_one(lexicon: str | Lexicon, is_excluded: Callable[[str], bool]) -> LexiconScorer:
    if isinstance(lexicon, Lexicon):
        return TableScorer(lexicon, is_excluded)
    if lexicon == "news":
        return TableScorer(load_news(), is_excluded)
    return VaderScorer(is_excluded) if lexicon == "vader" else PatternScorer(is_excluded)


def _exclude(words: Iterable[str]) -> Callable[[str], bool]:
    """Whether a word is one of ``words`` or fits one of them that is a card."""
    lowers = [word.lower() for word in words]
    plain = frozenset(word for word in lowers if not set("*?") & set(word))
    cards = [word for word in lowers if word not in plain]
    return lambda word: word.lower() in plain or any(fits_card(card, word.lower()) for card in cards)


def _match_phrases(phrases: Sequence[str]) -> re.Pattern[str] | None:
    written = [
        r"\s+".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\?", r"\w") for w in p.split()) for p in phrases
    ]
    return re.compile(rf"\b(?:{'|'.join(written)})\b", re.IGNORECASE) if written else None


def _blank_out(match: re.Match[str]) -> str:
    return " ".join(_BLANK for _ in match.group().split())
