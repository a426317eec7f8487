"""Who is who across the articles of a study: persons and bodies of several outlets beside coded actors.

References
----------
Bagga, A., & Baldwin, B. (1998). Entity-based cross-document coreferencing using the vector space model. *COLING-ACL*.
Hamborg, F., Zhukova, A., & Gipp, B. (2019). Automated identification of media bias by word choice and labeling in
news articles. *JCDL* (NewsWCL50).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

# Actors that the corpus codes under two names in different events.
ONE_ACTOR = {
    "USA_Republicans_Trump": "USA_Trump",
    "PRK_Jong_Un": "PRK_Kim",
    "KOR_Moon_Jae": "KOR_Moon",
    "CHN_Jinping": "CHN_Xi",
}


def load_actor_records(path: Path) -> list[dict[str, Any]]:
    """Articles with coded actors: ``id``, ``event``, ``text`` and ``mentions`` (start, end, actor)."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def score_actors(records: Sequence[Mapping[str, Any]], mentions: pd.DataFrame) -> pd.DataFrame:
    """B-cubed precision, recall and F1 of named mentions, and how many keys an actor has.

    A coded mention counts where a mention with a name was found in it; one that leads to nobody is a key of its own.
    "Names alone" leaves out what only holds another's name ("the F.B.I. director", "the Trump campaign"), and takes
    an actor coded under two names for one (:data:`ONE_ACTOR`).

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``, ``n``, ``estimate``, ``low``, ``high`` (articles resampled).
    """
    named = mentions.loc[mentions["form"].eq("name")]
    found = {key: rows[["start", "end", "speaker_id"]].to_numpy() for key, rows in named.groupby("article_id")}
    rows = []
    for record in records:
        here = found.get(str(record["id"]), np.zeros((0, 3)))
        for start, end, actor in record["mentions"]:
            inside = [m for m in here if m[0] < end and m[1] > start]
            if inside:
                last = max(inside, key=lambda m: (min(m[1], end) - max(m[0], start), m[0]))
                key = last[2] if isinstance(last[2], str) else f"{record['id']} {last[0]}"
                is_name = start <= last[0] and 0 <= end - last[1] <= len("’s ")
                rows.append((str(record["id"]), actor, key, is_name))
    table = pd.DataFrame(rows, columns=["article_id", "actor", "key", "is_name"])
    alone = table[table["is_name"]].assign(actor=lambda t: t["actor"].replace(ONE_ACTOR))
    return pd.concat([_estimate(table, ""), _estimate(alone, ", names alone")], ignore_index=True)


def _estimate(table: pd.DataFrame, of_what: str) -> pd.DataFrame:
    """The measures with intervals from resampling articles."""
    by = dict(iter(table.groupby("article_id")))
    draw = np.random.default_rng(1)
    drawn = [
        _b_cubed(pd.concat([by[a] for a in draw.choice(list(by), len(by))], ignore_index=True)) for _ in range(200)
    ]
    return pd.DataFrame(
        [
            (name + of_what, len(table), value, *np.quantile([one[name] for one in drawn], [0.025, 0.975]))
            for name, value in _b_cubed(table).items()
        ],
        columns=["measure", "n", "estimate", "low", "high"],
    )


def _b_cubed(table: pd.DataFrame) -> dict[str, float]:
    both = table.groupby(["actor", "key"])["key"].transform("size")
    precision = float((both / table.groupby("key")["key"].transform("size")).mean())
    recall = float((both / table.groupby("actor")["actor"].transform("size")).mean())
    known = table[~table["key"].str.contains(" ")]
    return {
        "B-cubed F1": 2 * precision * recall / (precision + recall),
        "precision": precision,
        "recall": recall,
        "keys an actor": float(known.groupby("actor")["key"].nunique().mean()),
    }
