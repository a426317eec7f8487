"""How likely a found statement is right: a logistic model of what the network said about its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from framelens.annotate.network.linking import EVIDENCE, EVIDENCE_ALONE, N_LOGARITHMS
from framelens.errors import InputError
from framelens.networks import DIGITS


@dataclass(frozen=True)
class StatementCalibration:
    """Weights that turn a statement's evidence into a probability, fitted on articles set aside.

    Attributes
    ----------
    evidence : list of str
        Names of the evidence, which must be those that linking gathers.
    weights : list of float
        One for each of ``widen_evidence``'s columns, then the constant.
    boost : float
        How far the finder leans to finding more, see ``decode.find_spans``.
    least : float
        Statements less likely than this are left out.
    window : int
        Pieces that the network reads at a time, which the weights were fitted with.
    alone : list of float, optional
        Weights for statements without a cue, one for each of ``linking.EVIDENCE_ALONE``, then the constant; the finder
        looks for none where there are no weights.
    """

    evidence: list[str]
    weights: list[float]
    boost: float
    least: float
    window: int
    alone: list[float] | None = None

    def __post_init__(self) -> None:
        if (
            tuple(self.evidence) != EVIDENCE
            or len(self.weights) != len(EVIDENCE) + N_LOGARITHMS + 1
            or (self.alone is not None and len(self.alone) != len(EVIDENCE_ALONE) + 1)
        ):
            raise InputError("the finder's calibration does not fit its code; reinstall framelens")

    @cached_property
    def _slopes(self) -> np.ndarray:
        return np.array(self.weights[:-1])

    def judge(self, evidence: Sequence[float]) -> float:
        """Return the probability, in 0-1, that a statement with such evidence is right."""
        if self.alone is not None and len(evidence) == len(EVIDENCE_ALONE):
            score = float(np.dot(evidence, self.alone[:-1])) + self.alone[-1]
        else:
            score = float(widen_evidence(np.array(evidence)) @ self._slopes) + self.weights[-1]
        return round(float(1 / (1 + np.exp(-min(max(score, -30.0), 30.0)))), DIGITS)


def widen_evidence(evidence: np.ndarray) -> np.ndarray:
    """Add to the logarithms of probabilities, the first columns of the evidence, the probabilities."""
    return np.concatenate([evidence, np.exp(evidence[..., :N_LOGARITHMS])], axis=-1)
