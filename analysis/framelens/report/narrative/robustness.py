"""The same results under other definitions, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from framelens.results.blocks import Block, prose
from framelens.results.telling import each, tell
from framelens.results.wording import decimal, percent, share_digits


def narrate_definitions(table: pd.DataFrame) -> Block:
    """Whether the main results stand under every definition tried."""
    told = []
    for result, part in table.loc[table["estimate"].notna()].groupby("result", sort=False):
        own = part.loc[part["chosen"]]
        if own.empty:
            continue
        show = _shown(str(result), own["base"].iloc[0])
        values = {
            "result": result,
            "own": show(own["estimate"].iloc[0]),
            "low": show(part["estimate"].min()),
            "high": show(part["estimate"].max()),
            "n": len(part),
        }
        same = "The {result} is {own} under " + ("all {n:definition}." if len(part) > 1 else "the only definition.")
        moves = (
            "The {result} is {own} in the study’s own definition and ranges from {low} to {high} across {n:definition}."
        )
        told += [*tell(same if part["estimate"].nunique() == 1 else moves, **values), " "]
    return prose(*(told[:-1] or ["There is no result to which other definitions could be applied."]))


def narrate_choices(table: pd.DataFrame) -> Block:
    """Which single choice moves each headline finding most, in sentences."""
    told = []
    for result, part in table.groupby("result", sort=False):
        tried = part.loc[part["choice"].ne("none")]
        if tried.empty:
            continue
        show = _shown(str(result), None)
        moved = tried.loc[tried["change"].abs().gt(1e-12)]
        lost = tried.loc[tried["estimate"].isna()]
        most = moved.iloc[int(moved["change"].abs().to_numpy().argmax())] if len(moved) else None
        values = {
            "result": result,
            "own": show(part.loc[part["choice"].eq("none"), "estimate"].iloc[0]),
            "n": len(tried),
            "which": "" if most is None else f"{most['choice']}: {most['left_out']}",
            "most": "" if most is None else show(most["estimate"]),
            "lost": len(lost),
            "names": each("{choice}: {left_out}", lost.to_dict("records"), between="; "),
        }
        effect = "none of which changes it." if most is None else "of which one ({which}) changes it most, to {most}."
        told += [*tell(f"The {{result}} is {{own}}; we tested {{n:alternative choice}}, {effect}", **values), " "]
        if len(lost):
            told += [*tell("{lost:^choice} {lost:leaves|leave} nothing to measure ({names}).", **values), " "]
    return prose(*(told[:-1] or ["There is no result to which other choices could be applied."]))


def _shown(result: str, base: object) -> Callable[[float | None], str]:
    """How a result is printed: a tone as a number, a share in percent."""
    if "tone" in result:
        return decimal
    return partial(percent, digits=share_digits(0 if base is None or pd.isna(base) else int(base)))  # type: ignore[call-overload]
