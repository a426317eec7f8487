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

# By the name of a measure: what would fill it where nothing was found.
_CODED = "Codes of people are needed: study.codes.sample('tone').form(coder='initials') draws passages and shows them."
_TWICE = "It takes units with codes by two coders: study.codes.sample('tone').form(coder='initials') adds a second one."
_SPOKEN = "A statement needs quotation marks or a reporting verb; study.read() shows what was found in an article."
FILLED_BY = {
    "agreement": _TWICE,
    "changes": "A change of level takes dated articles over several periods; period='week' makes them shorter.",
    "choices": "Nothing can be left out: there is no named speaker, no scored direct speech and no frame term.",
    "coder_errors": _TWICE,
    "collocates": "Collocates take a word that occurs, such as study.collocates('jobs'), or the terms of a frame.",
    "compare": "A comparison takes two groups of articles; by= names a column in which they differ, such as by='year'.",
    "compare_errors": _CODED,
    "confusion": _TWICE,
    "cooccurrence": "Two frames have to occur in one unit; the largest is unit='article'.",
    "correct": _CODED,
    "differences": _CODED,
    "disagreements": "No unit has two different codes; " + _TWICE[0].lower() + _TWICE[1:],
    "exclusions": "Words that are a topic and not a tone are named by exclude under [tone] in study.toml.",
    "frames": "Frame terms stand in frames.yaml; shipped = 'generic-frames' under [frames] takes a published list.",
    "keyness": "Keywords compare groups of articles; by= names a column in which they differ, such as by='outlet'.",
    "own_voices": "No speaker has a role that names the outlet that quotes them.",
    "presence": "Nobody is named in these articles; a roster under [speakers] in study.toml adds people you know.",
    "relations": "Nobody speaks of the targets; targets under [tone] in study.toml names others.",
    "reliability": _CODED,
    "scores": _CODED,
    "specifications": "The articles have to contain both sides of the contrast under [tone.contrast] in study.toml.",
    "stances": _SPOKEN,
    "tone": "No word of the lexicon occurs; also under [tone] in study.toml names further lexicons.",
    "toward": "None of the targets is mentioned; targets under [tone] in study.toml names others.",
    "voices": _SPOKEN,
    "what_if": "No frame term occurs; study.concordance('jobs') shows how a word is used.",
}


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
        filled_by = self.empty or FILLED_BY.get(self.name, "")
        if table.empty and filled_by:
            return filled_by
        if heard.empty:
            return " ".join([f"No {self.unit} was found.", *([filled_by] if filled_by else [])])
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
