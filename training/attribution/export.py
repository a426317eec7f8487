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
from torch.nn import functional

INPUTS = ("ids", "shapes", "states")
OUTPUTS = ("tags", "entities", "content_links", "source_links")
EVENED = ("joint", "widen", "narrow")
STRENGTH = 0.8


def even_out(largest):
    """Return by how much each input is to be made smaller."""
    return (largest / largest.median()).clamp(min=1.0) ** STRENGTH


class Evened(nn.Module):
    """A linear map whose largest inputs are made smaller and their weights larger."""

    def __init__(self, linear, largest):
        super().__init__()
        factor = even_out(largest)
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


class Attention(torch.autograd.Function):
    """Attention that is written as ONNX Runtime's own operation, which needs half the time of its parts."""

    @staticmethod
    def forward(context, query, key, value, n_heads):
        n, length, width = query.shape
        heads = [one.view(n, length, n_heads, -1).transpose(1, 2) for one in (query, key, value)]
        return functional.scaled_dot_product_attention(*heads).transpose(1, 2).reshape(n, length, width)

    @staticmethod
    def symbolic(graph, query, key, value, n_heads):
        found = graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=n_heads)
        return found.setType(query.type())


class ReadingLayer(nn.Module):
    """A trained layer as it is exported: without mask and dropout, its attention in one operation."""

    def __init__(self, layer):
        super().__init__()
        self.n_heads = layer.n_heads
        for name in ("joint", "mix", "mix_norm", "widen", "narrow", "norm"):
            setattr(self, name, getattr(layer, name))

    def forward(self, hidden, mask):
        mixed = self.mix(Attention.apply(*self.joint(hidden).chunk(3, dim=-1), self.n_heads))
        hidden = self.mix_norm(hidden + mixed)
        return self.norm(hidden + self.narrow(functional.gelu(self.widen(hidden))))


@torch.no_grad()
def even_values(layer, largest):
    """Even the inputs of a layer's ``mix`` out where they are made, in the values: that costs nothing in reading."""
    factor = even_out(largest)
    values = slice(-len(factor), None)
    layer.joint.weight[values] /= factor[:, None]
    layer.joint.bias[values] /= factor
    layer.mix.weight *= factor


@torch.no_grad()
def make_ready(network, batches, *, inputs=INPUTS):
    """Return a copy of a network as it is exported: inputs evened out as a few batches ask for, words in 8 bits."""
    network = copy.deepcopy(network).eval()
    linears = {
        name: module
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and name.split(".")[-1] in (*EVENED, "mix")
    }
    largest = {}

    def watch(name):
        def note(_, inputs):
            seen = inputs[0].abs().flatten(0, -2).amax(dim=0)
            largest[name] = torch.maximum(largest.get(name, seen), seen)

        return note

    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in linears.items()]
    for batch in batches:
        network(*(batch[name] for name in inputs))
    for hook in hooks:
        hook.remove()
    for name in [name for name in linears if name.endswith(".mix")]:
        even_values(network.get_submodule(name.removesuffix(".mix")), largest.pop(name))
        del linears[name]
    network.encoder.padded = False
    network.encoder.words = ByteRows(network.encoder.words)
    for name, module in linears.items():
        parent, _, last = name.rpartition(".")
        setattr(network.get_submodule(parent), last, Evened(module, largest[name]))
    network.encoder.layers = nn.ModuleList(ReadingLayer(layer) for layer in network.encoder.layers)
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
            op_types_to_quantize=["MatMul", "Gemm", "Attention"],
        )  # fmt: skip
