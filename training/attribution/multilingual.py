"""The multilingual finder: layers of multilingual-e5-small, taught by the accurate English finder and by made-up texts.

English comes from annotated and unlabelled news, with what the accurate finder says of them as soft labels; the other
languages from reports that were made up for this and marked while they were written (``texts/``), names from Russian
news with marked names. Time decides how long it learns: the rate is at nothing when the minutes are over.
"""

import argparse
import logging
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from articles import read_articles
from dataset import Example, join_windows, make_example, make_window
from e5 import choose_pieces, load_published_tokenizer, make_encoder, read_e5
from benchmarks.evaluation.marked_texts import read_reports
from network import IGNORED, Network, find_losses, parameter_groups
from settings import TEXTS, MultilingualSettings, Settings
from torch.nn import functional
from train import split_held_out

from framelens.annotate.network.decode import find_spans
from framelens.annotate.network.finder import find_breaks
from framelens.annotate.network.linking import link_spans
from framelens.annotate.network.model import score_pieces
from framelens.annotate.network.pieces import cut_windows, split_pieces
from framelens.networks import find_network, open_network, open_tokenizer

log = logging.getLogger("multilingual")
NAMES = {"PERSON": 1, "ORGANIZATION": 2, "COUNTRY": 3, "STATE_OR_PROVINCE": 3}
N_TAGS = 7
HELD_OUT = 9  # of ten made-up reports, this one is for fitting the confidence


@dataclass(frozen=True)
class Taught:
    """An article to learn from, with what the English finder says of each piece, where it was asked."""

    example: Example
    soft: np.ndarray | None = None  # probabilities of the tags of statements, then of names
    tagged: bool = True  # whether its tags are gold


class EnglishFinder:
    """The accurate finder as a teacher."""

    def __init__(self, n_threads):
        folder = find_network("accurate")
        self.session, self.tokenizer = open_network(folder, n_threads=n_threads), open_tokenizer(folder)

    def read(self, text):
        """Return the starts of its pieces, their probabilities, and its statements as an annotated article has them."""
        pieces = split_pieces(text, self.tokenizer)
        scores = score_pieces(self.session, pieces, window=320)
        spans = find_spans(scores.tags, pieces.follows, find_breaks(pieces, scores), boost=0.25)
        places = [
            {"source": [one.source] if one.source else [], "cue": [one.cue], "content": one.content}
            for one in link_spans(spans, scores, pieces)
        ]
        statements = [
            {role: [[int(pieces.starts[a]), int(pieces.ends[b - 1])] for a, b in parts] for role, parts in one.items()}
            for one in places
        ]
        return pieces.starts, np.exp(np.concatenate([scores.tags, scores.entities], axis=1)), statements


def carry_over(starts, probabilities, new_starts):
    """Say of other pieces what was said of the pieces that hold their beginnings; a span begins where a piece does."""
    if not len(starts):
        return np.zeros((len(new_starts), 2 * N_TAGS), np.float32)
    place = np.maximum(np.searchsorted(starts, new_starts, side="right") - 1, 0)
    carried = probabilities[place].astype(np.float32)
    inside = starts[place] != new_starts
    for begin in (1, 3, 5, 8, 10, 12):
        carried[inside, begin + 1] += carried[inside, begin]
        carried[inside, begin] = 0
    return carried


def read_english(data, tokenizer, settings, *, n_plain, longest, teacher):
    """Return annotated and unlabelled English articles, both with soft labels."""
    kept, _ = split_held_out(read_articles(data / "polnear-train.jsonl.gz"), settings)
    annotated = []
    for record in kept:
        example = make_example(record, [], tokenizer)
        starts, said, _ = teacher.read(record["text"])
        example = replace(example, entities=example.entities + IGNORED)
        annotated.append(Taught(example, carry_over(starts, said, example.pieces.starts)))
    plain = []
    texts = pd.read_parquet(data / "corpus-5k.parquet", columns=["text"])["text"]
    for text in texts.sample(n_plain, random_state=settings.seed).str[:longest]:
        starts, said, statements = teacher.read(text)
        example = make_example({"text": text, "attributions": statements}, [], tokenizer)
        if len(example.pieces):
            example = replace(example, entities=example.entities + IGNORED)
            plain.append(Taught(example, carry_over(starts, said, example.pieces.starts), tagged=False))
    return annotated, plain


