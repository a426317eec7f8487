"""How well the shipped dictionaries find frames that people coded.

For articles with the five generic frames: the dictionary as it is, the dictionary with its numbers of terms
chosen on other articles (five folds), the coders against each other where their raw answers are there, every
article positive, and a plain TF-IDF logistic regression (five folds, where scikit-learn is installed). For
headlines on gun violence: the policy frames.

    python -m benchmarks.frame_validity GOLD
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from framelens.dictionary import FrameDictionary, read_shipped
from framelens.study import study_of_source
from framelens.tables import Annotations
from framelens.validate.evaluate import annotate_records
from framelens.validate.frames import everywhere, judge_presence, rename_frames, score_frames
from framelens.validate.frames_data import load_coded_articles

FOLDS = 5
# The frames of narrative-frames as its coders' answers give them: the questions, and how many say yes.
QUESTIONS = {
    "resolution": (("re2", "re6"), 2),
    "human_interest": (("hi1", "hi2", "hi5"), 2),
    "conflict": (("co1", "co2", "co3"), 2),
    "morality": (("mo1", "mo2"), 1),
    "economic": (("ec1", "ec2", "ec3"), 2),
}


def main(gold: str) -> None:
    """Print every score as Markdown tables."""
    path = Path(gold) / "narrative-frames-dev.jsonl.gz"
    records, codes = load_coded_articles(path)
    dictionary = read_shipped("generic-frames")
    annotations = annotate_records(records, replace(study_of_source(path), frames=dictionary))
    named = rename_frames(codes, dictionary)
    present = judge_presence(annotations.hits, annotations.articles, dictionary)
    show("Generic frames, narrative-frames-dev: dictionary", score_frames(present, named))
    show("The same, numbers of terms chosen on other articles", score_frames(choose_apart(annotations, named), named))
    show("Every article positive", score_frames(everywhere(named), named))
    learned = learn_apart([record["text"] for record in records], named)
    if learned is not None:
        show("TF-IDF and logistic regression", score_frames(learned, named))
    show_coders(path)
    path = Path(gold) / "gvfc-headlines-dev.jsonl.gz"
    records, codes = load_coded_articles(path)
    for name in ("policy-frames", "generic-frames"):
        dictionary = read_shipped(name)
        annotations = annotate_records(records, replace(study_of_source(path), frames=dictionary))
        named = rename_frames(codes, dictionary)
        named = named[[frame for frame in dictionary.names if frame in named]]
        present = judge_presence(annotations.hits, annotations.articles, dictionary)
        show(f"{dictionary.title}, gvfc-headlines-dev: dictionary", score_frames(present, named))
        show("Every headline positive", score_frames(everywhere(named), named))


def show(title: str, scores: pd.DataFrame) -> None:
    """Print one table: a row a frame, a column a measure."""
    print(f"\n### {title}\n\n| frame | n coded | precision | recall | F1 | alpha |\n|---|---|---|---|---|---|")
    for frame, rows in scores.groupby("frame", sort=False):
        cells = [f"{row.estimate:.2f} [{row.low:.2f}, {row.high:.2f}]" for row in rows.itertuples()]
        print(f"| {frame} | {rows['n'].iloc[1]} | {' | '.join(cells)} |")


def folds(n: int) -> Iterator[np.ndarray]:
    """The positions of the articles of each fold."""
    order = np.random.default_rng(1).permutation(n)
    for k in range(FOLDS):
        yield np.sort(order[k::FOLDS])


def choose_apart(annotations: Annotations, codes: pd.DataFrame) -> pd.DataFrame:
    """Presence with each frame's number of terms chosen for the best F1 on the other folds."""
    generic = read_shipped("generic-frames")

    def judge(least: int) -> pd.DataFrame:
        frames = tuple(replace(frame, present_from=least) for frame in generic.frames)
        return judge_presence(annotations.hits, annotations.articles, FrameDictionary(frames)).loc[codes.index]

    judged = {least: judge(least) for least in range(1, 16)}
    chosen = judged[1].copy()
    for fold in folds(len(codes)):
        rest = np.setdiff1d(np.arange(len(codes)), fold)
        for column, frame in enumerate(chosen.columns):
            truth = codes[frame].to_numpy()[rest]
            best = max(judged, key=lambda k: f1(judged[k][frame].to_numpy()[rest], truth))
            chosen.iloc[fold, column] = judged[best][frame].to_numpy()[fold]
    return chosen


def f1(mine: np.ndarray, theirs: np.ndarray) -> float:
    """The F1 of two columns of truth; 0 where neither has any."""
    return 2 * (mine & theirs).sum() / max(1, mine.sum() + theirs.sum())


def learn_apart(texts: list[str], codes: pd.DataFrame) -> pd.DataFrame | None:
    """What a plain regression on words says of each article, learned on the other folds."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
    except ModuleNotFoundError:
        print("\nTF-IDF and logistic regression: scikit-learn is not installed")
        return None
    said = pd.DataFrame(False, index=codes.index, columns=codes.columns)
    for fold in folds(len(codes)):
        rest = np.setdiff1d(np.arange(len(codes)), fold)
        for column, frame in enumerate(codes.columns):
            model = make_pipeline(
                TfidfVectorizer(min_df=2, sublinear_tf=True), LogisticRegression(max_iter=1000, class_weight="balanced")
            )
            model.fit([texts[i] for i in rest], codes[frame].to_numpy()[rest])
            said.iloc[fold, column] = model.predict([texts[i] for i in fold])
    return said


def show_coders(path: Path) -> None:
    """Print how far two coders of one article agree on each frame: mean over articles of their pairs."""
    answers = pd.read_json(path, lines=True)["coder_answers"]
    print("\n### Coders against each other\n\n| frame | n articles | F1 | alpha |\n|---|---|---|---|")
    for frame, (questions, least) in QUESTIONS.items():
        units = [
            [
                sum(given[q][coder] == "yes" for q in questions) >= least
                for coder in range(len(given[questions[0]]))
                if all(given[q][coder] != -1 for q in questions)
            ]
            for given in answers
        ]
        units = [unit for unit in units if len(unit) > 1]
        both = np.mean([np.mean([a and b for a, b in combinations(unit, 2)]) for unit in units])
        apart = np.mean([np.mean([a != b for a, b in combinations(unit, 2)]) for unit in units])
        values = [value for unit in units for value in unit]
        n, yes = len(values), sum(values)
        weighed = sum(len(unit) * np.mean([a != b for a, b in combinations(unit, 2)]) for unit in units) / n
        alpha = 1 - weighed / (2 * yes * (n - yes) / (n * (n - 1)))
        print(f"| {frame} | {len(units)} | {2 * both / (2 * both + apart):.2f} | {alpha:.2f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
