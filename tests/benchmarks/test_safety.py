"""A share of the trials that ``benchmarks.kills`` and ``benchmarks.mutations`` make by the hundred and the thousand."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked and killed")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["kills", "annotate", "4"], "annotate: 4 kills, 3 at a call that writes, "),
        (["kills", "report", "12"], "report: 12 kills, 9 at a call that writes, "),
        (["mutations", "--files", "60"], "60 damaged files of 35 kinds: "),
    ],
    ids=["annotate", "report", "mutations"],
)
def test_a_share_of_the_trials_comes_out_sound(command, said):
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{command[0]}", *command[1:]],
        cwd=ROOT, capture_output=True, text=True, timeout=1800,
    )  # fmt: skip
    assert done.stdout.startswith(said) and done.returncode == 0, done.stdout + done.stderr
