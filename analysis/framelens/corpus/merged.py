"""The guard behind all readers: a text that holds the marks of several articles is not one article.

Many articles that become one in silence destroy the number of articles, their dates and their outlets, so a text with
two marks of a delivery is refused, whatever form it came in. A mark is a line of a form: what counts documents, what
divides or ends them, a block of labels that comes again, the head of an article with its date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.dates import find_date, is_dateline
from framelens.corpus.fields import KNOWN_NAMES

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_REMEDY = "export it in a form that docs/archives.md names, or write one_article = true under [articles] in study.toml"
# What a delivery counts, and the word for "end", in the languages of its archives.
_PIECE = (
    r"(?:do[ck]ument|artikel|articl|art[ií]cul|articol|artigo|artyku[łl]|stor(?:y|ies)|record|result|r[eé]sultat|treffer|"
    r"документ|стать|belge|haber|文書|文档|文檔|文件|文章|記事|篇|문서|기사|asiakirja)[^\W\d]{0,3}"
)
_END = (
    r"(?:[-*#][-*#\s]{0,20})?\b(?:end|ende|ends|einde|fin|fine|fim|koniec|slut|конец|sonu|belgenin sonu)\b"
    r"(?: (?:of|des|du|del|do|van|van het|på))?(?: \w{0,2}(?:do[ck]ument|artic|artik|stor|документ)\w*)?"
    r"(?:[-*#\s]{0,20}[-*#])?|(?:文書|文档|文檔|문서).{0,2}(?:終わり|结尾|結尾|结束|끝)|-\s?30\s?-|###"
)
# A form, its mark, letters of which a text with the mark has some, and the mark as a line.
_MARKS = tuple(
    (form, mark, needed, re.compile(rf"[|\s]*(?:{line})[|\s]*"))
    for form, mark, needed, line in (
        ("an archive's delivery", "'n of N DOCUMENTS'", ("",),
         rf"(?i:(?:{_PIECE}\s+)?\d{{1,6}}\s*(?:\w{{1,4}}|/)\s*\d{{1,6}}\s+{_PIECE}"
         rf"|{_PIECE}\W{{0,3}}\d{{1,6}}\s*(?:\w{{1,4}}|/)\s*\d{{1,6}}"
         rf"|第\s?\d+\s?{_PIECE}.{{0,4}}\d+\s?{_PIECE}|(?:do[ck]ument\w{{0,2}}|record)\s?[:#№]\s?\d{{1,6}})"),
        ("an archive's delivery", "'End of Document'", ("",), f"(?i:{_END})"),
        ("a LexisNexis or Nexis delivery", "a load date", ("Load-Date", "LOAD-DATE", "DATE-CHARGEMENT", "LAADDATUM"),
         r"(?:Load-Date|LOAD-DATE|DATE-CHARGEMENT|LAADDATUM)\s*:.*\d{4}.*"),
        ("a Factiva delivery", "'Document …' and a number", ("19", "20"),
         r"(?:[^\W\d]+\.?\s+)?[A-Z]{2,10}0*(?:19|20)\d{6}[0-9a-z]{6,14}"),
        ("a Factiva delivery", "the field code HD", ("HD",), r"HD(?:\s*\|.*|\s{2,}\S.*)?"),
        ("a ProQuest delivery", "'ProQuest document ID'", ("ProQuest",), r"ProQuest\s?document\s?ID:.*"),
        ("a RIS file", "'TY  -'", ("TY",), r"TY\s{1,2}-\s+\w+"),
        ("an EndNote file", "'%0'", ("%0 ",), r"%0 \w.*"),
        ("a file of XML", "an element", ("<",), r"(?i:<(?:article|item|doc|document|record|entry|story)\b[^<>]*>)"),
        ("a BibTeX file", "'@article{'", ("@",), r"@\w{3,20}\s*[{(].*,"),
        ("a file of e-mails", "'Subject:'", ("Subject: ",), r"Subject: .*"),
    )
)  # fmt: skip
# Where lines were lost, the marks that no prose has still stand between the words.
_WITHIN = (
    (
        "a LexisNexis delivery",
        "'n of N DOCUMENTS'",
        ("UMENT",),
        re.compile(r"\b\d{1,6} (?:of|von|van|sur|de) \d{1,6} DO[CK]UMENT\w*"),
    ),
    ("a Nexis delivery", "'Load-Date:'", ("Load-Date:", "LOAD-DATE:"), re.compile(r"\b(?:Load-Date|LOAD-DATE):")),
    (
        "a Factiva delivery",
        "'Document …' and a number",
        ("19", "20"),
        re.compile(r"\b[A-Z]{2,10}0*(?:19|20)\d{6}[0-9a-z]{6,14}\b"),
    ),
    ("a ProQuest delivery", "'ProQuest document ID'", ("ProQuest document ID:",), re.compile(r"ProQuest document ID:")),
)
_RULE = re.compile(r"\s*(?:_{20,}|={40,}|\*{40,}|-{60,})\s*")
# A line of one sign, spaced or not: it divides articles where it also stands above the first or below the last.
_SHORT_RULE = re.compile(r"\s*([^\w\s]|_)(?:\s?\1){11,}\s*")
_LABEL = re.compile(r"[\s*#>]*(?P<label>[^\W\d][\w ./()-]{1,30}?)\s?(?:[:：]\**\s*|\t+)(?P<value>.*)")
_SENTENCE = re.compile(r".*[.!?…。！？]['\"’”»)\]]*", re.DOTALL)
_FIRST_LINES, _BETWEEN, _LONGEST_HEAD, _FULL = 8, 25, 120, 0.75
# What stands near the date in an article's head: copyright, or the number of words.
_HEADED = re.compile(r"(?:copyright|©|\(c\))\W.*|(?:[^\W\d]{4,12}:\s*)?\d[\d.,]*\s*(?:[^\W\d]{2,12}|字)", re.IGNORECASE)
_LONGEST_LINE, _LEAST_WORDS = 160, 5
Lines = Sequence[tuple[int, str]]


def explain_merge(text: str) -> tuple[str, int] | None:
    """Why a text is more than one article, and in which of its lines the second begins; None where it is one.

    Examples
    --------
    >>> explain_merge("1 of 2 DOCUMENTS\\n\\nIt rained.\\n\\n2 of 2 DOCUMENTS\\n\\nIt snowed.")[1]
    5
    """
    lines = text.split("\n")
    found = next(_find_marks(text, lines), None)
    if found is None:
        return None
    form, mark, places = found
    shown = ", ".join(f"{place:,}" for place in places[:3]) + (", …" if len(places) > 3 else "")
    looks = f"it looks like {form}, with {mark} in its lines {shown}"
    return f"it holds {len(places):,} articles and not one: {looks}; {_REMEDY}", places[1]


def refuse_merged_lines(lines: Sequence[str], source: ArticleSource) -> None:
    """Raise :class:`UnreadableFile` where lines of which a reader takes the words alone are more than one article's."""
    if not source.one_article and (merged := explain_merge("\n".join(lines))):
        raise UnreadableFile(merged[0])


