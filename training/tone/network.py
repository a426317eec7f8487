"""The network: MiniLM with the target marked at its bottom, and two heads at its top."""

import torch
from torch import nn
from torch.nn import functional

from training.attribution.encoder import Layer
from training.tone.data import IGNORED


class Encoder(nn.Module):
    """Word pieces and the marks of the target in; one vector a piece out.

    The lowest layers stay as published and see no marks, which saves a fifth of a step.
    """

    def __init__(self, *, width=384, n_heads=12, inner=1536, n_layers=6, dropout=0.1, n_words=30522, n_frozen=2):
        super().__init__()
        self.n_frozen = n_frozen
        self.words = nn.Embedding(n_words, width)
        self.places = nn.Embedding(512, width)
        self.marks = nn.Embedding(2, width)
        nn.init.zeros_(self.marks.weight)
        nn.init.normal_(self.marks.weight[1], std=0.02)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = dropout
        self.padded = True  # False where every sentence comes alone, as in reading
        self.layers = nn.ModuleList(Layer(width, n_heads, inner, dropout) for _ in range(n_layers))

    def forward(self, ids, marks):
        places = torch.arange(ids.shape[1], device=ids.device)
        mask = (ids != 0)[:, None, None, :] if self.padded else None
        with torch.no_grad():
            hidden = self.norm(self.words(ids) + self.places(places))
            for layer in self.layers[: self.n_frozen]:
                hidden = layer(hidden, mask)
        hidden = functional.dropout(hidden + self.marks(marks), self.dropout, self.training)
        for layer in self.layers[self.n_frozen :]:
            hidden = layer(hidden, mask)
        return hidden


class Network(nn.Module):
    """Polarity toward the marked target, and the sentence's own valence.

    The vector of the target is the mean over its pieces, that of the sentence the mean over all. Polarity is read
    from both, valence from the sentence alone, which is read without marks then.
    """

    def __init__(self, encoder, *, width=384, dropout=0.1):
        super().__init__()
        self.encoder, self.dropout = encoder, dropout
        self.joint = nn.Linear(2 * width, width)
        self.polarity = nn.Linear(width, 3)
        self.valence = nn.Linear(width, 1)

    def forward(self, ids, marks):
        """Return polarity scores, valence (-4 to 4, not scaled) and the sentence's vector."""
        hidden = self.encoder(ids, marks)
        real = (ids != 0).to(hidden.dtype)
        sentence = _mean(hidden, real)
        # Without a mark the whole sentence stands for its target.
        named = marks.to(hidden.dtype)
        named = named + (1 - named.amax(dim=1, keepdim=True)) * real
        both = torch.cat([_mean(hidden, named), sentence], dim=-1)
        both = functional.dropout(both, self.dropout, self.training)
        inner = functional.dropout(torch.tanh(self.joint(both)), self.dropout, self.training)
        return self.polarity(inner), self.valence(sentence)[:, 0], sentence


def _mean(hidden, weights):
    return (hidden * weights[:, :, None]).sum(dim=1) / weights.sum(dim=1, keepdim=True)


def find_losses(network, batch, settings, *, class_weights=None):
    """Return the losses of one batch by head, 0 where it holds nothing for a head."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.bfloat16):
        polarity, valence, _ = network(batch["ids"], batch["marks"])
    polarity, valence = polarity.float(), valence.float()
    rated = ~batch["valence"].isnan()
    classed = batch["polarity"] != IGNORED
    losses = {"polarity": polarity.sum() * 0, "valence": valence.sum() * 0}
    if classed.any():
        losses["polarity"] = functional.cross_entropy(
            polarity[classed], batch["polarity"][classed], weight=class_weights, label_smoothing=settings.smoothing
        )
    if rated.any():
        losses["valence"] = functional.smooth_l1_loss(valence[rated], batch["valence"][rated])
    return losses


def parameter_groups(network, settings):
    """Give the lower layers smaller steps and the new parts larger ones; what is frozen stays as published."""
    depth = len(network.encoder.layers)
    frozen = tuple(f"encoder.layers.{number}." for number in range(network.encoder.n_frozen))
    groups = {}
    for name, parameter in network.named_parameters():
        if name.startswith(("encoder.words", "encoder.places", "encoder.norm", *frozen)):
            parameter.requires_grad_(False)
            continue
        if name.startswith("encoder.layers."):
            rate = settings.rate * settings.layer_decay ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder."):
            rate = settings.rate
        else:
            rate = settings.head_rate
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]
