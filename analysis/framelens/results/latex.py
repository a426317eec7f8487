"""A table as LaTeX: booktabs rules, everything that is read escaped."""

from __future__ import annotations

from typing import Any

# One pass over the letters, so that what an escape brings in is never escaped again.
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"{\char34}", "\N{MINUS SIGN}": "$-$", "\N{EN DASH}": "--", "\n": " ", "\r": " ",
}  # fmt: skip


def escape_latex(text: str) -> str:
    """Text as LaTeX that prints as the text itself; two hyphens, quotes or commas are not drawn as one sign."""
    pairs = zip(text, f" {text}", strict=False)
    return "".join(
        ("{}" if (letter == last and letter in "-'`,") or (letter == "`" and last in "?!") else "")
        + ESCAPES.get(letter, letter)
        for letter, last in pairs
        if letter >= " " or letter in "\n\r"
    )


def write_latex(block: dict[str, Any]) -> str:
    """A table's JSON as a ``table`` environment; it needs ``\\usepackage{booktabs}``."""

    def cells(row: list[str]) -> str:
        # The \\ and the \midrule of the line before take what begins with [ or * for an option of their own.
        guard = "{}" if row and row[0].lstrip().startswith(("[", "*")) else ""
        return f"    {guard}{' & '.join(map(escape_latex, row))} " + r"\\"

    def text(spans: list[dict[str, Any]]) -> str:
        return escape_latex("".join(span["text"] for span in spans))

    align = "".join("r" if number else "l" for number in block["numeric"])
    lines = [
        r"\begin{table}",
        r"  \centering",
        rf"  \caption{{{text(block['caption'])}}}",
        rf"  \label{{tab:{block['name']}}}",
        rf"  \begin{{tabular}}{{{align}}}",
        r"    \toprule",
        cells(block["columns"]),
        r"    \midrule",
        *map(cells, block["rows"]),
        r"    \bottomrule",
        r"  \end{tabular}",
    ]
    if block["notes"]:
        lines.append(rf"  \par\smallskip\footnotesize {text(block['notes'])}")
    return "\n".join([*lines, r"\end{table}", ""])
