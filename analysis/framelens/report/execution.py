"""Notebooks run from top to bottom, each in a fresh kernel, and what they show read back as blocks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from framelens.errors import InputError
from framelens.report.markdown import read_markdown
from framelens.results.blocks import MIME_TYPE, Verbatim, as_json

SECONDS_PER_CELL = 1800


def run_notebook(path: Path, *, environment: dict[str, str], folder: Path) -> nbformat.NotebookNode:
    """Run a copy of a notebook in a kernel of its own; the file itself is left as it is.

    Parameters
    ----------
    path : Path
        The notebook.
    environment : dict[str, str]
        Environment variables for the kernel.
    folder : Path
        The folder the kernel works in.

    Raises
    ------
    InputError
        If a cell fails: the notebook, the cell and the error's last line.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise InputError(f"{path} cannot be read as a notebook: {error}") from error
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        resources={"metadata": {"path": str(folder)}},
        # Errors are reported below; the kernel's own remarks (TCP without encryption) are of no use to a reader.
        # A kernel looks for modules in its own folder only where the notebook itself adds it to sys.path.
        extra_arguments=[
            "--HistoryManager.enabled=False",
            "--IPKernelApp.log_level=40",
            "--InteractiveShellApp.ignore_cwd=True",
        ],
    )
    try:
        client.execute(env={**os.environ, **environment, "PYTHONSAFEPATH": "1"})
    except CellExecutionError as error:
        last = str(error.evalue).strip().splitlines() or [""]
        name = "" if error.ename == "InputError" else f"{error.ename}: "
        raise InputError(f"{path.name}, {_describe_cell(notebook)}: {name}{last[0]}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        reason = "took too long" if isinstance(error, CellTimeoutError) else "ran out of memory or was stopped"
        raise InputError(f"{path.name}, {_describe_cell(notebook)}: the cell {reason}") from error
    return notebook


WIDGET = "application/vnd.jupyter.widget-view+json"


def read_blocks(notebook: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    """What a run notebook shows, in reading order, as the JSON of blocks.

    Markdown cells and the outputs of code cells; code is not shown. Outputs that are not of framelens are
    shown as text.
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from (as_json(block) for block in read_markdown(cell.source))
        elif cell.cell_type == "code":
            for output in cell.outputs:
                yield from _read_output(output)


def _read_output(output: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    if output.output_type == "stream":
        if output.get("name") == "stdout" and output.text.strip():
            yield as_json(Verbatim(output.text.rstrip("\n")))
        return
    data = output.get("data", {})
    if WIDGET in data:  # a form, or a bar that tells how far the kernel is: neither belongs on paper
        return
    if MIME_TYPE in data:
        yield data[MIME_TYPE]
    elif "text/plain" in data:
        yield as_json(Verbatim(data["text/plain"]))


def _describe_cell(notebook: nbformat.NotebookNode) -> str:
    """The code cell that was run last, as a reader counts them."""
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    run = [n for n, cell in enumerate(codes, 1) if cell.get("execution_count") or cell.get("outputs")]
    return f"code cell {run[-1] if run else 1}"
