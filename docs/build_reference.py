"""The reference: every public name with its docstring and its example, which is run.

``make reference`` writes ``docs/reference/*.md``; the tests run every example and say what is missing or out of date.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

import framelens as fl
from framelens.results.network import Network
from framelens.results.opened import Opened
from framelens.study.codes import Codes
from framelens.study.registry import MEASURES
from framelens.study.story import Story

FOLDER = Path(__file__).parent / "reference"
LONGEST = 1200
OBJECTS = ("measure", "opened", "network", "study.story", "study.codes")  # made by others, never by hand
SPACES = ("stats", "figures", "read", "lexicon")
# The report runs eight notebooks: tests/test_notebooks.py and tests/browser do that.
RUN_ELSEWHERE = ("fl.build_report", "study.report")
PAGES = {
    "study": ("The study", "`fl.open()` gives a study. Its measures are its methods, its tables its attributes."),
    "measure": ("Measures", "What every measure gives back, and what its rows open at."),
    "story": ("The story", "`study.story` tells the chapters of the report. Each method returns a block."),
    "codes": ("People’s coding", "`study.codes`: samples, forms, agreement, scores, corrected estimates."),
    "objects": ("Settings and other objects", "The remaining names of `import framelens as fl`."),
    "stats": ("fl.stats", "The functions behind the measures: a study (or its annotations) in, tidy tables out."),
    "figures": ("fl.figures", "Each function takes a tidy table and returns a matplotlib Axes."),
    "read": ("fl.read", "Reading and writing what a study is made of."),
    "lexicon": ("fl.lexicon", "Lexicons: words with a valence, their citation and licence."),
}
SETTING = """Every example runs in the tests, on six made-up articles from three outlets (`framelens new my-study`).
Before each example there are: `study = fl.open("my-study")`; an empty `folder`; `pd` (pandas); a study with codes
(`coded`); and small made-up tables: `answers` (of two coders), `units` (coded units), `articles` with `codes` (to learn
from), `relations`, `curve`, `agreement` and `corrected`."""


@dataclass(frozen=True)
class Entry:
    """One public name: the page and heading it stands under, how it is written, and what it is.

    ``member`` is true for what a class's own example shows.
    """

    page: str
    name: str
    written: str
    value: Any
    member: bool = False

    @property
    def doc(self) -> str:
        return inspect.getdoc(self.value) or ""

    @property
    def summary(self) -> str:
        return " ".join(_plain(self.doc.strip().split("\n\n")[0]).split())

    @property
    def example(self) -> str:
        """The lines of the docstring's example."""
        steps = doctest.DocTestParser().get_examples(self.doc)
        return re.sub(r"(?m)[ ]+#.*$", "", "".join(step.source for step in steps))


def list_entries() -> list[Entry]:
    """Every public name, in the order of the pages."""
    top = [name for name in fl.__all__ if not name.startswith("_") and name not in SPACES]
    shown = ("open", "Study", "Measure")
    entries = [Entry("study", "open", "fl.open", fl.open), Entry("study", "Study", "fl.Study", fl.Study)]
    measures = [name for name in MEASURES if "." not in name]
    names = [*measures, *(name for name in dir(fl.Study(fl.Settings.__new__(fl.Settings))) if name not in MEASURES)]
    entries += [Entry("study", name, f"study.{name}", member) for name in names if (member := _member(fl.Study, name))]
    for page, kind, written in (("measure", fl.Measure, "measure"), ("measure", Opened, "opened"),
                                ("measure", Network, "network"), ("story", Story, "study.story"),
                                ("codes", Codes, "study.codes")):  # fmt: skip
        entries.append(Entry(page, kind.__name__, written, kind, member=page == "story"))
        entries += [Entry(page, name, f"{written}.{name}", value, member=True) for name, value in _members(kind)]
    entries += [Entry("objects", name, f"fl.{name}", getattr(fl, name)) for name in top if name not in shown]
    for space in SPACES:
        module = import_module(f"framelens.{space}")
        entries += [Entry(space, name, f"fl.{space}.{name}", getattr(module, name)) for name in module.__all__]
    return [entry for entry in entries if callable(entry.value) or isinstance(entry.value, property)]


def _member(kind: type, name: str) -> Any:
    value = inspect.getattr_static(kind, name, None)
    return property(value.func, doc=value.func.__doc__) if hasattr(value, "func") else value


