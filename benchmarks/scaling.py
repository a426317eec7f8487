"""How the cost of annotating grows: with the number of articles, with workers, and what a fresh start costs.

Articles of the corpus are repeated under other names, with a sentence of their own so that none is a copy, until there
are enough; each size goes through ``framelens annotate`` into a store, in a process of its own.

    python -m benchmarks.scaling GOLD [SIZES] [READER] [WORKERS]
    python -m benchmarks.scaling GOLD 500,2000,20000 rules 1,2
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pandas as pd

START = """
from time import perf_counter, process_time
began = perf_counter()
from dataclasses import replace
from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.settings.settings import settings_of_source
study = replace(settings_of_source("start"), reader={reader!r})
annotate_article(Article("a", None, None, None, None, "Ana Ito said that the plan was good.", ""), study)
print(perf_counter() - began, process_time())
"""
READERS = ("rules", "fast", "accurate")


def make_corpus(corpus: str, n_articles: int, file: Path) -> None:
    """A table of so many articles, repeated from the corpus where it has fewer."""
    rows = pd.read_parquet(corpus, columns=["outlet", "text"])
    rows = rows.iloc[[n % len(rows) for n in range(n_articles)]].reset_index(drop=True)
    rows["article_id"] = [f"a{n}" for n in range(n_articles)]
    rows["text"] += [f"\nThis was report {n} of the day." for n in range(n_articles)]
    rows.to_parquet(file)


def annotate(source: str, store: str, reader: str, workers: int) -> dict[str, Any]:
    """Seconds, seconds of processor time, and peak memory of writing a store."""
    from framelens.settings.settings import settings_of_source
    from framelens.store import write_store

    study = settings_of_source(source)
    # Repeated articles are near copies of each other by making; looking for those is timed by docs/large-corpora.md.
    study = replace(study, reader=reader, articles=replace(study.articles, near_duplicates=False, duplicates="kept"))
    began, own = perf_counter(), process_time()
    write_store(study, store, workers=workers)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": perf_counter() - began,
        "processor": process_time() - own + used.ru_utime + used.ru_stime,
        "peak": max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, used.ru_maxrss) / 1024,
    }


def run(*arguments: str) -> dict[str, Any]:
    """What a side prints, from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scaling", "--side", *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(output.splitlines()[-1]))


def show_start(corpus: str) -> None:
    """Print what a fresh start costs: to the first article in Python, and to the end of a command for one article."""
    for reader in READERS:
        command = [sys.executable, "-c", START.format(reader=reader)]
        outputs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(5)]
        wall, busy = map(min, zip(*(map(float, output.split()) for output in outputs), strict=True))
        print(f"start to first article, {reader} finder: {wall:.2f} s, {busy:.2f} s of processor time (best of 5)")
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(pd.read_parquet(corpus, columns=["text"]).text[0], encoding="utf-8")
        for workers in ("1", "2"):
            took = []
            for number in range(3):
                began = perf_counter()
                options = ["--out", f"{folder}/store-{workers}-{number}", "--workers", workers, "--quiet"]
                command = [str(Path(sys.executable).with_name("framelens")), "annotate", str(article), *options]
                subprocess.run(command, check=True, capture_output=True)
                took.append(perf_counter() - began)
            print(f"framelens annotate of one article, {workers} workers: {min(took):.2f} s (best of 3)", flush=True)


def main(gold: str, sizes: str = "500,2000", reader: str = "rules", workers: str = "1,2") -> None:
    """Print cost per article by size and by workers, and the time from start to first article."""
    corpus = str(Path(gold) / "corpus-5k.parquet")
    show_start(corpus)
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, sizes.split(",")):
            source = Path(folder) / f"articles-{size}.parquet"
            make_corpus(corpus, size, source)
            for n_workers in map(int, workers.split(",")):
                found = run(str(source), str(Path(folder) / f"store-{size}-{n_workers}"), reader, str(n_workers))
                wall, busy = (1000 * found[key] / size for key in ("seconds", "processor"))
                # What workers use is their server's to count, not this process's.
                used = f", {busy:.2f} ms of processor time" if n_workers == 1 else ""
                print(
                    f"{size:>7,} articles, {reader} finder, {n_workers} workers: {found['seconds']:>7.1f} s, "
                    f"{wall:.2f} ms an article{used}, "
                    f"peak {found['peak']:,.0f} MiB a process",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        print(json.dumps(annotate(*sys.argv[2:5], workers=int(sys.argv[5]))))
    else:
        main(*sys.argv[1:])
