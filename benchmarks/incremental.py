"""What a change costs in a store that is there, beside a new store: seconds, and what was recomputed.

    python -m benchmarks.incremental ARTICLES [N] [READER]
    python -m benchmarks.incremental corpus.parquet 1500 fast

``ARTICLES`` is a table with the column ``text``, and ``outlet`` if it has one. Each change is made to the store of the
one before, with two workers; in the end the store is compared with a new one, cell by cell.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pandas as pd

from benchmarks._processor import describe_processor
from framelens.corrections import COLUMNS, LINE
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.settings import Settings
from framelens.settings.settings import settings_of_source
from framelens.store import Store, write_store
from framelens.tables import SCHEMAS

_ROSTER = ["speaker_id", "name", "role", "alias"]


def list_changes(
    store: Store, articles: pd.DataFrame, source: Path
) -> Iterator[tuple[str, Callable[[Settings], Settings]]]:
    """Each change in words, and what makes it."""
    people = store.read("speakers", where="kind = 'person' AND n_articles > 0").sort_values("n_articles")
    rare, common = people.iloc[len(people) // 2], people.iloc[-1]
    quote = store.read("quotes").iloc[0]

    def save(table: pd.DataFrame, study: Settings) -> Settings:
        table.to_parquet(source, index=False)
        return study

    def with_roster(study: Settings, *rows: tuple[str | None, ...]) -> Settings:
        return replace(study, roster=pd.DataFrame(rows, columns=_ROSTER, dtype="str"))

    row = {"article_id": quote["article_id"], "what": "speaker", "quote_id": quote["quote_id"], "value": common["name"]}
    by_hand = pd.DataFrame([row], columns=[*COLUMNS, LINE]).astype(dict.fromkeys(COLUMNS, "str"))
    entries = [
        (one["speaker_id"], one["name"], role, None) for one, role in ((rare, None), (common, None), (rare, "mayor"))
    ]
    frames = FrameDictionary((Frame("war", terms=(Term("war"), Term("attack*"))),))
    new = articles.head(10).assign(article_id=[f"new{n}" for n in range(10)])
    new["text"] += "\nThis was another report."
    longer = articles.assign(text=articles["text"].where(articles.index != 3, articles["text"] + "\nHe left."))
    own = pd.concat([longer, new]).assign(coded=1)
    yield "nothing", lambda study: study
    yield "a title", lambda study: replace(study, title="Another title")
    yield "a dictionary", lambda study: replace(study, frames=frames)
    yield "an excluded word", lambda study: replace(study, excluded_words=("war",))
    yield "a correction", lambda study: replace(study, corrections=by_hand)
    yield f"a roster with who is in {rare['n_articles']:,} articles", lambda study: with_roster(study, entries[0])
    yield f"one more, in {common['n_articles']:,} articles", lambda study: with_roster(study, *entries[:2])
    yield "a role in the roster", lambda study: with_roster(study, entries[2], entries[1])
    yield "10 new articles", lambda study: save(pd.concat([articles, new]), study)
    yield "other words in 1 article", lambda study: save(pd.concat([longer, new]), study)
    yield "a column of one's own", lambda study: save(own, study)
    yield "10 articles less", lambda study: save(own.iloc[:-10], study)
    yield "an agency that relays", lambda study: replace(study, relays=("Reuters",))


def main(corpus: str, n_articles: str = "1500", reader: str = "rules") -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.parquet"
        columns = pd.read_parquet(corpus) if corpus.endswith(".parquet") else pd.read_csv(corpus)
        articles = columns[[name for name in ("outlet", "text") if name in columns]].head(int(n_articles)).copy()
        articles["article_id"] = [f"a{n}" for n in range(len(articles))]
        articles.to_parquet(source, index=False)
        study = replace(settings_of_source(source), reader=reader)
        seconds, store = _time(study, Path(folder) / "store", [])
        print(f"{len(articles):,} articles, {reader}; {describe_processor()}\n")
        print("| change | seconds | what was recomputed |\n|---|---|---|")
        print(f"| a new store | {seconds:.1f} | |", flush=True)
        for said, change in list_changes(store, articles, source):
            study, lines = change(study), []
            seconds, store = _time(study, Path(folder) / "store", lines)
            print(f"| {said} | {seconds:.1f} | {'; '.join(lines)} |", flush=True)
        seconds, new = _time(study, Path(folder) / "new", [])
        other = [name for name in SCHEMAS if not _is_same(store.read(name), new.read(name))]
        print(f"\nA new store took {seconds:.1f} s; tables that differ from its: {', '.join(other) or 'none'}.")


def _time(study: Settings, place: Path, lines: list[str]) -> tuple[float, Store]:
    began = perf_counter()
    store = write_store(study, place, workers=2, follow=True, tell=lines.append)
    return perf_counter() - began, store


def _is_same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return list(one.columns) == list(other.columns) and one.astype(str).equals(other.astype(str))


if __name__ == "__main__":
    main(*sys.argv[1:])
