"""Whether corrected intervals hold the truth: simulated studies, in which the truth is known.

Each study has 2,000 units, a program that errs and a sample of coded units. Printed is how often the 95% interval
holds the truth (93% to 97% is asked for) and how wide it is on average, for the corrected and for the raw estimate,
over error rates, prevalences, sample sizes and ways of sampling, for shares, for differences under differential error,
and for regressions. A share's dsl and ppi are one estimate in simple random samples, and print the same.

    python -m benchmarks.correction [GOLD] [STUDIES]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from framelens.code.bounds import Corrected, find_difference, find_interval
from framelens.code.influence import correct_by_design, correct_by_prediction, find_mean
from framelens.code.regression import Model, correct_regression
from framelens.code.sampling import draw_coding_sample

UNITS = 2000
SEED = 1000  # other studies than those on which intervals were chosen
ERRORS = ((0.05, 0.10), (0.10, 0.30), (0.02, 0.40))  # added, missed
ASKED = (0.93, 0.97)


@dataclass(frozen=True)
class Plan:
    """One simulated study: how rare the code is, how the program errs, how many units are coded and how drawn."""

    prevalence: float
    added: float
    missed: float
    coded: int
    sampling: str = "simple"

    def __str__(self) -> str:
        return (
            f"prevalence {self.prevalence:4.0%}  added {self.added:3.0%}  missed {self.missed:3.0%}  "
            f"coded {self.coded:4}  {self.sampling:10}"
        )


def draw_study(plan: Plan, dice: np.random.Generator) -> tuple[np.ndarray, ...]:
    """The program's answers, the codes (NaN where none), the chances of being coded, articles, and strata."""
    articles = np.arange(UNITS) // (5 if plan.sampling == "clustered" else 1)
    chance = np.full(UNITS, plan.prevalence)
    if plan.sampling == "clustered":  # the five units of an article resemble each other (intraclass correlation 0.2)
        chance = dice.beta(plan.prevalence * 4, (1 - plan.prevalence) * 4, articles.max() + 1)[articles]
    truth = dice.random(UNITS) < chance
    said = np.where(truth, dice.random(UNITS) >= plan.missed, dice.random(UNITS) < plan.added)
    strata = np.zeros(UNITS, dtype=np.intp)
    if plan.sampling == "stratified":  # as draw_coding_sample does: so many of what was found and of what was not
        units = pd.DataFrame({"unit_id": [f"{i:05}" for i in range(UNITS)], "answer": said.astype(str)})
        sample = draw_coding_sample(units, plan.coded, seed=int(dice.integers(2**31)))
        probability = np.full(UNITS, np.nan)
        probability[sample["unit_id"].astype(int)] = sample["probability"]
        drawn, strata = np.isfinite(probability), said.astype(np.intp)
    elif plan.sampling == "enriched":  # units that the program found are drawn twice as often
        probability = np.where(said, 2.0, 1.0)
        probability *= plan.coded / probability.sum()
        drawn = dice.random(UNITS) < probability
    else:
        probability = np.full(UNITS, plan.coded / UNITS)
        drawn = np.zeros(UNITS, dtype=bool)
        drawn[dice.choice(UNITS, plan.coded, replace=False)] = True
    return said.astype(float), np.where(drawn, truth, np.nan), probability, articles, strata


@dataclass
class Tally:
    """How often an interval held the truth, and how wide it was on average."""

    held: int = 0
    width: float = 0.0
    studies: int = 0

    def add(self, truth: float, low: float, high: float) -> None:
        """Count one study."""
        self.held += bool(low <= truth <= high)
        self.width += high - low
        self.studies += 1

    @property
    def share(self) -> float:
        """How often it held the truth."""
        return self.held / self.studies

    def __str__(self) -> str:
        return f"{self.share:.3f} ({self.width / self.studies:.3f})"


Coverage = dict[str, Tally]


def cover_share(plan: Plan, studies: int, seed: int) -> Coverage:
    """How often each interval of a share holds the truth."""
    dice = np.random.default_rng(seed)
    tallies = {name: Tally() for name in ("raw", "dsl", "ppi")}
    for _ in range(studies):
        answer, code, probability, articles, strata = draw_study(plan, dice)
        estimates: dict[str, Corrected] = {
            "raw": find_mean(answer, articles),
            "dsl": correct_by_design(answer, code, probability, articles, strata=strata),
        }
        if plan.sampling not in ("enriched", "stratified"):
            estimates["ppi"] = correct_by_prediction(answer, code, articles)
        for name, estimate in estimates.items():
            tallies[name].add(plan.prevalence, *find_interval(estimate, articles, 0.95))
    return {name: tally for name, tally in tallies.items() if tally.studies}


