"""Write a checkpoint as the network that the package ships: ONNX, weights of 8 bits.

Activations are turned to 8 bits as they come, with one scale for a whole matrix. MiniLM has a few inputs many
times larger than the rest, which would leave the others three bits or so; each product's inputs are therefore
evened out first, the weights taking up the difference (Xiao et al. 2023, SmoothQuant).
"""

import copy
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

INPUTS = ("ids", "shapes", "states")
OUTPUTS = ("tags", "entities", "content_links", "source_links")
EVENED = ("joint", "mix", "widen", "narrow")
STRENGTH = 0.8


class Evened(nn.Module):
    """A linear map whose largest inputs are made smaller and their weights larger."""

    def __init__(self, linear, largest):
        super().__init__()
        factor = (largest / largest.median()).clamp(min=1.0) ** STRENGTH
        self.inverse = nn.Parameter(1 / factor)
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight.data = linear.weight.data * factor
        self.linear.bias.data = linear.bias.data

    def forward(self, inputs):
        return self.linear(inputs * self.inverse)


class ByteRows(nn.Module):
    """A table of vectors in 8 bits, with one scale a row."""

    def __init__(self, embedding):
        super().__init__()
        rows = embedding.weight.data
        scales = rows.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (rows / scales).round().to(torch.int8))
        self.register_buffer("scales", scales)

    def forward(self, ids):
        return self.rows[ids].float() * self.scales[ids]


@torch.no_grad()
def make_ready(network, batches):
    """Return a copy of a network with evened-out inputs, as seen on a few batches, and words in 8 bits."""
    network = copy.deepcopy(network).eval()
    linears = {
        name: module
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and name.split(".")[-1] in EVENED
    }
    largest = {}

    def watch(name):
        def note(_, inputs):
            seen = inputs[0].abs().flatten(0, -2).amax(dim=0)
            largest[name] = torch.maximum(largest.get(name, seen), seen)

        return note

    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in linears.items()]
    for batch in batches:
        network(*(batch[name] for name in INPUTS))
    for hook in hooks:
        hook.remove()
    network.encoder.padded = False
    network.encoder.words = ByteRows(network.encoder.words)
    for name, module in linears.items():
        parent, _, last = name.rpartition(".")
        setattr(network.get_submodule(parent), last, Evened(module, largest[name]))
    return network


def export_network(network, path, *, reduce_range=True):
    """Write a network as ONNX with weights of 8 bits.

    Parameters
    ----------
    network : torch.nn.Module
    path : pathlib.Path
    reduce_range : bool, default True
        Use 7 of the 8 bits: processors without VNNI add two products in 16 bits, which overflow otherwise, so
        that the same text would be read differently there.
    """
    example = tuple(torch.ones(1, 16, dtype=torch.long) for _ in INPUTS)
    axes = {name: {0: "windows", 1: "places"} for name in (*INPUTS, *OUTPUTS)}
    for name in ("content_links", "source_links"):
        axes[name][2] = "places"
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            network.eval(), example, str(plain), input_names=list(INPUTS), output_names=list(OUTPUTS),
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=reduce_range,
            op_types_to_quantize=["MatMul", "Gemm"],
        )  # fmt: skip
