"""A condition on the columns of articles, as pandas' ``query`` has them: read here, and never run as code.

``published >= '2020-01-01' and topic in ['immigration', 'asylum']`` compares columns with values, joined by ``and``,
``or`` and ``not`` (or ``& | ~``). A column whose name is not a word stands in backticks.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from framelens.errors import InputError

_MOST_LETTERS = 2_000
_PARTS = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|`([^`]*)`|([&|~])""")
_WORDS = {"&": " and ", "|": " or ", "~": " not "}
_BACKTICKED = "_in_backticks_"
# What a condition is made of; no call, no attribute, no arithmetic.
_ALLOWED = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE,
    ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple,
)  # fmt: skip
_VALUES = (str, int, float, bool, type(None))
_EXAMPLE = "write it as in: published >= '2020-01-01' and outlet == 'Trend'"


@dataclass(frozen=True)
class Where:
    """A condition as it was understood.

    Attributes
    ----------
    tree : ast.expr
    columns : tuple of str
        The columns it names, in their order.
    """

    tree: ast.expr
    columns: tuple[str, ...]
    _quoted: tuple[str, ...] = ()

    def column_of(self, name: ast.Name) -> str:
        """The column that a name in the tree stands for."""
        number = name.id.removeprefix(_BACKTICKED)
        return self._quoted[int(number)] if number != name.id else name.id


def parse_where(where: str) -> Where:
    """Read a condition.

    Raises
    ------
    InputError
        If it is none, or has more in it than columns, values and comparisons.
    """
    quoted: list[str] = []

    def replace(part: re.Match[str]) -> str:
        if part[1] is not None:
            return part[1]
        if part[3] is not None:
            return _WORDS[part[3]]
        quoted.append(part[2])
        return f"{_BACKTICKED}{len(quoted) - 1}"

    if len(where) > _MOST_LETTERS:
        raise InputError(f"the condition has {len(where):,} letters; {_MOST_LETTERS:,} are the most")
    try:
        tree = ast.parse(_PARTS.sub(replace, where).strip(), mode="eval").body
        parts = list(ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or "it cannot be read"
        raise InputError(f"the condition “{_cut(where)}” is not understood ({reason}); {_EXAMPLE}") from error
    for part in parts:
        if not isinstance(part, _ALLOWED) or (isinstance(part, ast.Constant) and type(part.value) not in _VALUES):
            named = ast.unparse(part) if isinstance(part, ast.expr) else type(part).__name__
            raise InputError(f"the condition has “{_cut(named)}” in it, which cannot be used there; {_EXAMPLE}")
    condition = Where(tree, (), tuple(quoted))
    columns = dict.fromkeys(condition.column_of(part) for part in parts if isinstance(part, ast.Name))
    if not columns:
        raise InputError(f"the condition “{where}” names no column; {_EXAMPLE}")
    return Where(tree, tuple(columns), tuple(quoted))


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def explain_where(where: str) -> str | None:
    """What is wrong with a condition, or None; an empty one is met by every article."""
    try:
        if where:
            parse_where(where)
    except InputError as error:
        return str(error)
    return None
