"""Frames found by a dictionary beside frames coded by people: how often they agree, and how sure that is.

References
----------
Krippendorff, K. (2019). *Content analysis: An introduction to its methodology* (4th ed.). Sage.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from framelens.dictionary import FrameDictionary
from framelens.errors import InputError
from framelens.measure.resampling import draw_weights

MEASURES = ("precision", "recall", "f1", "alpha")
MACRO = "all frames"
# Articles of this many words on need the full number of terms.
FULL_LENGTH = 300


def judge_presence(hits: pd.DataFrame, articles: pd.DataFrame, dictionary: FrameDictionary) -> pd.DataFrame:
    """Say of each article which frames it uses: those with enough different terms.

    Enough is the frame's ``present_from``; in an article of fewer than 300 words proportionally fewer,
    rounded up, so that a headline needs one.

    Parameters
    ----------
    hits : DataFrame
        The hits table.
    articles : DataFrame
        The articles table; articles without a hit are judged too.
    dictionary : FrameDictionary

    Returns
    -------
    DataFrame
        One row per article, whose id is the index; one column of truth a frame.
    """
    found = hits.groupby(["article_id", "frame"])["term"].nunique().unstack(fill_value=0)
    index = pd.Index(articles["article_id"].astype(str), name="article_id")
    counts = found.reindex(index=index, columns=list(dictionary.names), fill_value=0).to_numpy(dtype=float)
    share = np.minimum(1.0, articles["n_words"].to_numpy(dtype=float, na_value=0.0) / FULL_LENGTH)
    least = np.array([frame.present_from for frame in dictionary.frames])
    needed = np.maximum(1, np.ceil(share[:, None] * least[None, :]))
    return pd.DataFrame(counts >= needed, index=index, columns=list(dictionary.names))


def score_frames(
    present: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    clusters: pd.Series | None = None,
    n_resamples: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Score judgements on frames against people's codes.

    Parameters
    ----------
    present : DataFrame
        One row per article (the index), one column of truth a frame, as :func:`judge_presence` returns it; null
        where the judge abstained, which leaves the article out for that frame.
    codes : DataFrame
        The same of people's codes, null where a frame was not coded. Articles and frames are those of the codes;
        every coded article must have been judged.
    clusters : Series, optional
        For passages the article of each, in the order of the codes: passages of one article are drawn together.
    n_resamples : int, default 2000
        Resamples of the articles behind each interval.
    seed : int, default 1

    Returns
    -------
    DataFrame
        One row per frame and measure: ``frame``, ``measure``, ``n``, ``estimate`` and the bounds ``low`` and
        ``high`` of its 95% interval from resampling articles (null with fewer than two articles).

        - ``precision``: of the ``n`` articles judged to use the frame, the share that people say use it.
        - ``recall``: of the ``n`` articles that people say use it, the share so judged.
        - ``f1``: their harmonic mean; ``n`` as for recall.
        - ``alpha``: Krippendorff's alpha of the judgements and the codes over ``n`` articles; 0 is chance.

        The frame ``all frames`` is the mean over frames (macro). A frame that was not judged has null
        estimates and does not enter the mean. An estimate is null where its base is 0.

    Raises
    ------
    InputError
        If an article was coded but not judged, there is no article, or no frame has a judgement.
    """
    _check(present, codes)
    judged = [frame for frame in codes.columns if frame in present.columns]
    mine, theirs, known = _read_answers(present.loc[codes.index, judged], codes[judged])
    n_articles = len(codes)
    observed = _measure(np.ones((1, n_articles)), mine, theirs, known)
    draws = draw_resamples(n_articles, clusters=clusters, n_resamples=n_resamples, seed=seed)
    resampled = _measure(draws, mine, theirs, known)
    bases = {"precision": mine.sum(axis=0), "recall": theirs.sum(axis=0), "f1": theirs.sum(axis=0)}
    rows = []
    for frame in codes.columns:
        for measure in MEASURES:
            if frame not in judged:
                rows.append((frame, measure, n_articles if measure == "alpha" else int(codes[frame].sum()), *_NOTHING))
                continue
            at = judged.index(frame)
            n = int(bases[measure][at]) if measure in bases else int(known[:, at].sum())
            rows.append((frame, measure, n, *_bounds(observed[measure][:, at], resampled[measure][:, at], n_articles)))
    for measure in MEASURES:
        macro = _mean(observed[measure]), _mean(resampled[measure])
        rows.append((MACRO, measure, n_articles, *_bounds(*macro, n_articles)))
    return pd.DataFrame(rows, columns=["frame", "measure", "n", "estimate", "low", "high"])


