"""Figures: drawn from tables, nothing cut off, the same bytes each time."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from framelens import figures
from framelens.errors import InputError
from framelens.figures import export
from framelens.figures.export import drawing_of, export_figure
from framelens.figures.style import WIDTHS_MM, paper_style
from framelens.figures.tracing import trace_article
from framelens.measure.cooccurrence import count_cooccurrence
from framelens.results.colours import SERIES_COLOURS, VOICE_COLOURS
from framelens.results.measures import StudyMeasures

LONG = "The Society for the Propagation of Very Long Names in Provincial Newspapers"


def grouped(n: int) -> pd.DataFrame:
    """One row per outlet, with intervals."""
    estimate = np.linspace(0.1, 0.9, n)
    return pd.DataFrame({"outlet": [f"{LONG} {i}" for i in range(n)], "n": 12345, "estimate": estimate,
                         "low": estimate - 0.05, "high": estimate + 0.05})  # fmt: skip


def yearly(series: int) -> pd.DataFrame:
    """One row per year and series, two series ending at the same place."""
    rows = [(year, f"frame {s}", 1000, 0.2 + 0.01 * s * (year - 2010), 0.1, 0.5)
            for s in range(series) for year in range(2010, 2021)]  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "frame", "n", "estimate", "low", "high"])


def words_apart() -> pd.DataFrame:
    return pd.DataFrame({"word": ["liberation", "ceasefire"], "n_target": [9, 1],
                         "n_reference": [1, 9], "estimate": [1.2, -1.1], "low": [0.5, -2.0], "high": [2.0, -0.3],
                         "z": [3.1, -2.9]})  # fmt: skip


Draw = Callable[[StudyMeasures, StudyMeasures], Axes]
FIGURES: dict[str, tuple[Draw, str]] = {
    "voices": (lambda one, many: figures.draw_voices(many.voices), "single"),
    "presence": (lambda one, many: figures.draw_presence(one.presence), "single"),
    "presence of many": (lambda one, many: figures.draw_presence(many.presence.assign(n_mentioned=17_264)), "single"),
    "tone": (lambda one, many: figures.draw_tone(one.tone, segments=one.annotations.segments), "single"),
    "tone with intervals": (lambda one, many: figures.draw_tone(many.tone), "single"),
    "salience": (lambda one, many: figures.draw_salience(many.salience), "single"),
    "counts": (lambda one, many: figures.draw_salience(one.salience, counts=True), "single"),
    "article": (lambda one, many: figures.draw_dispersion(trace_article(one.annotations)), "double"),
    "comparison": (
        lambda one, many: figures.draw_comparison(
            grouped(15), share=True, label="share of words quoted or reported (n = words)"
        ),
        "single",
    ),
    "trend": (lambda one, many: figures.draw_trend(yearly(1), label="terms per 1,000 words"), "single"),
    "trends": (lambda one, many: figures.draw_trend(yearly(5), hue="frame", label="terms per 1,000 words"), "double"),
    "grid": (
        lambda one, many: figures.draw_grid(
            count_cooccurrence(one.annotations, unit="paragraph"), rows="frame_a", columns="frame_b", value="n_both",
            label="paragraphs with both frames",
        ),
        "single",
    ),
    "keyness": (lambda one, many: figures.draw_keyness(words_apart(), target="Trend", reference="others"), "single"),
    "definitions": (lambda one, many: figures.draw_specifications(
        grouped(4).rename(columns={"outlet": "definition"}).assign(chosen=[True, False, False, False]),
        label="share of the voice heard most", share=True), "single"),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_no_word_is_cut_off(name: str, shipped: StudyMeasures, example: StudyMeasures) -> None:
    draw, width = FIGURES[name]
    axes = draw(shipped, example)
    figure = axes.figure
    with paper_style():
        figure.set_figwidth(WIDTHS_MM[width] / 25.4)  # type: ignore[union-attr]
        canvas = FigureCanvasAgg(figure)  # type: ignore[arg-type]
        canvas.draw()
        frame = figure.bbox.padded(0.5)  # type: ignore[union-attr]
        for text in figure.findobj(lambda artist: isinstance(artist, Text)):
            box = text.get_window_extent(canvas.get_renderer())
            inside = frame.x0 <= box.x0 and frame.y0 <= box.y0 and box.x1 <= frame.x1 and box.y1 <= frame.y1
            assert inside or not text.get_text().strip() or is_beyond_view(axes, text), text.get_text()


def is_beyond_view(axes: Axes, text: Text) -> bool:
    """Whether a text is the label of a tick outside the axes' limits, which is never drawn."""
    (left, right), (bottom, top) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    x, y = text.get_position()
    if text in axes.get_xticklabels():
        return not left <= x <= right
    return text in axes.get_yticklabels() and not bottom <= y <= top


