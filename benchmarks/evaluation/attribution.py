"""Who says what, against human annotation: found statements scored beside marked ones.

Statements are matched one to one by the characters of their content; every measure comes with its base and
an interval from resampling articles, since the statements of one article are not independent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from benchmarks.evaluation.attribution_data import KINDS, ROLES, load_attribution_records
from benchmarks.evaluation.shares import Measures, estimate_shares
from framelens.errors import InputError

__all__ = ["load_attribution_records", "score_attribution", "score_reliability"]

LEAST_OVERLAP = 0.5
SURE = 0.9

Span = tuple[int, int]
Record = Mapping[str, Any]

_MEASURES: Measures = {
    "statement_f1": (("matched", "matched"), ("marked", "found"), "marked"),
    "statement_precision": (("matched",), ("found",), "found"),
    "statement_recall": (("matched",), ("marked",), "marked"),
    **{f"recall_{kind}": ((f"matched_{kind}",), (f"marked_{kind}",), f"marked_{kind}") for kind in KINDS},
    "cued_f1": (("cued_matched", "cued_matched"), ("cued_marked", "cued_found"), "cued_marked"),
    "direct_content_recall": (("direct_letters_found",), ("direct_letters",), "direct_letters"),
    "source_overlap": (("source_right",), ("source_asked",), "source_asked"),
    **{
        f"{role}_span_f1": (
            (f"{role}_same", f"{role}_same"),
            (f"{role}_marked", f"{role}_found"),
            f"{role}_marked",
        )
        for role in ROLES
    },
    "content_character_f1": (
        ("letters_same", "letters_same"),
        ("letters_marked", "letters_found"),
        "letters_marked",
    ),
    "precision_when_sure": (("sure_matched",), ("sure",), "sure"),
    "share_sure": (("sure",), ("found",), "found"),
}


def score_attribution(
    records: Sequence[Record], quotes: pd.DataFrame, *, n_resamples: int = 2000, seed: int = 1
) -> pd.DataFrame:
    """Score found statements against marked ones.

    Parameters
    ----------
    records : sequence of dict
        Annotated articles, as ``load_attribution_records`` returns them.
    quotes : DataFrame
        The found statements: ``article_id``, ``content`` (list of ``[start, end]``), ``cue_start``,
        ``cue_end``, ``source_start``, ``source_end`` (null where there is none) and ``confidence``.
    n_resamples : int, default 2000
        Resamples of the articles behind each interval.
    seed : int, default 1
        Seed of the resampling.

    Returns
    -------
    DataFrame
        One row per measure: ``measure``, ``n`` (what the share is of: marked statements, found ones, spans,
        characters), ``estimate`` in 0-1, and the bounds ``low`` and ``high`` of its 95% interval. All three
        are null where ``n`` is 0.

        - ``statement_f1``, ``statement_precision``, ``statement_recall``, and ``recall_`` by the marked kind.
          A found statement matches a marked one when their contents' characters have a Jaccard overlap of
          at least one half, edges stripped to letters and digits; each is matched once, as many as possible.
        - ``cued_f1``: the same of the statements with a cue alone, marked and found.
        - ``direct_content_recall``: letters of directly quoted contents that are inside a found one.
        - ``source_overlap``: of the matched statements with a marked source, those whose found source shares
          a character with it.
        - ``source_span_f1``, ``cue_span_f1``, ``content_span_f1``: spans with exactly the same edges, after
          stripping; a span that several statements share counts once.
        - ``content_character_f1``: characters inside any content.
        - ``precision_when_sure`` and ``share_sure``: statements with a confidence of at least .9.

    Raises
    ------
    InputError
        When a statement belongs to no annotated article or there is no article.

    References
    ----------
    Newell, Margolin & Ruths (2018). An Attribution Relations Corpus for Political News. LREC.
    """
    if not records:
        raise InputError("there is no annotated article to score against")
    by_article = _by_article(records, quotes)
    counts = pd.DataFrame([_count(record, by_article.get(record["id"], [])) for record in records], dtype=float)
    return estimate_shares(counts, _MEASURES, n_resamples=n_resamples, seed=seed)


def score_reliability(records: Sequence[Record], quotes: pd.DataFrame, *, n_steps: int = 10) -> pd.DataFrame:
    """Compare what confidence promises with what statements hold.

    Parameters
    ----------
    records, quotes
        As for ``score_attribution``.
    n_steps : int, default 10
        Steps of equal width between 0 and 1.

    Returns
    -------
    DataFrame
        One row per step of confidence: its ``low`` and ``high`` edge, ``n`` found statements in it, their
        mean ``confidence`` and their ``precision``; the last two are null in an empty step.
    """
    by_article = _by_article(records, quotes)
    confidence, right = [], []
    for record in records:
        found = by_article.get(record["id"], [])
        pairs = match_statements(_marked_contents(record)[0], [_spans(record["text"], one["content"]) for one in found])
        matched = {column for _, column in pairs}
        confidence += [one["confidence"] for one in found]
        right += [number in matched for number in range(len(found))]
    statements = pd.DataFrame({"confidence": confidence, "right": right}, dtype=float)
    edges = np.linspace(0, 1, n_steps + 1)
    steps = np.digitize(statements["confidence"], edges[1:-1])
    rows = []
    for number in range(n_steps):
        here = statements[steps == number]
        means = (here["confidence"].mean(), here["right"].mean())
        rows.append((edges[number], edges[number + 1], len(here), *means))
    return pd.DataFrame(rows, columns=["low", "high", "n", "confidence", "precision"])


def _by_article(records: Sequence[Record], quotes: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the found statements by article, checked to be of the annotated articles."""
    needed = ("article_id", "content", "cue_start", "cue_end", "source_start", "source_end", "confidence")
    missing = [column for column in needed if column not in quotes.columns]
    if missing:
        raise InputError(f"the quotes table lacks {', '.join(missing)}; it needs {', '.join(needed)}")
    known = {record["id"] for record in records}
    by_article: dict[str, list[dict[str, Any]]] = {}
    seen = set()
    columns = [*needed, *(["quote_id"] if "quote_id" in quotes.columns else [])]
    for row in quotes.loc[:, columns].to_dict("records"):
        if row["article_id"] not in known:
            raise InputError(f"a statement belongs to {row['article_id']!r}, which is no annotated article")
        # A joint statement stands once for each of its speakers; here it is one statement.
        place = (row["article_id"], str(row.get("quote_id", len(seen))).partition(".")[0])
        if place not in seen:
            seen.add(place)
            by_article.setdefault(str(row["article_id"]), []).append({str(key): row[key] for key in row})
    return by_article


