"""The same results under other definitions, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from framelens.results.blocks import Block, prose
from framelens.results.wording import count, decimal, join_names, number, percent, share_digits, spell


def narrate_definitions(table: pd.DataFrame) -> Block:
    """Whether the main results stand under every definition tried."""
    parts = []
    for result in dict.fromkeys(table["result"]):
        part = table.loc[table["result"].eq(result) & table["estimate"].notna()]
        own = part.loc[part["chosen"]]
        if part.empty or own.empty:
            continue
        show: Callable[[float | None], str] = (
            decimal if "tone" in result else partial(percent, digits=share_digits(int(own["base"].iloc[0])))
        )
        low, high = part["estimate"].min(), part["estimate"].max()
        tried = spell(len(part), "definition")
        if low == high:
            parts.append(f"The {result} is {show(low)} under {'all ' if len(part) > 1 else ''}{tried}.")
        else:
            parts.append(
                f"The {result} is {show(own['estimate'].iloc[0])} as the study defines it and lies between {show(low)} "
                f"and {show(high)} over {tried}."
            )
    return prose(" ".join(parts) or "There is no result to try other definitions on.")


def narrate_choices(table: pd.DataFrame) -> Block:
    """Which single choice moves each headline finding most, in sentences."""
    parts = []
    for result in dict.fromkeys(table["result"]):
        part = table.loc[table["result"].eq(result)]
        show: Callable[[float | None], str] = decimal if "tone" in result else percent
        own = part.loc[part["choice"].eq("none"), "estimate"].iloc[0]
        tried = part.loc[part["choice"].ne("none")]
        moved = tried.loc[tried["change"].abs().gt(1e-12)]
        lost = tried.loc[tried["estimate"].isna()]
        if tried.empty:
            continue
        said = f"The {result} is {show(own)}; {count(len(tried), 'choice')} were made otherwise"
        if moved.empty:
            said += ", and none changes it."
        else:
            most = moved.iloc[int(moved["change"].abs().to_numpy().argmax())]
            said += f", of which {most['choice']} ({most['left_out']}) changes it most, to {show(most['estimate'])}."
        if len(lost):
            names = join_names(f"{c} ({w})" for c, w in zip(lost["choice"], lost["left_out"], strict=True))
            said += f" Nothing is left to measure in {number(len(lost))}: {names}."
        parts.append(said)
    return prose(" ".join(parts) or "There is no finding to try other choices on.")
