"""A report is put into its place: whole at every moment, and nothing of a researcher's is lost."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from framelens.disk import SUMS, as_sums, hash_file, read_sums, write_together, write_whole
from framelens.errors import InputError
from framelens.report import delivery
from framelens.report.delivery import STAGING, deliver, open_target
from framelens.report.manifest import hash_files

KILLS = 200
OWN = {
    "report/thesis.docx": b"three years of work",
    "report/tables/mine.csv": b"a,b\n",
    "report/notes/to-do.txt": b"much",
    "figures/map.svg": b"<svg/>",
    "figures/raw/photo.png": b"\x89PNG",
}


def make_work(folder: Path, version: str, figures: tuple[str, ...] = ("voices", "tone")) -> str:
    """What a run makes, in a folder; its manifest."""
    for name in ("report.html", "report.pdf", "tables/voices.csv", "tables/voices.tex"):
        write(folder / "report" / name, f"{name} {version}".encode() * 2000)
    for name in figures:
        for kind in ("pdf", "svg", "png"):
            write(folder / "figures" / f"{name}.{kind}", f"{name} {kind} {version}".encode() * 2000)
    outputs = {f"{p}/{f}": h for p in ("report", "figures") for f, h in hash_files(folder / p).items()}
    return json.dumps({"outputs": outputs, "versions": {"framelens": version}})


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def put(target: Path, work: Path, manifest: str, *, force: bool = False) -> None:
    with open_target(target, force=force):
        deliver(work, target, manifest, force=force)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, dict[str, tuple[Path, str]]]:
    """A target with the first report and a researcher's own files; and what two runs made."""
    works = {
        "old": (tmp_path / "old", make_work(tmp_path / "old", "old", ("voices", "dropped"))),
        "new": (tmp_path / "new", make_work(tmp_path / "new", "new")),
    }
    target = tmp_path / "study"
    put(target, *works["old"])
    for name, content in OWN.items():
        write(target / name, content)
    return target, works


def which(target: Path, part: str) -> str:
    """Which report stands there, every file of it; an error where it is neither."""
    mark = target / "report" / "manifest.json"
    versions = [json.loads(mark.read_text())["versions"]["framelens"]] if part == "report" else ["old", "new"]
    for version in versions:
        listed = {"report": ("report.html", "report.pdf", "tables/voices.csv", "tables/voices.tex"),
                  "figures": ("voices.pdf", "voices.svg", "voices.png",
                              *(f"{'dropped' if version == 'old' else 'tone'}.{k}" for k in ("pdf", "svg", "png"))),
                  }[part]  # fmt: skip
        if all(
            (target / part / name).is_file() and version.encode() in (target / part / name).read_bytes()[-40:]
            for name in listed
        ):
            return version
    raise AssertionError(f"{part} is neither the old nor the new one")


def check_own(target: Path) -> None:
    assert {name: (target / name).read_bytes() for name in OWN} == OWN


def check_pair(target: Path) -> str:
    """After the next run began: one report, its figures, the researcher's files, and no trace."""
    with open_target(target):
        pass
    version = which(target, "report")
    assert which(target, "figures") == version
    outputs = json.loads((target / "report" / "manifest.json").read_text())["outputs"]
    assert {name: hash_file(target / name) for name in outputs} == outputs
    gone = "tone" if version == "old" else "dropped"
    assert not list((target / "figures").glob(f"{gone}.*"))
    check_own(target)
    assert sorted(path.name for path in target.iterdir()) == ["figures", "report"]
    assert not list(target.rglob("*.kept*")) and not list(target.rglob("*.unfinished"))
    return version


def test_a_new_report_takes_the_place_of_the_old_and_of_nothing_else(made: Any) -> None:
    target, works = made
    places = {name: (target / name).stat().st_ino for name in OWN}
    put(target, *works["new"])
    assert check_pair(target) == "new"
    assert {name: (target / name).stat().st_ino for name in OWN} == places  # the same files, not copies
    assert read_sums(target / "figures")["voices.svg"] == {hash_file(target / "figures" / "voices.svg")}


def in_child(work: Callable[[], None]) -> int:
    """The process id of a child that does the work and ends without a word."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        os._exit(99)
    os._exit(0)


def die_at(step: int) -> None:
    """From now on the process dies before its ``step``-th change on disk."""
    left = step

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        changes = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "shutil.rmtree"}
        if event in changes or (event == "open" and "w" in str(arguments[1])):
            left -= 1
            if left < 0:
                os._exit(137)

    sys.addaudithook(hook)


@pytest.mark.skipif(os.name == "nt", reason="processes are not forked there")
@pytest.mark.parametrize("way", ["exchange", "rename", "files"])
def test_dying_before_any_change_on_disk_leaves_a_whole_report(
    made: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Whichever step it is; ``files`` is the way where folders cannot be renamed, which takes several steps."""
    target, works = made
    set_way(monkeypatch, way)
    turn, step, seen = ("old", "new"), 0, set()
    while True:
        state = which(target, "report")
        source = works[turn[state == "old"]]

        def work(step: int = step, source: tuple[Path, str] = source) -> None:
            die_at(step)
            put(target, *source)

        _, status = os.waitpid(in_child(work), 0)
        code = os.waitstatus_to_exitcode(status)
        assert code in (0, 137)
        if way == "exchange":
            assert which(target, "report") and which(target, "figures")
        if way != "rename":  # by renaming twice, a folder stands beside its place for a moment
            check_own(target)
        seen.add(check_pair(target))
        if code == 0:
            break
        step += 1
    assert step > 60 and seen == {"old", "new"}


