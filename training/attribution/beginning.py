"""What the fast finder's network begins as: the one shipped before it, made narrower.

The older network (two layers of MiniLM of width 384, six heads, GELU) is read back from its 8-bit file to full
precision. Its vectors are turned into the directions in which they differ most, its weightiest heads are kept, the way
back from its inner units is fitted anew for ReLU, its links are replaced by the nearest narrower ones.
"""

import numpy as np
import onnx
import torch
from onnx.numpy_helper import to_array
from pupil import HEAD, N_SHAPES, N_STATES, SHAPE, Pupil
from torch.nn import functional

OLD_WIDTH, OLD_HEADS = 384, 6


def read_shipped(path):
    """Return the weights of a shipped network by name, at full precision, evening out undone."""
    graph = onnx.load(path).graph
    stored = {one.name: torch.from_numpy(to_array(one).copy()) for one in graph.initializer}
    plain = {
        name.removeprefix("encoder.").replace(".linear", ""): value
        for name, value in stored.items()
        if not name.startswith("/")
    }
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            weight = node.input[1]
            name = node.output[0].removesuffix("_output_0_output_quantized").strip("/").replace("/", ".")
            name = name.removeprefix("encoder.").replace(".MatMul", "").replace(".linear", "")
            value = (stored[weight].float() * stored[weight.replace("_quantized", "_scale")]).T.contiguous()
            plain[f"{name}.weight"] = value * plain.get(f"{name}.inverse", 1)
    plain["words.weight"] = plain["words.rows"].float() * plain["words.scales"]
    return plain


