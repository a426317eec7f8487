"""Which column of a table holds which field of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from framelens.corpus.article import UnreadableFile
from framelens.errors import suggest

# The names under which tables of news are known to hold a field, the likeliest first.
KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article_text", "full_text", "fulltext", "maintext", "article_body"),
    "headline": ("headline", "title", "heading"),
    "published": (
        "published", "date", "published_at", "publication_date", "date_published", "publish_date", "pub_date",
        "pubdate", "datetime",
    ),
    "byline": ("byline", "author", "authors"),
    "outlet": ("outlet", "publisher", "publication", "newspaper", "source", "media"),
    "article_id": ("article_id", "id", "doc_id", "document_id", "uid"),
    "language": ("language", "lang"),
}  # fmt: skip
_LONG_TEXT = 200


def choose_columns(
    names: Sequence[str], given: Mapping[str, str], sample: Sequence[Mapping[str, object]] = ()
) -> dict[str, str]:
    """The column of each field: as given, or the first that goes by one of its well-known names.

    Parameters
    ----------
    names : sequence of str
        The table's columns.
    given : mapping
        Field -> column, from ``[articles.columns]`` in study.toml.
    sample : sequence of mappings
        The table's first rows, from which a column that may hold the text is suggested.

    Returns
    -------
    dict of str to str
        Field -> column, for the fields the table has.

    Raises
    ------
    UnreadableFile
        If a given column is not there, or no column holds the text.
    """
    plain = {_plain(name): name for name in reversed(names)}
    columns: dict[str, str] = {}
    for field, known in KNOWN_NAMES.items():
        if field in given:
            if given[field] not in names:
                raise UnreadableFile(
                    f"there is no column '{given[field]}' for the field {field}; {suggest(given[field], names)}"
                )
            columns[field] = given[field]
        elif (found := next((plain[name] for name in known if name in plain), None)) is not None:
            columns[field] = found
    if "text" not in columns:
        raise UnreadableFile(_no_text(names, sample))
    return columns


def _no_text(names: Sequence[str], sample: Sequence[Mapping[str, object]]) -> str:
    lengths = {
        name: sum(len(value) for row in sample if isinstance(value := row.get(name), str)) / max(len(sample), 1)
        for name in names
    }
    near = get_close_matches("text", [_plain(name) for name in names], n=1)
    longest = max(names, key=lambda name: lengths[name], default="...")
    guess = longest if lengths.get(longest, 0) >= _LONG_TEXT else next((n for n in names if _plain(n) in near), "...")
    return (
        f"no column holds the text; the columns are {', '.join(names) or 'none'}; write "
        f'text = "{guess}" under [articles.columns] in study.toml, or call the column text'
    )


def _plain(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").split())
