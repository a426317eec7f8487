"""VADER, many texts at once, with its own lexicon and rules and without its cost.

The rules and every constant are those of Hutto & Gilbert (2014) as the package ``vaderSentiment`` holds them;
what is saved is work that cannot change a score: each piece of text is stripped and looked up once in a
process, and the rules run only where a word of the lexicon has something near it that they look for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    SentiText,
    scalar_inc_dec,
)

from framelens.lexicon.pieces import Batch, PieceNumbers, PieceVocabulary

_NEGATIONS = frozenset(NEGATE)
# Words near a lexicon word that can change its valence, of every idiom the longest; without one of them and
# without capitals the word counts as it is in the lexicon.
_CONTEXT = frozenset(
    max(idiom.split(), key=len) for idiom in (*SPECIAL_CASES, *BOOSTER_DICT) if idiom != "badass"
) | _NEGATIONS.union(("so", "this", "no", "least", "kind"))
_ALPHA = 15  # of VADER's normalisation of a sum to [-1, 1]
_strip = SentiText._strip_punc_if_word
# The effect of a booster one, two and three words before the word it boosts.
_FADE = (1.0, 0.95, 0.9)


@cache
def _load_analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def load_vader_words() -> dict[str, float]:
    """The words of VADER's lexicon and their valence from -4 to 4, in its order."""
    return dict(_load_analyzer().lexicon)


