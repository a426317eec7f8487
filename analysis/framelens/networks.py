"""The trained networks under ONNX Runtime, on the processor, with their tokenizers.

They come in a package of their own, ``framelens-models``, so that the code stays small.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def open_network(folder: Path, *, n_threads: int = 1, inner: Sequence[str] = ()) -> onnxruntime.InferenceSession:
    """Open the network that lies in a folder, for reading on so many threads; one gives the same result everywhere.

    ``inner`` are tensors inside it that become outputs as well; the others stay as they are to the last bit.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Its fused addition and normalisation is six times slower on a processor than the two apart.
    return onnxruntime.InferenceSession(
        (folder / "network.onnx").read_bytes() + _add_outputs(inner) if inner else str(folder / "network.onnx"),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )


def _add_outputs(names: Sequence[str]) -> bytes:
    """What has to follow a serialised network so that tensors inside it become outputs.

    Protocol buffers that stand behind one another are merged when they are read, and a list grows: these bytes are a
    ModelProto that holds nothing but a graph (field 7) with outputs (field 12), each with a name (field 1).
    """
    return _pack(7, b"".join(_pack(12, _pack(1, name.encode())) for name in names))


def _pack(number: int, content: bytes) -> bytes:
    """A field of a protocol buffer: its number and kind, the length of its content, the content."""
    return bytes([number << 3 | 2]) + _count(len(content)) + content


def _count(number: int) -> bytes:
    """A number as seven bits a byte, the lowest ones first; the eighth bit says that another byte follows."""
    return bytes([number & 127 | 128]) + _count(number >> 7) if number > 127 else bytes([number])


def open_tokenizer(folder: Path) -> Tokenizer:
    """Open the tokenizer that lies beside a network."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))
