"""Figures of pairs: how speakers talk about others, and which frames stand together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framelens.figures.charts import cut_label, need_columns, say_empty
from framelens.figures.export import keep_drawing
from framelens.figures.grids import draw_cell
from framelens.figures.style import TYPE, new_axes, paper_style
from framelens.results.wording import decimal, estimate_in, is_absent, percent, sample

MOST = 12


def draw_relations(relations: pd.DataFrame, *, top: int = 8, label: str = "tone of what is said") -> Axes:
    """How speakers talk about others: a row per speaker, a column per target, in each cell the mean and its n.

    A mean whose interval reaches across nought is set in italics: its sign is not known.

    Parameters
    ----------
    relations : pandas.DataFrame
        One row per speaker and target: ``speaker_id``, ``target_id``, ``n``, ``estimate`` in -1..1, ``low``,
        ``high``; ``speaker`` and ``target`` hold their names where they are known.
    top : int
        How many speakers and targets, those with most statements.
    label : str
        What is measured.

    Examples
    --------
    >>> ax = fl.figures.draw_relations(relations)
    >>> [text.get_text() for text in ax.texts][:2]
    ['−0.46\\nn\xa0=\xa012', '+0.31\\nn\xa0=\xa05']
    """
    need_columns(relations, ["speaker_id", "target_id", "n", "estimate", "low", "high"], "score_toward")
    table = relations.loc[relations["n"].gt(0) & relations["estimate"].notna()].reset_index(drop=True)
    with paper_style():
        if table.empty:
            axes = new_axes(height_mm=30)
            words = "Nobody says anything of anyone."
            return keep_drawing(say_empty(axes, words), table, words)
        speakers, targets = (_most(table, column, top) for column in ("speaker_id", "target_id"))
        axes = new_axes(height_mm=26 + 8.5 * len(speakers))
        kept = table.loc[table["speaker_id"].isin(speakers) & table["target_id"].isin(targets)].reset_index(drop=True)
        for row in kept.to_dict("records"):
            y, x = speakers.index(row["speaker_id"]), targets.index(row["target_id"])
            _write_cell(axes, x, y, row)
        names = _names(kept, "speaker"), _names(kept, "target")
        _name_sides(axes, [names[0].get(s, s) for s in speakers], [names[1].get(t, t) for t in targets])
        words = f"{label}, −1 to +1:\nrows speak of columns ({sample(int(kept['n'].sum()))})"
        axes.set_title(words, fontsize=TYPE, weight="normal")
    return keep_drawing(axes, kept, _describe_relations(kept, names, label))


def _write_cell(axes: Axes, x: int, y: int, row: dict) -> None:
    value = float(row["estimate"])
    unsure = not is_absent(row["low"]) and float(row["low"]) <= 0 <= float(row["high"])
    sign = "+" if value > 0 else ""  # in grey both ends are dark
    draw_cell(axes, x, y, value, f"{sign}{decimal(value)}\n{sample(int(row['n']))}", italic=unsure)


def _most(table: pd.DataFrame, column: str, top: int) -> list[str]:
    """The values of a column with most statements, the first ones first."""
    sums = table.groupby(column)["n"].sum()
    return [str(v) for _, v in sorted((-int(n), str(v)) for v, n in sums.items())][:top]


def _names(table: pd.DataFrame, side: str) -> dict[str, str]:
    if side not in table.columns:
        return {}
    pairs = zip(table[f"{side}_id"], table[side], strict=True)
    return {str(key): str(name) for key, name in pairs if not is_absent(name)}


def _name_sides(axes: Axes, down: list[str], across: list[str]) -> None:
    axes.set_yticks(np.arange(len(down)) + 0.5, [cut_label(name, 24) for name in down])
    axes.set_xticks(
        np.arange(len(across)) + 0.5, [cut_label(name, 24) for name in across], rotation=35, ha="right",
        rotation_mode="anchor",
    )  # fmt: skip
    axes.set_xlim(0, len(across))
    axes.set_ylim(len(down), 0)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _describe_relations(table: pd.DataFrame, names: tuple[dict[str, str], dict[str, str]], label: str) -> str:
    rows = []
    for row in table.sort_values("n", ascending=False, kind="stable").head(12).to_dict("records"):
        who, whom = names[0].get(row["speaker_id"], row["speaker_id"]), names[1].get(row["target_id"], row["target_id"])
        rows.append(f"{who} of {whom} {estimate_in(row)}")
    return f"Grid of {label}, from −1 to 1, speakers down and those they speak of across. {'; '.join(rows)}."


def draw_cooccurrence(cooccurrence: pd.DataFrame, *, top: int = MOST) -> Axes:
    """Which frames stand together: each pair once, its units with both and, below, Jaccard's index.

    Parameters
    ----------
    cooccurrence : pandas.DataFrame
        What ``count_cooccurrence`` returns for one group.
    top : int
        How many frames, those that stand with others most often.

    Examples
    --------
    >>> table = fl.stats.count_cooccurrence(study, unit="paragraph")
    >>> ax = fl.figures.draw_cooccurrence(table)
    >>> ax.get_title(loc="left").splitlines()[0]
    'paragraphs with both frames,'
    """
    need_columns(cooccurrence, ["frame_a", "frame_b", "unit", "n", "n_both", "estimate"], "count_cooccurrence")
    table = cooccurrence.reset_index(drop=True)
    sides = [table[[side, "n_both"]].set_axis(["frame", "n"], axis=1) for side in ("frame_a", "frame_b")]
    together = pd.concat(sides).groupby("frame")["n"].sum()
    frames = [str(f) for _, f in sorted((-int(n), str(f)) for f, n in together.items())][:top]
    unit = str(table["unit"].iloc[0]) if len(table) else "unit"
    with paper_style():
        axes = new_axes(height_mm=24 + 7.5 * max(len(frames) - 1, 1))
        if not int(table["n_both"].sum() if len(table) else 0):
            words = f"No {unit} has two frames."
            return keep_drawing(say_empty(axes, words), table, words)
        pairs = {frozenset((r["frame_a"], r["frame_b"])): r for r in table.to_dict("records")}
        most = float(table["n_both"].max())
        for y, first in enumerate(frames[1:]):
            for x, second in enumerate(frames[: y + 1]):
                row = pairs.get(frozenset((first, second)))
                if row is None:
                    continue
                n = float(row["n_both"])
                index = "" if is_absent(row["estimate"]) or not n else f"\n{decimal(row['estimate'])}"
                draw_cell(axes, x, y, n / most, f"{n:,.0f}{index}")
        _name_sides(axes, frames[1:], frames[:-1])
        base = f"{sample(int(table['n'].max()))} {unit}s"
        axes.set_title(f"{unit}s with both frames,\nbelow Jaccard’s index ({base})", fontsize=TYPE, weight="normal")
    ranked = table.loc[table["n_both"].gt(0)].sort_values(["n_both", "frame_a"], ascending=[False, True], kind="stable")
    rows = "; ".join(
        f"{r['frame_a']} and {r['frame_b']} {int(r['n_both']):,} ({percent(r['estimate'])} of those with either)"
        for r in ranked.head(10).to_dict("records")
    )
    return keep_drawing(axes, table, f"Grid of frames that stand in the same {unit} ({base}). {rows}.")
