"""Whether intervals hold the truth and p-values keep their level: every measure, in studies of a made-up population.

Studies are drawn from :mod:`benchmarks._population`, where the truth is known: the measure of the whole pool. Outlets
and dates are dealt out at random, therefore no outlet differs from another and nothing changes over time. One line a
design, size and measure: how often the 95% interval holds the truth, for all rows, for rare ones (shares below 2%)
and for the worst row; how often an interval is absent; its median width, and how many times the estimate its upper
bound is in the worst twentieth of rows; and how often p < .05, a false positive. A study in which *any* change point is
found, or whose sentence says that outlets differ, is one false positive more.

    python -m benchmarks.levels [--studies N] [--measure NAME ...] [--design NAME ...] [--articles N ...] [--workers N]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from inspect import signature
from time import perf_counter

import numpy as np
import pandas as pd

from benchmarks._population import DAYS, START, Dealing, Dealt, Population, make_population
from framelens.measure.intervals import resample_articles
from framelens.measure.tone import sum_tone
from framelens.report.narrative.differing import Told, keep_cells_of, narrate_extremes
from framelens.study import Study
from framelens.study.registry import MEASURES

COARSE, RESAMPLES, RARE = 20, 400, 0.02
_FEWEST = 30  # of the whole pool: of fewer, the same article is drawn twice, and looks like two that agree
_TOGETHER = 100  # samples that are measured at once
SIZES = (20, 50)  # unless others are asked for, such as 10 and 200
DIFFERENCES = ("compare", "keyness")  # of outlets that do not differ
PERIODS = ("period", "period_start")
WITHOUT = ("volume", "own_voices", "concordance", "definitions", "choices", "regress")  # no interval of their own
WITHIN = ("cooccurrence", "collocates")  # what they count depends on where articles end


@dataclass(frozen=True)
class Design:
    """How a study's articles come about: the dealing of each outlet's articles, and its share of the articles."""

    name: str
    dealings: tuple[Dealing, ...]
    shares: tuple[float, ...]
    crossed: bool = False

    @property
    def clustered(self) -> bool:
        """Whether articles of an event resemble each other, so that events are what is resampled."""
        return self.dealings[0].event > 1


_FIVE = (0.2,) * 5
DESIGNS = (
    Design("short", (Dealing(4),) * 2, (0.5, 0.5)),
    Design("long", (Dealing(30),) * 2, (0.5, 0.5)),
    Design("bursty", (Dealing(8, bursty=True),) * 2, (0.5, 0.5)),
    Design("unequal groups", (Dealing(8, bursty=True),) * 2, (0.15, 0.85)),
    Design("unlike groups", (Dealing(4, bursty=True), Dealing(30)), (0.15, 0.85)),
    Design("five groups", (Dealing(8),) * 5, _FIVE),
    Design("nested events", (Dealing(8, event=4),) * 2, (0.5, 0.5)),
    Design("crossed events", (Dealing(8, event=4),) * 2, (0.5, 0.5), crossed=True),
)


@cache
def population() -> Population:
    """The pool that all designs share."""
    return make_population()


@cache
def deal(dealing: Dealing) -> Dealt:
    """The pool dealt in one way."""
    return population().deal(dealing)


def draw_study(design: Design, size: int, *dice: np.random.Generator, resamples: int = RESAMPLES) -> Study:
    """A study of about ``size`` articles; of several samples of so many, which the column ``sample`` tells apart."""
    passages, tables = [], []
    for number, generator in enumerate(dice):
        drawn, table = _draw_articles(design, size, generator)
        passages += drawn
        prefix = f"{number:04}-"
        tables.append(
            table.assign(article_id=prefix + table["article_id"], event=prefix + table["event"], sample=prefix)
        )
    settings = {"cluster": "event" if design.clustered else "", "seed": int(dice[0].integers(2**31))}
    return population().study(passages, pd.concat(tables, ignore_index=True), resamples=resamples, **settings)


def _draw_articles(design: Design, size: int, dice: np.random.Generator) -> tuple[list[np.ndarray], pd.DataFrame]:
    """The passages of about ``size`` articles, and where, when and of what event they are."""
    drawn = []
    if design.crossed:  # every outlet reports of every event
        articles, events = deal(design.dealings[0]).draw(size, dice)
        outlets = dice.choice(len(design.shares), size=len(articles), p=design.shares)
        drawn = [(deal(design.dealings[0]), *row) for row in zip(articles, events, outlets, strict=True)]
    else:
        for outlet, (dealing, share) in enumerate(zip(design.dealings, design.shares, strict=True)):
            articles, events = deal(dealing).draw(max(2, round(size * share)), dice)
            drawn += [(deal(dealing), a, f"{outlet}-{e}", outlet) for a, e in zip(articles, events, strict=True)]
    table = pd.DataFrame({
        "article_id": [f"a{i:04}" for i in range(len(drawn))],
        "outlet": ["ABCDEFGH"[row[3]] for row in drawn],
        "event": [f"e{row[2]}" for row in drawn],
        "published": START + pd.to_timedelta(dice.integers(DAYS, size=len(drawn)), unit="D").as_unit("s"),
    })  # fmt: skip
    return [dealt.passages(article) for dealt, article, *_ in drawn], table


@dataclass(frozen=True)
class Call:
    """A measure as it is called, and what its table then says of the truth."""

    measure: str
    options: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return " ".join([self.measure, *(str(value) for _, value in self.options)])

    def of(self, study: Study, **options: object) -> pd.DataFrame:
        """The table of a study, with the columns that tell its rows apart as ``_keys``."""
        made = getattr(study, self.measure)(**{**MEASURES[self.measure].needs, **dict(self.options), **options})
        keys = [key for key in made.keys if key not in (*PERIODS, *self.by, "group_a", "group_b", "sample")]
        table = made.table
        named = ["|".join(map(str, row)) for row in table[keys].to_numpy(dtype=object)]
        return table.assign(_key=pd.array(named, dtype="str"), _form=made.look.form)

    @property
    def shared(self) -> bool:
        """Whether many samples can be measured at once, as groups of one study: not what is tested together."""
        return MEASURES[self.measure].groups and self.measure != "changes"

    def of_samples(self, study: Study) -> pd.DataFrame:
        """The tables of all samples of a study, each as :meth:`of` would give it."""
        own = signature(getattr(study, self.measure)).parameters["by"].default
        return self.of(study, by=["sample", *([] if own is None else [own])])

    @property
    def by(self) -> tuple[str, ...]:
        """The groups that are asked for; the truth is the same in all of them."""
        return tuple(str(value) for name, value in self.options if name == "by")

    def suits(self, design: Design) -> bool:
        """Whether the truth is one: not where a count of units within articles depends on how long these are."""
        return len(set(design.dealings)) == 1 or self.measure not in WITHIN

    def truth(self, design: Design) -> pd.Series | None:
        """What the pool says of each row; None where it is 0."""
        if self.measure in DIFFERENCES:
            return None
        return _measure_pool(self, design.dealings[0])


@cache
def _measure_pool(call: Call, dealing: Dealing) -> pd.Series:
    table = call.of(deal(dealing).whole)
    told = table["estimate"].notna() & table["n"].ge(_FEWEST)
    return table.loc[told].drop_duplicates("_key").set_index("_key")["estimate"]


def list_calls(names: list[str] | None = None) -> list[Call]:
    """Every measure with an interval, as a whole and by outlet; comparisons, trends and changes of three families."""
    calls = []
    for name in names or MEASURES:
        if name in ("trend", "changes", "compare"):
            calls += [Call(name, (("what", what),)) for what in ("voices", "tone", "frames")]
        elif name == "keyness":
            calls += [Call(name, (("by", "outlet"),))]
        elif name == "diversity":
            calls += [Call(name, (("statements", 20),))]
        elif not name.startswith("codes.") and name not in WITHOUT:
            calls.append(Call(name))
    return calls


@dataclass
class Tally:
    """What the intervals and tests of a measure did over many studies."""

    rows: list[pd.DataFrame] = field(default_factory=list)
    false: list[float] = field(default_factory=list)

    def add(self, call: Call, table: pd.DataFrame, truth: pd.Series | None) -> None:
        """Count one study, or the samples of one."""
        if call.measure == "changes":
            self.false.append(float(len(table) > 0))
            return
        true = table["_key"].map(truth) if truth is not None else pd.Series(0.0, table.index)
        known = table.loc[true.notna() & table["estimate"].notna()].assign(_true=true)
        if "p" in known:
            self.false.append(float((known["p"].dropna() < 0.05).mean()))
        if not len(known):
            return
        rare = known["_form"].eq("share") & known["_true"].lt(RARE)
        held = known["low"].le(known["_true"] + 1e-12) & known["high"].ge(known["_true"] - 1e-12)
        self.rows.append(pd.DataFrame({
            "key": known["_key"], "rare": rare, "held": held.astype(float).where(known["low"].notna()),
            "width": known["high"] - known["low"],
            "study": f"{len(self.rows)} " + (known["sample"].astype(str) if "sample" in known else ""),
            "times": (known["high"] / known["estimate"]).where(known["estimate"].gt(0) & known["high"].gt(0)),
        }))  # fmt: skip

    def summarise(self) -> dict[str, float]:
        """Coverage of all rows, of rare ones and of the worst; absent intervals; false positives."""
        summary = dict.fromkeys(("coverage", "error", "rare", "worst", "absent", "width", "times", "false"), np.nan)
        if self.false:
            summary["false"] = float(np.nanmean(self.false))
        if not self.rows:
            return summary
        rows = pd.concat(self.rows, ignore_index=True)
        common = rows.loc[~rows["rare"]].groupby("study")["held"].mean()
        by_row = rows.groupby("key")["held"].agg(["mean", "count"])
        summary |= {
            "coverage": float(common.mean()),
            "error": float(common.std() / max(len(common), 1) ** 0.5),
            "rare": float(rows.loc[rows["rare"], "held"].mean()),
            "worst": float(by_row.loc[by_row["count"].ge(by_row["count"].max() / 2), "mean"].min()),
            "absent": float(rows["held"].isna().mean()),
            "width": float(rows["width"].median()),
            "times": float(rows["times"].quantile(0.95)),
        }
        return summary


def says_difference(study: Study) -> bool:
    """Whether the report's sentence on the outlets' own tone, which does not differ, says that it does."""
    measures = study._measures
    sums = keep_cells_of(sum_tone(study.annotations), "voice", "journalist")
    table = resample_articles(sums, "outlet", interval=measures.interval)
    table = table.sort_values(["estimate", "outlet"], ascending=[False, True], kind="stable")
    said = narrate_extremes(table, "outlet", Told("Tone", "tone"), measures, sums)
    words = "" if said is None else str(said)
    return bool(words) and not any(part in words for part in ("not differ", "cannot be compared", "no interval"))


def run(
    design: Design, size: int, calls: list[Call], studies: int, *, sentence: bool = False
) -> dict[str, dict[str, float]]:
    """Coverage and false positives of every call in ``studies`` studies of one design and size."""
    calls = [call for call in calls if call.suits(design)]
    tallies: dict[str, Tally] = {str(call): Tally() for call in calls}
    said: list[float] = []
    together, alone = ([call for call in calls if call.shared is shared] for shared in (True, False))
    dice = [np.random.default_rng([size, number, *design.name.encode()]) for number in range(studies)]
    for begin in range(0, studies if together else 0, _TOGETHER):
        study = draw_study(design, size, *dice[begin : begin + _TOGETHER])
        for call in together:
            tallies[str(call)].add(call, call.of_samples(study), call.truth(design))
    for one in dice if alone or sentence else []:
        study = draw_study(design, size, one)
        for call in alone:
            tallies[str(call)].add(call, call.of(study), call.truth(design))
        if sentence:
            said.append(float(says_difference(study)))
    summary = {name: tally.summarise() for name, tally in tallies.items()}
    if sentence:
        summary["sentence: highest against lowest"] = {"false": float(np.mean(said))}
    return summary


def list_lines(
    designs: list[Design], sizes: list[int], calls: list[Call], studies: int, *, sentence: bool, workers: int = 1
) -> Iterator[str]:
    """The table, line by line; each design and size in a process of its own where there are several workers."""
    head = ("coverage", "error", "rare", "worst", "absent", "width", "times", "false")
    yield f"{'design':16}{'articles':>9}  {'measure':34}" + "".join(f"{name:>10}" for name in head)
    cells = [(design, size) for design in designs for size in sizes]
    measure = partial(run, calls=calls, studies=studies, sentence=sentence)
    with ProcessPoolExecutor(workers) as pool:
        done = pool.map(measure, *zip(*cells, strict=True)) if workers > 1 else map(measure, *zip(*cells, strict=True))
        for (design, size), found in zip(cells, done, strict=True):
            for name, summary in found.items():
                numbers = "".join(f"{_show(summary.get(column, np.nan)):>10}" for column in head)
                yield f"{design.name:16}{size:>9}  {name:34}{numbers}"


def _show(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.3f}"


def main(_gold: str | None = None, argv: list[str] | None = None) -> None:
    """Print the table; a coarse one without arguments."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.levels")
    parser.add_argument("--studies", type=int, default=COARSE)
    parser.add_argument("--measure", nargs="*", choices=[*MEASURES, "sentence"])
    parser.add_argument("--design", nargs="*", choices=[design.name for design in DESIGNS])
    parser.add_argument("--articles", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args(argv or [])
    measures = None if asked.measure is None else [name for name in asked.measure if name != "sentence"]
    designs = [design for design in DESIGNS if not asked.design or design.name in asked.design]
    sentence = asked.measure is None or "sentence" in asked.measure
    calls = list_calls(measures) if measures is None or measures else []
    print(f"{asked.studies:,} studies a line; 95% intervals, {RESAMPLES} resamples; outlets and months do not differ")
    begun = perf_counter()
    lines = list_lines(designs, asked.articles, calls, asked.studies, sentence=sentence, workers=asked.workers)
    for line in lines:
        print(line, flush=True)
    print(f"{perf_counter() - begun:,.0f} s")


if __name__ == "__main__":
    main(argv=sys.argv[1:])
