"""The command line: what a user types, and what is said when it cannot be done.

Everything heavy is imported by the command that needs it, so that ``framelens --help`` answers at once.
"""

from __future__ import annotations

import argparse
import errno
import gc
import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from framelens.errors import InputError, in_one_line, suggest
from framelens.lazy import leaving_out
from framelens.remote import fetch_source, is_remote

BAD_INPUT, INCOMPLETE, BUG, STOPPED = 2, 3, 70, 130
_COMMANDS = ("report", "read", "annotate", "check", "new")
_SMALL = 100_000  # bytes
_MOST_SHOWN = 80  # letters of a path that is not a name
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Returns
    -------
    int
        0; 2 for bad input; 3 where some articles could not be annotated; 70 for an error in framelens itself; 130 when
        stopped by Ctrl-C.
    """
    # Imports make half a million objects that stay: to look through them again and again takes a tenth of a second.
    gc.set_threshold(100_000, 20, 20)
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return code
    except InputError as error:
        return _complain(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return _complain("stopped", STOPPED)
    except BrokenPipeError:
        # Whoever read the output has had enough of it; what Python flushes at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            return _complain(f"{error.filename or 'the output'} cannot be written: {error.strerror}", BAD_INPUT)
        from framelens.bug import describe_bug

        return _complain(describe_bug(error), BUG)
    return 0


def _run(arguments: Sequence[str]) -> int:
    if not arguments or (not arguments[0].startswith("-") and arguments[0] not in _COMMANDS):
        wanted = f"unknown command '{arguments[0]}'" if arguments else "name a command"
        raise InputError(f"{wanted}; {suggest(arguments[0] if arguments else '', _COMMANDS)}; see framelens --help")
    given = _parser().parse_args(arguments)
    return int(given.run(given) or 0)


def annotate(given: argparse.Namespace) -> int:
    """``framelens annotate SOURCE --out STORE``: annotate articles into a store, or go on with it."""
    from dataclasses import replace

    from framelens.processes import start_server

    given.source = _fetch(given.source)
    workers = given.workers or (1 if _is_small(given.source) else os.cpu_count() or 1)
    if workers > 1 and given.dask is None and Path(given.source).exists():
        start_server()  # while it imports what workers need, this process imports what follows

    from framelens.settings.settings import load_settings, settings_of_source
    from framelens.store import write_store
    from framelens.store.objects import peek_store
    from framelens.store.settings import go_on_under

    if given.study is None:
        there = peek_store(given.out) if is_remote(given.out) else given.out
        study = go_on_under(there, settings_of_source(given.source))
    else:
        study = load_settings(given.study)
        study = replace(study, articles=replace(study.articles, path=given.source))
    redone: list[str] = []
    store = write_store(
        study, given.out, workers=workers, dask=given.dask, progress=not given.quiet, follow=given.follow,
        tell=redone.append,
    )  # fmt: skip
    for line in redone:
        _tell(line)
    copies = store.query("SELECT count(duplicate_of) AS n FROM articles")["n"].iloc[0]
    unread = store.query(
        "SELECT reason, count(*) AS n FROM left_out WHERE kind = 'language' GROUP BY reason ORDER BY reason"
    )
    summary = {
        "store": str(given.out),
        "redone": redone,
        "articles": store.count("articles"),
        "copies": int(copies),
        "left_out": store.count("left_out"),
        "not_annotated": store.list_failed(),
        "not_read": dict(zip(unread["reason"], map(int, unread["n"]), strict=True)),
        "rows": {table: store.count(table) for table in ("segments", "quotes", "mentions", "speakers", "hits")},
        "columns": _columns_taken(study),
    }
    _say(summary, _annotate_lines(summary), as_json=given.json)
    return INCOMPLETE if summary["not_annotated"] else 0


def _fetch(source: Path | str) -> Path:
    """Where articles lie, fetched if that is an address."""
    return fetch_source(source) if isinstance(source, str) and is_remote(source) else Path(source)


def _is_small(source: Path) -> bool:
    """Whether a source is one file that is read before a second process has started."""
    return source.is_file() and source.stat().st_size <= _SMALL


def read(given: argparse.Namespace) -> None:
    """``framelens read SOURCE``: read articles from any archive; list its files, write a table and a parse report."""
    from dataclasses import replace

    from framelens.corpus.listing import list_lines, list_source, read_source
    from framelens.settings.settings import ArticleSource, load_settings

    path = _fetch(given.source)
    source = ArticleSource(path=path)
    if given.study is not None:
        source = replace(load_settings(given.study).articles, path=path)
    if given.list:
        rows = list_source(source)
        _say(rows, list_lines(rows), as_json=given.json)
        return
    result = read_source(source, out=given.out, report=given.report, force=given.force)
    _say(result.as_dict(), result.lines(), as_json=given.json)


def check(given: argparse.Namespace) -> int:
    """``framelens check [STUDY]``: read the settings and every article, and say everything that is wrong."""
    from framelens.check import check_study
    from framelens.report.sources import note_missing

    result = check_study(given.study)
    result.notes.extend(note_missing(given.study))
    _say(result.as_dict(), result.lines(), as_json=given.json)
    for problem in result.problems:
        _complain(problem, BAD_INPUT)
    return BAD_INPUT if result.problems else 0


def report(given: argparse.Namespace) -> int:
    """``framelens report [STUDY]``: run the notebooks and write the report and the figures."""
    # With it jsonschema would compile a grammar of web addresses for 1.6 seconds, which notebooks have no use for.
    with leaving_out("rfc3987_syntax"):
        from framelens.report.building import build_report
    from framelens.report.sources import announce_notebooks

    if is_remote(given.study):
        from framelens.store.objects import fetch_store

        given.out = given.out or Path(f"{given.study.rstrip('/').rpartition('/')[2]}-report")
        given.study = fetch_store(given.study)
    if not given.shipped_notebooks and (said := announce_notebooks(given.study)):
        _tell(said)
    result = build_report(
        given.study, out=given.out, force=given.force, shipped=given.shipped_notebooks, progress=not given.quiet
    )
    files = [str(file) for file in result.files]
    failed = list(result.not_annotated)
    lines = [*files, *(f"{row['source']}: {row['reason']}" for row in failed)]
    _say({"folder": str(result.folder), "files": files, "not_annotated": failed}, lines, as_json=given.json)
    return INCOMPLETE if failed else 0


def new(given: argparse.Namespace) -> None:
    """``framelens new FOLDER``: make the folder of a new study, the preregistration of one, or what it lacks."""
    if given.preregister:
        from framelens.settings.preregistering import preregister

        page = preregister(given.folder)
        lines = [f"wrote {page}; register it before you run framelens report, which lists every later change"]
        _say({"preregistration": str(page)}, lines, as_json=given.json)
        return
    from framelens.report.scaffold import add_notebooks, new_study

    if given.notebooks:
        added = [str(path) for path in add_notebooks(given.folder)]
        _say({"notebooks": added}, [f"added {path}" for path in added], as_json=given.json)
        return
    folder = new_study(given.folder, example=given.example)
    seeds = folder / "seeds"
    lines = [f"made the study {seeds}; put your articles into {seeds / 'articles'} and run: framelens report {seeds}"]
    _say({"study": str(seeds)}, lines, as_json=given.json)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="framelens", description="Reproducible media-framing studies.")
    parser.add_argument("--version", action="version", version=f"framelens {version('framelens')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    command = _add(commands, "report", report, "run the notebooks; write the report and the figures")
    command.add_argument("study", nargs="?", type=_place, default=Path("seeds"), help="folder of a study, or a store")
    command.add_argument("--out", type=_path, help="folder to write into")
    command.add_argument("--shipped-notebooks", action="store_true", help="run framelens' notebooks, not the study's")
    command.add_argument("--force", action="store_true", help="replace files of other making; they are kept beside")
    command.add_argument("--quiet", action="store_true", help="no progress bar")

    command = _add(commands, "read", read, "read articles from any archive and say what was found where")
    command.add_argument("source", type=_place, help="folder, file or archive")
    command.add_argument("--list", action="store_true", help="say which reader takes which file, and why")
    command.add_argument("--out", type=_path, metavar="FILE", help="write the articles as .parquet or .csv")
    command.add_argument("--report", type=_path, metavar="FILE", help="write what was found where, .csv or .parquet")
    command.add_argument("--study", type=_path, metavar="FOLDER", help="settings to use")
    command.add_argument("--force", action="store_true", help="replace files that framelens did not write")

    command = _add(commands, "annotate", annotate, "annotate articles into a store, or go on with one")
    command.add_argument("source", type=_place, help="folder, file or archive of articles")
    command.add_argument("--out", type=_place, required=True, metavar="STORE", help="folder of the store")
    command.add_argument("--study", type=_path, metavar="FOLDER", help="settings, frames and roster to use")
    command.add_argument("--workers", type=_positive, metavar="N", help="processes (default: one per core)")
    command.add_argument("--dask", metavar="ADDRESS", help="annotate on the Dask cluster of this scheduler")
    command.add_argument(
        "--follow", action="store_true", help="articles that are other in SOURCE are annotated again, and those that "
        "are gone there are dropped",
    )  # fmt: skip
    command.add_argument("--quiet", action="store_true", help="no progress bar")

    command = _add(commands, "check", check, "read a study's settings and articles and say what is wrong")
    command.add_argument("study", nargs="?", type=_path, default=Path("seeds"), help="folder of a study")

    command = _add(commands, "new", new, "make the folder of a new study")
    command.add_argument("folder", type=_path)
    command.add_argument("--example", metavar="NAME", help="begin with another example: languages")
    command.add_argument("--notebooks", action="store_true", help="add the notebooks that the study in it lacks")
    command.add_argument(
        "--preregister", action="store_true", help="of the study in this folder, before its articles are read: write "
        "preregistration.md, which the report comes back to",
    )  # fmt: skip
    return parser


def _add(commands: Any, name: str, run: Any, what: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what[0].upper() + what[1:])
    command.set_defaults(run=run)
    command.add_argument("--json", action="store_true", help="print what a program can read")
    return command


class _Parser(argparse.ArgumentParser):
    """A parser that complains in one line, as everything else here does."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see {self.prog} --help")


