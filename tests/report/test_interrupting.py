"""Long work in a notebook, stopped with the kernel's own interrupt: nothing is lost, and the next run goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient, KernelManager

from framelens.store.log import read_log

N_ARTICLES, BATCH = 2000, 200
PATIENCE = 120  # seconds; a loaded machine is slow, and nothing here is timed
ARTICLE = """“The harbour needs a tunnel,” said Mara Lindqvist, who has been mayor of town {n} since 2019. She added \
that the money was there.

Tomas Breck, head of the union, said that {n} jobs would be lost. “Nobody asked us,” he told the council. According to \
the ministry the plan is a terrible risk, and critics fear that the conflict will go on.
"""


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(tmp_path))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_an_interrupted_kernel_loses_nothing_and_goes_on(
    kernel: tuple[KernelManager, BlockingKernelClient], tmp_path: Path
) -> None:
    manager, client = kernel
    rows = [json.dumps({"id": f"a{n}", "outlet": "Mail", "text": ARTICLE.format(n=n)}) for n in range(N_ARTICLES)]
    (tmp_path / "articles.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    settings = (
        'title = "Long"\nquestion = "How long?"\n[articles]\npath = "../articles.jsonl"\n[speakers]\nreader = "rules"\n'
    )
    (tmp_path / "seeds" / "study.toml").write_text(settings, encoding="utf-8")
    opening = "import framelens as fl\n\nfl.open().annotations"

    asked = client.execute(opening)
    n_batches, deadline = 0, time.monotonic() + PATIENCE
    while n_batches < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
        n_batches = sum(len(read_log(folder).batches) for folder in tmp_path.glob(".framelens/*"))
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=PATIENCE))["parent_header"]["msg_id"] != asked:
        pass  # the kernel's answers to being asked whether it is there
    assert reply["content"]["ename"] == "KeyboardInterrupt" and manager.is_alive()
    (store,) = tmp_path.glob(".framelens/*")
    done = {file: file.stat().st_mtime_ns for file in store.glob("*/*.parquet")}
    assert n_batches <= len(read_log(store).batches) < N_ARTICLES / BATCH

    reply = client.execute_interactive(opening, timeout=PATIENCE, output_hook=lambda _: None)
    assert reply["content"]["status"] == "ok"
    assert len(read_log(store).batches) == N_ARTICLES / BATCH
    parts = {file for batch in read_log(store).batches for part in batch.parts if (file := store / part.file)}
    kept = [file for file in done if file in parts]
    assert kept and all(file.stat().st_mtime_ns == done[file] for file in kept)  # not annotated a second time
