"""The report: the study's notebooks run in fresh kernels, and what they show put into one HTML file and one PDF."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from tqdm.auto import tqdm

from framelens.errors import InputError
from framelens.report.execution import read_blocks, run_notebook
from framelens.report.manifest import hash_file, hash_files, write_manifest
from framelens.report.pdf import render_pdf
from framelens.results.document import Document, compose_document
from framelens.results.folders import FIGURES_VARIABLE
from framelens.results.html import render_html
from framelens.results.printing import render_table
from framelens.results.references import Reference, read_references, shipped_references, write_references
from framelens.results.word import render_word
from framelens.settings.settings import Settings, load_settings
from framelens.store.opening import SETTINGS, STORE_VARIABLE, STUDY_VARIABLE, is_store

REPORT = "report.ipynb"
KERNELS_AT_ONCE = 2  # each holds the annotations, so more of them cost memory sooner than they save time


@dataclass(frozen=True)
class Report:
    """What was written: the folder, and every file of the report and the figures."""

    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True)
class _Source:
    """Where a report comes from: the study's folder, and the store that holds its annotations."""

    study_folder: Path
    store: Path | None
    home: Path


def build_report(source: Path | str, *, out: Path | str | None = None, progress: bool = False) -> Report:
    """Run the notebooks of a study and write its report, tables and figures.

    Notebooks are taken from ``notebooks/`` beside the study where it has them, otherwise those that come with
    framelens are run; the files themselves are not changed. Nothing is written before every notebook has run.

    Parameters
    ----------
    source : path
        The folder of a study, or a store of annotations.
    out : path, optional
        Where ``report/`` and ``figures/`` are written; without it beside the study, or, for a store, in a folder
        beside it whose name ends in ``-report``.
    progress : bool
        Whether a bar counts the notebooks.

    Raises
    ------
    InputError
        If there is no study, a setting is wrong, or a cell of a notebook fails.
    """
    place = _find_source(Path(source))
    target = Path(out) if out is not None else place.home
    study = load_settings(place.study_folder)
    notebooks = find_notebooks(place.home)
    with TemporaryDirectory() as name:
        work = Path(name)
        store = place.store or _write_store(study, work / "store", progress=progress)
        run = _run_all(notebooks, place, store, work, progress=progress)
        document = _compose(run[REPORT], place.study_folder)
        _write_report(document, work)
        inputs = _hash_inputs(study, place)
        used = {path.name: hash_file(path) for path in notebooks}
        outputs = {
            f"{part}/{file}": digest
            for part in ("report", "figures")
            for file, digest in hash_files(work / part).items()
        }
        manifest = write_manifest(
            inputs=inputs, notebooks=used, outputs=outputs, seed=study.seed, resamples=study.resamples
        )
        (work / "report" / "manifest.json").write_text(manifest, encoding="utf-8")
        return _deliver(work, target)


def find_notebooks(home: Path) -> list[Path]:
    """The study's own notebooks in the order of their names, ``report.ipynb`` last; or those of framelens.

    Raises
    ------
    InputError
        If the study has notebooks and none of them is ``report.ipynb``.
    """
    own = sorted((home / "notebooks").glob("*.ipynb"))
    found = own or sorted(shipped_notebooks().glob("*.ipynb"))
    if REPORT not in [path.name for path in found]:
        raise InputError(f"{home / 'notebooks'} has no {REPORT}; copy it from a folder made with: framelens new FOLDER")
    return sorted(found, key=lambda path: (path.name == REPORT, path.name))


def shipped_notebooks() -> Path:
    """The folder of the notebooks that come with framelens: in the package, or in the checkout it is run from."""
    here = Path(__file__).parent
    packed = here / "notebooks"
    return packed if packed.is_dir() else here.parents[2] / "notebooks"


def _find_source(source: Path) -> _Source:
    if is_store(source):
        from framelens.store import open_store

        store = source.resolve()
        return _Source(open_store(store).study_folder, store, store.parent / f"{store.name}-report")
    folder = source.parent if source.name == SETTINGS else source
    if not (folder / SETTINGS).is_file() and (folder / "seeds" / SETTINGS).is_file():
        folder = folder / "seeds"
    home = folder.resolve()
    return _Source(folder.resolve(), None, home.parent if home.name == "seeds" else home)


def _write_store(study: Settings, path: Path, *, progress: bool) -> Path:
    """Annotate once, so that seven notebooks need not do it seven times."""
    from framelens.store import write_store

    write_store(study, path, progress=progress, strict=True)
    return path


