"""Whether a study that was planned comes out as promised: simulated studies of the planned size.

Printed is how often the interval of such a study is as narrow as was asked for (four of five are promised), and how
often it is wider by more than a fifth: of corrected shares (``units_for_interval``, single units and several an
article), and of shares, rates and means of articles, judged by pilots of 20 and 60 (``articles_for_interval``); and how
often a difference is found, beside the power that ``power_for_difference`` gives.

    python -m benchmarks.planning [GOLD] [STUDIES]
"""

from __future__ import annotations

import sys
import warnings
from itertools import product

import numpy as np
import pandas as pd
from scipy import sparse, stats

from framelens.code.article_sizes import articles_for_interval
from framelens.code.correction import correct_differences, correct_means
from framelens.code.power import find_design_effect, power_for_difference
from framelens.code.sizes import Expected, units_for_interval
from framelens.measure.intervals import resample_articles
from framelens.measure.sums import ArticleSums

SEED = 41
# width, share, precision, recall, units read
CODED = ((0.4, 0.5, 0.8, 0.8, 2000), (0.3, 0.2, 0.8, 0.7, 2000), (0.2, 0.3, 0.8, 0.8, 3000), (0.1, 0.2, 0.8, 0.7, 5000),
         (0.1, 0.05, 0.7, 0.7, 5000), (0.2, 0.1, 0.9, 0.9, 2000), (0.1, 0.5, 0.9, 0.9, 5000),
         (0.2, 0.5, 0.5, 0.5, 2000))  # fmt: skip
ARTICLES = (("share", 0.15), ("share", 0.3), ("rare share", 0.03), ("rare share", 0.015), ("bursty rate", 3.0),
            ("bursty rate", 1.5), ("mean", 0.1), ("mean", 0.05))  # fmt: skip
PILOTS = (20, 60)
DIFFERENCES = ((0.1, 300, 3000, 0.8, 0.8), (0.1, 400, 5000, 0.9, 0.9), (0.15, 200, 2000, 0.6, 0.6))


def main(_gold: str | None = None, studies: int = 60) -> int:
    """Print the table; 0."""
    warnings.simplefilter("ignore")
    dice = np.random.default_rng(SEED)
    print("coded units: width asked for, share, precision, recall, units read; units an article")
    for plan, per_article in product(CODED, (1, 5)):
        n, widths = try_units(*plan, per_article, studies, dice)
        print(f"  {plan} {per_article}: {n:5,} units, {tell_widths(widths, plan[0])}")
    print("articles: measure, width asked for, articles of the pilot")
    for (kind, width), pilot in product(ARTICLES, PILOTS):
        needed, widths = try_articles(kind, width, pilot, studies, dice)
        print(f"  {kind} {width} {pilot}: {np.median(needed):6,.0f} articles (median), {tell_widths(widths, width)}")
    print("power: difference, coded, units read, precision, recall; hand-coded alone and corrected")
    for plan in DIFFERENCES:
        promised, found = try_difference(*plan, studies, dice)
        print(f"  {plan}: promised {promised[0]:.2f} and {promised[1]:.2f}, found {found[0]:.2f} and {found[1]:.2f}")
    return 0


def tell_widths(widths: np.ndarray, width: float) -> str:
    """How often a width is kept to."""
    met, far = np.mean(widths <= width * (1 + 1e-9)), np.mean(widths > 1.2 * width)
    return f"as narrow in {met:.2f}, a fifth wider in {far:.2f}, mean width {widths.mean():.3f}"


