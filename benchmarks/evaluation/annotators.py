"""The reader as one more annotator: how far it agrees with each of several people, beside how far they agree."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.evaluation.attribution import match_statements, statement_contents

Spans = list[list[tuple[int, int]]]


def load_annotators(path: Path) -> list[dict[str, Any]]:
    """Articles that several people marked: ``id``, ``text`` and ``by_annotator``, each one's attributions."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def score_annotators(records: Sequence[Mapping[str, Any]], quotes: pd.DataFrame) -> pd.DataFrame:
    """F1 of statements between the reader and each person, and between each two persons, over all articles.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``, ``n`` (pairs of annotators in an article), ``estimate``, ``low``, ``high``
        (articles resampled; of six articles such intervals are too narrow).
    """
    counts = [_count_pairs(record, quotes[quotes["article_id"].eq(str(record["id"]))]) for record in records]
    draws = np.random.default_rng(1).integers(len(records), size=(2000, len(records)))
    rows = []
    for measure in ("reader with people", "people with each other"):
        table = np.array([[one[measure][key] for key in ("matched", "marked", "pairs")] for one in counts], dtype=float)
        drawn = table[draws].sum(axis=1)
        low, high = np.quantile(2 * drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
        matched, marked, pairs = table.sum(axis=0)
        rows.append((f"F1, {measure}", int(pairs), 2 * matched / marked, low, high))
    return pd.DataFrame(rows, columns=["measure", "n", "estimate", "low", "high"])


def _count_pairs(record: Mapping[str, Any], quotes: pd.DataFrame) -> dict[str, dict[str, int]]:
    people = [statement_contents({**record, "attributions": marked}) for marked in record["by_annotator"].values()]
    # A joint statement stands once for each of its speakers; here it is one statement.
    once = quotes[~quotes["quote_id"].str.contains(".", regex=False)]
    reader = statement_contents({**record, "attributions": [{"content": one} for one in once["content"]]})
    return {
        "reader with people": _sum([(reader, one) for one in people]),
        "people with each other": _sum(list(combinations(people, 2))),
    }


def _sum(pairs: Sequence[tuple[Spans, Spans]]) -> dict[str, int]:
    return {
        "matched": sum(len(match_statements(one, other)) for one, other in pairs),
        "marked": sum(len(one) + len(other) for one, other in pairs),
        "pairs": len(pairs),
    }
