"""Run every benchmark on a folder of annotated data: ``make bench GOLD=path/to/gold``.

A benchmark is a module beside this one with ``main(gold)``; each prints its own figures, speed as ratios within
one run. The validity of the finders and coders is printed by ``python -m benchmarks.evaluate TASK DATA``
and shown here too.
"""

from __future__ import annotations

import sys
from importlib import import_module, util
from pathlib import Path
from pkgutil import iter_modules

from benchmarks.evaluate import main as evaluate

EVALUATED = {
    "attribution": "polnear-dev.jsonl.gz",
    "speakers": "journ-sourcing-dev.jsonl.gz",
    "frames": "narrative-frames-dev.jsonl.gz",
}
# What is run by itself: on one kind of data, or for hours and on none.
APART = ("cluster", "evaluate", "evaluation", "kills", "mutations")


def main(gold: str | None) -> int:
    """Run the evaluations, then every benchmark; 2 where there is no data."""
    if gold is None or not Path(gold).is_dir():
        sys.stderr.write("benchmarks need annotated data: make bench GOLD=path/to/gold\n")
        return 2
    for task, name in EVALUATED.items():
        print(f"\n== evaluate {task} {name}", flush=True)
        evaluate([task, str(Path(gold) / name)])
    for module in sorted(info.name for info in iter_modules([str(Path(__file__).parent)])):
        if module.startswith("_") or module in APART or util.find_spec(f"benchmarks.{module}") is None:
            continue
        print(f"\n== {module}", flush=True)
        import_module(f"benchmarks.{module}").main(gold)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