def _find_marks(text: str, lines: Sequence[str]) -> Iterator[tuple[str, str, list[int]]]:
    short = [(number, line) for number, line in enumerate(lines, start=1) if line and len(line) <= _LONGEST_LINE]
    for form, mark, needed, pattern in _MARKS:
        if not any(one in text for one in needed):
            continue
        places = [number for number, line in short if pattern.fullmatch(line)]
        if len(places) > 1 and (mark != "'Subject:'" or _find_blocks(short)):
            yield form, mark, places
    for form, mark, needed, pattern in _WITHIN:
        if not any(one in text for one in needed):
            continue
        places = [number for number, line in enumerate(lines, start=1) for _ in pattern.finditer(line)]
        if len(places) > 1:
            yield form, mark, places
    objects = [at for at, line in enumerate(lines, start=1) if line[:2] == '{"' and line.rstrip()[-1:] == "}"]
    if len(objects) > 1:
        yield "JSON Lines", "an object {...}", objects
    if len(places := _find_parts(lines)) > 1:
        yield "a delivery of several articles", "a rule between them", places
    if places := _find_blocks(short):
        yield "a delivery of several articles", "the same labels", places
    if len(places := _find_heads(lines, short)) > 1 or len(places := _find_mastheads(lines)) > 1:
        yield "a delivery of several articles", "an article's head and its date", places


