"""Write all-MiniLM-L6-v2 as the sentence encoder that the package ships: ONNX, weights of 8 bits.

    python export.py ARTICLES OUT

``ARTICLES`` is a Parquet table with a column ``text``; some of its sentences show how large the inputs of each
product become, and others, not among those, measure what the 8 bits cost. ``OUT`` receives ``network.onnx`` and
``tokenizer.json``. Nothing is trained: the weights are the published ones. Rows that the published vocabulary
keeps free are left out.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import nn

from framelens.annotate.sentences import find_sentences

sys.path.insert(0, str(Path(__file__).parents[1] / "attribution"))
from encoder import Encoder, load_minilm, minilm_folder  # noqa: E402
from export import ByteRows, Evened  # noqa: E402

EVENED = ("joint", "mix", "widen", "narrow")

N_EVENING, N_MEASURING, LONGEST = 200, 400, 256
# The rows of [unused99] to [unused993]; what stands before them keeps its number, which special pieces need.
FREE = range(104, 999)


class SentenceEncoder(nn.Module):
    """Word pieces of one sentence in, one vector of length 1 out: the mean over its pieces."""

    def __init__(self):
        super().__init__()
        self.encoder = load_minilm(Encoder()).eval()
        self.encoder.padded = False

    def forward(self, ids):
        encoder = self.encoder
        places = torch.arange(ids.shape[1])
        hidden = encoder.norm(encoder.words(ids) + encoder.places(places))
        for layer in encoder.layers:
            hidden = layer(hidden, None)
        return nn.functional.normalize(hidden.mean(dim=1), dim=1)


def drop_free_rows(network, tokenizer):
    """Leave the free rows of the vocabulary out, of the vectors and of the tokenizer."""
    description = json.loads(tokenizer.to_str())
    names = {number: piece for piece, number in description["model"]["vocab"].items() if number not in FREE}
    if any(not piece.startswith("[unused") for piece, row in description["model"]["vocab"].items() if row in FREE):
        raise ValueError("the vocabulary is not the published one")
    kept = sorted(names)
    description["model"]["vocab"] = {names[number]: new for new, number in enumerate(kept)}
    words = nn.Embedding(len(kept), network.encoder.words.embedding_dim)
    words.weight.data = network.encoder.words.weight.data[torch.tensor(kept)].clone()
    network.encoder.words = words
    return Tokenizer.from_str(json.dumps(description))


def sample_sentences(path, *, n, seed=1):
    """Take sentences of many articles, no two of one article."""
    texts = pd.read_parquet(path, columns=["text"])["text"]
    dice = np.random.default_rng(seed)
    sentences = []
    for row in dice.permutation(len(texts)):
        text = texts.iloc[row][:20_000]
        spans = find_sentences(text)
        if spans:
            start, end = spans[dice.integers(len(spans))]
            sentences.append(text[start:end])
        if len(sentences) == n:
            break
    return sentences


@torch.no_grad()
def make_ready(network, examples):
    """Even out the inputs of every product, as seen on a few examples, and write words in 8 bits."""
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
    for ids in examples:
        network(ids)
    for hook in hooks:
        hook.remove()
    network.encoder.words = ByteRows(network.encoder.words)
    for name, module in linears.items():
        parent, _, last = name.rpartition(".")
        setattr(network.get_submodule(parent), last, Evened(module, largest[name]))
    return network


def export_network(network, path):
    """Write the encoder; 7 of the 8 bits are used, so that processors without VNNI compute the same."""
    example = torch.ones(1, 16, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            network, (example,), str(plain), input_names=["ids"], output_names=["vector"],
            dynamic_axes={"ids": {1: "places"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )  # fmt: skip


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    sentences = sample_sentences(given.articles, n=N_EVENING + N_MEASURING)
    network = SentenceEncoder()
    whole = [torch.tensor([tokenizer.encode(sentence).ids[:LONGEST]]) for sentence in sentences[N_EVENING:]]
    with torch.no_grad():
        wanted = np.concatenate([network(one).numpy() for one in whole])
    tokenizer = drop_free_rows(network, tokenizer)
    ids = [torch.tensor([tokenizer.encode(sentence).ids[:LONGEST]]) for sentence in sentences]
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(given.out / "tokenizer.json"), pretty=False)
    export_network(make_ready(network, ids[:N_EVENING]).eval(), given.out / "network.onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    began = time.perf_counter()
    session = onnxruntime.InferenceSession(str(given.out / "network.onnx"), options)
    print(f"loaded in {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    found = np.concatenate([session.run(None, {"ids": one.numpy()})[0] for one in ids[N_EVENING:]])
    print(f"{N_MEASURING / (time.perf_counter() - began):.0f} sentences a second")
    cosine = (found * wanted).sum(axis=1)
    print(f"cosine with the published vectors: mean {cosine.mean():.4f}, least {cosine.min():.4f}")
    between, near = wanted @ wanted.T, found @ found.T
    upper = np.triu_indices(len(wanted), 1)
    print(f"correlation of all similarities: {np.corrcoef(between[upper], near[upper])[0, 1]:.4f}")
    for file in sorted(given.out.iterdir()):
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
