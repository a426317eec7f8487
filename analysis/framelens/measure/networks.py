"""Who speaks of whom as a graph: named speakers, those whom they mention, and the polarity between them.

References
----------
Leifeld, P. (2017). Discourse network analysis: Policy debates as dynamic networks. In J. N. Victor, A. H. Montgomery, &
M. Lubell (Eds.), *The Oxford handbook of political networks* (pp. 301-326). Oxford University Press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import networkx as nx

EDGE = ["n", "n_articles", "estimate", "low", "high", "share_negative", "share_positive"]
_NOT_OF_NODES = ("speaker_id", "n_quotes")  # the node itself, and statements that the study may not count


def list_edges(relations: pd.DataFrame) -> pd.DataFrame:
    """The rows in which a named speaker speaks of somebody else, with ``chance``: whether the sign could be chance.

    It could be where the interval reaches across zero, or where there is none: all was said in one article.
    """
    named = relations["speaker_kind"].eq("named") & relations["speaker_id"].ne(relations["target_id"])
    table = relations.loc[named & relations["n"].gt(0) & relations["estimate"].notna()].reset_index(drop=True)
    sure = table["low"].gt(0) | table["high"].lt(0)
    return table.assign(chance=~(sure & table["low"].notna() & table["high"].notna()))


def build_graph(relations: pd.DataFrame, speakers: pd.DataFrame, voices: pd.DataFrame) -> nx.DiGraph:
    """Who speaks of whom as a graph of networkx, with an edge from each named speaker to each other that is mentioned.

    Parameters
    ----------
    relations : pandas.DataFrame
        What :func:`framelens.measure.toward.score_speaker_targets` returns.
    speakers : pandas.DataFrame
        The speakers table.
    voices : pandas.DataFrame
        What ``count_speakers`` returns.

    Returns
    -------
    networkx.DiGraph
        Nodes are the speakers' ids, with ``name``, ``kind``, ``n_statements`` and every other column of the speakers
        table, the roster's included. Edges have ``n`` (segments, also as ``weight``), ``n_articles``, ``estimate``,
        ``low``, ``high`` (mean polarity in [-1, 1]), ``share_negative``, ``share_positive`` and ``chance``. What is
        absent is left out. The same tables give the same order.

    Examples
    --------
    >>> relations = fl.stats.score_speaker_targets(coded, fl.stats.score_toward(coded, 8))
    >>> graph = fl.stats.build_graph(relations, coded.speakers, fl.stats.count_speakers(coded))
    >>> sorted(graph.nodes(data="n_statements"))[:3]
    """
    import networkx as nx

    edges = list_edges(relations)
    statements = voices.dropna(subset="speaker_id").groupby("speaker_id")["n_statements"].sum()
    known = speakers.drop_duplicates("speaker_id").set_index("speaker_id", drop=False)
    graph = nx.DiGraph()
    for node in sorted({*edges["speaker_id"].astype("str"), *edges["target_id"].astype("str")}):
        row = known.loc[node].to_dict() if node in known.index else {"name": node}
        own = {str(key): plain for key, value in row.items() if (plain := _plain(value)) is not None}
        of_node = {key: value for key, value in own.items() if key not in _NOT_OF_NODES}
        graph.add_node(node, **of_node | {"n_statements": int(statements.get(node, 0))})
    for row in edges.sort_values(["speaker_id", "target_id"], kind="stable").to_dict("records"):
        numbers = {key: plain for key in EDGE if (plain := _plain(row.get(key))) is not None}
        graph.add_edge(row["speaker_id"], row["target_id"], weight=int(row["n"]), **numbers, chance=bool(row["chance"]))
    return graph


def _plain(value: Any) -> Any:
    """A value as Python's own; a list as its parts joined, what is absent or empty as None."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return "; ".join(map(str, value)) or None
    if value is None or pd.isna(value) or value == "":
        return None
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, (bool, int, float, str)) else str(value)
