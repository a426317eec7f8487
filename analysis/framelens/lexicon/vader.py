"""VADER, scored text by text with its own lexicon and rules, without its cost.

The rules and every constant are those of Hutto & Gilbert (2014) as the package ``vaderSentiment`` holds them;
what is saved is work that cannot change a score: each token is stripped and looked up once in a process, and
the rules run only where a word of the lexicon stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    SentiText,
    normalize,
    scalar_inc_dec,
)

_MAX_PIECES = 1_000_000
_NEGATIONS = frozenset(NEGATE)
# Words near a lexicon word that can change its valence, of every idiom the longest; without one of them and
# without capitals the word counts as it stands in the lexicon.
_CONTEXT = frozenset(
    max(idiom.split(), key=len) for idiom in (*SPECIAL_CASES, *BOOSTER_DICT) if idiom != "badass"
) | _NEGATIONS.union(("so", "this", "no", "least", "kind"))


@cache
def _load_analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def list_vader_words() -> list[str]:
    """The words of VADER's lexicon, in its order."""
    return list(_load_analyzer().lexicon)


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
        # What stands between two blanks, as it stands there: its valence (no word of the lexicon has 0), and what
        # else the rules ask of it.
        self._valences: dict[str, float] = {}
        self._upper: set[str] = set()
        self._context: set[str] = set()
        self._but: set[str] = set()
        self._with_emoji: set[str] = set()

    def score(self, text: str) -> float | None:
        """The compound score in [-1, 1]; None where no word of the lexicon stands in ``text``."""
        pieces = text.split()
        try:
            every = [*map(self._valences.__getitem__, pieces)]
        except KeyError:
            self._learn(pieces)
            every = [*map(self._valences.__getitem__, pieces)]
        if self._with_emoji and not (text.isascii() or self._with_emoji.isdisjoint(pieces)):
            return self.score(self._name_emojis(text))
        if not any(every):
            return None
        plain = self._context.isdisjoint
        found = [i for i, valence in enumerate(every) if valence]
        valences = [
            every[i] if plain(pieces[i - 3 if i > 3 else 0 : i + 3]) else self._score_in_context(pieces, i)
            for i in found
        ]
        if "but" in text.lower() and not self._but.isdisjoint(pieces):
            self._weigh_but(pieces, found, valences)
        total = float(sum(valences))
        if total and ("!" in text or "?" in text):
            emphasis = self._analyzer._punctuation_emphasis(text)
            total += emphasis if total > 0 else -emphasis
        return round(normalize(total), 4)

    def _learn(self, pieces: list[str]) -> None:
        if len(self._valences) > _MAX_PIECES:
            for known in (self._valences, self._upper, self._context, self._but, self._with_emoji):
                known.clear()
        for piece in set(pieces).difference(self._valences):
            word = _strip(piece)
            lower = word.lower()
            valence = 0.0 if lower in BOOSTER_DICT else self._lexicon.get(lower, 0.0)
            self._valences[piece] = valence
            if word.isupper():
                self._upper.add(piece)
            if lower in _CONTEXT or "n't" in lower or (valence and word.isupper()):
                self._context.add(piece)
            if lower == "but":
                self._but.add(piece)
            if not piece.isascii() and not self._emojis.keys().isdisjoint(piece):
                self._with_emoji.add(piece)

    def _score_in_context(self, pieces: list[str], i: int) -> float:
        """The valence of the lexicon word at ``i``, near words that may change it."""
        words = [_strip(piece) for piece in pieces[max(0, i - 3) : i + 3]]
        lowers = [word.lower() for word in words]
        upper = sum(map(self._upper.__contains__, pieces)) if not self._upper.isdisjoint(pieces) else 0
        shouts = 0 < upper < len(pieces)
        i = min(i, 3)
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

    def _weigh_but(self, pieces: list[str], found: list[int], valences: list[float]) -> None:
        """What stands before the first "but" counts half, what stands behind it half as much again.

        As in the library, a valence is looked for by its value, so that of two equal ones the first is
        weighed twice.
        """
        but = next(i for i, piece in enumerate(pieces) if piece in self._but)
        for k in range(len(valences)):
            first = valences.index(valences[k])
            if found[first] != but:
                valences[first] *= 0.5 if found[first] < but else 1.5

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


_strip = SentiText._strip_punc_if_word

# The effect of a booster one, two and three words before the word it boosts.
_FADE = (1.0, 0.95, 0.9)


def _negate(valence: float, lowers: list[str], i: int, back: int) -> float:
    """VADER's reading of the word ``back + 1`` places before the word at ``i`` as a negation."""
    word, between = lowers[i - back - 1], lowers[i - back : i]
    if back:
        if (word == "never" and between[0] in ("so", "this")) or (back == 2 and between[1] in ("so", "this")):
            return valence * 1.25
        if word == "without" and "doubt" in between:
            return valence
    return valence * N_SCALAR if word in _NEGATIONS or "n't" in word else valence