def try_units(
    width: float,
    share: float,
    precision: float,
    recall: float,
    units: int,
    per_article: int,
    studies: int,
    dice: np.random.Generator,
) -> tuple[int, np.ndarray]:
    """The units that are planned, and the widths of studies of so many; several an article resemble each other."""
    effect = 1.0
    if per_article > 1:
        pilot = draw_units(share, precision, recall, 600, per_article, dice)
        effect = find_design_effect(pilot.assign(answer=pilot["answer"].astype(float)), per_article)
    n = units_for_interval(
        width,
        share=share,
        precision=precision,
        recall=recall,
        units=units,
        per_article=per_article,
        design_effect=effect,
    )
    n = min(-(-n // per_article) * per_article, units)
    widths = []
    for _ in range(studies):
        table = draw_units(share, precision, recall, units, per_article, dice)
        drawn = dice.choice(units // per_article, n // per_article, replace=False)
        table.loc[~table["article_id"].isin(drawn), "code"] = np.nan
        row = correct_means(table).iloc[0]
        widths.append(row["high"] - row["low"])
    return n, np.array(widths)


def draw_units(
    share: float, precision: float, recall: float, units: int, per_article: int, dice: np.random.Generator
) -> pd.DataFrame:
    """Units with the program's answer and the code; errors of one article go together where it has several units."""
    plan = Expected.expect(share, precision, recall)
    truth = dice.random(units) < share
    chance = {True: plan.missed / share, False: plan.added / (1 - share)}
    article = np.arange(units) // per_article
    wrong = np.zeros(units, dtype=bool)
    articles = article.max() + 1
    for has, rate in chance.items():
        alike = per_article > 1
        here = dice.beta(4 * rate, 4 - 4 * rate, articles) if alike else np.full(articles, rate)
        wrong |= (truth == has) & (dice.random(units) < here[article])
    ids = [f"u{number:05}" for number in range(units)]
    return pd.DataFrame({"unit_id": ids, "article_id": article, "answer": truth ^ wrong, "code": truth.astype(float)})


def try_articles(
    kind: str, width: float, pilot: int, studies: int, dice: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The articles that pilots ask for, and the widths of studies of so many."""
    needed, widths = [], []
    for _ in range(studies):
        n = articles_for_interval(draw_articles(kind, pilot, dice), width)["n_needed"].iloc[0]
        if pd.notna(n):
            row = resample_articles(draw_articles(kind, min(int(n), 20_000), dice)).iloc[0]
            needed.append(int(n))
            widths.append(row["high"] - row["low"])
    return np.array(needed), np.array(widths)


def draw_articles(kind: str, n: int, dice: np.random.Generator) -> ArticleSums:
    """Articles of very different size, in some of which much more is found than in others."""
    scale = 1000.0 if kind == "bursty rate" else 1.0
    if kind == "bursty rate":
        size = dice.lognormal(6, 0.6, n).round() + 50
        found = dice.poisson(size * dice.gamma(0.4, 1 / 0.4, n) * 0.005)
    elif kind == "mean":
        size = dice.geometric(0.08, n)
        found = size * dice.normal(0.1, 0.15, n) + dice.normal(0, 0.4, n) * np.sqrt(size)
    else:
        size = dice.geometric(0.2 if kind == "share" else 0.05, n)
        found = dice.binomial(size, dice.beta(0.6, 1.4, n) if kind == "share" else dice.beta(0.3, 9.7, n))
    articles, cells = pd.DataFrame({"article_id": [f"a{k:05}" for k in range(n)]}), pd.DataFrame({"code": ["x"]})
    above, below = (sparse.csr_array(np.asarray(part, dtype=float)[None]) for part in (found, size))
    return ArticleSums(articles, cells, above, below, kind.split()[-1], scale)  # type: ignore[arg-type]


def try_difference(
    difference: float, coded: int, units: int, precision: float, recall: float, studies: int, dice: np.random.Generator
) -> tuple[list[float], np.ndarray]:
    """The power that is promised, and how often hand-coded units alone and the corrected comparison find it."""
    share = 0.3
    promised = power_for_difference(
        difference, coded=coded, units=units, share=share, precision=precision, recall=recall
    )
    added = Expected.expect(share, precision, recall).added / (1 - share)
    group = np.repeat(["a", "b"], units // 2)
    found = np.zeros(2)
    for _ in range(studies):
        truth = dice.random(units) < np.where(group == "a", share - difference / 2, share + difference / 2)
        said = np.where(truth, dice.random(units) < recall, dice.random(units) < added)
        drawn = np.concatenate([dice.choice(np.flatnonzero(group == g), coded // 2, replace=False) for g in "ab"])
        code = np.where(np.isin(np.arange(units), drawn), truth.astype(float), np.nan)
        table = pd.DataFrame(
            {"unit_id": [f"u{k:05}" for k in range(units)], "answer": said, "code": code, "group": group}
        )
        alone = stats.ttest_ind(code[group == "a"], code[group == "b"], nan_policy="omit")
        found += [alone.pvalue < 0.05, correct_differences(table, "group").iloc[0]["p"] < 0.05]
    return promised["power"].tolist(), found / studies


if __name__ == "__main__":
    raise SystemExit(main(None, int(sys.argv[2]) if len(sys.argv) > 2 else 60))
