"""Toward whom: the persons and organisations that polarity is measured toward, as the researcher names them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import pandas as pd

from framelens.errors import InputError
from framelens.tables import Annotations

MOST = 10
_KINDS = ("person", "organisation")
_LISTED = 8


def find_targets(annotations: Annotations, targets: Sequence[str] | int | None = None) -> list[str]:
    """The ``speaker_id`` of each target, in the order given.

    Parameters
    ----------
    annotations : Annotations
    targets : sequence of str, or int, optional
        Names, aliases or ids of persons and organisations in the speakers table; or how many of the most
        mentioned ones, 10 by default.

    Raises
    ------
    InputError
        For a name that nobody has, one that several have, and somebody whom no article mentions.
    """
    counts = annotations.mentions["speaker_id"].astype("str").value_counts()
    if targets is None or isinstance(targets, int):
        return _find_most_mentioned(annotations, counts, MOST if targets is None else targets)
    if isinstance(targets, str):
        targets = [targets]
    found = list(dict.fromkeys(_find_one(annotations.speakers, target) for target in targets))
    for target, speaker_id in zip(targets, found, strict=False):
        if not counts.get(speaker_id, 0):
            raise InputError(
                f"the target '{target}' is mentioned in none of the {len(annotations.articles):,} articles; "
                "leave it out, or give the roster the names that the articles use"
            )
    if not found:
        raise InputError("no target is given; name persons or organisations, or a number of the most mentioned")
    return found


def _find_most_mentioned(annotations: Annotations, counts: pd.Series, n_targets: int) -> list[str]:
    if isinstance(n_targets, bool) or n_targets < 1:
        raise InputError(f"the number of targets is {n_targets}; it must be a whole number, 1 or more")
    named = annotations.speakers.loc[annotations.speakers["kind"].isin(_KINDS), "speaker_id"].astype("str")
    times = pd.to_numeric(named.map(counts), errors="coerce").fillna(0).astype(float)
    ranked = pd.DataFrame({"speaker_id": named, "n": -times}).sort_values(["n", "speaker_id"])
    return ranked.loc[ranked["n"] < 0, "speaker_id"].head(n_targets).tolist()


def _find_one(speakers: pd.DataFrame, target: str) -> str:
    """The id of the one speaker who has this id, this name or, failing these, this alias."""
    wanted = str(target).strip().casefold()
    ids = speakers["speaker_id"].astype("str")
    for fits in (
        ids == str(target).strip(),
        speakers["name"].astype("str").str.casefold() == wanted,
        speakers["aliases"].map(lambda names: wanted in {n.casefold() for n in _listed(names)}),
    ):
        among = ids[fits.fillna(False).astype(bool)].tolist()
        if len(among) == 1:
            return among[0]
        if among:
            raise InputError(f"{len(among)} fit the target '{target}'; name one by its speaker_id: {_few(among)}")
    names = [*speakers["name"].astype("str").dropna(), *ids]
    near = get_close_matches(str(target), names, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "fl.stats.count_presence lists who is mentioned"
    raise InputError(f"nobody mentions the target '{target}': no person or organisation has that name; {hint}")


def _listed(names: object) -> list[str]:
    return [str(name) for name in names] if isinstance(names, list) else []


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_LISTED]) + (", ..." if len(names) > _LISTED else "")
