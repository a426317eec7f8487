"""Polarity toward targets given by the program against that given by people, sentence by sentence."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.evaluation.tone import classify
from framelens.annotate.tone import build_scorer
from framelens.annotate.toward import CLASSES, TowardModel, load_toward
from framelens.errors import InputError
from framelens.measure.resampling import RESAMPLES, SEED, draw_weights

LEARNED, VADER, MAJORITY = "learned", "VADER of the sentence", "the commonest class"
SURE = 0.8
# NewsMTSC's keys begin with source, event and article: allsides_1000_401_25_...
_ARTICLE = re.compile(r"^[^_]+_\d+_\d+(?=_)")


@dataclass(frozen=True)
class TargetSentences:
    """Sentences with a target in each, and how people say the sentence speaks of it.

    Attributes
    ----------
    texts : tuple of str
    targets : tuple of (start, end)
        Offsets of the target's mention, end-exclusive.
    articles : tuple of str
        The article of each, which are resampled.
    polarities : numpy.ndarray of int
        -1, 0 or 1.
    """

    texts: tuple[str, ...]
    targets: tuple[tuple[int, int], ...]
    articles: tuple[str, ...]
    polarities: np.ndarray


def load_target_sentences(path: Path | str) -> TargetSentences:
    """Read sentences with a target from a ``.jsonl`` or ``.jsonl.gz`` file.

    Each line is an object with ``id``, ``text``, ``target`` ([start, end]) and ``polarity`` (-1, 0 or 1). The article
    is ``article_id``, else what NewsMTSC's keys say, else ``sentence_id``, else ``id``. Lines in RuSentNE's form
    are read as well; each of its sentences stands for an article, which it does not name.

    Raises
    ------
    InputError
        With file and line, if a line is no such object.
    """
    path = Path(path)
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            rows = [_read_line(line, f"{path}, line {n}") for n, line in enumerate(lines, start=1) if line.strip()]
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist; name a file of sentences with targets") from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if not rows:
        raise InputError(f"{path} has no sentences; write one a line, as JSON with id, text, target and polarity")
    texts, targets, articles, polarities = zip(*rows, strict=True)
    return TargetSentences(texts, targets, articles, np.array(polarities, dtype=int))


def _read_line(line: str, place: str) -> tuple[str, tuple[int, int], str, int]:
    try:
        record: dict[str, Any] = json.loads(line)
        if "entity_pos_start_rel" in record:
            record = _rename_russian(record)
        identity, text, target = str(record["id"]), record["text"], record["target"]
        polarity = record["polarity"]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{place}: this is no sentence with a target ({error}); it needs id, text, target and polarity"
        ) from error
    if isinstance(polarity, bool) or polarity not in (-1, 0, 1):
        raise InputError(f"{place}: the polarity {polarity!r} is none of -1, 0, 1")
    if not isinstance(text, str) or not _is_span(target, len(text)):
        raise InputError(f"{place}: the target {target!r} is no [start, end] inside the text")
    found = _ARTICLE.match(identity)
    article = record.get("article_id") or (found and found[0]) or record.get("sentence_id") or identity
    return text, (target[0], target[1]), str(article), int(polarity)


def _rename_russian(record: Mapping[str, Any]) -> dict[str, Any]:
    """A line of RuSentNE under the names that NewsMTSC has."""
    target = [int(record["entity_pos_start_rel"]), int(record["entity_pos_end_rel"])]
    text = record["sentence"]
    return {"id": text, "article_id": text, "text": text, "target": target, "polarity": int(record["label"])}


def _is_span(target: Any, n_letters: int) -> bool:
    return (
        isinstance(target, list)
        and len(target) == 2
        and all(isinstance(edge, int) and not isinstance(edge, bool) for edge in target)
        and 0 <= target[0] < target[1] <= n_letters
    )


def judge_targets(coded: TargetSentences, *, model: TowardModel | None = None) -> dict[str, np.ndarray]:
    """By method what it says of each sentence: probabilities of negative, neutral, positive, one row a sentence."""
    valences = build_scorer(["vader"]).score(list(coded.texts))["vader"]
    vader = classify(np.array([0.0 if value is None else value for value in valences]))
    commonest = np.bincount(coded.polarities + 1, minlength=3).argmax()
    return {
        LEARNED: (model or load_toward()).score(coded.texts, [[span] for span in coded.targets]),
        VADER: np.eye(3)[vader + 1],
        MAJORITY: np.eye(3)[np.full(len(coded.texts), commonest)],
    }


def score_targets(
    coded: TargetSentences,
    answers: Mapping[str, np.ndarray],
    labels: Mapping[str, np.ndarray] | None = None,
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """How well polarities toward targets agree with people's.

    Parameters
    ----------
    coded : TargetSentences
    answers : mapping
        For each method probabilities of negative, neutral, positive, one row a sentence.
    labels : mapping, optional
        The number of each sentence's class, of the methods whose label is not always the likeliest class.
    seed, resamples : int
        Articles are resampled.

    Returns
    -------
    pandas.DataFrame
        One row per method, class and measure: ``method``, ``class`` (null for measures of all), ``measure``, ``n`` (the
        measure's base), ``estimate``, ``low``, ``high``. Measures of all: ``macro_f1``, ``accuracy``; for a method that
        gives probabilities also ``accuracy_when_sure`` and ``share_sure`` (probability .8 or more) and
        ``calibration_error`` (mean distance of probability and share right, over tenths).
    """
    true = coded.polarities + 1
    return score_classes(true, coded.articles, answers, CLASSES, labels=labels, seed=seed, resamples=resamples)


def score_classes(
    true: np.ndarray,
    articles: Sequence[str],
    answers: Mapping[str, np.ndarray],
    classes: Sequence[str],
    *,
    labels: Mapping[str, np.ndarray] | None = None,
    sure: float = SURE,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """The table of :func:`score_targets` for any classes; ``true`` has the number of each row's class."""
    ids, place = np.unique(np.array(articles, dtype=object).astype(str), return_inverse=True)
    weights = draw_weights(ids.tolist(), seed=seed, resamples=resamples).astype(float)
    weights = np.hstack([np.ones((len(ids), 1)), weights])[place]  # the first column is what was observed
    rows = []
    for method, probabilities in answers.items():
        answer = (labels or {}).get(method, probabilities.argmax(axis=1))
        for key, values in _score_method(true, answer, probabilities, weights, classes, sure).items():
            name, measure, n = key
            rows.append((method, name, measure, n, *_bound(values, len(ids))))
    return pd.DataFrame(rows, columns=["method", "class", "measure", "n", "estimate", "low", "high"])


def _score_method(
    true: np.ndarray,
    answer: np.ndarray,
    probabilities: np.ndarray,
    weights: np.ndarray,
    classes: Sequence[str],
    least: float,
) -> dict[tuple[str | None, str, int], np.ndarray]:
    """Each measure in each resample."""
    right = (answer == true).astype(float)
    # What is sure, and how far probabilities are right, is asked of the likeliest class.
    sureness, likeliest = probabilities.max(axis=1), (probabilities.argmax(axis=1) == true).astype(float)
    scores: dict[tuple[str | None, str, int], np.ndarray] = {}
    f1 = []
    for number, name in enumerate(classes):
        said, meant = answer == number, true == number
        hits = (said & meant) @ weights
        f1.append(_divide(2 * hits, (said @ weights) + (meant @ weights)))
        scores[name, "precision", int(said.sum())] = _divide(hits, said @ weights)
        scores[name, "recall", int(meant.sum())] = _divide(hits, meant @ weights)
        scores[name, "f1", int((said | meant).sum())] = f1[-1]
    overall: dict[tuple[str | None, str, int], np.ndarray] = {
        (None, "macro_f1", len(true)): np.mean([np.nan_to_num(one) for one in f1], axis=0),
        (None, "accuracy", len(true)): _divide(right @ weights, weights.sum(axis=0)),
    }
    if (sureness < 1).any():
        sure = (sureness >= least).astype(float)
        overall[None, "accuracy_when_sure", int(sure.sum())] = _divide((likeliest * sure) @ weights, sure @ weights)
        overall[None, "share_sure", len(true)] = _divide(sure @ weights, weights.sum(axis=0))
        overall[None, "calibration_error", len(true)] = _find_error(sureness, likeliest, weights)
    return overall | scores


def _find_error(sureness: np.ndarray, right: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Expected calibration error: how far the share right is from the mean probability, weighted over tenths."""
    tenth = np.minimum((sureness * 10).astype(int), 9)
    apart = [np.abs(((sureness - right) * (tenth == number)) @ weights) for number in range(10)]
    return _divide(np.sum(apart, axis=0), weights.sum(axis=0))


def _divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(below > 0, above / below, np.nan))


def _bound(values: np.ndarray, n_articles: int) -> tuple[float, float, float]:
    finite = values[1:][np.isfinite(values[1:])]
    if n_articles < 2 or not len(finite):
        return float(values[0]), math.nan, math.nan
    low, high = np.quantile(finite, (0.025, 0.975))
    return float(values[0]), float(low), float(high)
