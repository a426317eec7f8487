"""What sort of source gets to speak: by role, form, gender or a column of the roster; who leads, who stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from framelens.annotate.source_forms import FORMS, find_forms
from framelens.annotate.source_roles import find_roles
from framelens.dictionary import FrameDictionary
from framelens.errors import InputError, suggest
from framelens.measure.evidence import collect_evidence
from framelens.measure.genders import find_genders
from framelens.measure.groups import By, list_columns, list_near
from framelens.measure.intervals import resample_articles
from framelens.measure.origins import ORIGINS
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.speakers import choose_statements
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.settings.source_scheme import UNKNOWN
from framelens.tables import QUOTE_KINDS, Annotations, spread_texts

ROLE, FORM, GENDER, ORIGIN = "role", "form", "gender", "origin"
SORTS = (ROLE, FORM, GENDER, ORIGIN)
SOURCE = "source"


def sort_sources(
    annotations: Annotations, scheme: FrameDictionary, *, given_names: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What sort of source each statement has.

    Parameters
    ----------
    annotations : Annotations
    scheme : FrameDictionary
        The roles and their terms.
    given_names : DataFrame, optional
        As in :func:`framelens.measure.genders.find_genders`.

    Returns
    -------
    pandas.DataFrame
        One row per statement, in the order of ``quotes``: ``article_id``, ``quote_id``, ``role`` (of the scheme),
        ``certainty`` of the role (0-1), ``form`` (named person, named organisation, unnamed person, unnamed group,
        anonymous, document) and ``gender`` (as pronouns, titles and kin tell it); null where nothing tells.

    Examples
    --------
    >>> fl.stats.sort_sources(study, study.settings.source_roles)[["role", "form", "gender"]].head(3)
    """
    quotes, speakers = annotations.quotes, annotations.speakers
    texts = spread_texts(annotations.articles, quotes["article_id"])
    by_id = speakers.set_index("speaker_id")
    roles, certainty = find_roles(quotes, speakers, annotations.mentions, annotations.articles, scheme)
    return pd.DataFrame(
        {
            "article_id": quotes["article_id"].array,
            "quote_id": quotes["quote_id"].array,
            ROLE: pd.array(roles, dtype="str"),
            "certainty": certainty,
            FORM: pd.array(find_forms(quotes, by_id["kind"], texts), dtype="str"),
            GENDER: quotes["speaker_id"].map(find_genders(annotations, given_names)).astype("str").array,
        }
    )


def list_sorts(of: str, scheme: FrameDictionary) -> tuple[str, ...]:
    """The sorts of sources that have a row in any case: the roles of a scheme, the forms, the genders, the origins.

    Examples
    --------
    >>> list_sorts("gender", study.settings.source_roles)
    ('female', 'male')
    """
    return {ROLE: scheme.names, FORM: FORMS, GENDER: ("female", "male"), ORIGIN: ORIGINS}[of]


def sum_sources(
    annotations: Annotations, sorts: Iterable[str | None], names: Sequence[str], *, kinds: Sequence[str] = QUOTE_KINDS
) -> ArticleSums:
    """Statements by sources of each sort over all statements, summed within articles; they add up to 1.

    Parameters
    ----------
    annotations : Annotations
    sorts : sequence of str or None
        The sort of each statement's source; null is unknown.
    names : sequence of str
        The sorts that have a row in any case.
    kinds : sequence of str
        The kinds of statement that count.

    Examples
    --------
    >>> forms = fl.stats.sort_sources(study, study.settings.source_roles)["form"]
    >>> fl.stats.sum_sources(study, forms, ["named person", "document"]).cells.head(3)
    """
    chosen = choose_statements(annotations.quotes, kinds)
    return _sum(annotations, np.where(chosen, 0, -1), _locate(sorts, names), names)


