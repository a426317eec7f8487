"""The guard behind all readers: a text that holds the marks of several articles is not one article.

Many articles that become one in silence destroy the number of articles, their dates and their outlets, so a text with
two marks of a delivery is refused, whatever form it came in. A mark is a line of a form: what counts documents, what
divides or ends them, a block of labels that comes again, the head of an article with its date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from framelens.corpus.dates import find_date, is_dateline

_REMEDY = "export it in a form that docs/archives.md names, or write one_article = true under [articles] in study.toml"
_ENDS = "End of Document|Ende des Dokuments|Fin du document|Fin del documento|Fine del documento|Fim do documento"
_MARKS = tuple(
    (form, mark, re.compile(rf"[|\s]*(?:{line})[|\s]*"))
    for form, mark, line in (
        ("a LexisNexis delivery", "'n of N DOCUMENTS'",
         r"(?i:(?:do[ck]ument\w*\s+)?\d{1,6}\s+\w{1,4}\s+\d{1,6}\s+do[ck]ument\w*|do[ck]ument\w*\s+\d{1,6}\s+\w{1,4}\s+\d{1,6})"),
        ("a Nexis delivery", "'End of Document'", f"(?i:{_ENDS})"),
        ("a LexisNexis or Nexis delivery", "a load date",
         r"(?:Load-Date|LOAD-DATE|DATE-CHARGEMENT|LAADDATUM)\s*:.*\d{4}.*"),
        ("a Factiva delivery", "'Document …' and a number",
         r"(?:[^\W\d]+\.?\s+)?[A-Z]{2,10}0*(?:19|20)\d{6}[0-9a-z]{6,14}"),
        ("a Factiva delivery", "the field code HD", r"HD(?:\s*\|.*|\s{2,}\S.*)?"),
        ("a ProQuest delivery", "'ProQuest document ID'", r"ProQuest\s?document\s?ID:.*"),
        ("a RIS file", "'TY  -'", r"TY\s{1,2}-\s+\w+"),
        ("a BibTeX file", "'@article{'", r"@\w{3,20}\s*[{(].*,"),
        ("a file of e-mails", "'Subject:'", r"Subject: .*"),
    )
)  # fmt: skip
_RULE = re.compile(r"\s*(?:_{20,}|={40,}|\*{40,}|-{60,})\s*")
_LABEL = re.compile(r"\s*(?P<label>[^\W\d][\w ./()-]{1,30}?)\s?[:：]\s*(?P<value>.*)")
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
    found = next(_find_marks(lines), None)
    if found is None:
        return None
    form, mark, places = found
    shown = ", ".join(f"{place:,}" for place in places[:3]) + (", …" if len(places) > 3 else "")
    looks = f"it looks like {form}, with {mark} in its lines {shown}"
    return f"it holds {len(places):,} articles and not one: {looks}; {_REMEDY}", places[1]


def _find_marks(lines: Sequence[str]) -> Iterator[tuple[str, str, list[int]]]:
    short = [(number, line) for number, line in enumerate(lines, start=1) if line and len(line) <= _LONGEST_LINE]
    for form, mark, pattern in _MARKS:
        places = [number for number, line in short if pattern.fullmatch(line)]
        if len(places) > 1 and (mark != "'Subject:'" or _find_blocks(short)):
            yield form, mark, places
    objects = [at for at, line in enumerate(lines, start=1) if line[:2] == '{"' and line.rstrip()[-1:] == "}"]
    if len(objects) > 1:
        yield "JSON Lines", "an object {...}", objects
    if len(places := _find_parts(lines, short)) > 1:
        yield "a delivery of several articles", "a rule between them", places
    if places := _find_blocks(short):
        yield "a delivery of several articles", "the same labels", places
    if len(places := _find_heads(lines, short)) > 1:
        yield "a delivery of several articles", "an article's head and its date", places


def _find_parts(lines: Sequence[str], short: Lines) -> list[int]:
    """Where parts with words begin between rules."""
    rules = [number for number, line in short if line.strip()[:1] in ("_", "=", "*", "-") and _RULE.fullmatch(line)]
    if len(rules) < 2:
        return []
    starts, ends = [0, *rules], [*(rule - 1 for rule in rules), len(lines)]
    parts = zip(starts, ends, strict=True)
    return [max(start, 1) for start, end in parts if len(" ".join(lines[start:end]).split()) > _LEAST_WORDS]


def _find_blocks(short: Lines) -> list[int]:
    """Where a block of labels begins that comes again, with a date in it each time."""
    rows = [(number, match) for number, line in short if ":" in line or "：" in line
            if (match := _LABEL.fullmatch(line))]  # fmt: skip
    where: dict[str, list[int]] = {}
    for number, match in rows:
        where.setdefault(match["label"].casefold(), []).append(number)
    dated = Counter(match["label"].casefold() for _, match in rows if find_date(match["value"]))
    for label, n in dated.items():
        places = where[label]
        # Another label comes as often, once for each of these.
        others = (numbers for other, numbers in where.items() if other != label and len(numbers) == n)
        if n == len(places) > 1 and any(_alternate(places, numbers) for numbers in others):
            return places
    return []


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
