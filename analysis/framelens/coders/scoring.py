"""One test for every coder: a person, a dictionary, a coder that learned, any model's answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from framelens.annotate.framing import build_matcher
from framelens.annotate.sentences import find_sentences
from framelens.annotate.words import count_words
from framelens.coders.codes import CodedTexts, gather_codes, number_groups
from framelens.coders.frame_scores import draw_resamples, everywhere, judge_presence, rename_frames, score_frames
from framelens.dictionary import FrameDictionary
from framelens.errors import InputError

COLUMNS = ("method", "frame", "measure", "n", "estimate", "low", "high")


def compare_coders(
    given: Mapping[str, pd.DataFrame],
    codes: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    dictionary: FrameDictionary | None = None,
) -> pd.DataFrame:
    """Score codes made elsewhere against a hand-coded sample, beside the dictionary and each other.

    Parameters
    ----------
    given : mapping
        A name -> codes in any of the forms of :func:`framelens.coders.codes.read_frame_codes`: other people's, a
        :class:`~framelens.coders.coder.Coder`'s table, any model's output. A unit without an answer is an abstention.
    codes, articles : pandas.DataFrame
        What is right, as for :func:`framelens.coders.coder.train_coder`.
    dictionary : FrameDictionary, optional
        Scored beside them; its aliases join frames that are called otherwise.

    Returns
    -------
    pandas.DataFrame
        As :func:`compare_answers`.

    Raises
    ------
    InputError
        For codes of articles that are not there, units that no given code is of, or frames that nobody else has.

    Examples
    --------
    >>> model = codes.assign(money=0)
    >>> fl.stats.compare_coders({"a model": model}, codes, articles).query("measure == 'f1'").head(3)
    """
    coded = gather_codes(codes, articles)
    keys = pd.MultiIndex.from_frame(coded.units[["article_id", "start", "end"]])
    answers: dict[str, pd.DataFrame] = {}
    for name, table in given.items():
        other = gather_codes(table, articles)
        theirs = other.answers.set_index(pd.MultiIndex.from_frame(other.units[["article_id", "start", "end"]]))
        if not keys.isin(theirs.index).any():
            raise InputError(f"the codes of '{name}' have no unit in common with those to score against; code the same")
        if not set(theirs.columns) & set(coded.frames) and dictionary is None:
            raise InputError(
                f"the codes of '{name}' have no frame in common with {', '.join(coded.frames)}; they have "
                f"{', '.join(map(str, theirs.columns))}; give frames the same names"
            )
        answers[name] = theirs.reindex(keys).reset_index(drop=True)
    if dictionary is not None:
        answers["dictionary"] = judge_texts(coded.units, dictionary)
        answers = {name: rename_frames(table, dictionary) for name, table in answers.items()}
        renamed = rename_frames(coded.answers, dictionary)
        coded = CodedTexts(coded.units, renamed, coded.passages, coded.exclusive)
    return compare_answers(answers, coded)


def compare_answers(answers: Mapping[str, pd.DataFrame], coded: CodedTexts) -> pd.DataFrame:
    """Score answers on coded units, with every unit positive beside them.

    Returns
    -------
    pandas.DataFrame
        One row per method, frame and measure: ``method``, ``frame`` ('all frames' is their mean), ``measure``
        ('precision', 'recall', 'f1', 'alpha', and 'decided': the share of units that were answered), ``n``,
        ``estimate``, ``low``, ``high`` (95%; near copies resampled together). Where every unit has exactly one frame,
        also 'accuracy' of all frames: the share of units that were given the right one.
    """
    codes, clusters = coded.answers, pd.Series(number_groups(coded))
    parts = []
    for method, table in {**answers, "every unit positive": everywhere(codes)}.items():
        scores = score_frames(table, codes, clusters=clusters)
        more = [_score_decided(table, codes, clusters)]
        if coded.exclusive and method != "every unit positive" and set(codes.columns) <= set(table.columns):
            more.append(_score_accuracy(table, codes, clusters))
        parts.append(pd.concat([scores, *more], ignore_index=True).assign(method=method))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def judge_texts(units: pd.DataFrame, dictionary: FrameDictionary) -> pd.DataFrame:
    """What a dictionary says of each unit: one column of truth a frame, rows as ``units``."""
    matcher = build_matcher(dictionary)
    rows, n_words = [], []
    for number, text in enumerate(units["text"]):
        rows += [(str(number), hit.frame, hit.term) for hit in matcher.find_hits(text, find_sentences(text))]
        n_words.append(count_words(text))
    hits = pd.DataFrame(rows, columns=["article_id", "frame", "term"])
    numbered = pd.DataFrame({"article_id": [str(n) for n in range(len(units))], "n_words": n_words})
    return judge_presence(hits, numbered.astype({"n_words": "Int64"}), dictionary).reset_index(drop=True)


def _score_decided(table: pd.DataFrame, codes: pd.DataFrame, clusters: pd.Series) -> pd.DataFrame:
    frames = [frame for frame in codes.columns if frame in table.columns]
    decided = table[frames].notna().to_numpy(dtype=float)
    named = zip([*frames, "all frames"], [*decided.T, decided.mean(axis=1)], strict=True)
    rows = [(name, "decided", len(codes), *_bound_mean(values, clusters)) for name, values in named]
    return pd.DataFrame(rows, columns=["frame", "measure", "n", "estimate", "low", "high"])


def _score_accuracy(table: pd.DataFrame, codes: pd.DataFrame, clusters: pd.Series) -> pd.DataFrame:
    values = table[list(codes.columns)].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    answered = np.nansum(values, axis=1) == 1
    right = (np.nan_to_num(values) * codes.to_numpy(dtype=float)).sum(axis=1)[answered]
    row = ("all frames", "accuracy", int(answered.sum()), *_bound_mean(right, clusters.loc[answered]))
    return pd.DataFrame([row], columns=["frame", "measure", "n", "estimate", "low", "high"])


def _bound_mean(values: np.ndarray, clusters: pd.Series) -> tuple[float, float, float]:
    """A mean and its 95% percentile interval."""
    if clusters.nunique() < 2:
        return (float(values.mean()) if len(values) else np.nan), np.nan, np.nan
    draws = draw_resamples(len(values), clusters=clusters)
    low, high = np.quantile(draws @ values / draws.sum(axis=1), [0.025, 0.975])
    return float(values.mean()), float(low), float(high)