def cover_difference(coded: int, extra: float, studies: int, seed: int) -> Coverage:
    """The same for a difference of 0.1 between two outlets, the program adding ``extra`` more in one of them."""
    dice = np.random.default_rng(seed)
    tallies = {name: Tally() for name in ("raw", "dsl", "ppi")}
    first = np.arange(UNITS) % 2 == 0
    for _ in range(studies):
        truth = dice.random(UNITS) < np.where(first, 0.3, 0.2)
        said = np.where(truth, dice.random(UNITS) > 0.2, dice.random(UNITS) < np.where(first, 0.1, 0.1 + extra))
        drawn = np.isin(np.arange(UNITS), dice.choice(UNITS, coded, replace=False))
        answer, code = said.astype(float), np.where(drawn, truth, np.nan)
        probability, articles = np.full(UNITS, coded / UNITS), np.arange(UNITS)
        for name, correct in (
            ("raw", lambda f, y, p, a: find_mean(f, a)),
            ("dsl", correct_by_design),
            ("ppi", lambda f, y, p, a: correct_by_prediction(f, y, a)),
        ):
            a, b = (correct(answer[g], code[g], probability[g], articles[g]) for g in (first, ~first))
            tallies[name].add(0.1, *find_interval(find_difference(a, b, first, ~first, articles), articles, 0.95))
    return tallies


def cover_regression(family: str, coded: int, studies: int, seed: int) -> Coverage:
    """The same for the coefficient of a predictor that the program misses more often where another one is high."""
    dice = np.random.default_rng(seed)
    tallies = {name: Tally() for name in ("raw", "dsl")}
    for _ in range(studies):
        x, z = (dice.random(UNITS) < 0.4).astype(float), dice.normal(size=UNITS)
        line = 0.5 + x - 0.3 * z
        y = line + dice.normal(size=UNITS)
        if family == "logistic":
            y = (dice.random(UNITS) < 1 / (1 + np.exp(-line))).astype(float)
        missed = dice.random(UNITS) < np.where(z > 0, 0.4, 0.1)
        said = np.where(x == 1, ~missed, dice.random(UNITS) < 0.15).astype(float)
        drawn = np.isin(np.arange(UNITS), dice.choice(UNITS, coded, replace=False))
        units = pd.DataFrame(
            {"unit_id": np.arange(UNITS), "y": y, "x": said, "z": z, "human": np.where(drawn, x, np.nan)}
        )
        row = correct_regression(units, Model("y", ("x", "z"), {"x": "human"}, family)).iloc[1]  # type: ignore[arg-type]
        tallies["raw"].add(1, row["raw_low"], row["raw_high"])
        tallies["dsl"].add(1, row["low"], row["high"])
    return tallies


def list_plans() -> Iterator[Plan]:
    """Every combination that is tried for shares."""
    for prevalence, (added, missed), coded in product((0.05, 0.2, 0.5), ERRORS, (100, 200, 400)):
        yield Plan(prevalence, added, missed, coded)
    for sampling, prevalence, coded in product(("stratified", "enriched", "clustered"), (0.05, 0.2, 0.5), (200, 400)):
        yield Plan(prevalence, 0.1, 0.2, coded, sampling)


def show(label: str, coverage: Coverage) -> list[float]:
    """Print one line; the coverage of the corrected intervals."""
    corrected = [tally.share for name, tally in coverage.items() if name != "raw"]
    outside = "" if all(ASKED[0] <= share <= ASKED[1] for share in corrected) else "  <- outside 93-97%"
    print(f"{label}  " + "  ".join(f"{name} {tally}" for name, tally in coverage.items()) + outside, flush=True)
    return corrected


def main(gold: str | None = None, studies: str = "1000") -> None:
    """Simulate ``studies`` studies of every plan; no annotated data are needed."""
    rounds, few = int(studies), max(int(studies) // 4, 50)
    print(
        f"How often the 95% interval holds the truth (mean width); {rounds:,} studies a line, {few:,} for regressions"
    )
    corrected: list[float] = []
    for number, plan in enumerate(list_plans()):
        corrected += show(str(plan), cover_share(plan, rounds, seed=SEED + number))
    for coded, extra in product((200, 400), (0.0, 0.1, 0.2)):
        label = f"difference of 0.10  added {extra:4.0%} more in one outlet  coded {coded}"
        corrected += show(label, cover_difference(coded, extra, rounds, seed=SEED + coded))
    for family, coded in product(("linear", "logistic"), (200, 400)):
        corrected += show(
            f"{family} regression, errors in a predictor  coded {coded}",
            cover_regression(family, coded, few, seed=SEED + coded),
        )
    inside = np.mean([(ASKED[0] <= share) & (share <= ASKED[1]) for share in corrected])
    print(f"corrected intervals within 93-97%: {inside:.1%}; from {min(corrected):.3f} to {max(corrected):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
