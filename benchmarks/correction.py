"""Whether corrected intervals hold the truth: simulated studies, in which the truth is known.

Each study has 2,000 units, a program that errs and a sample of coded units. Printed is how often the 95% interval
holds the truth (93% to 97% is asked for) and how wide it is on average, for the corrected and for the raw estimate,
over error rates, prevalences, sample sizes and ways of sampling (whole articles included), for shares, for differences
under differential error, for the mean tone, for coders who err themselves, and for regressions; of differences also how
often a test at .05 finds one, where there is one and where there is none. A share's dsl and ppi are one
estimate in simple random samples, and print the same.

    python -m benchmarks.correction [GOLD] [STUDIES]
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from framelens.code.bounds import Corrected, find_corrected_p, find_difference, find_interval
from framelens.code.checking import CodedUnits
from framelens.code.codebook import Code, Question
from framelens.code.coded_estimates import expect_codes
from framelens.code.coder_errors import find_coder_errors
from framelens.code.influence import correct_by_design, correct_by_prediction, find_mean
from framelens.code.regression import Model, correct_regression
from framelens.code.sampling import draw_coding_sample
from framelens.code.units import NEUTRAL
from framelens.measure.resampling import Interval

UNITS = 2000
SEED = 1000  # other studies than those on which intervals were chosen
ERRORS = ((0.05, 0.10), (0.10, 0.30), (0.02, 0.40))  # added, missed
ASKED = (0.93, 0.97)
CORRECTED = ("dsl", "ppi", "latent")  # the estimates that are asked to hold the truth


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
    articles = np.arange(UNITS) // {"clustered": 5, "articles": 10}.get(plan.sampling, 1)
    chance = np.full(UNITS, plan.prevalence)
    if articles[-1] < UNITS - 1:  # the units of an article resemble each other (intraclass correlation 0.2)
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
    elif plan.sampling == "articles":  # all units of as many articles
        probability = np.full(UNITS, plan.coded / UNITS)
        drawn = np.isin(articles, dice.choice(UNITS // 10, plan.coded // 10, replace=False))
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


def try_difference(within: bool, difference: float, coded: int, studies: int, seed: int) -> tuple[Coverage, str]:
    """Whole articles coded: the same for a difference, and how often it is found, beside the cluster-robust regression.

    Both groups are in every article (``within``), or each article is of one.
    """
    tallies = {name: Tally() for name in ("dsl", "regression")}
    found = np.zeros(2)
    article = np.arange(UNITS) // 10
    first = np.arange(UNITS) % 2 == 0 if within else article % 2 == 0
    for number in range(studies):
        dice = np.random.default_rng([seed, number])
        chance = dice.beta(0.9, 2.1, UNITS // 10)[article] + np.where(first, difference, -difference) / 2
        truth = dice.random(UNITS) < chance
        added, missed = dice.beta(0.4, 3.6, UNITS // 10)[article], dice.beta(0.8, 3.2, UNITS // 10)[article]
        said = np.where(truth, dice.random(UNITS) >= missed, dice.random(UNITS) < added).astype(float)
        code = np.where(np.isin(article, dice.choice(UNITS // 10, coded // 10, replace=False)), truth, np.nan)
        parts = [correct_by_design(said[g], code[g], np.ones(g.sum()), article[g]) for g in (first, ~first)]
        apart = find_difference(parts[0], parts[1], first, ~first, article)
        tallies["dsl"].add(difference, *find_interval(apart, article, 0.95))
        units = pd.DataFrame({"unit_id": np.arange(UNITS), "article_id": article.astype(str), "y": said, "human": code})
        model = Model("y", ("x",), {"y": "human"})
        row = correct_regression(units.assign(x=first.astype(float)), model).iloc[1]
        tallies["regression"].add(difference, row["low"], row["high"])
        found += [find_corrected_p(apart, article) < 0.05, row["p"] < 0.05]
    shares = "  ".join(f"{name} {n / studies:.3f}" for name, n in zip(tallies, found, strict=True))
    return tallies, f"found at .05: {shares}"


def cover_tone(noise: float, coded: int, studies: int, seed: int) -> Coverage:
    """The same for the mean of tone on the coders' scale, where most units are positive and the lexicon is noisy.

    'valence' corrects the lexicon's own numbers, 'answers' its -1, 0 and 1; 'dsl' is what ``study.codes.correct`` does.
    """
    dice = np.random.default_rng(seed)
    tallies = {name: Tally() for name in ("raw", "valence", "answers", "dsl")}
    articles, everyone = np.arange(UNITS), np.ones(UNITS)
    for _ in range(studies):
        truth = dice.choice([-1.0, 0.0, 1.0], UNITS, p=[0.1, 0.2, 0.7])
        valence = np.clip(0.2 * truth + 0.3 + dice.normal(0, noise, UNITS), -1, 1)
        said = np.where(np.abs(valence) < NEUTRAL, 0.0, np.sign(valence))
        code = np.where(np.isin(articles, dice.choice(UNITS, coded, replace=False)), truth, np.nan)
        units = pd.DataFrame({"article_id": articles, "value": valence})
        ways = {"valence": valence, "answers": said, "dsl": expect_codes(units, said, code)}
        for name, expected in ways.items():
            found = correct_by_design(expected, code, everyone, articles)
            tallies[name].add(0.6, *find_interval(found, articles, 0.95))
        tallies["raw"].add(0.6, *find_interval(find_mean(valence, articles), articles, 0.95))
    return tallies


def cover_coders(wrong: float, alike: float, double: float, studies: int, seed: int) -> Coverage:
    """The same for a share of .15 where two coders err: 'codes' takes their codes for true, 'latent' does not.

    Of the units a share ``alike`` is difficult: there coders and program all err three times as often.
    """
    dice = np.random.default_rng(seed)
    tallies = {name: Tally() for name in ("raw", "codes", "latent", "limits")}
    articles, names = np.arange(UNITS), [f"{n:04}" for n in range(UNITS)]
    question = Question("statement", "", (Code("yes"), Code("no")))
    for number in range(studies):
        truth = dice.random(UNITS) < 0.15
        harder = np.where(dice.random(UNITS) < alike, 3.0, 1.0)
        said = truth ^ (dice.random(UNITS) < np.where(truth, 0.2, 0.1) * harder)
        drawn = dice.choice(UNITS, 400, replace=False)
        read = {who: (truth ^ (dice.random(UNITS) < wrong * harder)).astype(float) for who in ("anna", "ben")}
        parts = {"anna": drawn[: int(200 * (1 + double))], "ben": drawn[int(200 * (1 - double)) :]}
        codes = pd.concat(
            pd.DataFrame({"unit_id": np.take(names, at), "coder": who, "code": np.where(read[who][at], "yes", "no")})
            for who, at in parts.items()
        )
        answer = np.where(said, "yes", "no")
        population = pd.DataFrame({"unit_id": names, "article_id": names, "answer": answer})
        coded = CodedUnits(question, population, codes, 400, 0)
        row = find_coder_errors(coded, interval=Interval(resamples=200, seed=number)).iloc[0]
        marks = np.full((2, UNITS), np.nan)
        for place, (who, at) in enumerate(parts.items()):
            marks[place, at] = read[who][at]
        with np.errstate(invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            code = np.nanmean(marks, axis=0)
        found = correct_by_design(said.astype(float), code, np.ones(UNITS), articles)
        tallies["codes"].add(0.15, *find_interval(found, articles, 0.95))
        tallies["raw"].add(0.15, *find_interval(find_mean(said.astype(float), articles), articles, 0.95))
        tallies["latent"].add(0.15, row["low"], row["high"])
        tallies["limits"].add(0.15, row["least"], row["most"])
    return tallies


def list_plans() -> Iterator[Plan]:
    """Every combination that is tried for shares."""
    for prevalence, (added, missed), coded in product((0.05, 0.2, 0.5), ERRORS, (100, 200, 400)):
        yield Plan(prevalence, added, missed, coded)
    ways = ("stratified", "enriched", "clustered", "articles")
    for sampling, prevalence, coded in product(ways, (0.05, 0.2, 0.5), (200, 400)):
        yield Plan(prevalence, 0.1, 0.2, coded, sampling)


def show(label: str, coverage: Coverage, more: str = "") -> list[float]:
    """Print one line; the coverage of the corrected intervals."""
    corrected = [coverage[name].share for name in CORRECTED if name in coverage]
    outside = "" if all(ASKED[0] <= share <= ASKED[1] for share in corrected) else "  <- outside 93-97%"
    print(f"{label}  " + "  ".join(f"{name} {tally}" for name, tally in coverage.items()) + more + outside, flush=True)
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
    for within, difference, coded in product((False, True), (0.0, 0.1), (200, 400)):
        where = "within" if within else "between"
        label = f"whole articles coded, difference of {difference:.2f} {where} articles  coded {coded}"
        coverage, found = try_difference(within, difference, coded, few, seed=SEED + coded)
        corrected += show(label, {"dsl": coverage["dsl"]}, f"  regression {coverage['regression']}  {found}")
    for noise, coded in product((0.3, 0.5), (100, 200, 400)):
        coverage = cover_tone(noise, coded, rounds, seed=SEED + coded)
        corrected += show(f"tone on the coders' scale, noise {noise}  coded {coded}", coverage)
    for wrong, alike, double in product((0.0, 0.04, 0.08), (0.0, 0.2), (0.3, 1.0)):
        label = f"coders wrong in {wrong:4.0%}, {alike:3.0%} of units difficult for all, {double:4.0%} coded twice"
        show(label, cover_coders(wrong, alike, double, few, seed=SEED))
    for family, coded in product(("linear", "logistic"), (200, 400)):
        corrected += show(
            f"{family} regression, errors in a predictor  coded {coded}",
            cover_regression(family, coded, few, seed=SEED + coded),
        )
    inside = np.mean([(ASKED[0] <= share) & (share <= ASKED[1]) for share in corrected])
    print(f"corrected intervals within 93-97%: {inside:.1%}; from {min(corrected):.3f} to {max(corrected):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
