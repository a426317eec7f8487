"""The whole chain beside what a user would otherwise write, in one run, and how its cost grows.

Each side reads the same articles on one core in a process of its own and says words a second of processor time, peak
memory, the rows it made and where the time went. The comparison (:mod:`benchmarks._peers`) has an environment of its
own, so that nothing of it belongs to the package::

    python -m venv benchmarks/.venv && benchmarks/.venv/bin/pip install -r benchmarks/requirements.txt
    python -m benchmarks.chain GOLD [ARTICLES] [PEERS_PYTHON]
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
# What a stage is: the function of the chain whose time, with all it calls, it is.
STAGES = {
    "layout": "find_layout",
    "statements": "read",
    "names": "find_names",
    "who is who": "gather_identities",
    "who speaks": "_resolve_in_order",
    "segments": "find_segments",
    "tone": "_segment_rows",
    "frames": "_hit_rows",
    "boilerplate": "find_boilerplate",
}


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
    profile = cProfile.Profile(process_time)
    profile.enable()
    for article in articles[: max(1, n // 4)]:
        annotate_article(article, study)
    profile.disable()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = max(row[3] for key, row in stats.items() if key[2] == "annotate_article")
    stages = {
        stage: max((row[3] for key, row in stats.items() if key[2] == name and "framelens" in key[0]), default=0.0)
        / whole
        for stage, name in STAGES.items()
    }
    words = sum(len(article.text.split()) for article in articles)
    return {"seconds": seconds, "words": words, "rows": rows, "peak": peak, "stages": stages}


def show(name: str, found: dict[str, Any]) -> float:
    """Print a side's line; return its words a second."""
    speed = float(found["words"] / found["seconds"])
    print(f"{name:<40}{speed:>9,.0f} words/s of one core  {found['rows']:>9,} rows  peak {found['peak']:>6,.0f} MiB")
    total = sum(found["stages"].values()) or 1.0
    shares = ", ".join(f"{stage} {seconds / total:.0%}" for stage, seconds in found["stages"].items())
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
    print(f"{n_articles} articles, one core, one process a side")
    ours = [sys.executable, "-m", "benchmarks.chain", "--side", corpus, n_articles]
    speeds = {reader: show(f"framelens, {reader} finder", run([*ours, reader])) for reader in ("rules", "fast")}
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
