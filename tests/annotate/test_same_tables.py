"""Every cell of every table of thirty made-up reports is what it was: a change of speed may alter none.

A change that means to alter tables writes them anew, and the difference of the files shows what it altered::

    python tests/annotate/test_same_tables.py
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.evaluation.marked_texts import read_reports
from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.dictionary import read_shipped
from framelens.settings.settings import settings_of_source

REPORTS = Path(__file__).parents[2] / "training/attribution/texts/en-1.txt"
TABLES = Path(__file__).parent / "tables"
READERS = ("rules", "accurate")
# Networks are read in whole numbers of 8 bits, what is told from them in numbers whose last digits are a processor's.
CLOSE = 1e-3


def make_rows(reader):
    """Each row of each table, of which cells that are empty are left out."""
    settings = replace(settings_of_source("reports"), frames=read_shipped("policy-frames"), reader=reader)
    for number, report in enumerate(read_reports(REPORTS)[::2], 1):
        article = Article(f"report {number}", "The Courier", None, None, None, report["text"], "reports")
        for table, rows in annotate_article(article, settings).items():
            for row in rows:
                kept = {name: cell for name, cell in row.items() if cell not in (None, [], "", article.text)}
                yield {"table": table, **json.loads(json.dumps(kept))}


def is_same(cell, other):
    if isinstance(cell, float) and isinstance(other, float):
        return abs(cell - other) <= CLOSE
    return cell == other


@pytest.mark.parametrize("reader", READERS)
def test_every_cell_is_what_it_was(reader):
    known = [json.loads(line) for line in (TABLES / f"{reader}.jsonl").read_text("utf-8").splitlines()]
    rows = list(make_rows(reader))
    for row, before in zip(rows, known, strict=False):
        altered = {name: (before.get(name), row.get(name)) for name in {**before, **row}}
        altered = {name: cells for name, cells in altered.items() if not is_same(*cells)}
        assert not altered, f"{before['table']}, {before}"
    assert len(rows) == len(known)


if __name__ == "__main__":
    for name in READERS:
        lines = [json.dumps(row, ensure_ascii=False) for row in make_rows(name)]
        (TABLES / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
