"""The discourse network: who speaks of whom, as nodes and arrows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from framelens.figures.charts import cut_label, name_colours, need_columns, say_empty
from framelens.figures.export import drawing_of, keep_drawing, show_figure
from framelens.figures.style import SMALL, WIDTHS_MM, new_axes, paper_style
from framelens.measure.networks import list_edges
from framelens.results.blocks import FigureBlock, Passages
from framelens.results.colours import ACCENT, INK, PAPER, SECOND, VOICE_COLOURS
from framelens.results.network import NOTHING, Network
from framelens.results.wording import count, estimate_in, sample

LARGEST, WIDEST = 15.0, 3.2  # points: the node of most statements, the arrow of most segments
STARTS, LETTER = 12, (0.011, 0.07)  # layouts that are tried; a letter of a name, as parts of the page
CHANCE = "interval includes zero, or none"
KINDS = {"positive": ACCENT, "negative": SECOND, CHANCE: VOICE_COLOURS["journalist"]}


def draw_network(
    relations: pd.DataFrame, voices: pd.DataFrame, *, top: int = 12, seed: int = 1, empty: str = NOTHING
) -> Axes:
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
    empty : str
        What stands there where nobody speaks of another.

    Examples
    --------
    >>> ax = fl.figures.draw_network(relations.assign(speaker_kind="named"), fl.stats.count_speakers(study))
    """
    need_columns(relations, ["speaker_id", "speaker_kind", "target_id", "n", "estimate", "low", "high"], "score_toward")
    need_columns(voices, ["speaker_id", "n_statements"], "count_speakers")
    table = list_edges(relations)
    ends = pd.concat([table[[side, "n"]].set_axis(["id", "n"], axis=1) for side in ("speaker_id", "target_id")])
    sizes = ends.groupby("id")["n"].sum()
    nodes = [str(node) for _, node in sorted((-int(n), str(node)) for node, n in sizes.items())][:top]
    table = table.loc[table["speaker_id"].isin(nodes) & table["target_id"].isin(nodes)].reset_index(drop=True)
    table = table.assign(polarity=[_find_kind(row) for row in table.to_dict("records")])
    with paper_style():
        if table.empty:
            return keep_drawing(say_empty(new_axes(height_mm=30), empty), table, empty)
        nodes = [node for node in nodes if node in {*table["speaker_id"], *table["target_id"]}]
        axes = new_axes(height_mm=84, width_mm=WIDTHS_MM["double"])
        statements = voices.dropna(subset="speaker_id").groupby("speaker_id")["n_statements"].sum()
        spoken = np.array([int(statements.get(node, 0)) for node in nodes])
        reach = 3.0 + (LARGEST - 3.0) * np.sqrt(spoken / max(spoken.max(), 1))
        names = _name(relations, nodes)
        labels = [f"{cut_label(names[node], 26)} ({n:,})" for node, n in zip(nodes, spoken, strict=True)]
        places = _place(nodes, table, seed, np.array([len(label) for label in labels]))
        _draw_arrows(axes, table, dict(zip(nodes, places, strict=True)), dict(zip(nodes, reach, strict=True)))
        axes.scatter(places[:, 0], places[:, 1], s=reach**2, color=INK, edgecolor=PAPER, linewidth=0.8, zorder=3)
        _label(axes, places, reach, labels)
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
    return CHANCE if row["chance"] else "positive" if row["estimate"] > 0 else "negative"


def _name(relations: pd.DataFrame, nodes: list[str]) -> dict[str, str]:
    names = {node: node for node in nodes}
    for side in ("speaker", "target"):
        if side in relations:
            known = relations.loc[relations[f"{side}_id"].isin(nodes) & relations[side].notna()]
            names |= dict(zip(known[f"{side}_id"], known[side].astype("str"), strict=True))
    return names


