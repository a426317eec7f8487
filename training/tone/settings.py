"""What a training run can vary, in one frozen place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Settings of the shipped network's training."""

    seed: int = 20265
    passes: int = 3
    batch_pieces: int = 1000
    rate: float = 2e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warm_up: float = 0.06
    dropout: float = 0.1
    # The lowest layers stay as published; the target is marked above them.
    n_frozen: int = 2
    # How often a target's name is hidden, so that the words around it are learned and not its reputation.
    hidden_share: float = 0.25
    smoothing: float = 0.05
    valence_weight: float = 0.5
    # Share of the review and message sentences that each pass takes along.
    valence_shares: tuple = (0.5, 0.3, 0.1)
    averaging: float = 0.99
    held_out_share: float = 0.08
    threads: int = 2
    bfloat16: bool = True
