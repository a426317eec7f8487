"""Files beside a study are read, never run, whatever module they are called after."""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import docx
import nbformat
import pytest

import framelens

PACKAGE = Path(framelens.__file__).parent
ROOT = Path(__file__).parents[1]


@cache
def imported_names():
    """Every module that the package, or what it starts, may import: by its source, and all of the standard library."""
    names = set(sys.stdlib_module_names)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    names |= {name.partition(".")[0] for name in sys.modules if "." not in name and name.isidentifier()}
    names |= {"ipykernel", "IPython", "zmq", "traitlets", "jupyter_client", "tornado", "comm", "trafilatura", "docx"}
    return sorted(names - {"framelens", "conftest", "sitecustomize", "usercustomize"})


def plant(folder, marks):
    for name in imported_names():
        line = f"open({str(marks / name)!r}, 'w').close()\nraise ImportError('planted')\n"
        (folder / f"{name}.py").write_text(line)


@pytest.fixture
def planted(tmp_path):
    """A study with an article of each kind that is read apart, modules planted in it and in the current folder."""
    study, current, marks = tmp_path / "study", tmp_path / "current", tmp_path / "marks"
    (study / "articles").mkdir(parents=True)
    current.mkdir()
    marks.mkdir()
    (study / "study.toml").write_text('title = "T"\n[frames]\npath = "frames.yaml"\n')
    (study / "frames.yaml").write_text("frames:\n  economic:\n    terms: [cost*]\n")
    for number in range(3):
        text = f"“The cost is {number},” said Ann Lee, the minister. She said that it was high."
        (study / "articles" / f"{number}.txt").write_text(text, encoding="utf-8")
    document = docx.Document()
    document.add_paragraph("Bo Ray said that the cost was low.")
    document.save(study / "articles" / "word.docx")
    (study / "articles" / "page.html").write_text("<html><body><article><p>" + "Ann Lee said so. " * 20 + "</p>")
    # The report's own notebook stands for the shipped ones, which would take a minute.
    (study / "notebooks").mkdir()
    cells = "study.story.findings() study.story.voices_figure() study.story.groups() study.keyness() study.toward()"
    made = [nbformat.v4.new_code_cell(cell) for cell in ["import framelens as fl\nstudy = fl.open()", *cells.split()]]
    nbformat.write(nbformat.v4.new_notebook(cells=made), study / "notebooks" / "report.ipynb")
    for folder in (study, current):
        plant(folder, marks)
    return study, current, marks


def run(command, current, **environment):
    variables = {**os.environ, **environment}
    return subprocess.run(command, cwd=current, env=variables, capture_output=True, text=True, timeout=900)


COMMANDS = {
    "check": ["check", "{study}"],
    "read": ["read", "{study}/articles", "--out", "{out}.csv"],
    "annotate": ["annotate", "{study}/articles", "--out", "{out}", "--study", "{study}", "--workers", "2", "--quiet"],
    "report": ["report", "{study}", "--out", "{out}", "--quiet"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_planted_is_run(planted, tmp_path, command):
    study, current, marks = planted
    arguments = [word.format(study=study, out=tmp_path / "out") for word in COMMANDS[command]]
    script = Path(sys.executable).with_name("framelens")
    done = run([str(script), *arguments], current)
    assert sorted(mark.name for mark in marks.iterdir()) == []
    assert done.returncode == 0, done.stderr


def test_nothing_planted_is_run_by_the_module(planted, tmp_path):
    """``python -m`` itself imports some modules before it runs any; Python alone can be told not to (-P)."""
    study, current, marks = planted
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "empty.py").write_text("import sys; print(' '.join(sys.modules))")
    for name in run([sys.executable, "-m", "empty"], bare).stdout.split():
        (current / f"{name}.py").unlink(missing_ok=True)
    arguments = ["annotate", str(study / "articles"), "--out", str(tmp_path / "out"), "--workers", "2", "--quiet"]
    done = run([sys.executable, "-m", "framelens", *arguments], current)
    assert sorted(mark.name for mark in marks.iterdir()) == []
    assert done.returncode == 0, done.stderr


def test_nothing_planted_is_run_by_a_script_elsewhere(planted, tmp_path):
    """A script has its own folder to import from; the processes it starts have neither that nor the current one."""
    study, current, marks = planted
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "go.py").write_text(
        "import framelens, sys, os\nfrom framelens.settings.settings import settings_of_source\n"
        "from framelens.store import write_store\n"
        f"write_store(settings_of_source({str(study / 'articles')!r}), {str(tmp_path / 'out')!r}, workers=2)\n"
    )
    done = run([sys.executable, str(plain / "go.py")], current)
    assert sorted(mark.name for mark in marks.iterdir()) == []
    assert done.returncode == 0, done.stderr


def test_a_module_on_the_users_own_path_is_still_found(tmp_path):
    (tmp_path / "own_annotator.py").write_text("from framelens.annotate.article import annotate_article as annotate\n")
    (tmp_path / "c.jsonl").write_text('{"text": "Ann Lee said so."}\n' * 2)
    code = (
        "from own_annotator import annotate\nfrom framelens.settings.settings import settings_of_source\n"
        "from framelens.store import write_store\n"
        "print(write_store(settings_of_source('c.jsonl'), 'out', workers=2, annotate=annotate).count('articles'))\n"
    )
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run([sys.executable, "-P", "-c", code], tmp_path, PYTHONPATH=paths)
    assert done.stdout == "2\n", done.stderr


def test_a_kernel_does_not_look_in_its_folder(tmp_path):
    from framelens.report.execution import run_notebooks

    (tmp_path / "beside.py").write_text("NAME = 'beside'\n")
    cell = nbformat.v4.new_code_cell
    asked = "import sys; sys.path.insert(0, '.'); import beside; print(beside.NAME)"
    unasked = "try:\n    import beside\nexcept ImportError:\n    print('not found')"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell(unasked), cell(asked)]), tmp_path / "n.ipynb")
    (done,) = run_notebooks([tmp_path / "n.ipynb"], environment={}, folder=tmp_path)
    assert [c.outputs[0].text for c in done.cells] == ["not found\n", "beside\n"]
