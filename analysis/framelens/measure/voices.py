"""Who speaks, how much, and who is only spoken about.

Quoted, mentioned and talked about are three different things, and each has its own definition here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from framelens.annotate.places import find_unnamed, locate_quotes, locate_segments, overlap_any
from framelens.errors import InputError, suggest
from framelens.measure.evidence import collect_evidence
from framelens.measure.groups import By, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval
from framelens.measure.speakers import choose_statements, list_roster, list_speakers, locate_speakers
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import QUOTE_KINDS, Annotations

UNITS = ("statements", "words")


def sum_statements(
    annotations: Annotations,
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
    unit: Literal["statements", "words"] = "statements",
) -> ArticleSums:
    """Each speaker's statements (or words in them) over all statements, summed within articles.

    One ratio per speaker, unnamed sources and unresolved ones; they add up to 1.

    Examples
    --------
    >>> fl.stats.sum_statements(study).cells.head(3)
    """
    if unit not in UNITS:
        raise InputError(f"unknown unit '{unit}'; {suggest(str(unit), UNITS)}")
    articles, speakers = prepare_articles(annotations.articles), list_speakers(annotations)
    chosen = choose_statements(annotations.quotes, kinds)
    quotes = annotations.quotes
    speaker = np.where(chosen, locate_speakers(quotes["speaker_id"], find_unnamed(annotations.quotes), speakers), -1)
    article = locate_articles(quotes["article_id"], articles)
    amount = None if unit == "statements" else quotes["n_words"].fillna(0).to_numpy(dtype=float)
    return ArticleSums(
        articles=articles,
        cells=speakers,
        numerators=sum_cells(speaker, article, amount, (len(speakers), len(articles))),
        denominators=sum_cells(np.where(chosen, 0, -1), article, amount, (1, len(articles))),
        kind="share",
        always=_expected(speakers, annotations),
        evidence=(collect_evidence("quotes", quotes, speaker, article),),
    )


def _expected(speakers: pd.DataFrame, annotations: Annotations) -> np.ndarray:
    """Who has a row whether heard or not: the roster, and sources without a name."""
    return (speakers["speaker_id"].isin(list_roster(annotations)) | speakers["speaker_id"].isna()).to_numpy()


def count_speakers(
    annotations: Annotations,
    by: By = None,
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Share of voice: how much each speaker is heard.

    Parameters
    ----------
    annotations : Annotations
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``: shares within each group.
    kinds : sequence of str
        What counts, by form: 'direct', 'mixed', 'indirect'; and by act: 'saying', 'believing', 'wanting',
        'deciding', 'showing'. Where no act is named only what is said counts.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per group and speaker, most statements first: the group's columns, ``speaker_id``, ``name``,
        ``kind``, ``n_statements``, ``n_words``, ``n_articles`` (distinct articles the speaker is quoted in),
        ``n`` (statements of anyone in the group), ``n_base_articles`` (articles with a statement),
        ``estimate``, ``low``, ``high`` (share of statements, 0-1) and ``share_words``, ``share_words_low``,
        ``share_words_high`` (share of words in statements, 0-1), ``counted`` (``kinds``, so that the row opens
        at the statements that it counts).

        Speakers of the roster who were not heard have a row of zeros in every group. The last two rows of
        each group have a null ``speaker_id``: ``kind`` 'unnamed' ("officials said", "the report says") and
        'unresolved' (the program cannot say who). They belong to the base, so that the shares add up to 1.

    Raises
    ------
    InputError
        For an unknown column or kind.

    Examples
    --------
    >>> fl.stats.count_speakers(study, by="outlet")[["outlet", "name", "n_statements", "estimate"]].head(4)
    """
    table = resample_articles(sum_statements(annotations, kinds=kinds), by, interval=interval)
    words = resample_articles(sum_statements(annotations, kinds=kinds, unit="words"), by, interval=interval)
    groups = list_columns(by)
    columns = [*groups, "speaker_id", "name", "kind"]
    table = table.assign(
        n_statements=table["total"].astype("Int64"),
        n_words=words["total"].astype("Int64"),
        share_words=words["estimate"],
        # Where nothing (or everything) is one speaker's, the bound is one of statements: a single word is no voice.
        share_words_low=words["low"].where(table["total"] < table["n"], table["low"]),
        share_words_high=words["high"].where(table["total"] > 0, table["high"]),
    )
    counts = ["n_statements", "n_words", "n_articles", "n", "n_base_articles"]
    shares = ["estimate", "low", "high", "share_words", "share_words_low", "share_words_high"]
    table = table.assign(counted=" ".join(kinds))
    return _order_speakers(table[[*columns, *counts, *shares, "counted"]], groups, ["n_statements", "n_words"])


def _order_speakers(table: pd.DataFrame, groups: Sequence[str], amounts: list[str]) -> pd.DataFrame:
    """Within each group the loudest first, equal ones by id, sources without a name last."""
    group = pd.Series(0, index=table.index)
    if groups:
        group = table.groupby(list(groups), sort=False, dropna=False, observed=True).ngroup()
    nameless = table["speaker_id"].isna()
    keys = {"group": group, "nameless": nameless, **{a: -table[a].where(~nameless, 0) for a in amounts}}
    by_loudness = pd.DataFrame({**keys, "id": table["speaker_id"], "kind": table["kind"]})
    order = by_loudness.sort_values(list(by_loudness.columns), kind="stable", na_position="last").index
    return table.loc[order].reset_index(drop=True)


