"""Notebooks run from top to bottom, each as in a fresh kernel, and what they show read back as blocks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from framelens.errors import InputError
from framelens.report.markdown import read_markdown
from framelens.results.blocks import MIME_TYPE, Verbatim, as_json

SECONDS_PER_CELL = 1800


# What makes a kernel as new for the next notebook: no names, no open figures, cells counted from 1.
_AFRESH = """
def _begin_afresh(shell):
    import sys

    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    main = vars(sys.modules["__main__"])
    of_the_module = {name: value for name, value in main.items() if name.startswith("__")}
    shell.reset(new_session=True)
    # Without these it is no module, and no process can be started from it.
    main.update({name: value for name, value in of_the_module.items() if name not in main})

_begin_afresh(get_ipython())
"""


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """A notebook as it is in its file.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise InputError(f"{path} cannot be read as a notebook: {error}") from error


def run_notebooks(
    paths: Sequence[Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    stopped: Event | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[nbformat.NotebookNode]:
    """Run copies of notebooks, one after the other, in one kernel of their own; the files are left as they are.

    Between two notebooks the kernel loses its names and figures; modules stay imported. That leaves no trace of a
    notebook that changes nothing else; give any other one a kernel for itself.

    Parameters
    ----------
    paths : sequence of Path
        The notebooks.
    environment : mapping
        Environment variables for the kernel.
    folder : Path
        The folder the kernel works in.
    stopped : threading.Event, optional
        Once it is set no further cell begins, and what was run comes back.
    tell : callable, optional
        Called before each code cell with the heading it stands under.

    Raises
    ------
    InputError
        If a cell fails: the notebook, the cell and the error's last line.
    """
    done: list[nbformat.NotebookNode] = []
    client = NotebookClient(
        nbformat.v4.new_notebook(),
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
    with client.setup_kernel(env={**os.environ, **environment, "PYTHONSAFEPATH": "1"}):
        for path in paths:
            client.nb = notebook = read_notebook(path)
            client.reset_execution_trackers()
            if done and client.kc is not None:
                client.kc.execute(_AFRESH, silent=True)
            question = path.stem
            for number, cell in enumerate(notebook.cells):
                if stopped is not None and stopped.is_set():
                    return done
                if cell.cell_type == "markdown":
                    question = _find_heading(cell.source) or question
                elif tell is not None:
                    tell(question)
                _run_cell(client, path, number)
            done.append(notebook)
    return done


def _run_cell(client: NotebookClient, path: Path, number: int) -> None:
    notebook = client.nb
    try:
        client.execute_cell(notebook.cells[number], number)
    except CellExecutionError as error:
        last = str(error.evalue).strip().splitlines() or [""]
        name = "" if error.ename == "InputError" else f"{error.ename}: "
        raise InputError(f"{path.name}, {_describe_cell(notebook)}: {name}{last[0]}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        reason = "took too long" if isinstance(error, CellTimeoutError) else "ran out of memory or was stopped"
        raise InputError(f"{path.name}, {_describe_cell(notebook)}: the cell {reason}") from error


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


def _find_heading(markdown: str) -> str:
    """The last heading of a cell."""
    headings = [line.lstrip("#").strip() for line in markdown.splitlines() if line.startswith("#")]
    return headings[-1] if headings else ""


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
