"""The same results under other definitions, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from framelens.report.narrative.telling import say
from framelens.results.blocks import Group
from framelens.results.wording import decimal, percent, share_digits


def narrate_definitions(table: pd.DataFrame) -> Group:
    """Whether the main results stand under every definition tried."""
    results = []
    for result, part in table.loc[table["estimate"].notna()].groupby("result", sort=False):
        own = part.loc[part["chosen"]]
        if own.empty:
            continue
        show = _shown(str(result), own["base"].iloc[0])
        results.append({
            "name": result,
            "own": show(own["estimate"].iloc[0]),
            "low": show(part["estimate"].min()),
            "high": show(part["estimate"].max()),
            "n": len(part),
            "moves": part["estimate"].nunique() > 1,
        })  # fmt: skip
    return say("robustness.definitions", results=results)


def narrate_choices(table: pd.DataFrame) -> Group:
    """Which single choice moves each headline finding most, in sentences."""
    results = []
    for result, part in table.groupby("result", sort=False):
        tried = part.loc[part["choice"].ne("none")]
        if tried.empty:
            continue
        show = _shown(str(result), None)
        moved = tried.loc[tried["change"].abs().gt(1e-12)]
        most = moved.iloc[int(moved["change"].abs().to_numpy().argmax())] if len(moved) else None
        results.append({
            "name": result,
            "own": show(part.loc[part["choice"].eq("none"), "estimate"].iloc[0]),
            "n": len(tried),
            "which": "" if most is None else f"{most['choice']}: {most['left_out']}",
            "most": "" if most is None else show(most["estimate"]),
            "lost": tried.loc[tried["estimate"].isna()].to_dict("records"),
        })  # fmt: skip
    return say("robustness.choices", results=results)


def _shown(result: str, base: object) -> Callable[[float | None], str]:
    """How a result is printed: a tone as a number, a share in percent."""
    if "tone" in result:
        return decimal
    return partial(percent, digits=share_digits(0 if base is None or pd.isna(base) else int(base)))  # type: ignore[call-overload]
