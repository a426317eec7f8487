"""TextBlob's polarity (the lexicon of pattern.en), many texts at once and without the library's cost.

The lexicon, the tokens and the rules are those of De Smedt & Daelemans (2012) as the package ``textblob``
holds them. What stands between two blanks is cut into tokens by the library once in a process; texts with
emoticons or a sarcastic ``(!)``, which may reach over blanks, go through the library as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from framelens.lexicon.pieces import Batch, PieceNumbers
from framelens.lexicon.textblob_rules import (
    ABBREVIATIONS,
    EMOTICONS,
    PUNCTUATION,
    RE_ABBR1,
    RE_ABBR2,
    RE_ABBR3,
    RE_EMOTICONS,
    Sentiment,
    sentiment,
)

_MAX_PIECES = 250_000
# A piece without these begins, ends or holds no emoticon and no sarcastic mark, whatever stands beside it.
_EMOTICON_PART = re.compile(r"[:;=<>♥°*]|(?:^|[-xX8])D(?:$|\W)|8-?\)|^-?\)|(?:^|[_.])O(?:$|\W)|\(!|^!")
_MOODS = {sign.lower(): polarity for (_, polarity), signs in EMOTICONS.items() for sign in sorted(signs)}


class _Token(NamedTuple):
    """What the rules ask of a token; a token that only ends the reach of others is None instead."""

    word: str
    polarity: float | None
    intensity: float
    is_modifier: bool
    is_negation: bool
    mood: float | None
    counts: bool


_PLAIN: tuple[_Token | None, ...] = (None,)
_FLAGS = ("counts", "is_one", "is_many", "reaches", "ends_reach", "is_suspect")
# A word, perhaps in quotation marks, with a comma or full stop: cut here as the library would, at less cost.
_PLAIN_PIECE = re.compile(r"([\"“”]*)([^\W_]+(?:-[^\W_]+)*)([,.]?)([\"“”]*)")


@cache
def _load_lexicon() -> dict[str, dict[str | None, tuple[float, float, float]]]:
    sentiment.load()
    return dict(dict.items(sentiment))


def list_pattern_words() -> list[str]:
    """The words of pattern's lexicon, in its order."""
    return list(_load_lexicon())


