"""What stands in the words: segments, statements, names, speakers, tone and frame hits, located and not counted.

This module stays light: ``framelens`` imports it at once, so that ``framelens.annotate`` is the function and not
this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from framelens.corpus import Corpus
    from framelens.settings.settings import Settings
    from framelens.tables import Annotations

__all__ = ["annotate"]


def annotate(
    corpus: Corpus | pd.DataFrame, study: Settings, *, progress: Callable[[Iterable[Any]], Iterable[Any]] | None = None
) -> Annotations:
    """Annotate every article of a corpus.

    Parameters
    ----------
    corpus : Corpus or pandas.DataFrame
        What :func:`framelens.read_articles` reads, or a table with one row per article, of which ``article_id`` and
        ``text`` are needed; which of its articles are copies is then found anew. Copies are left out unless the
        study keeps them.
    study : Settings
        The settings: frames, roster, relays, lexicons.
    progress : callable, optional
        Wraps the iteration over articles, as ``tqdm`` does.

    Returns
    -------
    Annotations
        The tables; their columns are described in :mod:`framelens.tables`.

    Raises
    ------
    InputError
        If a table lacks ``article_id`` or ``text``, or an article has none.

    Examples
    --------
    >>> articles = fl.read.read_articles(study.settings.articles)
    >>> len(fl.annotate(articles, study.settings).quotes)
    """
    from framelens.annotate.annotating import annotate_articles

    return annotate_articles(corpus, study, progress=progress)
