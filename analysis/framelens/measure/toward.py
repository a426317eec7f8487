"""How speakers talk about others: polarity toward persons and organisations, summed.

References
----------
Hamborg, F., & Donnay, K. (2021). NewsMTSC: A dataset for (multi-)target-dependent sentiment classification in
political news articles. *EACL*, 1663-1675.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from framelens.annotate.toward import CLASSES
from framelens.annotate.toward.scoring import JOURNALIST
from framelens.errors import InputError, suggest
from framelens.measure.evidence import collect_evidence
from framelens.measure.groups import By, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import Annotations

VALUES = ("polarity", *CLASSES)
_KEYS = ["speaker_id", "speaker_kind", "speaker", "target_id", "target"]


def sum_toward(
    annotations: Annotations, toward: pd.DataFrame, *, value: str = "polarity", by_speaker: bool = True
) -> ArticleSums:
    """Polarity summed within articles: one mean per speaker and target, or per target.

    Examples
    --------
    >>> fl.stats.sum_toward(study, fl.stats.score_toward(study, 2)).cells.head(3)
    """
    if value not in VALUES:
        raise InputError(f"unknown value '{value}'; {suggest(str(value), VALUES)}")
    articles = prepare_articles(annotations.articles)
    names = annotations.speakers.set_index("speaker_id")["name"].astype("str")
    keyed = toward.assign(
        speaker=toward["speaker_id"].map(names).where(toward["speaker_kind"] != JOURNALIST, "the journalist"),
        target=toward["target_id"].map(names),
    ).astype(dict.fromkeys(_KEYS, "str"))
    keys = _KEYS if by_speaker else _KEYS[-2:]
    group = keyed.groupby(keys, sort=True, dropna=False)
    cell = group.ngroup().to_numpy(dtype=np.intp)
    cells = keyed.assign(_cell=cell).drop_duplicates("_cell").sort_values("_cell")[keys].reset_index(drop=True)
    article = locate_articles(toward["article_id"], articles)
    shape = (len(cells), len(articles))
    return ArticleSums(
        articles=articles,
        cells=cells,
        numerators=sum_cells(cell, article, toward[value].to_numpy(dtype=float), shape),
        denominators=sum_cells(cell, article, None, shape),
        kind="mean",
        limits=(-1.0, 1.0),
        always=np.zeros(len(cells), dtype=bool),
        evidence=(collect_evidence("words", toward, cell, article),),
    )


def score_speaker_targets(
    annotations: Annotations,
    toward: pd.DataFrame,
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How speakers talk about others: mean polarity of each speaker, and of the journalist, toward each target.

    Parameters
    ----------
    annotations : Annotations
    toward : pandas.DataFrame
        From :func:`score_toward`.
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per group, speaker and target that was spoken of: the group's columns, ``speaker_id`` ('journalist' for
        the journalist's words, null without a name), ``speaker_kind``, ``speaker``, ``target_id``, ``target``, ``n``
        (segments), ``n_articles`` (articles they stand in), ``estimate``, ``low``, ``high`` (mean polarity in
        [-1, 1]; the bounds null where ``n_articles`` is 1), ``share_negative`` and ``share_positive`` (mean
        probabilities, 0-1). Targets most spoken of first, then the busiest speakers.

    Raises
    ------
    InputError
        For an unknown column.

    Examples
    --------
    >>> toward = fl.stats.score_toward(study, 3)
    >>> fl.stats.score_speaker_targets(study, toward)[["speaker", "target", "n", "estimate"]].head(3)
    """
    table = resample_articles(sum_toward(annotations, toward), by, interval=interval)
    for name in ("negative", "positive"):
        part = resample_articles(sum_toward(annotations, toward, value=name), by, interval=NO_INTERVAL)
        table[f"share_{name}"] = part["estimate"].to_numpy()
    groups = list_columns(by)
    table["n_articles"] = table["n_base_articles"]
    heard = table.groupby([*groups, "target_id"], dropna=False)["n"].transform("sum")
    order = pd.DataFrame({"target": -heard, "id": table["target_id"], "n": -table["n"], "speaker": table["speaker_id"]})
    for position, column in enumerate(groups):
        order.insert(position, f"by_{position}", table[column])
    order["kind"] = table["speaker_kind"]
    rows = order.sort_values(list(order.columns), kind="stable", na_position="last").index
    numbers = ["n", "n_articles", "estimate", "low", "high", "share_negative", "share_positive"]
    return table.loc[rows, [*groups, *_KEYS, *numbers]].reset_index(drop=True)
