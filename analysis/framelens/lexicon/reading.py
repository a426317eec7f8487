"""Lexicons of the researcher's own: a table of words and their valence, or a dictionary of categories."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from framelens.csvtables import CsvTable, read_csv_table
from framelens.dictionary import FrameDictionary, read_dictionary
from framelens.dictionary.reading import PARSERS
from framelens.dictionary.terms import MATCHED_WORD, Word, normalise_word
from framelens.errors import InputError, suggest
from framelens.lexicon.table import Lexicon, split_words

COLUMNS = ("word", "valence")
TABLES = (".csv", ".tsv")
SUFFIXES = tuple(dict.fromkeys((*TABLES, *PARSERS)))
# What the categories of the field's dictionaries are called, and which way they point; those of the Lexicoder
# Sentiment Dictionary that begin with "neg_" hold negated words: "not good" among neg_positive.
CATEGORIES = dict.fromkeys("positive pos positiv posemo emo_pos tone_pos neg_negative".split(), 1.0) | dict.fromkeys(
    "negative neg negativ negemo emo_neg tone_neg neg_positive".split(), -1.0
)
_WORD = re.compile(MATCHED_WORD)
_NAME = re.compile(r"\W+")


@dataclass(frozen=True)
class LexiconForm:
    """How a file is to be read as a lexicon, and what is to be said of it.

    Attributes
    ----------
    columns : dict[str, str]
        For tables: ``word`` and ``valence`` -> the columns that hold them. Other columns are then passed over.
    range : tuple[float, float]
        The least and the largest valence the file may have; it is scaled to [-1, 1].
    categories : dict[str, float]
        For dictionaries: category -> the valence of its words. Without it categories are known by their names,
        see :data:`CATEGORIES`, and others are passed over.
    title, citation, licence : str
    language : str
        The language it scores (ISO 639-1).

    Examples
    --------
    >>> fl.lexicon.LexiconForm(columns={"word": "term", "valence": "score"}, range=(-4.0, 4.0)).range
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    range: tuple[float, float] = (-1.0, 1.0)
    categories: Mapping[str, float] = field(default_factory=dict)
    title: str = ""
    citation: str = ""
    licence: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        for name in self.columns:
            if name not in COLUMNS:
                raise InputError(f"unknown field '{name}' of a lexicon; {suggest(name, COLUMNS)}")
        low, high = self.range
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise InputError(f"the range of a lexicon is [{low:g}, {high:g}]; write the least and the largest value")
        for name, valence in self.categories.items():
            if not -1 <= valence <= 1:
                raise InputError(f"the category '{name}' has the valence {valence:g}; it lies between -1 and 1")


def name_lexicon(path: Path | str) -> str:
    """The name of the lexicon in a file: the file's name without its ending, in letters, digits and ``_``.

    Examples
    --------
    >>> fl.lexicon.name_lexicon("lexicons/LSD 2015.yml")
    'lsd_2015'
    """
    return _NAME.sub("_", Path(path).stem.lower()).strip("_") or "lexicon"


def read_lexicon(path: Path | str, form: LexiconForm | None = None) -> Lexicon:
    """Read a lexicon.

    Parameters
    ----------
    path : path
        ``.csv`` or ``.tsv`` in UTF-8 with the columns ``word`` and ``valence``; or a dictionary with a category of
        positive and one of negative words, in any format of :func:`framelens.read_dictionary`: ``.dic`` (LIWC),
        ``.yaml`` (quanteda's too), ``.lcd`` and ``.lc3`` (Lexicoder), ``.cat``, ``.ykd``, ``.csv`` with ``frame``
        and ``term``.
    form : LexiconForm, optional
        Where the file is another than that.

    Returns
    -------
    Lexicon
        Entries are words, cards (``terror*``) and phrases; those of a dictionary have the valence of their category.

    Raises
    ------
    InputError
        With file and line, if the file cannot be read, a column is missing or unknown, an entry is not a word, a
        valence is not a number or outside of the range, or an entry is listed twice with different values.

    Examples
    --------
    >>> _ = (folder / "mine.csv").write_text("word,valence\\ngood,1\\nbad,-1\\n")
    >>> fl.read.read_lexicon(folder / "mine.csv").words
    """
    path, form = Path(path), form or LexiconForm()
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"the lexicon {path} has an unknown format '{path.suffix}'; known are {', '.join(SUFFIXES)}")
    table = read_csv_table(path, "the lexicon") if path.suffix.lower() in TABLES else None
    if table is None or {"frame", "term"} <= set(table.header):
        words = _read_categories(read_dictionary(path), path, form)
    else:
        words = _read_table(table, form)
    about = (form.title, form.citation, form.licence, form.language)
    entries = tuple((word, valence) for word, (valence, _) in words.items())
    return Lexicon(name_lexicon(path), entries, *about, path=str(path))