def _count(record: Record, found: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Count one article's matches, spans and characters."""
    text = record["text"]
    marked_contents, kinds, marked_sources = _marked_contents(record)
    found_contents = [_spans(text, one["content"]) for one in found]
    pairs = match_statements(marked_contents, found_contents)
    sure = [one["confidence"] >= SURE for one in found]
    found_sources = [_spans(text, _single(one, "source")) for one in found]
    counts: dict[str, float] = {
        "marked": len(marked_contents),
        "found": len(found),
        "matched": len(pairs),
        "sure": sum(sure),
        "sure_matched": sum(sure[column] for _, column in pairs),
    }
    for kind in KINDS:
        counts[f"marked_{kind}"] = kinds.count(kind)
        counts[f"matched_{kind}"] = sum(kinds[row] == kind for row, _ in pairs)
    cued_marked = [row for row, one in enumerate(statement_marks(record)) if _spans(text, one["cue"])]
    cued_found = [column for column, one in enumerate(found) if _single(one, "cue")]
    counts["cued_marked"], counts["cued_found"] = len(cued_marked), len(cued_found)
    counts["cued_matched"] = len(
        match_statements(
            [marked_contents[row] for row in cued_marked], [found_contents[column] for column in cued_found]
        )
    )
    asked = [(row, column) for row, column in pairs if marked_sources[row]]
    counts["source_asked"] = len(asked)
    counts["source_right"] = sum(
        bool(_characters(marked_sources[row]) & _characters(found_sources[column])) for row, column in asked
    )
    for role in ROLES:
        marked = {span for one in record["attributions"] for span in _spans(text, one[role])}
        given = {
            span for one in found for span in _spans(text, one["content"] if role == "content" else _single(one, role))
        }
        counts[f"{role}_marked"], counts[f"{role}_found"] = len(marked), len(given)
        counts[f"{role}_same"] = len(marked & given)
    marked_letters = set().union(*map(_characters, marked_contents))
    found_letters = set().union(*map(_characters, found_contents))
    direct = set().union(
        *(_characters(one) for one, kind in zip(marked_contents, kinds, strict=True) if kind == "direct")
    )
    counts["direct_letters"], counts["direct_letters_found"] = len(direct), len(direct & found_letters)
    counts["letters_marked"], counts["letters_found"] = len(marked_letters), len(found_letters)
    counts["letters_same"] = len(marked_letters & found_letters)
    return counts


def statement_contents(record: Record) -> list[list[Span]]:
    """The contents of an article's marked statements, stripped; what is empty then is left out."""
    contents = (_spans(record["text"], attribution["content"]) for attribution in record["attributions"])
    return [content for content in contents if content]


def statement_marks(record: Record) -> list[Mapping[str, Any]]:
    """An article's marked statements that have a content, as they are marked."""
    return [one for one in record["attributions"] if _spans(record["text"], one["content"])]


def _marked_contents(record: Record) -> tuple[list[list[Span]], list[str], list[list[Span]]]:
    """Return contents, kinds and sources of an article's marked statements that have a content."""
    text = record["text"]
    marked = statement_marks(record)
    kinds = [attribution["quote_type_derived"] for attribution in marked]
    return statement_contents(record), kinds, [_spans(text, attribution["source"]) for attribution in marked]


def _single(statement: Mapping[str, Any], role: str) -> list[Span]:
    """Return the one span that a role's two columns hold, or none where they are null."""
    start, end = statement[f"{role}_start"], statement[f"{role}_end"]
    return [] if pd.isna(start) or pd.isna(end) else [(int(start), int(end))]


def _spans(text: str, spans: Iterable[Sequence[int]]) -> list[Span]:
    """Strip the edges of spans to letters and digits; leave out what holds neither."""
    return list(_stripped(text, spans))


def _stripped(text: str, spans: Iterable[Sequence[int]]) -> Iterator[Span]:
    """Yield the stripped spans one by one."""
    for span in spans:
        start, end = int(span[0]), int(span[1])
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if start < end:
            yield start, end


def _characters(spans: Iterable[Span]) -> set[int]:
    """Return the offsets of all the characters inside spans."""
    return {offset for start, end in spans for offset in range(start, end)}


def match_statements(marked: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]) -> list[tuple[int, int]]:
    """Pair marked with found contents one to one: as many pairs as possible, then the best overlaps."""
    if not marked or not found:
        return []
    found_sets = [_characters(spans) for spans in found]
    bounds = [(min(letters), max(letters)) if letters else (0, -1) for letters in found_sets]
    worth = np.zeros((len(marked), len(found)))
    for row, spans in enumerate(marked):
        letters = _characters(spans)
        low, high = min(letters), max(letters)
        for column, others in enumerate(found_sets):
            if bounds[column][0] <= high and bounds[column][1] >= low:
                overlap = len(letters & others) / len(letters | others)
                if overlap >= LEAST_OVERLAP:
                    # A pair is worth one, and its overlap less than a pair whatever their number.
                    worth[row, column] = 1 + overlap / (len(marked) + len(found))
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if worth[row, column]]
