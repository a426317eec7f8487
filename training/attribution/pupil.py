"""The fast finder's network, as it learns and as it is exported: two narrow layers.

Everything about it saves time in reading: ReLU, no normalisation of word vectors (their table holds normalised ones),
one table for how a piece is written and how it stands to quotation marks, narrow links. At last it learns with numbers
rounded as the shipped file rounds them, so that its inputs need no evening out.
"""

import torch
from settings import FastSettings
from torch import nn
from torch.nn import functional

HEAD, N_SHAPES, N_STATES = 32, 5, 6
STEPS = 63.5  # of a weight, on each side of nothing: 7 bits
SHAPE = FastSettings()


class RoundedInput(torch.autograd.Function):
    """Numbers as the shipped network rounds them, to 256 steps; the slope is as if they were not rounded."""

    @staticmethod
    def forward(context, inputs):
        step = (inputs.amax().clamp(min=0) - inputs.amin().clamp(max=0)) / 255
        return (inputs / step).round_().mul_(step)

    @staticmethod
    def backward(context, slope):
        return slope


def rounded(weight, largest, steps):
    """Return weights rounded to steps, with the slope as if they were not."""
    scale = largest / steps
    return weight + ((weight.detach() / scale).round() * scale - weight.detach())


class Linear(nn.Linear):
    """A linear map that can learn with its inputs and weights rounded."""

    rounds = False

    def forward(self, inputs):
        if not self.rounds:
            return super().forward(inputs)
        largest = self.weight.detach().abs().amax(dim=1, keepdim=True)
        return functional.linear(RoundedInput.apply(inputs), rounded(self.weight, largest, STEPS), self.bias)


class Layer(nn.Module):
    """A transformer layer with few heads and ReLU."""

    def __init__(self):
        super().__init__()
        width, heads = SHAPE.width, SHAPE.n_heads * HEAD
        self.joint, self.mix = Linear(width, 3 * heads), Linear(heads, width)
        self.widen, self.narrow = Linear(width, SHAPE.inner), Linear(SHAPE.inner, width)
        self.mix_norm, self.norm = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)

    def attend(self, hidden, mask):
        """Return what the heads gather."""
        n, length, _ = hidden.shape
        joint = self.joint(hidden).view(n, length, 3, -1, HEAD).permute(2, 0, 3, 1, 4)
        return functional.scaled_dot_product_attention(*joint, attn_mask=mask).transpose(1, 2).reshape(n, length, -1)

    def forward(self, hidden, mask):
        hidden = self.mix_norm(hidden + self.mix(self.attend(hidden, mask)))
        return self.norm(hidden + self.narrow(functional.relu(self.widen(hidden))))


class Pupil(nn.Module):
    """The network as it learns."""

    def __init__(self):
        super().__init__()
        width = SHAPE.width
        self.words = nn.Embedding(SHAPE.n_pieces, width)
        self.places = nn.Embedding(SHAPE.window, width)
        self.marks = nn.Embedding(N_SHAPES * N_STATES, width)
        self.layers = nn.ModuleList(Layer() for _ in range(SHAPE.n_layers))
        self.tags, self.entities, self.links = Linear(width, 7), Linear(width, 7), Linear(width, 4 * SHAPE.link_width)

    def round_from_now_on(self):
        """Learn with rounded numbers."""
        for module in self.modules():
            if isinstance(module, Linear):
                module.rounds = True

    def embed(self, ids):
        """Return the vectors of words."""
        table = self.words.weight
        if not self.tags.rounds:
            return self.words(ids)
        return rounded(self.words(ids), table.detach().abs().max(), 127)

    def forward(self, ids, shapes, states):
        mask = (ids != 0)[:, None, None, :]
        hidden = self.embed(ids) + self.places.weight[: ids.shape[1]] + self.marks(shapes * N_STATES + states)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return self.read_off(hidden)

    def read_off(self, hidden):
        """Return tag, entity, content-link and source-link scores."""
        asking, cues, sources_of, sources = self.links(hidden).split(SHAPE.link_width, dim=-1)
        content_links, source_links = asking @ cues.transpose(1, 2), sources_of @ sources.transpose(1, 2)
        return self.tags(hidden), self.entities(hidden), content_links, source_links


class Attention(torch.autograd.Function):
    """Attention together with the map before it, which ONNX Runtime has as one operation, in 8 bits too."""

    @staticmethod
    def forward(context, hidden, weight, bias, n_heads):
        n, length, _ = hidden.shape
        joint = (hidden @ weight + bias).view(n, length, 3, n_heads, -1).permute(2, 0, 3, 1, 4)
        return functional.scaled_dot_product_attention(*joint).transpose(1, 2).reshape(n, length, -1)

    @staticmethod
    def symbolic(graph, hidden, weight, bias, n_heads):
        return graph.op("com.microsoft::Attention", hidden, weight, bias, num_heads_i=n_heads)


class ReadingPupil(nn.Module):
    """The network as it is exported: words in 8 bits with one scale, which the first layer takes up."""

    def __init__(self, pupil):
        super().__init__()
        self.pupil = pupil.eval()
        first, table = pupil.layers[0], pupil.words.weight.data
        scale = table.abs().max() / 127
        self.register_buffer("words", (table / scale).round().to(torch.int8))
        self.places, self.marks = (nn.Parameter(one.weight.data / scale) for one in (pupil.places, pupil.marks))
        self.weights = nn.ParameterList(layer.joint.weight.data.T.contiguous() for layer in pupil.layers)
        self.weights[0].data *= scale
        first.mix.weight.data /= scale
        first.mix.bias.data /= scale

    def forward(self, ids, shapes, states):
        hidden = self.words[ids].float() + self.places[: ids.shape[1]] + self.marks[shapes * N_STATES + states]
        for layer, weight in zip(self.pupil.layers, self.weights, strict=True):
            mixed = Attention.apply(hidden, weight, layer.joint.bias, SHAPE.n_heads)
            hidden = layer.mix_norm(hidden + layer.mix(mixed))
            hidden = layer.norm(hidden + layer.narrow(functional.relu(layer.widen(hidden))))
        return self.pupil.read_off(hidden)


def load_pupil(path):
    """Load a checkpoint for reading."""
    pupil = Pupil()
    pupil.load_state_dict(torch.load(path, weights_only=True)["network"])
    return pupil.eval()
