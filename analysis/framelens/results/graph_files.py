"""A graph as GraphML and GEXF, with every attribute; the same graph gives the same bytes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

# What neither format may hold, and names of attributes that GEXF gives a meaning of its own.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAKEN = {"id", "label", "start", "end", "pid", "parents", "spells", "slices", "viz", "type", "weight"}


def graphml_bytes(graph: nx.DiGraph) -> bytes:
    """The graph as GraphML, which Gephi, visone, igraph and Cytoscape read."""
    import networkx as nx

    return "\n".join([*nx.generate_graphml(_writable(graph), named_key_ids=False), ""]).encode()


def gexf_bytes(graph: nx.DiGraph) -> bytes:
    """The graph as GEXF 1.2, which Gephi reads, without the day on which it was written."""
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_gexf(_writable(graph), buffer)
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue(), count=1)


def _writable(graph: nx.DiGraph) -> nx.DiGraph:
    written = graph.__class__()
    for node, of_node in graph.nodes(data=True):
        written.add_node(_clean(node), label=_clean(of_node["name"]), **_rename(of_node))
    for one, other, of_edge in graph.edges(data=True):
        written.add_edge(_clean(one), _clean(other), weight=of_edge["weight"], **_rename(of_edge, {"weight"}))
    return _align(written)


def _rename(attributes: dict[str, Any], left_out: set[str] | None = None) -> dict[str, Any]:
    kept = {key: value for key, value in attributes.items() if key not in (left_out or ())}
    return {f"own_{key}" if key in _TAKEN else _clean(key): _clean(value) for key, value in kept.items()}


def _align(graph: nx.DiGraph) -> nx.DiGraph:
    """Each attribute in one type: a column of the roster may hold a number here and a word there."""
    for rows in ([data for _, data in graph.nodes(data=True)], [data for *_, data in graph.edges(data=True)]):
        for key in {key for row in rows for key in row}:
            kinds = {type(row[key]) for row in rows if key in row}
            as_one = kinds.pop() if len(kinds) == 1 else float if kinds <= {int, float} else str
            for row in rows:
                if key in row:
                    row[key] = as_one(row[key])
    return graph


def _clean(value: Any) -> Any:
    return _UNWRITABLE.sub("", value) if isinstance(value, str) else value