def read_names(path, tokenizer, share):
    """Return Russian articles of which only the names are known; the others of the file are kept for measuring."""
    records = sorted(read_articles(path), key=lambda one: one["id"])
    random.Random(20).shuffle(records)
    taught = []
    for record in records[: int(share * len(records))]:
        marked = [(start, end, NAMES[kind]) for start, end, kind in _outermost(record["entities"].values())]
        example = make_example({"text": record["text"], "attributions": []}, marked, tokenizer)
        nothing = np.full(len(example.pieces), IGNORED)
        # A cue behind the last piece is nowhere, so that its place is to be ignored.
        taught.append(Taught(replace(example, tags=nothing, cue_of=nothing * 0 + len(nothing))))
    return taught


def _outermost(entities):
    """Yield the start, end and kind of the entities that lie in no other of a kind that is asked for."""
    last = -1
    for start, end, kind in sorted((e for e in entities if e[2] in NAMES), key=lambda one: (one[0], -one[1])):
        if end > last:
            yield start, end, kind
            last = end


def read_made_up(tokenizer, dice, *, together=3):
    """Return made-up reports, a few of a language behind one another as one article, without those held out."""
    taught = []
    for path in sorted(TEXTS.glob("*.txt")):
        reports = [one for number, one in enumerate(read_reports(path)) if number % 10 != HELD_OUT]
        dice.shuffle(reports)
        for start in range(0, len(reports), together):
            example = make_example(join_reports(reports[start : start + together]), [], tokenizer)
            taught.append(Taught(replace(example, entities=example.entities + IGNORED)))
    return taught


def join_reports(reports):
    """Return reports as one article."""
    text, attributions = "", []
    for report in reports:
        text += "\n\n" if text else ""
        for one in report["attributions"]:
            moved = {
                role: [[a + len(text), b + len(text)] for a, b in one[role]] for role in ("source", "cue", "content")
            }
            attributions.append(moved)
        text += report["text"]
    return {"text": text, "attributions": attributions}


