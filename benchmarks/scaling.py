"""From one article to a hundred thousand: speed, memory and size of a store, whole or killed on the way; its measures.

The articles are those of the corpus with their sentences dealt anew (:mod:`benchmarks.dealing`), streamed into a file.
Each size and finder goes into a store by a command of its own, whose processes are watched. What takes longer than
ten minutes on two cores is left out unless ``--long`` is given. With ``--kill`` each run from 1,000 articles on is
killed (SIGKILL, all of its processes) twice at random places and continued; then the store is checked.

    python -m benchmarks.scaling GOLD                                      # 1 and 1,000 articles, every finder
    python -m benchmarks.scaling GOLD --long --kill                        # and 20,000 and 100,000
    python -m benchmarks.scaling GOLD --sizes 5000 --readers rules --measures
    python -m benchmarks.scaling GOLD --sizes 100000 --readers rules --kill --measures --long --folder /big/disk
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks._processor import describe_processor
from benchmarks._watching import Watched, watch
from benchmarks.dealing import deal_corpus

HERE = Path(__file__).parent
READERS = ("rules", "fast", "accurate")
SIZES, LONG_SIZES = (1, 1_000), (20_000, 100_000)
PEERS = 200  # so many articles for the comparison
_SECONDS = {"rules": 0.012, "fast": 0.03, "accurate": 0.1}  # about, an article on two cores: what is long
_LONG, _LEAST_KILLED, _KILLS = 600, 1_000, 2
# What measures want that cannot do without something.
_SKIPPED = ("codes.",)


def main() -> None:
    """Print what was measured, a line a run as it ends, and one table."""
    arguments = _read_arguments()
    print(describe_processor(), flush=True)
    sizes = arguments.sizes or [*SIZES, *(LONG_SIZES if arguments.long else ())]
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        found = list(_measure(arguments, sizes, Path(folder)))
    print("\n" + _tabulate(found))


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path, help="folder of corpus-5k.parquet")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--readers", type=lambda text: text.split(","), default=list(READERS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="kill each long run twice at random places")
    parser.add_argument("--measures", action="store_true", help="every measure over each store, and the report")
    parser.add_argument("--long", action="store_true", help="also what takes longer than ten minutes")
    parser.add_argument("--folder", type=Path, help="where articles and stores are written")
    parser.add_argument("--peers", type=Path, default=HERE / ".venv/bin/python", help="Python of the comparison")
    return parser.parse_args()


def _measure(arguments: argparse.Namespace, sizes: list[int], folder: Path) -> Iterator[dict[str, Any]]:
    source = folder / "articles.parquet"
    for size in sizes:
        n_words = deal_corpus(arguments.gold / "corpus-5k.parquet", size, source)
        for reader in arguments.readers:
            if size * _SECONDS[reader] > _LONG and not arguments.long:
                print(f"{size:,} articles, {reader}: left out, longer than ten minutes; give --long", flush=True)
                continue
            store = folder / "store"
            row = {"articles": size, "reader": reader}
            row |= _annotate(source, store, reader, size, n_words, arguments)
            print(json.dumps(row), flush=True)
            yield row
            if arguments.measures:
                _show_measures(store, folder, long=arguments.long)
            shutil.rmtree(store)
    if arguments.peers.exists():
        yield _run_peers(arguments.peers, source, min(PEERS, max(sizes)))
    else:
        print(f"no comparison: there is no {arguments.peers}; see the head of benchmarks/chain.py")


def _annotate(
    source: Path, store: Path, reader: str, size: int, n_words: int, arguments: argparse.Namespace
) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scaling", "--side", str(source), str(store), reader]
    command += [str(arguments.workers)]
    watched = Watched()
    killed = _KILLS if arguments.kill and size >= _LEAST_KILLED else 0
    places = sorted(random.Random(size).uniform(0.05, 0.95) for _ in range(killed))
    for place in places:
        watch([*command, str(time.time())], watched, lambda place=place: _is_at(store, place * size))
    watch([*command, str(time.time())], watched)
    if watched.codes[-1] != 0:
        raise SystemExit(f"annotating failed with {watched.codes}")
    lines = [json.loads(line) for line in watched.output.splitlines()]
    told = {**lines[-1], "first": lines[0]["first"]}
    files = [file for file in store.rglob("*") if file.is_file()]
    n_bytes = sum(file.stat().st_size for file in files)
    return {
        "first": told["first"], "words_s_core": n_words / watched.processor, "seconds": watched.seconds,
        "ms_article": 1000 * watched.seconds / size, "cpu_ms_article": 1000 * watched.processor / size,
        "annotating": told["annotating"], "parent": watched.parent, "child": watched.child,
        "together": watched.together, "bytes_million_words": n_bytes / n_words * 1e6, "files": len(files),
        "killed": killed, "sound": _check(store, size),
    }  # fmt: skip


def _is_at(store: Path, n_articles: float) -> bool:
    """Whether a store has so many articles committed, or is about to be gathered over all."""
    log = store / "commits.jsonl"
    return log.exists() and log.read_bytes().count(b'"kind":"batch"') * 200 >= n_articles


def _check(store: Path, size: int) -> str:
    """Whether every byte is as it was written, every article is there or left out for a reason, and nothing twice."""
    from framelens.store import open_store

    opened = open_store(store)
    opened.check()
    n = opened.count("articles") + opened.count("left_out")
    twice = 0
    for table, key in (("articles", "article_id"), ("segments", "segment"), ("quotes", "quote_id")):
        asked = f"SELECT count(*) - count(DISTINCT (article_id, {key})) AS twice FROM {table}"
        twice += int(opened.query(asked)["twice"][0])
    return "sound" if n == size and not twice else f"DAMAGED: {n:,} of {size:,} articles, {twice:,} rows twice"


def _show_measures(store: Path, folder: Path, *, long: bool) -> None:
    """Print seconds and memory of every measure and of the report, each in a process of its own."""
    from framelens.study.registry import MEASURES
    from framelens.study.study import Study  # noqa: F401 - registers them

    names = [name for name in sorted(MEASURES) if not name.startswith(_SKIPPED) and not MEASURES[name].needs]
    for name in ("(opened)", *names):
        watched = watch([sys.executable, "-m", "benchmarks.scaling", "--measure", str(store), name], Watched())
        told = (watched.output.splitlines() or ["no output"])[-1]
        print(f"    {name:<24}{watched.seconds:>8.1f} s {watched.parent:>8,.0f} MiB  {told}", flush=True)
    report = [sys.executable, "-m", "framelens", "report", str(store), "--out", str(folder / "report"), "--quiet"]
    watched = watch([*report, "--shipped-notebooks"], Watched())
    peak = max(watched.parent, watched.child)
    print(f"    {'report':<24}{watched.seconds:>8.1f} s {peak:>8,.0f} MiB a process, {watched.together:,.0f} together")


def _run_peers(python: Path, source: Path, n_articles: int) -> dict[str, Any]:
    output = subprocess.run(
        [str(python), str(HERE / "_peers.py"), str(source), str(n_articles)], check=True, capture_output=True, text=True
    ).stdout
    found = json.loads(output.splitlines()[-1])
    speed = found["words"] / found["seconds"]
    return {"articles": n_articles, "reader": "comparison", "words_s_core": speed, "parent": found["peak"]}


def _tabulate(rows: list[dict[str, Any]]) -> str:
    peers = next((row["words_s_core"] for row in rows if row["reader"] == "comparison"), None)
    heads = {
        "articles": "articles", "reader": "finder", "words_s_core": "words a second a core", "ratio": "ratio",
        "first": "first article, s", "ms_article": "ms an article", "annotating": "parent, annotating, MiB",
        "parent": "parent, MiB", "child": "worker, MiB", "bytes_million_words": "MB a million words",
        "files": "files", "killed": "killed", "sound": "store",
    }  # fmt: skip
    lines = [f"| {' | '.join(heads.values())} |", "|" + "---|" * len(heads)]
    for row in rows:
        told = dict(row)
        if "bytes_million_words" in row:
            told["bytes_million_words"] = row["bytes_million_words"] / 1e6
        if peers:
            told["ratio"] = row["words_s_core"] / peers
        lines.append("| " + " | ".join(_tell(told.get(name)) for name in heads) + " |")
    return "\n".join(lines)


def _tell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value or "")


def _run_side(source: str, store: str, reader: str, workers: str, began: str) -> None:
    """Annotate, and print when the first article was, and the memory of this process until all were gathered."""
    from framelens.settings.settings import settings_of_source
    from framelens.store import assembling, engine, write_store

    told: dict[str, float] = {"first": 0.0, "annotating": 0.0}
    annotate, gather = engine.annotate_chunks, assembling._gather

    def annotate_chunks(*args: Any, **options: Any) -> Iterator[Any]:
        for chunk in annotate(*args, **options):
            if not told["first"]:
                told["first"] = time.time() - float(began)
                print(json.dumps(told), flush=True)
            yield chunk

    def gather_now(*args: Any) -> Any:
        rows = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        told["annotating"] = int(rows["VmHWM"].split()[0]) / 1024
        return gather(*args)

    engine.annotate_chunks, assembling._gather = annotate_chunks, gather_now
    write_store(replace(settings_of_source(Path(source)), reader=reader), store, workers=int(workers))
    print(json.dumps(told))


def _run_measure(store: str, name: str) -> None:
    import framelens as fl
    from framelens.errors import InputError

    study = fl.open(store)
    try:
        found = study.articles if name == "(opened)" else getattr(study, name)().table
        print(f"{len(found):,} rows")
    except (InputError, TypeError, ValueError) as error:
        print(" ".join(str(error).split())[:90])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        _run_side(*sys.argv[2:7])
    elif sys.argv[1:2] == ["--measure"]:
        _run_measure(*sys.argv[2:4])
    else:
        main()
