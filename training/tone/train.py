"""One training run: annotated sentences in, a checkpoint out."""

import argparse
import copy
import json
import logging
import random
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from training.attribution.encoder import Encoder as Published
from training.attribution.encoder import load_minilm, minilm_folder
from training.tone.data import find_archive, make_batches, read_reviews, read_toward, split_held_out, split_rows
from training.tone.network import Encoder, Network, find_losses, parameter_groups
from training.tone.settings import Settings

log = logging.getLogger("train")


def load_tokenizer():
    """Load MiniLM's tokenizer without its truncation and padding."""
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def start_network(settings):
    """Return a network that begins as published MiniLM, with untrained heads and marks."""
    published = load_minilm(Published()).state_dict()
    encoder = Encoder(dropout=settings.dropout, n_frozen=settings.n_frozen)
    own = encoder.state_dict()
    encoder.load_state_dict(own | {name: published[name] for name in own if not name.startswith("marks")})
    return Network(encoder, dropout=settings.dropout)


def load_network(path):
    """Load a checkpoint for use."""
    network = Network(Encoder(dropout=0.0), dropout=0.0)
    network.load_state_dict(torch.load(path, weights_only=True)["network"])
    return network.eval()


def plan_pass(number, toward, reviews, settings, dice):
    """Return one pass's batches: all sentences with a target, and a share of those with a valence alone."""
    batches = make_batches(*toward, settings, dice)
    share = settings.valence_shares[number] if number < len(settings.valence_shares) else 0.0
    chosen = dice.sample(range(len(reviews[0])), round(share * len(reviews[0])))
    if chosen:
        rows, pieces = ([part[n] for n in chosen] for part in reviews)
        batches += make_batches(rows, pieces, settings, dice, hide=False)
        dice.shuffle(batches)
    return batches


def rate_factor(progress, settings):
    """Warm the learning rate up, then let it fall to nothing in a line."""
    if progress < settings.warm_up:
        return max(progress, 1e-3) / settings.warm_up
    return max(0.0, (1 - progress) / (1 - settings.warm_up))


class Clock:
    """How many steps can still be made in the time that a run has, at the pace of its last steps."""

    def __init__(self, minutes):
        self.end = time.time() + 60 * minutes if minutes else float("inf")
        self.last, self.pace = time.time(), 1.0

    def tick(self):
        """Note that a step was made."""
        now = time.time()
        self.pace += (now - self.last - self.pace) / 40
        self.last = now

    @property
    def left(self):
        """Seconds left."""
        return self.end - time.time()

    @property
    def n_reachable(self):
        """Steps that the time left allows."""
        return max(1.0, self.left / self.pace)


@torch.no_grad()
def average(mean, network, decay):
    """Move a running mean of the weights toward the weights."""
    for slow, fast in zip(mean.parameters(), network.parameters(), strict=True):
        slow.lerp_(fast, 1 - decay)


@torch.no_grad()
def predict(network, pieces, *, batch=64, bfloat16=False):
    """Return polarity scores, valences and sentence vectors of sentences, in their order."""
    from framelens.annotate.toward.pieces import join_pieces

    network.eval()
    order = np.argsort([len(one) for one in pieces], kind="stable")
    found = [None] * len(pieces)
    for start in range(0, len(order), batch):
        some = order[start : start + batch]
        arrays = join_pieces([pieces[n] for n in some])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
            outputs = network(torch.from_numpy(arrays["ids"]), torch.from_numpy(arrays["marks"]))
        for row, n in enumerate(some):
            found[n] = tuple(one[row].float().numpy() for one in outputs)
    return tuple(np.stack(part) for part in zip(*found, strict=True))


def score_classes(rows, scores):
    """Return macro-F1 and accuracy of polarity scores."""
    true, found = np.array([row.polarity + 1 for row in rows]), scores.argmax(axis=1)
    f1 = [2 * np.sum((true == c) & (found == c)) / max(1, np.sum(true == c) + np.sum(found == c)) for c in range(3)]
    return float(np.mean(f1)), float(np.mean(true == found))


def train(network, toward, reviews, held_out, settings, out, *, minutes=None):
    """Train a network, score it and its running mean after each pass, and store both."""
    optimiser = torch.optim.AdamW(parameter_groups(network, settings), betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    counts = np.bincount([row.polarity + 1 for row in toward[0]], minlength=3)
    class_weights = torch.tensor((counts.mean() / counts) ** 0.5, dtype=torch.float32)
    dice = random.Random(settings.seed)
    plan = [plan_pass(number, toward, reviews, settings, dice) for number in range(settings.passes)]
    n_steps, step, clock = sum(map(len, plan)), 0, Clock(minutes)
    mean = copy.deepcopy(network)
    trained = [p for p in network.parameters() if p.requires_grad]
    for number, batches in enumerate(plan):
        network.train()
        sums, seen = {"polarity": [], "valence": []}, 0
        for seen, batch in enumerate(batches, 1):
            if clock.left <= 0:
                break
            factor = rate_factor(step / min(n_steps, step + clock.n_reachable), settings)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            losses = find_losses(network, batch, settings, class_weights=class_weights)
            optimiser.zero_grad(set_to_none=True)
            (losses["polarity"] + settings.valence_weight * losses["valence"]).backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            step += 1
            clock.tick()
            average(mean, network, min(settings.averaging, 1 - 1 / (step + 1)))
            for name, loss in losses.items():
                if loss.item():
                    sums[name].append(loss.item())
            if seen % 25 == 0:
                means = " ".join(f"{name} {np.mean(some[-40:] or [0]):.3f}" for name, some in sums.items())
                log.info("pass %d %d/%d %s | %.2f s a step, %.0f min to go", number + 1, seen, len(batches), means,
                         clock.pace, clock.pace * (n_steps - step) / 60)  # fmt: skip
        torch.save({"network": mean.state_dict(), "passes": number + 1}, out / "network.pt")
        scores, _, _ = predict(mean, held_out[1], bfloat16=settings.bfloat16)
        f1, accuracy = score_classes(held_out[0], scores)
        log.info("pass %d: held-out macro-F1 %.3f, accuracy %.3f", number + 1, f1, accuracy)


def main():
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with newsmtsc-train.jsonl.gz")
    parser.add_argument("run", type=Path, help="folder for what is made on the way")
    parser.add_argument(
        "--reviews", type=Path, required=True, help="hutto_ICWSM_2014.tar.gz, or a folder that holds it"
    )
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON")
    parser.add_argument("--limit", type=int, help="use so many sentences only, to try things out")
    parser.add_argument("--minutes", type=float, help="bring the rate to nothing within this time at the latest")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.run.mkdir(parents=True, exist_ok=True)
    changes = {name: json.loads(value) for name, value in (one.split("=") for one in options.set)}
    settings = replace(Settings(), **changes)
    log.info("settings %s", asdict(settings))
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    tokenizer = load_tokenizer()
    kept, aside = split_held_out(read_toward(options.data / "newsmtsc-train.jsonl.gz"), settings)
    kept, aside = kept[: options.limit], aside[: options.limit]
    reviews = read_reviews(find_archive(options.reviews))[: options.limit]
    log.info("%d sentences to learn from, %d set aside, %d with a valence", len(kept), len(aside), len(reviews))
    train(
        start_network(settings),
        (kept, split_rows(kept, tokenizer)),
        (reviews, split_rows(reviews, tokenizer)),
        (aside, split_rows(aside, tokenizer)),
        settings,
        options.run,
        minutes=options.minutes,
    )


if __name__ == "__main__":
    main()
