"""The folder of codes of a study: the samples that were drawn, and what every coder answered.

``seeds/codes/sample-<question>.csv`` is a drawn sample, ``<coder>.csv`` what the form saved, and any other ``.csv`` or
``.xlsx`` a coding sheet. Nothing there is ever overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from framelens.code.codebook import Question, find_question
from framelens.code.codefile import COLUMNS, read_code_lines
from framelens.code.sheets_read import name_near_units, read_coding_sheet
from framelens.csvtables import read_csv_table
from framelens.disk import make_folder
from framelens.errors import InputError
from framelens.spreadsheets import unguard_cell, write_csv

FOLDER = "codes"
_SAMPLE = "sample-"
_TEXTS = ("unit_id", "question", "article_id", "target", "stratum", "strata")
_NUMBERS = ("start", "end", "n_stratum", "probability", "order")
_LISTS = ("choices", "coders")
_COLUMNS = ("unit_id", "question", "article_id", "start", "end", "target", "choices", "stratum", "n_stratum")
SAMPLE_COLUMNS = (*_COLUMNS, "strata", "probability", "order", "coders")


def write_coding_sample(sample: pd.DataFrame, folder: Path | str) -> Path:
    """Keep a drawn sample, so that it is drawn once: ``sample-<question>.csv``.

    The program's answers are not kept with it: coders may look into the file, and estimates take the answers again.

    Raises
    ------
    InputError
        If a sample of this question is there, or the units are of several questions.

    Examples
    --------
    >>> sample = fl.stats.draw_coding_sample(fl.stats.list_units(study, "statement"), 5)
    >>> fl.read.write_coding_sample(sample, folder).name
    """
    names = sample["question"].unique().tolist()
    if len(names) != 1:
        raise InputError(f"the sample has units of {len(names)} questions; keep each question in a file of its own")
    path = Path(folder) / f"{_SAMPLE}{names[0]}.csv"
    if path.exists():
        raise InputError(f"{path} is there already, and its units may be coded; read it, or move it away first")
    kept = sample[list(SAMPLE_COLUMNS)].copy()
    for column in _LISTS:
        kept[column] = [json.dumps(list(values), ensure_ascii=False) for values in kept[column]]
    make_folder(path.parent)
    return write_csv(kept, path)


def read_coding_samples(folder: Path | str) -> pd.DataFrame:
    """Every sample kept in a folder: one row per unit drawn, with the columns of :data:`SAMPLE_COLUMNS`.

    Raises
    ------
    InputError
        For a file that cannot be read, lacks a column, or has a unit twice.

    Examples
    --------
    >>> fl.read.read_coding_samples(coded.settings.folder / "codes")[["unit_id", "question", "probability"]].head(3)
    """
    parts = []
    for path in sorted(Path(folder).glob(f"{_SAMPLE}*.csv")):
        parts.append(_read_sample(path))
    if not parts:
        return pd.DataFrame(columns=list(SAMPLE_COLUMNS))
    table = pd.concat(parts, ignore_index=True)
    twice = table.loc[table["unit_id"].duplicated(), "unit_id"]
    if len(twice):
        raise InputError(f"unit '{twice.iloc[0]}' was drawn twice in {folder}; keep one sample of each question")
    return table


def _read_sample(path: Path) -> pd.DataFrame:
    read = read_csv_table(path, "the sample", several_lines=True)
    lines = [line for line, _ in read.rows]
    table = pd.DataFrame([row for _, row in read.rows], columns=read.header, dtype="str")
    table["strata"] = table["strata"].fillna("") if "strata" in table else ""
    for column in SAMPLE_COLUMNS:
        if column not in table.columns:
            raise InputError(f"{path} lacks the column '{column}'; it has {', '.join(table.columns)}")
    for column in _TEXTS:
        table[column] = table[column].map(unguard_cell, na_action="ignore")
    for column in _NUMBERS:
        numbers = pd.to_numeric(table[column], errors="coerce").astype("float64")
        sound = numbers.between(0, 1, inclusive="right") if column == "probability" else _is_whole(numbers)
        if (wrong := ~sound & ~(table[column].isna() & (column == "n_stratum"))).any():
            first = int(wrong.to_numpy().argmax())
            value = table[column].iloc[first]
            allowed = (
                "it lies above 0 and is 1 at most"
                if column == "probability"
                else "it must be a whole number, 0 or more"
            )
            shown = "empty" if pd.isna(value) else value
            raise read.error(lines[first], f"the {column} is {shown}; {allowed}")
        table[column] = numbers if column == "probability" else numbers.astype("Int64")
    for column in _LISTS:
        table[column] = [
            _read_list(cell, f"{path}, line {n}", column) for n, cell in zip(lines, table[column], strict=True)
        ]
    for column in ("unit_id", "question", "article_id"):
        if (missing := table[column].isna().to_numpy()).any():
            raise read.error(lines[int(missing.argmax())], f"the {column} is empty; draw it again")
    return table


def _is_whole(numbers: pd.Series) -> pd.Series:
    return numbers.between(0, 2**53) & numbers.eq(numbers.round())


def _read_list(cell: object, where: str, column: str) -> list[str]:
    try:
        values = json.loads(str(cell))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise InputError(f'{where}: the {column} are {cell}; they are a list in brackets, such as ["a", "b"]')
    return values


def read_codes(folder: Path | str, codebook: Mapping[str, Question]) -> pd.DataFrame:
    """What all coders answered, from the form's files and from sheets.

    Returns
    -------
    pandas.DataFrame
        One row per unit and coder: ``unit_id``, ``coder``, ``code`` (null for "unsure"), ``note``, ``answered``,
        ``line``, ``file``, ``question`` and ``article_id``. ``attrs['incomplete']`` lists lines that were cut off.

    Raises
    ------
    InputError
        For codes of units that were not drawn, codes outside the codebook, a coder's answer in two files, and files
        that cannot be read; each with file and line.

    Examples
    --------
    >>> fl.read.read_codes(coded.settings.folder / "codes", fl.stats.make_codebook(coded.settings)).head(3)
    """
    place = Path(folder)
    sample = read_coding_samples(place)
    parts, incomplete = [], []
    for path in sorted([*place.glob("*.csv"), *place.glob("*.xlsx")]):
        if path.name.startswith((_SAMPLE, "~$", ".")):
            continue
        if _is_code_file(path):
            table = read_code_lines(path)
            incomplete += [f"{path.name}, line {line}" for line in table.attrs.get("incomplete", [])]
            table = _check_lines(table, path, sample, codebook)
        else:
            table = read_coding_sheet(path, sample, codebook)
        parts.append(table.assign(file=path.name))
    columns = [*COLUMNS, "line", "file"]
    codes = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    twice = codes[codes.duplicated(["unit_id", "coder"])]
    if len(twice):
        row = twice.iloc[0]
        first = codes[codes["unit_id"].eq(row["unit_id"]) & codes["coder"].eq(row["coder"])].iloc[0]
        raise InputError(
            f"coder '{row['coder']}' coded unit '{row['unit_id']}' twice, in {first['file']} and in {row['file']}; "
            "keep one of the two files"
        )
    about = sample[["unit_id", "question", "article_id"]]
    codes = codes[columns].merge(about, on="unit_id", how="left").astype(dict.fromkeys(COLUMNS, "str"))
    codes.attrs["incomplete"] = incomplete
    return codes


def _is_code_file(path: Path) -> bool:
    """Whether a file is one that the form appends to: no passage stands in it."""
    if path.suffix.lower() != ".csv":
        return False
    header = path.read_bytes().split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return "passage" not in header


def _check_lines(
    table: pd.DataFrame, path: Path, sample: pd.DataFrame, codebook: Mapping[str, Question]
) -> pd.DataFrame:
    """The answers of a coding file, each against its unit and the codebook."""
    drawn = sample.set_index("unit_id")
    read = []
    for unit, code, line in zip(table["unit_id"], table["code"], table["line"], strict=True):
        if unit not in drawn.index:
            raise InputError(f"{path}, line {line}: unit '{unit}' was not drawn; {name_near_units(unit, drawn.index)}")
        question = find_question(str(drawn.at[unit, "question"]), codebook)
        try:
            read.append(None if pd.isna(code) else question.read_code(code, list(drawn.loc[unit, "choices"])))
        except InputError as error:
            raise InputError(f"{path}, line {line}: {error}") from None
    return table.assign(code=pd.Series(read, index=table.index, dtype="str"))
