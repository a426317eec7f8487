"""What each finder of statements costs: seconds to load, words a second from raw text to statements, peak memory.

Each is measured in a process of its own, on one thread, over full articles of corpus-5k; the memory is the process's
whole, Python and libraries included. The figures of one run stand beside a plain loop over the same words that does
nothing but split them, so that runs on different machines can be compared.

    python -m benchmarks.finders GOLD
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time

FINDERS = ("fast", "accurate", "rules")
N_ARTICLES = 300
N_REPEATS = 3


def measure(gold: str, name: str) -> dict[str, float]:
    """Load a finder, read the articles some times, and return the best."""
    import pandas as pd

    from framelens.annotate.finders import build_finder
    from framelens.annotate.layout import find_layout

    texts = pd.read_parquet(Path(gold) / "corpus-5k.parquet", columns=["text"])["text"].iloc[:N_ARTICLES].tolist()
    n_words = sum(len(text.split()) for text in texts)
    began = perf_counter()
    finder = build_finder(name)
    finder.read(texts[0], find_layout(texts[0]))
    loaded = perf_counter() - began
    marks, found = [process_time()], 0
    for _ in range(N_REPEATS):
        found = sum(len(finder.read(text, find_layout(text)).statements) for text in texts)
        marks.append(process_time())
    began = process_time()
    for _ in range(20):
        sum(len(text.split()) for text in texts)
    plain = (process_time() - began) / 20
    seconds = min(end - start for start, end in pairwise(marks))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "words": n_words,
        "statements": found,
        "words_per_second": n_words / seconds,
        "times_splitting": seconds / plain,
        "load_seconds": loaded,
        "peak_mib": peak,
    }


def main(gold: str) -> None:
    """Print one line a finder."""
    for name in FINDERS:
        command = [sys.executable, "-m", "benchmarks.finders", gold, name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        one = json.loads(done.stdout)
        print(
            f"{name}: {one['words_per_second']:,.0f} words/s of one core ({one['times_splitting']:,.0f} times the "
            f"cost of splitting the words), loaded and first article read in {one['load_seconds']:.2f} s, "
            f"peak {one['peak_mib']:,.0f} MiB; {one['statements']:,} statements in {one['words']:,} words",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], sys.argv[2])))
    else:
        main(sys.argv[1])