def cut_batches(taught, settings, dice, *, n_places):
    """Cut articles into windows and lay windows of like length together, so many places in a batch."""
    windows = []
    for one in taught:
        for window in cut_windows(one.example.pieces, first_size=dice.randint(64, 320)):
            arrays = make_window(one.example, window)
            if dice.random() < settings.blind_share:
                arrays["states"] = np.zeros_like(arrays["states"])
            arrays["shapes"] = np.zeros_like(arrays["shapes"])  # these pieces are cased
            if not one.tagged:
                arrays["tags"] = np.full_like(arrays["tags"], IGNORED)
            soft = np.zeros((len(window), 2 * N_TAGS), np.float32)
            if one.soft is not None:
                inside = window >= 0
                soft[inside] = one.soft[window[inside]]
            windows.append((arrays, soft))
    dice.shuffle(windows)
    batches = []
    for start in range(0, len(windows), 256):
        part = sorted(windows[start : start + 256], key=lambda one: len(one[1]))
        while part:
            n = max(1, n_places // len(part[-1][1]))
            part, here = part[:-n], part[-n:]
            batches.append(here)
    dice.shuffle(batches)
    for here in batches:
        batch = join_windows([arrays for arrays, _ in here])
        soft = np.zeros((*batch["ids"].shape, 2 * N_TAGS), np.float32)
        for row, (_, one) in zip(soft, here, strict=True):
            row[: len(one)] = one
        yield batch, torch.from_numpy(soft)


def find_loss(network, batch, soft, *, soft_share):
    """Return the loss of a batch: gold labels, and the English finder's where it was asked."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(batch["ids"], batch["shapes"], batch["states"])
    hard = find_losses(network, batch, scores=scores)
    asked = soft.sum(-1) > 0
    loss = 0.5 * (hard["content_links"] + hard["source_links"])
    share = asked.float().sum() / (batch["ids"] != 0).float().sum()
    loss = loss + (1 - soft_share * share) * hard["tags"] + 0.3 * hard["entities"]
    if asked.any():
        for weight, ours, taught in ((soft_share, scores[0], soft[..., :N_TAGS]), (0.3, scores[1], soft[..., N_TAGS:])):
            logs = functional.log_softmax(ours.float()[asked], -1)
            loss = loss - weight * share * (taught[asked] * logs).sum(-1).mean()
    return loss, hard


def learn(network, draw, settings, out, *, minutes, rate_from=1.0):
    """Train for so many minutes on what ``draw`` yields; the rate falls to nothing from ``rate_from`` on."""
    for frozen in (network.encoder.words, network.encoder.shapes):
        frozen.weight.requires_grad_(False)
    groups = [
        {**group, "params": [one for one in group["params"] if one.requires_grad]}
        for group in parameter_groups(network, settings)
    ]
    optimiser = torch.optim.AdamW([one for one in groups if one["params"]], betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    began, step, sums = time.time(), 0, [0.0] * 4
    network.train()
    while True:
        for batch, soft in draw():
            done = (time.time() - began) / (60 * minutes)
            if done >= 1:
                torch.save({"network": network.state_dict()}, out)
                return
            factor = min(1.0, (step + 1) / 60) * rate_from * (1 - done)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            loss, hard = find_loss(network, batch, soft, soft_share=0.6)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
            optimiser.step()
            step += 1
            for number, one in enumerate(hard.values()):
                sums[number] += one.item() / 50
            if step % 50 == 0:
                each = (time.time() - began) / step
                log.info("%d: %s | %.2f s a step, %.1f of %.0f min", step,
                         " ".join(f"{name} {one:.3f}" for name, one in zip(hard, sums, strict=True)),
                         each, done * minutes, minutes)  # fmt: skip
                sums = [0.0] * 4
        torch.save({"network": network.state_dict()}, out.with_suffix(".unfinished"))


def main():
    """Train the multilingual finder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with polnear-train, nerel-train and corpus-5k.parquet")
    parser.add_argument("run", type=Path, help="folder for what is made on the way")
    parser.add_argument("--minutes", type=float, default=MultilingualSettings().minutes)
    parser.add_argument("--begin", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--kept", type=Path, help="rows of the published vocabulary to keep (.npy); default: all")
    parser.add_argument("--out", default="multilingual.pt")
    parser.add_argument("--plain", type=int, default=MultilingualSettings().n_plain)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    multilingual = MultilingualSettings()
    settings = replace(Settings(), rate=multilingual.rate, seed=multilingual.seed)
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    published = load_published_tokenizer()
    kept = np.load(options.kept) if options.kept else np.arange(published.get_vocab_size())
    tokenizer, rows = choose_pieces(published, kept.tolist())
    network = Network(make_encoder(read_e5(), rows, n_layers=multilingual.n_layers, dropout=settings.dropout))
    if options.begin:
        stored = torch.load(options.begin, weights_only=True)["network"]
        stored["encoder.words.weight"] = network.encoder.words.weight.data
        network.load_state_dict(stored)
    teacher = EnglishFinder(settings.threads)
    annotated, plain = read_english(
        options.data, tokenizer, settings, n_plain=options.plain, longest=multilingual.longest, teacher=teacher
    )
    names = read_names(options.data / "nerel-train.jsonl.gz", tokenizer, multilingual.names_share)
    log.info("%d annotated, %d plain articles, %d with names", len(annotated), len(plain), len(names))
    dice = random.Random(settings.seed)

    def draw():
        made_up = read_made_up(tokenizer, dice)
        some = [
            *dice.sample(annotated, min(len(annotated), multilingual.n_annotated)),
            *dice.sample(plain, min(len(plain), multilingual.n_plain_drawn)),
            *dice.sample(names, min(len(names), multilingual.n_names)),
            *made_up,
        ]
        log.info("a round of %d articles, %d of them made up", len(some), len(made_up))
        return cut_batches(some, settings, dice, n_places=multilingual.n_places)

    learn(network, draw, settings, options.run / options.out, minutes=options.minutes)


if __name__ == "__main__":
    main()
