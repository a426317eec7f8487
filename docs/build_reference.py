"""The reference: a page per public name, from its docstring and an example that is run.

``make reference`` writes ``docs/reference/*.md``; the tests run every example and say which page is missing or old.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

import framelens as fl

FOLDER = Path(__file__).parent / "reference"
LONGEST = 1200
# Running seven notebooks takes its time; tests/test_notebooks.py and tests/browser/ do it.
RUN_ELSEWHERE = ("build_report",)
GROUPS = {
    "Begin": ("new_", "load_", "find_study", "open_", "measure_study", "build_"),
    "Read and annotate": ("read_", "annotate", "report_"),
    "Measure": ("count_", "score_", "measure_", "compare_", "trace_", "find_", "list_", "tabulate_curve"),
    "Code by hand": ("take_", "write_", "correct_", "make_", "draw_sample"),
    "Draw": ("draw_", "export_figure"),
    "Print": ("tabulate", "show_table", "export_table"),
    "Show": ("show_",),
    "Narrate": ("narrate_", "stamp_"),
}


def list_names() -> list[str]:
    """Every public name that is documented."""
    return [name for name in fl.__all__ if not name.startswith("_")]


def read_examples() -> dict[str, str]:
    """The example of each name as lines of code: from the docstring, or from examples.toml."""
    written = tomllib.loads((FOLDER / "examples.toml").read_text(encoding="utf-8"))
    examples = {}
    for name in list_names():
        steps = doctest.DocTestParser().get_examples(inspect.getdoc(getattr(fl, name)) or "")
        code = "".join(step.source for step in steps) or written.get(name, "").strip()
        code = re.sub(r"(?m)[ ]*#.*$", "", code)  # remarks and directives are for the docstring's own reader
        if code:
            examples[name] = code
    return examples


def prepare(folder: Path) -> dict[str, Any]:
    """What every example finds: a study of six made-up articles read by the rules, its measures, a few tables."""
    seeds = fl.new_study(folder / "my-study") / "seeds"
    settings = seeds / "study.toml"
    text = settings.read_text(encoding="utf-8").replace('reader = "auto"', 'reader = "rules"')
    settings.write_text(text.replace("resamples = 1000", "resamples = 100"), encoding="utf-8")
    os.environ["FRAMELENS_FIGURES"] = str(folder / "figures")
    study, annotations = fl.open_study(seeds)
    relations = pd.DataFrame(
        [("ines", "mara", 12, -0.46, -0.7, -0.2), ("mara", "ines", 5, 0.31, 0.1, 0.5)],
        columns=["speaker_id", "target_id", "n", "estimate", "low", "high"],
    )
    curve = pd.DataFrame({"lexicon": ["vader", "pattern"], "n": 40, "estimate": [0.2, -0.1], "low": [0.1, -0.2],
                          "high": [0.3, 0.0], "agrees": [True, False], "chosen": [True, False]})  # fmt: skip
    agreement = pd.DataFrame({"measure": ["alpha", "percent"], "n": 120, "estimate": [0.78, 0.91], "low": [0.69, 0.86],
                              "high": [0.86, 0.95]})  # fmt: skip
    corrected = pd.DataFrame({"outlet": ["Norhaven Courier"], "n": [812], "n_coded": [60], "raw": [0.41],
                              "raw_low": [0.38], "raw_high": [0.44], "estimate": [0.52], "low": [0.44],
                              "high": [0.60]})  # fmt: skip
    half = [f"u{n}" for n in range(20)]
    answers = [("anna", "yes" if n % 3 else "no", unit) for n, unit in enumerate(half)]
    answers += [("ben", "yes" if n % 3 and n != 7 else "no", unit) for n, unit in enumerate(half)]
    codes = pd.DataFrame(answers, columns=["coder", "code", "unit_id"])
    numbers = range(80)
    units = pd.DataFrame({"unit_id": [f"u{n}" for n in numbers], "article_id": [f"a{n // 2}" for n in numbers],
                          "outlet": ["North" if n % 2 else "South" for n in numbers],
                          "answer": [bool(n % 3) for n in numbers],
                          "code": [float(bool(n % 3) and n % 7 > 0) if n < 60 else None for n in numbers]})  # fmt: skip
    shutil.copytree(Path(__file__).parents[1] / "seeds", folder / "coded" / "seeds")
    coded = fl.measure_study(*fl.open_study(folder / "coded"))
    tables = {
        "codes": codes,
        "units": units,
        "coded": coded,
        "relations": relations,
        "curve": curve,
        "agreement": agreement,
        "corrected": corrected,
    }
    found = {"study": study, "annotations": annotations, "measures": fl.measure_study(study, annotations)}
    return {"fl": fl, "pd": pd, "seeds": seeds, "folder": folder, **found, **tables}


def run_example(code: str, names: dict[str, Any]) -> str:
    """Run an example line by line and give back what a reader would see: the lines, and below each its value."""
    seen = []
    local = dict(names)
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
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def write_page(name: str, transcript: str) -> str:
    """The page of one name."""
    value = getattr(fl, name)
    doc = inspect.getdoc(value) or ""
    parts = [f"# {name}", "", f"```python\nfl.{name}{_signature(value)}\n```", "", *_as_markdown(doc)]
    example = ["## Example", "", f"```python\n{transcript}\n```"]
    return "\n".join([*parts, "", *example, "", f"Defined in `{value.__module__}`.", ""]).replace("\n\n\n", "\n\n")


def _signature(value: Any) -> str:
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r"'([\w.\[\], |]+)'(?=[,)= ]|$)", r"\1", text)
    return re.sub(r"<factory>", "...", text.partition(" -> ")[0])


def _as_markdown(doc: str) -> list[str]:
    """A numpydoc docstring as Markdown, its examples left out."""
    lines, kept, inside = doc.splitlines(), [], ""
    for place, line in enumerate(lines):
        after = lines[place + 1] if place + 1 < len(lines) else ""
        if re.fullmatch(r"-{3,}", after.strip()) and line.strip():
            inside = line.strip()
            kept += [] if inside == "Examples" else ["", f"## {inside}", ""]
        elif re.fullmatch(r"-{3,}", line.strip()) or inside == "Examples":
            continue
        elif inside and line and not line.startswith(" "):
            kept.append(f"- **`{line.strip()}`**  ")
        elif inside:
            kept.append(f"  {line.strip()}" if line.strip() else "")
        else:
            kept.append(line)
    text = "\n".join(kept)
    text = re.sub(r":(?:func|class|meth|data|attr|mod):`~?([^`]+)`", r"`\1`", text)
    return text.replace("``", "`").splitlines()


def write_index(names: list[str]) -> str:
    """The list of all pages, by what they are for."""
    left, parts = (
        list(names),
        [
            "# Reference",
            "",
            "A page per public name of `import framelens as fl`, with an example that is run by the tests.",
            "",
        ],
    )
    for title, starts in GROUPS.items():
        chosen = [name for name in left if name.startswith(starts)]
        left = [name for name in left if name not in chosen]
        parts += _list(title, chosen)
    return "\n".join([*parts, *_list("Objects and the rest", left)])


def _list(title: str, names: list[str]) -> list[str]:
    if not names:
        return []
    rows = [f"- [`{name}`]({name}.md): {_summary(name)}" for name in names]
    return [f"## {title}", "", *rows, ""]


def _summary(name: str) -> str:
    first = (inspect.getdoc(getattr(fl, name)) or "").strip().split("\n\n")[0]
    return " ".join(re.sub(r":\w+:`~?([^`]+)`", r"`\1`", first).replace("``", "`").split())


def _try_example(code: str, names: dict[str, Any]) -> str:
    """The transcript of an example; of one that fails its lines and the error, which the tests report as well."""
    try:
        return run_example(code, names) if names["name"] not in RUN_ELSEWHERE else _prompt(code)
    except Exception as error:
        sys.stderr.write(f"{code.strip().splitlines()[-1]}: {type(error).__name__}: {error}\n")
        return _prompt(code)


def _prompt(code: str) -> str:
    return "\n".join(f">>> {line}" for line in code.strip().splitlines())


def main(chosen: list[str]) -> None:
    """Write the pages of the chosen names, or, without any, every page anew."""
    examples = read_examples()
    with TemporaryDirectory() as base:
        names = prepare(Path(base))
        for name in chosen or list_names():
            own = Path(base) / "examples" / name
            own.mkdir(parents=True)
            lacking = name not in examples
            transcript = (
                "# no example yet" if lacking else _try_example(examples[name], {**names, "folder": own, "name": name})
            )
            (FOLDER / f"{name}.md").write_text(write_page(name, transcript), encoding="utf-8")
    for old in FOLDER.glob("*.md"):
        if old.stem not in (*list_names(), "README"):
            old.unlink()
    (FOLDER / "README.md").write_text(write_index(list_names()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
