"""The report: the study's notebooks run from top to bottom, and what they show put into one HTML file and one PDF."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any
from urllib.parse import quote

import nbformat
from tqdm.auto import tqdm

from framelens.disk import SUMS, hash_file, is_within
from framelens.errors import InputError
from framelens.report.delivery import deliver, open_target
from framelens.report.execution import read_blocks, read_notebook, run_notebooks
from framelens.report.manifest import hash_files, write_manifest
from framelens.report.ownership import PARTS
from framelens.report.pdf import render_pdf
from framelens.report.sources import REPORT, Source, find_notebooks, find_source, shipped_notebooks
from framelens.results.document import Document, compose_document
from framelens.results.folders import FIGURES_VARIABLE
from framelens.results.html import render_html, show_links
from framelens.results.printing import render_table, render_workbook
from framelens.results.references import Reference, read_references, shipped_references, write_references
from framelens.results.word import render_word
from framelens.results.wording import count
from framelens.settings.settings import Settings, load_settings
from framelens.store import open_store
from framelens.store.kept import REPORT_VARIABLE
from framelens.store.opening import STORE_VARIABLE, STUDY_VARIABLE, write_annotations

SLOW = ("5-what-if.ipynb", REPORT)  # take as long as all other notebooks together
KERNELS_AT_ONCE = 2  # each holds the annotations, so more of them cost memory sooner than they save time


@dataclass(frozen=True)
class Report:
    """What was written; in a notebook it shows itself, with links to its files.

    Attributes
    ----------
    folder : Path
    files : tuple of Path
        Every file of the report and the figures.
    not_annotated : tuple of dict
        The articles that are not in it, since annotating them failed: ``source``, ``kind`` and ``reason`` of each.
    """

    folder: Path
    files: tuple[Path, ...]
    not_annotated: tuple[dict[str, str], ...] = ()

    @property
    def page(self) -> Path:
        """The report as an HTML page."""
        return self.folder / "report.html"

    def open(self) -> bool:
        """Open the page in the web browser of this computer; whether there is one."""
        return webbrowser.open(self.page.resolve().as_uri())

    def _repr_html_(self) -> str:
        links = {name: os.path.relpath(self.folder / name) for name in ("report.html", "report.pdf", "report.docx")}
        said = f"The report is in {self.folder}"
        if self.not_annotated:
            said += f"; {count(len(self.not_annotated), 'article')} could not be annotated"
        return show_links(said, {name: quote(path) for name, path in links.items()})


def build_report(
    source: Path | str,
    *,
    out: Path | str | None = None,
    force: bool = False,
    shipped: bool = False,
    progress: bool = False,
) -> Report:
    """Run the notebooks of a study and write its report, tables and figures.

    Notebooks are taken from ``notebooks/`` beside the study where it has them, otherwise those that come with
    framelens are run; the files themselves are not changed. Notebooks are programs: those of a study from elsewhere
    do whatever is written in them. Nothing is written before every notebook has run, and whenever the process dies,
    the old report or the new one stands there. What else lies in ``report/`` and ``figures/`` stays where it is.

    Parameters
    ----------
    source : path
        The folder of a study, or a store of annotations.
    out : path, optional
        Where ``report/`` and ``figures/`` are written; without it beside the study, or, for a store, in a folder
        beside it whose name ends in ``-report``.
    force : bool
        Whether files are replaced that framelens did not make, or that were changed since; each is kept beside its
        place, as ``NAME.kept``.
    shipped : bool
        Whether the notebooks that come with framelens run even where the study has its own.
    progress : bool
        Whether a bar counts the notebooks.

    Raises
    ------
    InputError
        If there is no study, a setting is wrong, a cell of a notebook fails, or something of other making stands in
        the place of the report.

    Examples
    --------
    >>> report = fl.build_report("seeds", out="out")
    >>> sorted(path.name for path in report.files if path.suffix in (".html", ".pdf", ".docx"))[:4]
    """
    place = find_source(Path(source))
    target = Path(out) if out is not None else place.home
    study = load_settings(place.study_folder)
    notebooks = find_notebooks(place.home, shipped=shipped)
    _check_apart(target, study, place)
    with open_target(target, force=force), TemporaryDirectory() as name:
        work = Path(name)
        store = place.store or write_annotations(study, work / "store", progress=progress)
        run = _run_all(notebooks, place, store, work, progress=progress)
        document = _compose(run[REPORT], place.study_folder)
        _write_report(document, work)
        outputs = {f"{p}/{f}": digest for p in PARTS for f, digest in hash_files(work / p).items() if f != SUMS}
        manifest = write_manifest(
            inputs=_hash_inputs(study, place, target),
            notebooks={path.name: hash_file(path) for path in notebooks},
            outputs=outputs,
            seed=study.seed,
            resamples=study.resamples,
        )
        files = deliver(work, target, manifest, force=force)
        return Report(target / "report", tuple(files), tuple(open_store(store).list_failed()))


def _check_apart(target: Path, study: Settings, place: Source) -> None:
    """Refuse to write among what is read: the report would be an article of the next one."""
    read = place.store if place.store is not None else study.articles.path
    for part in PARTS:
        if read.is_dir() and is_within(target / part, read):
            raise InputError(
                f"{target / part} would lie in {read}, which the report is made of; name a folder outside it with --out"
            )


def _run_all(
    notebooks: list[Path], place: Source, store: Path, work: Path, *, progress: bool
) -> dict[str, nbformat.NotebookNode]:
    folder = work / "notebooks"
    for part in (folder, work / "figures", work / "report"):
        part.mkdir()
    environment = {
        STUDY_VARIABLE: str(place.study_folder),
        STORE_VARIABLE: str(store),
        FIGURES_VARIABLE: str(work / "figures"),
        REPORT_VARIABLE: str(folder),
        "IPYTHONDIR": str(work / "ipython"),
        "PYTHONHASHSEED": "0",
    }
    n_cells = sum(cell.cell_type == "code" for path in notebooks for cell in read_notebook(path).cells)
    n_kernels, stopped = min(KERNELS_AT_ONCE, os.cpu_count() or 1), Event()
    kernels = _share_kernels(notebooks, n_kernels)
    with (
        tqdm(total=n_cells, desc="notebooks", unit="cell", disable=not progress) as bar,
        ThreadPoolExecutor(n_kernels) as pool,
    ):

        def tell(question: str) -> None:
            bar.set_description(question, refresh=False)
            bar.update()

        def run(paths: list[Path]) -> list[nbformat.NotebookNode]:
            return run_notebooks(paths, environment=environment, folder=folder, stopped=stopped, tell=tell)

        started = [pool.submit(run, paths) for paths in kernels]
        try:
            for future in as_completed(started):
                future.result()
        finally:
            # Where one notebook failed the others need not go on.
            stopped.set()
            pool.shutdown(cancel_futures=True)
    names = (path.name for paths in kernels for path in paths)
    return dict(zip(names, (done for future in started for done in future.result()), strict=True))


def _share_kernels(notebooks: list[Path], most: int) -> list[list[Path]]:
    """Which notebooks follow each other in one kernel: those of framelens, which leave nothing behind in it.

    A notebook of the study's own may change anything and has a kernel for itself.
    """
    ours = {hash_file(path) for path in shipped_notebooks().glob("*.ipynb")}
    shared = [path for path in notebooks if hash_file(path) in ours]
    slow, others = ([path for path in shared if (path.name in SLOW) is is_slow] for is_slow in (True, False))
    parts = [slow, others] if most > 1 else [[*others, *slow]]  # the report's own is last: its figures are to stay
    return [*filter(None, parts), *([path] for path in notebooks if path not in shared)]


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
    (folder / "tables.xlsx").write_bytes(render_workbook(_tables(document)))
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


def _hash_inputs(study: Settings, place: Source, target: Path) -> dict[str, str]:
    """The study's folder, and its articles or its store where they lie elsewhere."""
    # A study whose folder is not called seeds has its report in the same folder.
    written = PARTS if target.resolve() == place.study_folder else ()
    files = hash_files(place.study_folder).items()
    inputs = {f"study/{name}": digest for name, digest in files if name.split("/")[0] not in written}
    articles = study.articles.path
    if place.store is not None:
        kept = {name: digest for name, digest in hash_files(place.store).items() if name.endswith(".parquet")}
        return inputs | {f"store/{name}": digest for name, digest in kept.items()}
    if articles.is_file() and not articles.resolve().is_relative_to(place.study_folder):
        inputs[f"articles/{articles.name}"] = hash_file(articles)
    elif articles.is_dir() and not articles.resolve().is_relative_to(place.study_folder):
        inputs |= {f"articles/{name}": digest for name, digest in hash_files(articles).items()}
    return inputs
