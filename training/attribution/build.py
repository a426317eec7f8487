"""From the data folder to the files that the package ships: labels, training, calibration, export."""

import argparse
import json
import logging
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from articles import read_articles
from calibrate import choose
from dataset import make_batches, make_example
from export import export_network, make_ready
from predict import load_network
from settings import Settings
from student import thin_encoder
from train import load_tokenizer, split_held_out
from vocabulary import count_pieces, shrink_vocabulary

from framelens.annotate.reader.model import open_session, score_pieces
from framelens.annotate.reader.pieces import WINDOW, split_pieces

log = logging.getLogger("build")
SHIPPED = Path(__file__).parents[2] / "analysis/framelens/annotate/reader/weights"
N_PIECES = 22000
# Two layers see little beyond a paragraph, and short windows cost less.
FAST_WINDOW = 128


def score_with(session, record, tokenizer, window):
    """Return an article's pieces and the shipped network's scores for them."""
    pieces = split_pieces(record["text"], tokenizer)
    return pieces, score_pieces(session, pieces, window=window)


def ship(network, tokenizer, data, out, *, window):
    """Write the shipped files of a network: itself, its tokenizer and its calibration.

    Confidence is fitted on what the shipped 8-bit network says, not on what the checkpoint says.
    """
    settings = Settings()
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    kept, held_out = split_held_out(read_articles(data / "polnear-train.jsonl.gz"), settings)
    examples = [make_example(record, [], tokenizer) for record in kept[:20]]
    ready = make_ready(network, make_batches(examples, settings, number=0))
    export_network(ready, out / "network.onnx")
    session = open_session(out / "network.onnx", n_threads=settings.threads)
    articles = [(record, *score_with(session, record, tokenizer, window)) for record in held_out]
    calibration, tried = choose(articles, window=window)
    log.info("chosen from\n%s", tried.sort_values("f1").tail(8).round(3).to_string())
    (out / "calibration.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")


def main():
    """Build the accurate reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with polnear-train.jsonl.gz")
    parser.add_argument("run", type=Path, help="folder for what is made on the way")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--from-checkpoint", type=Path, help="leave the teacher's training out")
    parser.add_argument("--student", type=Path, help="ship this small reader's checkpoint, and only that")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    tokenizer = load_tokenizer()
    if options.student:
        network = load_network(options.student, Settings(), encoder=thin_encoder(0.0))
        texts = [article["text"] for article in read_articles(options.data / "corpus-5k.parquet")]
        counts = count_pieces(texts, tokenizer)
        network, tokenizer = shrink_vocabulary(network, tokenizer, counts, n_pieces=N_PIECES)
        ship(network, tokenizer, options.data, options.out / "fast", window=FAST_WINDOW)
        return
    checkpoint = options.from_checkpoint
    if checkpoint is None:
        options.run.mkdir(parents=True, exist_ok=True)
        here, train = Path(__file__).parent, options.data / "polnear-train.jsonl.gz"
        labels = options.run / "entities-train.jsonl"
        subprocess.run([sys.executable, here / "entities.py", train, labels], check=True)
        subprocess.run([sys.executable, here / "train.py", options.data, options.run], check=True)
        checkpoint = options.run / "teacher.pt"
    ship(load_network(checkpoint, Settings()), tokenizer, options.data, options.out / "accurate", window=WINDOW)


if __name__ == "__main__":
    main()
