"""Speakers to review in JupyterLab: who may be one person, who may be two, decided with a click each.

Made of ipywidgets alone. A press is on the disk before it is shown: a name of the same person goes into the roster,
two persons into the roster or, where they share nothing but a surname, into ``corrections.csv``. A second press takes
it out again.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from framelens.corrections import COLUMNS as CORRECTION_COLUMNS
from framelens.corrections import FILE_NAME as CORRECTIONS
from framelens.corrections import read_corrections
from framelens.csvrows import add_rows, has_rows, take_rows
from framelens.disk import write_whole
from framelens.errors import InputError
from framelens.measure.doubles import ONE, ROSTER, find_doubles, read_line
from framelens.results.wording import count, percent
from framelens.settings import Settings, load_settings, write_study_toml
from framelens.settings.roster import COLUMNS as ROSTER_COLUMNS
from framelens.settings.roster import empty_roster, read_roster
from framelens.store.chain import LOG_FILE
from framelens.store.opening import SETTINGS as STUDY_FILE
from framelens.tables import Annotations

_STYLE = """<style>
.framelens-review .framelens-doubt{border-bottom:1px solid var(--jp-border-color1,#ccc);padding:4px 0;max-width:60rem}
.framelens-review .widget-html-content{line-height:1.35}
</style>"""
_SIGNED = ("by", "at")
_TABLES = {
    ROSTER: (ROSTER_COLUMNS, "the roster", read_roster),
    CORRECTIONS: (CORRECTION_COLUMNS, "the file of corrections", read_corrections),
}


def review_speakers(study: Settings, annotations: Annotations, *, by: str = "", top: int = 50) -> SpeakerReview:
    """The form of :meth:`framelens.Study.review_speakers`."""
    return SpeakerReview(study, find_doubles(annotations, kinds=study.counted), by=by, top=top)


class SpeakerReview(widgets.VBox):  # type: ignore[misc]
    """Who may be one person, and who may be two.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per doubt, as ``fl.stats.find_doubles`` gives it.
    """

    def __init__(self, study: Settings, table: pd.DataFrame, *, by: str = "", top: int = 50) -> None:
        self.table, self._study, self._by = table, study, by
        self._said = widgets.HTML()
        self._undoing = False
        self._written: dict[int, list[dict[str, str]]] = {}
        rows = [self._show(row, doubt) for row, doubt in enumerate(table.head(top).to_dict("records"))]
        super().__init__([widgets.HTML(_STYLE + tell_doubles(table)), *rows, self._said])
        self.add_class("framelens-review")

    def decide(self, row: int, *, otherwise: bool = True) -> None:
        """Write that a doubt of the table is otherwise than the program has it; or take that back.

        Raises
        ------
        InputError
            If there is no study.toml to write beside, or its roster cannot be read or written.
        """
        file, line = (str(self.table.at[row, name]) for name in ("file", "line"))
        rows = read_line(file, line)
        path = self._find_file(file) or self._begin_roster(rows)
        if not otherwise:
            take_rows(path, self._written.pop(row, rows), beside=_SIGNED)
            return
        missing = [one for one in rows if not has_rows(path, [one], beside=_SIGNED)]
        signed = {} if file == ROSTER else {"by": self._by, "at": dt.datetime.now(dt.UTC).date().isoformat()}
        before = path.read_bytes() if path.is_file() else b""
        columns, what, read = _TABLES[file]
        add_rows(path, [one | signed for one in missing], columns=columns, what=what)
        try:
            read(path)
        except InputError:
            write_whole(path, before)
            raise
        self._written[row] = missing

    def _find_file(self, file: str) -> Path | None:
        """The file that decides a doubt; None where study.toml names no roster yet."""
        folder = self._study.folder
        if not (folder / STUDY_FILE).is_file() or (folder.parent / LOG_FILE).is_file():
            raise InputError(
                f"{folder} is not a study of your own to keep decisions in; open the study by its folder, or make one "
                "with: framelens new FOLDER"
            )
        if file == CORRECTIONS:
            return folder / CORRECTIONS
        text = (folder / STUDY_FILE).read_text(encoding="utf-8-sig")
        named = tomllib.loads(text).get("speakers", {}).get("roster")
        return folder / str(named) if named else None

    def _begin_roster(self, rows: list[dict[str, str]]) -> Path:
        """An empty roster beside study.toml, which names it from now on."""
        path = self._study.folder / ROSTER
        if path.exists():
            raise InputError(
                f'{path} is there and not used; write roster = "{ROSTER}" under [speakers] in {STUDY_FILE}'
            )
        roster = pd.concat([empty_roster(), pd.DataFrame(rows)])
        write_study_toml(replace(load_settings(self._study.folder), roster=roster), self._study.folder)
        take_rows(path, rows)
        return path

    def _show(self, row: int, doubt: Mapping[Any, Any]) -> widgets.HBox:
        label = "one person" if doubt["question"] == ONE else "two persons"
        button = widgets.ToggleButton(
            value=self._is_decided(doubt), description=label, tooltip=str(doubt["line"]),
            layout=widgets.Layout(width="9em", flex="0 0 auto"),
        )  # fmt: skip
        button.observe(lambda change: self._pressed(button, row, change["new"]), "value")
        box = widgets.HBox([button, widgets.HTML(describe_double(doubt))])
        box.add_class("framelens-doubt")
        return box

    def _is_decided(self, doubt: Mapping[Any, Any]) -> bool:
        try:
            path = self._find_file(doubt["file"])
        except InputError:
            return False
        return path is not None and has_rows(path, read_line(doubt["file"], doubt["line"]), beside=_SIGNED)

    def _pressed(self, button: widgets.ToggleButton, row: int, pressed: bool) -> None:
        if self._undoing:
            return
        try:
            self.decide(row, otherwise=pressed)
        except (InputError, OSError) as error:
            self._say(f"not written: {error!s}", wrong=True)
            self._undoing = True
            button.value = not pressed
            self._undoing = False
            return
        done = "written" if pressed else "taken back"
        line, file = (str(self.table.at[row, name]) for name in ("line", "file"))
        self._say(f"{done}: {line} ({file}); annotate the study again")

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self._said.value = f"<span style='color:{'#b00020' if wrong else 'inherit'}'>{escape(words)}</span>"


def tell_doubles(table: pd.DataFrame) -> str:
    """How much of the share of voice depends on the doubts, as HTML."""
    if table.empty:
        return "<p>No two speakers look like one person, and none like two.</p>"
    base = int(table["base"].iloc[0])
    n = min(int(table["n"].sum()), base)
    return (
        f"<p>{count(len(table), 'doubt')}: {count(n, 'statement')} of {base:,} ({percent(n / base)}) depend on them. "
        "Press what is right; press again to take it back.</p>"
    )


def describe_double(doubt: Mapping[Any, Any]) -> str:
    """A doubt with its evidence, as HTML."""
    also = "and" if doubt["question"] == ONE else "also called"
    name, other, evidence = (escape(str(doubt[cell])) for cell in ("name", "other", "evidence"))
    shares = f"{percent(doubt['share'], digits=1)} → {percent(doubt['share_otherwise'], digits=1)}"
    return (
        f"<b>{name}</b> {also} <b>{other}</b>: {count(int(doubt['n']), 'statement')} at stake, share of voice {shares}."
        f"<br>{evidence}"
    )
