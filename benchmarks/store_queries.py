"""Counting over the tables of a million articles, generated: seconds and peak memory of a process that only counts.

python -m benchmarks.store_queries [GOLD] [ARTICLES]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa

from framelens.store import Store
from framelens.store.log import FORMAT, Commit, append_commit
from framelens.store.parts import store_schema, write_part

BATCH = 10_000
PER_ARTICLE = {"segments": 30, "quotes": 6, "mentions": 20, "hits": 8}
QUERIES = {
    "articles by outlet": "SELECT outlet, count(*) AS n FROM articles GROUP BY outlet",
    "words by voice and outlet": "SELECT outlet, voice, sum(s.n_words) AS n FROM segments s JOIN articles "
    "USING (article_id) GROUP BY outlet, voice",
    "statements by speaker": "SELECT speaker_id, count(*) AS n, count(DISTINCT article_id) AS n_articles FROM quotes "
    "GROUP BY speaker_id ORDER BY n DESC LIMIT 20",
    "frames by month": "SELECT date_trunc('month', published) AS month, frame, count(*) AS n FROM hits "
    "JOIN articles USING (article_id) GROUP BY month, frame",
}
WORDS = np.array([f"word{n}" for n in range(500)])


def make_store(path: Path, n_articles: int) -> None:
    """A store of generated tables: as many rows an article as news has, short texts."""
    path.mkdir()
    append_commit(path, Commit("made", details={"format": FORMAT, "framelens": "benchmark"}))
    generator = np.random.default_rng(1)
    n_batches = -(-n_articles // BATCH)
    for number in range(n_batches):
        size = min(BATCH, n_articles - number * BATCH)
        ids = np.array([f"a{number * BATCH + n:08d}" for n in range(size)])
        parts = [write_part(path, "articles", number, [_articles(ids, generator)])]
        for table, each in PER_ARTICLE.items():
            parts.append(write_part(path, table, number, [_rows(table, np.repeat(ids, each), generator)]))
        append_commit(path, Commit("batch", number, tuple(parts)))
    append_commit(path, Commit("speakers", n_batches))


def _articles(ids: np.ndarray, generator: np.random.Generator) -> pa.Table:
    days = np.datetime64("2010-01-01", "s") + generator.integers(0, 3650, len(ids)) * np.timedelta64(86_400, "s")
    texts = [" ".join(words) for words in WORDS[generator.integers(0, len(WORDS), (len(ids), 40))]]
    known = {"article_id": ids, "outlet": _of("outlet", 40, len(ids), generator), "published": days, "text": texts}
    return _filled("articles", known, len(ids))


def _rows(table: str, ids: np.ndarray, generator: np.random.Generator) -> pa.Table:
    size = len(ids)
    numbers = {name: generator.integers(1, 5_000, size) for name in ("start", "end", "segment", "n_words")}
    names = {
        "voice": np.array(["journalist", "direct", "indirect"])[generator.integers(0, 3, size)],
        "speaker_id": _of("speaker", 200_000, size, generator),
        "frame": _of("frame", 15, size, generator),
    }
    wanted = store_schema(table).names
    return _filled(table, {"article_id": ids, **{k: v for k, v in {**numbers, **names}.items() if k in wanted}}, size)


def _of(what: str, many: int, size: int, generator: np.random.Generator) -> pa.Array:
    names = pa.array([f"{what} {n}" for n in range(many)])
    return names.take(pa.array(np.minimum(generator.zipf(1.3, size) - 1, many - 1)))


def _filled(table: str, known: dict[str, object], size: int) -> pa.Table:
    schema = store_schema(table)
    columns = [pa.array(known[f.name], f.type) if f.name in known else pa.nulls(size, f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def count(path: str) -> None:
    """Answer every query and print seconds and peak memory as JSON."""
    store, seconds = Store(Path(path)), {}
    for name, sql in QUERIES.items():
        began = perf_counter()
        store.query(sql)
        seconds[name] = perf_counter() - began
    print(json.dumps({"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "seconds": seconds}))


def main(gold: str | None = None, n_articles: str = "1000000") -> None:
    """Generate, count in a process of its own, print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        make_store(path, int(n_articles))
        store = Store(path)
        rows = ", ".join(f"{store.count(table):,} {table}" for table in ("articles", *PER_ARTICLE))
        size = sum(part.n_bytes for part in store.log.parts) / 2**30
        print(f"generated: {rows}; {size:.1f} GiB on disk")
        command = [sys.executable, "-m", "benchmarks.store_queries", "--count", str(path)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name, seconds in found["seconds"].items():
        print(f"{name:<30}{seconds:>8.2f} s")
    print(f"peak memory {found['peak']:,.0f} MiB (2,048 allowed)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        count(sys.argv[2])
    else:
        main(*sys.argv[1:])
