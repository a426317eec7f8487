"""Drawing units for human coders: stratified, rare answers drawn more often, every chance of being drawn kept.

A simple random sample of a code that one unit in fifty has would show coders forty-nine empty units for one that
says how well the program finds it. Units that the program gives a rare answer are therefore drawn more often; what
each unit stands for is kept as the probability with which it was drawn, and every estimate weighs by it.

References
----------
Bankier, M. D. (1988). Power allocations: Determining sample sizes for subnational areas. *The American Statistician*,
42(3), 174-177.
Neyman, J. (1938). Contribution to the theory of sampling human populations. *JASA*, 33(201), 101-116.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.code.codebook import JOINT
from framelens.errors import InputError, suggest
from framelens.measure.groups import PERIODS, By, find_column, list_columns
from framelens.measure.resampling import SEED, check_seed, make_generator

STRATA = " / "  # between the values, and the names, of the columns of a stratum
_HALVINGS = 80
MOST_ANSWERS = 10  # the most frequent ones, each of which is a stratum; all others, such as most speakers, are one
RARER = "rarer answers"
BOTH_OF_A_STRATUM = 2  # one unit shows no spread: where a stratum has two, two are drawn


def draw_coding_sample(
    units: pd.DataFrame,
    n: int,
    *,
    strata: By = "answer",
    enrich: float = 0.5,
    coders: Sequence[str] = (),
    double: float = 1.0,
    seed: int = SEED,
) -> pd.DataFrame:
    """Draw units for coding.

    Parameters
    ----------
    units : pandas.DataFrame
        The population, one row per unit: made by :func:`framelens.code.units.list_units`.
    n : int
        How many units are drawn.
    strata : str or sequence of str, optional
        Columns of the units (``answer``, ``outlet``, ``voice``, ``year``), every combination of which gets its part of
        the sample; none for a simple random sample. Of a unit with several answers its rarest counts; of more than ten
        answers, such as speakers, all but the ten most frequent are one stratum.
    enrich : float
        How much more often units of small strata are drawn: 0 draws every unit with the same chance, 1 equally many
        units from every stratum, between them a stratum of N units gets a part in proportion to N ** (1 - enrich).
    coders : sequence of str, optional
        Who codes. Units are dealt out to them; without names everybody codes everything.
    double : float
        The share of the units that every coder gets, which agreement is measured on; the others go to one coder each.
    seed : int

    Returns
    -------
    pandas.DataFrame
        The units drawn, in the order in which they are to be coded (shuffled): their columns, and ``stratum``,
        ``strata`` (the columns), ``n_stratum`` (units of the population in it), ``probability`` (with which a unit of
        it was drawn), ``order`` (from 1) and ``coders`` (a list). The same units, settings and seed give the same
        sample.

    Raises
    ------
    InputError
        For no units, more than there are, fewer than two a stratum, or a column that is not there.

    Examples
    --------
    >>> len(fl.stats.draw_coding_sample(fl.stats.list_units(study, "statement"), 10, coders=("anna", "ben")))
    """
    check_seed(seed)
    _check(units, n, enrich, double)
    table = units.sort_values("unit_id", kind="stable").reset_index(drop=True)
    stratum = name_strata(table, strata)
    sizes = stratum.value_counts().sort_index()
    part = _allocate(sizes, n, enrich)
    generator = make_generator(table["unit_id"].astype(str).tolist(), seed)
    luck = pd.Series(generator.random(len(table)))
    rank = luck.groupby(stratum.to_numpy()).rank(method="first")
    drawn = (rank <= stratum.map(part)).to_numpy()
    sample = table.loc[drawn].assign(
        stratum=stratum[drawn], n_stratum=stratum[drawn].map(sizes), probability=(stratum.map(part / sizes))[drawn]
    )
    sample = sample.iloc[generator.permutation(len(sample))].reset_index(drop=True)
    sample["strata"] = STRATA.join(list_columns(strata))
    sample["order"] = np.arange(1, len(sample) + 1)
    sample["coders"] = _deal(len(sample), list(coders), double)
    return sample.astype({"stratum": "str", "strata": "str", "n_stratum": "Int64", "order": "Int64"})


def _check(units: pd.DataFrame, n: int, enrich: float, double: float) -> None:
    if not len(units):
        raise InputError("there is no unit to draw from; list_units gave an empty table")
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
        raise InputError(f"n is {n!r}; it is the number of units to draw, 1 or more")
    if n > len(units):
        raise InputError(f"{n:,} units cannot be drawn from {len(units):,}; draw at most {len(units):,}")
    for name, value in (("enrich", enrich), ("double", double)):
        if not 0 <= value <= 1:
            raise InputError(f"{name} is {value}; it lies between 0 and 1")
    twice = units.loc[units["unit_id"].duplicated(), "unit_id"]
    if len(twice):
        raise InputError(f"unit '{twice.iloc[0]}' is listed twice; give each unit one row")


def name_strata(units: pd.DataFrame, strata: By) -> pd.Series:
    """The stratum of each unit: the values of the columns, joined by ' / '; a null value is 'none given'."""
    parts = []
    for column in list_columns(strata):
        if column not in units.columns and not (column in PERIODS and "published" in units.columns):
            allowed = [c for c in units.columns if c not in ("unit_id", "start", "end", "choices")]
            raise InputError(f"units have no column '{column}' to draw by; {suggest(str(column), allowed)}")
        values = find_column(units, column).astype("str").fillna("none given")
        parts.append(_join_rare(_take_rarest(values)) if column == "answer" else values)
    if not parts:
        return pd.Series("all", index=units.index, dtype="str")
    name = parts[0]
    for part in parts[1:]:
        name = name + STRATA + part
    return name.astype("str")


def _take_rarest(answers: pd.Series) -> pd.Series:
    """Of several answers of a unit the one that fewest units have."""
    listed = [answer.split(JOINT) for answer in answers]
    size = Counter(name for names in listed for name in names)
    return pd.Series([min(names, key=lambda a: (size[a], a)) for names in listed], index=answers.index, dtype="str")


def _join_rare(answers: pd.Series) -> pd.Series:
    """The most frequent answers, and all others as one."""
    size = Counter(answers)
    kept = sorted(size, key=lambda answer: (-size[answer], answer))[:MOST_ANSWERS]
    return answers.where(answers.isin(kept), RARER) if len(size) > MOST_ANSWERS + 1 else answers


def _allocate(sizes: pd.Series, n: int, enrich: float) -> pd.Series:
    """How many units each stratum gives: by its size to the power of 1 - enrich, two or more, never all it lacks."""
    least = sizes.clip(upper=BOTH_OF_A_STRATUM)
    if n < least.sum():
        raise InputError(
            f"{n:,} units cannot be drawn from {len(sizes):,} strata, which need two each; "
            f"draw {int(least.sum()):,} or more, or give fewer columns as strata"
        )
    weight = sizes.astype(float) ** (1 - enrich)

    def share_out(factor: float) -> pd.Series:
        return (weight * factor).clip(lower=least, upper=sizes)

    # The parts grow with the factor, so that halving finds the one for which they add up to n.
    below, above = 0.0, float((sizes / weight).max())
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        below, above = (middle, above) if share_out(middle).sum() < n else (below, middle)
    return _round(share_out(above), sizes, n)


def _round(part: pd.Series, sizes: pd.Series, n: int) -> pd.Series:
    """Whole numbers that add up to ``n``: the largest remainders are rounded up."""
    whole = np.floor(part + 1e-6).astype(int)
    rest = n - int(whole.sum())
    order = (part - whole).where(whole < sizes, -1.0).sort_values(ascending=False, kind="stable").index
    whole[order[:rest]] += 1
    return whole


def _deal(size: int, coders: list[str], double: float) -> list[list[str]]:
    """Who codes each unit; the units for everybody are spread evenly over the order."""
    if len(set(coders)) != len(coders):
        raise InputError(f"a coder is named twice ({', '.join(coders)}); name each coder once")
    if not coders:
        return [[] for _ in range(size)]
    edges = np.floor(np.arange(size + 1) * double + 1e-9).astype(int)
    for_all = np.diff(edges) > 0
    alone = np.cumsum(~for_all) - 1
    return [list(coders) if both else [coders[a % len(coders)]] for both, a in zip(for_all, alone, strict=True)]
