"""The coding form: one unit at a time inside JupyterLab, each answer on the disk before the next unit is shown.

It is made of ipywidgets alone. Keys are heard by a listener of forty lines that is shown with the form and presses its
buttons; nothing is fetched from a network, and where no script may run the buttons do the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from pathlib import Path

import ipywidgets as widgets
import pandas as pd

from framelens.code.codebook import UNSURE, Code, Question
from framelens.code.codefile import CodeFile
from framelens.code.sheets import BLINDABLE, join_codes, list_sheet_rows, pick_units
from framelens.errors import InputError
from framelens.forms.coding_pages import STYLE, label_button, make_button, show_codes, show_passage, show_source
from framelens.tables import Annotations


@dataclass
class _State:
    """Where the coder is: the unit shown, the codes chosen of a unit with many, and what was answered."""

    place: int = 0
    chosen: list[str] = field(default_factory=list)
    given: dict[str, str | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    whole: bool = False


class CodingForm:
    """A form in which one coder answers one question about the units of a sample.

    Made by ``study.codes.form``; shows itself in a notebook. Every answer is appended to ``file`` and on
    the disk before the next unit is shown; a form that is opened again goes on where it was left.

    Attributes
    ----------
    file : CodeFile
        Where answers are saved.
    units : pandas.DataFrame
        The units of this coder, in their order.
    question : Question
    """

    def __init__(
        self,
        sample: pd.DataFrame,
        annotations: Annotations,
        *,
        file: CodeFile,
        codebook: Mapping[str, Question],
        blind: Sequence[str] = BLINDABLE,
    ) -> None:
        self.file = file
        self.question, self.units = pick_units(sample, file.coder, codebook)
        self._rows = list_sheet_rows(self.units, annotations, self.question, blind=blind).to_dict("records")
        self._texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
        self._state = _State()
        self._read()
        self._make()
        self._go(self._next_open(-1))

    def _read(self) -> None:
        saved = self.file.read()
        mine = saved[saved["unit_id"].isin(self.units["unit_id"])]
        for unit, code, note in zip(mine["unit_id"], mine["code"], mine["note"], strict=True):
            self._state.given[unit] = None if pd.isna(code) else code
            self._state.notes[unit] = "" if pd.isna(note) else note

    @property
    def n_answered(self) -> int:
        """How many units have an answer, "unsure" included."""
        return len(self._state.given)

    @property
    def unit_id(self) -> str:
        """The unit that is shown."""
        return str(self.units["unit_id"].iloc[self._state.place])

    def answer(self, code: str | None, *, note: str | None = None) -> None:
        """Save an answer to the unit that is shown and go on to the next one without; None is "unsure".

        Raises
        ------
        InputError
            For a code outside the codebook.
        """
        unit, choices = self.unit_id, self.units["choices"].iloc[self._state.place]
        read = None if code is None else self.question.read_code(code, choices)
        said = self._note.value if note is None else note
        if not self._save(read, said):
            return
        self._state.given[unit], self._state.notes[unit] = read, said
        self._saved.value = f"saved: {escape(UNSURE if read is None else read)}"
        self._go(self._next_open(self._state.place))

    def _save(self, code: str | None, note: str) -> bool:
        """Whether an answer to the unit that is shown is on the disk; if not, the coder is told why."""
        try:
            self.file.append(self.unit_id, code, note=note)
        except OSError as error:
            why = f"{error.strerror or error}. Make room or give leave to write {self.file.path}, then answer again."
        except InputError as error:  # somebody put another file in its place while the form was open
            why = f"{error}. Put the coding file back, then answer again."
        else:
            return True
        self._saved.value = f"<b style='color:#b00020'>Not saved: {escape(why)}</b>"
        return False

    def withdraw(self) -> None:
        """Take the answer to the unit that is shown back; the file keeps what was answered."""
        if self.unit_id in self._state.given:
            if not self._save("", ""):
                return
            del self._state.given[self.unit_id]
        self._saved.value = "taken back"
        self._go(self._state.place)

    def _next_open(self, place: int) -> int:
        """The next unit without an answer, from the beginning again at the end; the next one where all have one."""
        size = len(self.units)
        for step in range(1, size + 1):
            at = (place + step) % size
            if self.units["unit_id"].iloc[at] not in self._state.given:
                return at
        return min(place + 1, size - 1)

    def _go(self, place: int) -> None:
        self._state.place = max(0, min(place, len(self.units) - 1))
        given = self._state.given.get(self.unit_id)
        self._state.chosen = given.split("; ") if given and self.question.many else []
        self._note.value = self._state.notes.get(self.unit_id, "")
        self._show()

    def _make(self) -> None:
        """The widgets, made once; afterwards only what they show changes, so that the keyboard stays where it is."""
        n_codes = max(len(self.question.list_codes(choices)) for choices in self.units["choices"])
        self._title, self._passage, self._book = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._saved = widgets.HTML("click here, then use keys or buttons")
        self._buttons = [make_button("", "", self._press) for _ in range(n_codes)]
        other = [make_button("u  unsure", "u", lambda _: self.answer(None))]
        if self.question.many:
            other.insert(0, make_button("↵  these codes", "enter", lambda _: self._confirm(), style="primary"))
        self._note = widgets.Text(placeholder="note (optional)", layout=widgets.Layout(width="auto", flex="1 1 auto"))
        moves = [
            make_button("b  back", "b", lambda _: self._go(self._state.place - 1)),
            make_button("n  next", "n", lambda _: self._go(self._state.place + 1)),
            make_button("z  take back", "z", lambda _: self.withdraw()),
            make_button("w  whole article", "w", lambda _: self._toggle()),
        ]
        codes = widgets.Box([*self._buttons, *other], layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        left = widgets.VBox(
            [self._title, self._passage, codes, widgets.HBox([self._note, self._saved]), widgets.HBox(moves)],
            layout=widgets.Layout(width="67%", padding="0 12px 0 0"),
        )
        right = widgets.VBox([self._book], layout=widgets.Layout(width="33%"))
        self.widget = widgets.VBox([widgets.HTML(STYLE), widgets.HBox([left, right])], tabbable=True)
        self.widget.add_class("framelens-coding")

    def _press(self, button: widgets.Button) -> None:
        code: Code = button.code
        if not self.question.many:
            self.answer(code.name)
            return
        chosen = [name for name in self._state.chosen if name != code.name]
        if len(chosen) == len(self._state.chosen):
            alone = self.question.names[-1]  # "none" stands alone
            chosen = [code.name] if code.name == alone else [*(c for c in chosen if c != alone), code.name]
        self._state.chosen = chosen
        self._show()

    def _confirm(self) -> None:
        if self._state.chosen:
            self.answer(join_codes(self.question, self._state.chosen))
        else:
            self._saved.value = "<b>choose a code first, or u for unsure</b>"

    def _toggle(self) -> None:
        self._state.whole = not self._state.whole
        self._show()

    def _show(self) -> None:
        """The unit at which the coder is."""
        place, row = self._state.place, self._rows[self._state.place]
        done = self.unit_id in self._state.given
        given = self._state.given.get(self.unit_id)
        unsure = sum(code is None for code in self._state.given.values())
        at = f"Unit {place + 1} of {len(self.units)}" + (f" · answered: {given or UNSURE}" if done else "")
        over = " All units are answered." if self.n_answered == len(self.units) else ""
        self._title.value = (
            f"<h4>{escape(self.question.text)}</h4><div>{escape(at)} · {self.n_answered} answered, {unsure} unsure · "
            f"coder {escape(self.file.coder)}.{over}</div>{show_source(row)}"
        )
        unit = self.units.iloc[place]
        text = str(self._texts[unit["article_id"]]) if self._state.whole else None
        self._passage.value = show_passage(row, int(unit["start"]), int(unit["end"]), text)
        codes = self.question.list_codes(self.units["choices"].iloc[place])
        for number, button in enumerate(self._buttons):
            label_button(button, codes[number] if number < len(codes) else None, [*self._state.chosen, given])
        self._book.value = show_codes(self.question, codes)

    def _ipython_display_(self) -> None:
        from IPython.display import Javascript, display

        script = files("framelens.forms").joinpath("templates", "coding.js").read_text(encoding="utf-8")
        display(self.widget)
        display(Javascript(script))


def make_coding_form(
    sample: pd.DataFrame,
    annotations: Annotations,
    *,
    coder: str,
    folder: Path | str,
    codebook: Mapping[str, Question],
    blind: Sequence[str] = BLINDABLE,
) -> CodingForm:
    """A form for one coder; answers are appended to ``<coder>.csv`` in the folder.

    Parameters
    ----------
    sample : pandas.DataFrame
        Units of one question, made by :func:`framelens.draw_coding_sample`.
    annotations : Annotations
    coder : str
        Who codes; the name of the file.
    folder : path
        Where answers are saved, such as ``seeds/codes``.
    codebook : mapping
        Made by :func:`framelens.make_codebook`.
    blind : sequence of str
        What the coder does not see: 'answer' (the program's), 'outlet' (with date and byline).

    Raises
    ------
    InputError
        For a coder without units, an unusable name, or a file that is no coding file.
    """
    if not len(sample):
        raise InputError("the sample has no unit to code; draw one with draw_coding_sample")
    file = CodeFile(Path(folder) / f"{coder}.csv", coder)
    return CodingForm(sample, annotations, file=file, codebook=codebook, blind=blind)
