"""Which batches of a store are joined to one: small ones in a row, whose tables fit together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from framelens.corpus.own import UNKNOWN, join_kinds
from framelens.store.log import Commit, n_written, own_of

# So many batches of one size become one, until one is so many: a joined batch is recomputed as a whole, in memory.
JOINED, LARGEST = 20, 20


def find_joinable(batches: Iterable[Commit], stale: Collection[int]) -> Sequence[Commit]:
    """The batches to be joined next: the first so many in a row of one size; none where there are too few.

    Those in which something is stale are not joined, nor those in which an own column is of another kind: numbers that
    texts follow are texts when all articles are there, and keep their digits until then. What is joined depends on
    what is committed alone: whenever a run is stopped, the next one joins the same.
    """
    run: list[Commit] = []
    own: dict[str, str] = {}
    for batch in batches:
        size = n_written(batch)
        if size >= LARGEST or batch.number in stale:
            run = []
            continue
        if run and (size != n_written(run[-1]) or not _fit(own, own_of(batch))):
            run = []
        own = join_own([own, own_of(batch)] if run else [own_of(batch)])
        run.append(batch)
        if len(run) == JOINED:
            return run
    return ()


def name_joined(batches: Iterable[Commit]) -> str:
    """What the names of the parts begin with that batches are joined to."""
    return f"joined{sum(map(n_written, batches)):03d}"


def join_own(found: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The own columns of several batches, as they are first spelled, and the kind that holds the values of all."""
    spelled: dict[str, str] = {}
    kinds: dict[str, list[str]] = {}
    for own in found:
        for name, kind in own.items():
            kinds.setdefault(spelled.setdefault(name.casefold(), name), []).append(kind)
    return {name: join_kinds(values) for name, values in kinds.items()}


def _fit(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    known = {name.casefold(): kind for name, kind in one.items() if kind != UNKNOWN}
    return all(kind in (UNKNOWN, known.get(name.casefold(), kind)) for name, kind in other.items())
