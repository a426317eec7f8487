"""Learn the shipped head of a language: ``python -m training.toward_languages.build LANGUAGE DATA``."""

import argparse
from pathlib import Path

from benchmarks.evaluation.toward import load_target_sentences
from benchmarks.evaluation.toward_languages import count_letters, fit_head, read_sentences
from framelens.annotate.toward.multilingual import MultilingualModel, write_head
from framelens.disk import hash_file


def build(language: str, path: Path) -> None:
    """Fit on every sentence and write ``heads/LANGUAGE.npz`` beside the module that reads it."""
    coded = load_target_sentences(path)
    model = MultilingualModel(language)
    head = fit_head(read_sentences(coded, model), count_letters(coded.texts), coded.polarities + 1, coded.articles)
    write_head(language, head, hash_file(model.folder / "network.onnx"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", help="ISO 639-1")
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    build(given.language, given.data)