def _members(kind: type) -> Iterator[tuple[str, Any]]:
    names = [name for base in kind.__mro__[:-1] for name in vars(base)]
    for name in dict.fromkeys(names):
        value = _member(kind, name)
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            yield name, value


def prepare(folder: Path) -> dict[str, Any]:
    """What every example finds."""
    home = fl.new_study(folder / "my-study")
    settings = home / "seeds" / "study.toml"
    text = settings.read_text(encoding="utf-8").replace('reader = "auto"', 'reader = "rules"')
    settings.write_text(text.replace("resamples = 1000", "resamples = 100"), encoding="utf-8")
    os.environ["FRAMELENS_FIGURES"] = str(folder / "figures")
    shutil.copytree(Path(__file__).parents[1] / "seeds", folder / "coded" / "seeds")
    numbers, half = range(80), range(40)
    openings = ["Prices rose and the budget shrank", "Taxes cost every firm dearly", "The bank lent millions again",
                "It rained over the harbour", "Children sang in the square", "A train left at noon"]  # fmt: skip
    kinds = [3 * (n % 6 > 2) for n in half]
    said = [f"{openings[n % 6]}. {openings[(n // 6 + kinds[n]) % 3 + kinds[n]]} on day {n}." for n in half]
    tables = {
        "relations": pd.DataFrame(
            [("ines", "mara", 12, -0.46, -0.7, -0.2), ("mara", "ines", 5, 0.31, 0.1, 0.5)],
            columns=["speaker_id", "target_id", "n", "estimate", "low", "high"],
        ),
        "curve": pd.DataFrame({"lexicon": ["vader", "pattern"], "n": 40, "estimate": [0.2, -0.1], "low": [0.1, -0.2],
                               "high": [0.3, 0.0], "agrees": [True, False], "chosen": [True, False]}),
        "agreement": pd.DataFrame({"measure": ["alpha", "percent"], "n": 120, "estimate": [0.78, 0.91],
                                   "low": [0.69, 0.86], "high": [0.86, 0.95]}),
        "corrected": pd.DataFrame({"outlet": ["Norhaven Courier"], "n": [812], "n_coded": [60], "raw": [0.41],
                                   "raw_low": [0.38], "raw_high": [0.44], "estimate": [0.52], "low": [0.44],
                                   "high": [0.60]}),
        "answers": pd.DataFrame([(coder, "yes" if n % 3 and not (coder == "ben" and n == 7) else "no", f"u{n}")
                                 for coder in ("anna", "ben") for n in range(20)],
                                columns=["coder", "code", "unit_id"]),
        "units": pd.DataFrame({"unit_id": [f"u{n}" for n in numbers], "article_id": [f"a{n // 2}" for n in numbers],
                               "outlet": ["North" if n % 2 else "South" for n in numbers],
                               "answer": [bool(n % 3) for n in numbers],
                               "code": [float(bool(n % 3) and n % 7 > 0) if n < 60 else None for n in numbers]}),
        "articles": pd.DataFrame({"article_id": [f"a{n}" for n in half], "language": "en",
                                  "text": said}),
        "codes": pd.DataFrame({"article_id": [f"a{n}" for n in half], "money": [int(n % 6 < 3) for n in half]}),
    }  # fmt: skip
    return {"fl": fl, "pd": pd, "folder": folder, "study": fl.open(home), "coded": fl.open(folder / "coded"), **tables}


def run_example(code: str, names: dict[str, Any]) -> str:
    """Run an example line by line and give back what a reader would see: the lines, and below each its value."""
    with chdir(names["folder"]):
        return _run(code, names)


def _run(code: str, names: dict[str, Any]) -> str:
    seen: list[str] = []
    local = dict(names)
    local["print"] = lambda value: seen.append(str(value))
    for statement in ast.parse(code).body:
        source = ast.unparse(statement) if isinstance(statement, ast.Try) else ast.get_source_segment(code, statement)
        lines = (source or "").splitlines()
        seen.append("\n".join([f">>> {lines[0]}", *(f"... {line}" for line in lines[1:])]))
        if isinstance(statement, ast.Expr):
            value = eval(compile(ast.Expression(statement.value), "<example>", "eval"), local)
            if value is not None:
                seen.append(_show(value).replace(str(names["folder"]), "…"))
        else:
            exec(compile(ast.Module([statement], []), "<example>", "exec"), local)
    return "\n".join(seen)


