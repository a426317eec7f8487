"""Web archives (WARC): every page of a crawl that holds an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.readers.markup import decode_page, parse_page
from framelens.corpus.readers.record import NAMED, Reader, Record, Refusal
from framelens.corpus.readers.web_page import read_article

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_LARGEST_PAGE = 16 << 20
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_FEW_SHOWN = 80
_PACKINGS = ("", "identity", "gzip", "x-gzip", "deflate")


def read_warc(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a web archive; what is no page is counted in one line at the end."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number, n_others, n_pages = 0, 0, 0
    seen: dict[str, int] = {}
    # ArchiveIterator unpacks by itself; a name in .gz must not be unpacked before.
    with path.open("rb") as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream), start=1):
                headers = record.http_headers
                kind = headers.get_header("Content-Type", "") if headers else ""
                if record.rec_type not in ("response", "resource") or not _is_page(kind or record.content_type or ""):
                    n_others += 1
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI", "") or ""
                position = f"record {number:,} ({url[:_FEW_SHOWN]})"
                if headers and headers.get_statuscode() != "200":
                    n_others += 1
                    continue
                n_pages += 1
                if (earlier := seen.setdefault(url, number)) != number:
                    yield Refusal(f"the page was fetched before, in record {earlier:,}", position, True)
                    continue
                yield _read_record(record, url, kind, position, number, source)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            if not number:
                raise UnreadableFile(f"it is no web archive, or it is damaged ({error})") from error
            yield Refusal(
                f"the records from here on cannot be read: the file is damaged ({error})", f"record {number + 1:,}"
            )
    if not number:
        raise UnreadableFile("it is no web archive: there is no record in it")
    if n_others:
        yield Refusal(f"{n_others:,} of its {number:,} records are no pages (images, scripts, errors)", "", True)


def _is_page(kind: str) -> bool:
    return kind.lower().startswith(("text/html", "application/xhtml"))


def _read_record(
    record: Any, url: str, kind: str, position: str, number: int, source: ArticleSource
) -> Record | Refusal:
    headers = record.http_headers
    packing = (headers.get_header("Content-Encoding") or "").strip().lower() if headers else ""
    if packing not in _PACKINGS:
        how = {"br": "brotli", "zstd": "Zstandard"}.get(packing, packing)
        return Refusal(f"the page is packed with {how}, which is not read; have the crawler ask for gzip", position)
    data = record.content_stream().read(_LARGEST_PAGE + 1)
    if len(data) <= _LARGEST_PAGE and getattr(record.raw_stream, "limit", 0) > 0:
        return Refusal(
            "the archive breaks off in it: the page is shorter than its record says; fetch it again", position
        )
    if len(data) > _LARGEST_PAGE:
        return Refusal(f"the page has more than {_LARGEST_PAGE >> 20} MiB", position)
    charset = _CHARSET.search(kind)
    try:
        text, _ = decode_page(data, source.encoding, declared=charset[1] if charset else None)
        article = read_article(parse_page(text))
    except UnreadableFile as error:
        return Refusal(error.reason, position)
    if article is None:
        return Refusal("no article was found on the page", position, True)
    fields, found = dict(article.fields), dict(article.found)
    host = urlsplit(url).hostname if "://" in url else None
    if not fields.get("outlet") and (outlet := source.outlet or host):
        fields["outlet"] = outlet
        if outlet == host:
            found["outlet"] = Found("", "host of the address", NAMED)
    return Record(article.text, fields, position, number, found)


WARC = Reader(
    "web archive", (".warc", ".warc.gz"), read_warc, apart=("warcio.archiveiterator", "trafilatura", "lxml.html")
)
