"""Keyness of more than two groups at once: which words are typical of each, against all the others.

References
----------
Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words. *Political Analysis*, 16(4), 372-403.
Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. *International Journal of Corpus Linguistics*,
13(4), 403-437.
Lijffijt, J., & Gries, S. Th. (2012). Correction to "Dispersions and adjusted frequencies in corpora". *IJCL*, 17(1).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import xlogy

from framelens.errors import InputError
from framelens.measure.families import control_false_discovery
from framelens.measure.keyness import NUMBERS, Keyness, compare_counts, drop_words, keep_language
from framelens.measure.log_odds import add_counts
from framelens.measure.segments import PLACES
from framelens.measure.sides import list_values
from framelens.measure.sums import prepare_articles
from framelens.measure.word_errors import find_words_p
from framelens.measure.words import WordCounts, count_forms
from framelens.tables import Annotations

_MOST_GROUPS = 50


def compare_vocabularies(
    annotations: Annotations, group: str = "outlet", *, settings: Keyness | None = None
) -> pd.DataFrame:
    """The words that tell every group from all the others.

    Parameters
    ----------
    annotations : Annotations
    group : str
        ``voice``, ``zone``, ``speaker``, a column of the articles table, or ``day``, ``week``, ``month``, ``year``.
        What has no value belongs to no group.
    settings : Keyness, optional

    Returns
    -------
    pandas.DataFrame
        One row per group and word, group by group, the most typical first: ``group`` (the column), ``value``, and the
        columns of :func:`framelens.measure.keyness.compare_words`, where the reference is all other groups together;
        ``q`` is Benjamini-Hochberg's over all groups and words. ``dispersion`` (of the word over the group's
        articles: 0 where it stands evenly, 1 where all of it stands in one) tells a group's language from one loud
        article. ``g2_groups``, ``p_groups``, ``q_groups``: whether the word differs between the groups at all
        (log-likelihood over all groups; permutation of articles; Benjamini-Hochberg over the words).

    Raises
    ------
    InputError
        For an unknown column, fewer than two groups, or more than 50, or articles in several languages.

    Examples
    --------
    >>> words = fl.stats.compare_vocabularies(study, "outlet", settings=fl.Keyness(stop_words="english"))
    >>> words.groupby("value").head(2)[["value", "word", "n_target", "n_reference", "dispersion", "estimate", "q"]]
    """
    settings = settings or Keyness()
    articles = prepare_articles(annotations.articles)
    side, values = list_values(annotations, group)
    if not 2 <= len(values) <= _MOST_GROUPS:
        found = f"{len(values)} groups" if len(values) != 1 else f"one group, '{values[0]}'"
        raise InputError(f"'{group}' makes {found}; vocabularies are compared between 2 and {_MOST_GROUPS} of them")
    side, languages = keep_language(annotations, side, settings.language)
    counts = drop_words(count_forms(annotations, articles, side, len(values)), settings, languages)
    everything = sum((c.counts for c in counts[1:]), counts[0].counts).tocsr()
    total = np.asarray(everything.sum(axis=1), dtype=float).ravel()
    in_articles = np.diff(everything.indptr)
    keep = np.flatnonzero((total >= settings.min_count) & (in_articles >= settings.min_articles))
    paired = group in PLACES
    g2 = _find_joint_likelihood(np.array([add_counts(c) for c in counts]))[keep]
    options: Any = {"paired": paired, "permutations": settings.permutations, "interval": settings.interval}
    joint = pd.Series(find_words_p(counts, articles, keep, **options))
    q_groups = control_false_discovery(joint)
    parts = []
    for value, mine in zip(values, counts, strict=True):
        rest = WordCounts(mine.words, mine.article_ids, (everything - mine.counts).tocsr())
        rest.counts.eliminate_zeros()
        tests = len(keep) * len(values)
        table = compare_counts([mine, rest], articles, keep, settings, paired=paired, tests=tests)
        table = table.assign(g2_groups=g2, p_groups=joint, q_groups=q_groups, group=group, value=value)
        parts.append(table.sort_values(["z", "word"], ascending=[False, True], kind="stable"))
    table = pd.concat(parts, ignore_index=True)
    table["q"] = control_false_discovery(table["p"])
    return table[["group", "value", "word", *NUMBERS, "g2_groups", "p_groups", "q_groups"]]


def _find_joint_likelihood(counts: np.ndarray) -> np.ndarray:
    """The log-likelihood ratio of each word over all groups: counts are groups by words."""
    sizes = counts.sum(axis=1, keepdims=True)
    share = counts.sum(axis=0, keepdims=True) / max(sizes.sum(), 1.0)
    parts = []
    for seen, expected in ((counts, sizes * share), (sizes - counts, sizes * (1 - share))):
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append(xlogy(seen, np.where(expected > 0, seen / expected, 1.0)))
    return np.asarray(2 * (parts[0] + parts[1]).sum(axis=0))
