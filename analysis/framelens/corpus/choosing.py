"""Which articles meet a condition on their columns, before copies are looked for and anything is annotated."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import islice
from typing import Any

import pandas as pd

from framelens.corpus.article import Article, LeftOut, article_row
from framelens.errors import InputError, suggest
from framelens.settings.where import Where, parse_where
from framelens.tables import make_table

Placed = tuple[str, Article]  # an article and where it stands in its source
_AT_ONCE = 500
_ORDERS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_DAY, _PART = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}(-\d\d)?")


def choose_articles(articles: pd.DataFrame, where: str) -> pd.Series:
    """Which rows of a table of articles meet a condition.

    Parameters
    ----------
    articles : pandas.DataFrame
        One row per article; the condition may name any of its columns.
    where : str
        As in pandas' ``query``: ``published >= '2020-01-01' and topic in ['immigration', 'asylum']``. Dates are written
        as year-month-day; numbers that were read as text are compared as numbers. A null is equal to nothing; ``None``
        asks for it.

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
    condition = parse_where(where)
    names = [str(name) for name in articles.columns]
    for column in condition.columns:
        if column not in names:
            raise InputError(f"unknown column '{column}' in the condition “{where}”; {suggest(column, names)}")
    return _Chooser(articles, condition).find(condition.tree).astype(bool)


def iterate_chosen(
    found: Iterable[tuple[str, Article] | LeftOut], where: str
) -> Iterator[tuple[str, Article] | LeftOut]:
    """What was found, without the articles that do not meet a condition; what is no article stays."""
    stream = iter(found)
    while part := list(islice(stream, _AT_ONCE)):
        rows = [article_row(one[1]) for one in part if not isinstance(one, LeftOut)]
        chosen = iter(choose_articles(_make_table(rows), where).tolist() if rows else ())
        yield from (one for one in part if isinstance(one, LeftOut) or next(chosen))


def _make_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The table of a few articles; a column of their source's own is null where an article lacks it."""
    table = make_table("articles", rows)
    own = dict.fromkeys(name for row in rows for name in row if name not in table.columns)
    return table.assign(**{name: pd.Series([row.get(name) for row in rows], dtype="str") for name in own})


class _Chooser:
    """Evaluates a condition over the columns of a table."""

    def __init__(self, table: pd.DataFrame, condition: Where) -> None:
        self.table = table
        self.condition = condition

    def find(self, node: ast.expr) -> pd.Series:
        """The rows of which an expression is true."""
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return reduce(operator.and_, map(self.find, values))
            case ast.BoolOp(values=values):
                return reduce(operator.or_, map(self.find, values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self.find(operand)
            case ast.Compare(left=left, ops=ops, comparators=others):
                pairs = zip([left, *others], ops, others, strict=False)
                return reduce(operator.and_, [self._compare(one, op, other) for one, op, other in pairs])
            case ast.Name() if pd.api.types.is_bool_dtype(self._column(node)):
                return self._column(node).fillna(False).astype(bool)
        raise self._error(f"“{ast.unparse(node)}” is neither true nor false; compare a column with a value")

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> pd.Series:
        if not isinstance(left, ast.Name):
            if not isinstance(right, ast.Name) or isinstance(op, ast.In | ast.NotIn):
                raise self._error(f"“{ast.unparse(left)}” is no column; write a column, then what it is compared with")
            left, right, op = right, left, _TURNED.get(type(op), type(op))()
        column = self._column(left)
        if isinstance(right, ast.List | ast.Tuple):
            found = reduce(
                operator.or_, (self._equals(column, self._value(one)) for one in right.elts), column != column
            )
            return ~found if isinstance(op, ast.NotEq | ast.NotIn) else found
        if isinstance(op, ast.In | ast.NotIn):
            raise self._error(f"what stands behind “in” is no list; write it as in: {left.id} in ['one', 'another']")
        other = self._column(right) if isinstance(right, ast.Name) else self._value(right)
        if isinstance(op, ast.Eq | ast.NotEq):
            found = self._equals(column, other)
            return ~found if isinstance(op, ast.NotEq) else found
        mine, theirs = self._fit(column, other, op)
        return _ORDERS[type(op)](mine, theirs).fillna(False).astype(bool)

    def _equals(self, column: pd.Series, other: Any) -> pd.Series:
        if other is None:
            return column.isna()
        mine, theirs = self._fit(column, other, ast.Eq())
        return (mine == theirs).fillna(False).astype(bool)

    def _fit(self, column: pd.Series, other: Any, op: ast.cmpop) -> tuple[pd.Series, Any]:
        """A column and what it is compared with, as values of one kind."""
        if isinstance(other, pd.Series):
            same = all(pd.api.types.is_numeric_dtype(one) for one in (column, other)) or column.dtype == other.dtype
            return (column, other) if same else (column.astype("str"), other.astype("str"))
        if pd.api.types.is_datetime64_any_dtype(column):
            return column, self._read_day(column, other, op)
        if isinstance(other, bool) or pd.api.types.is_bool_dtype(column):
            if isinstance(other, bool) and pd.api.types.is_bool_dtype(column):
                return column, other
            raise self._error(
                f"the column '{column.name}' cannot be compared with {other!r}; true or false is another kind"
            )
        if isinstance(other, str) and not pd.api.types.is_numeric_dtype(column):
            return column.astype("str"), other
        try:
            return pd.to_numeric(column), float(other)
        except (ValueError, TypeError):
            held = next(iter(column.dropna()), None)
            raise self._error(
                f"the column '{column.name}' holds {held!r}, which cannot be compared with {other!r}"
            ) from None

    def _read_day(self, column: pd.Series, other: Any, op: ast.cmpop) -> pd.Timestamp:
        text = other if isinstance(other, str) else ""
        if _DAY.fullmatch(text) or (_PART.fullmatch(text) and isinstance(op, ast.GtE | ast.Lt)):
            try:
                return pd.Timestamp(text)
            except ValueError:
                pass
        raise self._error(f"{other!r} is no day to compare '{column.name}' with; write it as in '2020-01-31'")

    def _column(self, node: ast.expr) -> pd.Series:
        return self.table[self.condition.column_of(node)]  # type: ignore[arg-type]

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)) if isinstance(value, int | float):
                return -value
        raise self._error(f"“{ast.unparse(node)}” is no value; write text in quotation marks, or a number")

    def _error(self, message: str) -> InputError:
        return InputError(f"the condition cannot be used: {message}")