class PatternScorer:
    """TextBlob's polarity without the words that ``is_excluded`` names.

    Parameters
    ----------
    is_excluded : callable
        Whether a word of the lexicon is left out.
    """

    def __init__(self, is_excluded: Callable[[str], bool]) -> None:
        kept = {word: entry for word, entry in _load_lexicon().items() if not is_excluded(word)}
        self._library = Sentiment(
            path=sentiment.path,
            language="en",
            synset="wordnet_id",
            negations=sentiment.negations,
            modifiers=sentiment.modifiers,
            modifier=sentiment.modifier,
            tokenizer=sentiment.tokenizer,
        )
        dict.update(self._library, kept)
        self._lexicon = kept
        self._words: dict[str, _Token | None] = {}
        # Of each piece: its tokens; whether one of them scores or negates; the polarity where one word scores and
        # nothing else does; whether more does; whether it may change what follows, or ends what came before.
        self._tokens: list[tuple[_Token | None, ...]] = []
        self._polarity = PieceNumbers(float)
        self._flags = {name: PieceNumbers(bool) for name in _FLAGS}
        self._special = {*kept, *sentiment.negations, *_MOODS}

    def learn(self, pieces: Sequence[str]) -> None:
        """Look up the tokens of the next pieces of the vocabulary."""
        tokens = [_PLAIN] * len(pieces)
        rest = [i for i, piece in enumerate(pieces) if not self._is_plain(piece)]
        flags = np.zeros((len(pieces), len(_FLAGS)), dtype=bool)
        flags[:, _FLAGS.index("ends_reach")] = True
        polarity = np.zeros(len(pieces))
        for i in rest:
            part = tokens[i] = self._find_tokens(pieces[i])
            counting = [token for token in part if token and token.counts]
            scoring = [token for token in counting if token.polarity is not None]
            if len(scoring) == 1:
                polarity[i] = scoring[0].polarity
            flags[i] = (
                bool(counting),
                len(scoring) == 1,
                len(counting) > 1 or any(t.mood is not None or t.word == "!" for t in counting),
                any(t.is_modifier or t.is_negation for t in counting),
                part[0] is None,
                _EMOTICON_PART.search(pieces[i]) is not None,
            )
        self._tokens += tokens
        self._polarity.extend(polarity)
        for k, name in enumerate(_FLAGS):
            self._flags[name].extend(flags[:, k])

    def _is_plain(self, piece: str) -> bool:
        """Whether a piece is a word of no lexicon, perhaps with signs behind it that no rule asks about."""
        word = piece.rstrip(',."”')
        return (
            len(word) > 2
            and word.isalpha()
            and word[-1] != "D"  # may belong to an emoticon
            and word.lower() not in self._special
            and piece.lower() not in self._special
        )

    def _find_tokens(self, piece: str) -> tuple[_Token | None, ...]:
        tokens = tuple([self._look_up(word.lower()) for word in _cut(piece).split()])
        return tokens if any(tokens) else _PLAIN

    def _look_up(self, word: str) -> _Token | None:
        try:
            return self._words[word]
        except KeyError:
            token = self._words[word] = self._understand(word)
            return token

    def score(self, batch: Batch) -> list[float | None]:
        """The polarity of each text, in [-1, 1]; None where no word of the lexicon stands in it."""
        ids, owner, n_texts = batch.ids, batch.owner, len(batch.texts)
        one = self._flags["is_one"][ids]
        totals = np.bincount(owner[one], weights=self._polarity[ids[one]], minlength=n_texts)
        sizes = np.bincount(owner[one], minlength=n_texts)
        scores: list[float | None] = [None] * n_texts
        for text in np.flatnonzero(sizes).tolist():
            scores[text] = float(totals[text]) / float(sizes[text])
        # A modifier or negation matters where what follows does not end its reach at once.
        reaches = self._flags["reaches"][ids]
        reaches[:-1] &= (owner[1:] == owner[:-1]) & ~self._flags["ends_reach"][ids[1:]]
        reaches[-1:] = False
        counts = self._flags["counts"][ids]
        for text in np.unique(owner[reaches | self._flags["is_many"][ids]]).tolist():
            start, end = int(batch.starts[text]), int(batch.ends[text])
            tokens = [self._tokens[number] for number in ids[start:end].tolist()]
            polarities = self._assess(tokens, np.flatnonzero(counts[start:end]).tolist())
            scores[text] = sum(polarities) / float(len(polarities)) if polarities else None
        for text in np.unique(owner[self._flags["is_suspect"][ids]]).tolist():
            if _has_emoticon(batch.of(text)):
                found = self._library(batch.texts[text])
                scores[text] = found[0] if found.assessments else None
        return scores

    def _understand(self, word: str) -> _Token | None:
        entry = self._lexicon.get(word)
        is_negation = word in sentiment.negations
        if entry is not None:
            polarity, _, intensity = entry[None]
            is_modifier = any(kind in entry for kind in sentiment.modifiers)
            return _Token(word, polarity, intensity, is_modifier, is_negation, None, True)
        mood = None
        if not word.isalpha() and len(word) <= 5 and word not in PUNCTUATION:
            mood = _MOODS.get(word)
        counts = is_negation or mood is not None or word == "!"
        if counts or len(word) <= 2 or len(word.strip("'")) <= 1:
            return _Token(word, None, 1.0, False, is_negation, mood, counts)
        return None

    def _assess(self, pieces: list[tuple[_Token | None, ...]], positions: list[int]) -> list[float]:
        """The polarity of each assessed chunk: a known word with the modifier or negation before it."""
        chunks: list[list[float]] = []  # polarity, intensity, sign
        modifier: str | None = None
        negated, last = False, -1
        for position in positions:
            if modifier or negated:
                for piece in pieces[last + 1 : position]:
                    for token in piece:
                        modifier, negated = _pass_unknown(token, chunks, modifier, negated)
            last = position
            for token in pieces[position]:
                if token is None or token.polarity is None:
                    modifier, negated = _pass_unknown(token, chunks, modifier, negated)
                    continue
                if modifier is None:
                    chunks.append([token.polarity, token.intensity, 1])
                else:
                    chunks[-1][0] = max(-1.0, min(token.polarity * chunks[-1][1], 1.0))
                    chunks[-1][1] = token.intensity
                if negated:
                    chunks[-1][1] = 1.0 / chunks[-1][1]
                    chunks[-1][2] = -1
                modifier = token.word if token.is_modifier else None
                negated = token.is_negation
        return [polarity * -0.5 if sign < 0 else polarity for polarity, _, sign in chunks]


@lru_cache(maxsize=_MAX_PIECES)
def _cut(piece: str) -> str:
    """The tokens of what stands between two blanks, as the library cuts it, with blanks between them."""
    plain = _PLAIN_PIECE.fullmatch(piece)
    if plain is None:
        return " ".join(sentiment.tokenizer(piece))
    before, word, mark, behind = plain.groups()
    if mark == "." and _is_abbreviation(word + mark):
        word, mark = word + mark, ""
    return " ".join((*before, word, *mark, *behind))


def _is_abbreviation(piece: str) -> bool:
    return piece in ABBREVIATIONS or any(form.match(piece) for form in (RE_ABBR1, RE_ABBR2, RE_ABBR3))


def _has_emoticon(pieces: list[str]) -> bool:
    written = " ".join(map(_cut, pieces))
    return "( ! )" in written or "(!)" in written or RE_EMOTICONS.search(written) is not None


def _pass_unknown(
    token: _Token | None, chunks: list[list[float]], modifier: str | None, negated: bool
) -> tuple[str | None, bool]:
    """Modifier and negation that still reach on behind a word that the lexicon lacks."""
    if token is None:
        return None, False
    word = token.word
    if token.is_negation:
        negated = True
    elif negated and len(word.strip("'")) > 1:
        negated = False
    if negated and modifier is not None and sentiment.modifier(modifier):
        chunks[-1][2] = -1
        negated = False
    elif modifier and len(word) > 2:
        modifier = None
    if word == "!" and chunks:
        chunks[-1][0] = max(-1.0, min(chunks[-1][0] * 1.25, 1.0))
    if token.mood is not None:
        chunks.append([token.mood, 1.0, 1])
    return modifier, negated
