"""Prediction-powered inference beside the authors' own package: the same estimates from the same data.

Needs ``ppi-python`` (see ``benchmarks/requirements.txt``); without it the benchmark says so and does nothing.

    python -m benchmarks.ppi_reference
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from framelens.code.bounds import find_interval
from framelens.code.influence import correct_by_prediction

STUDIES = 8000


def main(gold: str | None = None) -> None:
    """Print how far both lie apart over simulated studies, and how often each interval holds the truth."""
    if find_spec("ppi_py") is None:
        print("ppi-python is not installed: pip install -r benchmarks/requirements.txt")
        return
    reference = import_module("ppi_py")
    dice = np.random.default_rng(1)
    apart: dict[str, list[float]] = {"estimate": [], "low": [], "high": [], "estimate, tuned": []}
    held = {"ours": 0, "ppi-python": 0}
    for _ in range(STUDIES):
        truth = dice.random(2000) < 0.3
        said = np.where(truth, dice.random(2000) > 0.2, dice.random(2000) < 0.1).astype(float)
        coded = np.arange(2000) < 300
        human = truth[coded].astype(float)
        answer, code = said, np.where(coded, truth, np.nan)
        ours = correct_by_prediction(answer, code, np.arange(2000), trust=1.0)
        error = float(np.sqrt((ours.influence**2).sum()))
        theirs = reference.ppi_mean_pointestimate(human, said[coded], said[~coded], lam=1.0)
        low, high = reference.ppi_mean_ci(human, said[coded], said[~coded], alpha=0.05, lam=1.0)
        apart["estimate"].append(ours.estimate - float(np.ravel(theirs)[0]))
        apart["low"].append(ours.estimate - 1.959964 * error - float(np.ravel(low)[0]))
        apart["high"].append(ours.estimate + 1.959964 * error - float(np.ravel(high)[0]))
        tuned = correct_by_prediction(answer, code, np.arange(2000))
        bounds = find_interval(tuned, np.arange(2000), 0.95)
        best = reference.ppi_mean_pointestimate(human, said[coded], said[~coded])
        apart["estimate, tuned"].append(tuned.estimate - float(np.ravel(best)[0]))
        low, high = reference.ppi_mean_ci(human, said[coded], said[~coded], alpha=0.05)
        held["ours"] += bounds[0] <= 0.3 <= bounds[1]
        held["ppi-python"] += float(np.ravel(low)[0]) <= 0.3 <= float(np.ravel(high)[0])
    for name, values in apart.items():
        print(f"{name:16} largest difference {np.abs(values).max():.2e}")
    print("95% interval holds the truth: " + ", ".join(f"{name} {n / STUDIES:.3f}" for name, n in held.items()))


if __name__ == "__main__":
    main(*sys.argv[1:])
