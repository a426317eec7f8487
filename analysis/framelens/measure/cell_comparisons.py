"""Differences within articles: between voices, zones, speakers or groups of speakers, who share the same articles.

Two outlets have articles of their own; two voices stand in the same ones. Their difference is therefore a paired one:
articles are drawn with both, and the test exchanges the two within articles.

References
----------
Good, P. (2005). *Permutation, parametric, and bootstrap tests of hypotheses* (3rd ed.), ch. 3 (matched pairs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.comparisons import Comparison
from framelens.measure.differences import Side, compare_sides
from framelens.measure.equivalence import find_equivalence_p
from framelens.measure.families import control_false_discovery
from framelens.measure.resampling import INTERVAL, Interval, resample_sums, split_bases
from framelens.measure.studentised import find_groups_p
from framelens.measure.sums import ArticleSums

_ARTICLE = "_article"  # a column for the article that two halves are of


def merge_cells(sums: ArticleSums, column: str, groups: Mapping[str, str], *, name: str = "group") -> ArticleSums:
    """The sums with cells taken together: speakers as groups of speakers.

    Parameters
    ----------
    sums : ArticleSums
        With a cell for every value of ``column``, such as ``sum_tone(annotations, within=("speaker",))``.
    column : str
    groups : mapping
        What group each value belongs to, such as {'emin-aliyev': 'media'}; others are left out.
    name : str
        The column of groups.

    Raises
    ------
    InputError
        For a column that is not there, or no value that has a group.

    Examples
    --------
    >>> merged = {"mara-lindqvist": "town", "tomas-breck": "union"}
    >>> fl.stats.merge_cells(fl.stats.sum_statements(study), "speaker_id", merged).cells.head(3)
    """
    if column not in sums.keys:
        raise InputError(f"there is no column '{column}' of cells; {suggest(column, sums.keys)}")
    group = sums.cells[column].astype("str").map(dict(groups))
    if not group.notna().any():
        raise InputError(f"no {column} has a group; give groups of {column}s that are there")
    keys = [key for key in sums.keys if key != column and key not in ("name", "kind")]
    table = sums.cells[keys].assign(**{name: group}).loc[group.notna()]
    cells = table.drop_duplicates().sort_values([*keys, name]).reset_index(drop=True)
    target = pd.MultiIndex.from_frame(cells).get_indexer(pd.MultiIndex.from_frame(table))
    pairs = (np.ones(len(target)), (target, np.flatnonzero(group.notna())))
    moved = np.full(len(sums.cells), -1, dtype=np.intp)
    moved[np.flatnonzero(group.notna())] = target
    gather = sparse.csr_array(pairs, shape=(len(cells), len(sums.cells)))

    def add(matrix: sparse.csr_array | None) -> sparse.csr_array | None:
        return matrix if matrix is None or matrix.shape[0] == 1 else (gather @ matrix).tocsr()

    return replace(
        sums,
        cells=cells.astype("str"),
        numerators=add(sums.numerators),
        denominators=add(sums.denominators),
        counts=add(sums.counts),
        always=None,
        evidence=tuple(part.move_cells(moved) for part in sums.evidence),
    )


def compare_cells(
    sums: ArticleSums,
    column: str,
    *,
    settings: Comparison | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Compare the values of a column of cells with each other, within the same articles.

    Parameters
    ----------
    sums : ArticleSums
        Made by ``sum_tone``, ``sum_hits`` or ``sum_statements``, or by :func:`merge_cells`.
    column : str
        A column of the cells: ``voice``, ``zone``, ``speaker_id`` or a group of speakers.
    settings : Comparison, optional
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.measure.comparisons.compare_ratios`: one row per pair of values and combination of the other
        columns. ``p`` exchanges the two within articles (or clusters), and rests on those that have either.

    Raises
    ------
    InputError
        For a column or reference that is not there, or groups compared with the rest.

    Examples
    --------
    >>> fl.stats.compare_cells(fl.stats.sum_tone(study), "voice").head(3)
    """
    settings = settings or Comparison()
    if column not in sums.keys:
        raise InputError(f"there is no column '{column}' of cells; {suggest(column, sums.keys)}")
    if settings.against != "pairs":
        raise InputError("cells are compared in pairs; leave against='rest' out")
    others = [key for key in sums.keys if key != column]
    values = sorted(sums.cells[column].dropna().astype("str").unique())
    if settings.reference is not None and settings.reference not in values:
        raise InputError(f"no {column} is '{settings.reference}'; {suggest(settings.reference, values)}")
    pairs = [p for p in combinations(values, 2) if settings.reference in (None, *p)]
    if settings.reference is not None:
        pairs = [(b, a) if a == settings.reference else (a, b) for a, b in pairs]
    codes = np.zeros(len(sums.articles), dtype=np.intp)
    base = next(iter(split_bases(sums.articles, codes, 1, interval=interval.drawn)))
    tests = len(pairs) * max(1, len(sums.cells) // max(len(values), 1))
    parts = []
    for a, b in pairs:
        mine = [_pick(sums, column, value, others) for value in (a, b)]
        same = mine[0][1].merge(mine[1][1], on=others, suffixes=("_a", "_b")) if others else _only(mine)
        if not len(same):
            continue
        halves = [_take(sums, same[f"_row_{side}"].to_numpy(), same[others]) for side in "ab"]
        sides = []
        for label, half in zip((a, b), halves, strict=True):
            up, down = (resample_sums(base.gather(m), base.weights) for m in (half.numerators, half.denominators))
            sides.append(Side(label, base.columns, base.units, up, down))
        parts.append(_compare(halves, sides, interval, settings, tests))
    columns = [*others, "group_a", "group_b", "n_a", "n_b", "n_articles_a", "n_articles_b", "estimate_a", "estimate_b"]
    columns += ["n", "estimate", "low", "high", "effect", "effect_measure", "p"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    equivalence = [name for name in ("smallest", "p_equivalence") if name in table]
    return table.assign(q=control_false_discovery(table["p"]))[[*columns, "q", *equivalence]]


def _pick(sums: ArticleSums, column: str, value: str, others: list[str]) -> tuple[str, pd.DataFrame]:
    rows = np.flatnonzero(sums.cells[column].astype("str").eq(value).fillna(False).to_numpy(dtype=bool))
    return value, sums.cells.iloc[rows][others].assign(_row=rows)


def _only(mine: list[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    first, second = (part["_row"].to_numpy()[:1] for _, part in mine)
    return pd.DataFrame({"_row_a": first, "_row_b": second})


def _take(sums: ArticleSums, rows: np.ndarray, cells: pd.DataFrame) -> ArticleSums:
    def pick(matrix: sparse.csr_array | None) -> sparse.csr_array | None:
        return matrix if matrix is None else matrix[rows] if matrix.shape[0] > 1 else matrix[np.zeros(len(rows), int)]

    return replace(
        sums,
        cells=cells.reset_index(drop=True),
        numerators=pick(sums.numerators),
        denominators=pick(sums.denominators),
        counts=pick(sums.counts),
        always=None,
    )


def _compare(
    halves: list[ArticleSums], sides: list[Side], interval: Interval, settings: Comparison, tests: int
) -> pd.DataFrame:
    """Both halves side by side: as one set of sums over articles and their shadows, so that one function compares.

    For the test an article is a cluster of two, whose halves change places or stay.
    """
    wide = len(halves[0].articles)
    articles = pd.concat([half.articles for half in halves], ignore_index=True)
    ids = articles["article_id"].astype(str)
    shadows = articles.assign(article_id=ids + np.repeat([" a", " b"], wide), **{_ARTICLE: ids.array})

    def join(name: str) -> sparse.csr_array | None:
        matrices = [getattr(half, name) for half in halves]
        return None if matrices[0] is None else sparse.hstack(matrices, format="csr")

    both = replace(
        halves[0],
        articles=shadows,
        numerators=join("numerators"),
        denominators=join("denominators"),
        counts=join("counts"),
    )
    # Both sides are made of the same articles: each is left out of both at once.
    units = [sparse.eye_array(wide, format="csr") if side.units is None else side.units for side in sides]
    first, second = (
        replace(side, columns=side.columns + at, units=unit)
        for side, at, unit in zip(sides, (0, wide), units, strict=True)
    )
    within = interval if interval.cluster is not None else replace(interval, cluster=_ARTICLE)
    codes = np.repeat([0, 1], wide)
    p = find_groups_p(both, codes, permutations=settings.permutations, interval=within, tests=tests)
    table = compare_sides(both, first, second, interval).assign(p=p)
    if settings.smallest is None:
        return table
    return table.assign(
        smallest=settings.smallest, p_equivalence=find_equivalence_p(both, first, second, settings.smallest)
    )
