"""The tables that every room of framelens reads and writes: one contract, in memory and on disk.

Keys are strings; an absent value is null, never "Unknown" or 0. Offsets are Python ``str`` offsets into
``article.text``, end-exclusive: ``text[start:end]`` is the passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from framelens.errors import InputError

# What units of coding have besides: grouped by one of these, an article's column and a unit's would be mixed up.
OF_UNITS = (
    "answer", "choices", "code", "coder", "coders", "drawn", "end", "n_stratum", "order", "probability", "question",
    "start", "strata", "stratum", "target", "unit_id", "value", "voice", "zone",
)  # fmt: skip
# What the rows of measures are distinguished by, and what they say.
_OF_MEASURES = ("estimate", "frame", "high", "kind", "low", "n", "name", "quote_id", "segment", "speaker_id", "stance")
VOICES = ("journalist", "direct", "indirect")
ZONES = ("headline", "lead", "body")
QUOTE_KINDS = ("direct", "mixed", "indirect")
# How the search for whose words they are ended; programs read it, `reason` is for people.
RESOLUTIONS = ("named", "unnamed", "document", "ambiguous", "absent")
QUOTE_ACTS = ("saying", "believing", "wanting", "deciding", "showing")
# The act of what somebody declined to say, or is said not to have said; it counts nowhere.
NOT_SAYING = "not saying"
VALENCE_PREFIX = "valence_"
# A column that the articles have where the study weighs copies: how much each counts.
WEIGHT = "weight"

_TEXT, _INT, _NUMBER, _TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
_TEXTS = pa.list_(pa.string())

SCHEMAS: dict[str, pa.Schema] = {
    # One row per article.
    "articles": pa.schema(
        [
            ("article_id", _TEXT),
            ("outlet", _TEXT),
            ("published", pa.timestamp("s")),
            ("byline", _TEXT),
            ("headline", _TEXT),
            ("text", _TEXT),
            ("source_path", _TEXT),
            ("language", _TEXT),
            ("n_words", _INT),
            ("duplicate_of", _TEXT),
        ]
    ),
    # One row per stretch of one sentence in one voice; one valence_<lexicon> column a lexicon follows.
    "segments": pa.schema(
        [
            ("article_id", _TEXT),
            ("segment", _INT),
            ("paragraph", _INT),
            ("sentence", _INT),
            ("start", _INT),
            ("end", _INT),
            ("voice", _TEXT),
            ("quote_id", _TEXT),
            ("zone", _TEXT),
            ("n_words", _INT),
        ]
    ),
    # One row per attributed statement.
    "quotes": pa.schema(
        [
            ("article_id", _TEXT),
            ("quote_id", _TEXT),
            ("kind", _TEXT),
            ("content", pa.list_(pa.list_(_INT))),
            ("cue_start", _INT),
            ("cue_end", _INT),
            ("cue", _TEXT),
            ("stance", _TEXT),
            ("act", _TEXT),
            ("source_start", _INT),
            ("source_end", _INT),
            ("speaker_id", _TEXT),
            ("resolution", _TEXT),
            ("reason", _TEXT),
            ("confidence", _NUMBER),
            ("n_words", _INT),
            ("zone", _TEXT),
        ]
    ),
    # One row per mention of a person or organisation.
    "mentions": pa.schema(
        [
            ("article_id", _TEXT),
            ("start", _INT),
            ("end", _INT),
            ("form", _TEXT),
            ("kind", _TEXT),
            ("speaker_id", _TEXT),
            ("resolution", _TEXT),
            ("reason", _TEXT),
            ("confidence", _NUMBER),
        ]
    ),
    # One row per person or organisation.
    "speakers": pa.schema(
        [
            ("speaker_id", _TEXT),
            ("name", _TEXT),
            ("kind", _TEXT),
            ("gender", _TEXT),
            ("roles", _TEXTS),
            ("aliases", _TEXTS),
            ("n_articles", _INT),
            ("n_quotes", _INT),
            ("n_mentions", _INT),
            ("from_roster", _TRUTH),
        ]
    ),
    # One row per matched frame term.
    "hits": pa.schema(
        [
            ("article_id", _TEXT),
            ("frame", _TEXT),
            ("term", _TEXT),
            ("start", _INT),
            ("end", _INT),
            ("segment", _INT),
            ("voice", _TEXT),
            ("quote_id", _TEXT),
            ("speaker_id", _TEXT),
            ("zone", _TEXT),
        ]
    ),
    # One row per passage that cleaning changed or marked.
    "clean": pa.schema(
        [
            ("article_id", _TEXT),
            ("kind", _TEXT),
            ("start", _INT),
            ("end", _INT),
            ("source_start", _INT),
            ("source_end", _INT),
            ("source", _TEXT),
            ("rule", _TEXT),
        ]
    ),
    # One row per article that is a copy of another, or has one.
    "duplicates": pa.schema(
        [
            ("cluster_id", _TEXT),
            ("article_id", _TEXT),
            ("kind", _TEXT),
            ("similarity", _NUMBER),
            ("origin", _TEXT),
            ("evidence", _TEXT),
        ]
    ),
    # One row per thing of the source that is not analysed: no article, or one that could not be annotated.
    "left_out": pa.schema([("article_id", _TEXT), ("source", _TEXT), ("kind", _TEXT), ("reason", _TEXT)]),
}
# The names that no column of a researcher's own can have among the articles' columns.
TAKEN = frozenset(
    {*SCHEMAS["articles"].names, *OF_UNITS, *_OF_MEASURES, "day", "week", "month", "quarter", "year", WEIGHT, "own"}
)


@dataclass(frozen=True)
class Annotations:
    """What stands in the words of a set of articles: the tables of :data:`SCHEMAS`.

    ``clean``, ``duplicates`` and ``left_out`` say how the articles came to be what they are; they may be empty.

    Nothing is counted here; measures are computed from these tables, and every row leads back to a passage.

    Examples
    --------
    >>> study.annotations.quotes[["quote_id", "kind", "speaker_id", "cue"]].head(3)
    """

    articles: pd.DataFrame
    segments: pd.DataFrame
    quotes: pd.DataFrame
    mentions: pd.DataFrame
    speakers: pd.DataFrame
    hits: pd.DataFrame
    clean: pd.DataFrame = field(default_factory=lambda: make_table("clean", []))
    duplicates: pd.DataFrame = field(default_factory=lambda: make_table("duplicates", []))
    left_out: pd.DataFrame = field(default_factory=lambda: make_table("left_out", []))

    def __post_init__(self) -> None:
        for name in SCHEMAS:
            check_table(name, getattr(self, name))

    @property
    def n_copies(self) -> int:
        """How many articles of the source are copies of others, whether they are analysed or not."""
        marked = self.articles.loc[self.articles["duplicate_of"].notna(), "article_id"]
        copies = self.duplicates.loc[self.duplicates["kind"] != "origin", "article_id"]
        return len(marked) + int((~copies.isin(self.articles["article_id"])).sum())

    @property
    def n_read(self) -> int:
        """How many articles were read: those that are analysed, copies, and those that could not be annotated."""
        tables = (self.articles, self.duplicates, self.left_out)
        return pd.concat([table["article_id"] for table in tables]).nunique()


def spread_texts(articles: pd.DataFrame, article_ids: Iterable[str]) -> list[str]:
    """The text of the article of each row of another table; rows of one article share one text in memory."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    return [texts[article_id] for article_id in article_ids]


