"""The fast reader: two thinned layers of MiniLM, taught by the teachers of the accurate one.

The small encoder keeps MiniLM's vectors and, of the teacher's layers named in ``kept``, the heads and inner
units whose output weighs most. It learns from the annotated articles, gold and soft labels together, and from
unlabelled articles, soft labels alone.
"""

from dataclasses import replace

import torch
from encoder import Encoder
from network import Network
from settings import FastSettings, Settings
from teaching import load_teacher, teach_from_command_line
from torch import nn
from torch.nn import functional

HEAD = 32
THIN = FastSettings()


class ThinLayer(nn.Module):
    """A transformer layer with fewer heads and inner units than its width would have."""

    def __init__(self, width, n_heads, inner, dropout):
        super().__init__()
        self.n_heads, self.dropout = n_heads, dropout
        self.joint = nn.Linear(width, 3 * n_heads * HEAD)
        self.mix = nn.Linear(n_heads * HEAD, width)
        self.mix_norm = nn.LayerNorm(width, eps=1e-12)
        self.widen = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, hidden, mask):
        n, length, _ = hidden.shape
        query, key, value = (
            self.joint(hidden).view(n, length, 3, self.n_heads, HEAD).permute(2, 0, 3, 1, 4)
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = self.mix(mixed.transpose(1, 2).reshape(n, length, self.n_heads * HEAD))
        hidden = self.mix_norm(hidden + functional.dropout(mixed, self.dropout, self.training))
        inner = self.narrow(functional.gelu(self.widen(hidden)))
        return self.norm(hidden + functional.dropout(inner, self.dropout, self.training))


def thin_encoder(dropout=0.1):
    """Return an encoder of thin layers."""
    encoder = Encoder(n_layers=0, dropout=dropout)
    encoder.layers = nn.ModuleList(ThinLayer(384, THIN.n_heads, THIN.inner, dropout) for _ in THIN.kept)
    return encoder


@torch.no_grad()
def begin(run):
    """Begin with the weightiest parts of the teacher."""
    teacher = load_teacher(run, THIN.teachers[0])
    student = Network(thin_encoder(Settings().dropout), link_width=Settings().link_width)
    there = teacher.encoder
    for name in ("words", "places", "shapes", "states", "norm"):
        getattr(student.encoder, name).load_state_dict(getattr(there, name).state_dict())
    for name in ("tags", "entities", "links"):
        getattr(student, name).load_state_dict(getattr(teacher, name).state_dict())
    for layer, number in zip(student.encoder.layers, THIN.kept):
        old = there.layers[number]
        weight = old.mix.weight.view(384, -1, HEAD).norm(dim=(0, 2))
        weight = weight * old.joint.weight.view(3, -1, HEAD, 384)[2].norm(dim=(1, 2))
        heads = weight.topk(THIN.n_heads).indices.sort().values
        rows = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
        layer.joint.weight.data = old.joint.weight.view(3, -1, 384)[:, rows].reshape(-1, 384).clone()
        layer.joint.bias.data = old.joint.bias.view(3, -1)[:, rows].flatten().clone()
        layer.mix.weight.data, layer.mix.bias.data = old.mix.weight[:, rows].clone(), old.mix.bias.clone()
        inner = (old.narrow.weight.norm(dim=0) * old.widen.weight.norm(dim=1)).topk(THIN.inner).indices
        layer.widen.weight.data = old.widen.weight[inner].clone()
        layer.widen.bias.data = old.widen.bias[inner].clone()
        layer.narrow.weight.data = old.narrow.weight[:, inner].clone()
        layer.narrow.bias.data = old.narrow.bias.clone()
        layer.mix_norm.load_state_dict(old.mix_norm.state_dict())
        layer.norm.load_state_dict(old.norm.state_dict())
    return student


if __name__ == "__main__":
    settings = replace(Settings(), rate=THIN.rate, layer_decay=1.0)
    teach_from_command_line(__doc__, THIN, settings, begin, "fast.pt")
