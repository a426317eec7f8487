"""What people reach against each other in coding frames: the ceiling beside which any coder is read.

References
----------
Krippendorff, K. (2019). *Content analysis* (4th ed.). Sage.
Frermann, L., Li, J., Khanehzar, S., & Mikolajczak, G. (2023). Conflicts, villains, resolutions. *ACL 2023*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from framelens.code.chance import find_alpha, sum_codes
from framelens.coders.frame_scores import draw_resamples

# The frames of Frermann et al. as their coders' answers give them: the questions, and how many of them say yes.
QUESTIONS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "resolution": (("re2", "re6"), 2),
    "human_interest": (("hi1", "hi2", "hi5"), 2),
    "conflict": (("co1", "co2", "co3"), 2),
    "morality": (("mo1", "mo2"), 1),
    "economic": (("ec1", "ec2", "ec3"), 2),
}
_UNANSWERED = -1


def list_coders_codes(records: Sequence[Mapping[str, Any]]) -> dict[str, list[list[bool]]]:
    """For each frame and article what each coder said; empty where the records have one settled code only.

    Read are ``coders``, a list with one object of frame names and truth values for each coder, and the
    ``coder_answers`` of Frermann et al.
    """
    if all("coders" in record for record in records):
        names = dict.fromkeys(name for record in records for coder in record["coders"] for name in coder)
        return {n: [[bool(c[n]) for c in record["coders"] if n in c] for record in records] for n in names}
    if all(isinstance(record.get("coder_answers"), dict) for record in records):
        return {
            frame: [_answer(record["coder_answers"], questions, least) for record in records]
            for frame, (questions, least) in QUESTIONS.items()
        }
    return {}


def _answer(given: Mapping[str, Sequence[Any]], questions: Sequence[str], least: int) -> list[bool]:
    """What each coder who answered every question of a frame said of it."""
    return [
        sum(given[question][coder] == "yes" for question in questions) >= least
        for coder in range(len(given[questions[0]]))
        if all(given[question][coder] != _UNANSWERED for question in questions)
    ]


def score_people(answers: Mapping[str, Sequence[Sequence[bool]]]) -> pd.DataFrame:
    """How far two coders of one article agree on each frame.

    Parameters
    ----------
    answers : mapping
        As :func:`list_coders_codes` gives them.

    Returns
    -------
    pandas.DataFrame
        One row per frame and measure: ``frame`` ('all frames' is their mean), ``measure`` ('f1': of one coder against
        another, every pair of an article's coders weighing alike; 'alpha': Krippendorff's), ``n`` (articles with two
        coders or more), ``estimate``, ``low``, ``high`` (95%, articles resampled).
    """
    rows, every = [], {"f1": [], "alpha": []}  # type: ignore[var-annotated]
    n_articles = max((len(units) for units in answers.values()), default=0)
    draws = np.vstack([np.ones((1, n_articles)), draw_resamples(n_articles)])
    for frame, units in answers.items():
        several = np.array([len(unit) > 1 for unit in units])
        if not several.any():
            continue
        kept = [unit for unit in units if len(unit) > 1]
        both = np.array([np.mean([a and b for a, b in combinations(unit, 2)]) for unit in kept])
        apart = np.array([np.mean([a != b for a, b in combinations(unit, 2)]) for unit in kept])
        counts = np.array([[len(unit) - sum(unit), sum(unit)] for unit in kept], dtype=float).T
        weights = draws[:, several]
        with np.errstate(invalid="ignore", divide="ignore"):
            f1 = 2 * (weights @ both) / (2 * (weights @ both) + weights @ apart)
        found = {"f1": f1, "alpha": find_alpha(sum_codes(counts, [False, True], "nominal"), weights.T)}
        for measure, values in found.items():
            every[measure].append(values)
            rows.append((frame, measure, len(kept), *_bound(values)))
    if rows:
        n = max(row[2] for row in rows)
        rows += [("all frames", name, n, *_bound(_mean(np.array(values)))) for name, values in every.items()]
    return pd.DataFrame(rows, columns=["frame", "measure", "n", "estimate", "low", "high"])


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean over frames of each resample; null where no frame has an estimate."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0).sum(axis=0) / known.sum(axis=0))


def _bound(values: np.ndarray) -> tuple[float, float, float]:
    low, high = np.nanquantile(values[1:], [0.025, 0.975])
    return float(values[0]), float(low), float(high)