def sum_leading(
    annotations: Annotations, sorts: Iterable[str | None], names: Sequence[str], *, kinds: Sequence[str] = QUOTE_KINDS
) -> ArticleSums:
    """Articles whose first statement has a source of each sort over articles with a statement.

    Examples
    --------
    >>> forms = fl.stats.sort_sources(study, study.settings.source_roles)["form"]
    >>> fl.stats.sum_leading(study, forms, ["named person"]).kind
    'share'
    """
    first = _find_first(annotations.quotes, choose_statements(annotations.quotes, kinds))
    return _sum(annotations, np.where(first, 0, -1), _locate(sorts, names), names)


def sum_balance(
    annotations: Annotations,
    side: Sequence[str | None],
    sides: tuple[str, str],
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
) -> ArticleSums:
    """Statements of one side over those of two sides, summed within articles.

    Parameters
    ----------
    side : sequence of str or None
        For each statement the name of its side; null is neither.
    sides : tuple of str
        The two names.

    Examples
    --------
    >>> forms = fl.stats.sort_sources(study, study.settings.source_roles)["form"]
    >>> fl.stats.sum_balance(study, forms, ("named person", "document")).cells
    """
    chosen = choose_statements(annotations.quotes, kinds) & pd.Series(list(side), dtype="str").isin(sides).to_numpy()
    return _sum(annotations, np.where(chosen, 0, -1), _locate(side, sides), sides, unknown=False)


def sum_counts(annotations: Annotations, *, kinds: Sequence[str] = QUOTE_KINDS) -> ArticleSums:
    """How many different sources an article has: a mean over articles with a statement.

    A source without a name is told from others by its words.

    Examples
    --------
    >>> fl.stats.sum_counts(study).kind
    'mean'
    """
    return _per_article(annotations, kinds, single=False)


def sum_single(annotations: Annotations, *, kinds: Sequence[str] = QUOTE_KINDS) -> ArticleSums:
    """Articles with a single source over articles with a statement.

    Examples
    --------
    >>> fl.stats.sum_single(study).kind
    'share'
    """
    return _per_article(annotations, kinds, single=True)


