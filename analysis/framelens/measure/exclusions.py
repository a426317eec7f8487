"""What leaving words out of the lexicons does to the tone that is measured."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError
from framelens.measure.intervals import find_bounds, resample_articles
from framelens.measure.jackknife import bound_difference
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval, resample_sums, split_bases
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.measure.tone import check_lexicon, sum_tone
from framelens.tables import VALENCE_PREFIX, Annotations, lexicons_in


def compare_exclusions(
    annotations: Annotations,
    everything: Annotations,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """The tone of each voice with the study's words left out, and with every word of the lexicons.

    Parameters
    ----------
    annotations : Annotations
        As the study scored them.
    everything : Annotations
        The same, scored with no word excluded: :func:`framelens.annotate.rescoring.rescore`.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`; both are drawn together.

    Returns
    -------
    pandas.DataFrame
        One row per lexicon and voice: ``lexicon``, ``voice``, ``n`` (scored stretches as the study has it),
        ``n_everything`` (with no word excluded), ``n_changed`` (stretches whose valence differs, those that lose theirs
        included), ``estimate_everything``, ``estimate_excluded`` (mean valence), ``estimate`` (the effect of the
        exclusion: excluded minus everything), ``low``, ``high``.

    Examples
    --------
    >>> fl.stats.compare_exclusions(study, study.annotations)
    """
    keys = ["article_id", "start", "end"]
    if not annotations.segments[keys].equals(everything.segments[keys]):
        raise InputError("the two scorings are not of the same segments; score the same annotations again")
    parts = []
    for lexicon in lexicons_in(annotations.segments):
        mine, theirs = sum_tone(annotations, lexicon), sum_tone(everything, lexicon)
        table = theirs.cells.assign(lexicon=lexicon)
        both = [resample_articles(sums, interval=NO_INTERVAL) for sums in (mine, theirs)]
        table["n"], table["n_everything"] = both[0]["n"], both[1]["n"]
        table["n_changed"] = _count_changed(annotations, everything, lexicon, table["voice"])
        table["estimate_everything"], table["estimate_excluded"] = both[1]["estimate"], both[0]["estimate"]
        table["estimate"] = table["estimate_excluded"] - table["estimate_everything"]
        observed = table["estimate"].to_numpy(dtype=float)
        low, high = _bound((mine, theirs), observed, interval=interval)
        enough = (both[0]["n_base_articles"] > 1).to_numpy(dtype=bool)
        parts.append(table.assign(low=np.where(enough, low, np.nan), high=np.where(enough, high, np.nan)))
    columns = ["lexicon", "voice", "n", "n_everything", "n_changed", "estimate_everything", "estimate_excluded"]
    return pd.concat(parts, ignore_index=True)[[*columns, "estimate", "low", "high"]]


def find_changed(mine: Annotations, theirs: Annotations, lexicon: str) -> np.ndarray:
    """For each segment whether its valence differs between two scorings of the same segments."""
    before, after = (
        a.segments[VALENCE_PREFIX + lexicon].to_numpy(dtype=float, na_value=np.nan) for a in (theirs, mine)
    )
    return ~(np.isclose(before, after, rtol=0, atol=1e-12) | (np.isnan(before) & np.isnan(after)))


def _count_changed(mine: Annotations, theirs: Annotations, lexicon: str, voices: pd.Series) -> pd.Series:
    counts = mine.segments.loc[find_changed(mine, theirs, lexicon), "voice"].value_counts()
    return pd.Series(pd.array([int(counts.get(voice, 0)) for voice in voices], dtype="Int64"))


def _bound(
    pair: tuple[ArticleSums, ArticleSums], observed: np.ndarray, *, interval: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of a difference between two scorings of the same articles."""
    articles, replicates = pair[0].articles, np.zeros((len(observed), interval.resamples))
    base = next(iter(split_bases(articles, np.zeros(len(articles), dtype=np.intp), 1, interval=interval.drawn)))
    sides = [
        (base.gather(sums.numerators[:, base.columns]), base.gather(sums.denominators[:, base.columns]))
        for sums in pair
    ]
    if interval.method == "t" and interval.resamples:
        return bound_difference(sides[0], sides[1], (1 - interval.level) / 2)
    for side, sign in zip(sides, (1, -1), strict=True):
        above, below = (resample_sums(matrix, base.weights) for matrix in side)
        with np.errstate(invalid="ignore", divide="ignore"):
            replicates = replicates + sign * above / below
    # The bounds of a difference of two means are percentiles where BCa is asked for: it has no jackknife here.
    return find_bounds(replicates, observed, interval=interval)


def count_excluded(
    annotations: Annotations,
    changes: pd.DataFrame,
    words: Sequence[str],
    lexicon: str | None = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """What each excluded word does by itself.

    Parameters
    ----------
    annotations : Annotations
    changes : pandas.DataFrame
        One row per stretch that a word changes: ``word``, ``article_id``, ``before``, ``after`` (valence with every
        word, and without this one; null where no other word is left).
    words : sequence of str
        The words, so that one which changes nothing has its row.

    Returns
    -------
    pandas.DataFrame
        One row per word: ``word``, ``lexicon``, ``n`` (stretches whose valence it changes), ``n_unscored`` (of these,
        stretches that have no tone without it), ``n_articles`` (they stand in), ``estimate`` (mean change of valence
        where one is left), ``low``, ``high``.
    """
    lexicon = check_lexicon(annotations, lexicon)
    articles = prepare_articles(annotations.articles)
    cells = pd.DataFrame({"word": list(words)}, dtype="str")
    cell = pd.Index(cells["word"]).get_indexer(pd.Index(changes["word"]))
    article = locate_articles(changes["article_id"], articles)
    change = (changes["after"] - changes["before"]).to_numpy(dtype=float)
    left = ~np.isnan(change)
    shape = (len(cells), len(articles))

    def add(chosen: np.ndarray, values: np.ndarray | None = None) -> sparse.csr_array:
        return sum_cells(np.where(chosen, cell, -1), article, values, shape)

    every = add(np.ones(len(changes), dtype=bool))
    sums = ArticleSums(articles, cells, add(left, np.nan_to_num(change)), add(left), "mean", counts=every)
    table = resample_articles(sums, interval=interval)
    lost = np.rint(np.asarray(add(~left).sum(axis=1)).ravel()).astype(np.int64)
    stand = np.diff(every.indptr)
    table = table.assign(
        lexicon=lexicon, n_unscored=pd.array(lost, dtype="Int64"), n_articles=pd.array(stand, dtype="Int64")
    )
    return table[["word", "lexicon", "n", "n_unscored", "n_articles", "estimate", "low", "high"]]
