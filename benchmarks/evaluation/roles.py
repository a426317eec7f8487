"""Roles that persons and bodies are cast in, by the program and by people, each article judged by others alone."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from framelens.annotate.sentences import find_sentences
from framelens.annotate.toward import TowardModel, load_toward
from framelens.annotate.toward.casting import NEUTRAL, ROLES, CastingHead, load_head, read_seen
from framelens.annotate.toward.casts import PLAIN
from framelens.errors import InputError
from framelens.measure.resampling import SEED

LEARNED, SHIPPED = "learned, cross-validated by article", "learned, as shipped"
TFIDF, MAJORITY = "TF-IDF regression", "the commonest class"
# Climate news with heroes, villains and victims; where it lies beside the data it teaches, and is never asked about.
BESIDE = "narrative-frames-dev.jsonl.gz"
N_FOLDS, N_INNER = 5, 4
# What the training folds choose from: how much weights may grow, and how far rare roles are weighed up.
PENALTIES, POWERS = (1e-4, 3e-4, 1e-3), (0.25, 0.5)
BESIDE_WEIGHT = 0.3
_NAMES = {"hero": 0, "villain": 1, "victim": 2} | {role: number for number, role in enumerate(ROLES)}
_TITLE = re.compile(r"^(?:the|president|professor|mr\.?|dr\.?|sen\.?|rep\.?)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_LONGEST_NAME, _SHORTEST_SURNAME = 4, 4

Span = tuple[int, int]


@dataclass(frozen=True)
class CastMention:
    """Somebody in an article, the role that people see them in, and the sentences of the article that name them.

    Attributes
    ----------
    article : str
    text : str
        The article.
    name : str
    role : int
        The number of one of :data:`ROLES`.
    sentences : tuple of (start, end)
        The sentence of the coded mention first, then the others.
    mentions : tuple of tuple of (start, end)
        For each sentence where they are named in it.
    """

    article: str
    text: str
    name: str
    role: int
    sentences: tuple[Span, ...]
    mentions: tuple[tuple[Span, ...], ...]


def load_cast_mentions(path: Path) -> list[CastMention]:
    """Read articles with roles from a ``.jsonl`` or ``.jsonl.gz`` file.

    Each line is an object with ``id``, ``text``, and either ``mentions`` (start, end, name and role, which is
    protagonist, antagonist or innocent) or ``entities`` (objects with ``entity`` and ``role``, which is hero, villain
    or victim); entities that the text does not name in these words, or that have several roles, are left out.

    Raises
    ------
    InputError
        With file and line, if a line is no such object.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            lines = [line for line in file if line.strip()]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}; give JSON Lines of articles with roles") from error
    found = [one for n, line in enumerate(lines, start=1) for one in _read_line(line, f"{path}, line {n}")]
    if not found:
        raise InputError(f"{path} has no mention with a role; each line needs id, text, and mentions or entities")
    return found


def _read_line(line: str, place: str) -> list[CastMention]:
    try:
        record: dict[str, Any] = json.loads(line)
        article, text = str(record["id"]), str(record["text"])
        coded = [(s, e, name, role) for s, e, name, role, *_ in record["mentions"]] if "mentions" in record else [
            (None, None, one["entity"].strip(), one["role"]) for one in record["entities"] if one.get("in_text", True)
        ]  # fmt: skip
        coded = [(start, end, name, _NAMES[role.casefold()]) for start, end, name, role in coded]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{place}: this is no article with roles ({error!r}); it needs id, text, and mentions or entities whose "
            f"role is one of: {', '.join(_NAMES)}"
        ) from error
    if "entities" in record and "mentions" not in record:
        several = {name for _, _, name, role in coded for _, _, n, r in coded if n == name and r != role}
        coded = list(dict.fromkeys(one for one in coded if one[2] not in several))
    sentences = [s for part in re.finditer(r"[^\n]+", text) for s in find_sentences(text, part.start(), part.end())]
    found = []
    for start, end, name, role in coded:
        named = find_named(text, name)
        if start is None and named:
            start, end = named[0]
        elif start is None:
            continue
        elif not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise InputError(f"{place}: the mention [{start}, {end}] of '{name}' is not inside the text")
        found.append(_gather(article, text, name, role, sentences, (start, end), named))
    return found


