"""What stands in the words: segments, statements, names, speakers, tone and frame hits, located and not counted.

This module stays light: ``framelens`` imports it at once, so that ``framelens.annotate`` is the function and not
this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from framelens.settings.settings import Settings
    from framelens.tables import Annotations

__all__ = ["annotate"]


def annotate(
    articles: pd.DataFrame, study: Settings, *, progress: Callable[[Iterable[Any]], Iterable[Any]] | None = None
) -> Annotations:
    """Annotate every article of a table.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table, one row per article. Copies of earlier articles are left out unless the study
        keeps them.
    study : Settings
        The settings: frames, roster, relays, lexicons.
    progress : callable, optional
        Wraps the iteration over articles, as ``tqdm`` does.

    Returns
    -------
    Annotations
        The six tables; their columns are described in :mod:`framelens.tables`.

    Raises
    ------
    InputError
        If ``articles`` lacks a column of the articles table.
    """
    from framelens.annotate.annotating import annotate_articles

    return annotate_articles(articles, study, progress=progress)
