"""Whose statement it is: a speaker, an unnamed source, or a source that could not be resolved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.sums import locate_cells
from framelens.tables import QUOTE_ACTS, QUOTE_KINDS, Annotations

UNNAMED, UNRESOLVED = "unnamed", "unresolved"
_NAMELESS = ("unnamed", "document")  # the resolutions of a source that has no name to find
KEYS = ["speaker_id", "name", "kind"]


def check_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """``kinds`` as a tuple, or :class:`InputError` for a kind or act of statement that there is not."""
    chosen = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    for kind in chosen:
        if kind not in (*QUOTE_KINDS, *QUOTE_ACTS):
            raise InputError(f"unknown kind of statement '{kind}'; {suggest(str(kind), (*QUOTE_KINDS, *QUOTE_ACTS))}")
    if not chosen:
        raise InputError(f"no kind of statement is given; choose from: {', '.join(QUOTE_KINDS)}")
    return chosen


def choose_statements(quotes: pd.DataFrame, kinds: Sequence[str]) -> np.ndarray:
    """For each quote whether it is of one of ``kinds``: by form, and by act.

    Where no act is named only what is said counts, and where no form is named every form does. A quote without an
    act was said.
    """
    chosen = check_kinds(kinds)
    forms = [kind for kind in chosen if kind in QUOTE_KINDS] or list(QUOTE_KINDS)
    acts = [kind for kind in chosen if kind in QUOTE_ACTS] or ["saying"]
    return (quotes["kind"].isin(forms) & quotes["act"].fillna("saying").isin(acts)).to_numpy(dtype=bool)


def list_speakers(annotations: Annotations) -> pd.DataFrame:
    """One row per speaker in the order of ``speaker_id``, then one for unnamed and one for unresolved sources.

    Columns ``speaker_id`` (null in the last two), ``name`` (null there too), ``kind`` ('person',
    'organisation', ..., and 'unnamed' and 'unresolved' in the last two).
    """
    known = annotations.speakers[KEYS].astype("str").dropna(subset="speaker_id").drop_duplicates("speaker_id")
    used = pd.concat([annotations.quotes["speaker_id"], annotations.mentions["speaker_id"]]).astype("str").dropna()
    other = pd.DataFrame({"speaker_id": used[~used.isin(known["speaker_id"])].drop_duplicates()})
    named = pd.concat([known, other]).sort_values("speaker_id", kind="stable")
    rest = pd.DataFrame({"speaker_id": [None, None], "name": [None, None], "kind": [UNNAMED, UNRESOLVED]})
    return pd.concat([named[["speaker_id"]].join(named[KEYS[1:]]), rest], ignore_index=True).astype("str")


def list_roster(annotations: Annotations) -> pd.Series:
    """The ``speaker_id`` of everyone whom the researcher named beforehand."""
    from_roster = annotations.speakers["from_roster"].fillna(False).astype(bool)
    return annotations.speakers.loc[from_roster, "speaker_id"]


def locate_speakers(speaker_ids: pd.Series, unnamed: np.ndarray, speakers: pd.DataFrame) -> np.ndarray:
    """For each id the row of ``speakers`` (as :func:`list_speakers` gives it); a null id is one of the last two."""
    keys = pd.DataFrame({"speaker_id": speaker_ids.astype("str").array})
    named = locate_cells(keys, speakers[["speaker_id"]].iloc[:-2])
    absent = keys["speaker_id"].isna().to_numpy()
    return np.where(absent, np.where(unnamed, len(speakers) - 2, len(speakers) - 1), named)


def find_unnamed(rows: pd.DataFrame) -> np.ndarray:
    """For each quote or mention whether its source has no name to find ("officials", "the report").

    Every other one without a speaker has a source that is absent, ambiguous or not found out.
    """
    return rows["resolution"].isin(_NAMELESS).to_numpy(dtype=bool)


def overlap_any(
    group: pd.Series, start: pd.Series, end: pd.Series, by_group: pd.Series, by_start: pd.Series, by_end: pd.Series
) -> np.ndarray:
    """Whether each span overlaps any of the second spans of the same group (an article, or more than that)."""
    codes, _ = pd.factorize(pd.concat([group, by_group], ignore_index=True))
    mine, other = codes[: len(group)].astype(np.int64), codes[len(group) :].astype(np.int64)
    starts, ends = _whole(by_start), _whole(by_end)
    if not len(other):
        return np.zeros(len(mine), dtype=bool)
    # Each group has a stretch of one long line to itself, so that one search serves all groups; the furthest
    # end so far tells whether anything that begins earlier reaches into the span.
    stretch = max(_whole(end).max(initial=0), ends.max(initial=0)) + 1
    order = np.lexsort((starts, other))
    line = (other * stretch + starts)[order]
    reach = np.maximum.accumulate((other * stretch + ends)[order])
    before = np.searchsorted(line, mine * stretch + _whole(end), side="left") - 1
    return (before >= 0) & (reach[np.maximum(before, 0)] > mine * stretch + _whole(start))


def _whole(offsets: pd.Series) -> np.ndarray:
    return offsets.to_numpy(dtype=np.int64)
