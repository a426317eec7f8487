"""Which articles of a source a study is about: the condition ``where`` of study.toml, met or not."""

from __future__ import annotations

import ast
import datetime
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from framelens.corpus.article import Article
from framelens.errors import InputError, suggest
from framelens.settings.fields import COMPARABLE
from framelens.settings.toml import TomlFile
from framelens.settings.where import parse_where

if TYPE_CHECKING:
    from framelens.settings.settings import Settings

_FIELDS = ("article_id", "outlet", "published", "byline", "headline", "text", "source_path", "language")
# Columns that every article has a value of its own in.
_LISTED = 20  # values at most that a message names
_NO_GROUPS = ("article_id", "text", "source_path", "n_words", "duplicate_of")
_COMPARES: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip


class Filter:
    """A condition, asked of one article after the other.

    A missing value meets ``!=``, ``not in`` and ``== None``, and no other comparison, as in pandas.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self._parsed = parse_where(where)
        self._seen: set[str] = set(_FIELDS)

    def keeps(self, article: Article) -> bool:
        """Whether an article meets the condition."""
        self._seen.update(article.own)
        return self.meets({name: getattr(article, name) for name in _FIELDS} | dict(article.own))

    def meets(self, row: Mapping[str, Any]) -> bool:
        """Whether a row meets the condition; a column that it lacks is null."""
        return self._truth(self._parsed.tree, row)

    def _truth(self, node: ast.AST, row: Mapping[str, Any]) -> bool:
        value = self._value(node, row)
        if value is None or isinstance(value, (bool, np.bool_)):
            return bool(value)
        raise InputError(f"the condition “{self.where}” asks whether {value!r} is true; compare it with a value")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the condition names."""
        return self._parsed.columns

    def check(self) -> None:
        """Raise :class:`InputError` if the condition names a column that no article had; for when all were asked."""
        check_names(self._parsed.columns, sorted(self._seen), f"the condition “{self.where}”")

    def _value(self, node: ast.AST, row: Mapping[str, Any]) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return row.get(self._parsed.column_of(node))
            case ast.List() | ast.Tuple():
                return [self._value(one, row) for one in node.elts]
            case ast.BoolOp():
                ask = all if isinstance(node.op, ast.And) else any
                return ask(self._truth(one, row) for one in node.values)
            case ast.UnaryOp():
                if isinstance(node.op, ast.Not):
                    return not self._truth(node.operand, row)
                value = self._value(node.operand, row)
                if isinstance(value, (int, float)):
                    return -value
            case ast.Compare():
                sides = [self._value(one, row) for one in (node.left, *node.comparators)]
                pairs = zip(node.ops, sides, sides[1:], strict=False)
                return all(self._compare(op, left, right) for op, left, right in pairs)
        raise InputError(f"the condition “{self.where}” cannot be used")

    def _compare(self, op: ast.cmpop, left: Any, right: Any) -> bool:
        if isinstance(op, (ast.In, ast.NotIn)) or isinstance(right, list):
            among = right if isinstance(right, list) else [right]
            return any(self._compare(ast.Eq(), left, one) for one in among) == isinstance(op, (ast.In, ast.Eq))
        if left is None or right is None:
            return (left is right) == isinstance(op, ast.Eq) and isinstance(op, (ast.Eq, ast.NotEq))
        if isinstance(left, datetime.date) or isinstance(right, datetime.date):
            left, right = self._date(left), self._date(right)
        try:
            if isinstance(left, str) != isinstance(right, str):  # a number that a table has as text
                left, right = float(left), float(right)
            return bool(_COMPARES[type(op)](left, right))
        except (TypeError, ValueError):
            raise InputError(
                f"the condition “{self.where}” compares {left!r} with {right!r}, which are not of one kind"
            ) from None

    def _date(self, value: Any) -> datetime.datetime:
        try:
            found = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if not isinstance(found, datetime.date):
            raise InputError(f"the condition “{self.where}” compares a date with {value!r}; write it as '2021-12-21'")
        return datetime.datetime(*found.timetuple()[:6])


