"""Regressions of any ratio on the articles' columns, with errors over articles or clusters of them.

References
----------
Cameron, A. C., & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. *Journal of Human
Resources*, 50(2), 317-372.
Papke, L. E., & Wooldridge, J. M. (1996). Econometric methods for fractional response variables. *Journal of Applied
Econometrics*, 11(6), 619-632.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from framelens.errors import InputError
from framelens.measure.comparisons import weigh_copies
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, check_columns, find_column, list_article_columns, list_columns
from framelens.measure.resampling import INTERVAL, Interval, label_clusters
from framelens.measure.sums import ArticleSums

SCALES = {"share": "logit", "rate": "log", "mean": "identity"}
CONSTANT = "(constant)"


def regress_ratios(sums: ArticleSums, on: By, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """How each ratio moves with the articles' columns, all others held equal.

    A share is regressed on the logit scale, a rate on the log scale (both by quasi-likelihood, so that articles may
    vary more than a binomial or a Poisson count) and a mean as it is; an article weighs as much as its base. For
    random effects, ``study.export`` writes a file for lme4 and brms.

    Parameters
    ----------
    sums : ArticleSums
        Made by ``sum_statements``, ``sum_tone`` or ``sum_hits``.
    on : str or sequence of str
        Columns of the articles table, or ``day``, ``week``, ``month``, ``quarter``, ``year``. Numbers are taken as they
        are; of texts, the first value in alphabetical order is the reference. Articles without a value are left out.
    interval : Interval
        Its level and its cluster: errors are robust over clusters, or over articles (HC1).

    Returns
    -------
    pandas.DataFrame
        One row per ratio and term: the columns of the ratio, ``term`` (``outlet: Trend`` is Trend against the
        reference), ``scale``, ``n`` (articles with a base), ``n_clusters``, ``estimate`` (the coefficient, on that
        scale), ``low``, ``high``, ``error``, ``p`` (t, with clusters less one degrees of freedom) and ``q``
        (Benjamini-Hochberg over the table without the constants). Null where there are not more articles (or clusters)
        than terms, or the articles separate perfectly.

    Raises
    ------
    InputError
        For an unknown column, or none.

    Examples
    --------
    >>> tone = fl.stats.sum_tone(study)
    >>> fl.stats.regress_ratios(tone, ["outlet", "n_words"])[["voice", "term", "estimate", "low", "high"]].head(3)
    """
    columns = list_columns(on)
    if not columns:
        raise InputError("a regression needs a column that explains; name one, such as on='outlet'")
    check_columns(list(columns), list_article_columns(sums.articles))
    sums = weigh_copies(sums)
    design = _design(sums.articles, columns)
    known = design.notna().all(axis=1).to_numpy(dtype=bool)
    sums, design = sums.keep_articles(known), design.loc[known].astype(float)
    labels = np.arange(len(design)) if interval.cluster is None else label_clusters(sums.articles, interval.cluster)
    clusters = np.unique(labels, return_inverse=True)[1]
    shared = sums.denominators.shape[0] == 1
    parts = []
    for cell in range(len(sums.cells)):
        above = sums.numerators[[cell]].toarray().ravel()
        below = sums.denominators[[0 if shared else cell]].toarray().ravel()
        fit = _fit(above, below, design, clusters, sums.kind, interval)
        parts.append(fit.assign(**{key: sums.cells[key].iloc[cell] for key in sums.keys}))
    names = ["term", "scale", "n", "n_clusters", "estimate", "low", "high", "error", "p"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*sums.keys, *names])
    table = table.assign(q=control_false_discovery(table["p"].where(table["term"].ne(CONSTANT))))
    shift = np.log(sums.scale) if sums.kind == "rate" else 0.0
    constant = table["term"].eq(CONSTANT)
    for name in ("estimate", "low", "high"):  # a rate is per so many words, its logarithm that much higher
        table[name] = table[name].astype(float) + shift * constant
    return table[[*sums.keys, *names, "q"]]


def _design(articles: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """One column a term; a text is as many columns as it has values, less the first. Null without a value."""
    parts: dict[str, Any] = {CONSTANT: pd.Series(1.0, articles.index)}
    for name in columns:
        values = find_column(articles, name)
        if is_numeric_dtype(values) and not is_bool_dtype(values):
            parts[name] = values.astype("Float64")
            continue
        for value in sorted(values.dropna().unique().tolist())[1:]:
            parts[f"{name}: {value}"] = values.eq(value).astype("Float64").where(values.notna())
    return pd.DataFrame(parts)


def _fit(
    above: np.ndarray, below: np.ndarray, design: pd.DataFrame, clusters: np.ndarray, kind: str, interval: Interval
) -> pd.DataFrame:
    """One regression as a table of its terms."""
    import statsmodels.api as sm  # takes a second
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    held = below > 0
    groups, terms = clusters[held], design.loc[held]
    varying = (terms.nunique() > 1) | (terms.columns == CONSTANT)
    table = pd.DataFrame({"term": design.columns, "scale": SCALES[kind], "n": int(held.sum())})
    table["n_clusters"] = len(np.unique(groups))
    table[["estimate", "low", "high", "error", "p"]] = np.nan
    terms, ratio = terms.loc[:, varying], above[held] / np.where(held, below, 1.0)[held]
    if kind != "mean" and (len(np.unique(ratio)) < 2):
        return table  # nothing was found, or the same everywhere
    if table["n_clusters"].iloc[0] <= terms.shape[1] or np.linalg.matrix_rank(terms) < terms.shape[1]:
        return table
    if kind == "mean":
        model = sm.WLS(ratio, terms, weights=below[held])
    elif kind == "rate":
        model = sm.GLM(above[held], terms, sm.families.Poisson(), exposure=below[held])
    else:
        model = sm.GLM(ratio, terms, sm.families.Binomial(), var_weights=below[held])
    robust = {"cov_type": "cluster", "cov_kwds": {"groups": groups}} if interval.cluster else {"cov_type": "HC1"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", PerfectSeparationWarning)
            warnings.simplefilter("error", ConvergenceWarning)
            fit = model.fit(use_t=True, **robust)
    except (PerfectSeparationWarning, ConvergenceWarning, ValueError, np.linalg.LinAlgError):
        return table
    low, high = np.asarray(fit.conf_int(1 - interval.level)).T
    places = np.flatnonzero(varying)
    found = {"estimate": fit.params, "low": low, "high": high, "error": fit.bse, "p": fit.pvalues}
    for name, values in found.items():
        table.loc[places, name] = np.asarray(values)
    return table
