"""The fast finder: a narrow network of two layers, taught by what the accurate finder says.

It begins as the fast finder shipped before it, and learns from the annotated articles, where the gold labels count
beside the teacher's, and from unlabelled ones. Time decides how long: the rate is at nothing when the minutes are over,
and from ``rounds_from`` on it learns with numbers rounded as the shipped file rounds them.
"""

import argparse
import logging
import random
import time
from pathlib import Path

import numpy as np
import torch
from beginning import begin
from settings import FastSettings, Settings
from soft_labels import CONTENT, SOURCE, label_all
from torch.nn import functional
from train import loss_weights

from framelens.annotate.network.pieces import cut_windows, window_inputs
from framelens.networks import find_network, open_tokenizer

log = logging.getLogger("fast")
TAUGHT = FastSettings()
N_TAGS = 7


def cut(articles, dice):
    """Cut articles into windows as they are read, with new bounds each time; return article and window."""
    return [
        (one, window)
        for one in articles
        for window in cut_windows(one.pieces, size=TAUGHT.window, first_size=dice.randint(40, TAUGHT.window))
    ]


def gather(windows, n_places):
    """Put windows of like length together, so many places a batch."""
    batches = [[]]
    for one in sorted(windows, key=lambda window: len(window[1])):
        if batches[-1] and (len(batches[-1]) + 1) * len(one[1]) > n_places:
            batches.append([])
        batches[-1].append(one)
    return batches


def mix(windows, dice):
    """Return the batches of a round: like lengths together among 1,500 windows, all in a new order."""
    dice.shuffle(windows)
    batches = []
    for start in range(0, len(windows), 1500):
        batches += gather(windows[start : start + 1500], TAUGHT.n_places)
    dice.shuffle(batches)
    return batches


def join(windows, dice=None):
    """Return a batch of windows as tensors: inputs, the flat places that are pieces, and what is said of them."""
    width = max(len(window) for _, window in windows)
    inputs = {name: np.zeros((len(windows), width), np.int64) for name in ("ids", "shapes", "states")}
    places, said, links = [], [], {kind: [] for kind in (CONTENT, SOURCE)}
    for row, (one, window) in enumerate(windows):
        for name, values in window_inputs(one.pieces, [window]).items():
            if name == "ids" or dice is None or dice.random() >= TAUGHT.blind_share:
                inputs[name][row, : len(window)] = values[0]
        inside = np.flatnonzero(window >= 0)
        pieces = window[inside]
        here = np.zeros(len(one.pieces) + 1, np.int64)  # a goal elsewhere, or nowhere, is the window's first place
        here[pieces] = inside
        places.append(row * width + inside)
        said.append(one.said[pieces])
        for kind, rows in links.items():
            chosen = one.kinds[pieces] == kind
            rows.append((row * width + inside[chosen], here[one.goals[pieces[chosen]]], one.shares[pieces[chosen]]))
    batch = {name: torch.from_numpy(rows) for name, rows in inputs.items()}
    batch["places"] = torch.from_numpy(np.concatenate(places))
    batch["said"] = torch.from_numpy(np.concatenate(said).astype(np.float32))
    batch["links"] = [
        [torch.from_numpy(np.concatenate(one)) for one in zip(*rows, strict=True)] for rows in links.values()
    ]
    return batch


def find_losses(network, batch):
    """Return how far a network is from what is said, by head."""
    tags, entities, *links = network(batch["ids"], batch["shapes"], batch["states"])
    said, losses = batch["said"].split(N_TAGS, dim=1), {}
    for name, scores, wanted in zip(("tags", "entities"), (tags, entities), said, strict=True):
        wanted = wanted / wanted.sum(dim=1, keepdim=True)
        given = scores.flatten(0, 1)[batch["places"]].log_softmax(dim=1)
        losses[name] = functional.kl_div(given, wanted, reduction="batchmean")
    padding = (batch["ids"] == 0)[:, None, :]
    for name, scores, (rows, goals, shares) in zip(
        ("content_links", "source_links"), links, batch["links"], strict=True
    ):
        given = scores.masked_fill(padding, -1e4).flatten(0, 1)[rows].log_softmax(dim=1).gather(1, goals)
        shares = shares.float()
        shares = shares / shares.sum(dim=1, keepdim=True).clamp(min=1e-3)
        losses[name] = functional.kl_div(given, shares, reduction="sum") / max(1, len(rows))
    return losses


def make_optimiser(network):
    """Give word vectors smaller steps than the rest, heads larger ones."""
    groups = []
    for name, parameter in network.named_parameters():
        words = name.startswith("words")
        rate = TAUGHT.rate * (0.5 if words else 1.5 if name.startswith(("tags", "entities", "links", "marks")) else 1)
        decay = TAUGHT.weight_decay if parameter.ndim > 1 and not words else 0.0
        groups.append({"params": [parameter], "lr": rate, "full": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def teach(pupil, annotated, plain, held_out, minutes, dice):
    """Teach until the minutes are over."""
    optimiser, weights, batches, step, started = make_optimiser(pupil), loss_weights(Settings()), [], 0, time.time()
    while (done := (time.time() - started) / (60 * minutes)) < 1:
        if not batches:
            drawn = dice.sample(plain, min(TAUGHT.n_plain_drawn, len(plain)))
            batches = mix(cut(annotated + drawn, dice), dice)
        if done > TAUGHT.rounds_from:
            pupil.round_from_now_on()
        for group in optimiser.param_groups:
            group["lr"] = group["full"] * min(1, (step + 1) / TAUGHT.warm_up) * (1 - done)
        losses = find_losses(pupil, join(batches.pop(), dice))
        optimiser.zero_grad(set_to_none=True)
        sum(weights[name] * losses[name] for name in weights).backward()
        torch.nn.utils.clip_grad_norm_(pupil.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 250 == 0:
            log.info("step %d, %.2f done, held out: tags %.4f", step, done, judge(pupil, held_out))
    return step


@torch.no_grad()
def judge(pupil, batches):
    """Return how far a pupil's tags are from what is said of the articles set aside."""
    sizes = [len(batch["places"]) for batch in batches]
    losses = [find_losses(pupil, batch)["tags"].item() for batch in batches]
    return float(np.average(losses, weights=sizes))


def main():
    """Teach from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with polnear-train.jsonl.gz and corpus-5k.parquet")
    parser.add_argument("run", type=Path, help="folder with first.onnx, the network to begin as; fast.pt goes there")
    parser.add_argument("--minutes", type=float, default=TAUGHT.minutes)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(TAUGHT.seed)
    torch.set_num_threads(1)
    dice = random.Random(TAUGHT.seed)
    annotated, plain, held_out = label_all(options.data, open_tokenizer(find_network("fast")), TAUGHT)
    log.info("%d annotated articles, %d others", len(annotated), len(plain))
    shown = gather(cut(dice.sample(annotated + plain, 12), dice), 20_000)
    pupil = begin(options.run / "first.onnx", join(shown[-1]))
    held_out = [join(one) for one in gather(cut(held_out, dice), 8_000)]
    step = teach(pupil, annotated, plain, held_out, options.minutes, dice)
    torch.save({"network": pupil.state_dict(), "steps": step}, options.run / "fast.pt")


if __name__ == "__main__":
    main()
