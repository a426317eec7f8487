"""Blocks put together: numbers, anchors, references, Markdown."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from framelens.errors import InputError
from framelens.report.markdown import read_markdown
from framelens.results.blocks import (
    FigureBlock,
    Span,
    TableBlock,
    as_json,
    cite,
    emphasis,
    group,
    heading,
    prose,
    see_figure,
)
from framelens.results.document import compose_document, read_span
from framelens.results.latex import escape_latex, write_latex
from framelens.results.references import _parse, format_reference, shipped_references, write_references

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'


def figure(name: str) -> FigureBlock:
    return FigureBlock(name, (), "what it shows", SVG, 89)


def test_figures_are_numbered_and_referred_to() -> None:
    blocks = [group(prose("See ", see_figure("b"), "."), figure("a")), figure("b"), figure("b")]
    document = compose_document(map(as_json, blocks), {})
    assert document.numbers == {("figure", "a"): 1, ("figure", "b"): 2, ("figure", "b-2"): 3}
    said = "".join(read_span(span, document) for span in document.blocks[0]["spans"])
    assert said == "See Figure\N{NO-BREAK SPACE}2. See Figure\N{NO-BREAK SPACE}1 and Figure\N{NO-BREAK SPACE}3."


def test_references_are_numbered_in_the_order_of_citation() -> None:
    library = shipped_references()
    text = prose("First ", cite("monroe2008"), ", then ", cite("entman1993"), ", ", cite("monroe2008"), cite("nobody"))
    document = compose_document([as_json(text)], library)
    assert document.cited == {"monroe2008": 1, "entman1993": 2}
    assert [entry.key for entry in document.references] == ["monroe2008", "entman1993"]
    assert "".join(read_span(s, document) for s in document.blocks[0]["spans"]) == "First [1], then [2], [1][nobody]"
    assert write_references(document.references).startswith("@article{entman1993,")


def test_headings_get_anchors_of_their_own() -> None:
    document = compose_document([as_json(heading("Who speaks?")), as_json(heading("Who speaks?"))], {})
    assert [section["anchor"] for section, _ in document.outline()] == ["who-speaks", "who-speaks-2"]


def test_a_reference_reads_as_one() -> None:
    assert format_reference(shipped_references()["entman1993"]) == (
        "Entman, R. M. (1993). Framing: Toward Clarification of a Fractured Paradigm. Journal of Communication, "
        "43(4), 51–58."
    )


def test_a_bib_file_that_does_not_close_or_repeats_itself() -> None:
    with pytest.raises(InputError, match=r"refs.bib, line 2: the entry 'b' does not close; add the missing '\}'"):
        _parse("@book{a, title={A}}\n@book{b, title={B}", "refs.bib")
    with pytest.raises(InputError, match=r"refs.bib, line 2: the key 'a' is listed twice; give each work its own"):
        _parse("@book{a, title={A}}\n@book{a, title={B}}", "refs.bib")


def test_markdown_becomes_blocks_and_html_stays_text() -> None:
    source = "## Who *speaks*?\n\nSo [@entman1993] says, @fig:voices.\n\n- one\n- two\n\n<script>alert(1)</script>\n"
    title, text, items, html = read_markdown(source)
    assert title.spans == (Span("Who "), emphasis("speaks"), Span("?"))
    assert [(s.text, s.style, s.target) for s in text.spans] == [
        ("So ", "plain", None),
        ("[@entman1993]", "cite", "entman1993"),
        (" says, ", "plain", None),
        ("the figure", "figure", "voices"),
        (".", "plain", None),
    ]
    assert items.items == ((Span("one"),), (Span("two"),))
    assert html.spans == (Span("<script>alert(1)</script>"),)


def test_latex_is_escaped_letter_by_letter() -> None:
    assert escape_latex(r"\input{a} & 5% of $x_1$ #~^") == (
        r"\textbackslash{}input\{a\} \& 5\% of \$x\_1\$ \#\textasciitilde{}\textasciicircum{}"
    )


def test_a_latex_table_has_booktabs_rules() -> None:
    table = TableBlock("voices", (Span("A & B"),), ("who", "n"), (False, True), (("Eve_1", "−2"),))
    assert write_latex(as_json(table)).splitlines() == [
        r"% \usepackage{booktabs}",
        r"\begin{table}",
        r"  \centering",
        r"  \caption{A \& B}",
        r"  \label{tab:voices}",
        r"  \begin{tabular}{@{}lr@{}}",
        r"    \toprule",
        r"    who & n \tabularnewline",
        r"    \midrule",
        r"    Eve\_1 & $-$2 \tabularnewline",
        r"    \bottomrule",
        r"  \end{tabular}",
        r"\end{table}",
    ]


@pytest.mark.parametrize("first", ["[1pt]", "*", "*[2em]", " [x]", "[", "\xa0*"])
def test_no_row_of_a_latex_table_is_swallowed_by_the_line_before(first: str) -> None:
    """After ``\\\\`` and ``\\midrule`` a bracket would be a length and an asterisk a command."""
    for columns, rows in (((first, "n"), (("a", "1"),)), (("who", "n"), ((first, "1"), ("", first), (first, first)))):
        source = write_latex(as_json(TableBlock("t", (), columns, (False, True), rows)))
        assert not re.search(r"(newline|rule)\s*[\[*]", source)
        written = escape_latex(first)
        assert source.count(f"{written} &") + source.count(rf"{written} \tabularnewline") == sum(
            cell == first for row in (columns, *rows) for cell in row
        )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a--b", "a-{}-b"),
        ("``x''", r"`{}`x'{}'"),
        ("?`!`", "?{}`!{}`"),
        ('say "no"', r"say {\char34}no{\char34}"),
        ("–", "--"),
    ],
)
def test_latex_draws_the_signs_that_stand_there(text: str, written: str) -> None:
    assert escape_latex(text) == written


def test_a_latex_table_says_what_it_needs() -> None:
    def first_lines(cell: str) -> list[str]:
        source = write_latex(as_json(TableBlock("t", (), ("who",), (False,), ((cell,),))))
        return source[: source.index(r"\begin{table}")].splitlines()

    booktabs = r"% \usepackage{booktabs}"
    assert first_lines("Müller’s “α ≤ 1”\xa0…") == [booktabs]
    assert first_lines("Đorđe, Łukasz, «no»") == [booktabs, r"% \usepackage[T1]{fontenc}"]
    assert first_lines("Əliyev, Иванов") == [
        booktabs, "% LuaLaTeX or XeLaTeX and a font that has: Ə И а в н о"
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed: no table was compiled")
def test_latex_compiles_and_fits_the_page(tmp_path: Path) -> None:
    """Whatever stands in it, a table compiles; long cells are broken, and nothing hangs over the margin."""
    hostile = r"\input{x} %$&#_^~{}[1pt]* \\ -- `` ?` <a|b> \"q\"" + "\u202e\ufeff\xad\x07 Łódź«Đ» 5\xa0% ≤ α"
    words = "A finding that is told at length, with its interval [0.1, 0.5] and what it rests on (n = 12). " * 3
    tables = [
        (("[who]", "n"), (False, True), ((hostile, "1"), ("*", "−2"))),
        (("a", "raw [95% CI] *x"), (False, True), (("b", "1"),)),
        (("item", "in this study", "asked by"), (False, False, False),
         (("Training of coders", words, "Lacy et al."),) * 9),
        (("speaker", "scored segments (n)", "all segments (n)", "mean valence"), (False, True, True, True),
         (("Someone of some office", "1,234", "12,345", "−0.12 [−0.34, 0.56]"),)),
        (tuple(f"group {n}" for n in range(5)), (False,) * 5, (("an estimate 0.12 [0.01, 0.50]",) * 5,) * 3),
        ((), (), ()),
    ]  # fmt: skip
    sources = [
        write_latex(as_json(TableBlock(f"t_{n}", (Span(hostile),), columns, numeric, rows, (Span(hostile),))))
        for n, (columns, numeric, rows) in enumerate(tables)
    ]
    head = "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{booktabs}\n\\begin{document}\n"
    (tmp_path / "t.tex").write_text(head + "\n".join(sources) + "\n\\end{document}\n", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "t.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert run.returncode == 0, run.stdout[-2000:]
    assert [float(wide) for wide in re.findall(r"Overfull \\hbox \(([\d.]+)pt", run.stdout) if float(wide) > 1] == []
    assert "Missing character" not in run.stdout


def test_every_figure_and_table_is_referred_to_in_the_text() -> None:
    """Pointed to where no sentence does it, at the end of the paragraph before it in the same section."""
    figures = [FigureBlock(name, (), "alt", "<svg></svg>", 89) for name in ("a", "b", "c", "d")]
    table = TableBlock("t", (), ("n",), (True,), (("1",),))
    blocks = [heading("One?"), prose("Much."), prose("Note.", role="note"), figures[0], table, figures[1],
              heading("Two?"), figures[2], prose("Shown in ", see_figure("d"), "."), figures[3]]  # fmt: skip
    document = compose_document(map(as_json, blocks), {})
    said = ["".join(read_span(span, document) for span in block["spans"])
            for block in document.blocks if block["kind"] == "prose"]  # fmt: skip
    # A number never stands at the beginning of a line without its word.
    assert said == ["Much. See Figure\xa01, Table\xa01 and Figure\xa02.", "Note.", "Shown in Figure\xa04."]
