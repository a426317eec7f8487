"""A table as LaTeX that compiles: booktabs rules, everything that is read escaped, columns that fit the page."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

# One pass over the letters, so that what an escape brings in is never escaped again.
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"{\char34}", "\N{MINUS SIGN}": "$-$", "\N{EN DASH}": "--", "\n": " ", "\r": " ",
    "\N{NO-BREAK SPACE}": "~", "\N{NARROW NO-BREAK SPACE}": r"\,", "\N{THIN SPACE}": r"\,", "\N{SOFT HYPHEN}": r"\-",
    "≤": r"$\leq$", "≥": r"$\geq$", "≈": r"$\approx$", "≠": r"$\neq$", "α": r"$\alpha$",
}  # fmt: skip
# What pdfLaTeX knows by itself, and what it knows with \usepackage[T1]{fontenc} only, by trying each letter.
_WITH_T1 = "«»ÐÞðþĄąĐđĘęĮįŊŋŲųǪǫ˛‚„‹›"
_PLAIN = re.compile(
    "[\x00-\xac\xae-\u0125\u0128-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u0165\u0168-\u017e\u0192\u01c4-\u01d4\u01e2\u01e3"
    "\u01e6-\u01eb\u01f0\u01f4\u01f5\u0218-\u021b\u0232\u0233\u02c6\u02c7\u02d8-\u02dd\u1e02\u1e03\u1e0d\u1e1e-\u1e21\u1e25"
    "\u1e37\u1e43\u1e45\u1e47\u1e5b\u1e63\u1e6d\u1e9e\u1ef2\u1ef3\u2010-\u2016\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026"
    "\u2030\u2031\u2039-\u203b\u2044\u20ac\u2116\u2122\u2190-\u2193]"
)
# Letters that a line holds in an article of LaTeX's own class, by the size of the type.
_SIZES = ((r"\normalsize", 64), (r"\small", 71), (r"\footnotesize", 80), (r"\scriptsize", 88))
_GAP = 2  # letters that the space between two columns is wide
_SHORT, _READABLE = 16, 24  # letters up to which a column is not broken, and to which a broken one is not narrowed


def escape_latex(text: str) -> str:
    """Text as LaTeX that prints as the text itself; two hyphens, quotes or commas are not drawn as one sign."""
    pairs = zip(text, f" {text}", strict=False)
    return "".join(
        ("{}" if (letter == last and letter in "-'`,") or (letter == "`" and last in "?!") else "")
        + ESCAPES.get(letter, letter)
        for letter, last in pairs
        if letter in ESCAPES or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def write_latex(block: dict[str, Any]) -> str:
    """A table's JSON as a ``table`` environment, with a comment on what it needs.

    A table that is wider than the page has smaller type, and its columns of text are broken into lines.
    """
    columns = list(zip(block["columns"], *block["rows"], strict=True))
    size, widths = _fit(columns)
    numeric = block["numeric"]
    align = "".join(
        f"p{{{width:.3f}\\linewidth}}" if width else "r" if number else "l"
        for width, number in zip(widths, numeric, strict=True)
    )
    align = align or "l"

    def cells(row: Sequence[str]) -> str:
        told = [_ragged(width) + _guard(cell) for cell, width in zip(row, widths, strict=True)]
        return f"    {' & '.join(told)} \\tabularnewline"

    def text(spans: list[dict[str, Any]]) -> str:
        return escape_latex("".join(span["text"] for span in spans))

    lines = [
        r"\begin{table}",
        r"  \centering",
        rf"  \caption{{{text(block['caption'])}}}",
        rf"  \label{{tab:{block['name']}}}",
        *([f"  {size}"] if size != _SIZES[0][0] else []),
        *([r"  \setlength{\tabcolsep}{4pt}"] if any(widths) else []),
        rf"  \begin{{tabular}}{{@{{}}{align}@{{}}}}",
        r"    \toprule",
        f"    {' & '.join(map(_stack, columns, widths, numeric))} \\tabularnewline",
        r"    \midrule",
        *map(cells, block["rows"]),
        r"    \bottomrule",
        r"  \end{tabular}",
    ]
    if block["notes"]:
        lines.append(rf"  \par\smallskip\footnotesize {text(block['notes'])}")
    body = "\n".join([*lines, r"\end{table}", ""])
    return _name_needs(body) + body


def _fit(columns: Sequence[Sequence[str]]) -> tuple[str, list[float]]:
    """The size of the type, and of each column the share of the line that it is broken to; 0 where it is not."""
    wide = [_find_width(column) for column in columns]
    gaps = _GAP * (len(columns) - 1)
    for size, letters in _SIZES[:2]:
        if sum(wide) + gaps <= letters:
            return size, [0.0] * len(columns)
    for readable in (_READABLE, 0):
        least = [_narrow(column, width, readable) for column, width in zip(columns, wide, strict=True)]
        size, letters = next((one for one in _SIZES if sum(least) + gaps <= one[1]), _SIZES[-1])
        if sum(least) + gaps <= letters:
            break
    more = [width - narrow for width, narrow in zip(wide, least, strict=True)]
    share = min(1.0, max(0, letters - gaps - sum(least)) / (sum(more) or 1))
    broken = zip(wide, least, more, strict=True)
    return size, [(narrow + share * extra) / letters if width > _SHORT else 0.0 for width, narrow, extra in broken]


def _find_width(column: Sequence[str]) -> int:
    """The letters of a column's longest cell, or of the longest word of its head, which can be broken."""
    return max([*map(len, column[1:]), *map(len, column[0].split())], default=0)


def _narrow(column: Sequence[str], width: int, readable: int) -> int:
    """How far a column can be narrowed: to its longest word, and not below what can be read."""
    if width <= _SHORT:
        return width
    return min(width, max([readable, *(len(word) for cell in column for word in cell.split())]))


def _guard(cell: str) -> str:
    """A cell; the end of the line before takes what begins with [ or * for an option of its own."""
    return ("{}" if cell.lstrip().startswith(("[", "*")) else "") + escape_latex(cell)


def _ragged(width: float) -> str:
    return r"\raggedright " if width else ""


def _stack(column: Sequence[str], width: float, number: bool) -> str:
    """A column's head, in as many lines as its cells are narrow."""
    if width:
        return _ragged(width) + _guard(column[0])
    lines = textwrap.wrap(column[0], max(_find_width(column), 6), break_long_words=False, break_on_hyphens=False)
    told = r"\\ ".join(map(_guard, lines))
    return rf"\shortstack[{'r' if number else 'l'}]{{{told}}}" if len(lines) > 1 else told


def _name_needs(body: str) -> str:
    """Comments that name the package, and what letters beyond those of pdfLaTeX need."""
    other = "".join(sorted({letter for letter in body if not _PLAIN.fullmatch(letter)}))
    needs = r"% \usepackage{booktabs}"
    if other:
        needs += f"\n% LuaLaTeX or XeLaTeX and a font that has: {' '.join(other)}"
    elif any(letter in _WITH_T1 for letter in body):
        needs += "\n" + r"% \usepackage[T1]{fontenc}"
    return needs + "\n"
