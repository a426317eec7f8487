"""Measured tables as tables of a paper: columns with plain names, numbers rounded for reading, notes below.

The unrounded table goes along and is written beside the printed one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framelens.measure.jackknife import ROUGH
from framelens.results.blocks import TableBlock, Text, as_spans
from framelens.results.labels import VOICE_NAMES, label_speakers, title_of
from framelens.results.wording import (
    GAP,
    agree,
    count,
    decimal,
    interval,
    is_absent,
    percent,
    sample,
    share_digits,
)
from framelens.spreadsheets import csv_text

ARTICLES_NOTE = "95% confidence intervals (CI) take articles as the units of sampling{}."
ROUGH_NOTE = "Intervals based on fewer than {} articles are rough."
ONE_NOTE = "No intervals are computed for a single article."


@dataclass(frozen=True)
class Column:
    """A printed column: its heading, the text of each row, and whether it holds numbers."""

    heading: str
    cell: Callable[[pd.Series], str]
    numeric: bool = True


def tabulate(
    table: pd.DataFrame,
    columns: Iterable[Column],
    *,
    name: str,
    caption: Text | tuple[Text, ...],
    notes: Iterable[str] = (),
    top: int = 25,
) -> TableBlock:
    """Print a table; rows beyond ``top`` are counted in a note and stand in its data.

    Parameters
    ----------
    table : pandas.DataFrame
        Any tidy table.
    columns : iterable of Column
    name : str
        The name of its files and of references to it.
    caption : str, Span or tuple of these
    notes : iterable of str
    top : int
    """
    chosen = list(columns)
    shown = table.head(top)
    rows = tuple(tuple(column.cell(row) for column in chosen) for _, row in shown.iterrows())
    rest = len(table) - len(shown)
    said = [note for note in notes if note] + (
        [f"{count(rest, 'further row')} {agree(rest, 'is', 'are')} in the data file of this table."] if rest else []
    )
    return TableBlock(
        name=name,
        caption=as_spans(caption),
        columns=tuple(column.heading for column in chosen),
        numeric=tuple(column.numeric for column in chosen),
        rows=rows,
        notes=as_spans(" ".join(said)),
        data=csv_text(table),
    )


def show_table(
    table: pd.DataFrame,
    name: str,
    *,
    caption: Text | tuple[Text, ...] = (),
    notes: Iterable[str] = (),
    top: int = 25,
) -> TableBlock:
    """Any table with its own column names, numbers rounded for reading."""
    columns = [Column(str(c).replace("_", " "), plain_cell(str(c)), _is_numeric(table[c])) for c in table.columns]
    return tabulate(table, columns, name=name, caption=caption, notes=notes, top=top)


def tabulate_voices(voices: pd.DataFrame, *, top: int = 25) -> TableBlock:
    """Share of voice, printed; what ``count_speakers`` returns for one group."""
    table = _with_speaker(voices.loc[voices["n_statements"].gt(0) | voices["speaker_id"].notna()])
    total = int(voices["n"].iloc[0]) if len(voices) else 0
    digits = share_digits(total)
    columns = [
        Column("speaker", lambda row: row["speaker"], numeric=False),
        Column("statements", _whole("n_statements")),
        Column("share", lambda row: percent(row["estimate"], digits=digits)),
        *_bounds_column(table, share=True, digits=digits),
        Column("words", _whole("n_words")),
        Column("share of words", lambda row: percent(row["share_words"], digits=digits)),
        Column("articles", _whole("n_articles")),
    ]
    caption = f"Share of voice by speaker ({sample(total)} statements)."
    return tabulate(table, columns, name="voices", caption=caption, notes=[_rough_note(table)], top=top)


def tabulate_tone(tone: pd.DataFrame, *, name: str = "tone") -> TableBlock:
    """Tone, printed; what ``score_tone`` returns."""
    keys = [k for k in ("voice", "zone", "name", "outlet", "year") if k in tone.columns]
    columns = [
        *(Column(k, _key_cell(k), numeric=False) for k in keys),
        Column("lexicon", lambda row: title_of(str(row["lexicon"])), numeric=False),
        Column("mean valence", lambda row: decimal(row["estimate"])),
        *_bounds_column(tone),
        Column("scored segments (n)", _whole("n")),
        Column("all segments", _whole("n_segments")),
    ]
    notes = ["A segment is scored if it contains at least one lexicon word.", _rough_note(tone)]
    caption = "Mean valence, from −1 (negative) to 1 (positive)."
    return tabulate(tone, columns, name=name, caption=caption, notes=notes)


def tabulate_salience_by_voice(salience: pd.DataFrame) -> TableBlock | None:
    """Frames as rows and voices as columns: terms found in each voice; what ``score_salience`` returns by voice.

    None where the study defines no frame.
    """
    if salience.empty:
        return None
    wide = salience.pivot_table(index="frame", columns="voice", values="n_hits", aggfunc="sum", sort=False)
    wide = wide.reindex(columns=[v for v in VOICE_NAMES if v in wide.columns]).fillna(0).astype("int64")
    words = salience.groupby("voice")["n"].max()
    wide = wide.assign(all=wide.sum(axis=1)).reset_index()
    table = wide.sort_values(["all", "frame"], ascending=[False, True], kind="stable")
    voices = [c for c in table.columns if c not in ("frame", "all")]
    columns = [
        Column("frame", lambda row: str(row["frame"]), numeric=False),
        *(Column(VOICE_NAMES[str(v)], _whole(str(v))) for v in voices),
        Column("all", _whole("all")),
    ]
    base = ", ".join(f"{VOICE_NAMES[str(v)]} {int(words[v]):,}" for v in voices)
    return tabulate(
        table, columns, name="frames-by-voice", caption="Frame terms by voice.",
        notes=[f"Words in each voice: {base}."],
    )  # fmt: skip


def _with_speaker(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(speaker=label_speakers(table)) if len(table) else table.assign(speaker="")


def _bounds_column(table: pd.DataFrame, *, share: bool = False, digits: int = 2) -> list[Column]:
    """A column of intervals, where any row has one."""
    if not table["low"].notna().any():
        return []
    return [Column(f"95%{GAP}CI", lambda row: interval(row["low"], row["high"], share=share, digits=digits))]


def note_intervals(known: bool, *, one: bool, together: str = "", articles: pd.Series | None = None) -> str:
    """What a table that stands alone says of its intervals: what they rest on (``articles``: how many), or why none."""
    if not known:
        return ONE_NOTE if one else ""
    rough = articles is not None and bool(articles.between(2, ROUGH - 1).any())
    return ARTICLES_NOTE.format(together) + (f" {ROUGH_NOTE.format(ROUGH)}" if rough else "")


def _rough_note(table: pd.DataFrame) -> str:
    """What a table of the report says of intervals that rest on few articles; the methods say the rest once."""
    few = "n_base_articles" in table and table["n_base_articles"].between(2, ROUGH - 1).any()
    return ROUGH_NOTE.format(ROUGH) if few and table["low"].notna().any() else ""


def _whole(column: str) -> Callable[[pd.Series], str]:
    return lambda row: "–" if is_absent(row[column]) else f"{int(row[column]):,}"


def _key_cell(column: str) -> Callable[[pd.Series], str]:
    return lambda row: "none given" if is_absent(row[column]) else VOICE_NAMES.get(str(row[column]), str(row[column]))


def plain_cell(column: str) -> Callable[[pd.Series], str]:
    def show(row: pd.Series) -> str:
        value: Any = row[column]
        if is_absent(value):
            return "–"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return decimal(value) if value != int(value) else f"{int(value):,}"
        if isinstance(value, list):
            return "; ".join(map(str, value))
        return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)

    return show


def _is_numeric(values: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values))
