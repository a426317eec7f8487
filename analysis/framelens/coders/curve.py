"""The learning curve: what a coder learned from part of the codes, and whether coding more would help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from framelens.coders.codes import CodedTexts
from framelens.coders.frame_scores import draw_resamples, resample_f1

# A gain of less than this from as many codes again is called little.
LITTLE = 0.02


@dataclass(frozen=True)
class LearningCurve:
    """How well frames are learned from more and more codes.

    Attributes
    ----------
    points : pandas.DataFrame
        One row per share of the codes: ``share``, ``n`` (units learned from), ``estimate``, ``low``, ``high``: the mean
        F1 over frames on articles that were not learned from.
    gain, low, high : float
        What the second half of the codes brought, with its 95% interval (the same articles are drawn for both).
    """

    points: pd.DataFrame = field(repr=False)
    gain: float
    low: float
    high: float

    @classmethod
    def draw(cls, answers: Mapping[float, pd.DataFrame], coded: CodedTexts, folds: int) -> LearningCurve:
        """The curve from the answers of coders that learned from shares of the codes; 0.5 and 1.0 are needed."""
        codes = coded.answers
        draws = draw_resamples(len(codes), clusters=coded.units["article_id"])
        once = np.ones((1, len(codes)))
        rows, replicates, estimates = [], {}, {}
        for share, found in sorted(answers.items()):
            replicates[share] = resample_f1(found, codes, draws)
            estimates[share] = float(resample_f1(found, codes, once)[0])
            low, high = np.nanquantile(replicates[share], [0.025, 0.975])
            n = round(share * len(codes) * (folds - 1) / folds)
            rows.append((share, n, estimates[share], float(low), float(high)))
        points = pd.DataFrame(rows, columns=["share", "n", "estimate", "low", "high"])
        low, high = np.nanquantile(replicates[1.0] - replicates[0.5], [0.025, 0.975])
        return cls(points, estimates[1.0] - estimates[0.5], float(low), float(high))

    @property
    def verdict(self) -> str:
        """Whether coding more would help, in one sentence."""
        half, whole = (int(self.points.loc[self.points["share"] == share, "n"].iloc[0]) for share in (0.5, 1.0))
        gained = f"From {half:,} to {whole:,} codes F1 changed by {self.gain:+.2f} [{self.low:+.2f}, {self.high:+.2f}]"
        if self.low > 0:
            return f"{gained}: it is still rising, and coding more is likely to help."
        if self.high < LITTLE:
            return f"{gained}: the curve is flat, and coding more of the same kind would bring little."
        return f"{gained}: whether coding more would help cannot be determined from so few."
