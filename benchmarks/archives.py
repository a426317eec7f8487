"""How a folder of real deliveries is read, beside what stands in each: articles, their fields, words left over.

EXPECTED is a table (CSV) or JSON Lines with a row per file: ``file`` and ``articles``, and where it is known
``published``, ``outlet``, ``headline`` and ``byline``, in how many of them each stands. Prints per file the articles of
those that stand in it, those left out with a reason, the share with each field, and the words of the file that stand in
no article, no field and no reason; then the share of files in which everything was found.

    python -m benchmarks.archives FOLDER EXPECTED
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from framelens.corpus import Article, LeftOut, iterate_articles
from framelens.corpus.article import SourceFile
from framelens.corpus.readers import choose_reader
from framelens.corpus.readers.forms import lines_of_file
from framelens.settings.settings import ArticleSource

FIELDS = ("published", "outlet", "headline", "byline")
_WORD = re.compile(r"\w+")


def read_expected(path: str) -> pd.DataFrame:
    """What stands in each file."""
    table = pd.read_json(path, lines=True) if path.endswith(".jsonl") else pd.read_csv(path)
    return table.set_index("file")


def measure_file(path: Path) -> dict[str, float]:
    """What was read of one file."""
    items = list(iterate_articles(ArticleSource(path)))
    articles = [item for item in items if isinstance(item, Article)]
    left_out = [item for item in items if isinstance(item, LeftOut) and item.position]
    row = {"articles": len(articles), "left_out": len(left_out), "words_left": count_left(path, articles, left_out)}
    return row | {name: sum(getattr(article, name) is not None for article in articles) for name in FIELDS}


def count_left(path: Path, articles: list[Article], left_out: list[LeftOut]) -> int:
    """The words of a file that are in no article, in none of its fields and in no reason."""
    there = Counter(_WORD.findall(" ".join(lines_of_file(path))))
    for article in articles:
        there -= Counter(_WORD.findall(" ".join([article.text, *article.own, *map(str, article.own.values())])))
        there -= Counter(_WORD.findall(" ".join(str(getattr(article, name) or "") for name in FIELDS)))
    for item in left_out:
        there -= Counter(_WORD.findall(item.reason))
    return sum(there.values())


def main(folder: str, expected: str) -> None:
    """Print how each file of a folder is read."""
    table, n_right = read_expected(expected), 0
    print(f"{'file':<36} reader                 articles  left out  date  outlet  headline  byline  words left")
    for name, wanted in table.iterrows():
        path = Path(folder) / str(name)
        found = measure_file(path)
        n = int(wanted["articles"])
        shares = [f"{found[field] / max(found['articles'], 1):>5.0%}" for field in FIELDS]
        whole = found["articles"] + found["left_out"] == n
        enough = all(found[field] >= wanted[field] for field in FIELDS if pd.notna(wanted.get(field)))
        n_right += whole and enough
        reader = choose_reader(SourceFile(path, path.name).path).reader.name
        read = f"{found['articles']:>4} of {n:<4} {found['left_out']:>7}"
        fields = f"{shares[0]} {shares[1]:>7} {shares[2]:>9} {shares[3]:>7} {found['words_left']:>9,}"
        print(f"{name:<36} {reader:<22} {read} {fields}{'' if whole and enough else '   NOT ALL'}")
    print(f"{n_right} of {len(table)} files whole ({n_right / len(table):.0%})")


if __name__ == "__main__":
    main(*sys.argv[1:])