def choose_articles(articles: pd.DataFrame, where: str) -> pd.Series:
    """Which rows of a table of articles meet a condition.

    Parameters
    ----------
    articles : pandas.DataFrame
        One row per article; the condition may name any of its columns.
    where : str
        As in pandas' ``query``: ``published >= '2020-01-01' and topic in ['immigration', 'asylum']``; no part of it is
        run as code. docs/settings.md has the whole of it.

    Returns
    -------
    pandas.Series
        One truth per row.

    Raises
    ------
    InputError
        If the condition cannot be read, names a column that is not there, or compares a column with what it does not
        hold.

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": ["Trend", "Mail"], "year": ["2020", "2021"]})
    >>> choose_articles(articles, "outlet == 'Trend' or year > 2020").tolist()
    [True, True]
    """
    only = Filter(where)
    names = only.columns
    check_names(names, map(str, articles.columns), f"the condition “{where}”")
    # Lists and other objects are no nulls; pandas' own nulls are one.
    columns = [[None if value is pd.NA or value != value else value for value in articles[name]] for name in names]
    met = [only.meets(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]
    return pd.Series(met, index=articles.index, dtype=bool)


class Compared:
    """What articles have of the columns that a study compares or resamples by, shown one article after the other."""

    def __init__(self, settings: Settings) -> None:
        path = settings.folder / "study.toml"
        self._file = TomlFile.read(path) if path.is_file() else TomlFile(path, "", {})
        self._settings = settings
        self._events: dict[Any, dict[Any, Any]] = settings.events.set_index("article_id").to_dict("index")
        self._values: dict[str, set[str]] = {
            column: set() for column in (*settings.compare_pairs, *settings.compare_order)
        }
        self.columns: set[str] = {name for name in settings.events.columns if name != "article_id"}

    def add(self, article: Article) -> None:
        """Note an article."""
        self.columns.update(article.own)
        if self._values:
            self.add_row({name: getattr(article, name) for name in _FIELDS} | dict(article.own))

    def add_row(self, row: Mapping[Any, Any]) -> None:
        """Note the values of a row of the articles table."""
        known = {**row, **self._events.get(row["article_id"], {})}
        for column, values in self._values.items():
            value = known.get(column)
            if not (pd.api.types.is_scalar(value) and pd.isna(value)) and value != "":
                values.add(str(value))

    def check(self) -> None:
        """Raise :class:`InputError` for a column, or a declared group, that no article has."""
        study, file = self._settings, self._file
        known = dict.fromkeys([*COMPARABLE, "quarter", *sorted(self.columns.difference(_NO_GROUPS))])
        for key, names in (("by", study.compare_by), ("cluster", (study.cluster,))):
            check_names(filter(None, names), known, str(file.error(("compare", key), f"{key} under [compare]")))
        for key, declared in (("pairs", study.compare_pairs), ("order", study.compare_order)):
            for column, column_values in declared.items():
                there = sorted(self._values[column])
                for one in column_values:
                    if find_value(one, there) is None:
                        near = there if len(there) <= _LISTED else get_close_matches(one, there, n=3) or there[:_LISTED]
                        said = f"{key} under [compare]: no article has '{one}' in {column}; {suggest(one, near)}"
                        raise file.error(("compare", key, column), said)


def find_value(text: str, values: Iterable[Any]) -> Any:
    """The one of ``values`` that study.toml means by ``text``, or None: a number is the same however it is written."""
    return next((value for value in values if _key(value) == _key(text)), None)


def _key(value: object) -> object:
    text = str(value)
    return float(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", text) else text


def check_names(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise :class:`InputError` for the first of ``names`` that is not a column of the articles."""
    columns = list(known)
    for name in names:
        if name not in columns:
            raise InputError(f"{where}: the articles have no column '{name}'; {suggest(name, columns)}")
