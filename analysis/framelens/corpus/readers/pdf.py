"""PDF: one article a file, its lines put together to paragraphs, page heads and numbers left out."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.dates import is_dateline
from framelens.corpus.merged import refuse_merged_lines
from framelens.corpus.readers.loose import make_loose_record
from framelens.corpus.readers.record import Reader, Record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_MOST_PAGES = 2_000
_MOST_CHARACTERS = 20_000_000
_PAGE_NUMBER = re.compile(
    r"(?:page\s*|seite\s*|[-–|]\s*)?\d{1,4}(?:\s*(?:/|of|von|de)\s*\d{1,4})?\s*[-–|]?", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_HYPHENS = ("\u00ad", "\ufffe", "\x02", "-")
_BROKEN = re.compile(r"(?<=\w)[\u00ad\ufffe\x02](?=\w)")
_SHORT = 0.8
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 40


def read_pdf(path: Path, source: ArticleSource) -> Iterator[Record]:
    """The one article of a PDF."""
    pages = _read_pages(path)
    if not any(pages):
        many = f"its {len(pages):,} pages are pictures" if len(pages) != 1 else "its one page is a picture"
        raise UnreadableFile(f"there is no text in it: {many}; recognise the text first (OCR)")
    refuse_merged_lines([line for page in pages for line in page], source)
    pages, n_heads = _drop_page_heads(pages)
    note = f"{n_heads:,} page heads, feet and numbers left out" if n_heads else ""
    yield make_loose_record(_join_lines(pages), path, source, note=note)


def _read_pages(path: Path) -> list[list[str]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = (
            "it is locked by a password; save it without one" if locked else f"it is no PDF, or it is damaged ({error})"
        )
        raise UnreadableFile(why) from error
    pages: list[list[str]] = []
    n_characters = 0
    try:
        if len(document) > _MOST_PAGES:
            raise UnreadableFile(f"it has {len(document):,} pages; at most {_MOST_PAGES:,} can be one article")
        for page in document:
            text_page = page.get_textpage()
            text = text_page.get_text_range(errors="ignore") if text_page.count_chars() else ""
            n_characters += len(text)
            if n_characters > _MOST_CHARACTERS:
                raise UnreadableFile(f"it has more than {_MOST_CHARACTERS:,} characters; no article is that long")
            # PDFium puts a broken word together, with a mark where hyphen and line end were.
            lines = re.split(
                r"\r\n|\r|\n", _BROKEN.sub(lambda mark: "\u00ad\n" if mark[0] == "\u00ad" else "-\n", text)
            )
            pages.append([" ".join(line.split()) for line in lines])
            text_page.close()
            page.close()
    finally:
        document.close()
    return [_trim(page) for page in pages]


def _trim(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    while lines and not lines[0]:
        lines = lines[1:]
    return lines


def _drop_page_heads(pages: list[list[str]]) -> tuple[list[list[str]], int]:
    """The pages without the first and last lines that stand on most of them, their numbers aside."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_plain(line) for line in lines[:2] + lines[-2:]})
    often = max(3, len(pages) // 2 + 1)
    kept, n_dropped = [], 0
    for lines in pages:
        last = len(lines) - 1
        rest = [
            line
            for at, line in enumerate(lines)
            if not (
                (at < 2 or at > last - 2)
                and (
                    edges[_plain(line)] >= often
                    or (at in (0, last) and len(pages) > 1 and _PAGE_NUMBER.fullmatch(line))
                )
            )
        ]
        n_dropped += len(lines) - len(rest)
        kept.append(rest)
    return kept, n_dropped


def _plain(line: str) -> str:
    return re.sub(r"\d+", "#", line.lower())


def _join_lines(pages: list[list[str]]) -> list[str]:
    """The paragraphs: a line that is clearly shorter than the others and ends a sentence ends one."""
    lines = [line for page in pages for line in page]
    known = _common_words() | {word for line in lines for word in _WORD.findall(line.lower())[1:-1]}
    lengths = [len(line) for line in lines if line]
    full = statistics.quantiles(lengths, n=10)[-2] if len(lengths) > 4 else max(lengths, default=0)
    paragraphs: list[str] = []
    open_one = False
    for at, line in enumerate(lines):
        if not line:
            open_one = False
            continue
        if open_one:
            paragraphs[-1] = _append(paragraphs[-1], line, known)
        else:
            paragraphs.append(line)
        short = len(line) < _SHORT * full
        # A headline has no full stop, and neither has a line of date or author below it.
        alone = at == 0 or is_dateline(line) or line.startswith("By ")
        open_one = not (short and (alone or _SENTENCE_END.search(line)))
    return paragraphs


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    """The words of TextBlob's list of English spelling, without importing the library."""
    spec = find_spec("textblob")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    lines = (folder / "en" / "en-spelling.txt").read_text(encoding="utf-8").lower().splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith(";"))


def _append(paragraph: str, line: str, known: Collection[str]) -> str:
    if paragraph.endswith(_HYPHENS) and line[:1].islower():
        one, other = _WORD.findall(paragraph[-_LONGEST_WORD:].lower()), _WORD.findall(line[:_LONGEST_WORD].lower())
        # "well-" and "known" are words, and "wellknown" is none: the hyphen is the writer's.
        stays = bool(one and other) and one[-1] + other[0] not in known and one[-1] in known and other[0] in known
        return f"{paragraph[:-1]}-{line}" if stays and paragraph[-1] != "\u00ad" else paragraph[:-1] + line
    if re.search(r"\w-\Z", paragraph) and line[:1].isalnum():  # "pro-" and "European", "mid-" and "1990s"
        return paragraph + line
    return f"{paragraph.rstrip(''.join(_HYPHENS[:3]))} {line}"


PDF = Reader("PDF", (".pdf",), read_pdf, kind="pdf", apart=("pypdfium2",))
