"""What a language's folder lacks, and what in it is not as it should be: one line each, with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from framelens.csvtables import CsvTable, read_csv_table
from framelens.errors import InputError, suggest
from framelens.languages.forms import expand_forms
from framelens.languages.language import Language
from framelens.languages.loading import SETTINGS, read_language
from framelens.languages.tables import CELLS, COLUMNS, LISTS, read_lines

# What every language needs of language.toml, with what it is for.
NEEDED = {
    "conjunctions": "words that open what is said, as that",
    "abbreviations": "abbreviations that end no sentence",
    "starters": "small words that begin sentences",
    "pronouns": "forms of he, she and they",
    "kin": "words for relatives",
    "spokespersons": "words for who speaks for somebody",
    "quotation_marks": "pairs of marks, the usual ones first",
    "months": "names of the months",
}
TABLES = ("cues", "titles", "offices", "names")
# From how many rows, or words of a list, on a language is of use.
LEAST = {"cues": 50, "titles": 3, "offices": 10, "names": 2, "agencies": 5, "stop_words": 100}
_CARRYING = {"cues": ("lemma", "forms"), "titles": ("words",), "names": ("names",), "offices": ("titles", "called")}


def check_language(folder: Path | str) -> list[str]:
    """Everything that is missing or malformed in the folder of a language.

    Returns
    -------
    list of str
        One line a finding: the file, its line, what is wrong, what to do. Empty where nothing is.

    Raises
    ------
    InputError
        If there is no such folder, or its ``language.toml`` cannot be read at all.

    Examples
    --------
    >>> from framelens.languages import load_language
    >>> check_language(load_language("de").folder)
    []
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}; a language has one, as in languages/de")
    language = read_language(folder)
    findings = list(_check_settings(folder, language))
    for name in COLUMNS:
        path = folder / f"{name}.csv"
        if path.is_file():
            findings += _check_table(path, name, language)
        elif name in TABLES:
            findings.append(f"{path}: this table is missing; it has the columns {', '.join(COLUMNS[name])}")
    for name in LISTS:
        path = folder / f"{name}.txt"
        words = [word for line in read_lines(folder, name) for word in line.split()]
        if len(words) < LEAST[name]:
            findings.append(f"{path}: it lists {len(words)} words; {LEAST[name]} are the least that is of use")
    if language.script != "Latin" and not language.transliteration:
        findings.append(f"{folder / 'transliteration.csv'}: this table is missing; it leads each letter to Latin ones")
    return findings


def _check_settings(folder: Path, language: Language) -> Iterator[str]:
    path = folder / SETTINGS
    written = path.read_text("utf-8")
    found = tomllib.loads(written)
    for key, what in NEEDED.items():
        if not found.get(key):
            yield f"{path}: '{key}' is missing; it has {what}"
    for key, allowed in (("capitals", ("names", "nouns")), ("names", ("finder", "spelling"))):
        if found.get(key, allowed[0]) not in allowed:
            yield f"{_at(path, written, key)}: {key} is '{found[key]}'; {suggest(str(found[key]), allowed)}"
    for case in ("subject", "object", "possessive"):
        if found.get("pronouns") and not language.pronouns.get(case):
            yield f"{path}: 'pronouns.{case}' is missing; it has the forms by gender: male, female, either, plural"
    for key in ("abbreviations", "closing_abbreviations", "final_abbreviations", "units"):
        for word in sorted(getattr(language, key)):
            if word.endswith(".") or word != language.lower(word):
                yield f"{_at(path, written, key)}: '{word}' in {key}; write it in small letters without its last stop"
    for word in sorted(language.abbreviations & (language.closing_abbreviations | language.final_abbreviations)):
        yield f"{_at(path, written, 'abbreviations')}: '{word}' ends no sentence and may end one; list it once"


def _at(path: Path, written: str, key: str) -> str:
    """The file and the line of a key."""
    found = re.search(rf"^{key}\s*=", written, re.MULTILINE)
    return f"{path}, line {written[: found.start()].count(chr(10)) + 1}" if found else str(path)


def _check_table(path: Path, name: str, language: Language) -> Iterator[str]:
    try:
        table = read_csv_table(path, "the table")
    except InputError as error:
        yield str(error)
        return
    lacking = [column for column in COLUMNS[name] if column not in table.header]
    if lacking:
        yield f"{path}, line 1: the column '{lacking[0]}' is missing; it has {', '.join(table.header)}"
        return
    if len(table.rows) < LEAST.get(name, 1):
        yield f"{path}: it has {len(table.rows)} rows; {LEAST[name]} are the least that is of use"
    for line, row in table.rows:
        for column, allowed in CELLS.items():
            cell = row.get(column)
            if column in COLUMNS[name] and cell and cell not in allowed:
                yield f"{path}, line {line:,}: {column} is '{cell}'; {suggest(cell, allowed)}"
        for column in _CARRYING.get(name, ()):
            cell = row[column] or ""
            if not cell and column != "forms":
                yield f"{path}, line {line:,}: '{column}' is empty"
            try:
                list(expand_forms(cell, language.paradigms) if name in ("cues", "titles") else ())
            except InputError as error:
                yield f"{path}, line {line:,}: {error}"
        if name == "inflection":
            try:
                re.compile(row["shape"] or "")
            except re.error as error:
                yield f"{path}, line {line:,}: shape is '{row['shape']}', which is no regular expression: {error}"
    yield from _check_repeated(table, name)
    if name == "cues":
        for column in ("stance", "act"):
            if missing := [one for one in CELLS[column] if one not in {row[column] for _, row in table.rows}]:
                yield f"{path}: no row has the {column} '{missing[0]}'; add a word of it"


def _check_repeated(table: CsvTable, name: str) -> Iterator[str]:
    """Words that stand in two rows of a table where one would do."""
    seen: dict[tuple[str | None, str], int] = {}
    for line, row in table.rows:
        words = [row["lemma"] or ""] if name == "cues" else (row["names"] or "").split() if name == "names" else []
        for word in words:
            first = seen.setdefault((row.get("use"), word), line)
            if first != line:
                more = "; a name of both men and women stands in the row 'either'" if name == "names" else ""
                yield table.error(line, f"'{word}' stands in line {first:,} already; delete one{more}").args[0]