def find_named(text: str, name: str) -> list[Span]:
    """Where somebody is named: by the whole name, or by the last word of one that has up to four."""
    whole = _TITLE.sub("", _POSSESSIVE.sub("", name.strip()))
    words = whole.split()
    forms = [whole] if whole else []
    if 1 < len(words) <= _LONGEST_NAME and words[-1][0].isupper() and len(words[-1]) >= _SHORTEST_SURNAME:
        forms.append(words[-1])
    pattern = "|".join(rf"(?<!\w){re.escape(form)}(?:['’]s)?(?!\w)" for form in forms)
    return [match.span() for match in re.finditer(pattern, text)] if pattern else []


def _gather(
    article: str, text: str, name: str, role: int, sentences: Sequence[Span], own: Span, named: Sequence[Span]
) -> CastMention:
    """The sentences with a mention, that of the coded one first."""
    spans = sorted({own, *(one for one in named if one[1] <= own[0] or own[1] <= one[0])})
    by_sentence: dict[int, list[Span]] = {}
    for start, end in spans:
        number = max((n for n, (first, _) in enumerate(sentences) if first <= start), default=0)
        by_sentence.setdefault(number, []).append((start, end))
    coded = next(number for number, here in by_sentence.items() if own in here)
    order = [coded, *(number for number in by_sentence if number != coded)]
    bounds = tuple((sentences[n][0], max(sentences[n][1], by_sentence[n][-1][1])) for n in order)
    marks = tuple(
        tuple((start - first, end - first) for start, end in by_sentence[n])
        for n, (first, _) in zip(order, bounds, strict=True)
    )
    return CastMention(article, text, name, role, bounds, marks)


def read_vectors(coded: Sequence[CastMention], model: TowardModel | None = None) -> tuple[np.ndarray, np.ndarray]:
    """For each mention the vector of its sentence, and the mean over the sentences of its article that name it."""
    texts = [one.text[start:end] for one in coded for start, end in one.sentences]
    spans = [list(marks) for one in coded for marks in one.mentions]
    vectors = (model or load_toward()).read_targets(texts, spans)
    first = np.r_[0, np.cumsum([len(one.sentences) for one in coded])]
    means = [vectors[start:end].mean(axis=0) for start, end in pairwise(first)]
    return vectors[first[:-1]], np.array(means)


@dataclass(frozen=True)
class _Turned:
    """Vectors of some rows, standardised and turned so that they have no more columns than rows."""

    middle: np.ndarray
    spread: np.ndarray
    turn: np.ndarray
    rows: np.ndarray


def _turn(vectors: np.ndarray) -> _Turned:
    middle, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    scaled = (vectors - middle) / spread
    values, directions = np.linalg.eigh(scaled @ scaled.T)
    kept = values > 1e-6 * values[-1]
    length = np.sqrt(values[kept])
    return _Turned(middle, spread, scaled.T @ directions[:, kept] / length, directions[:, kept] * length)


def _regress(turned: _Turned, roles: np.ndarray, weights: np.ndarray, penalty: float, power: float) -> CastingHead:
    """A regression with L2 penalty, as the head that it comes to on vectors as they are."""
    seen = np.bincount(roles, weights=weights, minlength=len(ROLES))
    weights = weights * ((seen.sum() / len(ROLES) / np.maximum(seen, 1e-9)) ** power)[roles]
    made = LogisticRegression(C=penalty, max_iter=300, tol=1e-4).fit(turned.rows, roles, sample_weight=weights)
    full = np.zeros((len(ROLES), turned.rows.shape[1]))
    bias = np.full(len(ROLES), -20.0)  # a role that nobody has here
    full[made.classes_], bias[made.classes_] = made.coef_, made.intercept_
    flat = (turned.turn @ full.T) / turned.spread[:, None]
    half = len(flat) // 2
    return CastingHead(np.hstack([flat[:half], flat[half:]]), bias - turned.middle @ flat, 1.0)


def _apply(head: CastingHead, vectors: np.ndarray) -> np.ndarray:
    """The sums of votes for each role, before they are scaled."""
    half, n = vectors.shape[1] // 2, len(ROLES)
    return vectors[:, :half] @ head.weights[:, :n] + vectors[:, half:] @ head.weights[:, n:] + head.bias


