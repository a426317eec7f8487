"""What is stored does not depend on the kernel that the linear algebra takes for the processor."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KERNELS = ("Haswell", "Prescott")
SCRIPT = """
import hashlib, sys
from dataclasses import replace
from pathlib import Path
import numpy as np
from threadpoolctl import threadpool_info
from framelens.annotate.toward.model import load_toward
from framelens.settings.settings import load_settings
from framelens.store import write_store

study = replace(load_settings({seeds!r}), reader={reader!r})
store = write_store(study, sys.argv[1])
kernels = {{info["architecture"] for info in threadpool_info() if info["internal_api"] == "openblas"}}
texts = store.read("articles")["text"][0].split("\\n")[:20]
wide = np.random.default_rng(1).normal(size=(40, 300))
print(*kernels)
print(hashlib.sha256((wide @ wide.T).tobytes()).hexdigest())
for file in sorted(store.path.rglob("*.parquet")):
    print(file.name, hashlib.sha256(file.read_bytes()).hexdigest())
print(hashlib.sha256(load_toward().rate([text for text in texts if text]).tobytes()).hexdigest())
"""


@pytest.mark.parametrize("reader", ["fast", "accurate"])
def test_the_bytes_are_the_same_under_two_kernels(tmp_path, reader):
    code = SCRIPT.format(seeds=str(ROOT / "seeds"), reader=reader)
    said = {}
    for kernel in KERNELS:
        command = [sys.executable, "-c", code, str(tmp_path / kernel)]
        environment = {**os.environ, "OPENBLAS_CORETYPE": kernel}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stderr
        said[kernel] = done.stdout.splitlines()
    (one, product, *stored), (other, other_product, *other_stored) = said.values()
    if one == other:
        pytest.skip(f"this processor has one kernel, {one}")
    assert product != other_product  # the kernels do differ in the last digits
    assert stored == other_stored and len(stored) > 8
