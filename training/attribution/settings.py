"""What a training run can vary, in one frozen place."""

from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"  # the made-up reports


@dataclass(frozen=True)
class Settings:
    """Settings of a teacher's training; ``split_seed`` says which articles are set aside, for all alike."""

    seed: int = 20251
    split_seed: int = 20251
    passes: int = 5
    batch: int = 6
    rate: float = 2e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warm_up: float = 0.06
    dropout: float = 0.1
    link_width: int = 128
    link_weight: float = 0.5
    entity_weight: float = 0.3
    blind_share: float = 0.06
    n_held_out: int = 70
    threads: int = 2
    bfloat16: bool = True
    compile: bool = False


@dataclass(frozen=True)
class AccurateSettings:
    """Settings of the accurate finder: its teachers, by their seeds, and how they teach it."""

    teachers: tuple[int, ...] = (20251, 1)
    n_steps: int = 2200
    n_plain: int = 500
    rate: float = 1e-4
    soft_share: float = 0.7
    own_share: float = 0.5  # of the shipped weights; the rest is the first teacher's
    least: float = 0.65  # statements less sure are left out unless a study says otherwise


@dataclass(frozen=True)
class FastSettings:
    """Settings of the fast finder: its shape, what it learns from, and how long."""

    seed: int = 0
    width: int = 256
    n_layers: int = 2
    n_heads: int = 4
    inner: int = 512
    link_width: int = 64
    n_pieces: int = 22000
    window: int = 128
    n_plain: int = 2750  # unlabelled articles
    n_plain_drawn: int = 2000  # of these in a round
    longest: int = 9000  # characters of an unlabelled article
    gold_share: float = 0.3
    n_places: int = 3000  # of a batch
    rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: int = 150
    blind_share: float = 0.03
    minutes: float = 33.0
    rounds_from: float = 0.7
    least: float = 0.5


@dataclass(frozen=True)
class MultilingualSettings:
    """Settings of the multilingual finder: how much of the encoder is kept, and what a round of learning holds."""

    seed: int = 20251
    n_layers: int = 8
    rate: float = 2e-4
    minutes: float = 80.0
    n_places: int = 2000  # of a batch
    n_plain: int = 400
    longest: int = 6000  # characters of an unlabelled article
    n_annotated: int = 150  # articles of a round
    n_plain_drawn: int = 80
    n_names: int = 50
    names_share: float = 0.5
    least: float = 0.65
