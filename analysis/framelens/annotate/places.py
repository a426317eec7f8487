"""Where located things stand among each other: offsets in segments, rows in statements, spans over spans."""

from __future__ import annotations

import numpy as np
import pandas as pd

UNNAMED, UNRESOLVED = "unnamed", "unresolved"
_NAMELESS = ("unnamed", "document")  # the resolutions of a source that has no name to find


def locate_segments(article_ids: pd.Series, offsets: pd.Series, segments: pd.DataFrame) -> np.ndarray:
    """For each offset the position in ``segments`` of the segment that holds it; -1 where none does."""
    codes, _ = pd.factorize(pd.concat([article_ids, segments["article_id"]], ignore_index=True))
    asked, held = codes[: len(article_ids)].astype(np.int64), codes[len(article_ids) :].astype(np.int64)
    if not len(held):
        return np.full(len(asked), -1, dtype=np.intp)
    at, start, end = (c.to_numpy(dtype=np.int64) for c in (offsets, segments["start"], segments["end"]))
    # Each article has a stretch of one long line to itself, so that one search serves all articles.
    stretch = max(at.max(initial=0), end.max()) + 1
    order = np.lexsort((start, held))
    line = (held * stretch + start)[order]
    before = np.searchsorted(line, asked * stretch + at, side="right") - 1
    found = order[np.maximum(before, 0)]
    inside = (before >= 0) & (held[found] == asked) & (at < end[found])
    return np.where(inside, found, -1)


def locate_quotes(rows: pd.DataFrame, quotes: pd.DataFrame) -> np.ndarray:
    """For each of ``rows`` the position in ``quotes`` of the statement that it belongs to; -1 where none."""
    keys = ["article_id", "quote_id"]
    return locate_cells(rows[keys], quotes[keys])


def locate_cells(rows: pd.DataFrame, cells: pd.DataFrame) -> np.ndarray:
    """For each of ``rows`` the row of ``cells`` with the same keys (null equals null); -1 where there is none."""
    keys = [str(c) for c in cells.columns]
    if not keys:
        return np.zeros(len(rows), dtype=np.intp)
    if not len(rows):
        return np.zeros(0, dtype=np.intp)
    both = pd.concat([cells, rows[keys]], ignore_index=True)
    codes = both.groupby(keys, sort=False, dropna=False, observed=True).ngroup().to_numpy(dtype=np.intp)
    cell_of = np.full(codes.max() + 1, -1, dtype=np.intp)
    cell_of[codes[: len(cells)]] = np.arange(len(cells))
    return cell_of[codes[len(cells) :]]


def find_unnamed(rows: pd.DataFrame) -> np.ndarray:
    """For each quote or mention whether its source has no name to find ("officials", "the report").

    Every other one without a speaker has a source that is absent, ambiguous or not found out.
    """
    return rows["resolution"].isin(_NAMELESS).to_numpy(dtype=bool)


def overlap_any(
    group: pd.Series, start: pd.Series, end: pd.Series, by_group: pd.Series, by_start: pd.Series, by_end: pd.Series
) -> np.ndarray:
    """Whether each span overlaps any of the second spans of the same group (an article, or more than that)."""
    codes, _ = pd.factorize(pd.concat([group, by_group], ignore_index=True))
    mine, other = codes[: len(group)].astype(np.int64), codes[len(group) :].astype(np.int64)
    starts, ends = _whole(by_start), _whole(by_end)
    if not len(other):
        return np.zeros(len(mine), dtype=bool)
    # Each group has a stretch of one long line to itself, so that one search serves all groups; the furthest
    # end so far tells whether anything that begins earlier reaches into the span.
    stretch = max(_whole(end).max(initial=0), ends.max(initial=0)) + 1
    order = np.lexsort((starts, other))
    line = (other * stretch + starts)[order]
    reach = np.maximum.accumulate((other * stretch + ends)[order])
    before = np.searchsorted(line, mine * stretch + _whole(end), side="left") - 1
    return (before >= 0) & (reach[np.maximum(before, 0)] > mine * stretch + _whole(start))


def _whole(offsets: pd.Series) -> np.ndarray:
    return offsets.to_numpy(dtype=np.int64)
