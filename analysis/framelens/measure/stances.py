"""With which verb a source is quoted: said, claimed, admitted, warned, stressed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.annotate.places import find_unnamed
from framelens.measure.evidence import collect_evidence
from framelens.measure.groups import By, check_columns, list_article_columns, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.speakers import KEYS, choose_statements, list_roster, list_speakers, locate_speakers
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import QUOTE_KINDS, Annotations

# What the reporter's verb gives to a statement, by the verb that is most common for it; the names on the right are
# those of languages/en/cues.csv. Whatever else a verb does (praising, asking, denying, ...) is other.
STANCES: dict[str, tuple[str, ...]] = {
    "said": ("neutral", "according"),
    "claimed": ("doubtful",),
    "admitted": ("conceding",),
    "warned": ("warning",),
    "stressed": ("assertive",),
}
OTHER = "other"
SPEAKER = "speaker"


def sum_stances(
    annotations: Annotations, *, by_speaker: bool = False, kinds: Sequence[str] = QUOTE_KINDS
) -> ArticleSums:
    """Statements of each stance over all statements whose verb has one, summed within articles.

    One ratio per stance, or per speaker and stance; those of a speaker add up to 1.

    Examples
    --------
    >>> fl.stats.compare_ratios(fl.stats.sum_stances(study), "outlet").head(3)
    """
    articles = prepare_articles(annotations.articles)
    names = [*STANCES, OTHER]
    stances = pd.DataFrame({"stance": names}, dtype="str")
    chosen = choose_statements(annotations.quotes, kinds)
    quotes = annotations.quotes
    number = {stance: names.index(name) for name, members in STANCES.items() for stance in members}
    stance = np.array(
        [-1 if pd.isna(s) else number.get(str(s), len(names) - 1) for s in quotes["stance"]], dtype=np.intp
    )
    stance = np.where(chosen, stance, -1)
    article = locate_articles(quotes["article_id"], articles)
    cells, always, speaker = stances, None, np.zeros(len(quotes), dtype=np.intp)
    if by_speaker:
        speakers = list_speakers(annotations)
        speaker = locate_speakers(quotes["speaker_id"], find_unnamed(annotations.quotes), speakers)
        cells = speakers.merge(stances, how="cross")
        always = (cells[KEYS[0]].isin(list_roster(annotations)) | cells[KEYS[0]].isna()).to_numpy()
    cell = np.where(stance < 0, -1, speaker * len(names) + stance)
    shape = (len(cells), len(articles))
    n_owners = len(cells) // len(names)
    heard = sum_cells(np.where(stance < 0, -1, speaker), article, None, (n_owners, len(articles)))
    every = np.repeat(np.arange(n_owners), len(names))
    return ArticleSums(
        articles=articles,
        cells=cells,
        numerators=sum_cells(cell, article, None, shape),
        denominators=heard[every].tocsr(),
        kind="share",
        always=always,
        evidence=(collect_evidence("quotes", quotes, cell, article),),
    )


def count_stances(
    annotations: Annotations,
    by: By = None,
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How a source's statements are introduced: the share of each stance of the reporting verb.

    Parameters
    ----------
    annotations : Annotations
    by : str or sequence of str, optional
        ``speaker``, columns of the articles table such as ``outlet``, or ``day``, ``week``, ``month``, ``year``.
    kinds : sequence of str
        The kinds of statement that count.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per group, speaker and stance: the columns of ``by`` (``speaker_id``, ``name``, ``kind`` for speakers),
        ``stance`` ('said', 'claimed', 'admitted', 'warned', 'stressed', 'other'), ``n_statements`` (of that stance),
        ``n`` (of any), ``n_base_articles``, ``estimate``, ``low``, ``high`` (share, 0-1). Statements without a verb,
        or with one whose stance is not known, are in no base.

    Raises
    ------
    InputError
        For an unknown column or kind.

    Examples
    --------
    >>> fl.stats.count_stances(study)[["stance", "n", "estimate", "low", "high"]]
    """
    columns = list_columns(by)
    check_columns(columns, [SPEAKER, *list_article_columns(annotations.articles)])
    groups = [column for column in columns if column != SPEAKER]
    sums = sum_stances(annotations, by_speaker=SPEAKER in columns, kinds=kinds)
    table = resample_articles(sums, groups, interval=interval)
    table["n_statements"] = table["total"].astype("Int64")
    if SPEAKER in columns:
        # A speaker heard in a group has a row for each stance there, zeros included.
        heard = table.groupby([*groups, *KEYS], sort=False, dropna=False)["n"].transform("max").gt(0)
        table = table.loc[heard | table[KEYS[0]].notna() & table["total"].eq(0)].reset_index(drop=True)
    return table[[*groups, *sums.keys, "n_statements", "n", "n_base_articles", "estimate", "low", "high"]]
