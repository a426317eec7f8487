"""Concentration of voice: how unevenly statements are distributed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framelens.measure.diversity import measure_indices
from framelens.measure.groups import By
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.voices import sum_statements
from framelens.tables import QUOTE_KINDS, Annotations

MEASURES = ("gini", "herfindahl", "entropy")


def measure_concentration(
    annotations: Annotations,
    by: By = None,
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Gini, Herfindahl and normalised entropy of the statements of named speakers.

    The base is named speakers heard at least once: unnamed and unresolved sources are no speaker, and speakers of
    the roster who were not heard do not count.

    Returns
    -------
    pandas.DataFrame
        One row per group and measure: the columns of ``by``, ``measure`` ('gini', 'herfindahl', 'entropy'), ``n``
        (statements by named speakers), ``n_speakers``, ``n_base_articles``, ``share_single`` (of the statements, those
        by speakers heard in one article only), ``estimate``, ``low``, ``high``, all in 0-1. Gini and entropy are null
        for a single speaker. High Gini and Herfindahl mean few voices, high entropy means many.

    Raises
    ------
    InputError
        For an unknown column or kind.

    Examples
    --------
    >>> fl.stats.measure_concentration(study)[["measure", "n", "n_speakers", "estimate", "low", "high"]]
    """
    sums = sum_statements(annotations, kinds=kinds)
    return measure_indices(sums, MEASURES, by, interval=interval)
