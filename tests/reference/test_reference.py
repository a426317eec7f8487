"""The reference: every public name has a docstring, an example that runs, and a page that says the same."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "docs" / "build_reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_reference"] = module
    spec.loader.exec_module(module)
    return module


BUILDER = load_builder()
ENTRIES = BUILDER.list_entries()
SHOWN = [entry for entry in ENTRIES if entry.example and entry.written not in BUILDER.RUN_ELSEWHERE]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("FRAMELENS_STUDY", "FRAMELENS_STORE"):
            patch.delenv(variable, raising=False)
        patch.setenv("FRAMELENS_FIGURES", str(tmp_path_factory.mktemp("figures")))
        yield BUILDER.prepare(tmp_path_factory.mktemp("reference"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.written)
def test_a_public_name_is_documented_and_its_page_is_up_to_date(entry: Any) -> None:
    assert entry.summary, f"{entry.written} has no docstring"
    assert entry.example or entry.member, f"the docstring of {entry.written} ends without an example"
    page = (BUILDER.FOLDER / f"{entry.page}.md").read_text(encoding="utf-8")
    assert BUILDER.describe(entry) in page, f"{entry.written} on {entry.page}.md is out of date; run: make reference"
    lines = [line for line in entry.example.splitlines() if line.strip() and not line.startswith(("try", "exc", " "))]
    assert all(f">>> {line}" in page for line in lines), f"{entry.page}.md is out of date; run: make reference"


@pytest.mark.parametrize("entry", SHOWN, ids=lambda entry: entry.written)
def test_the_example_runs(entry: Any, names: dict[str, Any], tmp_path: Path) -> None:
    shown = BUILDER.run_example(entry.example, {**names, "folder": tmp_path})
    assert shown.startswith(">>> ") and "Traceback" not in shown


def test_the_pages_are_those_of_the_rooms() -> None:
    assert {path.stem for path in BUILDER.FOLDER.iterdir()} == {*BUILDER.PAGES, "README"}
    index = (BUILDER.FOLDER / "README.md").read_text(encoding="utf-8")
    assert index == BUILDER.write_index(ENTRIES), "README.md is out of date; run: make reference"
