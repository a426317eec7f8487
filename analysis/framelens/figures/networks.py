"""The discourse network: who speaks of whom, as nodes and arrows.

Leifeld, P. (2017). Discourse network analysis: Policy debates as dynamic networks. In J. N. Victor, A. H. Montgomery, &
M. Lubell (Eds.), *The Oxford handbook of political networks* (pp. 301-326). Oxford University Press.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from scipy.sparse.csgraph import shortest_path

from framelens.figures.charts import cut_label, name_colours, need_columns, say_empty
from framelens.figures.export import keep_drawing
from framelens.figures.style import SMALL, WIDTHS_MM, new_axes, paper_style
from framelens.results.colours import ACCENT, INK, PAPER, SECOND, VOICE_COLOURS
from framelens.results.wording import count, estimate_in, is_absent, sample

LARGEST, WIDEST = 15.0, 3.2  # points: the node of most statements, the arrow of most segments
STEPS = 300
CHANCE = "interval includes zero, or none"
KINDS = {"positive": ACCENT, "negative": SECOND, CHANCE: VOICE_COLOURS["journalist"]}


def draw_network(relations: pd.DataFrame, voices: pd.DataFrame, *, top: int = 12, seed: int = 1) -> Axes:
    """Who speaks of whom: an arrow from each named speaker to each target, blue where it is positive, orange negative.

    Nodes grow with statements, arrows with segments. An arrow is pale and dashed where its interval reaches across
    nought or there is none: its sign could be chance.

    Parameters
    ----------
    relations : pandas.DataFrame
        As for :func:`draw_relations`; rows whose ``speaker_kind`` is not 'named', and what is said of oneself, are left
        out.
    voices : pandas.DataFrame
        What ``count_speakers`` returns, for the ``n_statements`` of each ``speaker_id``.
    top : int
        How many persons and organisations, those that speak of others and are spoken of most.
    seed : int
        Where the search for places begins; the same seed gives the same places.

    Examples
    --------
    >>> ax = fl.figures.draw_network(relations.assign(speaker_kind="named"), fl.stats.count_speakers(study))
    """
    need_columns(relations, ["speaker_id", "speaker_kind", "target_id", "n", "estimate", "low", "high"], "score_toward")
    need_columns(voices, ["speaker_id", "n_statements"], "count_speakers")
    table = relations.loc[relations["speaker_kind"].eq("named") & relations["speaker_id"].ne(relations["target_id"])]
    table = table.loc[table["n"].gt(0) & table["estimate"].notna()]
    ends = pd.concat([table[[side, "n"]].set_axis(["id", "n"], axis=1) for side in ("speaker_id", "target_id")])
    sizes = ends.groupby("id")["n"].sum()
    nodes = [str(node) for _, node in sorted((-int(n), str(node)) for node, n in sizes.items())][:top]
    table = table.loc[table["speaker_id"].isin(nodes) & table["target_id"].isin(nodes)].reset_index(drop=True)
    table = table.assign(polarity=[_find_kind(row) for row in table.to_dict("records")])
    with paper_style():
        if table.empty:
            words = "No named speaker speaks of another."
            return keep_drawing(say_empty(new_axes(height_mm=30), words), table, words)
        nodes = [node for node in nodes if node in {*table["speaker_id"], *table["target_id"]}]
        axes = new_axes(height_mm=84, width_mm=WIDTHS_MM["double"])
        places = _place(nodes, table, seed)
        statements = voices.dropna(subset="speaker_id").groupby("speaker_id")["n_statements"].sum()
        spoken = np.array([int(statements.get(node, 0)) for node in nodes])
        reach = 3.0 + (LARGEST - 3.0) * np.sqrt(spoken / max(spoken.max(), 1))
        _draw_arrows(axes, table, dict(zip(nodes, places, strict=True)), dict(zip(nodes, reach, strict=True)))
        names = _name(relations, nodes)
        axes.scatter(places[:, 0], places[:, 1], s=reach**2, color=INK, edgecolor=PAPER, linewidth=0.8, zorder=3)
        _label(
            axes,
            places,
            reach,
            [f"{cut_label(names[node], 26)} ({n:,})" for node, n in zip(nodes, spoken, strict=True)],
        )
        axes.set(xticks=[], yticks=[])
        axes.set_axis_off()
        kinds = [kind for kind in KINDS if table["polarity"].eq(kind).any()]
        name_colours(axes, [Line2D([], [], **_line(kind), linewidth=1.4) for kind in kinds], kinds)
        n = sample(int(table["n"].sum()))
        axes.set_title(f"brackets: statements; arrows: segments that mention the other ({n})", fontsize=SMALL,
                       weight="normal")  # fmt: skip
    most = table.sort_values(["n", "speaker_id", "target_id"], ascending=[False, True, True], kind="stable").head(12)
    told = "; ".join(
        f"{names[row['speaker_id']]} of {names[row['target_id']]} {estimate_in(row)}" for row in most.to_dict("records")
    )
    chance = count(int(table["polarity"].eq(CHANCE).sum()), "arrow")
    alt = f"Network of {count(len(nodes), 'node')} and {count(len(table), 'arrow')}, polarity from −1 to 1. {told}."
    return keep_drawing(axes, table, f"{alt} The sign of {chance} could be chance.")


def _find_kind(row: dict[Any, Any]) -> str:
    if is_absent(row["low"]) or is_absent(row["high"]) or float(row["low"]) <= 0 <= float(row["high"]):
        return CHANCE
    return "positive" if row["estimate"] > 0 else "negative"


def _name(relations: pd.DataFrame, nodes: list[str]) -> dict[str, str]:
    names = {node: node for node in nodes}
    for side in ("speaker", "target"):
        if side in relations:
            known = relations.loc[relations[f"{side}_id"].isin(nodes) & relations[side].notna()]
            names |= dict(zip(known[f"{side}_id"], known[side].astype("str"), strict=True))
    return names


def _place(nodes: list[str], table: pd.DataFrame, seed: int) -> np.ndarray:
    """Places whose distances are those in the network as nearly as a page can have them: stress majorisation.

    Gansner, E. R., Koren, Y., & North, S. (2005). Graph drawing by stress majorization. In *Graph Drawing* (pp.
    239-250). Springer.
    """
    size, number = len(nodes), {node: place for place, node in enumerate(nodes)}
    joined = np.zeros((size, size))
    at = [table[side].map(number).to_numpy() for side in ("speaker_id", "target_id")]
    joined[at[0], at[1]] = 1
    wanted = shortest_path(joined, directed=False, unweighted=True)
    wanted = np.where(np.isinf(wanted), wanted[np.isfinite(wanted)].max() + 1, wanted)
    weights = 1 / np.where(wanted > 0, wanted, np.inf) ** 2
    places = np.random.default_rng(seed).normal(size=(size, 2))
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(STEPS):
        apart = np.linalg.norm(places[:, None] - places[None], axis=2)
        pull = -weights * wanted / np.where(apart > 1e-9, apart, np.inf)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        places = inverse @ pull @ places
    # The widest direction lies across the page; which end is left is the first node's to say.
    places -= places.mean(axis=0)
    places = places @ np.linalg.svd(places, full_matrices=False)[2].T
    places *= np.where(places[0] < 0, 1, -1)
    return np.asarray(places / np.ptp(places, axis=0).clip(min=1e-9))


def _line(kind: str) -> dict[str, Any]:
    return {"color": KINDS[kind], "linestyle": (0, (2, 2)) if kind == CHANCE else "solid"}


def _draw_arrows(axes: Axes, table: pd.DataFrame, places: dict[str, np.ndarray], reach: dict[str, float]) -> None:
    """The surest and thickest arrows last, so that no other lies over them."""
    most = float(table["n"].max())
    order = table.assign(_sure=table["polarity"].ne(CHANCE)).sort_values(["_sure", "n"], kind="stable")
    for row in order.to_dict("records"):
        speaker, target = str(row["speaker_id"]), str(row["target_id"])
        width = 0.5 + (WIDEST - 0.5) * np.sqrt(float(row["n"]) / most)
        axes.add_patch(
            FancyArrowPatch(
                tuple(places[speaker]), tuple(places[target]), connectionstyle="arc3,rad=0.14",
                arrowstyle="-|>,head_length=3,head_width=1.6", shrinkA=reach[speaker] / 2,
                shrinkB=reach[target] / 2 + 1, linewidth=width if row["_sure"] else min(width, 0.9),
                zorder=1 + row["_sure"], **_line(str(row["polarity"])),
            )
        )  # fmt: skip


def _label(axes: Axes, places: np.ndarray, reach: np.ndarray, labels: list[str]) -> None:
    """Names outside of their nodes: to the left of those on the left, to the right of the others."""
    (left, low), (right, high) = places.min(axis=0), places.max(axis=0)
    axes.set_xlim(left - 0.3, right + 0.3)
    axes.set_ylim(low - 0.06, high + 0.06)
    for (x, y), size, label in zip(places, reach, labels, strict=True):
        side = -1 if x < (left + right) / 2 else 1
        axes.annotate(
            label, (x, y), xytext=(side * (size / 2 + 2), 0), textcoords="offset points",
            ha="left" if side > 0 else "right", va="center", fontsize=SMALL, zorder=4,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.3, "alpha": 0.8},
        )  # fmt: skip