def _show(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        text = value.to_string(max_rows=6, max_colwidth=30)
    elif hasattr(value, "_repr_mimebundle_"):
        text = value._repr_mimebundle_().get("text/plain", "") or "(nothing to show)"
    else:
        text = repr(value)
    text = "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
    text = re.sub(r"<[\w.]*?(\w+) object at 0x[0-9a-f]+>", r"<\1>", text)  # the same bytes in every run
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def describe(entry: Entry) -> str:
    """The section of one name without its example."""
    parts = [
        f"## {entry.name}",
        "",
        f"```python\n{entry.written}{_signature(entry)}\n```",
        "",
        *_as_markdown(entry.doc),
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def _signature(entry: Entry) -> str:
    if isinstance(entry.value, property) or entry.written in OBJECTS:
        return ""
    try:
        text = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", str(inspect.signature(entry.value)))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r"\(self(, )?", "(", text)
    text = re.sub(r"'([\w.\[\], |]+)'(?=[,)= ]|$)", r"\1", text)
    return re.sub(r"<factory>", "...", text.partition(" -> ")[0])


def _plain(doc: str) -> str:
    return re.sub(r":(?:func|class|meth|data|attr|mod):`~?([^`]+)`", r"`\1`", doc).replace("``", "`")


def _as_markdown(doc: str) -> list[str]:
    """A numpydoc docstring as Markdown, its examples left out."""
    lines, kept, inside = doc.splitlines(), [], ""
    for place, line in enumerate(lines):
        after = lines[place + 1] if place + 1 < len(lines) else ""
        if re.fullmatch(r"-{3,}", after.strip()) and line.strip():
            inside = line.strip()
            kept += [] if inside == "Examples" else ["", f"**{inside}**", ""]
        elif re.fullmatch(r"-{3,}", line.strip()) or inside == "Examples":
            continue
        elif inside and line and not line.startswith(" "):
            kept.append(f"- **`{line.strip()}`**  ")
        elif inside:
            kept.append(f"  {line.strip()}" if line.strip() else "")
        else:
            kept.append(line)
    return _plain("\n".join(kept)).splitlines()


def write_page(page: str, entries: list[Entry], transcribe: Callable[[Entry], str]) -> str:
    """The page of a room: every name with what it says and the transcript of its example."""
    title, about = PAGES[page]
    parts = [f"# {title}", "", about, ""]
    for entry in entries:
        parts.append(describe(entry))
        if entry.example:
            parts.append(f"```python\n{transcribe(entry)}\n```\n")
    return "\n".join(parts)


def write_index(entries: list[Entry]) -> str:
    """The list of all names, by page."""
    parts = ["# Reference", "", SETTING, ""]
    for page, (title, about) in PAGES.items():
        parts += [f"## [{title}]({page}.md)", "", about, ""]
        rows = [entry for entry in entries if entry.page == page]
        parts += [f"- [`{entry.written}`]({page}.md#{entry.name.lower()}): {entry.summary}" for entry in rows] + [""]
    return "\n".join(parts)


def _transcribe(entry: Entry, names: dict[str, Any]) -> str:
    """The transcript of an example; of one that fails its lines, and the error on stderr."""
    code = entry.example
    try:
        if entry.written not in RUN_ELSEWHERE:
            own = names["folder"] / "examples" / entry.page / entry.written
            own.mkdir(parents=True)
            return run_example(code, {**names, "folder": own})
    except Exception as error:
        sys.stderr.write(f"{entry.written}: {type(error).__name__}: {error}\n")
    return "\n".join(f">>> {line}" for line in code.strip().splitlines())


def main() -> None:
    """Write every page."""
    entries = list_entries()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        old.unlink()
    with TemporaryDirectory() as base:
        names = prepare(Path(base))
        for page in PAGES:
            own = [entry for entry in entries if entry.page == page]
            text = write_page(page, own, lambda entry: _transcribe(entry, names))
            (FOLDER / f"{page}.md").write_text(text, encoding="utf-8")
    (FOLDER / "README.md").write_text(write_index(entries), encoding="utf-8")


if __name__ == "__main__":
    main()
