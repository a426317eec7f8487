"""Teach a finder what several say together: soft labels beside the gold ones, and unlabelled articles.

Finders trained from different seeds err in different places. The mean of what they say is right more often than any
of them, and says better how sure it is; a single network that learns from that mean keeps most of it.
"""

import argparse
import itertools
import logging
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import torch
from articles import read_articles
from dataset import make_batches, make_example, read_entities
from network import IGNORED, find_losses, parameter_groups
from predict import load_network
from settings import Settings
from torch import nn
from torch.nn import functional
from train import load_tokenizer, loss_weights, rate_factor, split_held_out

log = logging.getLogger("teaching")
HEADS = ("tags", "entities", "content_links", "source_links")
LONGEST = 20000  # characters of an unlabelled article


class Ensemble(nn.Module):
    """Several finders as one: the logarithms of the means of their probabilities."""

    def __init__(self, networks):
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, ids, shapes, states):
        padding = (ids == 0)[:, None, :]
        logs = [[] for _ in HEADS]
        for network in self.networks:
            for number, scores in enumerate(network(ids, shapes, states)):
                scores = scores.float()
                # Pointing is a choice among the window's places, the filled-up ones left out.
                scores = scores.masked_fill(padding, -1e4) if number >= 2 else scores
                logs[number].append(scores.log_softmax(-1))
        return tuple(torch.stack(one).logsumexp(0) for one in logs)


def soft_losses(mine, theirs, batch):
    """Return how far a pupil's distributions are from its teacher's, by head."""
    padding = batch["ids"] == 0
    real = ~padding
    # Pointing counts only where there is something to point from.
    tags = theirs[0].argmax(-1)
    rows = [real, real, real & (tags >= 5), real & (tags == 3)]
    losses = {}
    for number, name in enumerate(HEADS):
        ours, taught = mine[number].float(), theirs[number].float()
        if number >= 2:
            ours = ours.masked_fill(padding[:, None, :], -1e4)
            taught = taught.masked_fill(padding[:, None, :], -1e4)
        ours, taught = ours[rows[number]], taught[rows[number]]
        losses[name] = functional.kl_div(
            ours.log_softmax(-1), taught.log_softmax(-1), log_target=True, reduction="sum"
        ) / max(1, len(ours))
    return losses


def teach(pupil, teacher, batches, settings, *, n_steps, soft_share):
    """Train on so many batches, the rate falling to nothing.

    Where a batch has gold labels, ``soft_share`` of the loss comes from the teacher and the rest from them.
    """
    optimiser = torch.optim.AdamW(parameter_groups(pupil, settings), betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    weights, started = loss_weights(settings), time.time()
    pupil.train()
    for step, batch in enumerate(itertools.islice(batches, n_steps), 1):
        factor = rate_factor(step - 1, n_steps, settings)
        for group, rate in zip(optimiser.param_groups, rates):
            group["lr"] = rate * factor
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.bfloat16):
            inputs = (batch["ids"], batch["shapes"], batch["states"])
            with torch.no_grad():
                theirs = teacher(*inputs)
            mine = pupil(*inputs)
        soft = soft_losses(mine, theirs, batch)
        # Gold labels may be of part of a batch's windows: their losses are means over what is labelled.
        share = soft_share if (batch["tags"] != IGNORED).any() else 1.0
        loss = share * sum(weights[name] * soft[name] for name in weights)
        if share < 1:
            hard = find_losses(pupil, batch, bfloat16=settings.bfloat16, scores=mine)
            loss = loss + (1 - share) * sum(weights[name] * hard[name] for name in weights)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(pupil.parameters(), 1.0)
        optimiser.step()
        if step % 50 == 0:
            left = (time.time() - started) / step * (n_steps - step) / 60
            log.info("step %d of %d, soft tags %.3f, %.0f min left", step, n_steps, soft["tags"].item(), left)


def mix_batches(data, run, settings, *, n_plain):
    """Yield batches without end, annotated and unlabelled articles together, newly cut and drawn in each pass."""
    tokenizer = load_tokenizer()
    kept, _ = split_held_out(read_articles(data / "polnear-train.jsonl.gz"), settings)
    entities = read_entities(run / "entities-train.jsonl")
    examples = [make_example(one, entities[one["id"]], tokenizer) for one in kept]
    for number in itertools.count(100):
        plain = read_plain(data / "corpus-5k.parquet", n_plain, tokenizer, number)
        yield from make_batches(examples + plain, settings, number=number)


def read_plain(path, n_articles, tokenizer, number):
    """Read unlabelled articles as examples whose targets are to be ignored."""
    texts = pd.read_parquet(path, columns=["text"])["text"].sample(n_articles, random_state=number)
    examples = [make_example({"text": text[:LONGEST], "attributions": []}, [], tokenizer) for text in texts]
    # A cue behind the last piece is nowhere, so that its place is to be ignored.
    return [
        replace(
            one, tags=one.tags + IGNORED, entities=one.entities + IGNORED, cue_of=one.cue_of + 1 + len(one.pieces)
        )
        for one in examples
        if len(one.pieces)
    ]


def load_teacher(run, seed, encoder=None):
    """Load the teacher that ``train.py`` made from a seed."""
    return load_network(run / f"teacher-{seed}.pt", Settings(), encoder=encoder)


def teach_from_command_line(description, taught, settings, begin, out):
    """Teach what ``begin`` makes of the run's folder, as ``taught`` says, and store it there as ``out``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("data", type=Path, help="folder with polnear-train.jsonl.gz and corpus-5k.parquet")
    parser.add_argument("run", type=Path, help="folder with teacher-*.pt and entities-train.jsonl")
    parser.add_argument("--steps", type=int, default=taught.n_steps)
    parser.add_argument("--threads", type=int, default=settings.threads)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(settings.seed)
    torch.set_num_threads(options.threads)
    teachers = Ensemble([load_teacher(options.run, seed) for seed in taught.teachers]).eval()
    pupil = begin(options.run)
    batches = mix_batches(options.data, options.run, settings, n_plain=taught.n_plain)
    teach(pupil, teachers, batches, settings, n_steps=options.steps, soft_share=taught.soft_share)
    torch.save({"network": pupil.state_dict(), "steps": options.steps}, options.run / out)