@pytest.mark.skipif(os.name == "nt", reason="processes are not killed there")
def test_killed_at_random_there_is_always_a_whole_report(made: Any) -> None:
    target, works = made
    random.seed(14)
    began = time.monotonic()
    os.waitpid(in_child(lambda: put(target, *works["new"])), 0)
    span, killed = time.monotonic() - began, 0
    while killed < KILLS:
        source = works["new" if which(target, "report") == "old" else "old"]
        child = in_child(lambda source=source: put(target, *source))
        time.sleep(random.uniform(0, span))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        assert which(target, "report") and which(target, "figures")
        check_own(target)
        if killed % 5 == 0:
            check_pair(target)
    check_pair(target)


def set_way(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Pretend a system without an exchange in one step, or one that cannot rename folders at all."""
    if way == "exchange":
        return
    monkeypatch.setattr(delivery, "exchange", lambda one, other: False)
    if way == "files":
        rename = Path.rename

        def refuse(self: Path, to: Path) -> Path:
            if self.is_dir() and self.parent.name == "study":
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(self))
            return rename(self, to)

        monkeypatch.setattr(Path, "rename", refuse)


@pytest.mark.parametrize("way", ["rename", "files"])
def test_other_ways_end_in_the_same(made: Any, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    target, works = made
    set_way(monkeypatch, way)
    for name in ("new", "old", "new"):
        put(target, *works[name])
        assert check_pair(target) == name


def test_what_was_saved_while_a_report_was_delivered_is_brought_back(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, works = made

    def save_then_exchange(one: Path, other: Path, real: Any = delivery.exchange) -> bool:
        if other.name == "report":
            write_whole(other / "thesis.docx", b"one more page")
            write_whole(other / "late.txt", b"late")
            write_whole(other / "report.html", b"by hand")
        return bool(real(one, other))

    monkeypatch.setattr(delivery, "exchange", save_then_exchange)
    put(target, *works["new"])
    report = target / "report"
    assert {p.name: p.read_bytes() for p in report.glob("*.kept")} == {
        "thesis.docx.kept": b"one more page", "report.html.kept": b"by hand"}  # fmt: skip
    assert (report / "late.txt").read_bytes() == b"late" and which(target, "report") == "new"


REFUSED = {
    "a foreign folder": (lambda t: write(t / "report" / "thesis.docx", b"x"), "is not a report of framelens (it holds"),
    "a file": (lambda t: write(t / "report", b"x"), "is a file, where a folder is to be written"),
    "a link": (lambda t: (t / "report").symlink_to(t.parent), "is a link, where a folder is to be written"),
    "a link to nothing": (lambda t: (t / "figures").symlink_to(t / "no"), "is a link, where a folder is to be written"),
    "a manifest of something else": (lambda t: write(t / "report" / "manifest.json", b'{"outputs": {}}'),
                                     "is not a report of framelens (it holds manifest.json)"),
    "a manifest that is a list": (lambda t: write(t / "report" / "manifest.json", b"[1]"), "is not a report of"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_framelens_own_is_refused_before_anything_runs(tmp_path: Path, name: str) -> None:
    target = tmp_path / "study"
    target.mkdir()
    REFUSED[name][0](target)
    before = sorted((p.relative_to(tmp_path), p.is_symlink()) for p in tmp_path.rglob("*"))
    with pytest.raises(InputError, match=f"(?s)^{target}.*") as error, open_target(target):
        raise RuntimeError("the notebooks would run")
    assert REFUSED[name][1] in str(error.value) and "--out" in str(error.value)
    assert sorted((p.relative_to(tmp_path), p.is_symlink()) for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["report/report.html", "figures/voices.svg"])
def test_a_changed_file_of_a_report_is_refused_and_kept_with_force(made: Any, name: str) -> None:
    target, works = made
    write(target / name, b"changed by hand")
    with pytest.raises(InputError) as error, open_target(target):
        raise RuntimeError("the notebooks would run")
    short = name.split("/")[1]
    assert str(error.value) == (
        f"{target / name} was changed since framelens wrote it; move it away, or have it replaced (and kept as "
        f"{short}.kept) with --force"
    )
    put(target, *works["new"], force=True)
    assert which(target, "report") == which(target, "figures") == "new"
    assert (target / f"{name}.kept").read_bytes() == b"changed by hand"
    check_own(target)


def test_a_figure_of_other_making_is_not_written_onto(made: Any) -> None:
    target, works = made
    write(target / "figures" / "tone.svg", b"my own tone")
    with pytest.raises(InputError, match=r"tone.svg was not made by framelens; move it away, or have it replaced"):
        put(target, *works["new"])
    assert (target / "figures" / "tone.svg").read_bytes() == b"my own tone"
    assert which(target, "report") == which(target, "figures") == "old"
    # One that framelens exported from a notebook is its own, and so is one that is the same anyway.
    write(target / "figures" / SUMS, as_sums({"tone.svg": {hash_file(target / "figures" / "tone.svg")}}))
    write(target / "figures" / "tone.png", (works["new"][0] / "figures" / "tone.png").read_bytes())
    put(target, *works["new"])
    assert check_pair(target) == "new"


def test_a_manifest_that_leads_out_removes_nothing_there(tmp_path: Path) -> None:
    target = tmp_path / "study"
    write(tmp_path / "precious.txt", b"x")
    write(target / "other.txt", b"y")
    outputs = {
        name: hash_file(target / name) for name in ("report/../../precious.txt", "other.txt")
        if not (target / "report").mkdir(exist_ok=True)
    }  # fmt: skip
    listed = {"outputs": {**outputs, str(tmp_path / "precious.txt"): "0"}, "versions": {"framelens": "1"}}
    write(target / "report" / "manifest.json", json.dumps(listed).encode())
    put(target, tmp_path / "work", make_work(tmp_path / "work", "new"), force=True)
    assert (tmp_path / "precious.txt").read_bytes() == b"x" and (target / "other.txt").read_bytes() == b"y"


def test_a_planted_journal_behind_a_link_moves_nothing(tmp_path: Path) -> None:
    target, home = tmp_path / "study", tmp_path / "home"
    write(home / "precious.txt", b"x")
    (target / STAGING / "old").mkdir(parents=True)
    (target / STAGING / "old" / "report").symlink_to(home)
    marks = {"outputs": {}, "marks": {"figures": "0", "report": "0"}}
    write(target / STAGING / "journal.json", json.dumps(marks).encode())
    with pytest.raises(InputError, match="is a link, which framelens does not make; remove it"), open_target(target):
        pass
    assert (home / "precious.txt").read_bytes() == b"x"


def test_two_reports_are_not_written_into_one_place_at_once(tmp_path: Path) -> None:
    with open_target(tmp_path / "study"):
        said = pytest.raises(InputError, match=r"a report is being written into .*study by another process; wait")
        with said, open_target(tmp_path / "study"):
            pass
    with open_target(tmp_path / "study"):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="processes are not forked there")
def test_files_are_whole_whenever_their_writer_dies(tmp_path: Path) -> None:
    old, new = {n: f"old {n}".encode() for n in "abc"}, {n: f"new {n}".encode() for n in "abc"}
    write_together(tmp_path, old)
    step, code = 0, 137
    while code:

        def work(step: int = step) -> None:
            die_at(step)
            write_together(tmp_path, new)

        code = os.waitstatus_to_exitcode(os.waitpid(in_child(work), 0)[1])
        assert all((tmp_path / n).read_bytes() in (old[n], new[n]) for n in "abc")
        step += 1
    assert step > 6
    write_together(tmp_path, new)  # the next writer clears what dead ones left
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == new


def test_a_file_keeps_its_rights_and_a_link_what_it_leads_to(tmp_path: Path) -> None:
    write(tmp_path / "kept.txt", b"kept")
    (tmp_path / "link.txt").symlink_to(tmp_path / "kept.txt")
    write_whole(tmp_path / "link.txt", b"new")
    assert (tmp_path / "kept.txt").read_bytes() == b"kept" and not (tmp_path / "link.txt").is_symlink()
    (tmp_path / "kept.txt").chmod(0o640)
    write_whole(tmp_path / "kept.txt", b"new")
    assert (tmp_path / "kept.txt").stat().st_mode & 0o777 == 0o640
    for path in (tmp_path, tmp_path / "kept.txt" / "a", tmp_path / ("n" * 300), tmp_path / "no" / "a"):
        with pytest.raises(InputError, match="cannot be written: "):
            write_whole(path, b"x")


def test_the_figures_of_this_repository_are_known_as_framelens_own() -> None:
    """Otherwise a fresh clone whose figures differ would refuse its first report."""
    figures = Path(__file__).parents[2] / "figures"
    sums = read_sums(figures)
    files = [path for path in figures.iterdir() if path.name != SUMS]
    assert [path.name for path in files if hash_file(path) not in sums.get(path.name, set())] == []
