"""Which column of a table, or key of JSON, holds which field of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from framelens.corpus.article import UnreadableFile
from framelens.errors import suggest

# The names under which tables of news and what people fetch by program are known to hold a field, the likeliest first,
# without what divides their words: the Guardian's and the New York Times's interfaces, NewsAPI, Media Cloud, GDELT,
# news-please, newspaper4k, fundus, Event Registry, Zotero's CSL, 4CAT, AmCAT. A dot leads into an object.
KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "text": "text body content articletext fulltext maintext articlebody plaintext bodytext fields.bodytext "
        "storytext body.sections body.paragraphs fields.body content.rendered volltext",
        "headline": "headline title heading headline.main webtitle fields.headline title.rendered subject",
        "published": "published date publishedat publicationdate datepublished publishdate pubdate "
        "datepublish publishingdate webpublicationdate datetime seendate issued issued.dateparts issued.raw timestamp "
        "publishedtime",
        "byline": "byline author authors byline.original fields.byline creator",
        "outlet": "outlet publisher publication newspaper source medianame media medium source.name source.title "
        "sourcename publicationname publicationtitle containertitle fields.publication sitename "
        "metasitename sourcedomain domain",
        "articleid": "articleid id docid documentid uid uri",
        "language": "language lang metalang",
    }.items()
}
KNOWN_NAMES["article_id"] = KNOWN_NAMES.pop("articleid")
# What stands in for the text where there is no more of it, and is said to.
PARTIAL = ("leadparagraph", "abstract", "abstractnote")
_LONG_TEXT = 200


def choose_columns(
    names: Sequence[str], given: Mapping[str, str], sample: Sequence[Mapping[str, object]] = ()
) -> dict[str, str]:
    """The column of each field: as given, or of those with a well-known name the one that is filled most often.

    Parameters
    ----------
    names : sequence of str
        The table's columns.
    given : mapping
        Field -> column, from ``[articles.columns]`` in study.toml.
    sample : sequence of mappings
        The table's first rows, which say how often a column is filled, and from which one that may hold the text is
        suggested.

    Returns
    -------
    dict of str to str
        Field -> column, for the fields the table has.

    Raises
    ------
    UnreadableFile
        If a given column is not there, two columns have one name, or no column holds the text.
    """
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UnreadableFile(
            f"{names.count(twice[0])} of its columns are called '{twice[0]}'; give each a name of its own"
        )
    plain = {_plain(name): name for name in reversed(names)}
    columns: dict[str, str] = {}
    for field, known in KNOWN_NAMES.items():
        if field in given:
            if given[field] not in names:
                raise UnreadableFile(
                    f"there is no column '{given[field]}' for the field {field}; {suggest(given[field], names)}"
                )
            columns[field] = given[field]
        elif found := [plain[name] for name in known if name in plain]:
            columns[field] = max(found, key=lambda name: sum(_is_filled(row.get(name)) for row in sample))
    if "text" not in columns:
        partial = next((plain[name] for name in PARTIAL if name in plain), None)
        if partial is None:
            raise UnreadableFile(_no_text(names, sample))
        columns["text"] = partial
    return columns


def is_partial(column: str) -> bool:
    """Whether a column holds less than the whole text: a lead, an abstract."""
    return _plain(column) in PARTIAL


def _is_filled(value: object) -> bool:
    return value is not None and value == value and str(value).strip() not in ("", "[]")


def _no_text(names: Sequence[str], sample: Sequence[Mapping[str, object]]) -> str:
    lengths = {
        name: sum(len(value) for row in sample if isinstance(value := row.get(name), str)) / max(len(sample), 1)
        for name in names
    }
    near = get_close_matches("text", [_plain(name) for name in names], n=1)
    longest = max(names, key=lambda name: lengths[name], default="...")
    guess = longest if lengths.get(longest, 0) >= _LONG_TEXT else next((n for n in names if _plain(n) in near), "...")
    if guess == "..." and any(
        _plain(name) in ("url", "link", "weburl", "urls", "documentidentifier") for name in names
    ):
        return (
            f"it lists addresses and not the articles' words (its columns are {', '.join(names)}); fetch the pages, "
            "with news-please or newspaper4k for instance, and read what those write"
        )
    return (
        f"no column holds the text; the columns are {', '.join(names) or 'none'}; write "
        f'text = "{guess}" under [articles.columns] in study.toml, or call the column text'
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()
