"""Notebooks that follow each other in one kernel: each finds it as new, and only those of framelens share one."""

from __future__ import annotations

from pathlib import Path

import nbformat

from framelens.report.building import _share_kernels
from framelens.report.execution import run_notebooks
from framelens.report.sources import shipped_notebooks

LEAVING = "%matplotlib agg\nimport matplotlib.pyplot as plt\nleft = plt.figure()"
LOOKING = (
    "import matplotlib.pyplot as plt\nfrom multiprocessing.spawn import get_preparation_data\n"
    "print('left' in globals(), plt.get_fignums(), len(In), 'name' in get_preparation_data('a worker'))"
)


def test_the_next_notebook_finds_a_kernel_as_new(tmp_path: Path) -> None:
    paths, told = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"], []
    for path, code in zip(paths, (LEAVING, LOOKING), strict=True):
        cells = [nbformat.v4.new_markdown_cell(f"# Of {path.stem}?"), nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    _, second = run_notebooks(paths, environment={}, folder=tmp_path, tell=told.append)
    assert second.cells[1].outputs[0].text == "False [] 2 True\n" and second.cells[1].execution_count == 1
    assert told == ["Of a?", "Of b?"]


def test_a_notebook_of_the_studys_own_has_a_kernel_for_itself(tmp_path: Path) -> None:
    ours = sorted(shipped_notebooks().glob("*.ipynb"))
    own = tmp_path / ours[1].name
    own.write_text(ours[1].read_text(encoding="utf-8").replace("voices", "voices ", 1), encoding="utf-8")
    notebooks = [ours[0], own, *ours[2:]]
    kernels = _share_kernels(notebooks, 2)
    assert [own] in kernels and len(kernels) == 3
    assert sorted(path for paths in kernels for path in paths) == sorted(notebooks)
