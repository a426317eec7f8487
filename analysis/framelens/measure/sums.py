"""Sums within articles: what every share, rate and mean of framelens is made of.

A share of voice, a rate per 1,000 words and a mean valence are all a sum over articles divided by another sum
over articles. Holding the two sums of every article, and nothing else, is enough for the estimate, for its
interval (articles are resampled), for a trend, for a comparison and for a correction by human codes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError
from framelens.measure.evidence import Evidence

Kind = Literal["share", "rate", "mean"]


@dataclass(frozen=True)
class ArticleSums:
    """Numerators and denominators of a family of ratios, summed within each article.

    Attributes
    ----------
    articles : pandas.DataFrame
        One row per article in the order of ``article_id``: the columns of the articles table without the text.
    cells : pandas.DataFrame
        One row per ratio: the columns that tell it from the others (a speaker, a frame and a voice, ...).
    numerators : scipy.sparse.csr_array
        Cells by articles.
    denominators : scipy.sparse.csr_array
        Cells by articles, or one row by articles where all ratios share it.
    kind : {'share', 'rate', 'mean'}
        A share lies in 0-1; a rate counts occurrences and is not negative; a mean may be any number.
    scale : float
        What a ratio is multiplied by: 1000 for hits per 1,000 words.
    counts : scipy.sparse.csr_array or None
        What ``n`` counts where that is not the denominator.
    limits : tuple of float or None
        The least and the greatest value that a mean can have.
    always : numpy.ndarray or None
        Which cells have a row in every group, found there or not; without it all have.
    evidence : tuple of Evidence
        The rows of the annotations that the numerators (of a mean: the denominators) count.
    """

    articles: pd.DataFrame
    cells: pd.DataFrame
    numerators: sparse.csr_array = field(repr=False)
    denominators: sparse.csr_array = field(repr=False)
    kind: Kind
    scale: float = 1.0
    counts: sparse.csr_array | None = field(default=None, repr=False)
    always: np.ndarray | None = field(default=None, repr=False)
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    limits: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        wide = len(self.articles)
        for name in ("numerators", "denominators", "counts"):
            matrix = getattr(self, name)
            if matrix is not None and (matrix.shape[1] != wide or matrix.shape[0] not in (1, len(self.cells))):
                raise InputError(
                    f"{name} of shape {matrix.shape} do not fit {len(self.cells)} cells by {wide} articles"
                )

    @property
    def keys(self) -> list[str]:
        """The columns that tell one ratio from another."""
        return [str(c) for c in self.cells.columns]

    def keep_articles(self, keep: np.ndarray) -> ArticleSums:
        """The sums of the articles where ``keep`` is true."""
        return replace(
            self,
            articles=self.articles.loc[keep].reset_index(drop=True),
            numerators=self.numerators[:, keep],
            denominators=self.denominators[:, keep],
            counts=None if self.counts is None else self.counts[:, keep],
        )

    def keep_cells(self, keep: np.ndarray) -> ArticleSums:
        """The sums of the cells where ``keep`` is true."""

        def pick(matrix: sparse.csr_array) -> sparse.csr_array:
            return matrix if matrix.shape[0] == 1 and len(self.cells) != 1 else matrix[keep]

        return replace(
            self,
            cells=self.cells.loc[keep].reset_index(drop=True),
            numerators=self.numerators[keep],
            denominators=pick(self.denominators),
            counts=None if self.counts is None else pick(self.counts),
            always=None if self.always is None else self.always[keep],
            evidence=tuple(part.keep_cells(np.asarray(keep)) for part in self.evidence),
        )

    def drop_unseen(self) -> ArticleSums:
        """The sums of the cells that have a row in any case, and of those with anything in any article."""
        if self.always is None:
            return self
        seen = np.zeros(len(self.cells), dtype=bool)
        for matrix in (self.numerators, self.denominators):
            if matrix.shape[0] == len(self.cells):
                seen[np.unique(matrix.nonzero()[0])] = True
        return self.keep_cells(self.always | seen)

    def weigh_articles(self, weights: np.ndarray) -> ArticleSums:
        """The sums with each article counted ``weights`` times; ``n`` still counts what is there."""
        by_article = sparse.diags_array(np.asarray(weights, dtype=float))
        return replace(
            self,
            numerators=(self.numerators @ by_article).tocsr(),
            denominators=(self.denominators @ by_article).tocsr(),
            counts=self.denominators if self.counts is None else self.counts,
        )


def prepare_articles(articles: pd.DataFrame) -> pd.DataFrame:
    """The articles table without the text, in the order of ``article_id``.

    Raises
    ------
    InputError
        If an article is listed twice.
    """
    table = articles.drop(columns="text", errors="ignore")
    table = table.sort_values("article_id", kind="stable").reset_index(drop=True)
    twice = table["article_id"].duplicated()
    if twice.any():
        raise InputError(
            f"the articles table has article_id '{table.loc[twice, 'article_id'].iloc[0]}' twice; "
            "each article has one row"
        )
    return table


def locate_articles(article_ids: pd.Series, articles: pd.DataFrame) -> np.ndarray:
    """For each id the row of ``articles`` (as :func:`prepare_articles` gives it); -1 where it is not there."""
    return pd.Index(articles["article_id"]).get_indexer(pd.Index(article_ids))


def sum_cells(
    cell: np.ndarray, article: np.ndarray, values: np.ndarray | None, shape: tuple[int, int]
) -> sparse.csr_array:
    """Cells by articles: the sum of ``values`` (or how many rows there are) in each cell of each article.

    Rows with a cell or an article of -1 are left out. The sum does not depend on the order of the rows, to the
    last bit, since they are added in the order of their size.
    """
    found = (cell >= 0) & (article >= 0)
    numbers = np.ones(len(cell)) if values is None else np.asarray(values, dtype=float)
    place = cell[found].astype(np.int64) * shape[1] + article[found]
    numbers = numbers[found]
    order = np.lexsort((numbers, place))
    place, numbers = place[order], numbers[order]
    if not len(place):
        return sparse.csr_array(shape, dtype=float)
    starts = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    rows, columns = np.divmod(place[starts], shape[1])
    return sparse.csr_array((np.add.reduceat(numbers, starts), (rows, columns)), shape=shape)
