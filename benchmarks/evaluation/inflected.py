"""Persons and bodies in Russian news: names found, and which of them are joined, beside those people marked (NEREL).

The corpus links names of one person (ALTERNATIVE_NAME) but leaves out many links between forms of one name ("Майк
Комри", "Майка Комри"). Who is one is therefore the closure of these links over mentions, and over names of the
same number of words that differ by case endings alone (each word up to its last letters); "as linked" leaves the
second out and takes words that are spelt alike for one, so that it counts joins as wrong that a reader finds right.

References
----------
Bagga, A., & Baldwin, B. (1998). Entity-based cross-document coreferencing using the vector space model. *COLING-ACL*.
Loukachevitch, N., et al. (2021). NEREL: A Russian dataset with nested named entities, relations and events. *RANLP*.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.evaluation.identities import load_actor_records
from framelens.annotate.inflected.gathering import gather_inflected
from framelens.annotate.inflected.names import clean_names
from framelens.annotate.layout import find_layout
from framelens.languages import load_language
from framelens.settings.roster import empty_roster

Span = tuple[int, int]
MARKED = {"person": "PERSON", "organisation": "ORGANIZATION"}
HALVES = ("taught", "scoring")  # the network learns names from the first half; scores are those of the second
_ENDING = 3  # letters that a case ending may have


def load_half(path: Path, half: str, *, seed: int = 20) -> list[dict[str, Any]]:
    """The articles of one of the :data:`HALVES`, drawn by ``seed``."""
    records = sorted(load_actor_records(path), key=lambda record: record["id"])
    random.Random(seed).shuffle(records)
    middle = len(records) // 2
    return records[:middle] if half == HALVES[0] else records[middle:]


def marked_names(record: Mapping[str, Any], kind: str = "person") -> list[Span]:
    """The marked persons or organisations of an article, the outermost of nested ones."""
    marked = {(a, b) for a, b, label in record["entities"].values() if label == MARKED[kind]}
    spans = sorted(marked, key=lambda span: (span[0], -span[1]))
    kept: list[Span] = []
    for span in spans:
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept


def cluster_marked(record: Mapping[str, Any], kind: str = "person", *, forms: bool = True) -> dict[Span, int]:
    """The cluster of each marked name: by the links of the corpus and, unless left out, by case endings."""
    spans = marked_names(record, kind)
    parent = {span: span for span in spans}

    def top(span: Span) -> Span:
        while parent[span] != span:
            span = parent[span]
        return span

    for relation, one, other in record["relations"]:
        ends = [tuple(record["entities"][key][:2]) for key in (one, other)]
        if relation == "ALTERNATIVE_NAME" and all(end in parent for end in ends):
            parent[top(ends[0])] = top(ends[1])
    alike = _is_one_form if forms else lambda one, other: one == other
    by_form: dict[str, Span] = {}
    for span in spans:
        form = " ".join(record["text"][slice(*span)].split())
        parent[top(span)] = top(by_form.setdefault(form, span))
    for one, other in combinations(by_form, 2):
        if alike(one, other):
            parent[top(by_form[one])] = top(by_form[other])
    numbers = {root: number for number, root in enumerate(dict.fromkeys(map(top, spans)))}
    return {span: numbers[top(span)] for span in spans}


def _is_one_form(one: str, other: str) -> bool:
    mine, theirs = one.lower().replace("ё", "е").split(), other.lower().replace("ё", "е").split()
    return len(mine) == len(theirs) and all(map(_is_one_word, mine, theirs))


def _is_one_word(one: str, other: str) -> bool:
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one == other or shared >= max(3, len(one) - _ENDING, len(other) - _ENDING)


def join_names(record: Mapping[str, Any], names: Iterable[tuple[int, int, str]], kind: str) -> dict[Span, str]:
    """The key of whom each name of a kind is joined to; a name that fits two is a key of its own.

    ``names`` are start, end and kind, as a finder hands them over.
    """
    text, language = record["text"], load_language("ru")
    layout = find_layout(text, language=language)
    cleaned = clean_names(text, layout, language, suggested=[one for one in names if one[2] == kind])
    _, links = gather_inflected(text, layout, cleaned, empty_roster(), language)
    return {
        (name.start, name.end): fitting[0].speaker_id if len(fitting) == 1 else f"{name.start}"
        for name, fitting in links.items()
    }


def score_joined(
    records: Sequence[Mapping[str, Any]],
    find: Callable[[Mapping[str, Any]], Iterable[tuple[int, int, str]]],
    kind: str = "person",
    *,
    forms: bool = True,
) -> pd.DataFrame:
    """Names found (exact spans) and joined (B-cubed over the spans that both have, and over all of either).

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``, ``n``, ``estimate``, ``low``, ``high`` (articles resampled).
    """
    counts = []
    for record in records:
        gold = cluster_marked(record, kind, forms=forms)
        found = join_names(record, find(record), kind)
        both = [span for span in found if span in gold]
        precision, recall = _b_cubed([gold[s] for s in both], [found[s] for s in both])
        # Names that were missed are joined to nobody, names that are none to somebody who is none.
        whole_precision, whole_recall = _with_missed(gold, found)
        counts.append((len(both), len(found), len(gold), precision, recall, whole_precision, whole_recall))
    table = np.array(counts, dtype=float)
    draw = np.random.default_rng(1)
    drawn = [_rates(table[draw.integers(0, len(table), len(table))]) for _ in range(500)]
    return pd.DataFrame(
        [
            (name, int(table[:, 2].sum()), value, *np.quantile([one[name] for one in drawn], [0.025, 0.975]))
            for name, value in _rates(table).items()
        ],
        columns=["measure", "n", "estimate", "low", "high"],
    )


def _b_cubed(gold: Sequence[object], found: Sequence[object]) -> tuple[float, float]:
    """The sums of precision and recall over the mentions."""
    precision = recall = 0.0
    n_gold, n_found, n_both = defaultdict(int), defaultdict(int), defaultdict(int)
    for one, two in zip(gold, found, strict=True):
        n_gold[one] += 1
        n_found[two] += 1
        n_both[one, two] += 1
    for (one, two), n in n_both.items():
        precision += n * n / n_found[two]
        recall += n * n / n_gold[one]
    return precision, recall


def _with_missed(gold: Mapping[Span, object], found: Mapping[Span, object]) -> tuple[float, float]:
    """B-cubed where precision is over every name that was found and recall over every one that is marked."""
    clusters, keys = defaultdict(set), defaultdict(set)
    for span, one in gold.items():
        clusters[one].add(span)
    for span, key in found.items():
        keys[key].add(span)
    both = [span for span in found if span in gold]
    shared = [(len(clusters[gold[s]] & keys[found[s]]), len(keys[found[s]]), len(clusters[gold[s]])) for s in both]
    return sum(n / size for n, size, _ in shared), sum(n / size for n, _, size in shared)


def _rates(table: np.ndarray) -> dict[str, float]:
    both, found, gold, precision, recall, whole_precision, whole_recall = table.sum(axis=0)
    return {
        "found, F1": 2 * both / (found + gold),
        "found, precision": both / found,
        "found, recall": both / gold,
        "joined, B-cubed F1": _harmonic(precision / both, recall / both),
        "joined, precision": precision / both,
        "joined, recall": recall / both,
        "found and joined, B-cubed F1": _harmonic(whole_precision / found, whole_recall / gold),
    }


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other)
