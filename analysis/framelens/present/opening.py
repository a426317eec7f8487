"""Where a notebook begins: the study it belongs to, found and annotated, or read back from a store."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from framelens.errors import InputError
from framelens.study import Study, load_study
from framelens.tables import Annotations

STUDY_VARIABLE = "FRAMELENS_STUDY"
STORE_VARIABLE = "FRAMELENS_STORE"
SETTINGS = "study.toml"


def find_study(start: Path | str | None = None) -> Path:
    """The study's folder: the one named by FRAMELENS_STUDY, or ``seeds/`` here or in a folder above.

    Raises
    ------
    InputError
        If there is none.
    """
    named = os.environ.get(STUDY_VARIABLE)
    if named and start is None:
        return Path(named)
    here = Path(start) if start is not None else Path.cwd()
    for folder in (here, *here.resolve().parents):
        for candidate in (folder / "seeds", folder):
            if (candidate / SETTINGS).is_file():
                return candidate
    raise InputError(
        f"no study was found at {here} or above it; start from a folder that holds seeds/{SETTINGS}, "
        "or make one with: framelens new FOLDER"
    )


def is_store(path: Path | str) -> bool:
    """Whether a folder is a store of annotations rather than a study."""
    folder = Path(path)
    return not (folder / SETTINGS).is_file() and (folder / "articles").is_dir() and (folder / "segments").is_dir()


def open_study(path: Path | str | None = None) -> tuple[Study, Annotations]:
    """A study's settings and its annotations, from a study's folder or from a store.

    Parameters
    ----------
    path : path, optional
        A folder with ``study.toml``, a folder whose ``seeds/`` holds one, or a store. Without it the study is
        looked for as :func:`find_study` does.

    Returns
    -------
    Study
        The settings.
    Annotations
        What stands in the words. ``annotations.articles.attrs["left_out"]`` lists what could not be read, with
        the reason.
    """
    from framelens.store import open_store

    store = os.environ.get(STORE_VARIABLE) if path is None else None
    folder = find_study() if path is None else Path(path)
    if is_store(folder):
        store = str(folder)
        folder = open_store(folder).study_folder
    elif not (folder / SETTINGS).is_file() and (folder / "seeds" / SETTINGS).is_file():
        folder = folder / "seeds"
    study = load_study(folder)
    if store:
        kept = open_store(Path(store))
        annotations = kept.annotations()
        annotations.articles.attrs["left_out"] = kept.read("left_out").to_dict("records")
        copies = kept.query("SELECT count(duplicate_of) AS n FROM articles")["n"].iloc[0]
        annotations.articles.attrs["n_copies"] = int(copies)
        return study, annotations
    annotations = annotate_study(study)
    n_articles = len(annotations.articles) + annotations.articles.attrs["n_copies"]
    return study.with_reader_for(n_articles), annotations


def annotate_study(study: Study) -> Annotations:
    """Read and annotate the articles of a study in memory; what could not be read is kept as an attribute."""
    from framelens.annotate import annotate
    from framelens.corpus import read_articles

    articles = read_articles(study.articles)
    annotations = annotate(articles, study)
    annotations.articles.attrs["left_out"] = articles.attrs.get("left_out", [])
    annotations.articles.attrs["n_copies"] = int(articles["duplicate_of"].notna().sum())
    return annotations


def left_out(annotations: Annotations) -> pd.DataFrame:
    """One row per article that could not be read: ``source`` and ``reason``."""
    rows = annotations.articles.attrs.get("left_out", [])
    return pd.DataFrame(list(rows), columns=["source", "reason"])
