"""A drawn figure as files for a paper: the same input gives the same bytes."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framelens.errors import InputError
from framelens.present.blocks import FigureBlock, Text, as_spans
from framelens.present.style import MM_PER_INCH, paper_style, width_in_mm

FIGURES_VARIABLE = "FRAMELENS_FIGURES"
DOTS_PER_INCH = 600

# Without these a file would carry the time of its making and the version of its maker.
_METADATA: dict[str, dict[str, object]] = {
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": "framelens", "Producer": None},
    "svg": {"Date": None, "Creator": "framelens"},
    "png": {"Software": None},
}


@dataclass(frozen=True)
class Drawing:
    """What a figure was drawn from: the tidy table, and what it shows in words."""

    table: pd.DataFrame
    alt: str


_DRAWINGS: WeakKeyDictionary[Figure, Drawing] = WeakKeyDictionary()


def keep_drawing(axes: Axes, table: pd.DataFrame, alt: str) -> Axes:
    """Remember what stands behind a figure, for its CSV and its alternative text."""
    _DRAWINGS[axes.get_figure(root=True)] = Drawing(table.reset_index(drop=True), alt)  # type: ignore[index]
    return axes


def drawing_of(axes: Axes) -> Drawing:
    """What stands behind a figure that a ``draw_`` function made.

    Raises
    ------
    InputError
        If the axes were made by something else.
    """
    found = _DRAWINGS.get(axes.get_figure(root=True))  # type: ignore[arg-type]
    if found is None:
        raise InputError(
            "this figure was not made by a draw_ function of framelens, so its data and its words are not known; "
            "save it with axes.figure.savefig"
        )
    return found


def find_figures_folder() -> Path:
    """Where figures go: the folder named by FRAMELENS_FIGURES, or ``figures/`` beside the study."""
    from framelens.present.opening import find_study

    named = os.environ.get(FIGURES_VARIABLE)
    if named:
        return Path(named)
    folder = find_study()
    return (folder.parent if folder.name == "seeds" else folder) / "figures"


def export_figure(
    axes: Axes,
    name: str,
    *,
    width: str | float = "single",
    caption: Text | tuple[Text, ...] = (),
    folder: Path | str | None = None,
) -> FigureBlock:
    """Write ``NAME.pdf``, ``.svg``, ``.png`` (600 dpi) and the drawn data as ``.csv``.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        What a ``draw_`` function returned.
    name : str
        The files' name: letters, digits, ``-`` and ``_``.
    width : {'single', 'double'} or float
        89 mm, 183 mm, or a number of millimetres.
    caption : str, Span or tuple of these
        What stands under the figure in the report.
    folder : path, optional
        Where to write; without it ``figures/`` beside the study.

    Returns
    -------
    FigureBlock
        The figure, which shows itself in a notebook and in the report.

    Raises
    ------
    InputError
        For a name that is no file name, a width that cannot be printed, or axes of other making.
    """
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        raise InputError(f"'{name}' cannot name a figure; use letters, digits, - and _, such as 'voices'")
    drawing = drawing_of(axes)
    target = Path(folder) if folder is not None else find_figures_folder()
    target.mkdir(parents=True, exist_ok=True)
    files = {kind: _save(axes, kind, width=width) for kind in _METADATA}
    files["csv"] = drawing.table.to_csv(index=False, lineterminator="\n").encode("utf-8")
    for kind, content in files.items():
        (target / f"{name}.{kind}").write_bytes(content)
    svg = files["svg"].decode("utf-8")
    return FigureBlock(name, as_spans(caption), drawing.alt, svg, width_in_mm(width))


def _save(axes: Axes, kind: str, *, width: str | float) -> bytes:
    figure = axes.get_figure(root=True)
    buffer = io.BytesIO()
    with paper_style(), mpl.rc_context({"svg.hashsalt": "framelens"}):
        figure.set_figwidth(width_in_mm(width) / MM_PER_INCH)  # type: ignore[union-attr]
        figure.savefig(buffer, format=kind, dpi=DOTS_PER_INCH, metadata=_METADATA[kind])  # type: ignore[union-attr]
    return buffer.getvalue()
