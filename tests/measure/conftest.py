"""A small library to measure: four pieces of Austen, cut into voices by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from framelens.tables import SCHEMAS, Annotations, make_table

# voice, speaker (None in the narrator's words, "?" unresolved, "~" unnamed), text, valence
Piece = tuple[str, str | None, str, float | None]

LONGBOURN_1: list[Piece] = [
    ("direct", "mrs_bennet", "Netherfield Park is let at last", 0.5),  # 6 words
    ("journalist", None, "said Mrs. Bennet to Mr. Bennet", None),  # 6
    ("indirect", "mr_bennet", "that he had not heard of it", -0.25),  # 7
    ("journalist", None, "was the answer", 0.25),  # 3
    ("direct", "mrs_bennet", "But it is", None),  # 3
]
LONGBOURN_2: list[Piece] = [
    ("direct", "mr_bennet", "Is he married or single", 0.25),  # 5
    ("direct", "mrs_bennet", "Oh single to be sure a man of large fortune", 0.75),  # 10
    ("indirect", "~", "that Bingley is rich and Bingley is young", None),  # 8
    ("journalist", None, "said the neighbours", None),  # 3
]
HARTFIELD_1: list[Piece] = [
    ("journalist", None, "Emma Woodhouse was handsome clever and rich", 0.75),  # 7
]
HARTFIELD_2: list[Piece] = [
    ("direct", "?", "Better be without sense than misapply it", -0.5),  # 7
    ("journalist", None, "said a voice that Bingley knew", 0.0),  # 6
]
LIBRARY = {
    "longbourn-1": (LONGBOURN_1, "Longbourn", dt.datetime(1813, 1, 28)),
    "longbourn-2": (LONGBOURN_2, "Longbourn", dt.datetime(1813, 3, 2)),
    "hartfield-1": (HARTFIELD_1, "Hartfield", dt.datetime(1815, 12, 23)),
    "hartfield-2": (HARTFIELD_2, "Hartfield", None),
}
SPEAKERS = [
    ("bingley", "Charles Bingley", False),
    ("lady_catherine", "Lady Catherine de Bourgh", True),
    ("mr_bennet", "Mr. Bennet", True),
    ("mrs_bennet", "Mrs. Bennet", True),
]
# article, the words of the mention, which occurrence, kind, speaker
MENTIONS = [
    ("longbourn-1", "Mrs. Bennet", 0, "person", "mrs_bennet"),  # the source of a statement of her own
    ("longbourn-1", "Mr. Bennet", 0, "person", "mr_bennet"),  # in the narrator's words
    ("longbourn-1", "he", 0, "person", "mr_bennet"),  # in his own statement
    ("longbourn-2", "he", 0, "person", "bingley"),  # in Mr. Bennet's statement
    ("longbourn-2", "Bingley", 0, "person", "bingley"),  # in a nameless statement, twice
    ("longbourn-2", "Bingley", 1, "person", "bingley"),
    ("longbourn-2", "the neighbours", 0, "unnamed", None),
    ("hartfield-2", "Bingley", 0, "person", "bingley"),  # in the narrator's words
]
SOURCES = {("longbourn-1", 0): "Mrs. Bennet", ("longbourn-2", 2): "the neighbours", ("hartfield-2", 0): "a voice"}
# frame: the words that are hits
FRAMES = {"fortune": r"\b(?:rich|fortune|large)\b", "marriage": r"\b(?:single|married)\b", "war": r"\bwar\b"}


def _place(text: str, words: str, occurrence: int = 0) -> tuple[int, int]:
    start = [m.start() for m in re.finditer(rf"\b{re.escape(words)}", text)][occurrence]
    return start, start + len(words)


def build(library: dict[str, Any] = LIBRARY) -> Annotations:
    """The six tables of a library of pieces."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for article_id, (pieces, outlet, published) in library.items():
        text = ". ".join(piece[2] for piece in pieces)
        rows["articles"].append({"article_id": article_id, "outlet": outlet, "published": published, "text": text})
        start = 0
        for number, (voice, speaker, words, valence) in enumerate(pieces):
            end, quote_id = start + len(words), None
            zone, paragraph = ("lead" if number == 0 else "body"), number // 2
            place = {"article_id": article_id, "voice": voice, "zone": zone}
            if speaker is not None:
                quote_id = f"q{number}"
                source = _place(text, SOURCES[article_id, number]) if (article_id, number) in SOURCES else (None, None)
                rows["quotes"].append(
                    {
                        "article_id": article_id,
                        "quote_id": quote_id,
                        "kind": voice,
                        "content": [[start, end]],
                        "zone": zone,
                    }
                    | {"speaker_id": speaker if len(speaker) > 1 else None, "n_words": len(words.split())}
                    | {"resolution": {"~": "unnamed", "?": "absent"}.get(speaker, "named")}
                    | {"source_start": source[0], "source_end": source[1]}
                )
            rows["segments"].append(
                place
                | {
                    "segment": number,
                    "paragraph": paragraph,
                    "sentence": number,
                    "start": start,
                    "end": end,
                    "quote_id": quote_id,
                }
                | {"n_words": len(words.split()), "valence_vader": valence}
            )
            for frame, pattern in FRAMES.items():
                for hit in re.finditer(pattern, words):
                    span = {"start": start + hit.start(), "end": start + hit.end(), "segment": number}
                    rows["hits"].append(place | span | {"frame": frame, "term": hit[0], "quote_id": quote_id})
            start = end + 2
        for owner, words, occurrence, kind, speaker in MENTIONS:
            if owner == article_id:
                first, last = _place(text, words, occurrence)
                rows["mentions"].append(
                    {
                        "article_id": owner,
                        "start": first,
                        "end": last,
                        "form": "name",
                        "kind": kind,
                        "speaker_id": speaker,
                        "resolution": "named" if speaker else "unnamed",
                    }
                )
    rows["speakers"] = [{"speaker_id": i, "name": n, "kind": "person", "from_roster": r} for i, n, r in SPEAKERS]
    return Annotations(
        **{name: make_table(name, table, ["vader"] * (name == "segments")) for name, table in rows.items()}
    )


@pytest.fixture(scope="session")
def annotations() -> Annotations:
    """Four articles: two of Longbourn with statements, one of Hartfield without, one whose speaker is unknown."""
    return build()


@pytest.fixture(scope="session")
def empty() -> Annotations:
    """No article at all."""
    return Annotations(**{name: make_table(name, [], ["vader"] * (name == "segments")) for name in SCHEMAS})


@pytest.fixture(scope="session")
def build_library() -> Callable[..., Annotations]:
    return build


@pytest.fixture(scope="session")
def shuffled(annotations: Annotations) -> Annotations:
    """The same library with the rows of every table in another order."""
    return Annotations(**{name: getattr(annotations, name).sample(frac=1, random_state=7) for name in SCHEMAS})