def _find_parts(lines: Sequence[str]) -> list[int]:
    """Where parts with words begin between rules."""
    rules = [number for number, line in enumerate(lines, start=1) if _RULE.fullmatch(line)]
    if not rules:
        written = [number for number, line in enumerate(lines, start=1) if line.strip()]
        if not any(_SHORT_RULE.fullmatch(lines[number - 1]) for number in (*written[:1], *written[-1:])):
            return []
        rules = [number for number in written if _SHORT_RULE.fullmatch(lines[number - 1])]
    if len(rules) < 2:
        return []
    starts, ends = [0, *rules], [*(rule - 1 for rule in rules), len(lines)]
    parts = zip(starts, ends, strict=True)
    return [max(start, 1) for start, end in parts if len(" ".join(lines[start:end]).split()) > _LEAST_WORDS]


def _find_blocks(short: Lines) -> list[int]:
    """Where a block of labels begins that comes again: with a date each time, or a title and a text."""
    rows = [(number, match) for number, line in short if ":" in line or "：" in line or "\t" in line
            if (match := _LABEL.fullmatch(line))]  # fmt: skip
    where: dict[str, list[int]] = {}
    for number, match in rows:
        where.setdefault(match["label"].casefold(), []).append(number)
    told = Counter(match["label"].casefold() for _, match in rows if find_date(match["value"]))
    for label, n in told.items():
        places = where[label]
        # Another label comes as often, once for each of these.
        others = (numbers for other, numbers in where.items() if other != label and len(numbers) == n)
        if n == len(places) > 1 and any(_alternate(places, numbers) for numbers in others):
            return places
    titles, texts = ([where[name] for name in KNOWN_NAMES[field] if name in where] for field in ("headline", "text"))
    pairs = ((title, text) for title in titles for text in texts if len(title) == len(text) > 1)
    return next((title for title, text in pairs if _alternate(title, text)), [])


def _find_mastheads(lines: Sequence[str]) -> list[int]:
    """Where heads begin that are like the one above the text: a date, and two more lines that are no sentences."""
    written = [(number, text) for number, line in enumerate(lines, start=1) if (text := line.strip(" \t\f|*#_"))]
    # A line that is nearly as long as any was broken by its page, and is in the midst of a sentence.
    longest = min(_FULL * max((len(text) for _, text in written), default=0), _LONGEST_HEAD)
    heads: dict[str, int] = {}  # the head of each page of one article is the same
    last = 0
    for at, (number, line) in enumerate(written):
        if not heads and at >= _FIRST_LINES:
            return []
        if not any(map(str.isdigit, line)) or "@" in line or not _is_head(line, longest):
            continue
        if not (date := find_date(line)):
            continue
        around = [rest] if re.search(r"[^\W\d]{3}", rest := line.replace(date, "")) else []
        for side in (reversed(written[max(at - 3, 0) : at]), written[at + 1 : at + 4]):
            around += [text for _, text in takewhile(lambda row: _is_head(row[1], longest), side)]
        words = sum(len(text.split()) for _, text in written[last:at])
        if len(around) > 1 and (not heads or words >= _BETWEEN):
            heads.setdefault(re.sub(r"\d+", "#", " ".join(around)), number)
            last = at
    return list(heads.values())


def _is_head(line: str, longest: float) -> bool:
    return len(line) <= longest and not _SENTENCE.fullmatch(line)


def _alternate(one: Sequence[int], other: Sequence[int]) -> bool:
    merged = sorted([(at, 0) for at in one] + [(at, 1) for at in other])
    return all(left[1] != right[1] for left, right in pairwise(merged))


def _find_heads(lines: Sequence[str], short: Lines) -> list[int]:
    """Where lines stand that are a date alone, with a line of copyright or the number of words near them."""
    heads: dict[int, int] = {}  # what stands near a date -> the date's line: each head has its own
    for number, line in short:
        if any(map(str.isdigit, line)) and is_dateline(line.strip()):
            near = [
                at for at in range(max(number - 4, 0), min(number + 8, len(lines))) if _is_headed(lines[at].strip())
            ]
            if near:
                heads.setdefault(min(near, key=lambda at: abs(at + 1 - number)), number)
    return list(heads.values())


def _is_headed(line: str) -> bool:
    return bool(line) and _HEADED.fullmatch(line) is not None and not is_dateline(line)
