"""How many measures there are, and that each number opens at exactly the passages that it counts.

``python -m benchmarks.registry`` opens every row of every measure of a made-up corpus of three outlets.
"""

from __future__ import annotations

import sys
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from framelens.study import Study
from framelens.study.registry import MEASURES
from tests.study.conftest import add_codes, make_articles, make_study

GROUPS: tuple[Any, ...] = (None, "outlet", ["outlet", "topic"], "month")


def main(_gold: str | None = None) -> int:
    """Print the measures, calls, rows and passages opened; 1 where a number does not open at its n."""
    with TemporaryDirectory() as folder:
        study = make_study(make_articles(60), Path(folder))
        add_codes(study)
        return _open_everything(study)


def _open_everything(study: Study) -> int:
    calls = rows = passages = wrong = 0
    for name, known in MEASURES.items():
        trials = [dict(options) for options in known.options] + [{"by": by} for by in GROUPS if known.groups] + [{}]
        for options in trials:
            made = attrgetter(name)(study)(**{**known.needs, **options})
            counts = made.table["n"].tolist()
            opened = [len(made.passages(row)) for row in range(len(made))]
            calls, rows, passages = calls + 1, rows + len(counts), passages + sum(opened)
            wrong += sum(n != found for n, found in zip(counts, opened, strict=True))
    print(f"{len(MEASURES)} measures, {calls} calls, {rows:,} rows opened at {passages:,} passages")
    print(f"{wrong} rows do not open at their n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
