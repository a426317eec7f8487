"""Figures under publishers' demands."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from matplotlib.text import Text
from PIL import Image

import framelens as fl
from framelens.errors import InputError
from framelens.present.export import export_figure
from framelens.present.journals import JOURNALS
from framelens.present.measures import StudyMeasures


def test_width_type_and_resolution_are_the_publishers(shipped: StudyMeasures, tmp_path: Path) -> None:
    axes = fl.draw_presence(shipped.presence)
    before = [text.get_fontsize() for text in axes.findobj(lambda artist: isinstance(artist, Text))]  # type: ignore[attr-defined]
    block = export_figure(axes, "who", width="double", journal="plos", folder=tmp_path)
    assert block.width_mm == 190.5
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["who.300.tiff", "who.600.tiff", "who.csv", "who.pdf", "who.png", "who.svg", "who.txt"]
    with Image.open(io.BytesIO((tmp_path / "who.600.tiff").read_bytes())) as image:
        assert image.mode == "RGB"
        assert abs(image.width / 600 * 25.4 - 190.5) < 0.2
        assert round(float(image.info["dpi"][0])) == 600
    assert [text.get_fontsize() for text in axes.findobj(lambda a: isinstance(a, Text))] == before  # type: ignore[attr-defined]
    assert (tmp_path / "who.txt").read_text(encoding="utf-8") == f"{block.alt}\n"


def test_every_demand_names_its_source() -> None:
    for journal in JOURNALS.values():
        assert journal.source.startswith("http")
        assert journal.widths["single"] < journal.widths["double"] <= 190.5


def test_an_unknown_journal(shipped: StudyMeasures, tmp_path: Path) -> None:
    axes = fl.draw_presence(shipped.presence)
    with pytest.raises(InputError, match=r"unknown journal 'elsvier'; choose from: .* Did you mean 'elsevier'\?"):
        export_figure(axes, "who", journal="elsvier", folder=tmp_path)
    assert not list(tmp_path.iterdir())
