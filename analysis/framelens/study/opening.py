"""Opening a study: from a study's folder, a store, a folder or table of articles, or the notebook's own place."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from framelens.errors import InputError
from framelens.remote import fetch_source, is_remote
from framelens.settings.settings import load_settings, locate_study, settings_of_source
from framelens.store.kept import REPORT_VARIABLE
from framelens.store.objects import fetch_store, is_store_there
from framelens.store.opening import SETTINGS, STORE_VARIABLE, find_study, is_store
from framelens.study.study import Study

if TYPE_CHECKING:
    from framelens.settings.settings import Settings


def open_study(source: str | Path | pd.DataFrame | Study | None = None) -> Study:
    """Open a study; nothing is read or annotated before it is needed.

    Parameters
    ----------
    source : path or DataFrame, optional
        A study's folder (with ``study.toml``, or with ``seeds/``), a store made by ``framelens annotate``, or, without
        any settings, a folder, file or table of articles; of the last two also the address in object storage, such
        as ``s3://bucket/store``. Without it the study that the notebook belongs to: the one
        that FRAMELENS_STUDY names, or ``seeds/`` here or in a folder above.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        If there is nothing to open, or the settings are wrong.

    Notes
    -----
    In JupyterLab what stands between two dollar signs of a pandas table is shown as a formula; opening a study switches
    that off (``display.html.use_mathjax``), since in news it is money.

    Examples
    --------
    >>> study = fl.open(study.settings.folder)  # in a notebook of the study: fl.open()
    >>> study.voices(by="outlet").table.head(3)
    >>> table = pd.DataFrame({"article_id": ["a1"], "text": ["“We won,” said Ana Ito."]})
    >>> fl.open(table).voices().table[["name", "n", "estimate"]]
    """
    if isinstance(source, Study):
        return source
    # JupyterLab takes what stands between two dollar signs for a formula; in news they are money.
    pd.set_option("display.html.use_mathjax", False)
    if isinstance(source, pd.DataFrame):
        return Study(_settings_of_table(), table=_name_rows(source))
    store = os.environ.get(STORE_VARIABLE) if source is None else None
    if is_remote(source):
        source = fetch_store(source) if is_store_there(source) else fetch_source(source)
    folder = find_study() if source is None else Path(source)
    if is_store(folder):
        store, folder = str(folder), folder / "study"
    else:
        folder = locate_study(folder)
    if store is not None:
        make = _open_for_report if REPORT_VARIABLE in os.environ else _open_annotated
        return make(folder, Path(store))
    if (folder / SETTINGS).is_file() or folder.suffix == ".toml":
        return Study(load_settings(folder))
    if not folder.exists():
        raise InputError(
            f"there is nothing at {folder}; name a study's folder, a store, or a folder or table of articles; "
            "a new study is made with: framelens new FOLDER"
        )
    return Study(settings_of_source(folder))


def _open_annotated(folder: Path, store: Path) -> Study:
    return Study(load_settings(folder), store=store)


# The study of a report stays as it is while its notebooks run: what one of them measured the next one need not.
_open_for_report = lru_cache(maxsize=1)(_open_annotated)


def _settings_of_table() -> Settings:
    return settings_of_source(Path("articles"))


def _name_rows(articles: pd.DataFrame) -> pd.DataFrame:
    """The table with an ``article_id`` for each row, by its number where it has none of its own."""
    if "article_id" in articles.columns:
        return articles
    width = len(str(len(articles)))
    return articles.assign(article_id=[f"row-{number:0{width}d}" for number in range(1, len(articles) + 1)])