def everywhere(codes: pd.DataFrame) -> pd.DataFrame:
    """The judgement that every article uses every frame: what any other has to beat."""
    return pd.DataFrame(True, index=codes.index, columns=codes.columns)


def rename_frames(codes: pd.DataFrame, dictionary: FrameDictionary) -> pd.DataFrame:
    """``codes`` under the dictionary's names, found by name or alias.

    Codes that the dictionary sees as one frame become one column, true where any of them is; a code that it
    lacks keeps its name.
    """
    names: Mapping[str, str] = {
        _plain(name): frame.name for frame in dictionary.frames for name in (*frame.aliases, frame.name)
    }
    renamed = [names.get(_plain(column), column) for column in codes.columns]
    return pd.DataFrame(
        {name: codes.loc[:, [n == name for n in renamed]].any(axis=1) for name in dict.fromkeys(renamed)}
    )


_NOTHING = (np.nan, np.nan, np.nan)


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _check(present: pd.DataFrame, codes: pd.DataFrame) -> None:
    if codes.empty:
        raise InputError("there are no coded articles to score against; give at least one article with its codes")
    unjudged = [article for article in codes.index if article not in present.index]
    if unjudged:
        raise InputError(
            f"{len(unjudged)} coded articles were not judged, the first is '{unjudged[0]}'; judge every coded article"
        )
    if not set(codes.columns) & set(present.columns):
        raise InputError(
            f"no coded frame ({', '.join(map(str, codes.columns))}) is among those judged "
            f"({', '.join(map(str, present.columns))}); name the codes' frames under aliases in the dictionary"
        )


def draw_resamples(
    n_articles: int, *, clusters: pd.Series | None = None, n_resamples: int = 2000, seed: int = 1
) -> np.ndarray:
    """How often each article stands in each resample: resamples by articles; those of one cluster equally often."""
    cluster, names = pd.factorize(np.arange(n_articles) if clusters is None else clusters)
    return draw_weights(list(map(str, names)), seed=seed, resamples=n_resamples).T[:, cluster].astype(float)


def resample_f1(present: pd.DataFrame, codes: pd.DataFrame, draws: np.ndarray) -> np.ndarray:
    """The mean F1 over frames in each resample, for differences between two judges of the same articles."""
    return _mean(_measure(draws, *_read_answers(present.loc[codes.index, list(codes.columns)], codes))["f1"])


def _read_answers(present: pd.DataFrame, codes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Judgements and codes as truth, and where both are there."""
    judged, coded = (table.astype("Float64").to_numpy(dtype=float, na_value=np.nan) for table in (present, codes))
    known = np.isfinite(judged) & np.isfinite(coded)
    return (judged == 1) & known, (coded == 1) & known, known


def _measure(draws: np.ndarray, judged: np.ndarray, coded: np.ndarray, known: np.ndarray) -> dict[str, np.ndarray]:
    """Each measure of each frame (columns) with the articles as often as a row of ``draws`` has them."""
    both, mine, theirs = draws @ (judged & coded), draws @ (judged & ~coded), draws @ (~judged & coded)
    n_articles = draws @ known
    with np.errstate(invalid="ignore", divide="ignore"):
        positives = 2 * both + mine + theirs
        values = 2.0 * n_articles
        expected = 2 * positives * (values - positives) / (values * (values - 1))
        return {
            "precision": both / (both + mine),
            "recall": both / (both + theirs),
            "f1": 2 * both / positives,
            "alpha": np.where(expected > 0, 1 - (mine + theirs) / n_articles / expected, np.nan),
        }


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean over frames; a frame without an estimate does not count."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known, values, 0).sum(axis=1) / known.sum(axis=1)


def _bounds(observed: np.ndarray, resampled: np.ndarray, n_articles: int) -> tuple[float, float, float]:
    """The estimate and its 95% percentile interval."""
    estimate = float(observed[0])
    finite = resampled[np.isfinite(resampled)]
    if n_articles < 2 or not np.isfinite(estimate) or not len(finite):
        return estimate, np.nan, np.nan
    low, high = np.quantile(finite, (0.025, 0.975))
    return estimate, float(low), float(high)
