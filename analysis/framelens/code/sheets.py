"""Coding sheets: a drawn sample as a table to fill in with any program, CSV or XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from framelens.code.codebook import JOINT, UNSURE, Question, find_question
from framelens.code.codefile import check_coder
from framelens.disk import make_folder, write_whole
from framelens.errors import InputError, suggest
from framelens.spreadsheets import guard_cell
from framelens.tables import Annotations

CONTEXT = 400  # letters before and after the passage
BLINDABLE = ("answer", "outlet")
SUFFIXES = (".csv", ".xlsx")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_CELL = 32_000


def list_sheet_rows(
    sample: pd.DataFrame, annotations: Annotations, question: Question, *, blind: Sequence[str] = BLINDABLE
) -> pd.DataFrame:
    """One row per unit of a sample as a coder sees it.

    Parameters
    ----------
    sample : pandas.DataFrame
        Made by :func:`framelens.code.sampling.draw_coding_sample`.
    annotations : Annotations
    question : Question
    blind : sequence of str
        What the coder does not see: 'answer' (the program's) and 'outlet' (with the date and the byline).

    Returns
    -------
    pandas.DataFrame
        ``unit_id``, ``question``, ``before``, ``passage``, ``after``, ``toward`` (whom the tone is toward),
        ``choices`` (the codes of this unit), and ``outlet``, ``published``, ``byline`` and ``answer`` where the coder
        is not blind to them.

    Raises
    ------
    InputError
        For something coders cannot be blind to, or an article that is not there.
    """
    for what in blind:
        if what not in BLINDABLE:
            raise InputError(f"coders cannot be blind to '{what}'; {suggest(str(what), BLINDABLE)}")
    texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
    rows = []
    for unit in sample.to_dict("records"):
        if unit["article_id"] not in texts:
            raise InputError(
                f"unit '{unit['unit_id']}' is in article '{unit['article_id']}', which is not in this study; "
                "draw the sample again from the articles that are"
            )
        text, start, end = str(texts[unit["article_id"]]), int(unit["start"]), int(unit["end"])
        row = {
            "unit_id": unit["unit_id"],
            "question": question.text,
            "before": text[max(0, start - CONTEXT) : start],
            "passage": text[start:end],
            "after": text[end : end + CONTEXT],
            "toward": unit["target"] if isinstance(unit["target"], str) else "",
            "choices": " | ".join(code.name for code in question.list_codes(unit["choices"])) + f" | {UNSURE}",
        }
        if "outlet" not in blind:
            date = "" if pd.isna(unit["published"]) else f"{unit['published']:%Y-%m-%d}"
            row |= {"outlet": unit["outlet"], "published": date, "byline": unit["byline"]}
        if "answer" not in blind:
            row["answer"] = unit["answer"]
        rows.append(row)
    return pd.DataFrame(rows).fillna("")


def write_coding_sheet(
    sample: pd.DataFrame,
    annotations: Annotations,
    path: Path | str,
    *,
    coder: str,
    codebook: Mapping[str, Question],
    blind: Sequence[str] = BLINDABLE,
) -> Path:
    """Write a coding sheet for one coder: a row per unit, with an empty column for the code.

    In ``.xlsx`` the codes can be chosen from a list and the codebook stands on a second sheet. Text that a spreadsheet
    would take for a formula is made text.

    Parameters
    ----------
    sample : pandas.DataFrame
        Units of one question, made by :func:`framelens.code.sampling.draw_coding_sample`. Where coders were named
        the sheet has this coder's units only.
    annotations : Annotations
    path : path
        A file ending in .csv or .xlsx that does not exist.
    coder : str
    codebook : mapping
        Made by :func:`framelens.code.codebook.make_codebook`.
    blind : sequence of str
        As in :func:`list_sheet_rows`.

    Raises
    ------
    InputError
        For another format, a file that is there already, a coder who has no unit, or units of several questions.

    Examples
    --------
    >>> codebook = fl.stats.make_codebook(study.settings)
    >>> sample = fl.stats.draw_coding_sample(fl.stats.list_units(study, "statement"), 5)
    >>> sheet = folder / "anna.xlsx"
    >>> fl.read.write_coding_sheet(sample, study.annotations, sheet, coder="anna", codebook=codebook).name
    """
    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        raise InputError(f"a coding sheet cannot be written as '{target.name}'; {suggest(target.suffix, SUFFIXES)}")
    if target.exists():
        raise InputError(f"{target} is there already and may hold codes; name a file that does not exist")
    question, mine = pick_units(sample, check_coder(coder), codebook)
    rows = list_sheet_rows(mine, annotations, question, blind=blind)
    rows.insert(1, "coder", coder)
    rows["code"], rows["note"] = "", ""
    make_folder(target.parent)
    content = _as_csv(rows) if target.suffix.lower() == ".csv" else _as_workbook(rows, question)
    return write_whole(target, content)


def pick_units(sample: pd.DataFrame, coder: str, codebook: Mapping[str, Question]) -> tuple[Question, pd.DataFrame]:
    """The one question of a sample, and the units that are this coder's."""
    names = sample["question"].unique().tolist()
    if len(names) != 1:
        raise InputError(f"the sample has units of {len(names)} questions; give the units of one question")
    dealt = sample["coders"].map(len).gt(0).any()
    mine = sample.loc[[coder in coders for coders in sample["coders"]]] if dealt else sample
    if not len(mine):
        everybody = sorted({name for coders in sample["coders"] for name in coders})
        raise InputError(f"coder '{coder}' has no unit in this sample; {suggest(coder, everybody)}")
    return find_question(names[0], codebook), mine.sort_values("order").reset_index(drop=True)


def _as_csv(rows: pd.DataFrame) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(rows.columns)
    writer.writerows(
        [guard_cell(_ILLEGAL.sub("\ufffd", str(cell))) for cell in row] for row in rows.itertuples(index=False)
    )
    return out.getvalue().encode("utf-8-sig")


def _as_workbook(rows: pd.DataFrame, question: Question) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet, key = book.active, book.create_sheet("codebook")
    sheet.title = "coding"
    codes = [(code.name, code.meaning) for code in question.list_codes()]
    listed = [("code", "meaning"), *codes, (UNSURE, "cannot be decided"), ("", ""), ("question", question.text)]
    for place, table in ((sheet, [tuple(rows.columns), *rows.itertuples(index=False)]), (key, listed)):
        for r, row in enumerate(table, 1):
            for c, value in enumerate(row, 1):
                cell = place.cell(r, c)
                cell.value = _ILLEGAL.sub("\ufffd", str(value))[:_LONGEST_CELL]
                cell.data_type = "s"  # text, whatever it begins with
                cell.quotePrefix = guard_cell(cell.value) != cell.value
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=r == 1 or (place is sheet and rows.columns[c - 1] == "passage"))
    widths = {"unit_id": 14, "before": 40, "passage": 60, "after": 40, "code": 18, "note": 24, "choices": 28}
    for c, name in enumerate(rows.columns, 1):
        sheet.column_dimensions[sheet.cell(1, c).column_letter].width = widths.get(name, 16)
    key.column_dimensions["A"].width, key.column_dimensions["B"].width = 24, 90
    sheet.freeze_panes = "C2"
    if not question.many and question.name != "speaker":
        choice = DataValidation(type="list", formula1=f"codebook!$A$2:$A${len(codes) + 2}", allow_blank=True)
        letter = sheet.cell(1, rows.columns.get_loc("code") + 1).column_letter  # type: ignore[operator]
        choice.add(f"{letter}2:{letter}{len(rows) + 1}")
        sheet.add_data_validation(choice)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def join_codes(question: Question, names: Sequence[str]) -> str:
    """Several codes of one unit as one text, in the order of the codebook."""
    return JOINT.join(name for name in question.names if name in names)
