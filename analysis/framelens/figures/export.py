"""A drawn figure as files for a paper: the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text as TextArtist
from PIL import Image

from framelens.disk import SUMS, as_sums, hash_file, make_folder, read_sums, write_together, write_whole
from framelens.errors import InputError
from framelens.figures.journals import Journal, find_journal
from framelens.figures.style import MM_PER_INCH, paper_style, width_in_mm
from framelens.results.blocks import FigureBlock, Text, as_spans
from framelens.results.folders import find_figures_folder
from framelens.spreadsheets import csv_text

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


def export_figure(
    axes: Axes,
    name: str,
    *,
    width: str | float = "single",
    caption: Text | tuple[Text, ...] = (),
    journal: str | None = None,
    resolutions: tuple[int, ...] = (),
    folder: Path | str | None = None,
) -> FigureBlock:
    """Write ``NAME.pdf``, ``.svg``, ``.png`` (600 dpi), the drawn data as ``.csv`` and what it shows as ``.txt``.

    Each file is whole whenever the process dies; ``SHA256SUMS`` lists those that framelens wrote. A figure that stands
    there as it would be drawn is left as it is.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        What a ``draw_`` function returned.
    name : str
        The files' name: letters, digits, ``-`` and ``_``.
    width : {'single', 'double'} or float
        89 mm, 183 mm, or a number of millimetres; under a journal its own widths.
    caption : str, Span or tuple of these
        What stands under the figure in the report.
    journal : {'elsevier', 'oup', 'plos', 'sage', 'taylor-francis'}, optional
        Whose widths, type, lines and resolutions are kept to, see :mod:`framelens.figures.journals`.
    resolutions : tuple of int
        Dots per inch of further images, such as ``(600, 1200)``: each gives ``NAME-600dpi.png`` and ``.tiff``. A
        journal brings its own.
    folder : path, optional
        Where to write; without it ``figures/`` beside the study.

    Returns
    -------
    FigureBlock
        The figure, which shows itself in a notebook and in the report.

    Raises
    ------
    InputError
        For a name that is not a file name, a width or resolution that cannot be printed, a figure larger than the
        journal's page, or axes of other making.

    Examples
    --------
    >>> ax = study.voices().plot()
    >>> figure = fl.figures.export_figure(ax, "voices", width="double", journal="plos", folder=folder)
    >>> sorted(path.name for path in folder.glob("voices*"))[:4]
    ['voices-300dpi.png', 'voices-300dpi.tiff', 'voices-600dpi.png', 'voices-600dpi.tiff']
    """
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        raise InputError(f"'{name}' cannot name a figure; use letters, digits, - and _, such as 'voices'")
    for resolution in resolutions:
        if not 72 <= resolution <= 2400:
            raise InputError(f"{resolution} dpi cannot be printed; a resolution lies between 72 and 2400, such as 600")
    drawing = drawing_of(axes)
    asked = find_journal(journal) if journal is not None else None
    wide = asked.widths[width] if asked and isinstance(width, str) and width in asked.widths else width_in_mm(width)
    target = make_folder(Path(folder) if folder is not None else find_figures_folder())
    wanted = tuple(resolutions) or (asked.resolutions if asked else ())
    files = _render(axes, wide, asked, wanted, lambda svg: not wanted and _is_drawn(target, name, svg))
    files["csv"] = csv_text(drawing.table).encode("utf-8")
    files["txt"] = f"{drawing.alt}\n".encode()
    _write_listed(target, {_name_file(name, ending): content for ending, content in files.items()})
    return FigureBlock(name, as_spans(caption), drawing.alt, files["svg"].decode("utf-8"), wide)


def show_figure(axes: Axes, name: str, *, width: str | float = "single", caption: Text = "") -> FigureBlock:
    """A figure that shows itself in a notebook, as :func:`export_figure` draws it, without any file."""
    drawing, wide = drawing_of(axes), width_in_mm(width)
    svg = _render(axes, wide, None, (), lambda svg: True)["svg"].decode("utf-8")
    return FigureBlock(name, as_spans(caption), drawing.alt, svg, wide)


def _name_file(name: str, ending: str) -> str:
    dots, _, kind = ending.rpartition(".")
    return f"{name}{dots and f'-{dots}dpi'}.{kind}"


def _is_drawn(folder: Path, name: str, svg: bytes) -> bool:
    """Whether a figure's files stand in a folder as framelens wrote them, drawn as this one is."""
    made = read_sums(folder)
    files = [folder / _name_file(name, kind) for kind in ("svg", "pdf", "png")]
    if not all(file.name in made and file.is_file() for file in files) or files[0].read_bytes() != svg:
        return False
    return all(hash_file(file) in made[file.name] for file in files)


