"""No command writes onto what it reads, nor onto what framelens did not make, and each says in one line why not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from framelens.cli import main
from framelens.errors import InputError
from framelens.report.scaffold import add_notebooks, new_study
from framelens.report.sources import announce_notebooks, note_missing

ROWS = "text,headline\nAnn Lee said no.,One\nBo Ek left.,Two\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """The exit code, and what was said on standard error: one line or none."""
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr().err
    assert said.count("\n") == (code != 0), said
    return code, said


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A researcher's table, in a folder of its own."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "own.csv").write_text(ROWS)
    return tmp_path / "data" / "own.csv"


SAME: dict[str, Callable[[Path], Path]] = {
    "itself": lambda own: own,
    "by a path with dots": lambda own: own.parent / ".." / "data" / "." / "own.csv",
    "by a link": lambda own: link(own.parent.parent / "link.csv", own),
    "by a link to its folder": lambda own: link(own.parent.parent / "other", own.parent) / "own.csv",
    "by a hard link": lambda own: hard_link(own.parent.parent / "hard.csv", own),
}


def link(path: Path, to: Path) -> Path:
    path.symlink_to(to)
    return path


def hard_link(path: Path, to: Path) -> Path:
    os.link(to, path)
    return path


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("option", ["--out", "--report"])
@pytest.mark.parametrize("name", SAME)
def test_a_source_is_never_written_onto(
    own: Path, capsys: pytest.CaptureFixture[str], name: str, option: str, force: tuple[str, ...]
) -> None:
    out = SAME[name](own)
    code, said = run(capsys, "read", own, option, out, *force)
    assert (code, said) == (2, f"framelens: {out} is what is read; name another file\n")
    assert own.read_text() == ROWS


def test_a_relative_name_is_the_same_file(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own.parent)
    code, said = run(capsys, "read", own, "--out", "own.csv", "--force")
    assert (code, own.read_text()) == (2, ROWS) and "own.csv is what is read" in said


def test_nothing_is_written_among_what_is_read(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = own.parent / "articles.parquet"
    code, said = run(capsys, "read", own.parent, "--out", out)
    assert code == 2 and said.endswith(f"{out} would lie in {own.parent}, and be read with it; name another file\n")
    assert [path.name for path in own.parent.iterdir()] == ["own.csv"]


def test_only_what_framelens_wrote_is_replaced_unless_forced(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "articles.csv"
    out.write_text("a table of mine\n")
    code, said = run(capsys, "read", own, "--out", out)
    assert (code, out.read_text()) == (2, "a table of mine\n")
    assert said == (
        f"framelens: {out} is there already and was not written by framelens, or was changed since; name another file, "
        "or replace it with --force\n"
    )
    assert run(capsys, "read", own, "--out", out, "--force")[0] == 0
    written = out.read_text()
    assert run(capsys, "read", own, "--out", out)[0] == 0  # framelens' own
    out.write_text(written + "a line of mine\n")
    assert run(capsys, "read", own, "--out", out)[0] == 2
    assert out.read_text().endswith("a line of mine\n")
    assert run(capsys, "read", own, "--out", tmp_path / "a.csv", "--report", tmp_path / "." / "a.csv")[0] == 2


BAD_PLACES = {
    "a kernel's folder": "/proc/none/x{suffix}",
    "a kernel's file": "/proc/version{suffix}",
    "below a file": "{file}/x{suffix}",
    "a name too long": "{folder}/" + "n" * 300 + "{suffix}",
    "a path too long": "{folder}/" + "p/" * 2500 + "x{suffix}",
    "a NUL": "{folder}/a\0b{suffix}",
}


@pytest.mark.parametrize("command", ["read --out", "read --report", "new", "annotate --out", "report --out"])
@pytest.mark.parametrize("name", BAD_PLACES)
def test_a_place_that_cannot_be_written_is_one_line(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, command: str
) -> None:
    suffix = ".csv" if command.startswith("read") else ""
    place = BAD_PLACES[name].format(file=own, folder=tmp_path, suffix=suffix)
    study = new_study(tmp_path / "study")
    before = sorted(tmp_path.rglob("*"))
    arguments = {
        "read": ["read", own, command.split()[-1], place],
        "new": ["new", place],
        "annotate": ["annotate", own, "--workers", "1", "--quiet", "--out", place],
        "report": ["report", study / "seeds", "--quiet", "--out", place],
    }[command.split()[0]]
    code, said = run(capsys, *arguments)
    assert code == 2 and said.startswith("framelens: ")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", ["read", "annotate", "check", "report"])
@pytest.mark.parametrize("name", ["a path too long", "a NUL", "a name too long"])
def test_a_source_that_no_disk_can_hold_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, command: str
) -> None:
    place = BAD_PLACES[name].format(folder=tmp_path, suffix="")
    code, said = run(capsys, command, place, *(("--out", tmp_path / "s") if command == "annotate" else ()))
    assert code == 2 and said.startswith("framelens: ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root is refused nothing")
def test_a_read_only_folder_is_one_line(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    for arguments in (["read", own, "--out", tmp_path / "shut" / "a.csv"], ["new", tmp_path / "shut" / "study"]):
        assert run(capsys, *arguments)[0] == 2


def test_a_store_is_never_made_of_itself(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "store"
    arguments = ["--workers", "1", "--quiet", "--out", store]
    assert main(["annotate", str(own), *map(str, arguments)]) == 0
    capsys.readouterr()
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    for source in (store, store / "articles", next((store / "articles").iterdir())):
        assert run(capsys, "annotate", source, *arguments)[0] == 2
    code, said = run(capsys, "report", store, "--quiet", "--out", store)
    assert code == 2 and "which the report is made of" in said
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


def test_a_report_is_not_written_among_the_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles = new_study(tmp_path / "study") / "seeds" / "articles"
    before = sorted(articles.iterdir())
    code, said = run(capsys, "report", articles.parent, "--quiet", "--out", articles)
    assert code == 2 and "would lie in" in said and sorted(articles.iterdir()) == before


def test_a_new_study_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", fail)
        with pytest.raises(KeyboardInterrupt):
            new_study(tmp_path / "study")
    assert not list(tmp_path.iterdir())
    (tmp_path / "study").mkdir()
    assert (new_study(tmp_path / "study") / "notebooks" / "report.ipynb").is_file()


def test_an_older_study_is_told_of_the_notebooks_it_lacks(tmp_path: Path) -> None:
    home = new_study(tmp_path / "study")
    assert note_missing(home / "seeds") == []
    lost, own = home / "notebooks" / "7-network.ipynb", home / "notebooks" / "report.ipynb"
    lost.unlink()
    own.write_text("mine")
    assert note_missing(home / "seeds") == [
        f"{lost.parent} lacks 7-network.ipynb, which comes with framelens; framelens new {home} --notebooks adds "
        "what is missing and leaves your notebooks as they are"
    ]
    assert add_notebooks(home) == [lost] and lost.is_file() and own.read_text() == "mine"
    with pytest.raises(InputError, match="has every notebook of framelens; nothing was added"):
        add_notebooks(home)
    shutil.rmtree(lost.parent)  # without a notebook of its own, those of framelens run
    assert note_missing(home) == []


def test_a_studys_own_notebooks_are_announced_once(tmp_path: Path) -> None:
    home = new_study(tmp_path / "study")
    assert announce_notebooks(home) is None  # those of framelens
    own = home / "notebooks" / "report.ipynb"
    notebook = nbformat.read(own, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import os"))
    nbformat.write(notebook, own)
    assert announce_notebooks(home / "seeds") == (
        f"running the study's own notebooks in {own.parent} (report.ipynb): they are programs and may do whatever you "
        "may; --shipped-notebooks runs those of framelens instead"
    )
    assert announce_notebooks(home / "seeds") is None
    notebook.cells[-1].source = "import shutil"
    nbformat.write(notebook, own)
    assert announce_notebooks(home / "seeds") is not None
