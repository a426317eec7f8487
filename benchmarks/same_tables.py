"""Whether two versions of framelens make the same tables: what a change of speed may not alter.

The same articles are annotated with the code of another checkout and with this one's, each in a process of its own,
and every cell of every table is compared::

    git worktree add ../before HEAD~1
    python -m benchmarks.same_tables GOLD ../before [ARTICLES]
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.chain import read_articles

HERE = Path(__file__).parents[1]
# Every so many articles are read by each finder.
STEPS = {"rules": 1, "fast": 2, "accurate": 10}
SHOWN = 5

Rows = dict[str, list[dict[str, Any]]]


def annotate(corpus: str, n_articles: int, out: str) -> None:
    """Write the rows of each article by each finder, with whatever framelens this process imports."""
    from dataclasses import replace

    from framelens.annotate.article import annotate_article
    from framelens.dictionary import read_shipped
    from framelens.settings.settings import settings_of_source

    articles = read_articles(corpus, n_articles)
    study = replace(settings_of_source("benchmark"), frames=read_shipped("policy-frames"))
    found = {
        reader: [annotate_article(article, replace(study, reader=reader)) for article in articles[::step]]
        for reader, step in STEPS.items()
    }
    Path(out).write_bytes(pickle.dumps(found))


def run(checkout: Path, corpus: str, n_articles: str, out: Path) -> dict[str, list[Rows]]:
    """The rows that a checkout makes."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": f"{checkout / 'analysis'}:{HERE}"}
    command = [sys.executable, "-m", "benchmarks.same_tables", "--side", corpus, n_articles, str(out)]
    subprocess.run(command, check=True, env=environment, cwd=out.parent)
    return dict(pickle.loads(out.read_bytes()))


def compare(one: list[Rows], other: list[Rows]) -> Iterator[tuple[str, str, Any, Any]]:
    """Each cell that differs: its table and column, and both values; of a row that one side lacks, the row."""
    for before, after in zip(one, other, strict=True):
        for table in before:
            rows, again = before[table], after[table]
            yield from ((table, "a row", row, None) for row in rows[len(again) :])
            yield from ((table, "a row", None, row) for row in again[len(rows) :])
            for row, same in zip(rows, again, strict=False):
                yield from ((table, c, row.get(c), same.get(c)) for c in {**row, **same} if row.get(c) != same.get(c))


def main(gold: str, before: str, n_articles: str = "1000") -> int:
    """Print how many cells there are and how many differ; return 1 if any does."""
    corpus = str((Path(gold) / "corpus-5k.parquet").resolve())
    with tempfile.TemporaryDirectory() as folder:
        old = run(Path(before).resolve(), corpus, n_articles, Path(folder) / "before")
        new = run(HERE, corpus, n_articles, Path(folder) / "after")
    differ = False
    for reader in STEPS:
        n_cells = sum(len(row) for rows in old[reader] for table in rows.values() for row in table)
        cells = list(compare(old[reader], new[reader]))
        print(f"{reader} finder, {len(old[reader]):,} articles: {n_cells:,} cells, {len(cells):,} differ")
        for place, n in Counter(cell[:2] for cell in cells).most_common(SHOWN):
            example = next(cell[2:] for cell in cells if cell[:2] == place)
            print(f"    {', '.join(place)}: {n:,}, such as {example}")
        differ = differ or bool(cells)
    return int(differ)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        annotate(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(main(*sys.argv[1:]))
