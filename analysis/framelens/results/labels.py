"""What speakers, voices and lexicons are called in figures, tables and prose."""

from __future__ import annotations

import pandas as pd

from framelens.languages import LANGUAGES, load_language
from framelens.lexicon import LEXICONS
from framelens.results.wording import is_absent

VOICE_NAMES = {"journalist": "journalist", "direct": "direct speech", "indirect": "indirect speech"}
# The main results to which other definitions are applied, and how their figures are named.
RESULT_NAMES = {
    "share of the most quoted speaker": "voice",
    "tone of direct speech": "tone",
    "share of the most frequent frame": "frame",
}
NAMELESS = {"unnamed": "unnamed sources", "unresolved": "unresolved sources"}

# What the values of a column are called where they are no names of their own.
VALUE_NAMES: dict[str, dict[str, str]] = {
    "voice": VOICE_NAMES,
    "measure": {"gini": "Gini", "herfindahl": "Herfindahl", "entropy": "normalised entropy", "simpson": "Simpson",
                "iqv": "IQV", "alpha": "Krippendorff’s alpha", "ac1": "Gwet’s AC1", "percent": "percent agreement",
                "cohen_kappa": "Cohen’s kappa", "fleiss_kappa": "Fleiss’ kappa", "f1": "F1"},
    "choice": {"none": "the study as it is"},
    "duplicates": {"kept": "copies kept", "once": "copies counted once", "weighted": "copies weighted"},
}  # fmt: skip

ABSENT_NAMES = {"name": "", "speaker": "unknown speakers", "coder": "coders together", "code": "all codes"}


def label_value(column: str, value: object) -> str:
    """What one value of a column is called in a figure, table or sentence."""
    if is_absent(value):
        return ABSENT_NAMES.get(column, "none given")
    if isinstance(value, pd.Timestamp):
        return f"{value.date()}"
    if column == "lexicon":
        return title_of(str(value))
    if column == "language" and value in LANGUAGES:
        return load_language(str(value)).name
    return VALUE_NAMES.get(column, {}).get(str(value), str(value))


def say_value(column: str, label: str) -> str:
    """A label as it is in a sentence: words and classes in quotation marks, the journalist with an article."""
    if column in ("word", "node", "term", "stance"):
        return f"‘{label}’"
    return "the journalist’s own text" if column == "voice" and label == "journalist" else label


def name_column(column: str) -> str:
    """A column of articles as a word."""
    return column.replace("_", " ")


def label_speakers(table: pd.DataFrame) -> pd.Series:
    """What each row's speaker is called in a figure or table."""
    names = [
        NAMELESS.get(str(kind), "unresolved sources") if is_absent(speaker_id)
        else str(speaker_id) if is_absent(name) else str(name)
        for speaker_id, name, kind in zip(table["speaker_id"], table["name"], table["kind"], strict=True)
    ]  # fmt: skip
    return pd.Series(names, index=table.index, dtype="str")


def title_of(lexicon: str) -> str:
    """What a lexicon is called in prose."""
    return LEXICONS[lexicon].title if lexicon in LEXICONS else lexicon
