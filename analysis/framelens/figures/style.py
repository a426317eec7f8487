"""How figures look: paper widths, type that can be read at them, colours that survive grey and colour-blindness.

Journals print one column at 80-90 mm and two at 170-190 mm, with type of 6-8 pt after reduction.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from framelens.errors import InputError, suggest
from framelens.results.canvas import given_axes
from framelens.results.colours import INK, LINE, MUTED, PAPER

MM_PER_INCH = 25.4
SHOWN_DPI = 220  # sharp on screens with two dots a pixel
WIDTHS_MM = {"single": 89.0, "double": 183.0}

# The sans of the family whose serif the report is set in. Its letters are small for their size: 8 pt read as 7 pt do.
FONTS = Path(__file__).parent / "fonts"
FACE = "Libertinus Sans"
TYPE, SMALL = 8.0, 7.5

PAPER_STYLE: dict[Any, Any] = {
    "font.family": [FACE, "DejaVu Sans"],  # the second for alphabets that the first lacks
    "font.size": TYPE,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": TYPE,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": False,
    "grid.color": LINE,
    "grid.linewidth": 0.5,
    "xtick.labelsize": TYPE,
    "ytick.labelsize": TYPE,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "text.color": INK,
    "text.usetex": False,
    "text.parse_math": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 4.5,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "framelens",
    "pdf.fonttype": 42,
    "path.simplify": False,
}


def _bring_fonts() -> None:
    """Have matplotlib draw with the shipped files, also where a machine has the face in another version."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
        font_manager.fontManager.ttflist.insert(0, font_manager.fontManager.ttflist.pop())


_bring_fonts()


@contextmanager
def paper_style() -> Iterator[None]:
    """Draw in the paper style inside the block, whatever the session's own settings are."""
    if given_axes() is not None:
        yield  # axes of the researcher's own keep their style
        return
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(PAPER_STYLE)
        yield


def width_in_mm(width: str | float) -> float:
    """A width by its name, or in millimetres."""
    if isinstance(width, str):
        if width not in WIDTHS_MM:
            raise InputError(f"unknown width '{width}'; {suggest(width, WIDTHS_MM)}, or a number of millimetres")
        return WIDTHS_MM[width]
    if not 30 <= width <= 500:
        raise InputError(f"a figure of {width} mm cannot be printed; a width lies between 30 and 500 mm")
    return float(width)


class PaperAxes(Axes):
    """Axes that show their figure in a notebook, a third larger than on paper."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        buffer, figure = io.BytesIO(), self.get_figure(root=True)
        with paper_style():
            figure.savefig(buffer, format="png", dpi=SHOWN_DPI)  # type: ignore[union-attr]
        return buffer.getvalue(), {"width": round(figure.get_figwidth() * 96 * 1.35)}  # type: ignore[union-attr]


def new_axes(*, height_mm: float, width_mm: float = WIDTHS_MM["single"]) -> Axes:
    """Empty axes on a figure of their own, kept out of pyplot so that nothing is shown or held twice."""
    if (given := given_axes()) is not None:
        return given
    layout = ConstrainedLayoutEngine(w_pad=0.03, h_pad=0.03)
    figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), layout=layout)
    return figure.add_subplot(axes_class=PaperAxes)
