"""Whose statement it is: a speaker, an unnamed source, or a source that could not be resolved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.annotate.places import UNNAMED, UNRESOLVED, locate_cells
from framelens.errors import InputError, suggest
from framelens.tables import QUOTE_ACTS, QUOTE_KINDS, Annotations

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
    """The ``speaker_id`` of everyone whom the researcher named in advance."""
    from_roster = annotations.speakers["from_roster"].fillna(False).astype(bool)
    return annotations.speakers.loc[from_roster, "speaker_id"]


def locate_speakers(speaker_ids: pd.Series, unnamed: np.ndarray, speakers: pd.DataFrame) -> np.ndarray:
    """For each id the row of ``speakers`` (as :func:`list_speakers` gives it); a null id is one of the last two."""
    keys = pd.DataFrame({"speaker_id": speaker_ids.astype("str").array})
    named = locate_cells(keys, speakers[["speaker_id"]].iloc[:-2])
    absent = keys["speaker_id"].isna().to_numpy()
    return np.where(absent, np.where(unnamed, len(speakers) - 2, len(speakers) - 1), named)