@pytest.mark.parametrize("name", ["presence", "tone", "article"])
def test_the_same_table_gives_the_same_bytes(
    name: str, shipped: StudyMeasures, example: StudyMeasures, tmp_path: Path
) -> None:
    draw, width = FIGURES[name]
    first = export_figure(draw(shipped, example), "figure", width=width, folder=tmp_path / "a")
    second = export_figure(draw(shipped, example), "figure", width=width, folder=tmp_path / "b")
    assert first == second
    for kind in ("pdf", "svg", "png", "csv"):
        assert (tmp_path / "a" / f"figure.{kind}").read_bytes() == (tmp_path / "b" / f"figure.{kind}").read_bytes()
    assert b"CreationDate" not in (tmp_path / "a" / "figure.pdf").read_bytes()


def test_a_figure_that_stands_there_is_not_made_again(shipped: StudyMeasures, tmp_path: Path, monkeypatch) -> None:
    """Only where all its files are as framelens wrote them and the drawing is the same; words and data are new."""
    saved: list[str] = []
    save = export._save
    monkeypatch.setattr(export, "_save", lambda figure, kind, dpi: saved.append(kind) or save(figure, kind, dpi))

    def draw(top: int) -> list[str]:
        saved.clear()
        export_figure(figures.draw_presence(shipped.presence, top=top), "presence", folder=tmp_path)
        return sorted(saved)

    every = ["pdf", "png", "svg"]
    assert draw(9) == every
    image = (tmp_path / "presence.png").read_bytes()
    (tmp_path / "presence.txt").write_text("other words")
    assert draw(9) == ["svg"] and (tmp_path / "presence.txt").read_text().startswith("Bars")
    (tmp_path / "presence.png").write_bytes(image + b"changed by hand")
    assert draw(9) == every and (tmp_path / "presence.png").read_bytes() == image
    assert draw(2) == every
    (tmp_path / "presence.pdf").unlink()
    assert draw(2) == every


def test_a_drawing_shows_itself_in_a_notebook(shipped: StudyMeasures) -> None:
    data, shown = figures.draw_presence(shipped.presence)._repr_png_()  # type: ignore[attr-defined]
    with Image.open(io.BytesIO(data)) as image:
        assert image.width / 220 * 25.4 == pytest.approx(89, abs=0.2)
    assert shown == {"width": round(89 / 25.4 * 96 * 1.35)}


def test_files_are_made_for_print(shipped: StudyMeasures, tmp_path: Path) -> None:
    axes = figures.draw_presence(shipped.presence)
    block = export_figure(axes, "presence", width="single", folder=tmp_path, caption="Who speaks.")
    with Image.open(io.BytesIO((tmp_path / "presence.png").read_bytes())) as image:
        assert abs(image.width / 600 * 25.4 - 89) < 0.2
    drawn = pd.read_csv(tmp_path / "presence.csv")
    assert drawn.set_index("speaker_id")["n_quoted"][["emin-aliyev", "ilham-aliyev"]].tolist() == [12, 0]
    assert block.alt == drawing_of(axes).alt
    assert (
        "Ilham Aliyev: quoted in 0 statements, mentioned 5 times, of which 5 in somebody else’s statement" in block.alt
    )


# Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6), 1291-1298: full severity, on linear light.
COLOUR_BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear light under D65."""
    ratio = np.array(TO_XYZ) @ np.clip(light, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(("palette", "apart"), [(tuple(VOICE_COLOURS.values()), 15), (SERIES_COLOURS, 11)])
def test_colours_stay_apart_in_grey(palette: tuple[str, ...], apart: float) -> None:
    """By lightness alone, which is what a grey print keeps."""
    assert min(np.diff(sorted(lab(linear(colour))[0] for colour in palette))) > apart
    assert max(lab(linear(colour))[0] for colour in palette) < 85  # and every one from the paper


@pytest.mark.parametrize("palette", [tuple(VOICE_COLOURS.values()), SERIES_COLOURS])
@pytest.mark.parametrize("vision", COLOUR_BLIND)
def test_colours_stay_apart_for_every_vision(palette: tuple[str, ...], vision: str) -> None:
    seen = [lab(np.array(COLOUR_BLIND[vision]) @ linear(colour)) for colour in palette]
    assert min(np.linalg.norm(one - two) for one, two in itertools.combinations(seen, 2)) > 18
    assert lab(linear("#ffffff")) == pytest.approx([100, 0, 0], abs=0.01)


def test_what_cannot_be_drawn_says_so(shipped: StudyMeasures, tmp_path: Path) -> None:
    with pytest.raises(
        InputError,
        match=r"needs the columns n_quoted, n_mentioned, n_talked_about; draw a table that count_presence made",
    ):
        figures.draw_presence(shipped.voices)
    with pytest.raises(InputError, match=r"'a/b' cannot name a figure; use letters, digits, - and _, such as 'voices'"):
        export_figure(figures.draw_presence(shipped.presence), "a/b", folder=tmp_path)
    with pytest.raises(InputError, match=r"unknown width 'singel'; choose from: single, double. Did you mean 'single'"):
        export_figure(figures.draw_presence(shipped.presence), "a", width="singel", folder=tmp_path)
    with pytest.raises(InputError, match="6 lines cannot be distinguished; draw at most 5"):
        figures.draw_trend(yearly(6), hue="frame")
