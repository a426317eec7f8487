"""Write the shipped files of the multilingual finder: network, tokenizer and calibration."""

import argparse
import json
import logging
import random
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from articles import read_articles
from calibrate import choose, fit_logistic
from dataset import make_example
from e5 import choose_pieces, load_published_tokenizer, make_encoder, read_e5
from export import export_network, make_ready
from benchmarks.evaluation.marked_texts import read_reports
from multilingual import HELD_OUT, Taught, cut_batches, join_reports, read_made_up
from network import Network
from settings import TEXTS, MultilingualSettings, Settings
from train import split_held_out

from benchmarks.evaluation.attribution import _spans, match_statements, statement_marks
from framelens.annotate.network.decode import find_spans
from framelens.annotate.network.finder import find_breaks
from framelens.annotate.network.linking import link_spans
from framelens.annotate.network.model import score_pieces
from framelens.annotate.network.pieces import WINDOW, split_pieces
from framelens.networks import open_network

log = logging.getLogger("ship")
N_EVENED = 60


def load_trained(checkpoint, kept):
    """Load a checkpoint with the vectors of the pieces that are kept."""
    settings = MultilingualSettings()
    tokenizer, rows = choose_pieces(load_published_tokenizer(), kept.tolist())
    network = Network(make_encoder(read_e5(), rows, n_layers=settings.n_layers, dropout=0.0))
    stored = torch.load(checkpoint, weights_only=True)["network"]
    stored["encoder.words.weight"] = network.encoder.words.weight.data
    network.load_state_dict(stored)
    return network.eval(), tokenizer


def read_held_out(data):
    """Return the English articles set aside, and those that were made up, a few reports together."""
    _, english = split_held_out(read_articles(data / "polnear-train.jsonl.gz"), Settings())
    made_up = []
    for path in sorted(TEXTS.glob("*.txt")):
        reports = [one for number, one in enumerate(read_reports(path)) if number % 10 == HELD_OUT]
        for start in range(0, len(reports), 3):
            record = join_reports(reports[start : start + 3])
            for one in record["attributions"]:
                one["quote_type_derived"] = "indirect"
            made_up.append({**record, "id": f"{path.stem}-{start}"})
    return english, made_up


def fit_alone(articles, boost):
    """Fit the confidence of statements without a cue: their contents beside all the marked ones."""
    evidence, right = [], []
    for record, pieces, scores in articles:
        spans = find_spans(scores.tags, pieces.follows, find_breaks(pieces, scores), boost=boost)
        drafts = [one for one in link_spans(spans, scores, pieces, alone=True) if one.cue is None]
        marked = [_spans(record["text"], one["content"]) for one in statement_marks(record)]
        found = [
            _spans(record["text"], [(int(pieces.starts[a]), int(pieces.ends[b - 1])) for a, b in one.content])
            for one in drafts
        ]
        hit = {column for _, column in match_statements(marked, found)}
        evidence += [one.evidence for one in drafts]
        right += [number in hit for number in range(len(drafts))]
    log.info("%d statements without a cue, %.2f right", len(right), np.mean(right))
    return [round(float(one), 5) for one in fit_logistic(np.array(evidence), np.array(right, float))]


def main():
    """Ship a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("kept", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = Settings()
    network, tokenizer = load_trained(options.checkpoint, np.load(options.kept))
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(options.out / "tokenizer.json"), pretty=False)
    kept, _ = split_held_out(read_articles(options.data / "polnear-train.jsonl.gz"), settings)
    dice = random.Random(1)
    shown = [Taught(make_example(record, [], tokenizer)) for record in kept[:N_EVENED]]
    shown += dice.sample(read_made_up(tokenizer, dice), 60)
    batches = [batch for batch, _ in cut_batches(shown, replace(settings, blind_share=0.0), dice, n_places=2000)]
    export_network(make_ready(network, batches), options.out / "network.onnx")
    session = open_network(options.out, n_threads=1)
    english, made_up = read_held_out(options.data)

    def score(records):
        scored = []
        for record in records:
            pieces = split_pieces(record["text"], tokenizer)
            if len(pieces):
                scored.append((record, pieces, score_pieces(session, pieces, window=WINDOW)))
        return scored

    english, made_up = score(english), score(made_up)
    least = MultilingualSettings().least
    for name, articles in (("English", english), ("made up", made_up), ("both", english + made_up)):
        calibration, tried = choose(articles, window=WINDOW, least=least)
        log.info("%s, chosen from\n%s", name, tried.round(3).to_string())
    calibration = replace(calibration, alone=fit_alone(made_up + english, calibration.boost))
    (options.out / "calibration.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")
    log.info("%s", {path.name: f"{path.stat().st_size / 1e6:.1f} MB" for path in options.out.iterdir()})


if __name__ == "__main__":
    main()
