"""How one kind of measure is named, told and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from framelens.results.wording import (
    agree,
    count,
    estimate_in,
    is_absent,
    join_names,
    rate_digits,
    share_digits,
)

Form = Literal["share", "rate", "mean", "index", "list"]
TOLD = 5  # rows that the sentences name
ALL = "all articles"  # the label of a row that is named by nothing else


@dataclass(frozen=True)
class Look:
    """How one kind of measure is named, told and drawn.

    Attributes
    ----------
    name : str
        The method of the study.
    title : str
        What its tables and figures are called: 'Share of voice'.
    unit : str
        What ``n`` counts: 'statement'.
    form : {'share', 'rate', 'mean', 'index', 'list'}
        A share in 0-1, a rate, a mean, an index; a list has no estimate.
    estimate : str
        The heading of the estimate: 'share of statements'.
    define : str
        One sentence that says what is measured.
    joint : str
        What stands between the last two keys where a row is named by several: ' minus ' for a difference.
    draw : str, optional
        The figure, as ``module:function``; it takes the table as the statistic gave it. Without it a dot a row.
    order : str
        Which rows the sentences name: those with the largest ``n``, the smallest of another column, or with '' the
        first of the table.
    beside : tuple of str
        Columns that are printed beside the estimate and as it is.
    empty : str
        What is said of a table without rows, such as what would fill it.
    """

    name: str
    title: str
    unit: str
    form: Form
    estimate: str
    define: str
    draw: str | None = None
    joint: str = ", "
    order: str = "n"
    beside: tuple[str, ...] = ()
    empty: str = ""

    def digits(self, table: pd.DataFrame) -> int:
        """How many decimals the estimates of a table deserve."""
        if self.form == "share":
            base = table["base"].max() if "base" in table and len(table) else 0
            return share_digits(0 if is_absent(base) else int(base))
        return rate_digits(table["estimate"]) if self.form == "rate" else 2

    def tell(self, table: pd.DataFrame, labels: Sequence[str], *, several: bool) -> str:
        """A table in sentences: its first rows in ``order``, each with its estimate, interval and n.

        Parameters
        ----------
        table : pandas.DataFrame
            The table of a measure.
        labels : sequence of str
            What each row is called in a sentence.
        several : bool
            Whether a label is made of several names, and rows are therefore parted by semicolons.
        """
        heard = table.loc[table["n"].gt(0)]
        if table.empty:
            return (
                self.empty or f"There is nothing to report on this measure ({self.title[:1].lower()}{self.title[1:]})."
            )
        if heard.empty:
            return f"No {self.unit} was found."
        known = heard if self.form == "list" else heard.loc[heard["estimate"].notna()]
        if known.empty:
            return f"{self.define} No estimate could be computed."
        if self.order in known:
            known = known.sort_values(self.order, ascending=self.order != "n", kind="stable")
        if self.form == "list" and set(labels) == {ALL}:
            total = int(known["n"].sum())
            return f"{self.define} There {agree(total, 'is', 'are')} {count(total, self.unit)}."
        shown, digits = known.assign(_label=pd.Series(labels, index=table.index)).head(TOLD), self.digits(table)
        told = [f"{self._tell(row, digits)} for {row['_label']}" for _, row in shown.iterrows()]
        subject = f"The {self.estimate} is"
        if self.form == "list":
            subject = f"There {agree(int(known['n'].iloc[0]), 'is', 'are')}"
        said = f"{subject} {'; '.join(told) if several else join_names(told)}."
        rest = len(known) - len(shown)
        return " ".join([self.define, said, *([f"The table contains {count(rest, 'further row')}."] if rest else [])])

    def _tell(self, row: pd.Series, digits: int) -> str:
        if self.form == "list":
            return count(int(row["n"]), self.unit)
        value, _, rest = estimate_in(row, share=self.form == "share", digits=digits).partition(", ")
        return f"{value} ({rest})"
