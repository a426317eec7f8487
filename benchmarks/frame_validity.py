"""How well the shipped dictionaries find frames that people coded, where ``framelens evaluate frames`` says too little.

For articles with the five generic frames: the dictionary with its numbers of terms chosen on other articles (five
folds), since those it ships with were chosen on these. For headlines on gun violence: the policy frames.

    python -m benchmarks.frame_validity GOLD
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.evaluation.frames_data import load_coded_articles
from benchmarks.evaluation.frames_people import list_coders_codes, score_people
from framelens.coders.frame_scores import everywhere, rename_frames, score_frames
from framelens.coders.scoring import judge_texts
from framelens.dictionary import FrameDictionary, read_shipped

FOLDS = 5
MOST_TERMS = 15


def main(gold: str) -> None:
    """Print every score as Markdown tables."""
    records, codes = load_coded_articles(Path(gold) / "narrative-frames-dev.jsonl.gz")
    dictionary = read_shipped("generic-frames")
    texts, named = pd.DataFrame(records), rename_frames(codes, dictionary)
    show("Generic frames, narrative-frames-dev: dictionary", score_frames(judge(texts, dictionary, named), named))
    show("The same, numbers of terms chosen on other articles", score_frames(choose_apart(texts, named), named))
    show("Every article positive", score_frames(everywhere(named), named))
    show("Two people, one against the other", score_people(list_coders_codes(records)))
    records, codes = load_coded_articles(Path(gold) / "gvfc-headlines-dev.jsonl.gz")
    texts = pd.DataFrame(records)
    for name in ("policy-frames", "generic-frames"):
        dictionary = read_shipped(name)
        named = rename_frames(codes, dictionary)
        named = named[[frame for frame in dictionary.names if frame in named]]
        title = f"{dictionary.title}, gvfc-headlines-dev"
        show(f"{title}: dictionary", score_frames(judge(texts, dictionary, named), named))
        show("Every headline positive", score_frames(everywhere(named), named))


def judge(texts: pd.DataFrame, dictionary: FrameDictionary, codes: pd.DataFrame) -> pd.DataFrame:
    """What a dictionary says of each text, in the order of the codes."""
    return judge_texts(texts, dictionary).set_index(codes.index)


def show(title: str, scores: pd.DataFrame) -> None:
    """Print one table: a row a frame, a column a measure."""
    measures = list(dict.fromkeys(scores["measure"]))
    print(f"\n### {title}\n\n| frame | n | {' | '.join(measures)} |\n|---|---{'|---' * len(measures)}|")
    for frame, rows in scores.groupby("frame", sort=False):
        cells = [f"{row.estimate:.2f} [{row.low:.2f}, {row.high:.2f}]" for row in rows.itertuples()]
        print(f"| {frame} | {rows['n'].iloc[-1]} | {' | '.join(cells)} |")


def folds(n: int) -> Iterator[np.ndarray]:
    """The positions of the articles of each fold."""
    order = np.random.default_rng(1).permutation(n)
    for k in range(FOLDS):
        yield np.sort(order[k::FOLDS])


def choose_apart(texts: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Presence with each frame's number of terms chosen for the best F1 on the other folds."""
    generic = read_shipped("generic-frames")

    def judge_from(least: int) -> pd.DataFrame:
        frames = tuple(replace(frame, present_from=least) for frame in generic.frames)
        return judge(texts, FrameDictionary(frames), codes)[list(codes.columns)]

    judged = {least: judge_from(least) for least in range(1, MOST_TERMS + 1)}
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


if __name__ == "__main__":
    main(*sys.argv[1:])