def write_lexicon(lexicon: Lexicon) -> str:
    """A lexicon as a table that :func:`read_lexicon` reads back the same.

    Examples
    --------
    >>> print(fl.lexicon.write_lexicon(fl.Lexicon("mine", (("good", 1.0), ("bad", -1.0)))))
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((entry, repr(float(valence))) for entry, valence in lexicon.words)
    return written.getvalue()


Found = dict[str, tuple[float, int]]  # entry: its valence and its line


def _read_table(table: CsvTable, form: LexiconForm) -> Found:
    path, header = table.path, table.header
    wanted = {name: form.columns.get(name, name) for name in COLUMNS}
    for name in header:
        if not form.columns and name not in COLUMNS:
            raise InputError(f"{path}, line 1: unknown column '{name}'; {suggest(name, COLUMNS)}")
    for name, column in wanted.items():
        if column not in header:
            what = f"; it should hold the {name}" if column != name else "; a lexicon has word and valence"
            raise InputError(f"{path}, line 1: the column '{column}' is missing{what}")
    words: Found = {}
    for line, row in table.rows:
        place = f"{path}, line {line:,}"
        entry, valence = (row[wanted[name]] or "" for name in COLUMNS)
        _take(words, _read_entry(entry, place), _read_valence(valence, form.range, place), line, path)
    if not words:
        raise InputError(f"the lexicon {path} has no words; write one a line, with its valence from -1 to 1")
    return words


def _take(words: Found, entry: str, valence: float, line: int, path: Path) -> None:
    known = words.setdefault(entry, (valence, line))
    if known[0] != valence:
        raise InputError(
            f"{path}, line {line}: '{entry}' has the valence {valence:g} here and {known[0]:g} in line {known[1]}; "
            "keep one"
        )


def _read_entry(cell: str, place: str) -> str:
    entry = " ".join(normalise_word(cell).lower().split())
    words = split_words(entry)
    if not words or not all(_WORD.fullmatch(word.rstrip("*")) and word.count("*") < 2 for word in words):
        raise InputError(f"{place}: '{cell.strip()}' is not a word or phrase; write words, each of which may end in *")
    return entry


def _read_valence(cell: str, allowed: tuple[float, float], place: str) -> float:
    low, high = allowed
    try:
        valence = float(cell)
    except ValueError:
        raise InputError(
            f"{place}: the valence '{cell.strip()}' is not a number; write one from {low:g} to {high:g}"
        ) from None
    if not low <= valence <= high:
        todo = "divide all by the largest, or give the lexicon's range in study.toml" if (low, high) == (-1, 1) else (
            "give the lexicon's whole range"
        )  # fmt: skip
        raise InputError(f"{place}: the valence {cell.strip()} is not between {low:g} and {high:g}; {todo}")
    return valence if (low, high) == (-1, 1) else (2 * valence - low - high) / (high - low)


def _read_categories(dictionary: FrameDictionary, path: Path, form: LexiconForm) -> Found:
    valences = dict(form.categories)
    names = dictionary.names
    for name in valences:
        if name not in names:
            raise InputError(f"{path}: there is no category '{name}'; {suggest(name, names)}")
    if not valences:
        valences = {name: CATEGORIES[key] for name in names if (key := name.split(".")[-1].lower()) in CATEGORIES}
    if not valences:
        raise InputError(
            f"{path}: no category is known as positive or negative (it has {', '.join(names)}); give each its valence "
            f"in study.toml, as in [tone.lexicons.{name_lexicon(path)}] categories = {{ {_quote(names[0])} = 1 }}"
        )
    words: Found = {}
    for frame in dictionary.frames:
        for term in frame.terms if frame.name in valences else ():
            pattern, line = term.pattern, term.line or 0
            if pattern.second or pattern.first.conditions or any(word.is_any for word in pattern.words):
                raise InputError(
                    f"{path}, line {line}: '{term.text}' is not a word or phrase; a lexicon has no conditions"
                )
            _take(words, " ".join(_spell(word) for word in pattern.words), valences[frame.name], line, path)
    return words


def _spell(word: Word) -> str:
    return word.form.lower()


def _quote(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else f'"{name}"'
