"""What every column of an exported study means: its type, its range or unit, and where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from framelens.lexicon import LEXICONS

OWN = "a column of the source or of the study's events, as it came in"
_LONGEST = 10**15  # longer numbers lose digits in R, SPSS and Excel
_MOST_VALUES = 12  # different texts of a column up to which each is named
MEANINGS: dict[str, tuple[str, str]] = {
    "article_id": ("the article, the same in every table", ""),
    "outlet": ("the outlet that published the article", ""),
    "published": ("the date of publication", "date"),
    "byline": ("the author as the article names them", ""),
    "headline": ("the headline", ""),
    "source_path": ("the file that the article was read from, and its place in it", ""),
    "language": ("the language of the article", "ISO 639-1 code"),
    "weight": ("how much the article counts, where copies share the weight of one", "from 0 to 1"),
    "n_words": ("how many words are analysed", "words"),
    "duplicate_of": ("the article whose copy this is; empty where it is none", "article_id"),
    "n_statements": ("statements that count for the share of voice", "statements"),
    "n_named_speakers": ("different persons and organisations that speak in the article", "speakers"),
    "n_unnamed": ("statements of unnamed sources and documents", "statements"),
    "n_unresolved": ("statements that could not be attributed to a speaker", "statements"),
    "words_journalist": ("words in the journalist's own voice", "words"),
    "words_direct": ("words in direct speech", "words"),
    "words_indirect": ("words in indirect speech", "words"),
    "share_quoted": ("share of the words that are direct or indirect speech", "from 0 to 1"),
    "quote_id": ("the statement, unique within its article", ""),
    "speaker": ("the name of the speaker; empty where there is none", ""),
    "words": ("the words themselves", ""),
    "source": ("the words of the article that name the source", ""),
    "start": ("where it begins in the text of the article", "characters from 0"),
    "end": ("where it ends in the text of the article", "characters from 0, exclusive"),
    "cue": ("the verb or phrase that attributes the statement", ""),
    "stance": (
        "what the cue says of the statement",
        "neutral, assertive, conceding, doubtful, denying and others",
    ),
    "act": ("what the speaker is reported to do", "saying, believing, wanting, deciding, showing, not saying"),
    "speaker_id": ("the speaker, the same in every table", ""),
    "resolution": ("how the source was resolved", "named, unnamed, document, ambiguous, absent"),
    "reason": ("why it was resolved so, for people to read", ""),
    "confidence": ("how sure the statement is", "from 0 to 1"),
    "zone": ("the part of the article", "headline, lead, body"),
    "counted": ("whether the statement counts for the share of voice", "true, false"),
    "segment": ("the segment, numbered within its article; a segment is the part of one sentence in one voice", ""),
    "paragraph": ("the paragraph, numbered within its article", ""),
    "sentence": ("the sentence, numbered within its article", ""),
    "voice": ("in whose voice it stands", "journalist, direct, indirect"),
    "frame": ("the frame that the term belongs to", ""),
    "term": ("the term of the dictionary", ""),
    "before": ("the words before it", ""),
    "after": ("the words after it", ""),
    "name": ("the name of the speaker", ""),
    "gender": (
        "gender by the pronouns and titles that the articles use; empty where they use none",
        "",
    ),
    "roles": ("offices and jobs that the articles or the roster give", "list"),
    "aliases": ("other forms of the name that the articles use", "list"),
    "n_articles": ("articles that name the speaker", "articles"),
    "n_quotes": ("statements of the speaker", "statements"),
    "n_mentions": ("mentions of the speaker", "mentions"),
    "from_roster": ("whether the speaker stands in the roster", "true, false"),
}
ROSTER = "a column of the roster"
OF_TABLES = {  # columns that mean one thing in this table and another elsewhere
    ("statements", "kind"): ("the kind of the statement", "direct, mixed, indirect"),
    ("statements", "n_words"): ("how many words the statement has", "words"),
    ("segments", "n_words"): ("how many words the segment has", "words"),
    ("speakers", "kind"): ("what the speaker is", "person, organisation"),
}


# What a column that is made for each lexicon or frame begins with -> what it means of the rest of its name.
MADE = {
    "valence_": ("valence of the segment by {}; empty where it has no word of the lexicon", "from -1 to 1"),
    "tone_": ("mean valence of the segments that {} scores", "from -1 to 1"),
    "scored_": ("segments that {} scores", "segments"),
    "terms_": ("terms of the frame {}", "terms"),
    "rate_": ("terms of the frame {} per 1,000 words", "terms per 1,000 words"),
}


def describe_columns(tables: Mapping[str, pd.DataFrame], *, own: Collection[str]) -> pd.DataFrame:
    """One row per column of a study's exported tables.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
    own : collection of str
        The columns that the source brought in.

    Returns
    -------
    pandas.DataFrame
        ``table``, ``column``, ``type``, ``n`` (rows with a value), ``meaning`` and ``values`` (unit,
        range or values; of columns that came in, those that occur).
    """
    rows = []
    for name, table in tables.items():
        for column in map(str, table):
            meaning, values = (OWN, "") if _is_own(column, own, table) else _explain(name, column)
            values = values or (_list_values(table[column]) if meaning in (OWN, ROSTER) else "")
            kind, n = _name_type(table[column]), int(table[column].notna().sum())
            rows.append({"table": name, "column": column, "type": kind, "n": n, "meaning": meaning, "values": values})
    return pd.DataFrame(rows)


def _is_own(column: str, own: Collection[str], table: pd.DataFrame) -> bool:
    """Whether a column came in with the source: by its name, or behind ``article_`` where it was taken."""
    plain = column.removeprefix("article_")
    return plain in own and (plain != column or f"article_{column}" not in table)


def _explain(table: str, column: str) -> tuple[str, str]:
    if (table, column) in OF_TABLES:
        return OF_TABLES[table, column]
    if column in MEANINGS:
        return MEANINGS[column]
    for head, (meaning, values) in MADE.items():
        if column.startswith(head):
            rest = column.removeprefix(head)
            own = rest.endswith("_journalist") and head == "tone_"
            name = rest.removesuffix("_journalist") if own else rest
            title = LEXICONS[name].title if name in LEXICONS and head in ("valence_", "tone_", "scored_") else name
            return meaning.format(title) + (" in the journalist's own voice" if own else ""), values
    return ROSTER, ""


def _list_values(values: pd.Series) -> str:
    """The range of numbers and dates; the different texts, or how many there are."""
    there, kind = values.dropna(), _name_type(values)
    if there.empty:
        return "empty"
    if kind in ("integer", "number", "date"):
        low, high = (f"{one:%Y-%m-%d}" if kind == "date" else f"{one:g}" for one in (there.min(), there.max()))
        return low if low == high else f"{low} to {high}"
    different = sorted(there.astype("str").unique())
    return ", ".join(different) if len(different) <= _MOST_VALUES else f"{len(different):,} different values"


def _name_type(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "truth"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    if pd.api.types.is_integer_dtype(values):
        return "integer" if not values.abs().gt(_LONGEST).any() else "text"  # a key, such as that of a post
    return "number" if pd.api.types.is_numeric_dtype(values) else "text"
