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

from benchmarks.evaluation.shares import estimate_shares

# Public persons whose surname leads to one person in US news of 2012-2020, by the names that count as right.
PUBLIC = {
    "Trump": ("Donald Trump", "Donald J. Trump"),
    "Obama": ("Barack Obama",),
    "Clinton": ("Hillary Clinton", "Hillary Rodham Clinton"),
    "Sanders": ("Bernie Sanders",),
    "Rubio": ("Marco Rubio",),
    "Cruz": ("Ted Cruz",),
    "Romney": ("Mitt Romney",),
    "Pence": ("Mike Pence",),
    "Biden": ("Joe Biden", "Joseph Biden"),
    "Pelosi": ("Nancy Pelosi",),
    "McConnell": ("Mitch McConnell",),
    "Boehner": ("John Boehner",),
    "Schumer": ("Chuck Schumer", "Charles Schumer", "Charles E. Schumer"),
    "Comey": ("James Comey", "James B. Comey", "Jim Comey"),
    "Mueller": ("Robert Mueller", "Robert S. Mueller"),
    "Kavanaugh": ("Brett Kavanaugh", "Brett M. Kavanaugh"),
    "Sessions": ("Jeff Sessions",),
    "McCain": ("John McCain",),
    "Kerry": ("John Kerry", "John F. Kerry"),
    "Putin": ("Vladimir Putin", "Vladimir V. Putin"),
    "Netanyahu": ("Benjamin Netanyahu",),
    "Assad": ("Bashar Assad", "Bashar al-Assad"),
    "Merkel": ("Angela Merkel",),
    "Snowden": ("Edward Snowden", "Edward J. Snowden"),
    "Holder": ("Eric Holder", "Eric H. Holder"),
    "Sebelius": ("Kathleen Sebelius",),
    "Fauci": ("Anthony Fauci", "Anthony S. Fauci"),
    "Buttigieg": ("Pete Buttigieg",),
    "Warren": ("Elizabeth Warren",),
    "Giuliani": ("Rudy Giuliani", "Rudolph Giuliani", "Rudolph W. Giuliani"),
}
TITLES = frozenset(
    "President President-elect Vice Mr. Ms. Mrs. Dr. Sen. Senator Rep. Gov. Secretary Speaker Attorney General Prime "
    "Minister State Director Justice Judge Republican Democrat Democratic GOP House Senate Majority Minority "
    "Leader".split()
)
HOWS = ("right", "wrong", "bare", "abstained")


def load_actor_records(path: Path) -> list[dict[str, Any]]:
    """Articles with coded actors: ``id``, ``event``, ``text`` and ``mentions`` (start, end, actor)."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def score_actors(records: Sequence[Mapping[str, Any]], mentions: pd.DataFrame) -> pd.DataFrame:
    """B-cubed precision, recall and F1 of named mentions, and how many keys an actor has.

    A coded mention counts where a mention with a name was found in it; one that leads to nobody is a key of its own.

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
                rows.append((str(record["id"]), actor, key))
    table = pd.DataFrame(rows, columns=["article_id", "actor", "key"])
    articles = table["article_id"].unique()
    draw = np.random.default_rng(1)
    observed = _b_cubed(table)
    drawn = [
        _b_cubed(pd.concat([part for a in draw.choice(articles, len(articles)) for part in [by[a]]], ignore_index=True))
        for by in [dict(iter(table.groupby("article_id")))]
        for _ in range(200)
    ]
    return pd.DataFrame(
        [
            (name, len(table), value, *np.quantile([one[name] for one in drawn], [0.025, 0.975]))
            for name, value in observed.items()
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


def score_public(articles: pd.DataFrame, quotes: pd.DataFrame, speakers: pd.DataFrame) -> pd.DataFrame:
    """Statements whose source names a public person by the surname: right, wrong, bare or abstained, and keys.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``, ``n``, ``estimate``, ``low``, ``high`` (articles resampled).
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    names = dict(zip(speakers["speaker_id"], speakers["name"], strict=True))
    rows: list[tuple[str, str, str, str | None]] = []
    for row in quotes.loc[quotes["source_start"].notna()].itertuples():
        source = texts[row.article_id][int(row.source_start) : int(row.source_end)]
        words = source.replace("’", "'").split()
        last = words[-1].strip(".,'") if words else ""
        if last in PUBLIC and not _is_somebody_else(words, last):
            name = names.get(row.speaker_id) if isinstance(row.speaker_id, str) else None
            how = "bare" if name == last else "right" if name in PUBLIC[last] else "wrong"
            how = "abstained" if name is None else how
            rows.append((row.article_id, last, how, row.speaker_id if isinstance(row.speaker_id, str) else None))
    table = pd.DataFrame(rows, columns=["article_id", "person", "how", "key"])
    counts = pd.get_dummies(table["how"]).astype(int).groupby(table["article_id"]).sum()
    counts = counts.reindex(columns=[*HOWS], fill_value=0).assign(all=table.groupby("article_id").size())
    shares = estimate_shares(counts, {how: ((how,), ("all",), "all") for how in HOWS})
    keys = table.dropna(subset="key").groupby("person")["key"].nunique()
    last = pd.DataFrame([("keys a person", len(keys), float(keys.mean()), np.nan, np.nan)], columns=shares.columns)
    return pd.concat([shares, last], ignore_index=True)


def _is_somebody_else(words: Sequence[str], last: str) -> bool:
    """Whether the source itself names another bearer of the surname, or a body: "Melania Trump"."""
    given = [word for word in words[:-1] if word[:1].isupper() and word.strip(".").isalpha() and word not in TITLES]
    return bool(given) and not set(given) & {name.split()[0] for name in PUBLIC[last]}