def _run_all(
    notebooks: list[Path], place: _Source, store: Path, work: Path, *, progress: bool
) -> dict[str, nbformat.NotebookNode]:
    folder = work / "notebooks"
    for part in (folder, work / "figures", work / "report"):
        part.mkdir()
    environment = {
        STUDY_VARIABLE: str(place.study_folder),
        STORE_VARIABLE: str(store),
        FIGURES_VARIABLE: str(work / "figures"),
        "IPYTHONDIR": str(work / "ipython"),
        "PYTHONHASHSEED": "0",
    }
    pool = ThreadPoolExecutor(max_workers=min(KERNELS_AT_ONCE, os.cpu_count() or 1))
    try:
        started = pool.map(lambda path: run_notebook(path, environment=environment, folder=folder), notebooks)
        done = tqdm(started, total=len(notebooks), desc="notebooks", unit="notebook", disable=not progress)
        return {path.name: notebook for path, notebook in zip(notebooks, done, strict=True)}
    finally:
        # Where one notebook failed the others need not begin.
        pool.shutdown(cancel_futures=True)


def _compose(notebook: nbformat.NotebookNode, study_folder: Path) -> Document:
    return compose_document(read_blocks(notebook), _read_library(study_folder))


def _read_library(study_folder: Path) -> dict[str, Reference]:
    """The works that may be cited: those of framelens, and the study's own, which win."""
    own = study_folder / "references.bib"
    return {**shipped_references(), **(read_references(own) if own.is_file() else {})}


def _write_report(document: Document, work: Path) -> None:
    folder, figures = work / "report", work / "figures"
    (folder / "tables").mkdir(parents=True)
    drawings = {path.stem: path.read_bytes() for path in sorted(figures.glob("*.png"))}
    (folder / "report.docx").write_bytes(render_word(document, drawings))
    (folder / "report.html").write_text(render_html(document), encoding="utf-8")
    (folder / "report.pdf").write_bytes(render_pdf(document))
    (folder / "references.bib").write_text(write_references(document.references), encoding="utf-8")
    (folder / "methods.txt").write_text(_find_methods(document), encoding="utf-8")
    for block in _tables(document):
        for ending, content in render_table(block).items():
            (folder / "tables" / f"{block['name']}.{ending}").write_bytes(content)


def _tables(document: Document) -> Iterator[dict[str, Any]]:
    return (block for block in document.blocks if block["kind"] == "table")


def _find_methods(document: Document) -> str:
    """The paragraphs under the heading on methods, as plain text for a paper."""
    from framelens.results.document import read_span

    inside, paragraphs = False, []
    for block in document.blocks:
        if block["kind"] == "heading" and block["level"] <= 2:
            words = "".join(span["text"] for span in block["spans"]).lower()
            inside = "how was it done" in words or "method" in words
        elif inside and block["kind"] == "prose":
            paragraphs.append("".join(read_span(span, document) for span in block["spans"]))
    return "\n\n".join(paragraphs) + "\n"


def _hash_inputs(study: Settings, place: _Source) -> dict[str, str]:
    """The study's folder, and its articles or its store where they lie elsewhere."""
    inputs = {f"study/{name}": digest for name, digest in hash_files(place.study_folder).items()}
    articles = study.articles.path
    if place.store is not None:
        kept = {name: digest for name, digest in hash_files(place.store).items() if name.endswith(".parquet")}
        return inputs | {f"store/{name}": digest for name, digest in kept.items()}
    if articles.is_file() and not articles.resolve().is_relative_to(place.study_folder):
        inputs[f"articles/{articles.name}"] = hash_file(articles)
    elif articles.is_dir() and not articles.resolve().is_relative_to(place.study_folder):
        inputs |= {f"articles/{name}": digest for name, digest in hash_files(articles).items()}
    return inputs


def _figures_of_before(target: Path) -> list[str]:
    """The figures that the last report in this place made; figures of other making are not touched."""
    manifest = target / "report" / "manifest.json"
    try:
        made = json.loads(manifest.read_text(encoding="utf-8"))["outputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in made if re.fullmatch(r"figures/[\w-]+\.(pdf|svg|png|tiff|csv|txt)", str(name))]


def _deliver(work: Path, target: Path) -> Report:
    """Put what was made where it belongs, replacing what an earlier run left there."""
    files: list[Path] = []
    target.mkdir(parents=True, exist_ok=True)
    for name in _figures_of_before(target):
        (target / name).unlink(missing_ok=True)
    shutil.rmtree(target / "report", ignore_errors=True)
    shutil.copytree(work / "report", target / "report")
    (target / "figures").mkdir(exist_ok=True)
    for path in sorted((work / "figures").iterdir()):
        shutil.copyfile(path, target / "figures" / path.name)
        files.append(target / "figures" / path.name)
    files += sorted(path for path in (target / "report").rglob("*") if path.is_file())
    return Report(target / "report", tuple(files))
