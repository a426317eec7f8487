"""Whether comparisons keep their level where groups are alike in what is compared and unlike in all else.

Sums are drawn without texts, therefore thousands of studies take minutes: articles of two or more groups with the same
ratio and different lengths, spread, bursts and clusters; and bursty words of which some are shifted. One line a design:
how often p < .05 (wanted .03 to .065) and how often the interval of the difference holds 0; how often the report's
sentence says that 3 to 15 equal outlets differ; of words, how often intervals hold the true log-odds ratio, the spread
of z where nothing is shifted, and the share of false discoveries.

    python -m benchmarks.contrasts [--studies N]       # `make bench` has a coarse table
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.families import control_false_discovery
from framelens.measure.intervals import resample_articles
from framelens.measure.keyness import Keyness, compare_counts
from framelens.measure.overall import compare_overall
from framelens.measure.resampling import Interval
from framelens.measure.sums import ArticleSums
from framelens.measure.words import WordCounts
from framelens.report.narrative.differing import Told, narrate_extremes

COARSE, PERMUTATIONS = 40, 199
Dice = np.random.Generator


def make_sums(above: Any, below: Any, group: np.ndarray, kind: str, cluster: Any = None) -> ArticleSums:
    """One ratio of articles in groups."""
    articles = pd.DataFrame({"article_id": [f"a{i:04}" for i in range(len(group))]})
    articles["outlet"] = [f"o{g:02}" for g in group]
    articles["event"] = [f"e{c}" for c in (cluster if cluster is not None else range(len(group)))]
    matrices = (sparse.csr_array(np.asarray(values, dtype=float)[None, :]) for values in (above, below))
    return ArticleSums(articles, pd.DataFrame({"cell": ["c"]}), *matrices, kind=kind)  # type: ignore[arg-type]


def _lengths(dice: Dice, *sizes: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """The group and the base of each article: so many articles a group, each of a length between two."""
    group = np.repeat(np.arange(len(sizes)), [n for n, *_ in sizes])
    return group, np.concatenate([dice.integers(low, high, n) for n, low, high in sizes])


def unequal_shares(dice: Dice) -> ArticleSums:
    """20 short mixed articles, 150 long even ones."""
    group, below = _lengths(dice, (20, 2, 5), (150, 15, 30))
    share = np.where(group, dice.beta(20, 20, 170), dice.beta(0.5, 0.5, 170))
    return make_sums(dice.binomial(below, share), below, group, "share")


def unequal_tone(dice: Dice) -> ArticleSums:
    """The same of means."""
    group, below = _lengths(dice, (20, 1, 30), (150, 15, 30))
    return make_sums(below * dice.normal(0, np.where(group, 0.1, 0.6)), below, group, "mean")


def rare_shares(dice: Dice) -> ArticleSums:
    """A share of 2.5% in 20 and in 150 articles."""
    group, below = _lengths(dice, (20, 3, 12), (150, 3, 12))
    return make_sums(dice.binomial(below, dice.beta(0.3, 12, 170)), below, group, "share")


def unheard_shares(
    dice: Dice, share: tuple[float, float] = (0.03, 0.03), sizes: tuple[int, int] = (8, 42)
) -> ArticleSums:
    """A share of 3% in 8 short articles, in bursts, and in 42 long ones: the short ones often have none of it."""
    group, below = _lengths(dice, (sizes[0], 1, 4), (sizes[1], 8, 22))
    mean, even = np.maximum(np.asarray(share)[group], 1e-9), np.where(group, 50.0, 1.0)
    return make_sums(dice.binomial(below, dice.beta(mean * even, (1 - mean) * even)), below, group, "share")


def bursty_rates(dice: Dice) -> ArticleSums:
    """Terms in bursts, 20 and 50 articles."""
    group, below = _lengths(dice, (20, 300, 800), (50, 300, 800))
    return make_sums(dice.poisson(below * 0.005 * dice.lognormal(-1, 1, 70)), below, group, "rate")


def uneven_bursts(dice: Dice) -> ArticleSums:
    """Terms in one of ten articles in a group of 10, in most of the 40 of the other."""
    group, below = _lengths(dice, (10, 300, 800), (40, 300, 800))
    shape = np.where(group, 1.0, 0.1)
    return make_sums(dice.poisson(below * 0.004 * dice.gamma(shape, 1 / shape)), below, group, "rate")


def thin_tone(dice: Dice) -> ArticleSums:
    """Tone in 8 short articles, few of which have anything to be averaged, and in 42 long ones."""
    group, length = _lengths(dice, (8, 1, 8), (42, 8, 53))
    below = dice.binomial(length, 0.2)
    tone = below * dice.normal(0, 0.3, 50) + np.sqrt(below) * dice.normal(0, 0.5, 50)
    return make_sums(tone, below, group, "mean")


def crossed_events(dice: Dice) -> ArticleSums:
    """Two outlets of unlike spread report of the same ten events, which move both."""
    group, below = _lengths(dice, (20, 2, 5), (150, 15, 30))
    event = dice.integers(0, 10, 170)
    tone = dice.normal(0, 0.5, 10)[event] + dice.normal(0, np.where(group, 0.3, 1.5))
    return make_sums(below * tone, below, group, "mean", event)


def nested_events(dice: Dice) -> ArticleSums:
    """15 events of one outlet, 15 of the other, one to eight articles each."""
    event = np.repeat(np.arange(30), dice.integers(1, 9, 30))
    below = dice.integers(2, 12, len(event))
    tone = dice.normal(0, 1, 30)[event] + dice.normal(0, 0.6, len(event))
    return make_sums(below * tone, below, (event >= 15).astype(int), "mean", event)


def five_groups(dice: Dice) -> ArticleSums:
    """Five outlets with 10 to 150 articles, the small ones most varied."""
    group, below = _lengths(dice, *((n, 2, 12) for n in (10, 10, 20, 60, 150)))
    spread = np.array([2, 1.5, 1, 0.5, 0.3])[group]
    return make_sums(below * dice.normal(0, spread), below, group, "mean")


PAIRS: tuple[Callable[[Dice], ArticleSums], ...] = (
    unequal_shares, unequal_tone, rare_shares, unheard_shares, bursty_rates, uneven_bursts, thin_tone, crossed_events,
    nested_events,
)  # fmt: skip


def compare_pairs(design: Callable[[Dice], ArticleSums], studies: int) -> tuple[float, float]:
    """How often p < .05, and how often the interval of the difference holds 0."""
    rows = []
    for number in range(studies):
        sums = design(np.random.default_rng(number))
        interval = Interval(cluster="event" if "event" in design.__name__ else None, seed=number)
        settings = Comparison(permutations=PERMUTATIONS)
        row = compare_ratios(sums, "outlet", settings=settings, interval=interval).iloc[0]
        p, low, high = (float(row[name]) for name in ("p", "low", "high"))
        rows.append((p <= 0.05 if np.isfinite(p) else np.nan, low <= 0 <= high if np.isfinite(low) else np.nan))
    p, held = np.nanmean(np.array(rows, dtype=float), axis=0)
    return float(p), float(held)


def tell_extremes(n_groups: int, studies: int) -> float:
    """How often the report says that so many equal outlets of 20 articles differ."""
    said = 0
    for number in range(studies):
        group, below = _lengths(dice := np.random.default_rng(number), *([(20, 2, 12)] * n_groups))
        sums = make_sums(below * dice.normal(size=len(group)), below, group, "mean")
        table = resample_articles(sums, "outlet").sort_values(["estimate", "outlet"], ascending=[False, True])
        measures: Any = SimpleNamespace(interval=Interval(seed=number), study=SimpleNamespace(compare_pairs={}))
        said += "groups differ significantly" in str(
            narrate_extremes(table, "outlet", Told("Tone", "tone"), measures, sums)
        )
    return said / studies


def count_words(studies: int, n: tuple[int, int] = (20, 20), n_words: int = 300) -> dict[str, float]:
    """Bursty words, a tenth three times as frequent on one side: coverage, spread of z, false discoveries."""
    share = 1 / (np.arange(n_words) + 10.0)
    shift = np.where(np.arange(n_words) % 10, 1.0, 3.0)
    shares = [share * shift / (share * shift).sum(), share / share.sum()]
    odds = [np.log(one / (1 - one)) for one in shares]
    held, z, false = [], [], []
    for number in range(studies):
        dice = np.random.default_rng(number)
        parts = [
            dice.poisson(one[:, None] * dice.gamma(0.7, 1 / 0.7, (n_words, size)) * dice.integers(200, 600, size))
            for one, size in zip(shares, n, strict=True)
        ]
        ids = np.array([f"a{i:03}" for i in range(sum(n))], dtype=object)
        words = np.array([f"w{i:03}" for i in range(n_words)], dtype=object)
        full = [np.hstack([parts[0], np.zeros((n_words, n[1]))]), np.hstack([np.zeros((n_words, n[0])), parts[1]])]
        counts = [WordCounts(words, ids, sparse.csr_array(part)) for part in full]
        keep = np.flatnonzero(sum(part.sum(axis=1) for part in full) >= 5)
        articles = pd.DataFrame({"article_id": ids})
        table = compare_counts(counts, articles, keep, Keyness(permutations=PERMUTATIONS), paired=False)
        true = (odds[0] - odds[1])[keep]
        held.append(((table["low"] <= true) & (table["high"] >= true)).mean())
        z.append(((table["estimate"] - true) / (table["estimate"] / table["z"])).std())
        found = (control_false_discovery(table["p"]) <= 0.05) & (table["estimate"] > 0)
        false.append((shift[keep][found] == 1).mean() if found.any() else 0.0)
    return {"coverage": float(np.mean(held)), "sd of z": float(np.mean(z)), "false discoveries": float(np.mean(false))}


def main(_gold: str | None = None, argv: list[str] | None = None) -> None:
    """Print the tables; coarse ones without arguments."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contrasts")
    parser.add_argument("--studies", type=int, default=COARSE)
    studies = parser.parse_args(argv or []).studies
    print(f"{studies:,} studies a line; ratios do not differ")
    for design in PAIRS:
        p, held = compare_pairs(design, studies)
        print(f"{design.__name__:24} p < .05 {p:.3f}   interval of the difference holds 0 {held:.3f}", flush=True)
    settings = Comparison(permutations=PERMUTATIONS)
    tables = (
        compare_overall(five_groups(np.random.default_rng(n)), "outlet", settings=settings) for n in range(studies)
    )
    print(f"{'five_groups':24} p < .05 {np.mean([table['p'].iloc[0] <= 0.05 for table in tables]):.3f}")
    for n_groups in (3, 5, 10, 15):
        print(
            f"the report says that {n_groups} equal outlets differ {tell_extremes(n_groups, studies):.3f}", flush=True
        )
    for n in ((20, 20), (20, 60)):
        told = "   ".join(f"{name} {value:.3f}" for name, value in count_words(max(studies // 5, 1), n).items())
        print(f"words, {n[0]} and {n[1]} articles   {told}", flush=True)


if __name__ == "__main__":
    main(argv=sys.argv[1:])