class Older:
    """The older network, which notes what each of its parts sees in the places that are no filling."""

    def __init__(self, path):
        self.weights, self.seen = read_shipped(path), {}

    def linear(self, name, inputs):
        return functional.linear(inputs, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def normal(self, name, inputs):
        scale, shift = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return functional.layer_norm(inputs, inputs.shape[-1:], scale, shift, 1e-12)

    def look(self, ids, shapes, states):
        """Read a batch of windows."""
        table, real = self.weights, ids != 0
        hidden = table["words.weight"][ids] + table["places.weight"][: ids.shape[1]]
        hidden = self.normal("norm", hidden + table["shapes.weight"][shapes] + table["states.weight"][states])
        n, length, _ = hidden.shape
        for number in range(SHAPE.n_layers):
            here = f"layers.{number}."
            self.seen[f"{here}joint"] = hidden[real]
            joint = self.linear(f"{here}joint", hidden).view(n, length, 3, OLD_HEADS, HEAD).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(*joint, attn_mask=real[:, None, None])
            mixed = mixed.transpose(1, 2).reshape(n, length, -1)
            self.seen[f"{here}mix"] = mixed[real]
            hidden = self.normal(f"{here}mix_norm", hidden + self.linear(f"{here}mix", mixed))
            self.seen[f"{here}widen"] = hidden[real]
            inner = functional.gelu(self.linear(f"{here}widen", hidden))
            self.seen[f"{here}narrow"] = inner[real]
            hidden = self.normal(f"{here}norm", hidden + self.linear(f"{here}narrow", inner))
        self.seen["links"] = hidden[real]
        self.seen["ids"] = ids[real]


@torch.no_grad()
def begin(path, batch):
    """Return a pupil that begins as the network of a file, by what that says of a batch."""
    older, pupil = Older(path), Pupil()
    older.look(batch["ids"], batch["shapes"], batch["states"])
    turn = find_directions(older)
    begin_words(pupil, older, turn)
    for number, layer in enumerate(pupil.layers):
        begin_layer(layer, older, f"layers.{number}.", turn)
    for name in ("tags", "entities"):
        getattr(pupil, name).weight.data = older.weights[f"{name}.weight"] @ turn
        getattr(pupil, name).bias.data = older.weights[f"{name}.bias"].clone()
    begin_links(pupil, older, turn)
    for one in pupil.parameters():
        one.data = one.data.contiguous()
    return pupil


def find_directions(older):
    """Return the directions in which most is met, turned so that none of them is much larger than the others."""
    met = [seen for name, seen in older.seen.items() if name.endswith(("joint", "widen", "links"))]
    met = torch.cat(met)
    met = met - met.mean(dim=0)
    turn = torch.linalg.eigh(met.T @ met).eigenvectors[:, -SHAPE.width :]
    return turn @ torch.linalg.qr(torch.randn(SHAPE.width, SHAPE.width)).Q


def begin_words(pupil, older, turn):
    """Put the normalisation of word vectors into their table; places and marks get the scale of a typical word."""
    table = older.weights
    places, shapes, states = (table[f"{name}.weight"] for name in ("places", "shapes", "states"))
    places = places[: SHAPE.window]
    words = table["words.weight"] + places.mean(dim=0) + states[0] + shapes[0]
    spread = words.std(dim=1, unbiased=False, keepdim=True).clamp(min=1e-3)
    scale, typical = table["norm.weight"], spread[older.seen["ids"]].mean()
    marks = torch.stack(
        [shapes[i] - shapes[0] + states[j] - states[0] for i in range(N_SHAPES) for j in range(N_STATES)]
    )
    pupil.words.weight.data = (centred(words) / spread * scale + table["norm.bias"]) @ turn
    pupil.places.weight.data = centred(places - places.mean(dim=0)) / typical * scale @ turn
    pupil.marks.weight.data = centred(marks) / typical * scale @ turn


def centred(rows):
    """Take the mean of each row off."""
    return rows - rows.mean(dim=-1, keepdim=True)


def begin_layer(layer, older, here, turn):
    """Keep the weightiest heads; fit the way back from the inner units anew, which are cut off below nothing now."""
    table, seen = older.weights, older.seen
    mixed, mix = seen[f"{here}mix"], table[f"{here}mix.weight"]
    gathered = (mixed - mixed.mean(dim=0)).view(-1, OLD_HEADS, HEAD)
    weight = torch.einsum("nhd,whd->hnw", gathered, mix.view(OLD_WIDTH, OLD_HEADS, HEAD)).pow(2).sum(dim=(1, 2))
    heads = weight.topk(SHAPE.n_heads).indices.sort().values
    rows = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
    gone = np.setdiff1d(np.arange(OLD_HEADS * HEAD), rows.numpy())
    joint, bias = table[f"{here}joint.weight"].view(3, -1, OLD_WIDTH), table[f"{here}joint.bias"].view(3, -1)
    layer.joint.weight.data, layer.joint.bias.data = joint[:, rows].flatten(0, 1) @ turn, bias[:, rows].flatten()
    layer.mix.weight.data = turn.T @ mix[:, rows]
    layer.mix.bias.data = turn.T @ (table[f"{here}mix.bias"] + mix[:, gone] @ mixed.mean(dim=0)[gone])
    inner, narrow = seen[f"{here}narrow"], table[f"{here}narrow.weight"]
    units = (inner.var(dim=0) * narrow.pow(2).sum(dim=0)).topk(SHAPE.inner).indices
    widen, shift = table[f"{here}widen.weight"][units], table[f"{here}widen.bias"][units]
    cut = functional.relu(functional.linear(seen[f"{here}widen"], widen, shift))
    wanted, known = (inner - inner.mean(dim=0)) @ narrow.T, cut - cut.mean(dim=0)
    ridge = 0.01 * known.pow(2).sum() / len(units) * torch.eye(len(units))
    fitted = torch.linalg.solve(known.T @ known + ridge, known.T @ wanted).T
    back = turn.T @ fitted
    scale = (back.pow(2).sum(dim=0).sqrt() + 1e-6).sqrt()
    scale = scale / scale.mean()
    layer.widen.weight.data, layer.widen.bias.data = widen @ turn * scale[:, None], shift * scale
    layer.narrow.weight.data = back / scale
    bias = table[f"{here}narrow.bias"] + narrow @ inner.mean(dim=0) - fitted @ cut.mean(dim=0)
    layer.narrow.bias.data = turn.T @ bias
    for name in ("mix_norm", "norm"):
        getattr(layer, name).weight.data.fill_(table[f"{here}{name}.weight"].pow(2).mean().sqrt())
        getattr(layer, name).bias.data = turn.T @ table[f"{here}{name}.bias"]


def begin_links(pupil, older, turn):
    """Begin with the narrower links that point most nearly as the older ones, over the places that were met."""
    weights, biases = older.weights["links.weight"].chunk(4), older.weights["links.bias"].chunk(4)
    links = [torch.cat([weight, bias[:, None]], dim=1) for weight, bias in zip(weights, biases, strict=True)]
    met = torch.cat([older.seen["links"], torch.ones(len(older.seen["links"]), 1)], dim=1)
    spread = torch.linalg.cholesky(met.T @ met / len(met) + 1e-4 * torch.eye(met.shape[1]))
    back, new = torch.linalg.inv(spread.T), []
    for asking, asked in (links[:2], links[2:]):
        left, size, right = torch.linalg.svd(spread.T @ asking.T @ asked * len(asking) ** -0.5 @ spread)
        size = size[: SHAPE.link_width].sqrt()
        new += [(back @ left[:, : SHAPE.link_width] * size).T, (back @ right[: SHAPE.link_width].T * size).T]
    joined = torch.cat(new)
    pupil.links.weight.data, pupil.links.bias.data = joined[:, :OLD_WIDTH] @ turn, joined[:, OLD_WIDTH]
