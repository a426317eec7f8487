"""A table as files for a paper: the numbers as CSV, LaTeX with booktabs, Word and HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.disk import make_folder, write_together
from framelens.errors import InputError
from framelens.results.blocks import TableBlock, as_json
from framelens.results.document import compose_document
from framelens.results.folders import find_figures_folder
from framelens.results.html import render_table_page
from framelens.results.latex import write_latex
from framelens.spreadsheets import read_cells, workbook_bytes


def export_table(table: TableBlock, name: str | None = None, *, folder: Path | str | None = None) -> TableBlock:
    """Write ``NAME.csv``, ``.xlsx`` (every digit), ``.tex`` (booktabs), ``.docx``, ``.html``, with caption and notes.

    Parameters
    ----------
    table : TableBlock
        What a ``tabulate`` function or :func:`framelens.show_table` returned.
    name : str, optional
        The files' name; the table's own by default.
    folder : path, optional
        Where to write; without it ``tables/`` beside ``figures/``.

    Returns
    -------
    TableBlock
        The table, which shows itself in a notebook.

    Raises
    ------
    InputError
        For something that is no printed table, or a name that is not a file name.

    Examples
    --------
    >>> table = fl.export_table(fl.tabulate_voices(measures.voices), folder=folder)
    >>> sorted(path.name for path in folder.glob("voices.*"))
    ['voices.csv', 'voices.docx', 'voices.html', 'voices.tex', 'voices.xlsx']
    """
    if not isinstance(table, TableBlock):
        raise InputError(
            f"export_table writes a printed table, not {type(table).__name__}; "
            "print it first, such as with show_table(table, 'name')"
        )
    chosen = name if name is not None else table.name
    if not chosen or not all(c.isalnum() or c in "-_" for c in chosen):
        raise InputError(f"'{chosen}' cannot name a table; use letters, digits, - and _, such as 'voices'")
    target = Path(folder) if folder is not None else find_figures_folder().parent / "tables"
    block = as_json(replace(table, name=chosen))
    files = render_table(block) | {"xlsx": render_workbook([block])}
    write_together(make_folder(target), {f"{chosen}.{ending}": content for ending, content in files.items()})
    return table


def render_table(block: dict[str, Any]) -> dict[str, bytes]:
    """A table's JSON as the content of its files, by their endings."""
    from framelens.results.word import render_word  # python-docx, which a table that is only shown needs not

    alone = replace(compose_document([block], {}), title="", question="")
    return {
        "csv": str(block["data"]).encode("utf-8"),
        "tex": write_latex(block).encode("utf-8"),
        "docx": render_word(alone, {}),
        "html": render_table_page(block).encode("utf-8"),
    }


def render_workbook(blocks: Iterable[dict[str, Any]]) -> bytes:
    """Tables' JSON as one workbook: a sheet a table with every digit, and one with their captions and notes."""
    sheets, about = {}, []
    for block in blocks:
        sheets[str(block["name"])] = read_cells(str(block["data"]))
        caption, notes = ("".join(span["text"] for span in block[part]) for part in ("caption", "notes"))
        about.append({"table": block["name"], "caption": caption, "notes": notes})
    return workbook_bytes({"about": pd.DataFrame(about), **sheets})
