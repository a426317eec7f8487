"""TextBlob's polarity (the lexicon of pattern.en), scored text by text without the library's cost.

The lexicon, the tokens and the rules are those of De Smedt & Daelemans (2012) as the package ``textblob``
holds them. What stands between two blanks is cut into tokens by the library once in a process; texts with
emoticons or a sarcastic ``(!)``, which may reach over blanks, go through the library as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import compress
from typing import NamedTuple

from textblob._text import ABBREVIATIONS, EMOTICONS, PUNCTUATION, RE_ABBR1, RE_ABBR2, RE_ABBR3, RE_EMOTICONS
from textblob.en import Sentiment, sentiment

_MAX_PIECES = 1_000_000
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


_PLAIN = (None,)
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
        # What stands between two blanks: its tokens; the same where one of them scores or negates, else none.
        self._tokens: dict[str, tuple[_Token | None, ...]] = {}
        self._scored: dict[str, tuple[_Token | None, ...]] = {}
        self._suspect: set[str] = set()

    def score(self, text: str) -> float | None:
        """The polarity in [-1, 1]; None where no word of the lexicon stands in ``text``."""
        pieces = text.split()
        try:
            scored = [*map(self._scored.__getitem__, pieces)]
        except KeyError:
            self._learn(pieces)
            scored = [*map(self._scored.__getitem__, pieces)]
        if not self._suspect.isdisjoint(pieces) and _has_emoticon(pieces):
            found = self._library(text)
            return found[0] if found.assessments else None
        positions = list(compress(range(len(pieces)), scored))
        if not positions:
            return None
        polarities = self._assess(pieces, positions)
        return sum(polarities) / float(len(polarities)) if polarities else None

    def _learn(self, pieces: list[str]) -> None:
        if len(self._tokens) > _MAX_PIECES:
            for known in (self._tokens, self._scored, self._suspect):
                known.clear()
        for piece in set(pieces).difference(self._tokens):
            tokens = tuple(self._understand(word.lower()) for word in _cut(piece).split())
            self._tokens[piece] = tokens if any(tokens) else _PLAIN
            self._scored[piece] = tokens if any(token and token.counts for token in tokens) else ()
            if _EMOTICON_PART.search(piece):
                self._suspect.add(piece)

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

    def _assess(self, pieces: list[str], positions: list[int]) -> list[float]:
        """The polarity of each assessed chunk: a known word with the modifier or negation before it."""
        chunks: list[list[float]] = []  # polarity, intensity, sign
        modifier: str | None = None
        negated, last = False, -1
        for position in positions:
            if modifier or negated:
                for piece in pieces[last + 1 : position]:
                    for token in self._tokens[piece]:
                        modifier, negated = _pass_unknown(token, chunks, modifier, negated)
            last = position
            for token in self._scored[pieces[position]]:
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


@lru_cache(maxsize=_MAX_PIECES // 4)
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
