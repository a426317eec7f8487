"""What ``framelens read`` does: lists a source's files, reads its articles, writes them and their parse report."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from framelens.corpus.article import LeftOut, article_row, articles_table
from framelens.corpus.overview import Gathering, Overview
from framelens.corpus.reading import no_article
from framelens.corpus.reporting import COLUMNS, REPORTED, field_rows
from framelens.corpus.source import iterate_articles, list_files
from framelens.disk import hash_file, is_same, is_within, naming_disk_errors, write_whole
from framelens.errors import InputError, suggest
from framelens.memory import WRITTEN, is_remembered, remember
from framelens.spreadsheets import write_csv
from framelens.tables import to_arrow

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

WRITABLE = (".parquet", ".csv")
_MOST_LISTED = 20


@dataclass(frozen=True)
class Reading:
    """What was read of a source.

    Attributes
    ----------
    n_articles, n_copies : int
    found : dict
        Field -> number of articles in which the file says it.
    left_out : list of LeftOut
        What is not an article and why; what nobody meant as one (``expected``) is among it.
    written : list of str
        The files that were written.
    page : Overview or None
        The same by source, outlet and field.
    """

    n_articles: int
    n_copies: int
    found: dict[str, int]
    left_out: list[LeftOut] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    page: Overview | None = None

    def as_dict(self) -> dict[str, object]:
        """The same for a program."""
        return {
            "articles": self.n_articles,
            "copies": self.n_copies,
            "found": self.found,
            "left_out": [
                {"source": out.source, "reason": out.reason, "expected": out.expected} for out in self.left_out
            ],
            "written": self.written,
        }

    def lines(self) -> list[str]:
        """The same for people, one line each."""
        lines = [f"articles: {self.n_articles:,} ({self.n_copies:,} of them copies of earlier ones)"]
        share = (f"{name} in {n:,} ({n / self.n_articles:.0%})" for name, n in self.found.items() if name != "text")
        lines.append(f"found: {', '.join(share)}")
        shown = [out for out in self.left_out if not out.expected]
        n_expected = len(self.left_out) - len(shown)
        lines.append(f"left out: {len(shown):,}, and {n_expected:,} parts that are no articles")
        lines += [f"  {out.source}: {out.reason}" for out in shown[:_MOST_LISTED]]
        if len(shown) > _MOST_LISTED:
            lines.append(f"  and {len(shown) - _MOST_LISTED:,} more like these; --json lists them")
        lines += self.page.lines() if self.page else []
        return lines + [f"wrote {path}" for path in self.written]


def read_source(
    source: ArticleSource, *, out: Path | None = None, report: Path | None = None, force: bool = False
) -> Reading:
    """Read a source through, and write its articles and its parse report where that is asked for.

    Parameters
    ----------
    source : ArticleSource
    out : Path, optional
        The articles table as ``.parquet`` or ``.csv``; a CSV is made safe to open in a spreadsheet, so that a text
        that begins like a formula gets an apostrophe before it. Parquet holds every character as it was read.
    report : Path, optional
        The parse report (:func:`framelens.corpus.report_fields`) in the same forms, or as ``.html`` the page that
        :func:`framelens.corpus.describe_source` shows.
    force : bool
        Whether a file is replaced that framelens did not write.

    Raises
    ------
    InputError
        If nothing in the source is an article; if a file to write has another ending, is what is read, or is there
        already and was not written by framelens.
    """
    if out is not None and report is not None and is_same(out, report):
        raise InputError(f"{out} cannot be both the articles and the parse report; name two files")
    for path, endings in ((out, WRITABLE), (report, (*WRITABLE, ".html"))):
        if path is not None:
            _check_output(path, source.path, endings, force=force)
    articles: list[dict[str, object]] = []
    rows: list[dict[str, object]] = []
    left_out: list[LeftOut] = []
    found: Counter[str] = Counter()
    n_articles = n_copies = 0
    page = Gathering()
    for item in iterate_articles(source):
        page.meet(item)
        if isinstance(item, LeftOut):
            left_out.append(item)
            continue
        n_articles += 1
        n_copies += item.duplicate_of is not None
        found.update(name for name in REPORTED if name in item.found and getattr(item, name) is not None)
        if out is not None:
            articles.append(article_row(item))
        if report is not None:
            rows += field_rows(item, source)
    if not n_articles:
        raise no_article(source, left_out)
    written = []
    if out is not None:
        _write(articles_table(articles), out, kind="articles")
        written.append(str(out))
    overview = page.finish()
    if report is not None:
        if report.suffix.lower() == ".html":
            write_whole(report, overview.to_html().encode())
            remember(WRITTEN, hash_file(report))
        else:
            _write(pd.DataFrame(rows, columns=list(COLUMNS)), report)
        written.append(str(report))
    return Reading(n_articles, n_copies, {name: found[name] for name in REPORTED[:-1]}, left_out, written, overview)


def list_lines(rows: Sequence[dict[str, object]]) -> list[str]:
    """The files of a source for people: reader and why, columns, or the reason why it is left out."""
    lines = []
    for row in rows:
        columns = row["columns"]
        taken = ", ".join(f"{name} from '{column}'" for name, column in columns.items()) if columns else ""  # type: ignore[attr-defined]
        if row["reason"]:
            reader = f"{row['reader']}; " if row["reader"] else ""
            lines.append(f"{row['file']}: {reader}left out: {row['reason']}")
        else:
            lines.append(f"{row['file']}: {row['reader']}, because {row['why']}" + (f"; {taken}" if taken else ""))
    return lines


def list_source(source: ArticleSource) -> list[dict[str, object]]:
    """The files of a source, which reader takes each and why; an error where there is none.

    Raises
    ------
    InputError
        If there is no file at all.
    """
    rows = list_files(source)
    if not rows:
        raise no_article(source, [])
    return rows


def _check_output(path: Path, source: Path, endings: Sequence[str], *, force: bool) -> None:
    if path.suffix.lower() not in endings:
        raise InputError(f"{path} cannot be written: its ending is '{path.suffix}'; {suggest(path.suffix, endings)}")
    with naming_disk_errors(path):
        if not path.parent.is_dir():
            raise InputError(f"{path} cannot be written: there is no folder {path.parent}")
        if is_within(path, source):
            where = "is what is read" if source.is_file() else f"would lie in {source}, and be read with it"
            raise InputError(f"{path} {where}; name another file")
        if path.exists() and not path.is_file():
            raise InputError(f"{path} is not a file; name another")
        if path.exists() and not force and not is_remembered(WRITTEN, hash_file(path)):
            raise InputError(
                f"{path} is there already and was not written by framelens, or was changed since; name another file, "
                "or replace it with --force"
            )


def _write(table: pd.DataFrame, path: Path, *, kind: str = "") -> None:
    if path.suffix.lower() == ".csv":
        write_csv(table, path)
    else:
        out = io.BytesIO()
        pq.write_table(to_arrow(kind, table) if kind else pa.Table.from_pandas(table, preserve_index=False), out)
        write_whole(path, out.getvalue())
    remember(WRITTEN, hash_file(path))