def schema_of(name: str, lexicons: Iterable[str] = ()) -> pa.Schema:
    """The Arrow schema of the table ``name``; for segments with one valence column a lexicon."""
    schema = SCHEMAS[name]
    if name == "segments":
        for lexicon in lexicons:
            schema = schema.append(pa.field(VALENCE_PREFIX + lexicon, _NUMBER))
    return schema


def make_table(name: str, rows: Iterable[Mapping[str, object]], lexicons: Iterable[str] = ()) -> pd.DataFrame:
    """A table with exactly the columns of its schema, in order, from rows given as mappings."""
    return from_arrow(pa.Table.from_pylist(list(rows), schema=schema_of(name, lexicons)))


def to_arrow(name: str, table: pd.DataFrame) -> pa.Table:
    """``table`` as an Arrow table under its schema, the researcher's own columns behind it."""
    check_table(name, table)
    schema = schema_of(name, lexicons_in(table))
    own = table[[column for column in table.columns if column not in schema.names]]
    schema = pa.unify_schemas([schema, pa.Schema.from_pandas(own, preserve_index=False)])
    return pa.Table.from_pandas(table, schema=schema, preserve_index=False)


def from_arrow(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as the pandas table the rest of framelens works with: null is ``<NA>``, lists are lists."""
    types = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame = table.to_pandas(types_mapper=types.get)
    for column in table.schema:
        if pa.types.is_list(column.type):
            frame[column.name] = pd.Series(table.column(column.name).to_pylist(), index=frame.index, dtype=object)
    return frame


def lexicons_in(segments: pd.DataFrame) -> list[str]:
    """The names of the lexicons whose valence columns stand in ``segments``."""
    return [c.removeprefix(VALENCE_PREFIX) for c in segments.columns if c.startswith(VALENCE_PREFIX)]


def check_table(name: str, table: pd.DataFrame) -> None:
    """Raise :class:`InputError` unless ``table`` has the columns of its schema."""
    missing = [c for c in SCHEMAS[name].names if c not in table.columns]
    if missing:
        raise InputError(
            f"the {name} table lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; "
            f"it has {', '.join(map(str, table.columns))}"
        )
