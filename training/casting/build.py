"""Learn the shipped head: ``python -m training.casting.build DATA``, the folder with both sets."""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.evaluation.roles import BESIDE, fit_head, load_cast_mentions, name_article, read_vectors
from framelens.annotate.toward import casting

DATA = "entity-roles-dev.jsonl.gz"


def build(folder: Path) -> None:
    """Fit on every article of both sets and write ``roles.npz`` beside the module that reads it."""
    coded, beside = load_cast_mentions(folder / DATA), load_cast_mentions(folder / BESIDE)
    every = [*coded, *beside]
    aside = np.arange(len(every)) >= len(coded)
    articles = [f"{'beside ' if apart else ''}{one.article}" for one, apart in zip(every, aside, strict=True)]
    head = fit_head(np.hstack(read_vectors(every)), np.array([one.role for one in every]), articles, aside)
    np.savez_compressed(
        casting.HEAD_FILE,
        weights=head.weights.astype(np.float32),
        bias=head.bias,
        scale=np.array(head.scale),
        seen=np.array(sorted({name_article(one.text) for one in every})),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    build(parser.parse_args().data)