def sum_presence(annotations: Annotations, *, kinds: Sequence[str] = QUOTE_KINDS) -> dict[str, ArticleSums]:
    """What :func:`count_presence` counts, summed within articles: 'quoted', 'mentioned', 'talked_about'.

    Each is a share of the speaker's occurrences (statements and mentions).

    Examples
    --------
    >>> fl.stats.compare_ratios(fl.stats.sum_presence(study)["mentioned"], "outlet").head(3)
    """
    articles, speakers = prepare_articles(annotations.articles), list_speakers(annotations)
    shape = (len(speakers), len(articles))
    spoken = sum_statements(annotations, kinds=kinds)
    quoted = spoken.numerators
    mentions = annotations.mentions
    speaker = locate_speakers(mentions["speaker_id"], find_unnamed(mentions), speakers)
    article = locate_articles(mentions["article_id"], articles)
    article = np.where(_find_sources(annotations, kinds), -1, article)
    others = np.where(_find_talk(annotations, kinds), article, -1)
    counts = {
        "quoted": quoted,
        "mentioned": sum_cells(speaker, article, None, shape),
        "talked_about": sum_cells(speaker, others, None, shape),
    }
    occurrences = (counts["quoted"] + counts["mentioned"]).tocsr()
    always = _expected(speakers, annotations)
    evidence = (*spoken.evidence, collect_evidence("mentions", mentions, speaker, article))
    return {
        name: ArticleSums(articles, speakers, matrix, occurrences, "share", always=always, evidence=evidence)
        for name, matrix in counts.items()
    }


def _find_sources(annotations: Annotations, kinds: Sequence[str]) -> np.ndarray:
    """For each mention whether it is the source of a statement attributed to the same speaker."""
    quotes = annotations.quotes
    quotes = quotes[choose_statements(quotes, kinds) & quotes["source_start"].notna().to_numpy()]
    mentions = annotations.mentions

    def name(rows: pd.DataFrame) -> pd.Series:
        return rows["article_id"].astype("str") + "\x00" + rows["speaker_id"].astype("str").fillna("")

    return overlap_any(
        name(mentions), mentions["start"], mentions["end"], name(quotes), quotes["source_start"], quotes["source_end"]
    )


def _find_talk(annotations: Annotations, kinds: Sequence[str]) -> np.ndarray:
    """For each mention whether it stands inside a statement that is not the mentioned one's own."""
    mentions, segments = annotations.mentions, annotations.segments
    place = locate_segments(mentions["article_id"], mentions["start"], segments)
    quotes = annotations.quotes[choose_statements(annotations.quotes, kinds)]
    quote = np.r_[locate_quotes(segments, quotes), -1][place]
    spoken = pd.concat([quotes["speaker_id"], pd.Series([None])]).astype("str").iloc[quote].reset_index(drop=True)
    own = (spoken == mentions["speaker_id"].astype("str").reset_index(drop=True)).fillna(False).to_numpy(bool)
    return (quote >= 0) & ~own


def count_presence(
    annotations: Annotations,
    by: By = None,
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Quoted, mentioned and talked about: three ways of being in the news, distinguished.

    Definitions
    -----------
    quoted
        Statements attributed to the speaker.
    mentioned
        Mentions of the speaker by name, title, description or pronoun, anywhere, except where the mention is
        the source of a statement of the speaker's own ("Aliyev said" is no mention).
    talked about
        Those of the mentions that stand inside a statement of somebody else, unnamed and unresolved sources
        included. The rest of the mentions are in the journalist's words or in the speaker's own.

    Returns
    -------
    pandas.DataFrame
        One row per group and speaker: the group's columns, ``speaker_id``, ``name``, ``kind``, ``n_quoted``,
        ``n_mentioned``, ``n_talked_about``, ``n`` (statements plus mentions of the speaker),
        ``n_base_articles`` (articles the speaker occurs in) and ``estimate``, ``low``, ``high``: the share of
        the speaker's occurrences in which the speaker speaks, 0 for someone only ever mentioned, null for
        someone who does not occur. Everyone in the roster has a row in every group, zeros included. The last
        two rows of each group are unnamed and unresolved sources and mentions.

    Raises
    ------
    InputError
        For an unknown column or kind.

    Examples
    --------
    >>> fl.stats.count_presence(study)[["name", "n_quoted", "n_mentioned", "n_talked_about"]].head(3)
    """
    sums = sum_presence(annotations, kinds=kinds)
    table = resample_articles(sums["quoted"], by, interval=interval)
    for name, part in sums.items():
        counted = resample_articles(part, by, interval=NO_INTERVAL)
        table[f"n_{name}"] = counted["total"].astype("Int64")
    groups = list_columns(by)
    columns = ["speaker_id", "name", "kind", "n_quoted", "n_mentioned", "n_talked_about", "n", "n_base_articles"]
    table = table[[*groups, *columns, "estimate", "low", "high"]]
    return _order_speakers(table, groups, ["n_quoted", "n_mentioned"])