def _place(text: str) -> Path | str:
    """A path, or an address in object storage."""
    return text if is_remote(text) else _path(text)


def _path(text: str) -> Path:
    """A path that can be one, whether anything is there or not."""
    try:
        os.lstat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' cannot be the name of anything ({error})") from error
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
            raise argparse.ArgumentTypeError(f"'{shown}' cannot be the name of anything ({error.strerror})") from error
    return Path(text)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' must be a whole number, 1 or more")
    return int(text)


def _columns_taken(study: Any) -> dict[str, dict[str, str]]:
    from framelens.corpus import list_files

    return {str(row["file"]): row["columns"] for row in list_files(study.articles) if row["columns"]}  # type: ignore[misc]


def _annotate_lines(summary: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{file}: " + ", ".join(f"{field} from '{column}'" for field, column in columns.items())
        for file, columns in summary["columns"].items()
    ]
    rows = ", ".join(f"{n:,} {table}" for table, n in summary["rows"].items())
    lines.append(f"{summary['store']}: {summary['articles']:,} articles ({summary['copies']:,} of them copies), {rows}")
    if summary["left_out"]:
        lines.append(f"left out: {summary['left_out']:,}; the reasons are in {summary['store']}/left_out")
    else:
        lines.append("left out: nothing")
    lines += [f"{n:,} articles left out: {reason}" for reason, n in summary["not_read"].items()]
    again = {"died": "; the same command tries it again", "failed": ""}
    lines += [f"{row['source']}: {row['reason']}{again[row['kind']]}" for row in summary["not_annotated"]]
    return lines


def _say(values: object, lines: Sequence[str], *, as_json: bool) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=2) if as_json else "\n".join(map(in_one_line, lines))
    sys.stdout.write(text + "\n")


def _complain(message: str, code: int) -> int:
    _tell(message)
    return code


def _tell(message: str) -> None:
    line = "".join(c if c.isprintable() else " " for c in " ".join(message.split()))
    sys.stderr.write(f"framelens: {line}\n")


if __name__ == "__main__":
    sys.exit(main())
