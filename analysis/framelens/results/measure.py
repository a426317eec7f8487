"""What every measure gives back: a tidy table that shows, draws, tells, exports and opens itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from framelens.disk import write_whole
from framelens.errors import InputError
from framelens.results.blocks import Block, TableBlock, as_json
from framelens.results.canvas import drawing_on
from framelens.results.labels import NAMELESS, label_value, say_value
from framelens.results.look import ALL, Look
from framelens.results.opened import Opened
from framelens.results.printing import render_table
from framelens.results.selecting import Selector
from framelens.results.tabulating import Column, plain_cell, tabulate
from framelens.results.wording import GAP, count, decimal, interval, is_absent, percent, plural
from framelens.spreadsheets import Table, csv_text, write_csv, write_workbook

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PRINTED = 25


@dataclass(frozen=True, repr=False, eq=False)
class Measure:
    """One measure of a study: its table, and how it draws, tells, exports and opens itself.

    Made by the methods of a study. ``table`` is tidy: the columns that say what a row is, then ``n`` (how many
    passages it counts and opens at), ``base`` (of how many, where it is a share or rate), ``estimate``, ``low`` and
    ``high`` (95% interval, with articles as the units of sampling) and what else the measure knows of the row.

    Examples
    --------
    >>> voices = study.voices(by="outlet")
    >>> voices.table.head(3)
    >>> voices.passages(0)  # the words behind row 0, exactly n of them
    >>> voices.text
    >>> ax = voices.plot()
    >>> voices.to_excel(folder / "voices.xlsx").name
    """

    look: Look
    _table: pd.DataFrame
    keys: tuple[str, ...]
    _selector: Selector
    _stats: pd.DataFrame | None = field(default=None)
    notes: tuple[str, ...] = ()
    _shown: Block | None = field(default=None)

    @property
    def name(self) -> str:
        """What the measure is called: the method of the study that made it."""
        return self.look.name

    @property
    def table(self) -> Table:
        """A copy of the tidy table, to filter, merge and export like any other."""
        return Table(self._table.copy())

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return (self._shown or self.print())._repr_mimebundle_(include, exclude)

    def _repr_html_(self) -> str:
        return str(self._repr_mimebundle_()["text/html"])

    @property
    def labels(self) -> list[str]:
        """What each row is called in figures."""
        return self._join(self._label_columns())

    def _join(self, columns: dict[str, list[str]]) -> list[str]:
        parts = list(columns.values())
        if len(parts) > 1:
            parts[-2:] = [[self.look.joint.join(filter(None, pair)) for pair in zip(*parts[-2:], strict=True)]]
        rows = [", ".join(filter(None, words)) for words in zip(*parts, strict=True)]
        return rows if parts else [ALL] * len(self)

    def _label_columns(self) -> dict[str, list[str]]:
        """The keys that name a row, as a reader is to see them."""
        columns = {key: [label_value(key, value) for value in self._table[key]] for key in self._labelled}
        if "name" in columns and "kind" in self._table:
            kinds = self._table["kind"].astype("str").map(NAMELESS).fillna(NAMELESS["unresolved"])
            columns["name"] = [name or kind for name, kind in zip(columns["name"], kinds, strict=True)]
        return columns

    @property
    def _labelled(self) -> list[str]:
        """The key columns that name a row for a reader: a speaker's name instead of the id."""
        hidden = {"speaker_id", "kind", "target_id", "speaker_kind", "article_id", "start", "end"}
        return [key for key in self.keys if key not in hidden]

    # What a reader sees

    def print(self, top: int = PRINTED) -> TableBlock:
        """The table as it is printed, rounded, with its notes; ``top`` rows of it."""
        labels = self._label_columns()
        table = self._table.assign(**{f"_{key}": values for key, values in labels.items()})
        headings = {"name": "speaker"}
        columns = [
            Column(headings.get(key, key.replace("_", " ")), _cell(f"_{key}"), numeric=False)
            for key in sorted(labels, key=lambda key: key == "name")
        ]
        columns.append(Column(f"n ({plural(2, self.look.unit)})", lambda row: _whole(row["n"])))
        if self.look.form != "list":
            share, digits = self.look.form == "share", self.look.digits(self._table)
            show = percent if share else decimal
            for name, heading in [
                *zip(self.look.beside, self.look.beside, strict=True),
                ("estimate", self.look.estimate),
            ]:
                columns.append(Column(heading, _number(name, show, digits)))
            if self._table["low"].notna().any():
                columns.append(
                    Column(f"95%{GAP}CI", lambda row: interval(row["low"], row["high"], share=share, digits=digits))
                )
        if "base" in self._table:
            columns.append(Column("base", lambda row: _whole(row["base"])))
        if self.look.form == "list":
            seen = {*self.keys, "n", "base"}
            rest = [c for c in self._table.columns if c not in seen and not self._table[c].isna().all()][:6]
            columns += [Column(c.replace("_", " "), plain_cell(c), numeric=False) for c in rest]
        caption = f"{self.look.title}. {self.look.define}"
        notes = self.notes if self._table["n"].gt(0).any() else (self.text,)
        printed = tabulate(table, columns, name=self.look.name, caption=caption, notes=notes, top=top)
        return replace(printed, data=csv_text(self._table))

    @property
    def text(self) -> str:
        """The measure in sentences: its first rows in ``order``, each with its estimate, interval and n."""
        spoken = {key: [say_value(key, label) for label in labels] for key, labels in self._label_columns().items()}
        return self.look.tell(self._table, self._join(spoken), several=len(spoken) != 1)

    def plot(self, ax: Axes | None = None, **options: Any) -> Axes:
        """Draw the measure.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Axes of your own to draw on, in your own style; without it a figure in the paper's style.
        **options
            What the figure takes, such as ``top`` (how many rows are drawn).

        Returns
        -------
        matplotlib.axes.Axes
        """
        place, _, name = (self.look.draw or "").partition(":")
        with drawing_on(ax):
            if place and self._stats is not None:
                drawn = getattr(import_module(place), name)(self._stats, **options)
            else:
                drawn = import_module("framelens.figures.estimates").draw_estimates(self, **options)
        return cast("Axes", drawn)

    def without_figure(self) -> Measure:
        """The same measure, drawn with a dot and a line a row."""
        return replace(self, _stats=None)

    # The words behind a number

    def passages(self, row: Any = 0) -> Opened:
        """The words behind one row: exactly as many passages as its ``n``.

        Parameters
        ----------
        row : int, Series or mapping
            The number of a row of ``table``, or a row of it (``table.iloc[0]``), also after the table was filtered,
            sorted or merged with data of your own.

        Raises
        ------
        InputError
            If there is no such row, or the row has not the columns that say which one it is.
        """
        number = self._find_row(row)
        label = self.labels[number]
        return Opened(self._selector.find(number), f"{self.look.title}: {label}")

    def _find_row(self, row: Any) -> int:
        if isinstance(row, pd.DataFrame):
            if len(row) != 1:
                raise InputError(f"passages opens one row, this table has {len(row)}; take one, such as table.iloc[0]")
            row = row.iloc[0]
        if isinstance(row, (int, np.integer)) and not isinstance(row, bool):
            if not -len(self) <= row < len(self):
                raise InputError(f"there is no row {row}: the table has {count(len(self), 'row')}, numbered from 0")
            return int(row) % len(self)
        values = dict(row) if isinstance(row, Mapping) else row.to_dict() if isinstance(row, pd.Series) else None
        if values is None:
            raise InputError(
                f"passages opens a row by its number or by the row itself, not {type(row).__name__}; write "
                f"{self.name}.passages(0) or {self.name}.passages({self.name}.table.iloc[0])"
            )
        known = [key for key in self.keys if key in values]
        if not known and len(self) != 1:
            raise InputError(
                f"the row has none of {', '.join(self.keys)}, by which rows of {self.name} are known; it has "
                f"{', '.join(map(str, values))}"
            )
        same = np.ones(len(self), dtype=bool)
        for key in known:
            column, value = self._table[key], values[key]
            same &= (column.isna() if is_absent(value) else column.eq(value).fillna(False)).to_numpy(dtype=bool)
        found = np.flatnonzero(same)
        if len(found) == 1:
            return int(found[0])
        named = ", ".join(f"{key} = {values[key]!r}" for key in known)
        rest = ", ".join(key for key in self.keys if key not in known)
        how = (
            f"{count(len(found), 'row')} of {self.name} have {named}"
            if len(found)
            else f"no row of {self.name} has {named}"
        )
        raise InputError(f"{how}; {f'give {rest} as well' if rest and len(found) else 'take a row of its table'}")

    # Files

    def to_csv(self, path: str | Path) -> Path:
        """Write the table as CSV, every digit, safe to open in a spreadsheet."""
        return write_csv(self._table, path)

    def to_excel(self, path: str | Path) -> Path:
        """Write a workbook: the table, and a sheet that says what its columns are."""
        about = pd.DataFrame({"about": [self.look.title, self.look.define, *self.notes]})
        return write_workbook({self.name: self._table, "about": about}, path)

    def to_latex(self, path: str | Path | None = None) -> str:
        """The printed table as LaTeX with booktabs; written to ``path`` where one is given."""
        text = self._render("tex").decode("utf-8")
        if path is not None:
            write_whole(path, text.encode())
        return text

    def to_word(self, path: str | Path) -> Path:
        """Write the printed table as a Word file."""
        return write_whole(path, self._render("docx"))

    def _render(self, ending: str) -> bytes:
        return render_table(as_json(self.print(top=len(self))))[ending]


def _cell(column: str) -> Callable[[pd.Series], str]:
    return lambda row: str(row[column])


def _number(column: str, show: Callable[..., str], digits: int) -> Callable[[pd.Series], str]:
    return lambda row: show(row[column], digits=digits)


def _whole(value: Any) -> str:
    return "–" if is_absent(value) else f"{int(value):,}"
