"""What the accurate finder says of articles, asked once, for a pupil to learn from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from articles import read_articles
from dataset import make_example
from settings import Settings
from train import split_held_out

from framelens.annotate.network.model import log_softmax, score_pieces
from framelens.annotate.network.pieces import WINDOW, TextPieces, split_pieces
from framelens.networks import find_network, open_network, open_tokenizer

N_TAGS = 7
N_GOALS = 4  # likeliest places that a piece points at; beside them stands the annotated one
NOTHING, CONTENT, SOURCE = range(3)  # what a piece points for


@dataclass
class Labelled:
    """One article's pieces, with what is said of each.

    ``said`` are probabilities of the tags of statements, then of names; ``goals`` the pieces that each may point at
    (-1: at nothing) with their ``shares``; ``kinds`` what it points for.
    """

    pieces: TextPieces
    said: np.ndarray
    goals: np.ndarray
    shares: np.ndarray
    kinds: np.ndarray
    gold: np.ndarray | None = None


class Teacher:
    """The accurate finder, with the tokenizer of its pupil."""

    def __init__(self, tokenizer):
        folder = find_network("accurate")
        self.session, self.own, self.tokenizer = open_network(folder), open_tokenizer(folder), tokenizer

    def label(self, text):
        """Return an article's pieces as the pupil has them, with what the teacher says; None where there is none."""
        theirs, mine = split_pieces(text, self.own), split_pieces(text, self.tokenizer)
        if not len(theirs) or not len(mine):
            return None
        scores = score_pieces(self.session, theirs, window=WINDOW)
        tags = scores.tags.argmax(axis=1)
        goals = np.full((len(theirs), N_GOALS + 1), -1)
        shares = np.zeros((len(theirs), N_GOALS + 1), np.float32)
        for window, *links in zip(scores.windows, scores.content_links, scores.source_links, strict=True):
            for link, pointing in zip(links, (tags >= 5, tags == 3), strict=True):
                places = np.flatnonzero((window >= 0) & pointing[np.maximum(window, 0)])
                chances = np.exp(log_softmax(link[places]))
                chances[:, 1:][:, window[1:] < 0] = 0
                top = np.argsort(-chances, axis=1)[:, :N_GOALS]
                best = np.take_along_axis(chances, top, axis=1)
                goals[window[places], : top.shape[1]] = window[top]
                shares[window[places], : top.shape[1]] = best / best.sum(axis=1, keepdims=True)
        place = np.maximum(np.searchsorted(theirs.starts, mine.starts, side="right") - 1, 0)
        said = np.exp(np.concatenate([scores.tags, scores.entities], axis=1))[place]
        inside = theirs.starts[place] != mine.starts
        for begin in (1, 3, 5, 8, 10, 12):  # a span begins where a piece does
            said[inside, begin + 1] += said[inside, begin]
            said[inside, begin] = 0
        to_mine = np.searchsorted(mine.starts, theirs.starts, side="right") - 1
        goals = np.where(goals >= 0, to_mine[np.maximum(goals, 0)], -1)[place]
        tags, shares = said[:, :N_TAGS].argmax(axis=1), shares[place]
        kinds = np.where(tags >= 5, CONTENT, np.where(tags == 3, SOURCE, NOTHING))
        kinds[shares.sum(axis=1) < 0.5] = NOTHING
        return Labelled(mine, said.astype(np.float16), goals, shares.astype(np.float16), kinds)


def mix_gold(labelled, record, tokenizer, share):
    """Let what is annotated count so much beside what the teacher says."""
    example = make_example(record, [], tokenizer)
    said = labelled.said.astype(np.float32)
    said[:, :N_TAGS] *= (1 - share) / said[:, :N_TAGS].sum(axis=1, keepdims=True)
    said[np.arange(len(said)), example.tags] += share
    labelled.said, labelled.gold = said.astype(np.float16), example.tags
    for kind, goal, pointing in (
        (CONTENT, example.cue_of, example.tags >= 5),
        (SOURCE, example.source_of, example.tags == 3),
    ):
        rows = np.flatnonzero(pointing)
        agreed = labelled.kinds[rows] == kind
        labelled.shares[rows] *= np.where(agreed, 1 - share, 0)[:, None].astype(np.float16)
        labelled.goals[rows, N_GOALS] = goal[rows]
        labelled.shares[rows, N_GOALS] = np.where(agreed, share, 1)
        labelled.kinds[rows] = kind


def label_all(data, tokenizer, taught):
    """Return the articles to learn from, annotated ones first, and those set aside."""
    teacher = Teacher(tokenizer)
    kept, held_out = split_held_out(read_articles(data / "polnear-train.jsonl.gz"), Settings())
    annotated = [teacher.label(record["text"]) for record in kept]
    for one, record in zip(annotated, kept, strict=True):
        mix_gold(one, record, tokenizer, taught.gold_share)
    texts = pd.read_parquet(data / "corpus-5k.parquet", columns=["text"])["text"]
    texts = texts.sample(taught.n_plain, random_state=7).str[: taught.longest]
    plain = [one for text in texts if (one := teacher.label(text)) is not None]
    return annotated, plain, [teacher.label(record["text"]) for record in held_out]
