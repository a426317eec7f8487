"""Valence given by the program against that of human raters, sentence by sentence."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framelens.errors import InputError
from framelens.measure.resampling import RESAMPLES, SEED, draw_weights

# Raters of VADER's sets mark from -4 to 4; a mean beyond this share of the scale is positive or negative, for
# people and lexicons alike. It is VADER's own threshold.
SCALE = 4.0
THRESHOLD = 0.05
HUMAN = "one human rater"
MEASURES = ("pearson_r", "macro_f1", "coverage")


@dataclass(frozen=True)
class RatedSentences:
    """Sentences and what people say of their valence.

    Attributes
    ----------
    texts : tuple[str, ...]
    articles : tuple[str, ...]
        The article of each, which are resampled.
    ratings : numpy.ndarray
        Sentences by raters, in [-1, 1].
    """

    texts: tuple[str, ...]
    articles: tuple[str, ...]
    ratings: np.ndarray


def load_rated_sentences(path: Path | str) -> RatedSentences:
    """Read rated sentences from a ``.jsonl`` or ``.jsonl.gz`` file.

    Each line is an object with ``id``, ``text`` and ``ratings``, as many numbers from -4 to 4 in each line. The
    article is ``article_id``, or what stands in ``id`` before its last ``_``.

    Raises
    ------
    InputError
        With file and line, if a line is no such object.
    """
    rows = [_read_line(line, f"{path}, line {n}") for n, line in enumerate(_read_lines(Path(path)), start=1)]
    if not rows:
        raise InputError(f"{path} has no sentences; write one a line, as JSON with id, text and ratings")
    sizes = {len(ratings) for _, _, ratings in rows}
    if len(sizes) > 1 or min(sizes) < 2:
        raise InputError(
            f"{path}: sentences have {', '.join(map(str, sorted(sizes)))} ratings; all need as many, 2 or more"
        )
    texts, articles, ratings = zip(*rows, strict=True)
    return RatedSentences(texts, articles, np.array(ratings, dtype=float) / SCALE)


def _read_lines(path: Path) -> list[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            return [line for line in lines if line.strip()]
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist; name a file of rated sentences") from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def _read_line(line: str, place: str) -> tuple[str, str, list[float]]:
    try:
        record: dict[str, Any] = json.loads(line)
        identity, text, ratings = str(record["id"]), record["text"], record["ratings"]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{place}: this is no rated sentence ({error}); it needs id, text and ratings") from error
    if not isinstance(text, str) or not isinstance(ratings, list):
        raise InputError(f"{place}: text must be text, and ratings a list of numbers")
    for rating in ratings:
        if isinstance(rating, bool) or not isinstance(rating, int | float) or not -SCALE <= rating <= SCALE:
            raise InputError(f"{place}: the rating {rating!r} is not a number from {-SCALE:g} to {SCALE:g}")
    return text, str(record.get("article_id") or identity.rpartition("_")[0] or identity), ratings


def score_ratings(
    rated: RatedSentences,
    answers: Mapping[str, Sequence[float | None]],
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """How well valences agree with the mean of human raters, beside how well one rater does.

    Parameters
    ----------
    rated : RatedSentences
    answers : mapping
        For each method one valence a sentence, in [-1, 1]. A sentence without one counts as 0: a study leaves it
        out, and here every method is asked about the same sentences.
    seed, resamples : int
        Articles are resampled.

    Returns
    -------
    pandas.DataFrame
        One row per method and measure: ``method``, ``measure``, ``n`` (sentences), ``estimate``, ``low``, ``high``.

        - ``pearson_r``: with the mean of the raters.
        - ``macro_f1``: of the classes negative, neutral, positive, cut at 0.05 on both sides.
        - ``coverage``: the share of sentences with a valence.

        The method 'one human rater' is each rater against the mean of the others, averaged over raters.
    """
    ids, place = np.unique(np.array(rated.articles, dtype=object).astype(str), return_inverse=True)
    weights = draw_weights(ids.tolist(), seed=seed, resamples=resamples).astype(float)
    weights = np.hstack([np.ones((len(ids), 1)), weights])  # the first column is what was observed
    mean = rated.ratings.mean(axis=1)
    rows: list[tuple[str, str, np.ndarray]] = []
    for method, values in answers.items():
        given = np.array([math.nan if value is None else value for value in values], dtype=float)
        known = ~np.isnan(given)
        answer = np.nan_to_num(given)
        covered = _add(known[:, None].astype(float), place, len(ids)).T @ weights
        sizes = _add(np.ones((len(known), 1)), place, len(ids)).T @ weights
        rows += [
            (method, "pearson_r", _correlate(answer, mean, place, weights)),
            (method, "macro_f1", _score_classes(answer, mean, place, weights)),
            (method, "coverage", (covered / sizes)[0]),
        ]
    rows += _score_raters(rated.ratings, place, weights)
    return pd.DataFrame(
        [(method, measure, len(mean), *_bound(values, len(ids))) for method, measure, values in rows],
        columns=["method", "measure", "n", "estimate", "low", "high"],
    )


def _score_raters(ratings: np.ndarray, place: np.ndarray, weights: np.ndarray) -> list[tuple[str, str, np.ndarray]]:
    n_raters = ratings.shape[1]
    others = (ratings.sum(axis=1, keepdims=True) - ratings) / (n_raters - 1)
    pairs = [(ratings[:, rater], others[:, rater]) for rater in range(n_raters)]
    return [
        (HUMAN, name, np.mean([score(one, rest, place, weights) for one, rest in pairs], axis=0))
        for name, score in (("pearson_r", _correlate), ("macro_f1", _score_classes))
    ]


def _add(columns: np.ndarray, place: np.ndarray, size: int) -> np.ndarray:
    """The columns summed within articles."""
    return np.stack([np.bincount(place, weights=column, minlength=size) for column in columns.T], axis=1)


def _correlate(answer: np.ndarray, mean: np.ndarray, place: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Pearson's r in each resample."""
    moments = np.stack([np.ones_like(mean), answer, mean, answer**2, mean**2, answer * mean], axis=1)
    n, x, y, xx, yy, xy = _add(moments, place, len(weights)).T @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((n * xy - x * y) / np.sqrt((n * xx - x * x) * (n * yy - y * y)))


def classify(valence: np.ndarray) -> np.ndarray:
    """-1, 0 or 1 for negative, neutral, positive."""
    # A mean of ratings may miss the threshold by the last bit.
    return np.where(valence >= THRESHOLD - 1e-9, 1, np.where(valence <= -THRESHOLD + 1e-9, -1, 0))


def _score_classes(answer: np.ndarray, mean: np.ndarray, place: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The mean F1 of the three classes in each resample; a class that nobody names has none."""
    mine, theirs = classify(answer), classify(mean)
    scores = []
    for kind in (-1, 0, 1):
        both = np.stack([(mine == kind) & (theirs == kind), mine == kind, theirs == kind], axis=1).astype(float)
        hits, named, meant = _add(both, place, len(weights)).T @ weights
        with np.errstate(invalid="ignore"):
            scores.append(2 * hits / (named + meant))
    return np.nanmean(scores, axis=0)


def _bound(values: np.ndarray, n_articles: int) -> tuple[float, float, float]:
    if n_articles < 2 or len(values) < 2:
        return float(values[0]), math.nan, math.nan
    low, high = np.nanquantile(values[1:], (0.025, 0.975))
    return float(values[0]), float(low), float(high)
