"""Which articles of a source a study is about: the condition ``where`` of study.toml, met or not."""

from __future__ import annotations

import ast
import datetime
import operator
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from framelens.corpus.article import Article
from framelens.errors import InputError, suggest
from framelens.settings.fields import COMPARABLE
from framelens.settings.where import parse_where

if TYPE_CHECKING:
    from framelens.settings.settings import Settings

_FIELDS = ("article_id", "outlet", "published", "byline", "headline", "text", "source_path", "language")
# Columns that every article has a value of its own in.
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
        return bool(self._value(self._parsed.tree, article))

    def check(self) -> None:
        """Raise :class:`InputError` if the condition names a column that no article had; for when all were asked."""
        check_names(self._parsed.columns, sorted(self._seen), f"the condition “{self.where}”")

    def _value(self, node: ast.AST, article: Article) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                name = self._parsed.column_of(node)
                return getattr(article, name) if name in _FIELDS else article.own.get(name)
            case ast.List() | ast.Tuple():
                return [self._value(one, article) for one in node.elts]
            case ast.BoolOp():
                ask = all if isinstance(node.op, ast.And) else any
                return ask(self._value(one, article) for one in node.values)
            case ast.UnaryOp():
                value = self._value(node.operand, article)
                return not value if isinstance(node.op, ast.Not) else -value
            case ast.Compare():
                sides = [self._value(one, article) for one in (node.left, *node.comparators)]
                pairs = zip(node.ops, sides, sides[1:], strict=False)
                return all(self._compare(op, left, right) for op, left, right in pairs)
        raise InputError(f"the condition “{self.where}” cannot be used")

    def _compare(self, op: ast.cmpop, left: Any, right: Any) -> bool:
        if isinstance(op, (ast.In, ast.NotIn)):
            among = right if isinstance(right, list) else [right]
            return any(self._compare(ast.Eq(), left, one) for one in among) == isinstance(op, ast.In)
        if left is None or right is None:
            return (left is right) == isinstance(op, ast.Eq) and isinstance(op, (ast.Eq, ast.NotEq))
        if isinstance(left, datetime.date) or isinstance(right, datetime.date):
            left, right = self._date(left), self._date(right)
        try:
            return bool(_COMPARES[type(op)](left, right))
        except TypeError:
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


def check_compared(settings: Settings, columns: Iterable[str]) -> None:
    """Raise :class:`InputError` if the study compares or resamples by a column that its articles do not have.

    Parameters
    ----------
    settings : Settings
    columns : iterable of str
        The columns of the articles, the researcher's own included.
    """
    events = [name for name in settings.events.columns if name != "article_id"]
    known = dict.fromkeys([*COMPARABLE, "quarter", *events, *(name for name in columns if name not in _NO_GROUPS)])
    for key, names in (("by", settings.compare_by), ("cluster", (settings.cluster,))):
        check_names(filter(None, names), known, f"{settings.folder / 'study.toml'}, {key} under [compare]")


def check_names(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise :class:`InputError` for the first of ``names`` that is no column of the articles."""
    columns = list(known)
    for name in names:
        if name not in columns:
            raise InputError(f"{where}: the articles have no column '{name}'; {suggest(name, columns)}")
