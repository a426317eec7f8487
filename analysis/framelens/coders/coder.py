"""Coders that learn from a hand-coded sample, and say how well they do before they are believed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.coders.codes import CodedTexts, gather_codes, number_groups
from framelens.coders.curve import LearningCurve
from framelens.coders.features import Features, choose_reads, fit_features, read_vectors
from framelens.coders.folds import Folds, lay_out
from framelens.coders.frame_scores import rename_frames
from framelens.coders.learning import Fitted, Learning, fit_frames
from framelens.coders.scoring import compare_answers, judge_texts
from framelens.coders.units import list_texts
from framelens.dictionary import FrameDictionary
from framelens.errors import InputError

LEAST = 5  # units with a frame, and without it, that learning needs
_WORDS = 20


@dataclass(frozen=True)
class Coder:
    """A coder that has learned; made by :func:`train_coder`, kept by :func:`framelens.coders.keeping.save_coder`.

    Attributes
    ----------
    frames : tuple of str
    features : Features
    fitted : Fitted
    settings : Learning
    passages : bool
        Whether it learned from passages and codes paragraphs, or from articles and codes these.
    n : int
        How many units it learned from.
    scores : pandas.DataFrame
        One row per method, frame and measure: the coder on articles that it had not seen, the dictionary and every
        unit positive beside it; see :func:`framelens.coders.scoring.compare_answers`.
    words : pandas.DataFrame
        One row per frame and word, the 20 of five units at least that speak most for each: ``frame``, ``word``,
        ``weight`` (in the coder), ``n`` (units with the word), ``share_coded``, ``share_others`` (of units with and
        without the frame, 0-1).
    curve : LearningCurve or None
    unseen : pandas.DataFrame
        One row per unit that was coded: its keys and the coder's answer from when it had not seen the unit.
    notes : tuple of str
        What a reader should know: that sentence vectors were missing, that a frame is rare.

    Examples
    --------
    >>> coder = fl.stats.train_coder(codes, articles)
    >>> coder.scores.query("measure == 'f1'")[["frame", "n", "estimate", "low", "high"]]
    """

    frames: tuple[str, ...]
    features: Features
    fitted: Fitted
    settings: Learning
    passages: bool
    n: int
    scores: pd.DataFrame = field(repr=False)
    words: pd.DataFrame = field(repr=False)
    curve: LearningCurve | None = None
    unseen: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    notes: tuple[str, ...] = ()

    def code(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Code articles, or the paragraphs of articles where it learned from passages.

        Returns
        -------
        pandas.DataFrame
            One row per unit and frame: ``article_id``, ``start``, ``end``, ``frame``, ``code`` (true or false, null
            where it abstains), ``probability`` (of the frame, calibrated on codes it had not seen) and ``certainty``
            (of the answer).
        """
        units = list_texts(articles, passages=self.passages)
        texts = units["text"].tolist()
        vectors = None if self.features.reads == "words" else read_vectors(texts)
        chances = self.fitted.find_probabilities(self.features.transform(texts, vectors))
        return lay_out(units, self.frames, chances, self.fitted.decide(chances), self.settings.certainty)

    def _repr_html_(self) -> str:
        wide = self.scores.query("measure in ['f1', 'alpha']").assign(
            cell=lambda t: t.apply(lambda r: f"{r.estimate:.2f} [{r.low:.2f}, {r.high:.2f}]", axis=1)
        )
        table = wide.pivot_table(
            index="frame", columns=["measure", "method"], values="cell", aggfunc="first", sort=False
        )
        notes = [*self.notes, *([self.curve.verdict] if self.curve else [])]
        return table.to_html(na_rep="") + "".join(f"<p>{note}</p>" for note in notes)