class VaderScorer:
    """VADER's compound score without the words that ``is_excluded`` names.

    Parameters
    ----------
    is_excluded : callable
        Whether a word of the lexicon is left out.
    """

    def __init__(self, is_excluded: Callable[[str], bool]) -> None:
        self._analyzer = _load_analyzer()
        self._lexicon = {w: v for w, v in self._analyzer.lexicon.items() if not is_excluded(w)}
        self._emojis = {sign: name for sign, name in self._analyzer.emojis.items() if len(sign) == 1}
        # Of each piece: its valence (no word of the lexicon has 0), and what else the rules ask of it.
        self._valence, self._is_upper = PieceNumbers(float), PieceNumbers(bool)
        self._has_context, self._is_but, self._has_emoji = PieceNumbers(bool), PieceNumbers(bool), PieceNumbers(bool)

    def learn(self, pieces: Sequence[str]) -> None:
        """Look up the next pieces of the vocabulary."""
        words = [piece if piece.isalnum() else _strip(piece) for piece in pieces]
        lowers = [word.lower() for word in words]
        get = self._lexicon.get
        valences = [0.0 if lower in BOOSTER_DICT else get(lower, 0.0) for lower in lowers]
        uppers = [word.isupper() for word in words]
        self._valence.extend(valences)
        self._is_upper.extend(uppers)
        self._has_context.extend(
            [
                lower in _CONTEXT or "n't" in lower or (upper and valence != 0)
                for lower, upper, valence in zip(lowers, uppers, valences, strict=True)
            ]
        )
        self._is_but.extend([lower == "but" for lower in lowers])
        emojis = self._emojis.keys()
        self._has_emoji.extend([not piece.isascii() and not emojis.isdisjoint(piece) for piece in pieces])

    def score(self, batch: Batch) -> list[float | None]:
        """The compound score of each text, in [-1, 1]; None where no word of the lexicon stands in it."""
        every = self._valence[batch.ids]
        found = np.flatnonzero(every)
        valences = every[found]
        owners = batch.owner[found]
        near = np.flatnonzero(batch.is_near(found, self._has_context[batch.ids], 3, 2))
        if len(near):
            upper = np.bincount(batch.owner[self._is_upper[batch.ids]], minlength=len(batch.texts))
            shouts = (upper > 0) & (upper < batch.ends - batch.starts)
            for k in near.tolist():
                owner = owners[k]
                valences[k] = self._score_in_context(batch, int(found[k]), int(owner), bool(shouts[owner]))
        self._weigh_but(batch, found, owners, valences)
        scored = np.bincount(owners, minlength=len(batch.texts)) > 0
        totals = np.bincount(owners, weights=valences, minlength=len(batch.texts))
        for text in np.flatnonzero(totals).tolist():
            words = batch.texts[text]
            if "!" in words or "?" in words:
                emphasis = self._analyzer._punctuation_emphasis(words)
                totals[text] += emphasis if totals[text] > 0 else -emphasis
        compound = np.round(totals / np.sqrt(totals * totals + _ALPHA), 4).clip(-1, 1)
        scores = [value if is_scored else None for value, is_scored in zip(compound.tolist(), scored, strict=True)]
        self._score_emojis(batch, scores)
        return scores

    def _score_in_context(self, batch: Batch, at: int, owner: int, shouts: bool) -> float:
        """The valence of the lexicon word at ``at``, near words that may change it."""
        start = max(at - 3, int(batch.starts[owner]))
        words = [_strip(piece) for piece in batch.pieces[start : min(at + 3, int(batch.ends[owner]))]]
        lowers = [word.lower() for word in words]
        i = at - start
        if lowers[i] == "kind" and lowers[i + 1 : i + 2] == ["of"]:
            return 0.0
        valence = base = self._lexicon[lowers[i]]
        if lowers[i] == "no" and i + 1 < len(lowers) and lowers[i + 1] in self._lexicon:
            valence = 0.0
        if "no" in lowers[max(0, i - 2) : i] or (i > 2 and lowers[i - 3] == "no" and lowers[i - 1] in ("or", "nor")):
            valence = base * N_SCALAR
        if shouts and words[i].isupper():
            valence += C_INCR if valence > 0 else -C_INCR
        for back in range(min(3, i)):
            if lowers[i - back - 1] in self._lexicon:
                continue
            valence += scalar_inc_dec(words[i - back - 1], valence, shouts) * _FADE[back]
            valence = _negate(valence, lowers, i, back)
            if back == 2:
                valence = self._analyzer._special_idioms_check(valence, lowers, i)
        if i > 0 and lowers[i - 1] == "least" and (i == 1 or lowers[i - 2] not in ("at", "very")):
            valence *= N_SCALAR
        return valence

    def _weigh_but(self, batch: Batch, found: np.ndarray, owners: np.ndarray, valences: np.ndarray) -> None:
        """What stands before the first "but" counts half, what stands behind it half as much again.

        As in the library, a valence is looked for by its value, so that of two equal ones the first is
        weighed twice.
        """
        buts = np.flatnonzero(self._is_but[batch.ids])
        texts, first = np.unique(batch.owner[buts], return_index=True)
        begins, ends = np.searchsorted(owners, texts), np.searchsorted(owners, texts, side="right")
        for but, begin, end in zip(buts[first].tolist(), begins.tolist(), ends.tolist(), strict=True):
            places, values = found[begin:end].tolist(), valences[begin:end].tolist()
            for k in range(len(values)):
                same = values.index(values[k])
                if places[same] != but:
                    values[same] *= 0.5 if places[same] < but else 1.5
            valences[begin:end] = values

    def _score_emojis(self, batch: Batch, scores: list[float | None]) -> None:
        """Texts with emojis are rescored with the names of these."""
        texts = np.unique(batch.owner[self._has_emoji[batch.ids]]).tolist()
        if not texts:
            return
        named = PieceVocabulary()
        again = VaderScorer.__new__(VaderScorer)
        again.__dict__ = self.__dict__ | {name: PieceNumbers(kind) for name, kind in _COLUMNS.items()}
        part = named.cut([self._name_emojis(batch.texts[text]) for text in texts])
        again.learn(named.pieces)
        for text, score in zip(texts, again.score(part), strict=True):
            scores[text] = score

    def _name_emojis(self, text: str) -> str:
        """``text`` with each emoji replaced by its name, spaced as VADER does it."""
        named, after_space = [], True
        for sign in text:
            name = self._emojis.get(sign)
            if name is None:
                named.append(sign)
                after_space = sign == " "
            else:
                named.append(name if after_space else f" {name}")
                after_space = False
        return "".join(named)


_COLUMNS = {"_valence": float, "_is_upper": bool, "_has_context": bool, "_is_but": bool, "_has_emoji": bool}


def _negate(valence: float, lowers: list[str], i: int, back: int) -> float:
    """VADER's reading of the word ``back + 1`` places before the word at ``i`` as a negation."""
    word, between = lowers[i - back - 1], lowers[i - back : i]
    if back:
        if (word == "never" and between[0] in ("so", "this")) or (back == 2 and between[1] in ("so", "this")):
            return valence * 1.25
        if word == "without" and "doubt" in between:
            return valence
    return valence * N_SCALAR if word in _NEGATIONS or "n't" in word else valence
