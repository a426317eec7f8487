"""The article of a record, or why it is none: cleaned, dated, in its language, and one article only."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from framelens.corpus.article import Article, Found, LeftOut, SourceFile
from framelens.corpus.bylines import read_byline
from framelens.corpus.cleaning import (
    clean_cell,
    clean_with_evidence,
    drop_outlet,
    find_fault,
    join_headline,
    shift_changes,
)
from framelens.corpus.dates import interpret_date
from framelens.corpus.languages import detect_language
from framelens.corpus.merged import explain_merge
from framelens.corpus.mojibake import mend_mojibake
from framelens.corpus.readers import find_suffix
from framelens.corpus.readers.languages import find_language
from framelens.corpus.readers.record import Record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource


def make_article(record: Record, file: SourceFile, source: ArticleSource) -> Article | LeftOut:
    """The article of a record, or the reason why it is none."""
    fields = {name: _read_field(name, value) for name, value in record.fields.items() if name != "published"}
    if record.text is None or isinstance(record.text, float):
        return file.leave_out("there is no text", record.position)
    if not isinstance(record.text, str):
        return file.leave_out(f"its text is a {type(record.text).__name__} and no string", record.position)
    text, changes = clean_with_evidence(record.text)
    outlet = fields.get("outlet") or source.outlet
    headline = drop_outlet(fields.get("headline") or "", outlet) or None
    if fault := find_fault(text):
        return file.leave_out(fault, record.position)
    if lost := next((name for name in ("headline", "outlet", "byline") if "\ufffd" in (fields.get(name) or "")), None):
        return file.leave_out(
            f"U+FFFD stands in its {lost} ('{fields[lost]}'), in place of a character lost when it was read in a wrong "
            "encoding; export it again",
            record.position,
        )
    if not source.one_article and (merged := explain_merge(text)):
        return file.leave_out(merged[0], record.position or f"line {merged[1]:,}")
    found = dict(record.found)
    date = record.fields.get("published")
    try:
        day = interpret_date(
            date if isinstance(date, datetime.date) else clean_cell(date),
            day_first=source.day_first,
            zone=source.time_zone,
        )
        if day is not None and day.day is None:
            return file.leave_out(day.note, record.position)
    except ValueError as error:
        return file.leave_out(str(error), record.position)
    if day is not None and day.note:
        where = found.get("published", Found("", "", 1.0))
        found["published"] = replace(where, note=day.note)
    joined = join_headline(headline, text)
    stated = fields.get("language")
    suffix = find_suffix(file.name) or ""
    key = file.name[: len(file.name) - len(suffix)] if record.number is None else f"{file.name}:{record.number}"
    return Article(
        article_id=fields.get("article_id") or key,
        outlet=outlet,
        published=day.day if day else None,
        byline=fields.get("byline"),
        headline=headline,
        text=joined,
        source_path=file.name,
        language=find_language(stated) or stated if stated else detect_language(joined, source.language),
        position=record.position,
        found=found,
        changes=shift_changes(changes, joined, text),
        own=record.own,
    )


def _read_field(name: str, value: object) -> str | None:
    text = clean_cell(read_byline(value) if name == "byline" else value)
    return mend_mojibake(text)[0] if text else None
