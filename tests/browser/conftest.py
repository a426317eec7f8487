"""A real browser, a study's report on disk, and JupyterLab itself.

Where no browser is installed these tests are skipped, and say how to get one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest

from framelens.report.building import build_report
from framelens.report.scaffold import new_study
from framelens.store.opening import STORE_VARIABLE, STUDY_VARIABLE

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PATIENCE = 180_000  # milliseconds; a busy machine is slow, and no test asserts how long anything took

# Pressing "Run" before the kernel is connected does nothing, or opens a dialog that asks which kernel is meant.
CONNECTED = """path => {
    const shown = jupyterapp.shell.currentWidget;
    const session = shown && shown.context && shown.context.path === path && shown.context.sessionContext;
    const kernel = session && session.isReady && session.session && session.session.kernel;
    return !!kernel && kernel.connectionStatus === 'connected' && kernel.status === 'idle';
}"""
OUTPUTS = """const cells = [...jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === 'code');
    const errors = cells.flatMap(cell => cell.outputs.toJSON()).filter(output => output.output_type === 'error');"""
FINISHED = """() => { %s
    return errors.length || cells.every(cell => cell.executionCount !== null && cell.executionState === 'idle'); }"""
ERRORS = "() => { %s return errors.map(error => error.traceback.join('\\n')); }"
CLOSE = """async () => {
    await jupyterapp.serviceManager.ready;
    for (const shown of [...jupyterapp.shell.widgets('main')]) {
        if (shown.context) shown.context.model.dirty = false;  // or closing asks whether to save
    }
    await jupyterapp.commands.execute('application:close-all');
}"""
OPEN = "([path, id]) => jupyterapp.commands.execute('docmanager:open', id ? {path, kernel: {id}} : {path})"
KERNEL = "() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.id"


@dataclass
class Lab:
    """A JupyterLab that serves a study, and the one page on which it is open.

    ``outside`` lists the requests that went anywhere but to the server.
    """

    address: str
    home: Path
    page: Any
    outside: list[str] = field(default_factory=list)
    kernel: str | None = None

    def start(self) -> Lab:
        """Open JupyterLab, with nothing in it."""
        ours = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda asked: asked.url.startswith(ours) or self.outside.append(asked.url))
        self.page.goto(f"{self.address}/lab?reset")
        self.page.locator(".jp-Launcher").first.wait_for()
        return self

    def write_notebook(self, name: str, *cells: str) -> str:
        """A notebook of these code cells in the study's folder; its path as JupyterLab knows it."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.home / "notebooks" / name)
        return f"notebooks/{name}"

    def run_all(self, path: str) -> Any:
        """Close what is open, open a notebook, run it from the menu; the notebook when its last cell has run.

        All notebooks share one kernel, since most of a notebook's time is its kernel's start. That each runs in a
        fresh one as well is what tests/test_notebooks.py says.
        """
        self.page.evaluate(CLOSE)
        self.page.evaluate(OPEN, [path, self.kernel])
        self.page.wait_for_function(CONNECTED, arg=path)
        self.kernel = self.page.evaluate(KERNEL)
        notebook = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.page.wait_for_function(FINISHED % OUTPUTS)
        failed = self.page.evaluate(ERRORS % OUTPUTS)
        if failed:
            raise RuntimeError(f"{path}: {failed[0][-2000:]}")
        return notebook


def find_middle(label: Any) -> tuple[float, float]:
    """The middle of an arrow: between the two sides of the polygon to which its label is cut."""
    numbers = [float(one) for one in re.findall(r"([-\d.]+)%", label.get_attribute("style"))]
    points, box = list(zip(numbers[::2], numbers[1::2], strict=True)), label.bounding_box()
    across = points[len(points) // 4], points[-1 - len(points) // 4]
    x, y = (sum(point[axis] for point in across) / 200 for axis in (0, 1))
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


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
        shutil.copytree(study_home, alone, ignore=shutil.ignore_patterns("report", "figures"))
        for notebook in (alone / "notebooks").glob("[0-9]*.ipynb"):
            notebook.unlink()
        built = build_report(alone / "seeds")
    page = tmp_path_factory.mktemp("page") / "report.html"
    shutil.copyfile(built.folder / "report.html", page)
    return page


@pytest.fixture(scope="session")
def lab(browser: Any, study_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on that study, as it comes, but for asking whether it may fetch news."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = tmp_path_factory.mktemp("jupyter")
    silent = own / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    silent.parent.mkdir(parents=True)
    silent.write_text(json.dumps({"fetchNews": "false"}), encoding="utf-8")
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(own / "config"), "JUPYTER_DATA_DIR": str(own / "data"),
                   "IPYTHONDIR": str(own / "ipython"), "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
                   "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"), "HOME": str(own)}  # fmt: skip
    for name in (STUDY_VARIABLE, STORE_VARIABLE):
        environment.pop(name, None)
    options = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--no-browser",
               f"--ServerApp.root_dir={study_home}", "--ServerApp.allow_root=True", "--LabApp.news_url=",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
               "--LabApp.expose_app_in_browser=True"]  # fmt: skip
    with (own / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=environment, cwd=study_home, stdout=log, stderr=log
        )
        try:
            address = _wait(f"http://127.0.0.1:{port}", server, own / "log.txt")
            page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
            yield Lab(address, study_home, page).start()
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