def count_sources(sums: ArticleSums, by: By = None, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """The shares of sums of sources within groups of articles.

    Returns
    -------
    pandas.DataFrame
        One row per group and sort: the columns of ``by``, ``source``, ``n_statements``, ``n`` (of any sort),
        ``n_base_articles``, ``estimate``, ``low``, ``high`` (0-1).

    Examples
    --------
    >>> forms = fl.stats.sort_sources(study, study.settings.source_roles)["form"]
    >>> fl.stats.count_sources(fl.stats.sum_sources(study, forms, ["document"]))[["source", "n_statements", "n"]]
    """
    table = resample_articles(sums, by, interval=interval)
    table["n_statements"] = table["total"].astype("Int64")
    keys = [*list_columns(by), *sums.keys]
    return table[[*keys, "n_statements", "n", "n_base_articles", "estimate", "low", "high"]]


def find_sides(
    values: Sequence[str | None],
    names: Sequence[str | None],
    sides: Sequence[Sequence[str]],
    known: Sequence[str] = (),
) -> tuple[list[str | None], tuple[str, str]]:
    """For each statement the side that its source's sort or name is on, and what the two sides are called.

    Raises
    ------
    InputError
        If there are not two sides, if they overlap, or if nobody is called so.
    """
    if len(sides) != 2 or not all(sides):
        raise InputError(f"balance needs two sides, and {len(sides)} are given; name one or more sources on each")
    a, b = ([side] if isinstance(side, str) else list(side) for side in sides)
    if both := sorted(set(a) & set(b)):
        raise InputError(f"'{both[0]}' is on both sides; a source can be on one only")
    sorts = list(dict.fromkeys(value for value in (*known, *values) if isinstance(value, str)))
    there = sorted({name for name in names if isinstance(name, str)})
    for one in (*a, *b):
        if one not in sorts and one not in there:
            near = suggest(one, [*sorts, *list_near(one, there)])
            raise InputError(f"nobody is called '{one}' among the sources; {near}")
    called = " and ".join(a), " and ".join(b)
    found: list[str | None] = []
    for value, name in zip(values, names, strict=True):
        on = [title for title, side in zip(called, (a, b), strict=True) if value in side or name in side]
        if len(on) > 1:
            raise InputError(
                f"{name} is on both sides: by name on one, as '{value}' on the other; leave one of them out"
            )
        found.append(on[0] if on else None)
    return found, called


def _locate(sorts: Iterable[str | None], names: Sequence[str]) -> np.ndarray:
    number = {name: place for place, name in enumerate(names)}
    return np.array(
        [number.get(sort, len(names)) if isinstance(sort, str) else len(names) for sort in sorts], dtype=np.intp
    )


def _find_first(quotes: pd.DataFrame, chosen: np.ndarray) -> np.ndarray:
    """Which of the chosen statements is the first of its article."""
    starts = np.array([content[0][0] if len(content) else 0 for content in quotes["content"]], dtype=np.int64)
    table = pd.DataFrame({"article": quotes["article_id"].to_numpy(), "start": starts})[chosen]
    first = np.zeros(len(quotes), dtype=bool)
    order = table.sort_values(["article", "start"], kind="stable").drop_duplicates("article").index
    first[order.to_numpy()] = True
    return first


def _sum(
    annotations: Annotations, base: np.ndarray, sort: np.ndarray, names: Sequence[str], *, unknown: bool = True
) -> ArticleSums:
    articles, quotes = prepare_articles(annotations.articles), annotations.quotes
    cells = pd.DataFrame({SOURCE: [*names, *([UNKNOWN] if unknown else [])]}, dtype="str")
    article = locate_articles(quotes["article_id"], articles)
    cell = np.where(base < 0, -1, np.where(sort < len(cells), sort, -1))
    return ArticleSums(
        articles=articles,
        cells=cells,
        numerators=sum_cells(cell, article, None, (len(cells), len(articles))),
        denominators=sum_cells(base, article, None, (1, len(articles))),
        kind="share",
        always=np.ones(len(cells), dtype=bool),
        evidence=(collect_evidence("quotes", quotes, cell, article),),
    )


def _per_article(annotations: Annotations, kinds: Sequence[str], *, single: bool) -> ArticleSums:
    articles, quotes = prepare_articles(annotations.articles), annotations.quotes
    chosen = choose_statements(quotes, kinds)
    article = locate_articles(quotes["article_id"], articles)
    texts = spread_texts(annotations.articles, quotes["article_id"])
    keys = [
        speaker if isinstance(speaker, str) else "" if pd.isna(start) else text[int(start) : int(end)].lower()
        for speaker, start, end, text in zip(
            quotes["speaker_id"], quotes["source_start"], quotes["source_end"], texts, strict=True
        )
    ]
    table = pd.DataFrame({"article": article, "key": keys})[chosen & (article >= 0)]
    heard = table[table["key"].ne("")].drop_duplicates(["article", "key"]).groupby("article")["key"].size()
    counts = np.zeros(len(articles))
    counts[heard.index.to_numpy(dtype=np.intp)] = heard.to_numpy()
    first = np.where(_find_first(quotes, chosen), 0, -1)
    alone = counts[np.maximum(article, 0)] == 1
    counted = np.where((first == 0) & alone, 0, -1) if single else first
    shape = (1, len(articles))
    has = sum_cells(first, article, None, shape)
    return ArticleSums(
        articles=articles,
        cells=pd.DataFrame(
            {SOURCE: ["articles with a single source" if single else "sources an article"]}, dtype="str"
        ),
        numerators=sum_cells(counted if single else first, article, None if single else counts[article], shape),
        denominators=has,
        kind="share" if single else "mean",
        limits=None if single else (0.0, float("inf")),
        evidence=(collect_evidence("quotes", quotes, counted, article),),
    )


def check_sort(of: str, columns: Sequence[str]) -> str:
    """``of``, or an error that names the sorts there are.

    Raises
    ------
    InputError
        For a sort that sources do not have.
    """
    if of not in (*SORTS, *columns):
        raise InputError(f"sources have no '{of}'; {suggest(of, (*SORTS, *columns))}")
    return of