def train_coder(
    codes: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    dictionary: FrameDictionary | None = None,
    settings: Learning | None = None,
) -> Coder:
    """Learn frames from a hand-coded sample, and measure how well they were learned.

    Every figure comes from nested cross-validation: the articles are cut into parts, each part is coded by a coder
    that learned from the others, and what that coder calibrates and cuts by was chosen inside those others. Near
    copies stay in one part.

    Parameters
    ----------
    codes : pandas.DataFrame
        Codes in any of the forms of :func:`framelens.coders.codes.read_frame_codes`: of articles or of passages, one or
        several frames, one or several coders.
    articles : pandas.DataFrame
        ``article_id`` and ``text`` of the coded articles; others may be there.
    dictionary : FrameDictionary, optional
        Whose judgement on the same units stands beside the coder's.
    settings : Learning, optional

    Raises
    ------
    InputError
        For codes that do not fit the articles, a frame with a single answer, or too few codes.

    References
    ----------
    Varma, S., & Simon, R. (2006). Bias in error estimation when using cross-validation for model selection. *BMC
    Bioinformatics*, 7, 91.

    Examples
    --------
    >>> coder = fl.stats.train_coder(codes, articles)
    >>> coder.code(articles).head(3)
    """
    settings = settings or Learning()
    coded = gather_codes(codes, articles)
    check_answers(coded)
    reads = choose_reads(settings.reads)
    texts = coded.units["text"].tolist()
    vectors = None if reads == "words" else read_vectors(texts)
    groups = number_groups(coded)
    folds = Folds(coded, groups, vectors, replace(settings, reads=reads))
    chances, found = folds.code_unseen()
    features = fit_features(texts, reads)
    rows = features.transform(texts, vectors)
    fitted = fit_frames(rows, coded.answers.to_numpy(), groups, settings, exclusive=coded.exclusive)
    unseen = lay_out(coded.units, tuple(coded.frames), chances, found, settings.certainty)
    answers = {"coder": _widen(unseen, coded)}
    if settings.certainty:
        answers["coder, never abstaining"] = pd.DataFrame(found, columns=coded.frames)
    if dictionary is not None:
        judged = judge_texts(coded.units, dictionary)
        answers["dictionary"] = judged[[name for name in rename_frames(coded.answers, dictionary) if name in judged]]
        coded = replace(coded, answers=_rename(coded.answers, dictionary))
        answers = {name: _rename(table, dictionary) for name, table in answers.items()}
    return Coder(
        frames=tuple(folds.frames),
        features=features,
        fitted=fitted,
        settings=settings,
        passages=coded.passages,
        n=len(coded),
        scores=compare_answers(answers, coded),
        words=_list_words(features, fitted, rows, folds),
        curve=folds.draw_curve(pd.DataFrame(found, columns=folds.frames)) if settings.curve else None,
        unseen=unseen,
        notes=_list_notes(folds, settings.reads, reads),
    )


def check_answers(coded: CodedTexts) -> None:
    """Raise :class:`InputError` where a frame cannot be learned: one answer for all units, or hardly any other."""
    for frame, answers in coded.answers.items():
        yes, no = int((answers == 1).sum()), int((answers == 0).sum())
        if not yes or not no:
            raise InputError(
                f"every coded unit has the answer {'yes' if yes else 'no'} for the frame '{frame}': there is nothing "
                "to tell apart; code units of the other kind too, or leave the frame out"
            )
        if min(yes, no) < LEAST and not coded.exclusive:
            raise InputError(
                f"the frame '{frame}' has {yes} units with yes and {no} with no; learning needs at least {LEAST} "
                "of each; code more, or leave the frame out"
            )


def _widen(laid: pd.DataFrame, coded: CodedTexts) -> pd.DataFrame:
    values = laid["code"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return pd.DataFrame(values.reshape(len(coded), -1), columns=coded.frames)


def _rename(answers: pd.DataFrame, dictionary: FrameDictionary) -> pd.DataFrame:
    """Columns under the dictionary's names where two do not become one."""
    names = {column: rename_frames(answers[[column]], dictionary).columns[0] for column in answers.columns}
    return answers.rename(columns=names) if len(set(names.values())) == len(names) else answers


def _list_words(features: Features, fitted: Fitted, rows: sparse.csr_array, folds: Folds) -> pd.DataFrame:
    """The words that speak most for each frame."""
    parts = []
    there = (rows[:, : len(features.words)] > 0).astype(float)
    n_units = np.asarray(there.sum(axis=0)).ravel()
    for k, frame in enumerate(folds.frames):
        weights = fitted.weights[: len(features.words), k]
        # A word of two or three units speaks loudest by accident.
        top = np.argsort(np.where(n_units >= LEAST, -weights, 0.0), kind="stable")[:_WORDS]
        top = top[(weights[top] > 0) & (n_units[top] >= LEAST)]
        answer = folds.coded.answers[frame].to_numpy()
        shares = [np.asarray(there[answer == value][:, top].mean(axis=0)).ravel() for value in (1, 0)]
        n = n_units[top].astype(int)
        word = [features.words[i] for i in top]
        part = {"frame": frame, "word": word, "weight": weights[top], "n": n}
        parts.append(pd.DataFrame({**part, "share_coded": shares[0], "share_others": shares[1]}))
    return pd.concat(parts, ignore_index=True)


def _list_notes(folds: Folds, wanted: str, reads: str) -> tuple[str, ...]:
    notes = []
    if reads != wanted:
        notes.append(
            "The sentence encoder is not installed: this coder reads words alone. On headlines, where words are few, "
            "that cost .18 of accuracy (.62 for .80); on articles F1 stayed and alpha lost .04. Reinstall framelens."
        )
    for frame, answers in folds.coded.answers.items():
        yes = int((answers == 1).sum())
        if yes < 10 * LEAST:
            notes.append(
                f"Only {yes} coded units have the frame '{frame}': its figures say little, see their intervals."
            )
    return tuple(notes)
