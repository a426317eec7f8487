"""The fast finder: two thinned layers of MiniLM, taught by the teachers of the accurate one.

The small encoder keeps MiniLM's vectors and, of the teacher's layers named in ``kept``, the heads and inner
units whose output weighs most. It learns from the annotated articles, gold and soft labels together, and from
unlabelled articles, soft labels alone.
"""

from dataclasses import replace

import torch
from encoder import Encoder, Layer
from network import Network
from settings import FastSettings, Settings
from teaching import load_teacher, teach_from_command_line
from torch import nn

HEAD = 32
THIN = FastSettings()


def thin_encoder(dropout=0.1):
    """Return an encoder of layers with fewer heads and inner units than their width would have."""
    encoder = Encoder(n_layers=0, dropout=dropout)
    encoder.layers = nn.ModuleList(
        Layer(384, THIN.n_heads, THIN.inner, dropout, head_width=HEAD) for _ in THIN.kept
    )
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