def _write_listed(folder: Path, files: dict[str, bytes]) -> None:
    """Write files and list them in ``SHA256SUMS``, by which a report knows that it may replace them."""
    made, new = read_sums(folder), {name: {hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    # Both are listed until all are written: whenever the process dies, what stands there is known.
    write_whole(folder / SUMS, as_sums(made | {name: made.get(name, set()) | digest for name, digest in new.items()}))
    write_together(folder, files)
    write_whole(folder / SUMS, as_sums(made | new))


def _render(
    axes: Axes,
    width_mm: float,
    journal: Journal | None,
    resolutions: tuple[int, ...],
    is_drawn: Callable[[bytes], bool],
) -> dict[str, bytes]:
    """The figure's images by the ending of their files, its SVG alone if that is drawn; it is left as it was."""
    figure: Figure = axes.get_figure(root=True)  # type: ignore[assignment]
    texts: list[Any] = figure.findobj(lambda artist: isinstance(artist, TextArtist))
    lines: list[Any] = figure.findobj(lambda artist: isinstance(artist, Line2D))
    sizes = {text: text.get_fontsize() for text in texts}
    weights = {line: line.get_linewidth() for line in lines}
    (old_width, old_height), old_dots = figure.get_size_inches(), figure.dpi
    layout = figure.get_layout_engine()
    grow = max(1.0, journal.least_type / min(sizes.values())) if journal and sizes else 1.0
    try:
        with paper_style(), ExitStack() as off:
            # Larger type takes more room between the rows, so the figure grows in height by as much.
            if journal:
                journal.check_size(width_mm, old_height * grow * MM_PER_INCH)
            figure.set_size_inches(width_mm / MM_PER_INCH, old_height * grow)
            for text, size in sizes.items():
                text.set_fontsize(grow * size)
            for line, weight in weights.items():
                line.set_linewidth(max(weight, journal.least_line) if journal and weight else weight)
            # The layout is solved once, at the finest resolution. While files are saved no engine may solve it again,
            # nor matplotlib put the usual one in the place of none after each of them.
            figure.dpi = DOTS_PER_INCH
            figure.draw_without_rendering()
            off.enter_context(mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}))
            figure.set_layout_engine(None)
            files = {"svg": _save(figure, "svg", DOTS_PER_INCH)}
            if is_drawn(files["svg"]):
                return files
            files |= {kind: _save(figure, kind, DOTS_PER_INCH) for kind in ("pdf", "png")}
            for resolution in resolutions:
                image = files["png"] if resolution == DOTS_PER_INCH else _save(figure, "png", resolution)
                files[f"{resolution}.png"] = image
                files[f"{resolution}.tiff"] = _flatten(image, resolution)
            return files
    finally:
        if layout is not None:
            figure.set_layout_engine(layout)
        figure.dpi = old_dots
        figure.set_size_inches(old_width, old_height)
        for text, size in sizes.items():
            text.set_fontsize(size)
        for line, weight in weights.items():
            line.set_linewidth(weight)


def _save(figure: Figure, kind: str, resolution: int) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=resolution, metadata=_METADATA[kind])
    return buffer.getvalue()


def _flatten(png: bytes, resolution: int) -> bytes:
    """An image as a TIFF without layers or transparency, compressed, as printers ask for it."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        flat = image.convert("RGB")
    flat.save(buffer, format="TIFF", compression="tiff_lzw", dpi=(resolution, resolution))
    return buffer.getvalue()