def _place(nodes: list[str], table: pd.DataFrame, seed: int, lengths: np.ndarray) -> np.ndarray:
    """Places whose distances are those in the network as nearly as a page can have them.

    The search ends in another place for another beginning; of several, the one whose names cover least is taken.

    Kamada, T., & Kawai, S. (1989). An algorithm for drawing general undirected graphs. *Information Processing
    Letters*, *31*(1), 7-15.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(zip(table["speaker_id"], table["target_id"], strict=True))
    apart = {node: dict(found) for node, found in nx.all_pairs_shortest_path_length(graph)}
    far = 1 + max(max(found.values()) for found in apart.values())
    steps = {node: {other: apart[node].get(other, far) for other in nodes} for node in nodes}
    random, found = np.random.default_rng(seed), []
    for _ in range(STARTS):
        around = nx.circular_layout([nodes[place] for place in random.permutation(len(nodes))])
        at = nx.kamada_kawai_layout(graph, dist=steps, pos=around)
        found.append(_turn(np.array([at[node] for node in nodes])))
    return min(found, key=lambda places: _count_covered(places, lengths))


def _turn(places: np.ndarray) -> np.ndarray:
    """The widest direction lies across the page; which end is left is the first node's to say."""
    places = places - places.mean(axis=0)
    places = places @ np.linalg.svd(places, full_matrices=False)[2].T
    places *= np.where(places[0] < 0, 1, -1)
    return np.asarray(places / np.ptp(places, axis=0).clip(min=1e-9))


def _count_covered(places: np.ndarray, lengths: np.ndarray) -> int:
    """How many nodes and names the names would cover."""
    wide, high = LETTER[0] * lengths, LETTER[1]
    left = places[:, 0] - np.where(_is_left(places), wide, 0)
    ends = np.column_stack([left, left + wide])
    level = np.abs(places[:, None, 1] - places[None, :, 1]) < high
    names = level & (ends[:, None, 0] < ends[None, :, 1]) & (ends[None, :, 0] < ends[:, None, 1])
    nodes = level & (ends[:, None, 0] < places[None, :, 0]) & (places[None, :, 0] < ends[:, None, 1])
    return int((names | nodes).sum())


def _is_left(places: np.ndarray) -> np.ndarray:
    return np.asarray(places[:, 0] < places[:, 0].min() + np.ptp(places[:, 0]) / 2)


def _line(kind: str) -> dict[str, Any]:
    return {"color": KINDS[kind], "linestyle": (0, (2, 2)) if kind == CHANCE else "solid"}


def _draw_arrows(axes: Axes, table: pd.DataFrame, places: dict[str, np.ndarray], reach: dict[str, float]) -> None:
    """The surest and thickest arrows last, so that no other lies over them."""
    most = float(table["n"].max())
    order = table.assign(_sure=table["polarity"].ne(CHANCE)).sort_values(["_sure", "n"], kind="stable")
    for number, row in zip(order.index, order.to_dict("records"), strict=True):
        speaker, target = str(row["speaker_id"]), str(row["target_id"])
        width = 0.5 + (WIDEST - 0.5) * np.sqrt(float(row["n"]) / most)
        axes.add_patch(
            FancyArrowPatch(
                tuple(places[speaker]), tuple(places[target]), connectionstyle="arc3,rad=0.14",
                arrowstyle="-|>,head_length=3,head_width=1.6", shrinkA=reach[speaker] / 2,
                shrinkB=reach[target] / 2 + 1, linewidth=width if row["_sure"] else min(width, 0.9),
                zorder=1 + row["_sure"], gid=f"opens-{number}", **_line(str(row["polarity"])),
            )
        )  # fmt: skip


def _label(axes: Axes, places: np.ndarray, reach: np.ndarray, labels: list[str]) -> None:
    """Names outside of their nodes: to the left of those on the left, to the right of the others."""
    (left, low), (right, high) = places.min(axis=0), places.max(axis=0)
    axes.set_xlim(left - 0.3, right + 0.3)
    axes.set_ylim(low - 0.06, high + 0.06)
    for (x, y), size, label, on_left in zip(places, reach, labels, _is_left(places), strict=True):
        side = -1 if on_left else 1
        axes.annotate(
            label, (x, y), xytext=(side * (size / 2 + 2), 0), textcoords="offset points",
            ha="left" if side > 0 else "right", va="center", fontsize=SMALL, zorder=4,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.3, "alpha": 0.8},
        )  # fmt: skip


def show_network(network: Network, *, top: int = 12) -> FigureBlock:
    """The figure of a network, in which a click on an arrow opens its passages; no file is written."""
    axes = network.plot(top=top)
    drawn = show_figure(axes, "network", width="double", caption="Who speaks of whom, and in what tone.")
    return replace(drawn, opens=open_arrows(network, axes))


def open_arrows(network: Network, axes: Axes) -> tuple[Passages, ...]:
    """What a click on each arrow of a drawing of a network opens."""
    return tuple(network.open_edge(row) for row in drawing_of(axes).table.to_dict("records"))
