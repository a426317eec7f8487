"""Articles that are copies of each other, to the word or nearly: which they are, and where they likely come from.

Words in fives (shingles) are compared by MinHash (Broder, *On the resemblance and containment of documents*, 1997),
with locality-sensitive hashing so that each article meets its likely copies alone; each pair found is then compared
in full, and so is each pair of the first few articles. Copies are gathered across days and outlets.
"""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import combinations

import numpy as np

from framelens.corpus.candidates import Candidate
from framelens.corpus.header import find_header
from framelens.corpus.origins import Credit, find_credit

# Words a shingle, and the share of shingles (Jaccard) that two articles have in common from which one is a copy.
SHINGLE = 5
NEAR = 0.6
_PERMUTATIONS = 128
# From about it on articles meet; what they have in common is then counted. At 0.5 one copy in fifty was never met.
_MEETING = 0.4
# So many articles are all compared with each other; a study of a few articles needs no hashing.
_FEW = 60
# A text of fewer shingles says too little: "The market is closed today" is no wire copy.
_LEAST_SHINGLES = 20
_WORD = re.compile(r"[^\W_]+")


def find_shingles(text: str) -> np.ndarray:
    """The distinct shingles of a text's words, as sorted 32-bit fingerprints; its header line aside."""
    begin = (find_header(text) or (0, 0))[1]
    words = [zlib.crc32(word.encode()) for word in _WORD.findall(text[begin:].casefold())]
    if len(words) < SHINGLE:
        return np.zeros(0, dtype=np.uint64)
    codes = np.array(words, dtype=np.uint64)
    rolled = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        # The order of the words counts; overflow is part of the hash, of which the upper half is mixed best.
        rolled = (rolled + codes[place : place + len(rolled)]) * np.uint64(0x9E3779B97F4A7C15)
        rolled ^= rolled >> np.uint64(29)
    return np.unique((rolled * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(32))


def compare_shingles(one: np.ndarray, other: np.ndarray) -> float:
    """The share of two articles' shingles that both have: 1 for the same words, 0 for nothing in common."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    together = len(one) + len(other) - common
    return common / together if together else 0.0


class DuplicateFinder:
    """Gathers articles that are copies of each other, one article at a time.

    What is held in memory of each article is its name and 32 fingerprints of eight bytes; a hundred thousand
    articles take 40 MiB.
    """

    def __init__(self) -> None:
        self._few: list[tuple[str, np.ndarray]] = []
        self._many: _Index | None = None
        self._pairs: list[tuple[str, str]] = []
        self.copies: dict[str, str] = {}

    def add(self, article_id: str, text: str, duplicate_of: str | None = None) -> None:
        """Meet one more article; an exact copy of an earlier one is only noted."""
        if duplicate_of is not None:
            self.copies[article_id] = duplicate_of
            return
        shingles = find_shingles(text)
        if len(shingles) < _LEAST_SHINGLES:
            return
        if self._many is None and len(self._few) == _FEW:
            self._many = _Index(self._few)
        if self._many is not None:
            self._many.add(article_id, shingles)
            return
        met = [other for other, known in self._few if compare_shingles(known, shingles) >= _MEETING]
        self._few.append((article_id, shingles))
        self._pairs += [(other, article_id) for other in sorted(met)]

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of articles that are likely copies, each the earlier first; for when all are met."""
        return list(dict.fromkeys([*self._pairs, *(self._many.list_pairs() if self._many is not None else ())]))

    @property
    def wanted(self) -> list[str]:
        """The articles whose words are needed by :func:`gather_clusters`."""
        pairs = {article_id for pair in self.pairs for article_id in pair}
        return sorted(pairs | set(self.copies) | set(self.copies.values()))


class _Index:
    """What of many articles' signatures is hashed, band by band, so that those meet that are likely copies."""

    def __init__(self, known: Iterable[tuple[str, np.ndarray]]) -> None:
        from datasketch import MinHash, MinHashLSH  # brings SciPy, a second that a few articles need not wait

        bands = MinHashLSH(threshold=_MEETING, num_perm=_PERMUTATIONS)
        self._rows, self._n_bands = bands.r, bands.b
        permutations = MinHash(_PERMUTATIONS, scheme="affine32").permutations
        self._sign = partial(MinHash, _PERMUTATIONS, permutations=permutations, hashfunc=int, scheme="affine32")
        self._articles: list[str] = []
        self._bands = bytearray()
        for article_id, shingles in known:
            self.add(article_id, shingles)

    def add(self, article_id: str, shingles: np.ndarray) -> None:
        """Meet one more article."""
        signature = self._sign()
        signature.update_batch(shingles)
        rows = signature.hashvalues[: self._n_bands * self._rows].astype(np.uint64).reshape(self._n_bands, self._rows)
        mixed = np.zeros(self._n_bands, np.uint64)
        for column in rows.T:  # overflow is part of the hash
            mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        self._articles.append(article_id)
        self._bands += mixed.tobytes()

    def list_pairs(self) -> list[tuple[str, str]]:
        """The pairs of articles that have a band in common, each once, in the order in which they were met."""
        bands = np.frombuffer(bytes(self._bands), np.uint64).reshape(-1, self._n_bands)
        met: set[tuple[int, int]] = set()
        for band in bands.T:
            order = np.argsort(band, kind="stable")
            begins = np.flatnonzero(np.diff(band[order], prepend=~band[order[:1]]))
            ends = np.append(begins[1:], len(order))
            for begin, end in zip(*(places[ends - begins > 1].tolist() for places in (begins, ends)), strict=True):
                met.update(combinations(order[begin:end].tolist(), 2))
        return [(self._articles[one], self._articles[other]) for other, one in sorted((b, a) for a, b in met)]


def gather_clusters(
    finder: DuplicateFinder, articles: Mapping[str, Candidate], order: Mapping[str, int]
) -> list[dict[str, object]]:
    """The rows of the duplicates table.

    Parameters
    ----------
    finder : DuplicateFinder
        That has met every article.
    articles : mapping
        article_id -> article, for those in ``finder.wanted``.
    order : mapping
        article_id -> its place among all articles, for the same.

    Returns
    -------
    list of dict
        One row per article that has a copy or is one: ``cluster_id`` (the article_id of the likely origin),
        ``article_id``, ``kind`` ('origin', 'exact', 'near'), ``similarity`` to the origin, ``origin`` (the agency or
        outlet it likely comes from) and ``evidence`` (why).
    """
    shingles = {article_id: find_shingles(articles[article_id].text) for article_id in finder.wanted}
    leader: dict[str, str] = {}

    def find(article_id: str) -> str:
        while leader.setdefault(article_id, article_id) != article_id:
            leader[article_id] = leader[leader[article_id]]
            article_id = leader[article_id]
        return article_id

    near = [pair for pair in finder.pairs if compare_shingles(shingles[pair[0]], shingles[pair[1]]) >= NEAR]
    for one, other in [*finder.copies.items(), *near]:
        leader[find(one)] = find(other)
    clusters: dict[str, list[Candidate]] = {}
    for article_id in sorted(leader, key=order.__getitem__):
        clusters.setdefault(find(article_id), []).append(articles[article_id])
    return [
        row
        for members in sorted(clusters.values(), key=lambda members: order[members[0].article_id])
        for row in _cluster_rows(members, shingles, order)
    ]


def find_duplicates(articles: Iterable[Candidate], copies: Mapping[str, str]) -> list[dict[str, object]]:
    """The rows of the duplicates table for articles in memory; ``copies`` names the exact ones already known."""
    finder, known = DuplicateFinder(), {}
    for article in articles:
        finder.add(article.article_id, article.text, copies.get(article.article_id))
        known[article.article_id] = article
    return gather_clusters(finder, known, {article_id: place for place, article_id in enumerate(known)})


def _cluster_rows(
    members: Sequence[Candidate], shingles: Mapping[str, np.ndarray], order: Mapping[str, int]
) -> list[dict[str, object]]:
    credits = {member.article_id: find_credit(member.outlet, member.byline, member.text) for member in members}

    def rank(member: Candidate) -> tuple[bool, datetime.date, int]:
        credit = credits[member.article_id]
        is_agency = credit is not None and credit.evidence == "outlet"
        return not is_agency, member.published or datetime.date.max, order[member.article_id]

    first = min(members, key=rank)
    source = _origin(first, [credit for member in sorted(members, key=rank) if (credit := credits[member.article_id])])
    rows: list[dict[str, object]] = []
    for member in members:
        similarity = (
            1.0 if member is first else compare_shingles(shingles[first.article_id], shingles[member.article_id])
        )
        kind = "origin" if member is first else "exact" if similarity == 1 else "near"
        rows.append(
            {
                "cluster_id": first.article_id,
                "article_id": member.article_id,
                "kind": kind,
                "similarity": round(similarity, 4),
                "origin": source.agency if source else None,
                "evidence": source.evidence if source else None,
            }
        )
    return rows


def _origin(first: Candidate, credits: Sequence[Credit]) -> Credit | None:
    """An agency that one of the copies names; else the outlet of the earliest."""
    if credits:
        return credits[0]
    if first.outlet is None:
        return None
    return Credit(first.outlet, "earliest date" if first.published else "read first")
