"""From the data folder to the files that the package ships: labels, training, export, calibration, both finders."""

import argparse
import json
import logging
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from accurate import load_shipped
from articles import read_articles
from calibrate import choose
from dataset import make_batches, make_example
from export import export_network, make_ready
from pupil import ReadingPupil, load_pupil
from settings import AccurateSettings, FastSettings, Settings
from train import load_tokenizer, split_held_out

from framelens.annotate.network.model import score_pieces
from framelens.annotate.network.pieces import WINDOW, split_pieces
from framelens.networks import find_network, open_network, open_tokenizer

log = logging.getLogger("build")
N_EVENED = 120  # articles that show how large inputs become: with 20 the rounding costs twice as much, with 400 as much
SHIPPED = Path(__file__).parents[2] / "models/framelens_models"


def score_with(session, record, tokenizer, window):
    """Return an article's pieces and the shipped network's scores for them."""
    pieces = split_pieces(record["text"], tokenizer)
    return pieces, score_pieces(session, pieces, window=window)


def even_out(network, tokenizer, data):
    """Return a network as it is exported, its inputs evened out as the annotated articles ask for."""
    kept, _ = split_held_out(read_articles(data / "polnear-train.jsonl.gz"), Settings())
    examples = [make_example(record, [], tokenizer) for record in kept[:N_EVENED]]
    return make_ready(network, make_batches(examples, Settings(), number=0))


def ship(ready, tokenizer, data, out, *, window, least):
    """Write the shipped files of a network: itself, its tokenizer and its calibration.

    Confidence is fitted on what the shipped 8-bit network says, not on what the checkpoint says.
    """
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    _, held_out = split_held_out(read_articles(data / "polnear-train.jsonl.gz"), Settings())
    export_network(ready, out / "network.onnx")
    session = open_network(out, n_threads=Settings().threads)
    articles = [(record, *score_with(session, record, tokenizer, window)) for record in held_out]
    calibration, tried = choose(articles, window=window, least=least)
    log.info("chosen from\n%s", tried.sort_values("f1").tail(8).round(3).to_string())
    (out / "calibration.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")


def run(script, *arguments):
    """Run one of the scripts beside this one."""
    subprocess.run([sys.executable, Path(__file__).parent / script, *arguments], check=True)


def train_teachers(data, run_folder):
    """Train every teacher that has no checkpoint yet."""
    labels = run_folder / "entities-train.jsonl"
    if not labels.exists():
        run("entities.py", data / "polnear-train.jsonl.gz", labels)
    for seed in AccurateSettings().teachers:
        if not (run_folder / f"teacher-{seed}.pt").exists():
            run("train.py", data, run_folder, "--set", f"seed={seed}")


def ship_accurate(data, run_folder, out):
    """Teach the accurate finder, where no checkpoint is there yet, and ship it."""
    train_teachers(data, run_folder)
    if not (run_folder / "accurate.pt").exists():
        run("accurate.py", data, run_folder)
    tokenizer = load_tokenizer()
    ready = even_out(load_shipped(run_folder), tokenizer, data)
    ship(ready, tokenizer, data, out / "accurate", window=WINDOW, least=AccurateSettings().least)


def ship_fast(data, run_folder, out):
    """Teach the fast finder, where no checkpoint is there yet, and ship it."""
    settings, checkpoint = FastSettings(), run_folder / "fast.pt"
    if not checkpoint.exists():
        run("fast.py", data, run_folder)
    ready, tokenizer = ReadingPupil(load_pupil(checkpoint)), open_tokenizer(find_network("fast"))
    ship(ready, tokenizer, data, out / "fast", window=settings.window, least=settings.least)


def main():
    """Build both finders; what an earlier run has finished is taken over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with polnear-train.jsonl.gz and corpus-5k.parquet")
    parser.add_argument("run", type=Path, help="folder for what is made on the way")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--only", choices=("accurate", "fast"), help="build one of the two")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.run.mkdir(parents=True, exist_ok=True)
    if options.only != "fast":
        ship_accurate(options.data, options.run, options.out)
    if options.only != "accurate":
        ship_fast(options.data, options.run, options.out)


if __name__ == "__main__":
    main()
