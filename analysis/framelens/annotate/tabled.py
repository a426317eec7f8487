"""Word lists that are data: small CSV tables that ship with the package, one row per list."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of ``data/NAME.csv``, each as a mapping from the header's words."""
    with (files("framelens.annotate") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
