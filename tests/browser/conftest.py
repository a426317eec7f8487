"""A real browser, a study's report on disk, and JupyterLab itself.

Where no browser is installed these tests are skipped, and say how to get one.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from framelens.present.opening import STORE_VARIABLE, STUDY_VARIABLE
from framelens.present.report import build_report
from framelens.present.scaffold import new_study

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PATIENCE = 180_000  # milliseconds; a busy machine is slow, and no test asserts how long anything took


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no browser is installed; get one with: apt-get install chromium (or name it on the PATH)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def study_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new study that reads by the rules, which is quickest."""
    home = new_study(tmp_path_factory.mktemp("browser") / "my-study")
    settings = home / "seeds" / "study.toml"
    text = settings.read_text(encoding="utf-8")
    quick = text.replace('reader = "auto"', 'reader = "rules"').replace("resamples = 1000", "resamples = 200")
    settings.write_text(quick, encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def report_page(study_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of that study, from ``report.ipynb`` run in a kernel, beside no other file."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (STUDY_VARIABLE, STORE_VARIABLE):
            patch.delenv(name, raising=False)
        alone = tmp_path_factory.mktemp("only-report") / "my-study"
        shutil.copytree(study_home, alone)
        for notebook in (alone / "notebooks").glob("[0-9]*.ipynb"):
            notebook.unlink()
        built = build_report(alone / "seeds")
    page = tmp_path_factory.mktemp("page") / "report.html"
    shutil.copyfile(built.folder / "report.html", page)
    return page


@pytest.fixture(scope="session")
def lab(study_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that serves that study."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = tmp_path_factory.mktemp("jupyter")
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(own / "config"), "JUPYTER_DATA_DIR": str(own / "data"),
                   "IPYTHONDIR": str(own / "ipython"), "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
                   "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"), "HOME": str(own)}  # fmt: skip
    for name in (STUDY_VARIABLE, STORE_VARIABLE):
        environment.pop(name, None)
    options = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--no-browser",
               f"--ServerApp.root_dir={study_home}", "--ServerApp.allow_root=True", "--LabApp.news_url=",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (own / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=environment, cwd=study_home, stdout=log, stderr=log
        )
        try:
            yield _wait(f"http://127.0.0.1:{port}", server, own / "log.txt")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(PATIENCE // 500):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/api/status", timeout=5):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"JupyterLab did not start: {log.read_text(errors='replace')[-2000:]}")
