"""What a report was made from and with: hashes, versions, settings."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path

from framelens.disk import hash_file

PACKAGES = (
    "framelens", "babel", "duckdb", "jinja2", "matplotlib", "mistune", "nbclient", "nltk", "numpy", "pandas", "pyarrow",
    "scipy", "textblob", "typst", "vaderSentiment",
)  # fmt: skip


def hash_files(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder, by its path there; hidden files and caches are left out."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    named = ((path.relative_to(folder), path) for path in paths)
    return {
        name.as_posix(): hash_file(path)
        for name, path in named
        if not any(part.startswith((".", "__pycache__")) for part in name.parts)
    }


def list_versions() -> dict[str, str]:
    """Python's version and that of every package whose work ends up in a number or a page."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def write_manifest(
    *, inputs: dict[str, str], notebooks: dict[str, str], outputs: dict[str, str], seed: int, resamples: int
) -> str:
    """The manifest as JSON, sorted, without a time or a place."""
    content = {
        "inputs": inputs,
        "notebooks": notebooks,
        "outputs": outputs,
        "resamples": resamples,
        "seed": seed,
        "versions": list_versions(),
    }
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
