"""The two sides of a comparison of words: which segments are the target's, which the reference's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.annotate.places import locate_quotes
from framelens.errors import InputError, suggest
from framelens.measure.groups import check_columns, find_column, list_article_columns, list_near
from framelens.measure.segments import PLACES
from framelens.tables import VOICES, ZONES, Annotations

Value = str | int


def find_sides(
    annotations: Annotations, group: str, target: Value | Sequence[Value], reference: Value | Sequence[Value] | None
) -> np.ndarray:
    """For each segment 0 if its words are the target's, 1 if they are the reference's, else -1.

    Raises
    ------
    InputError
        For an unknown group or value, or a value on both sides.
    """
    values, allowed = _read_values(annotations, group)
    chosen = [_list_values(target), _list_values(reference)]
    for value in [*chosen[0], *chosen[1]]:
        if value not in allowed:
            raise InputError(f"no {group} is '{value}'; {suggest(str(value), list_near(str(value), allowed))}")
        if value in chosen[0] and value in chosen[1]:
            raise InputError(f"{group} '{value}' is both target and reference; a value stands on one side")
    in_target = values.isin(chosen[0]).to_numpy(dtype=bool)
    in_reference = values.isin(chosen[1]) if reference is not None else values.notna() & ~in_target
    return np.where(in_target, 0, np.where(np.asarray(in_reference, dtype=bool), 1, -1))


def list_values(annotations: Annotations, group: str) -> tuple[np.ndarray, list[Value]]:
    """For each segment the number of its group, -1 where it has none; and the groups' values, in order.

    Only values that some segment has are groups.

    Raises
    ------
    InputError
        For an unknown group.
    """
    values, allowed = _read_values(annotations, group)
    there = set(values.dropna().unique().tolist())
    listed = [value for value in allowed if value in there]
    return pd.Index(listed, dtype=object).get_indexer(pd.Index(values.astype(object))), listed


def _list_values(value: Value | Sequence[Value] | None) -> list[Value]:
    if value is None:
        return []
    return [value] if isinstance(value, str | int | np.integer) else list(value)


def _read_values(annotations: Annotations, group: str) -> tuple[pd.Series, list[Value]]:
    """The value of ``group`` for each segment, and the values there are."""
    segments = annotations.segments
    if group in ("voice", "zone"):
        return segments[group], list(VOICES if group == "voice" else ZONES)
    if group == "speaker":
        speaker = annotations.quotes["speaker_id"].astype("object")
        values = pd.concat([speaker, pd.Series([None])]).iloc[locate_quotes(segments, annotations.quotes)]
        known = pd.concat([annotations.speakers["speaker_id"], speaker]).dropna()
        return values, sorted(known.unique().tolist())
    check_columns([group], [*PLACES, *list_article_columns(annotations.articles)])
    column = find_column(annotations.articles, group)
    values = column.astype("object").set_axis(annotations.articles["article_id"]).reindex(segments["article_id"])
    return values, sorted(column.dropna().unique().tolist())
