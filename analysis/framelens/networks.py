"""The shipped networks under ONNX Runtime, on the processor, with their tokenizers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer


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
