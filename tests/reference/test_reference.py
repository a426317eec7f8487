"""The reference: every public name has a page that says what it says, and an example that runs."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import framelens as fl

ROOT = Path(__file__).parents[2]


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "docs" / "build_reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_reference"] = module
    spec.loader.exec_module(module)
    return module


BUILDER = load_builder()
NAMES = BUILDER.list_names()
EXAMPLES = BUILDER.read_examples()


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("FRAMELENS_STUDY", "FRAMELENS_STORE"):
            patch.delenv(variable, raising=False)
        patch.setenv("FRAMELENS_FIGURES", str(tmp_path_factory.mktemp("figures")))
        yield BUILDER.prepare(tmp_path_factory.mktemp("reference"))


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_a_page_that_is_not_old(name: str) -> None:
    page = BUILDER.FOLDER / f"{name}.md"
    assert page.is_file(), f"{page} is missing; run: make reference"
    text = page.read_text(encoding="utf-8")
    summary = (inspect.getdoc(getattr(fl, name)) or "").strip().split("\n\n")[0]
    assert summary, f"{name} has no docstring"
    assert name in EXAMPLES, f"{name} has no example; add one to its docstring or to docs/reference/examples.toml"
    code = [
        line for line in EXAMPLES[name].splitlines() if line.strip() and not line.startswith(("try", "except", " "))
    ]
    shown = " ".join(text.split())
    assert all(" ".join(line.split()) in shown for line in code), f"{page} shows another example; run: make reference"
    assert f"[`{name}`]({name}.md)" in (BUILDER.FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if name in EXAMPLES and name not in BUILDER.RUN_ELSEWHERE])
def test_the_example_runs(name: str, names: dict[str, Any], tmp_path: Path) -> None:
    shown = BUILDER.run_example(EXAMPLES[name], {**names, "folder": tmp_path})
    assert shown.startswith(">>> ") and "Traceback" not in shown


def test_no_page_is_left_of_a_name_that_went() -> None:
    pages = {path.stem for path in BUILDER.FOLDER.glob("*.md")} - {"README"}
    assert pages <= set(NAMES), f"pages of names that are gone: {sorted(pages - set(NAMES))}; run: make reference"
