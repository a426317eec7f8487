"""Teach a small reader what the large one says: two thinned layers of MiniLM, soft labels beside the gold ones.

The small encoder keeps MiniLM's vectors and, of the teacher's layers named in ``KEPT``, the heads and inner
units whose output weighs most. It learns from the annotated articles, gold and soft labels together, and from
unlabelled articles, soft labels alone.
"""

import argparse
import itertools
import logging
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import torch
from torch import nn
from torch.nn import functional

from articles import read_articles
from dataset import make_batches, make_example, read_entities
from encoder import Encoder
from network import IGNORED, Network, find_losses, parameter_groups
from predict import load_network
from settings import Settings, StudentSettings
from train import load_tokenizer, loss_weights, rate_factor, split_held_out

log = logging.getLogger("student")
HEAD = 32
THIN = StudentSettings()


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
def thin_out(teacher, settings):
    """Return a student that begins with the weightiest parts of its teacher."""
    student = Network(thin_encoder(settings.dropout), link_width=settings.link_width)
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


def soft_losses(student_scores, teacher_scores, batch):
    """Return how far the student's distributions are from the teacher's, by head."""
    padding = batch["ids"] == 0
    real = ~padding
    # Pointing counts only where there is something to point from.
    teacher_tags = teacher_scores[0].argmax(-1)
    rows = [real, real, real & (teacher_tags >= 5), real & (teacher_tags == 3)]
    losses = {}
    for number, name in enumerate(("tags", "entities", "content_links", "source_links")):
        mine, theirs = student_scores[number].float(), teacher_scores[number].float()
        if number >= 2:
            mine = mine.masked_fill(padding[:, None, :], -1e4)
            theirs = theirs.masked_fill(padding[:, None, :], -1e4)
        mine, theirs = mine[rows[number]], theirs[rows[number]]
        losses[name] = functional.kl_div(
            mine.log_softmax(-1), theirs.log_softmax(-1), log_target=True, reduction="sum"
        ) / max(1, len(mine))
    return losses


def teach(student, teacher, batches, settings, *, n_steps):
    """Train on so many batches, the rate falling to nothing."""
    optimiser = torch.optim.AdamW(parameter_groups(student, settings), betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    weights, started = loss_weights(settings), time.time()
    student.train()
    for step, batch in enumerate(itertools.islice(batches, n_steps), 1):
        factor = rate_factor(step - 1, n_steps, settings)
        for group, rate in zip(optimiser.param_groups, rates):
            group["lr"] = rate * factor
        with torch.autocast("cpu", dtype=torch.bfloat16):
            inputs = (batch["ids"], batch["shapes"], batch["states"])
            with torch.no_grad():
                theirs = teacher(*inputs)
            mine = student(*inputs)
        soft = soft_losses(mine, theirs, batch)
        share = THIN.soft_share if (batch["tags"] != IGNORED).any() else 1.0
        loss = share * sum(weights[name] * soft[name] for name in weights)
        if share < 1:
            hard = find_losses(student, batch, bfloat16=settings.bfloat16, scores=mine)
            loss = loss + (1 - share) * sum(weights[name] * hard[name] for name in weights)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        if step % 50 == 0:
            left = (time.time() - started) / step * (n_steps - step) / 60
            log.info("step %d of %d, soft tags %.3f, %.0f min left", step, n_steps, soft["tags"].item(), left)


def mixed_batches(examples, plain, settings):
    """Yield batches without end, annotated and plain articles together, newly cut in each pass."""
    number = 100
    while True:
        batches = make_batches(examples + plain(number), settings, number=number)
        yield from batches
        number += 1


def read_plain(path, n_articles, tokenizer, number):
    """Read unlabelled articles as examples whose targets are to be ignored."""
    texts = pd.read_parquet(path, columns=["text"])["text"].sample(n_articles, random_state=number)
    examples = [
        make_example({"text": text[:20000], "attributions": []}, [], tokenizer) for text in texts
    ]
    # A cue behind the last piece is nowhere, so that its place is to be ignored.
    return [
        replace(
            one, tags=one.tags + IGNORED, entities=one.entities + IGNORED, cue_of=one.cue_of + 1 + len(one.pieces)
        )
        for one in examples
        if len(one.pieces)
    ]


def main():
    """Teach from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with polnear-train.jsonl.gz and corpus-5k.parquet")
    parser.add_argument("run", type=Path, help="folder with teacher.pt and entities-train.jsonl")
    parser.add_argument("--steps", type=int, default=THIN.n_steps)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = replace(Settings(), rate=THIN.rate, layer_decay=1.0)
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    teacher = load_network(options.run / "teacher.pt", settings)
    student = thin_out(teacher, settings)
    tokenizer = load_tokenizer()
    kept, _ = split_held_out(read_articles(options.data / "polnear-train.jsonl.gz"), settings)
    entities = read_entities(options.run / "entities-train.jsonl")
    examples = [make_example(one, entities[one["id"]], tokenizer) for one in kept]
    corpus = options.data / "corpus-5k.parquet"
    batches = mixed_batches(
        examples, lambda number: read_plain(corpus, THIN.n_plain, tokenizer, number), settings
    )
    teach(student, teacher, batches, settings, n_steps=options.steps)
    torch.save({"network": student.state_dict(), "steps": options.steps}, options.run / "student.pt")


if __name__ == "__main__":
    main()
