"""What a reading looks like on one page: a wrong delivery is seen in ten seconds."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from framelens.corpus.article import Article, LeftOut
from framelens.corpus.source import iterate_articles

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

FIELDS = ("headline", "published", "byline", "outlet", "language")
_N_ODD, _LONGEST, _MOST_ROWS = 3, 80, 18
_TWO_WAYS = re.compile(r"'(?P<value>[^']+)' (?:can be read in two ways|read with the (?P<order>day|month) first)")
_UNSET = "refused: set day_first"


@dataclass
class Overview:
    """What was read of a source, file by file and field by field; make it with :func:`describe_source`.

    Attributes
    ----------
    counts : pandas.DataFrame
        One row per source, outlet and month: ``source`` (a file, or the folder of files of one article each),
        ``outlet``, ``month`` and ``n``; null where the articles do not say it.
    missing : pandas.DataFrame
        One row per source and field: how many of its ``n`` articles lack it (``n_missing``).
    odd : pandas.DataFrame
        One row per field and odd value, three a field: ``field``, ``value``, ``why`` and ``article_id``.
    two_ways : pandas.DataFrame
        One row per date that can be read two ways: ``value``, ``read_as`` and ``n``.
    left_out : pandas.DataFrame
        One row per file of which something was left out that nobody expected: ``source``, ``n_left_out`` and the
        ``first_reason``.
    """

    counts: pd.DataFrame
    missing: pd.DataFrame
    odd: pd.DataFrame
    two_ways: pd.DataFrame
    left_out: pd.DataFrame

    def lines(self) -> list[str]:
        """The page as text."""
        lines: list[str] = []
        for title, table in self._tables():
            shown = table.head(_MOST_ROWS).to_string(index=False, na_rep="-", max_colwidth=_LONGEST).split("\n")
            more = [f"  and {len(table) - _MOST_ROWS:,} more rows"] if len(table) > _MOST_ROWS else []
            lines += ["", title, *(f"  {line}" for line in shown), *more]
        return lines

    def to_html(self) -> str:
        """The page as HTML, whole."""
        head = "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>What was read</title></head>"
        return f"{head}<body><h3>What was read</h3>{self._repr_html_()}</body></html>"

    def _repr_html_(self) -> str:
        return "".join(
            f"<h4>{escape(title)}</h4>{table.to_html(index=False, na_rep='–', escape=True, border=0, justify='left')}"
            for title, table in self._tables()
        )

    def _tables(self) -> list[tuple[str, pd.DataFrame]]:
        by_outlet = self.counts.groupby(["source", "outlet"], dropna=False, sort=False)["month"]
        outlets = by_outlet.agg(first="min", last="max", months="nunique").reset_index()
        n = self.counts.groupby(["source", "outlet"], dropna=False, sort=False)["n"].sum().to_numpy()
        outlets.insert(2, "articles", n)
        lacking = self.missing[self.missing["n_missing"] > 0]
        tables = [
            ("Articles of each source and outlet, and their months", outlets.sort_values("articles", ascending=False)),
            ("What was left out", self.left_out),
            ("What is missing", lacking),
            ("The oddest values of each field", self.odd),
            ("Dates that can be read two ways", self.two_ways),
        ]
        return [(title, table) for title, table in tables if len(table)]


@dataclass
class Gathering:
    """The items of a reading, taken in one by one."""

    rows: list[dict[str, object]] = field(default_factory=list)
    dates: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: dict[str, list[str]] = field(default_factory=dict)

    def meet(self, item: Article | LeftOut) -> None:
        """Take in an article, or what is none."""
        dated = None if isinstance(item, LeftOut) else item.found.get("published")
        note = item.reason if isinstance(item, LeftOut) else dated.note if dated else ""
        if match := _TWO_WAYS.search(note):
            read = f"{item.published} ({match['order']} first)" if isinstance(item, Article) else _UNSET
            self.dates[match["value"], read] += 1
        if isinstance(item, LeftOut) and not item.expected:
            self.reasons.setdefault(item.source.removesuffix(f", {item.position}"), []).append(item.reason)
        if isinstance(item, Article):
            row: dict[str, object] = {name: getattr(item, name) for name in FIELDS}
            row |= {"article_id": item.article_id, "source": item.source_path, "text": len(item.text.split())}
            row["whole"] = not item.position
            self.rows.append(row)

    def finish(self) -> Overview:
        """The page of all that was taken in."""
        table = pd.DataFrame(self.rows, columns=[*FIELDS, "article_id", "source", "text", "whole"])
        alone = table["whole"].astype(bool)
        folders = (
            table["source"].str.rpartition("/")[0].replace("", ".") + "/ (one article a file)" if alone.any() else None
        )
        table["source"] = table["source"].where(~alone, folders) if folders is not None else table["source"]
        months = table["published"].map(lambda day: None if day is None or day != day else f"{day:%Y-%m}")
        keys = [table["source"], table["outlet"], months.rename("month")]
        counts = table.groupby(keys, dropna=False).size().rename("n").reset_index()
        n = table.groupby("source", sort=False).size()
        lacking = table[list(FIELDS)].isna().groupby(table["source"], sort=False).sum()
        missing = lacking.reset_index().melt("source", var_name="field", value_name="n_missing")
        missing.insert(2, "n", missing["source"].map(n))
        odd = pd.DataFrame([row for name in (*FIELDS, "text") for row in _find_odd(table, name)],
                           columns=["field", "value", "why", "article_id"])  # fmt: skip
        pairs = sorted(self.dates.items())
        two_ways = pd.DataFrame([(v, r, n) for (v, r), n in pairs], columns=["value", "read_as", "n"])
        out = [(source, len(reasons), reasons[0]) for source, reasons in self.reasons.items()]
        left_out = pd.DataFrame(out, columns=["source", "n_left_out", "first_reason"])
        return Overview(counts, missing, odd, two_ways, left_out)


def describe_source(source: ArticleSource) -> Overview:
    """What is read of a source on one page: how many articles by outlet and month, what is missing, what is odd.

    Parameters
    ----------
    source : ArticleSource

    Returns
    -------
    Overview
        Shows itself as a page in Jupyter; ``lines()`` is the same as text.

    Examples
    --------
    >>> fl.read.describe_source(study.settings.articles).missing
    """
    gathering = Gathering()
    for item in iterate_articles(source):
        gathering.meet(item)
    return gathering.finish()


def _find_odd(table: pd.DataFrame, name: str) -> list[tuple[str, str, str, str]]:
    """The three values of a field that are least like the others: in length, in their signs, or in time."""
    known = table[table[name].notna()]
    if known[name].nunique() < 2:
        return []
    measures = {"length": _size_of} | ({"signs": _count_signs} if name in ("headline", "byline", "outlet") else {})
    by_value = known.drop_duplicates(name)
    scored: dict[int, tuple[float, str]] = {}
    for why, measure in measures.items():
        values = [measure(value) for value in known[name]]  # what is there often is not odd
        middle = statistics.median(values)
        spread = statistics.median(abs(value - middle) for value in values) or statistics.pstdev(values) or 1.0
        shown = {"published": "time", "text": "words"}.get(name, why)
        for at, value in enumerate(map(measure, by_value[name])):
            side = f"far {'below' if value < middle else 'above'} the middle in {shown}"
            scored[at] = max(scored.get(at, (0.0, "")), (abs(value - middle) / spread, side))
    chosen = sorted(scored, key=lambda at: (-scored[at][0], at))[:_N_ODD]
    rows = [by_value.iloc[at] for at in chosen]
    return [(name, _shorten(row[name]), scored[at][1], row["article_id"]) for at, row in zip(chosen, rows, strict=True)]


def _count_signs(value: object) -> float:
    text = str(value)
    return len(re.findall(r"[^\w\s]|\d|_", text)) / max(len(text), 1)


def _size_of(value: object) -> float:
    if hasattr(value, "toordinal"):
        return float(value.toordinal())
    return math.log1p(value if isinstance(value, int) else len(str(value)))


def _shorten(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
