"""The data: sentences with a polarity toward a target, and sentences with a valence."""

import gzip
import io
import json
import random
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from framelens.annotate.toward.pieces import HIDDEN, SentencePieces, join_pieces, split_sentences

IGNORED = -100
# Of the four sets of Hutto & Gilbert (2014). The fourth, of newspaper editorials, is what valence is measured on.
VALENCE_SETS = ("movieReviewSnippets", "amazonReviewSnippets", "tweets")


@dataclass(frozen=True)
class Row:
    """A sentence, where its target is named, and what people said of it."""

    id: str
    text: str
    mentions: tuple
    polarity: int | None = None
    valence: float | None = None

    @property
    def article(self):
        """The article's number, the part of the key that sentences of one article share."""
        return "_".join(self.id.split("_")[:3]) if self.polarity is not None else self.id.split("_")[0]


def read_jsonl(path):
    """Read records, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_toward(path):
    """Read newsmtsc rows."""
    return [Row(r["id"], r["text"], (tuple(r["target"]),), polarity=r["polarity"]) for r in read_jsonl(path)]


def read_editorials(path):
    """Read nyt-editorials rows."""
    return [Row(r["id"], r["text"], (), valence=r["valence"]) for r in read_jsonl(path)]


def read_reviews(archive):
    """Read the review and message sentences that come with vaderSentiment 0.5; never the editorials beside them.

    Parameters
    ----------
    archive : pathlib.Path
        ``hutto_ICWSM_2014.tar.gz``, from the package's source archive.
    """
    rows = []
    with tarfile.open(archive) as files:
        for name in VALENCE_SETS:
            lines = io.TextIOWrapper(
                files.extractfile(f"hutto_ICWSM_2014/{name}_GroundTruth.txt"), encoding="utf-8", errors="replace"
            )
            for line in lines:
                number, valence, text = line.rstrip("\n").split("\t", 2)
                rows.append(Row(f"{name}_{number}", text.replace("&amp;", "&"), (), valence=float(valence)))
    return rows


def split_held_out(rows, settings):
    """Set whole articles aside for choosing and calibrating, by a fixed seed."""
    articles = sorted({row.article for row in rows})
    random.Random(settings.seed).shuffle(articles)
    held_out = set(articles[: round(settings.held_out_share * len(articles))])
    return [r for r in rows if r.article not in held_out], [r for r in rows if r.article in held_out]


def split_rows(rows, tokenizer):
    """Turn rows into word pieces."""
    return split_sentences(tokenizer, [row.text for row in rows], [row.mentions for row in rows])


def hide_target(pieces):
    """Put a sign for a hidden word in the place of each mention of the target."""
    starts = (pieces.marks == 1) & (np.concatenate([[0], pieces.marks[:-1]]) == 0)
    keep = (pieces.marks == 0) | starts
    return SentencePieces(np.where(starts, HIDDEN, pieces.ids)[keep], pieces.marks[keep])


def make_batches(rows, pieces, settings, dice, *, hide=True):
    """Cut one pass's batches, sentences of like length together, in a random order.

    Returns
    -------
    list of dict of str to torch.Tensor
        ``ids``, ``marks``, ``polarity`` (0, 1, 2 or IGNORED), ``valence`` (NaN where there is none).
    """
    order = list(range(len(rows)))
    dice.shuffle(order)
    order.sort(key=lambda number: len(pieces[number]) + 6 * dice.random())
    batches, batch = [], []
    for number in order:
        if batch and (len(batch) + 1) * len(pieces[number]) > settings.batch_pieces:
            batches.append(batch)
            batch = []
        batch.append(number)
    batches.append(batch)
    dice.shuffle(batches)
    return [_join(batch, rows, pieces, settings, dice, hide) for batch in batches]


def _join(batch, rows, pieces, settings, dice, hide):
    chosen = [pieces[number] for number in batch]
    if hide:
        chosen = [hide_target(one) if dice.random() < settings.hidden_share else one for one in chosen]
    arrays = {name: torch.from_numpy(values) for name, values in join_pieces(chosen).items()}
    classes = [IGNORED if rows[n].polarity is None else rows[n].polarity + 1 for n in batch]
    valences = [float("nan") if rows[n].valence is None else rows[n].valence for n in batch]
    return arrays | {"polarity": torch.tensor(classes), "valence": torch.tensor(valences)}


def find_archive(path):
    """Return the archive's place: itself, or the first below a folder."""
    path = Path(path)
    return path if path.is_file() else next(path.rglob("hutto_ICWSM_2014.tar.gz"))
