"""Correcting by hand while reading: an article in JupyterLab with controls that write ``corrections.csv``.

Made of ipywidgets alone. Every press writes one line to the disk before it says so; the next run honours it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from framelens.corrections import (
    APART,
    FILE_NAME,
    NO_STATEMENT,
    SAME,
    SPEAKER,
    append_correction,
    hash_passage,
)
from framelens.errors import InputError
from framelens.forms.reading import show_article
from framelens.results.passages import name_speakers
from framelens.settings.settings import Settings
from framelens.tables import Annotations

_STYLE = """<style>
.framelens-correcting .framelens-controls{border:1px solid var(--jp-border-color1,#ccc);border-radius:4px;
 padding:8px 14px;max-width:46rem;box-sizing:border-box}
.framelens-controls h4{margin:.3em 0 0;font-size:14px}
</style>"""
_WIDE = widgets.Layout(width="auto")
_GROWING = widgets.Layout(width="auto", flex="1 1 0")
_SHOWN = 90  # letters of a statement in the list of statements


def correct_article(study: Settings, annotations: Annotations, article_id: str, *, by: str = "") -> CorrectionForm:
    """An article to read with controls to correct it: whose a quotation is, what is none, who are one person.

    Each correction is written at once as a line of ``corrections.csv`` beside ``study.toml``, with ``by`` and the
    date, and honoured when the study is annotated next.

    Parameters
    ----------
    study : Settings
    annotations : Annotations
    article_id : str
    by : str
        Who corrects.

    Raises
    ------
    InputError
        For an article that is not there.

    Examples
    --------
    >>> form = study.correct(by="MK")
    >>> form.n_written
    0
    """
    return CorrectionForm(Path(study.folder) / FILE_NAME, annotations, article_id, by=by)


class CorrectionForm(widgets.VBox):  # type: ignore[misc]
    """The form of :func:`correct_article`.

    Attributes
    ----------
    path : Path
        Where corrections are written.
    n_written : int
        How many were written with this form.
    """

    def __init__(self, path: Path, annotations: Annotations, article_id: str, *, by: str = "") -> None:
        self.path, self.n_written = path, 0
        self._article_id = article_id
        view = show_article(annotations, article_id)  # names what is wrong with an unknown article
        self._text = str(annotations.articles.set_index("article_id").loc[article_id, "text"])
        quotes = annotations.quotes
        self._quotes: list[Any] = quotes.loc[quotes["article_id"].eq(article_id)].to_dict("records")
        names = name_speakers(annotations)
        known = sorted({str(name) for name in names.values()})
        # A quotation is given by name; of two speakers of one name, by key.
        self._keys = {str(name): str(key) for key, name in names.items()}
        listed: list[tuple[str, int | None]] = [
            (self._describe(quote, names), place) for place, quote in enumerate(self._quotes)
        ]
        self._statement = widgets.Dropdown(options=listed or [("no statement was found", None)], layout=_WIDE)
        self._speaker = self._box(known, "belongs to (name; empty: nobody with a name)")
        self._one, self._other = self._box(known, "this speaker"), self._box(known, "is this speaker")
        self._by = widgets.Text(value=by, placeholder="by", layout=widgets.Layout(width="9em"))
        self._note = widgets.Text(placeholder="note (optional)", layout=_GROWING)
        self._said = widgets.HTML(f"corrections are written to {escape(str(path))}")
        output = widgets.Output(outputs=(_as_output(view._repr_html_()),))
        statement = [self._button("belongs to", self._give), self._button("is no statement", self._drop)]
        people = [
            self._button("are one person", lambda: self._pair(SAME)),
            self._button("are two", lambda: self._pair(APART)),
        ]
        controls = [
            widgets.HTML(f"{_STYLE}<h4>Whose statement is it?</h4>"),
            self._statement,
            widgets.HBox([self._speaker, *statement], layout=_WIDE),
            widgets.HTML("<h4>Who is who?</h4>"),
            widgets.HBox([self._one, self._other, *people], layout=_WIDE),
            widgets.HTML("<h4>By whom, and why?</h4>"),
            widgets.HBox([self._by, self._note], layout=_WIDE),
            self._said,
        ]
        box = widgets.VBox(controls)
        box.add_class("framelens-controls")
        super().__init__([output, box])
        self.add_class("framelens-correcting")

    def give(self, quote_id: str, speaker: str | None) -> None:
        """Write that a statement belongs to ``speaker``, or, for None, to nobody with a name."""
        self._write({"what": SPEAKER, **self._anchor(quote_id), "value": speaker})

    def drop(self, quote_id: str) -> None:
        """Write that what was found is no statement."""
        self._write({"what": NO_STATEMENT, **self._anchor(quote_id)})

    def pair(self, one: str, other: str, *, same: bool) -> None:
        """Write that two speakers are one throughout the study, called ``other``; or that they are two."""
        self._write({"what": SAME if same else APART, "speaker": one, "value": other})

    def _anchor(self, quote_id: str) -> dict[str, object]:
        quote = next((q for q in self._quotes if q["quote_id"] == quote_id), None)
        if quote is None:
            raise InputError(f"there is no statement '{quote_id}' in {self._article_id}")
        start, end = min(a for a, _ in quote["content"]), max(b for _, b in quote["content"])
        place = {"start": start, "end": end, "hash": hash_passage(self._text, start, end)}
        return {"article_id": self._article_id, "quote_id": quote_id, **place}

    def _write(self, correction: Mapping[str, object]) -> None:
        today = dt.datetime.now(dt.UTC).date().isoformat()
        append_correction(self.path, {**correction, "by": self._by.value, "at": today, "note": self._note.value})
        self.n_written += 1
        self._say(f"written: {correction['what']}; annotate the study again and it is honoured")

    def _give(self) -> None:
        self.give(self._chosen(), self._keys.get(self._speaker.value.strip()) or self._speaker.value.strip() or None)

    def _drop(self) -> None:
        self.drop(self._chosen())

    def _pair(self, what: str) -> None:
        one, other = (self._keys.get(box.value.strip(), box.value.strip()) for box in (self._one, self._other))
        self.pair(one, other, same=what == SAME)

    def _chosen(self) -> str:
        if self._statement.value is None:
            raise InputError("no statement is chosen")
        return str(self._quotes[self._statement.value]["quote_id"])

    def _describe(self, quote: Mapping[Any, Any], names: Mapping[str, str]) -> str:
        words = " … ".join(" ".join(self._text[a:b].split()) for a, b in quote["content"])
        who = quote["speaker_id"]
        speaker = "nobody" if pd.isna(who) else names.get(str(who), str(who))
        return f"{quote['quote_id']} · {speaker} · {words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}"

    def _button(self, label: str, press: Callable[[], None]) -> widgets.Button:
        button = widgets.Button(description=label, layout=widgets.Layout(width="auto"))

        def pressed(_: object) -> None:
            try:
                press()
            except InputError as error:
                self._say(f"not written: {error}", wrong=True)
            except OSError as error:
                why = error.strerror or error
                self._say(f"not written: {why}; make room or give leave to write {self.path}", wrong=True)

        button.on_click(pressed)
        return button

    @staticmethod
    def _box(known: list[str], placeholder: str) -> widgets.Combobox:
        return widgets.Combobox(options=known, placeholder=placeholder, ensure_option=False, layout=_GROWING)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self._said.value = f"<span style='color:{'#b00020' if wrong else 'inherit'}'>{escape(words)}</span>"


def _as_output(html: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/html": html, "text/plain": "article"}, "metadata": {}}
