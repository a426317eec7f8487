"""Annotated articles as the targets of the finder's network."""

import json
import random
from dataclasses import dataclass

import numpy as np
import torch
from network import IGNORED

from framelens.annotate.network.pieces import (
    WINDOW,
    TextPieces,
    cut_windows,
    split_pieces,
    window_inputs,
)

ROLES = ("source", "cue", "content")


@dataclass(frozen=True)
class Example:
    """One article as pieces, with a target for each piece."""

    pieces: TextPieces
    tags: np.ndarray
    entities: np.ndarray
    cue_of: np.ndarray  # for each piece of a content: its cue's first piece, else -1
    source_of: np.ndarray  # for each first piece of a cue: its source's first piece, else -1


def make_example(record, entities, tokenizer):
    """Turn one annotated article into an example."""
    pieces = split_pieces(record["text"], tokenizer)
    tags = np.zeros(len(pieces), dtype=np.int64)
    cue_of = np.full(len(pieces), -1, dtype=np.int64)
    source_of = np.full(len(pieces), -1, dtype=np.int64)
    for attribution in record["attributions"]:
        places = {}
        for number, role in enumerate(ROLES):
            for start, end in attribution[role]:
                low, high = _covered(pieces, start, end)
                if low >= high:
                    continue
                tags[low] = 2 * number + 1
                tags[low + 1 : high] = 2 * number + 2
                places.setdefault(role, []).append((low, high))
        if "cue" not in places:
            continue
        cue = places["cue"][0][0]
        for low, high in places.get("content", ()):
            cue_of[low:high] = cue
        if "source" in places:
            source_of[cue] = places["source"][0][0]
    names = np.zeros(len(pieces), dtype=np.int64)
    for start, end, kind in entities:
        low, high = _covered(pieces, start, end)
        names[low:high] = 2 * kind
        names[low : low + 1] = 2 * kind - 1
    return Example(pieces, tags, names, cue_of, source_of)


def _covered(pieces, start, end):
    """Return the range of the pieces that begin inside a span."""
    return tuple(np.searchsorted(pieces.starts, (start, end)))


def read_entities(path):
    """Read what ``entities.py`` wrote: entities by article id."""
    with path.open(encoding="utf-8") as lines:
        return {line["id"]: line["entities"] for line in map(json.loads, lines)}


def make_window(example, window):
    """Return one window's inputs and targets as arrays of the window's length."""
    inside = window >= 0
    here = np.full(len(example.pieces) + 1, IGNORED, dtype=np.int64)  # piece -> place
    here[window[inside]] = np.flatnonzero(inside)
    arrays = {name: rows[0] for name, rows in window_inputs(example.pieces, [window]).items()}
    arrays["tags"] = np.where(inside, example.tags[window], IGNORED)
    arrays["entities"] = np.where(inside, example.entities[window], IGNORED)
    cue_of = example.cue_of[window]
    arrays["content_links"] = np.where(inside, np.where(cue_of >= 0, here[cue_of], 0), IGNORED)
    is_cue = inside & (example.tags[window] == 3)
    source_of = example.source_of[window]
    arrays["source_links"] = np.where(is_cue, np.where(source_of >= 0, here[source_of], 0), IGNORED)
    return arrays


def join_windows(windows):
    """Stack windows of different lengths into one batch of tensors."""
    width = max(len(window["ids"]) for window in windows)
    batch = {}
    for name in windows[0]:
        filler = IGNORED if name not in ("ids", "shapes", "states") else 0
        rows = np.full((len(windows), width), filler, dtype=np.int64)
        for row, window in zip(rows, windows):
            row[: len(window[name])] = window[name]
        batch[name] = torch.from_numpy(rows)
    return batch


def make_batches(examples, settings, *, number):
    """Cut one pass's batches: new window bounds and a new order for each pass."""
    dice = random.Random(settings.seed + number)
    windows = []
    for example in examples:
        cut = cut_windows(example.pieces, first_size=dice.randint(64, WINDOW))
        windows.extend(make_window(example, window) for window in cut)
    for window in windows:
        if dice.random() < settings.blind_share:
            window["states"] = np.zeros_like(window["states"])
        if dice.random() < settings.blind_share:
            window["shapes"] = np.zeros_like(window["shapes"])
    dice.shuffle(windows)
    # Windows of like length together, so that little is padding.
    chunk = settings.batch * 32
    batches = []
    for start in range(0, len(windows), chunk):
        part = sorted(windows[start : start + chunk], key=lambda window: len(window["ids"]))
        batches += [part[i : i + settings.batch] for i in range(0, len(part), settings.batch)]
    dice.shuffle(batches)
    return [join_windows(batch) for batch in batches]
