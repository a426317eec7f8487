"""Train a teacher: annotated articles in, a checkpoint out."""

import argparse
import json
import logging
import random
import time
from dataclasses import asdict, replace
from pathlib import Path

import torch
from articles import read_articles
from dataset import make_batches, make_example, read_entities
from encoder import Encoder, load_minilm, minilm_folder
from network import Network, find_losses, parameter_groups
from settings import Settings
from tokenizers import Tokenizer

log = logging.getLogger("train")


def load_tokenizer():
    """Load MiniLM's tokenizer without its truncation and padding."""
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def split_held_out(records, settings):
    """Set articles aside for choosing and calibrating, by a fixed seed."""
    order = sorted(records, key=lambda record: record["id"])
    random.Random(settings.split_seed).shuffle(order)
    return order[settings.n_held_out :], order[: settings.n_held_out]


def rate_factor(step, n_steps, settings):
    """Warm the learning rate up, then let it fall to nothing in a line."""
    warm_up = max(1, int(settings.warm_up * n_steps))
    if step < warm_up:
        return (step + 1) / warm_up
    return max(0.0, (n_steps - step) / (n_steps - warm_up))


def loss_weights(settings):
    """Return what each head's loss counts."""
    return {
        "tags": 1.0,
        "content_links": settings.link_weight,
        "source_links": settings.link_weight,
        "entities": settings.entity_weight,
    }


def train(network, examples, settings, out):
    """Train a network and store it in ``out`` when all passes are done, beside it after each."""
    optimiser = torch.optim.AdamW(
        parameter_groups(network, settings), betas=(0.9, 0.98), fused=True
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    n_steps, step, started = None, 0, time.time()
    weights = loss_weights(settings)
    network.train()
    for number in range(settings.passes):
        batches = make_batches(examples, settings, number=number)
        n_steps = n_steps or len(batches) * settings.passes
        sums = dict.fromkeys(weights, 0.0)
        for seen, batch in enumerate(batches, 1):
            factor = rate_factor(step, n_steps, settings)
            for group, rate in zip(optimiser.param_groups, rates):
                group["lr"] = rate * factor
            losses = find_losses(network, batch, bfloat16=settings.bfloat16)
            loss = sum(weights[name] * losses[name] for name in weights)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            for name in sums:
                sums[name] += losses[name].item()
            if seen % 25 == 0 or seen == len(batches):
                means = " ".join(f"{name} {total / 25:.3f}" for name, total in sums.items())
                speed = (time.time() - started) / step
                left = speed * (n_steps - step) / 60
                log.info("pass %d %d/%d %s | %.2f s a step, %.0f min left",
                         number + 1, seen, len(batches), means, speed, left)  # fmt: skip
                sums = dict.fromkeys(weights, 0.0)
        torch.save({"network": network.state_dict(), "passes": number + 1}, out.with_suffix(".unfinished"))
    out.with_suffix(".unfinished").replace(out)


def main():
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with polnear-train.jsonl.gz")
    parser.add_argument("run", type=Path, help="folder for what is made on the way")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON")
    parser.add_argument("--limit", type=int, help="use so many articles only, to try things out")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    changes = {name: json.loads(value) for name, value in (one.split("=") for one in options.set)}
    settings = replace(Settings(), **changes)
    log.info("settings %s", asdict(settings))
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    records = read_articles(options.data / "polnear-train.jsonl.gz")
    entities = read_entities(options.run / "entities-train.jsonl")
    tokenizer = load_tokenizer()
    kept, _ = split_held_out(records, settings)
    examples = [make_example(one, entities[one["id"]], tokenizer) for one in kept[: options.limit]]
    log.info("%d articles, %d pieces", len(examples), sum(len(one.pieces) for one in examples))
    network = Network(load_minilm(Encoder(dropout=settings.dropout)), link_width=settings.link_width)
    if settings.compile:
        network.compile(dynamic=True)
    train(network, examples, settings, options.run / f"teacher-{settings.seed}.pt")


if __name__ == "__main__":
    main()
