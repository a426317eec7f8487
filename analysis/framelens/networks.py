"""The trained networks under ONNX Runtime, on the processor, with their tokenizers.

They come in a package of their own, ``framelens-models``, so that the code stays small.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.errors import InputError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

MODELS = "framelens_models"
# Networks count in 32 bits, which carry no more digits; those behind them depend on the processor's own arithmetic.
DIGITS = 6


def find_network(name: str) -> Path:
    """The folder of a trained network: ``accurate``, ``fast``, ``toward`` or ``sentences``.

    Raises
    ------
    InputError
        If ``framelens-models`` is not installed, or is too old to hold it.
    """
    folder = _look_for(name)
    if folder is None:
        raise InputError(
            f"the network '{name}' is not installed; install the models with: pip install framelens-models, or in a "
            'checkout: make (without make: pip install --no-deps ./models). reader = "rules" in study.toml finds '
            "statements without a network"
        )
    return folder


def has_network(name: str) -> bool:
    """Whether a trained network is installed."""
    return _look_for(name) is not None


def _look_for(name: str) -> Path | None:
    package = find_spec(MODELS)
    folder = Path(package.origin).parent / name if package is not None and package.origin else None
    return folder if folder is not None and (folder / "network.onnx").is_file() else None


def open_network(folder: Path, *, n_threads: int = 1) -> onnxruntime.InferenceSession:
    """Open the network that lies in a folder, for reading on so many threads; one gives the same result everywhere."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Its fused addition and normalisation is six times slower on a processor than the two apart.
    return onnxruntime.InferenceSession(
        str(folder / "network.onnx"),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )


def open_tokenizer(folder: Path) -> Tokenizer:
    """Open the tokenizer that lies beside a network."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))
