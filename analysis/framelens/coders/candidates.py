"""Candidate frames: what goes together in the articles, offered to a reader who decides whether it is a frame.

Clusters of frame elements (Matthes & Kohring 2008) come nearer to frames than groups of words do: words that occur
together are first of all a topic. Both are called *candidates* everywhere, and say why.

References
----------
Matthes, J., & Kohring, M. (2008). The content analysis of media frames: Toward improving reliability and validity.
*Journal of Communication*, 58(2), 258-279.
Hennig, C. (2007). Cluster-wise assessment of cluster stability. *Computational Statistics & Data Analysis*, 52(1).
Nicholls, T., & Culpepper, P. D. (2021). Computational identification of media frames: Strengths, weaknesses, and
opportunities. *Political Communication*, 38(1-2), 159-181.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from framelens.coders.clustering import (
    TOP,
    choose_number,
    cluster_elements,
    factor_words,
    find_cluster_stability,
    find_word_stability,
)
from framelens.coders.features import fit_features
from framelens.coders.units import list_texts
from framelens.errors import InputError
from framelens.measure.resampling import SEED, check_seed, is_count
from framelens.measure.stop_words import OWN, list_languages, list_stop_words
from framelens.measure.words import fold_word
from framelens.tables import Annotations

NOTES = {
    "elements": "Candidates, not frames: articles whose elements are alike. Whether it is a frame, a reader decides.",
    "words": "Candidates, not frames: words that stand together make a topic, and a topic can be framed in many ways.",
}
STABLE, DOUBTFUL = 0.75, 0.5  # Hennig (2007): from .75 on stable, below .5 dissolved
_LEAST, _MOST = 2, 30
_PASSAGES = 10
_BRIEF = 8  # words; a shorter paragraph says too little to be about anything


@dataclass(frozen=True)
class Candidates:
    """What :func:`find_candidates` found; every table is one of candidates, never of frames.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per candidate: ``candidate`` ('candidate 1', ...), ``n`` (articles, or paragraphs for words), ``share``,
        ``made_of`` (its elements or words, the most typical first), ``stability``, ``low``, ``high`` (mean Jaccard's
        index over resamples with the nearest group found there, and the range of 95% of them), ``verdict`` ('stable',
        'doubtful', 'unstable'), ``nearest_frame`` (of the dictionary, the one that overlaps most), ``overlap``
        (Jaccard's index of the units of both, 0-1), ``article_id``, ``start``, ``end`` (of its most typical passage).
    parts : pandas.DataFrame
        One row per candidate and element or word: ``candidate``, ``part``, ``share_inside``, ``share_outside`` (of
        units, 0-1; for words also ``weight``).
    overlaps : pandas.DataFrame
        One row per candidate and frame of the dictionary: ``candidate``, ``frame``, ``n_both``, ``overlap``,
        ``share_inside``, ``share_outside`` (of the candidate's units and of the others those with the frame).
    passages : pandas.DataFrame
        One row per passage, the ten most typical of each candidate: ``candidate``, ``article_id``, ``start``, ``end``;
        ``show_passages`` opens each.
    note : str
        What these are not.
    """

    table: pd.DataFrame
    parts: pd.DataFrame = field(repr=False)
    overlaps: pd.DataFrame = field(repr=False)
    passages: pd.DataFrame = field(repr=False)
    note: str

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["article_id", "start", "end"]).round(
            {"share": 2, "stability": 2, "low": 2, "high": 2, "overlap": 2}
        )
        return f"<p><strong>{self.note}</strong></p>{shown.to_html(index=False, na_rep='')}"


def find_candidates(
    annotations: Annotations,
    elements: pd.DataFrame | None = None,
    *,
    n: int | None = None,
    resamples: int = 50,
    seed: int = SEED,
) -> Candidates:
    """Offer candidates for frames: clusters of elements, or groups of words where no elements are given.

    Parameters
    ----------
    annotations : Annotations
    elements : pandas.DataFrame, optional
        One row per article (index ``article_id``), one column of truth an element, found by
        :func:`framelens.coders.elements.list_elements` or coded by people: hierarchical clusters by Ward's method.
        Without it the words of paragraphs are factored (NMF over weighted words).
    n : int, optional
        How many; for elements by the elbow of the clusters' heterogeneity by default, for words 10.
    resamples : int
        Resamples of the articles for the stability.
    seed : int

    Raises
    ------
    InputError
        With too few articles, a number that cannot be, or elements of articles that are not there.

    Examples
    --------
    >>> elements = fl.stats.list_elements(study, study.settings.frames, min_articles=1)
    >>> candidates = fl.stats.find_candidates(study, elements, n=2, resamples=20)
    >>> candidates.table[["candidate", "n", "made_of", "stability", "verdict"]]
    """
    check_seed(seed)
    if not is_count(resamples):
        raise InputError(f"resamples is {resamples!r}; it is a whole number, 0 for no stability")
    if n is not None and not _LEAST <= n <= _MOST:
        raise InputError(f"n is {n}; candidates are between {_LEAST} and {_MOST}")
    if elements is None:
        return _from_words(annotations, n or 10, resamples, seed)
    return _from_elements(annotations, elements, n, resamples, seed)


def _from_elements(
    annotations: Annotations, elements: pd.DataFrame, n: int | None, resamples: int, seed: int
) -> Candidates:
    known = set(annotations.articles["article_id"].astype(str))
    strange = [str(key) for key in elements.index if str(key) not in known]
    if strange:
        raise InputError(f"elements of an article that is not there: '{strange[0]}'; give those of these articles")
    values = elements.to_numpy(dtype=bool)
    _check_enough(len(values), n, "articles")
    labels = cluster_elements(values, n or choose_number(values, min(10, len(values) - 1)))
    n = int(labels.max()) + 1
    inside = np.array([labels == k for k in range(n)])
    stability = find_cluster_stability(values, labels, resamples=resamples, seed=seed)
    parts = _list_parts(inside, values, [str(c) for c in elements.columns])
    parts = parts.sort_values(["_k", "_gain"], ascending=[True, False], kind="stable")
    parts = parts.loc[parts["_gain"] > 0].groupby("_k").head(TOP)
    ids = elements.index.astype(str)
    units = pd.DataFrame({"article_id": ids, "start": 0, "end": 0})
    passages = _pick_hits(annotations, ids, inside)
    return _lay_out(annotations, units, inside, parts, stability, passages, "elements")


def _from_words(annotations: Annotations, n: int, resamples: int, seed: int) -> Candidates:
    units = list_texts(annotations.articles, passages=True)
    units = units.loc[[len(text.split()) >= _BRIEF for text in units["text"]]].reset_index(drop=True)
    _check_enough(len(units), n, "paragraphs")
    features = fit_features(units["text"].tolist(), "words")
    weighed = features.transform(units["text"].tolist(), None)
    stops = {fold_word(word) for word in list_stop_words(OWN, list_languages(annotations.articles))}
    kept = np.array([word not in stops and word.isalpha() and len(word) > 2 for word in features.words])
    if kept.sum() < n:
        raise InputError(f"{int(kept.sum())} words occur in two paragraphs or more; give more articles")
    words, weighed = np.array(features.words, dtype=object)[kept], weighed[:, np.flatnonzero(kept)]
    texts, factors = factor_words(weighed, n, seed=seed)
    inside = np.array([(texts.argmax(axis=1) == k) & (texts[:, k] > 0) for k in range(n)])
    stability = find_word_stability(weighed, factors, resamples=resamples, seed=seed)
    rows = []
    for k, factor in enumerate(factors):
        for word in np.argsort(-factor, kind="stable")[:TOP]:
            column = (weighed[:, [word]] > 0).toarray().ravel()
            shares = [float(column[mask].mean()) if mask.any() else np.nan for mask in (inside[k], ~inside[k])]
            rows.append((k, words[word], *shares, float(factor[word])))
    parts = pd.DataFrame(rows, columns=["_k", "part", "share_inside", "share_outside", "weight"])
    best = [np.argsort(-np.where(inside[k], texts[:, k], -1), kind="stable")[:_PASSAGES] for k in range(n)]
    picked = [
        units.loc[rows[inside[k][rows]], ["article_id", "start", "end"]].assign(_k=k) for k, rows in enumerate(best)
    ]
    return _lay_out(annotations, units, inside, parts, stability, pd.concat(picked), "words")


def _check_enough(found: int, n: int | None, what: str) -> None:
    least = 2 * (n or _LEAST) + 1
    if found < least:
        raise InputError(f"{found} {what} are too few for {n or _LEAST} candidates; give {least} or more")


def _list_parts(inside: np.ndarray, values: np.ndarray, names: list[str]) -> pd.DataFrame:
    rows = []
    for k, mask in enumerate(inside):
        within, without = (
            values[mask].mean(axis=0),
            values[~mask].mean(axis=0) if (~mask).any() else np.zeros(len(names)),
        )
        rows += [(k, name, a, b, a - b) for name, a, b in zip(names, within, without, strict=True)]
    return pd.DataFrame(rows, columns=["_k", "part", "share_inside", "share_outside", "_gain"])


def _pick_hits(annotations: Annotations, ids: pd.Index, inside: np.ndarray) -> pd.DataFrame:
    """For each candidate ten hits of its articles, one an article first."""
    hits = annotations.hits[["article_id", "start", "end"]].sort_values(["article_id", "start"], kind="stable")
    parts = []
    for k, mask in enumerate(inside):
        mine = hits.loc[hits["article_id"].isin(ids[mask])]
        order = mine.groupby("article_id").cumcount().sort_values(kind="stable").index
        parts.append(mine.loc[order[:_PASSAGES]].assign(_k=k))
    return pd.concat(parts)


def _lay_out(
    annotations: Annotations,
    units: pd.DataFrame,
    inside: np.ndarray,
    parts: pd.DataFrame,
    stability: np.ndarray,
    passages: pd.DataFrame,
    kind: str,
) -> Candidates:
    names = [f"candidate {k + 1}" for k in range(len(inside))]
    overlaps = _find_overlaps(annotations, units, inside, names)
    best = overlaps.sort_values("overlap", ascending=False, kind="stable").drop_duplicates("candidate")
    best = best.set_index("candidate").reindex(names)
    drawn = stability if len(stability) else np.full((1, len(names)), np.nan)
    mean = np.nanmean(drawn, axis=0) if np.isfinite(drawn).any() else np.full(len(names), np.nan)
    low, high = (np.nanquantile(drawn, q, axis=0) if np.isfinite(drawn).any() else mean for q in (0.025, 0.975))
    made = parts.groupby("_k")["part"].agg("; ".join).reindex(range(len(names)))
    table = pd.DataFrame({"candidate": names, "n": inside.sum(axis=1), "share": inside.mean(axis=1)})
    table["made_of"] = made.to_numpy()
    table["stability"], table["low"], table["high"] = mean, low, high
    table["verdict"] = np.select([mean >= STABLE, mean >= DOUBTFUL], ["stable", "doubtful"], "unstable")
    table.loc[~np.isfinite(mean), "verdict"] = None
    table["nearest_frame"], table["overlap"] = best["frame"].to_numpy(), best["overlap"].to_numpy()
    label = dict(enumerate(names))
    named = [t.assign(candidate=t["_k"].map(label)).reset_index(drop=True) for t in (parts, passages)]
    weight = ["weight"] if "weight" in parts else []
    shown = named[0][["candidate", "part", "share_inside", "share_outside", *weight]]
    places = named[1][["candidate", "article_id", "start", "end"]]
    table = table.merge(places.drop_duplicates("candidate"), on="candidate", how="left")
    return Candidates(table, shown, overlaps, places, NOTES[kind])


def _find_overlaps(annotations: Annotations, units: pd.DataFrame, inside: np.ndarray, names: list[str]) -> pd.DataFrame:
    """How far each candidate covers the units in which each frame of the dictionary was found."""
    hits = annotations.hits
    whole = bool((units["end"] == 0).all())
    rows = []
    by_article = units.reset_index().groupby("article_id")["index"].agg(list)
    for frame in sorted(hits["frame"].dropna().unique()):
        mine = hits.loc[hits["frame"] == frame]
        there = np.zeros(len(units), dtype=bool)
        for article_id, starts in mine.groupby("article_id")["start"]:
            for row in by_article.get(article_id, []):
                start, end = units.at[row, "start"], units.at[row, "end"]
                there[row] = whole or bool(((starts >= start) & (starts < end)).any())
        for name, mask in zip(names, inside, strict=True):
            both, either = int((mask & there).sum()), int((mask | there).sum())
            shares = [float(there[m].mean()) if m.any() else np.nan for m in (mask, ~mask)]
            rows.append((name, frame, both, both / either if either else np.nan, *shares))
    return pd.DataFrame(rows, columns=["candidate", "frame", "n_both", "overlap", "share_inside", "share_outside"])
