"""Articles annotated and kept: one assembler of the tables, in memory or as Parquet parts with a commit log.

This module stays light: ``framelens`` imports it at once for :func:`annotate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import framelens.annotate  # noqa: F401 - the package, before framelens binds the name to the function
from framelens.lazy import fetch_lazily

if TYPE_CHECKING:
    import pandas as pd

    from framelens.corpus import Corpus
    from framelens.settings.settings import Settings
    from framelens.tables import Annotations

_WHERE = {
    "TABLES": "framelens.store.parts",
    "Store": "framelens.store.reading",
    "open_store": "framelens.store.reading",
    "write_store": "framelens.store.writing",
}
__all__ = ["TABLES", "Store", "annotate", "open_store", "write_store"]
__getattr__, __dir__ = fetch_lazily(__name__, _WHERE)


def annotate(corpus: Corpus | pd.DataFrame, study: Settings, *, progress: bool = False) -> Annotations:
    """Annotate every article of a corpus, in memory.

    The tables are those that a store of the same articles gives. An article on which the annotator fails is listed in
    ``left_out``.

    Parameters
    ----------
    corpus : Corpus or pandas.DataFrame
        What :func:`framelens.read_articles` reads, or a table with one row per article, of which ``article_id`` and
        ``text`` are needed; which of its articles are copies is then found again. Copies are left out unless the
        study keeps them.
    study : Settings
        The settings: frames, roster, relays, lexicons.
    progress : bool
        Whether a bar counts the articles.

    Returns
    -------
    Annotations
        The tables; their columns are described in :mod:`framelens.tables`.

    Raises
    ------
    InputError
        If a table lacks ``article_id`` or ``text``, an article has none, or no article could be annotated.

    Examples
    --------
    >>> articles = fl.read.read_articles(study.settings.articles)
    >>> len(fl.annotate(articles, study.settings).quotes)
    """
    from framelens.store.memory import annotate_in_memory

    return annotate_in_memory(corpus, study, progress=progress)
