"""Which terms carry a result: each term of each frame left out in turn, from the hits that are there.

References
----------
Muddiman, A., McGregor, S. C., & Stroud, N. J. (2019). (Re)claiming our expertise: Parsing large text corpora with
manually validated and organic dictionaries. *Political Communication*, 36(2), 214-226.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.evidence import collect_evidence
from framelens.measure.framing import Frames, list_frames, sum_hits
from framelens.measure.groups import By
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval
from framelens.measure.segments import split_columns
from framelens.measure.sums import ArticleSums, locate_articles, sum_cells
from framelens.tables import Annotations


def what_if(
    annotations: Annotations,
    frames: Frames = None,
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Leave one term out at a time, and see what becomes of its frame.

    Nothing is matched again: a term's hits are taken off. Where a shorter term of the same frame would have matched
    the same words, it would step in, and the loss is smaller than it says here.

    Parameters
    ----------
    annotations : Annotations
    frames : sequence of str or FrameDictionary, optional
        The frames to look at; a dictionary also gives rows to terms that were never found.
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    interval : Interval

    Returns
    -------
    pandas.DataFrame
        One row per group, frame and term, the term that carries most of its frame first: the columns of ``by``,
        ``frame``, ``term``, ``n_hits`` (of the term), ``n`` (hits of the frame), ``estimate``, ``low``, ``high`` (the
        share of the frame's hits that the term carries, 0-1, articles resampled), ``salience``, ``salience_without``
        (hits per 1,000 words with and without the term), ``without_low``, ``without_high``, ``articles_lost``
        (articles in which nothing else shows the frame), ``rank`` and ``rank_without`` (of the frame by salience among
        the frames of the group, 1 for the most salient): where they differ, the order of frames rests on one term.

    Examples
    --------
    >>> terms = fl.stats.what_if(study, study.settings.frames)
    >>> terms.query("n_hits > 1")[["frame", "term", "n_hits", "estimate", "salience", "salience_without"]].head(3)
    """
    columns, _ = split_columns(by, annotations.articles)
    names = list_frames(annotations, frames)
    of_frames = sum_hits(annotations, names, within=())
    shares = sum_terms(annotations, frames)
    articles, terms, mine, frame_hits = shares.articles, shares.cells, shares.numerators, shares.denominators
    frame_of = pd.Index(names).get_indexer(pd.Index(terms["frame"]))
    table = resample_articles(shares, columns, interval=interval).rename(columns={"total": "n_hits"})
    rates = replace(of_frames, cells=terms, denominators=of_frames.denominators[frame_of], numerators=frame_hits)
    rest = (frame_hits - mine).tocsr()
    rest.eliminate_zeros()
    without = resample_articles(replace(rates, numerators=rest), columns, interval=interval)
    table["n_hits"] = table["n_hits"].astype("Int64")
    table["salience"] = resample_articles(rates, columns, interval=NO_INTERVAL)["estimate"]
    table["salience_without"] = without["estimate"]
    table["without_low"], table["without_high"] = without["low"], without["high"]
    only = ((mine > 0).astype(int) - (rest > 0).astype(int).multiply(mine > 0)).tocsr().astype(float)
    lost = replace(rates, numerators=only, denominators=sparse.csr_array(np.ones((1, len(articles)))), scale=1.0)
    table["articles_lost"] = resample_articles(lost, columns, interval=NO_INTERVAL)["total"].astype("Int64")
    table = _rank(table, list(columns))
    table["_order"] = pd.Categorical(table["frame"], categories=names)
    table = table.sort_values(
        [*columns, "_order", "estimate", "term"], ascending=[True] * len(columns) + [True, False, True]
    )
    numbers = ["n_hits", "n", "estimate", "low", "high", "salience", "salience_without", "without_low", "without_high"]
    return table[[*columns, "frame", "term", *numbers, "articles_lost", "rank", "rank_without"]].reset_index(drop=True)


def sum_terms(annotations: Annotations, frames: Frames = None) -> ArticleSums:
    """Each term's hits over those of its frame, summed within articles: one share per frame and term."""
    names = list_frames(annotations, frames)
    terms = _list_terms(annotations, names, frames)
    of_frames = sum_hits(annotations, names, within=())
    hits, articles = annotations.hits, of_frames.articles
    cell = pd.MultiIndex.from_frame(terms).get_indexer(pd.MultiIndex.from_frame(hits[["frame", "term"]]))
    article = locate_articles(hits["article_id"], articles)
    mine = sum_cells(cell, article, None, (len(terms), len(articles)))
    every = of_frames.numerators[pd.Index(names).get_indexer(pd.Index(terms["frame"]))]
    return ArticleSums(articles, terms, mine, every, "share", evidence=(collect_evidence("hits", hits, cell, article),))


def _list_terms(annotations: Annotations, names: list[str], frames: Frames) -> pd.DataFrame:
    """Every frame and term, from the dictionary where one was given, else from the hits."""
    found = annotations.hits[["frame", "term"]].drop_duplicates()
    listed = getattr(frames, "list_terms", None)
    table = pd.concat([listed()[["frame", "term"]], found]) if listed else found.sort_values(["frame", "term"])
    table = table.loc[table["frame"].isin(names)].drop_duplicates().reset_index(drop=True)
    return table.astype("str")


def _rank(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The rank of each frame, with and without each term."""
    table = table.assign(rank=0, rank_without=0)
    parts = [rows for _, rows in table.groupby(columns, sort=False, dropna=False)] if columns else [table]
    for rows in parts:
        frames = rows.drop_duplicates("frame").set_index("frame")["salience"].fillna(0)
        others = frames.to_numpy()
        for name, column in (("rank", "salience"), ("rank_without", "salience_without")):
            mine = rows[column].fillna(0).to_numpy()[:, None]
            apart = rows["frame"].to_numpy()[:, None] != frames.index.to_numpy()[None, :]
            table.loc[rows.index, name] = 1 + ((others[None, :] > mine + 1e-12) & apart).sum(axis=1)
    return table
