"""From the data folder to the files that the package ships: training, export, calibration.

Run from the root of the repository: ``python -m training.tone.build DATA RUN --reviews ARCHIVE``.
"""

import argparse
import json
import logging
import random
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from framelens.annotate.toward.model import PolarityCalibration, TowardModel
from benchmarks.evaluation.learned_tone import cross_validate, fit_valence, name_sentence
from benchmarks.evaluation.tone import SCALE

from training.tone.data import make_batches, read_editorials, read_toward, split_held_out, split_rows
from training.tone.export import export_network
from training.tone.settings import Settings
from training.tone.train import load_network, load_tokenizer, score_classes

SHIPPED = Path(__file__).parents[2] / "models/framelens_models/toward"
log = logging.getLogger("build")


def fit_calibration(scores, classes):
    """Fit one scale and a number a class by maximum likelihood: the weights of rare classes are undone here."""

    def loss(values):
        scaled = scores * values[0] + values[1:]
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(classes)), classes])

    found = minimize(loss, np.array([1.0, 0.0, 0.0, 0.0]), method="L-BFGS-B").x
    return float(found[0]), tuple(float(one) for one in found[1:] - found[1:].mean())


def ship(checkpoint, data, out):
    """Write the network, its tokenizer, its calibration and the names of the sentences it was fitted on.

    Calibration and valence are fitted on what the shipped 8-bit network says, not on what the checkpoint says.
    """
    settings = Settings()
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    kept, aside = split_held_out(read_toward(data / "newsmtsc-train.jsonl.gz"), settings)
    some = kept[:400]
    batches = make_batches(some, split_rows(some, tokenizer), settings, random.Random(settings.seed), hide=False)
    export_network(load_network(checkpoint), batches[:8], out / "network.onnx")
    model = TowardModel(out, n_threads=settings.threads)
    scores, _ = model.read([row.text for row in aside], [row.mentions for row in aside])
    scale, bias = fit_calibration(scores.astype(float), np.array([row.polarity + 1 for row in aside]))
    log.info("8 bits, held-out macro-F1 %.3f, accuracy %.3f", *score_classes(aside, scores))
    calibrated = PolarityCalibration(scale, bias, (0.0,)).find_probabilities(scores)
    log.info("calibrated, held-out macro-F1 %.3f, accuracy %.3f", *score_classes(aside, calibrated))
    editorials = read_editorials(data / "nyt-editorials-dev.jsonl.gz")
    _, vectors = model.read([row.text for row in editorials], [row.mentions for row in editorials])
    vectors, valences = vectors.astype(float), np.array([row.valence for row in editorials]) / SCALE
    articles = [row.article for row in editorials]
    for penalty in (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0):
        found = cross_validate(vectors, valences, articles, penalty=penalty)
        log.info("valence, penalty %g: r %.3f by article", penalty, np.corrcoef(found, valences)[0, 1])
    weights = tuple(float(f"{one:.7g}") for one in fit_valence(vectors, valences))
    calibration = PolarityCalibration(scale, bias, weights)
    text = json.dumps(asdict(calibration)) + "\n"
    (out / "calibration.json").write_text(text, encoding="utf-8")
    names = sorted({name_sentence(row.text) for row in editorials})
    (out / "seen.txt").write_text("\n".join(names) + "\n", encoding="ascii")


def main():
    """Build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with newsmtsc-train and nyt-editorials-dev (.jsonl.gz)")
    parser.add_argument("run", type=Path, help="folder for what is made on the way")
    parser.add_argument("--reviews", type=Path, help="hutto_ICWSM_2014.tar.gz, or its folder")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--from-checkpoint", type=Path, help="leave the training out")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    checkpoint = options.from_checkpoint
    if checkpoint is None:
        command = ["-m", "training.tone.train", options.data, options.run, "--reviews", options.reviews or options.run]
        subprocess.run([sys.executable, *map(str, command)], check=True)
        checkpoint = options.run / "network.pt"
    ship(checkpoint, options.data, options.out)


if __name__ == "__main__":
    main()
