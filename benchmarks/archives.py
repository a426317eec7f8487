"""How a folder of real deliveries is read, beside what stands in each: articles, their fields, words left over.

EXPECTED is a table (CSV) or JSON Lines with a row per file: ``file`` and ``articles``, and where it is known
``published``, ``outlet``, ``headline`` and ``byline``, in how many of them each stands. Prints per file the articles of
those that stand in it, those left out with a reason, the share with each field, and the words of the file that stand in
no article, no field and no reason; then the share of files in which everything was found.

EXPECTED may say in words what is right instead, under ``expected``: "2 articles, or a refusal", "headline 'A', outlet
B", a date, a reason "that names" a word, or the words that have to stand in what is read. What is said otherwise is
shown beside the words that were read, and counted as neither right nor wrong.

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
# What a case says of a file in words, and the field of the first article that it says it of.
_FACTS = (
    ("n", re.compile(r"(\d+) articles?\b")),
    ("published", re.compile(r"\b(\d{4}-\d\d-\d\d)\b")),
    ("headline", re.compile(r"headline '([^']+)'")),
    ("outlet", re.compile(r"outlet '?([^',(]+)")),
    ("byline", re.compile(r"byline '?([^',(]+)")),
    ("paragraphs", re.compile(r"text of (\w+) paragraphs")),
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}


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


def judge_file(path: Path, expected: str) -> tuple[bool | None, str]:
    """Whether a file is read as ``expected`` says in words, None where only a reader can tell; and what was read."""
    items = list(iterate_articles(ArticleSource(path)))
    articles = [item for item in items if isinstance(item, Article)]
    reasons = " ".join(item.reason for item in items if isinstance(item, LeftOut))
    if named := re.search(r"reason that names (\w+)", expected):
        return named[1].lower() in reasons.lower(), reasons
    if not articles:
        return True if "refusal" in expected else None if "cut off" in reasons else False, reasons
    first = articles[0]
    values = {name: str(getattr(first, name) or "") for name in FIELDS}
    read = " | ".join([*values.values(), *(article.text for article in articles)])
    values["n"] = str(len(articles))
    values["paragraphs"] = str(first.text.removeprefix(f"{first.headline}\n\n").count("\n\n") + 1)
    facts = [
        (name, str(_NUMBERS.get(found[1].strip(), found[1].strip())))
        for name, form in _FACTS
        if (found := form.search(expected))
    ]
    if facts:
        return all(values[name] == value for name, value in facts), read
    words = re.split(r"[;,] ", expected)
    return (True, read) if all(word in read for word in words) else (None, read)


def judge_cases(folder: str, table: pd.DataFrame) -> None:
    """Print for each file whether it is read as a case says."""
    found = Counter[bool | None]()
    for name, case in table.iterrows():
        is_right, read = judge_file(Path(folder) / str(name), case["expected"])
        found[is_right] += 1
        verdict = {True: "right", False: "WRONG", None: "read it"}[is_right]
        print(f"{name:<34} {verdict:<8} {case['expected'][:70]}")
        if not is_right:
            print(f"    {' '.join(read.split())[:300]}")
    print(f"{found[True]} of {len(table)} right, {found[False]} wrong, {found[None]} to be read")


def main(folder: str, expected: str) -> None:
    """Print how each file of a folder is read."""
    table, n_right = read_expected(expected), 0
    if "articles" not in table:
        judge_cases(folder, table)
        return
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
