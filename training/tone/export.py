"""Write a checkpoint as the network that the package ships: ONNX, weights of 8 bits."""

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.attribution.export import make_ready

INPUTS, OUTPUTS = ("ids", "marks"), ("polarity", "sentence")


class Shipped(torch.nn.Module):
    """The network with what is asked of it in reading."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, ids, marks):
        polarity, _, sentence = self.network(ids, marks)
        return polarity, sentence


def export_network(network, batches, path):
    """Write a network as ONNX with weights of 8 bits, its inputs evened out as some batches ask for.

    Seven of the eight bits are used: processors without VNNI add two products in 16 bits, which overflow otherwise.
    """
    ready = Shipped(make_ready(network, batches, inputs=INPUTS)).eval()
    example = torch.ones(1, 16, dtype=torch.long), torch.zeros(1, 16, dtype=torch.long)
    axes = {name: {0: "sentences", 1: "places"} for name in INPUTS} | {name: {0: "sentences"} for name in OUTPUTS}
    with tempfile.TemporaryDirectory() as folder:
        plain, prepared = Path(folder) / "plain.onnx", Path(folder) / "prepared.onnx"
        torch.onnx.export(
            ready, example, str(plain), input_names=list(INPUTS), output_names=list(OUTPUTS),
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(str(plain), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )  # fmt: skip
