"""Concordance: every place of a term on a line of its own, with its context, to be read and sorted."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from framelens.annotate.places import locate_segments
from framelens.errors import InputError, suggest
from framelens.measure.surroundings import list_sentences, locate_node
from framelens.tables import Annotations

SORTS = ("article", "left", "right", "match")
_WORD = re.compile(r"\w+")
_NARROWEST, _WIDEST = 10, 10_000


def find_concordance(
    annotations: Annotations,
    node: str,
    *,
    frame: bool = False,
    width: int = 60,
    reading: int = 600,
    sort: str = "article",
) -> pd.DataFrame:
    """Every place where a term stands, in a line and in a stretch to read.

    Parameters
    ----------
    annotations : Annotations
    node : str
        A term in the grammar of dictionaries (``reform*``, ``econom* near/5 growth``), or the name of a frame.
    frame : bool
        Whether ``node`` names a frame.
    width : int
        Letters of context on either side of the match in its line.
    reading : int
        Letters of the stretch around it that is read when a line is opened, widened to whole sentences.
    sort : {'article', 'left', 'right', 'match'}
        By article and place; by the words before the match, the nearest first; by the words behind it; or by the
        match itself and then the words behind it.

    Returns
    -------
    pandas.DataFrame
        One row per place: ``article_id``, ``outlet``, ``published``, ``start``, ``end``, ``left``, ``match``, ``right``
        (the line; line breaks are blanks), ``voice``, ``speaker_id``, ``zone``, ``reading_start``, ``reading_end``
        (offsets of the stretch to read). Where it has no row the term stands nowhere.

    Raises
    ------
    InputError
        For a term that does not parse, an unknown order, or a width that cannot be read.

    Examples
    --------
    >>> fl.stats.find_concordance(study, "tunnel", sort="right", width=25)[["left", "match", "right"]].head(3)
    """
    if sort not in SORTS:
        raise InputError(f"a concordance cannot be sorted by '{sort}'; {suggest(sort, SORTS)}")
    for name, value in (("width", width), ("reading", reading)):
        if not _NARROWEST <= value <= _WIDEST:
            raise InputError(f"{name} is {value} letters; it lies between {_NARROWEST} and {_WIDEST:,}")
    places = locate_node(annotations, node, frame=frame)
    articles = annotations.articles.set_index("article_id")
    segments = annotations.segments
    at = locate_segments(places["article_id"], places["start"], segments)
    table = places.assign(
        outlet=articles["outlet"].reindex(places["article_id"]).array,
        published=articles["published"].reindex(places["article_id"]).array,
    )
    texts = articles["text"]
    spans = list(zip(places["article_id"], places["start"], places["end"], strict=True))
    table["left"] = [_flatten(texts[key][max(0, a - width) : a]) for key, a, _ in spans]
    table["match"] = [_flatten(texts[key][a:b]) for key, a, b in spans]
    table["right"] = [_flatten(texts[key][b : b + width]) for key, _, b in spans]
    held = segments.iloc[at].reset_index(drop=True)
    for column in ("voice", "zone"):
        table[column] = held[column].where(at >= 0).array
    quotes = annotations.quotes.set_index(["article_id", "quote_id"])["speaker_id"]
    table["speaker_id"] = [quotes.get(key) for key in zip(held["article_id"], held["quote_id"], strict=True)]
    bounds = {k: rows[["start", "end"]].to_numpy(int) for k, rows in list_sentences(annotations).groupby("article_id")}
    none = np.zeros((0, 2), dtype=int)
    windows = [_widen(texts[key], bounds.get(key, none), int(a), int(b), reading) for key, a, b in spans]
    table["reading_start"], table["reading_end"] = [w[0] for w in windows], [w[1] for w in windows]
    columns = [
        "article_id",
        "outlet",
        "published",
        "start",
        "end",
        "left",
        "match",
        "right",
        "voice",
        "speaker_id",
        "zone",
    ]
    return _sort(table[[*columns, "reading_start", "reading_end"]], sort)


def _flatten(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _sort(table: pd.DataFrame, sort: str) -> pd.DataFrame:
    if sort == "article":
        return table.reset_index(drop=True)
    before = [tuple(reversed(_WORD.findall(text.casefold()))) for text in table["left"]]
    behind = [tuple(_WORD.findall(text.casefold())) for text in table["right"]]
    match = [text.casefold() for text in table["match"]]
    keys = {
        "left": list(zip(before, match, behind, strict=True)),
        "right": list(zip(behind, match, before, strict=True)),
    }
    keys["match"] = list(zip(match, behind, before, strict=True))
    order = sorted(range(len(table)), key=keys[sort].__getitem__)
    return table.iloc[order].reset_index(drop=True)


def _widen(text: str, sentences: np.ndarray, start: int, end: int, reading: int) -> tuple[int, int]:
    """A stretch of about ``reading`` letters around a match, from the start of a sentence to the end of one."""
    spare = max(0, reading - (end - start)) // 2
    low, high = max(0, start - spare), min(len(text), end + spare)
    touched = sentences[(sentences[:, 0] < high) & (sentences[:, 1] > low)]
    if not len(touched):
        return low, high
    return min(start, int(touched[0, 0])), max(end, int(touched[:, 1].max()))
