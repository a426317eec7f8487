"""Bring a run's learning rate down to nothing within a fixed time, from a checkpoint.

A run that is cut short at a high rate reads worse than it could; a few hundred steps of falling rate mend most
of that.
"""

import argparse
import itertools
import logging
import time
from pathlib import Path

import torch

from articles import read_articles
from dataset import make_batches, make_example, read_entities
from encoder import Encoder
from network import Network, find_losses, parameter_groups
from settings import Settings
from train import load_tokenizer, loss_weights, split_held_out

log = logging.getLogger("anneal")
WARM_UP = 12


def anneal(network, batches, settings, *, minutes, factor):
    """Train on batches, the rate falling in a line from ``factor`` of its peak to nothing."""
    optimiser = torch.optim.AdamW(
        parameter_groups(network, settings), betas=(0.9, 0.98), fused=True
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    weights = loss_weights(settings)
    started, step = time.time(), 0
    network.train()
    for step, batch in enumerate(batches, 1):
        left = 1 - (time.time() - started) / (60 * minutes)
        if left <= 0:
            break
        for group, rate in zip(optimiser.param_groups, rates):
            group["lr"] = rate * factor * left * min(1, step / WARM_UP)
        losses = find_losses(network, batch, bfloat16=settings.bfloat16)
        optimiser.zero_grad(set_to_none=True)
        sum(weights[name] * losses[name] for name in weights).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if step % 10 == 0:
            log.info("step %d, %.0f%% of the time left, tags %.3f", step, 100 * left, losses["tags"].item())
    return step


def main():
    """Anneal from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--factor", type=float, default=0.3)
    parser.add_argument("--number", type=int, default=3, help="number of the pass to cut batches for")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = Settings()
    torch.manual_seed(settings.seed + options.number)
    torch.set_num_threads(settings.threads)
    network = Network(Encoder(dropout=settings.dropout), link_width=settings.link_width)
    network.load_state_dict(torch.load(options.checkpoint, weights_only=True)["network"])
    tokenizer = load_tokenizer()
    kept, _ = split_held_out(read_articles(options.data / "polnear-train.jsonl.gz"), settings)
    entities = read_entities(options.run / "entities-train.jsonl")
    examples = [make_example(one, entities[one["id"]], tokenizer) for one in kept]
    batches = itertools.chain.from_iterable(
        make_batches(examples, settings, number=number) for number in itertools.count(options.number)
    )
    n_steps = anneal(network, batches, settings, minutes=options.minutes, factor=options.factor)
    log.info("%d steps", n_steps)
    torch.save({"network": network.state_dict(), "steps": n_steps}, options.run / "annealed.pt")


if __name__ == "__main__":
    main()
