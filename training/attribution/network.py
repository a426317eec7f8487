"""The finder's network: an encoder and four heads, with their losses."""

import torch
from torch import nn
from torch.nn import functional

N_TAGS, N_ENTITY_TAGS = 7, 7
IGNORED = -100


class Network(nn.Module):
    """Tags source, cue and content, links them over cues, and tags names.

    Every statement of the annotation has exactly one cue, so linking is
    pointing: each piece of a content points at the first piece of its cue, and
    the first piece of a cue points at the first piece of its source. Pointing
    at the window's first place means "at nothing".
    """

    def __init__(self, encoder, *, width=384, link_width=128):
        super().__init__()
        self.encoder = encoder
        self.tags = nn.Linear(width, N_TAGS)
        self.entities = nn.Linear(width, N_ENTITY_TAGS)
        self.links = nn.Linear(width, 4 * link_width)
        self.scale = link_width**-0.5

    def forward(self, ids, shapes, states):
        """Return tag, entity, content-link and source-link scores."""
        hidden = self.encoder(ids, shapes, states)
        asking, cues, sources_of, sources = self.links(hidden).chunk(4, dim=-1)
        content_links = asking @ cues.transpose(1, 2) * self.scale
        source_links = sources_of @ sources.transpose(1, 2) * self.scale
        return self.tags(hidden), self.entities(hidden), content_links, source_links


def find_losses(network, batch, *, device_type="cpu", bfloat16=True, scores=None):
    """Return the losses of one batch by head, as a dict; from ``scores`` where these are known already."""
    if scores is None:
        with torch.autocast(device_type, dtype=torch.bfloat16, enabled=bfloat16):
            scores = network(batch["ids"], batch["shapes"], batch["states"])
    tags, entities, content_links, source_links = (one.float() for one in scores)
    padding = (batch["ids"] == 0)[:, None, :]
    content_links = content_links.masked_fill(padding, -1e4)
    source_links = source_links.masked_fill(padding, -1e4)
    scored = {
        "tags": tags,
        "entities": entities,
        "content_links": content_links,
        "source_links": source_links,
    }
    return {name: _cross_entropy(one, batch[name]) for name, one in scored.items()}


def _cross_entropy(scores, targets):
    """Return the mean cross-entropy, 0 where every target is to be ignored."""
    n_targets = (targets != IGNORED).sum().clamp(min=1)
    total = functional.cross_entropy(
        scores.flatten(0, 1), targets.flatten(), ignore_index=IGNORED, reduction="sum"
    )
    return total / n_targets


def parameter_groups(network, settings):
    """Give the encoder's lower layers smaller steps, the new heads larger ones."""
    depth = len(network.encoder.layers)
    groups = {}
    for name, parameter in network.named_parameters():
        if name.startswith("encoder.layers."):
            level = depth - 1 - int(name.split(".")[2])
            rate = settings.rate * settings.layer_decay**level
        elif name.startswith(("encoder.shapes", "encoder.states")):
            rate = settings.rate * 2
        elif name.startswith("encoder."):
            rate = settings.rate * settings.layer_decay**depth * 0.5
        else:
            rate = settings.head_rate
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]
