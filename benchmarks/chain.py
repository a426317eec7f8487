"""The whole chain beside what a user would otherwise write, in one run, and how its cost grows.

Each side reads the same articles on one core in a process of its own and says words a second of processor time, peak
memory, the rows it made and where the time went. The comparison (:mod:`benchmarks._peers`) has an environment of its
own, so that nothing of it belongs to the package::

    python -m venv benchmarks/.venv && benchmarks/.venv/bin/pip install -r benchmarks/requirements.txt
    python -m benchmarks.chain GOLD [ARTICLES] [PEERS_PYTHON]
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any

import pandas as pd

from benchmarks._processor import describe_processor

HERE = Path(__file__).parent
# What a stage is: the function of the chain whose time, with all it calls, it is; a network is a part of its stage.
STAGES = {
    "_lay_out": "layout",
    "score_pieces": "statements: the network",
    "read": "statements: the rest",
    "name_people": "names",
    "tell_people": "who is who",
    "resolve_in_order": "who speaks",
    "find_segments": "segments",
    "_segment_rows": "tone",
    "_hit_rows": "frames",
    "_quote_rows": "rows of statements",
    "_mention_rows": "rows of mentions",
    "_marked": "boilerplate",
}
READERS = ("rules", "fast", "accurate")
_LOOK = 0.002  # seconds of processor time between two looks


def read_articles(corpus: str, n: int) -> list[Any]:
    """The first ``n`` articles of the corpus."""
    from framelens.corpus import Article

    rows = pd.read_parquet(corpus, columns=["title", "outlet", "text"]).head(n)
    return [Article(str(i), row.outlet, None, None, None, row.text, "") for i, row in enumerate(rows.itertuples())]


def run_framelens(corpus: str, n: int, reader: str) -> dict[str, Any]:
    """Seconds, words, rows and peak memory of the chain with one finder, and the share of time of each stage."""
    from framelens.annotate.article import annotate_article
    from framelens.dictionary import read_shipped
    from framelens.settings.settings import settings_of_source

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    study = replace(settings_of_source("benchmark"), reader=reader, frames=read_shipped("policy-frames"))
    articles = read_articles(corpus, n)
    annotate_article(articles[0], study)
    began, rows = process_time(), 0
    for article in articles:
        rows += sum(len(table) for table in annotate_article(article, study).values())
    seconds = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with watching() as stages:
        for article in articles:
            annotate_article(article, study)
    words = sum(len(article.text.split()) for article in articles)
    return {"seconds": seconds, "words": words, "rows": rows, "peak": peak, "stages": stages}


@contextmanager
def watching() -> Iterator[dict[str, float]]:
    """Seconds of processor time in each stage, by looking every now and then in which the program is.

    A profiler that follows each call makes small functions look dear. A look waits for the end of a library's call, so
    what it counts is the time since the last one.
    """
    seen: dict[str, float] = {}
    last = process_time()

    def look(_: int, frame: FrameType | None) -> None:
        nonlocal last
        now, stage = process_time(), "the rest"
        while frame is not None and stage == "the rest":
            if "framelens" in frame.f_code.co_filename:
                stage = STAGES.get(frame.f_code.co_name, stage)
            frame = frame.f_back
        seen[stage] = seen.get(stage, 0.0) + now - last
        last = now

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _LOOK, _LOOK)
    try:
        yield seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def show(name: str, found: dict[str, Any]) -> float:
    """Print a side's line; return its words a second."""
    speed = float(found["words"] / found["seconds"])
    print(f"{name:<40}{speed:>9,.0f} words/s of one core  {found['rows']:>9,} rows  peak {found['peak']:>6,.0f} MiB")
    total = sum(found["stages"].values()) or 1.0
    largest = sorted(found["stages"].items(), key=lambda one: -one[1])
    shares = ", ".join(f"{stage} {seconds / total:.0%}" for stage, seconds in largest)
    print(f"    where the time goes: {shares}", flush=True)
    return speed


def run(command: list[str]) -> dict[str, Any]:
    """What a side prints, run in a process of its own on one thread."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return dict(json.loads(output.splitlines()[-1]))


def main(gold: str, n_articles: str = "200", peers_python: str = str(HERE / ".venv/bin/python")) -> None:
    """Run each side and print the ratios."""
    corpus = str(Path(gold) / "corpus-5k.parquet")
    print(f"{n_articles} articles, one core, one process a side; {describe_processor()}")
    ours = [sys.executable, "-m", "benchmarks.chain", "--side", corpus, n_articles]
    speeds = {reader: show(f"framelens, {reader} finder", run([*ours, reader])) for reader in READERS}
    if not Path(peers_python).exists():
        print(f"no comparison: there is no {peers_python}; see the head of benchmarks/chain.py")
        return
    theirs = run([peers_python, str(HERE / "_peers.py"), corpus, n_articles])
    peers = show("spaCy + textacy + VADER + TextBlob", theirs)
    for reader, speed in speeds.items():
        print(f"ratio, {reader} finder: {speed / peers:.1f} times the comparison")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        print(json.dumps(run_framelens(sys.argv[2], int(sys.argv[3]), sys.argv[4])))
    else:
        main(*sys.argv[1:])