def fit_head(
    vectors: np.ndarray, roles: np.ndarray, articles: Sequence[str], beside: np.ndarray, *, seed: int = SEED
) -> CastingHead:
    """Learn roles; penalty, weighting of rare roles and scale are chosen by cross-validation within these rows.

    Parameters
    ----------
    vectors : numpy.ndarray
        Both vectors of :func:`read_vectors`, side by side.
    roles : numpy.ndarray of int
    articles : sequence of str
    beside : numpy.ndarray of bool
        Rows that teach with less weight and choose nothing.
    """
    weights = np.where(beside, BESIDE_WEIGHT, 1.0)
    fold = draw_folds(articles, N_INNER, seed=seed)
    choices = [(penalty, power) for penalty in PENALTIES for power in POWERS]
    sums = np.zeros((len(choices), len(roles), len(ROLES)))
    for number in range(N_INNER):
        taught, apart = beside | (fold != number), ~beside & (fold == number)
        if apart.any():
            turned = _turn(vectors[taught])
            for n, choice in enumerate(choices):
                sums[n, apart] = _apply(_regress(turned, roles[taught], weights[taught], *choice), vectors[apart])
    asked = ~beside
    scores = [_find_worth(sums[n, asked].argmax(axis=1), roles[asked]) for n in range(len(choices))]
    best = int(np.argmax(scores))
    head = _regress(_turn(vectors), roles, weights, *choices[best])
    return CastingHead(head.weights, head.bias, _fit_scale(sums[best, asked], roles[asked]))


def _find_worth(said: np.ndarray, roles: np.ndarray) -> float:
    """The mean of accuracy and macro-F1, both of which are asked for."""
    hits = [((said == n) & (roles == n)).sum() for n in range(len(ROLES))]
    f1 = [2 * hit / max((said == n).sum() + (roles == n).sum(), 1) for n, hit in enumerate(hits)]
    return float(np.mean(said == roles) + np.mean(f1)) / 2


def _fit_scale(sums: np.ndarray, roles: np.ndarray) -> float:
    """What sums are multiplied by so that probabilities are likeliest; it changes no decision."""

    def surprise(log_scale: float) -> float:
        scaled = sums * np.exp(log_scale)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(roles)), roles]).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-3, 3), method="bounded").x))


def draw_folds(articles: Sequence[str], n_folds: int, *, seed: int = SEED) -> np.ndarray:
    """For each row the fold of its article."""
    names, article = np.unique(np.array(articles, dtype=object).astype(str), return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % n_folds)[article]


def name_article(text: str) -> str:
    """A short name of an article that does not give its words away."""
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=8).hexdigest()


def judge_roles(
    coded: Sequence[CastMention], beside: Sequence[CastMention] = (), *, model: TowardModel | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """By method the probabilities of :data:`ROLES` for each mention, from what was learned on other articles.

    Beside them, for each mention, whether its sentence is likelier neutral toward the target than not.

    Everything that learns does so in five folds by article, and chooses what it chooses within the training folds.
    """
    texts = {one.text for one in coded}
    every = [*coded, *(one for one in beside if one.text not in texts)]
    vectors, roles = np.hstack(read_vectors(every, model)), np.array([one.role for one in every])
    articles = [one.article if n < len(coded) else f"beside {one.article}" for n, one in enumerate(every)]
    aside = np.arange(len(every)) >= len(coded)
    words = [" ".join([one.name, *(one.text[a:b] for a, b in one.sentences)]) for one in every]
    fold = np.r_[draw_folds([one.article for one in coded], N_FOLDS), np.full(len(every) - len(coded), -1)]
    answers = {name: np.zeros((len(coded), len(ROLES))) for name in (LEARNED, TFIDF, MAJORITY)}
    for number in range(N_FOLDS):
        taught, asked = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        head = fit_head(vectors[taught], roles[taught], [articles[n] for n in taught], aside[taught])
        answers[LEARNED][asked] = _soften(_apply(head, vectors[asked]) * head.scale)
        own = taught[~aside[taught]]
        regression = make_pipeline(
            TfidfVectorizer(sublinear_tf=True, min_df=2), LogisticRegression(C=5, class_weight="balanced", max_iter=500)
        ).fit([words[n] for n in own], roles[own])
        answers[TFIDF][np.ix_(asked, regression[-1].classes_)] = regression.predict_proba([words[n] for n in asked])
        answers[MAJORITY][asked] = np.eye(len(ROLES))[np.bincount(roles[own], minlength=len(ROLES)).argmax()]
    if not {name_article(text) for text in texts} & read_seen():
        head = load_head()
        answers[SHIPPED] = _soften(_apply(head, vectors[: len(coded)]) * head.scale)
    own = vectors[: len(coded), : vectors.shape[1] // 2]
    return answers, own[:, NEUTRAL] > PLAIN


def _soften(sums: np.ndarray) -> np.ndarray:
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
