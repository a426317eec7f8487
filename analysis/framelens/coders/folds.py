"""Answers on units that were not learned from: every unit coded by a coder that learned from other articles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from framelens.coders.codes import CodedTexts
from framelens.coders.curve import LearningCurve
from framelens.coders.features import fit_features
from framelens.coders.learning import Learning, cut_folds, fit_frames


@dataclass(frozen=True)
class Folds:
    """Coded units, cut into parts by article."""

    coded: CodedTexts
    groups: np.ndarray
    vectors: np.ndarray | None
    settings: Learning

    @property
    def frames(self) -> list[str]:
        return self.coded.frames

    def code_unseen(self, share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities and answers for every unit by a coder that learned from a share of the other parts."""
        texts, answers = self.coded.units["text"].to_numpy(dtype=object), self.coded.answers.to_numpy()
        chances, found = np.zeros(answers.shape), np.zeros(answers.shape, dtype=bool)
        dice = np.random.default_rng(self.settings.seed + 2)
        for rest, fold in cut_folds(self.groups, self.settings.folds, self.settings.seed):
            if share < 1:
                names = dice.permutation(np.unique(self.groups[rest]))
                rest = rest[np.isin(self.groups[rest], names[: max(2, round(share * len(names)))])]
            features = fit_features(texts[rest].tolist(), self.settings.reads)
            rows = features.transform(texts[rest].tolist(), self._pick(rest))
            fitted = fit_frames(rows, answers[rest], self.groups[rest], self.settings, exclusive=self.coded.exclusive)
            chances[fold] = fitted.find_probabilities(features.transform(texts[fold].tolist(), self._pick(fold)))
            found[fold] = fitted.decide(chances[fold])
        return chances, found

    def draw_curve(self, whole: pd.DataFrame) -> LearningCurve:
        """The curve over shares of the codes; ``whole`` are the answers with all of them."""
        answers = {share: pd.DataFrame(self.code_unseen(share)[1], columns=self.frames) for share in (0.25, 0.5)}
        return LearningCurve.draw({**answers, 1.0: whole}, self.coded, self.settings.folds)

    def _pick(self, rows: np.ndarray) -> np.ndarray | None:
        return None if self.vectors is None else self.vectors[rows]


def lay_out(
    units: pd.DataFrame, frames: tuple[str, ...], chances: np.ndarray, found: np.ndarray, least: float
) -> pd.DataFrame:
    """Answers as one row per unit and frame; null where the probability of being right is below ``least``."""
    n_frames = len(frames)
    table = units.loc[units.index.repeat(n_frames), ["article_id", "start", "end"]].reset_index(drop=True)
    table["frame"] = np.tile(np.array(frames, dtype=object), len(units))
    certainty = np.where(found, chances, 1 - chances).ravel()
    table["code"] = pd.array(found.ravel(), dtype="boolean")
    table.loc[certainty < least, "code"] = pd.NA
    return table.assign(probability=chances.ravel(), certainty=certainty)
