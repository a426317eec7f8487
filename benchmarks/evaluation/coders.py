"""Every way of finding frames beside each other, on articles that people coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.evaluation.frames_people import list_coders_codes, score_people
from framelens.coders.coder import train_coder
from framelens.coders.codes import gather_codes, number_groups
from framelens.coders.frame_scores import rename_frames
from framelens.coders.learning import Learning, cut_folds
from framelens.coders.scoring import compare_answers, judge_texts
from framelens.dictionary import FrameDictionary

PLAIN = "TF-IDF regression"
PEOPLE = "two people"
_LEAST_SINGLE = 100  # articles with exactly one frame, from which on choosing one is scored too


def evaluate_methods(
    records: Sequence[Mapping[str, Any]], codes: pd.DataFrame, dictionary: FrameDictionary, *, settings: Learning
) -> pd.DataFrame:
    """Score a dictionary, a coder that learns, a plain regression and people on the same articles.

    Parameters
    ----------
    records : sequence of mapping
        ``id`` and ``text`` of each article, and what each coder said where that is known.
    codes : pandas.DataFrame
        One row per article (index), one column of truth a frame.
    dictionary : FrameDictionary
        Judged as it is. Frames are called as it calls them.
    settings : Learning
        Of the coder, which is scored on articles that it has not learned from (nested cross-validation).

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.coders.scoring.compare_answers`: the methods ``dictionary``, ``learned coder``,
        ``TF-IDF regression`` (scikit-learn's as it comes, classes balanced, the same folds), ``every unit positive``,
        and ``two people`` where the records say what each coder said. Where many articles have exactly one frame,
        ``learned coder, one frame`` and ``TF-IDF regression, one frame`` choose one for these, and have an
        ``accuracy``.
    """
    named = rename_frames(codes, dictionary)
    articles = pd.DataFrame({"article_id": [str(r["id"]) for r in records], "text": [r["text"] for r in records]})
    coded = gather_codes(named, articles)
    answers = {"dictionary": judge_texts(coded.units, dictionary)}
    parts = []
    coder = train_coder(named, articles, settings=settings)
    answers["learned coder"] = _widen(coder.unseen, coded.frames)
    answers[PLAIN] = learn_plainly(named, articles, settings)
    parts.append(compare_answers(answers, coded))
    single = named.loc[named.sum(axis=1) == 1]
    single = single.loc[:, single.any()]
    if _LEAST_SINGLE <= len(single) < len(named) or coded.exclusive:
        one = gather_codes(single, articles)
        chosen = train_coder(single, articles, settings=settings)
        ways = {
            "learned coder, one frame": _widen(chosen.unseen, one.frames),
            f"{PLAIN}, one frame": learn_plainly(single, articles, settings),
        }
        parts.append(compare_answers(ways, one).query("method != 'every unit positive'"))
    people = list_coders_codes(records)
    if people:
        called = {name: rename_frames(codes[[name]], dictionary).columns[0] for name in people if name in codes}
        parts.append(score_people({called.get(n, n): units for n, units in people.items()}).assign(method=PEOPLE))
    return pd.concat(parts, ignore_index=True)[["method", "frame", "measure", "n", "estimate", "low", "high"]]


def learn_plainly(codes: pd.DataFrame, articles: pd.DataFrame, settings: Learning) -> pd.DataFrame:
    """What scikit-learn's TF-IDF and logistic regression say as they come, each article learned from the others."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    coded = gather_codes(codes, articles)
    texts, truth = coded.units["text"].to_numpy(dtype=object), coded.answers.to_numpy()
    said = np.zeros(truth.shape, dtype=bool)
    for rest, fold in cut_folds(number_groups(coded), settings.folds, settings.seed):
        vectorizer = TfidfVectorizer(min_df=2, sublinear_tf=True)
        words, unseen = vectorizer.fit_transform(texts[rest]), vectorizer.transform(texts[fold])
        if coded.exclusive:
            model = LogisticRegression(max_iter=1000, class_weight="balanced").fit(words, truth[rest].argmax(axis=1))
            said[fold, model.predict(unseen)] = True
            continue
        for k in range(truth.shape[1]):
            answer = truth[rest, k]
            if len(np.unique(answer)) < 2:
                said[fold, k] = bool(answer[0])
                continue
            model = LogisticRegression(max_iter=1000, class_weight="balanced").fit(words, answer)
            said[fold, k] = model.predict(unseen) == 1
    return pd.DataFrame(said, columns=coded.frames)


def _widen(unseen: pd.DataFrame, frames: list[str]) -> pd.DataFrame:
    return pd.DataFrame(unseen["code"].to_numpy().reshape(-1, len(frames)), columns=frames)
