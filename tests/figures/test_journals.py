"""Figures under publishers' demands."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
from matplotlib.text import Text
from PIL import Image

from framelens import figures
from framelens.errors import InputError
from framelens.figures.export import export_figure
from framelens.figures.journals import JOURNALS
from framelens.results.measures import StudyMeasures


def test_width_type_and_resolution_are_the_publishers(shipped: StudyMeasures, tmp_path: Path) -> None:
    axes = figures.draw_presence(shipped.presence)
    before = [text.get_fontsize() for text in axes.findobj(lambda artist: isinstance(artist, Text))]  # type: ignore[attr-defined]
    block = export_figure(axes, "who", width="double", journal="plos", folder=tmp_path)
    assert block.width_mm == 190.5
    names = sorted(path.name for path in tmp_path.glob("who*"))
    images = [f"who-{dots}dpi.{kind}" for dots in (300, 600) for kind in ("png", "tiff")]
    assert names == [*images, "who.csv", "who.pdf", "who.png", "who.svg", "who.txt"]
    with Image.open(io.BytesIO((tmp_path / "who-600dpi.tiff").read_bytes())) as image:
        assert image.mode == "RGB"
        assert abs(image.width / 600 * 25.4 - 190.5) < 0.2
        assert round(float(image.info["dpi"][0])) == 600
    assert [text.get_fontsize() for text in axes.findobj(lambda a: isinstance(a, Text))] == before  # type: ignore[attr-defined]
    assert (tmp_path / "who.txt").read_text(encoding="utf-8") == f"{block.alt}\n"


def test_every_demand_names_its_source_and_what_it_does_not_say() -> None:
    for journal in JOURNALS.values():
        assert journal.source.startswith("https://") and journal.says
        assert journal.widths["single"] < journal.widths["double"] <= 190.5
    assert JOURNALS["elsevier"].widths == {"single": 90.0, "middle": 140.0, "double": 190.0}
    assert JOURNALS["elsevier"].silent == JOURNALS["plos"].silent == ()
    assert JOURNALS["sage"].silent == JOURNALS["oup"].silent == ("widths", "type", "lines", "height")
    assert JOURNALS["taylor-francis"].silent == ("widths", "type", "height")
    for journal in JOURNALS.values():
        assert not set(journal.elsewhere) & set(journal.silent)


def test_the_documentation_gives_the_numbers_that_are_kept_to() -> None:
    text = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
    for journal in JOURNALS.values():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{journal.name}` "))
        for value in [*journal.widths.values(), journal.least_type, journal.least_line, journal.asked_height]:
            assert value is None or f"{value:g}" in row, (journal.name, value)
        assert row.count("*(ours)*") == len([name for name in journal.silent if name != "height"])
        assert journal.source in text
        unread = text.partition("**Not verified in the guide itself**")[2].partition("\n\nPDF files")[0]
        bullet = next((part for part in unread.split("\n- ") if part.startswith(f"{journal.title}:")), "")
        assert bool(bullet) == bool(journal.elsewhere) and all(name in bullet for name in journal.elsewhere)


def test_a_figure_larger_than_the_page_is_refused(shipped: StudyMeasures, tmp_path: Path) -> None:
    axes = figures.draw_presence(shipped.presence)
    with pytest.raises(InputError, match=r"a figure of 200 mm is too wide for PLOS, whose pages take 190.5 mm; name"):
        export_figure(axes, "who", width=200, journal="plos", folder=tmp_path)
    tall = pd.DataFrame({"outlet": [f"Paper {n}" for n in range(60)], "n": 9, "estimate": 0.5, "low": 0.4, "high": 0.6})
    with pytest.raises(InputError, match=r"the figure is \d+ mm tall, and Elsevier prints up to 240 mm; draw fewer"):
        export_figure(figures.draw_comparison(tall), "tall", journal="elsevier", folder=tmp_path)
    assert not list(tmp_path.iterdir())
    export_figure(figures.draw_comparison(tall.head(20)), "fits", journal="elsevier", folder=tmp_path)
    assert (tmp_path / "fits.pdf").is_file()


@pytest.mark.parametrize("journal", JOURNALS)
def test_type_lines_and_fonts_of_the_pdf(journal: str, shipped: StudyMeasures, tmp_path: Path) -> None:
    """Read back from the files: the width, the smallest letter, that every font is inside, and no transparency."""
    asked = JOURNALS[journal]
    export_figure(figures.draw_voices(shipped.voices), "who", journal=journal, resolutions=(100,), folder=tmp_path)
    page = pypdfium2.PdfDocument(tmp_path / "who.pdf")[0]
    assert abs(page.get_width() / 72 * 25.4 - asked.widths["single"]) < 0.2
    content = (tmp_path / "who.pdf").read_bytes()
    streams = b"".join(
        zlib.decompress(part) for part in re.findall(rb"FlateDecode.*?stream\r?\n(.*?)endstream", content, re.DOTALL)
        if part[:1] == b"x"
    )  # fmt: skip
    sizes = [float(size) for size in re.findall(rb"/F\d+ ([\d.]+) Tf", streams)]
    assert sizes and min(sizes) >= asked.least_type - 1e-6
    weights = [float(weight) for weight in re.findall(rb"(?<![\d.])([\d.]+) w\b", streams)]
    assert min(weight for weight in weights if weight) >= asked.least_line
    assert content.count(b"/Type /Font /Subtype /Type0") or b"/FontFile2" in content
    assert b"/FontFile2" in content and b"/Type3" not in content
    with Image.open(tmp_path / "who-100dpi.tiff") as image:
        assert image.mode == "RGB" and image.tag_v2[259] == 5  # 5 is LZW


def test_the_resolutions_of_print(shipped: StudyMeasures, tmp_path: Path) -> None:
    export_figure(figures.draw_voices(shipped.voices), "who", journal="taylor-francis", folder=tmp_path)
    for dots in (600, 1200):
        for kind in ("png", "tiff"):
            with Image.open(tmp_path / f"who-{dots}dpi.{kind}") as image:
                assert round(float(image.info["dpi"][0])) == dots
                assert abs(image.width / dots * 25.4 - 89) < 0.2
    with pytest.raises(InputError, match="5 dpi cannot be printed; a resolution lies between 72 and 2400, such as 600"):
        export_figure(figures.draw_voices(shipped.voices), "who", resolutions=(5,), folder=tmp_path)


def test_an_unknown_journal(shipped: StudyMeasures, tmp_path: Path) -> None:
    axes = figures.draw_presence(shipped.presence)
    with pytest.raises(InputError, match=r"unknown journal 'elsvier'; choose from: .* Did you mean 'elsevier'\?"):
        export_figure(axes, "who", journal="elsvier", folder=tmp_path)
    assert not list(tmp_path.iterdir())
