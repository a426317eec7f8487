"""The report as pages: tables go on under their header, and sentences in them have room."""

from __future__ import annotations

import pypdfium2

from framelens.report.pdf import render_pdf
from framelens.results.blocks import TableBlock, as_json, as_spans, prose
from framelens.results.document import compose_document

FILLER = "The harbour board met on Monday and adjourned. "
EVIDENCE = "another form of the name, called against and son; both named in one article, and no outlet in common"


def pages_of(*blocks: object) -> list[str]:
    made = render_pdf(compose_document(map(as_json, blocks), {}))
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]


def table(n: int, evidence: str = EVIDENCE) -> TableBlock:
    rows = tuple((f"Speaker {place:02}", "Ines Okafor", f"{place}", evidence) for place in range(n))
    columns = ("speaker", "other name", "n", "evidence")
    return TableBlock("doubts", as_spans("Who may be whom."), columns, (False, False, True, False), rows)


def test_a_long_table_begins_where_there_is_room_and_repeats_its_header() -> None:
    pages = pages_of(prose(FILLER * 60), table(14))
    assert "Speaker 00" in pages[0] and "Speaker 13" in pages[1]
    assert all("other name" in page for page in pages[:2])
    assert all(page.count("Speaker 0") + page.count("Speaker 1") > 1 for page in pages[:2])


def test_a_short_table_stays_whole() -> None:
    for length in range(80, 90):
        pages = pages_of(prose(FILLER * length), table(4, "its own"))
        assert [page.count("Speaker") for page in pages] in ([4], [0, 4]), length


def test_a_column_of_sentences_has_the_most_room() -> None:
    """The words of a cell stand in three lines at most, beside columns of names and numbers."""
    lines = [line.strip() for line in pages_of(table(1))[0].splitlines()]
    assert sum(any(word in line for word in ("form of", "and son", "no outlet", "in common")) for line in lines) <= 3
