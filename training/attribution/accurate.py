"""The accurate reader: one of the teachers, taught further by all of them on annotated and unlabelled articles.

What is shipped lies halfway between the two: their weights are averaged (Wortsman et al. 2022), which keeps what was
learned and is surer of itself.
"""

import argparse
import logging
from dataclasses import replace
from pathlib import Path

import torch
from encoder import Encoder
from predict import load_network
from settings import AccurateSettings, Settings
from teaching import Ensemble, mix_batches, teach

TAUGHT = AccurateSettings()


def load_teacher(run, seed, encoder=None):
    """Load the teacher that ``train.py`` made from a seed."""
    return load_network(run / f"teacher-{seed}.pt", Settings(), encoder=encoder)


@torch.no_grad()
def load_shipped(run):
    """Load the reader as it is shipped: the weights of the one taught further and of its teacher, averaged."""
    pupil, teacher = load_network(run / "accurate.pt", Settings()), load_teacher(run, TAUGHT.teachers[0])
    for mine, theirs in zip(pupil.parameters(), teacher.parameters(), strict=True):
        mine.lerp_(theirs, 1 - TAUGHT.own_share)
    return pupil


def main():
    """Teach from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with polnear-train.jsonl.gz and corpus-5k.parquet")
    parser.add_argument("run", type=Path, help="folder with teacher-*.pt and entities-train.jsonl")
    parser.add_argument("--steps", type=int, default=TAUGHT.n_steps)
    parser.add_argument("--threads", type=int, default=Settings().threads)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = replace(Settings(), rate=TAUGHT.rate, head_rate=TAUGHT.rate, threads=options.threads)
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    teachers = Ensemble([load_teacher(options.run, seed) for seed in TAUGHT.teachers]).eval()
    pupil = load_teacher(options.run, TAUGHT.teachers[0], Encoder(dropout=settings.dropout))
    batches = mix_batches(options.data, options.run, settings, n_plain=TAUGHT.n_plain)
    teach(pupil, teachers, batches, settings, n_steps=options.steps, soft_share=TAUGHT.soft_share)
    torch.save({"network": pupil.state_dict(), "steps": options.steps}, options.run / "accurate.pt")


if __name__ == "__main__":
    main()
