"""The discourse network of a study: who speaks of whom, as a graph, a matrix, a figure, and files for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from framelens.disk import write_whole
from framelens.errors import InputError, suggest
from framelens.measure.networks import EDGE, build_graph, list_edges
from framelens.results.analyzer import LONGEST, project_bytes
from framelens.results.blocks import Block, Passages
from framelens.results.canvas import drawing_on
from framelens.results.graph_files import gexf_bytes, graphml_bytes
from framelens.results.opened import Opened
from framelens.results.passages import choose_surest, show_row
from framelens.results.selecting import FoundRows, sort_rows
from framelens.results.wording import count, decimal, estimate_in
from framelens.spreadsheets import Table
from framelens.tables import Annotations

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

NOTHING = "No named speaker speaks of another."


@dataclass(frozen=True, repr=False, eq=False)
class Network:
    """Who speaks of whom: named speakers, those whom their statements mention, and the mean polarity between them.

    Made by :meth:`Study.network`. In a notebook it shows itself as a figure, in which a click on an arrow opens its
    passages.

    Attributes
    ----------
    speakers, relations, toward, voices : pandas.DataFrame
        What it is made of: who is who, polarity by speaker and target and segment by segment, statements by speaker.
    seed : int
        Where the search for places in the figure begins.
    empty : str
        What to say where there is no edge.

    Examples
    --------
    >>> network = coded.network()
    >>> network.table[["speaker", "target", "n", "estimate", "chance"]].head(3)
    >>> network.graph.number_of_edges()
    """

    annotations: Annotations
    speakers: pd.DataFrame
    relations: pd.DataFrame
    toward: pd.DataFrame
    voices: pd.DataFrame
    seed: int = 1
    empty: str = NOTHING

    def __len__(self) -> int:
        return len(self._edges)

    def __repr__(self) -> str:
        nodes = {*self._edges["speaker_id"], *self._edges["target_id"]}
        return f"Network({count(len(nodes), 'node')}, {count(len(self), 'edge')})"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return self.show()._repr_mimebundle_(include, exclude) | {"text/plain": repr(self)}

    @cached_property
    def _edges(self) -> pd.DataFrame:
        """The edges in the order of their n, then of the ids."""
        table = list_edges(self.relations)
        order = table.assign(_n=-table["n"]).sort_values(["_n", "speaker_id", "target_id"], kind="stable").index
        return table.loc[order].reset_index(drop=True)

    @property
    def table(self) -> Table:
        """One row per edge, those of most segments first: who, of whom, ``n``, the mean polarity and its interval.

        ``chance`` says that the sign could be chance: the interval, made by resampling articles, includes zero, or
        there is none because all was said in one article.

        Examples
        --------
        >>> coded.network().table.query("chance")[["speaker", "target", "n", "estimate"]]
        """
        return Table(self._edges[["speaker_id", "speaker", "target_id", "target", *EDGE, "chance"]].copy())

    @cached_property
    def graph(self) -> nx.DiGraph:
        """The network as a graph of networkx, with every attribute: see ``fl.stats.build_graph``.

        Examples
        --------
        >>> graph = coded.network().graph
        >>> [(graph.nodes[node]["name"], n) for node, n in graph.in_degree()]
        """
        return build_graph(self.relations, self.speakers, self.voices)

    def matrix(self, column: str = "estimate") -> Table:
        """The network as a matrix: a row per speaker, a column per target; null where one does not speak of the other.

        Parameters
        ----------
        column : str
            ``estimate`` (the mean polarity), ``n`` (segments), or another number of ``table``.

        Raises
        ------
        InputError
            For an unknown column.

        Examples
        --------
        >>> coded.network().matrix("n").shape
        """
        if column not in EDGE:
            raise InputError(f"unknown column '{column}'; {suggest(str(column), EDGE)}")
        edges, names = self._edges, self._names
        named = edges.assign(speaker=edges["speaker_id"].map(names), target=edges["target_id"].map(names))
        wide = named.pivot(index="speaker", columns="target", values=column)
        busy = [list(dict.fromkeys(named[side])) for side in ("speaker", "target")]
        return Table(wide.reindex(index=busy[0], columns=busy[1]).rename_axis(columns=None))

    @cached_property
    def _names(self) -> dict[str, str]:
        """A name for each node, different from all others and short enough for every format."""
        known = self.speakers.drop_duplicates("speaker_id").set_index("speaker_id")["name"]
        nodes = sorted({*self._edges["speaker_id"].astype("str"), *self._edges["target_id"].astype("str")})
        names: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for node in nodes:
            name = str(known.get(node, node))[: LONGEST - 10]
            seen[name] += 1
            names[node] = name if seen[name] == 1 else f"{name} ({seen[name]})"
        return names

    # What a reader sees

    def plot(self, ax: Axes | None = None, *, top: int = 12) -> Axes:
        """Draw the network: the ``top`` persons and organisations that speak of others and are spoken of most.

        Examples
        --------
        >>> ax = coded.network().plot(top=6)
        """
        with drawing_on(ax):
            drawn: Axes = import_module("framelens.figures.networks").draw_network(
                self.relations, self.voices, top=top, seed=self.seed, empty=self.empty
            )
        return drawn

    def show(self, *, top: int = 12) -> Block:
        """The figure, in which a click on an arrow opens its passages; nothing runs for it.

        Examples
        --------
        >>> coded.network().show(top=6)
        """
        figure: Block = import_module("framelens.figures.networks").show_network(self, top=top)
        return figure

    def passages(self, speaker: int | str = 0, target: str | None = None) -> Opened:
        """The words behind one edge: exactly as many passages as its ``n``.

        Parameters
        ----------
        speaker : int or str
            The number of a row of ``table``; or the speaker's name or id, with the ``target``'s.
        target : str, optional

        Raises
        ------
        InputError
            If there is no such edge.

        Examples
        --------
        >>> len(coded.network().passages(0))
        """
        number = self._find_edge(speaker, target)
        row = self._edges.iloc[number].to_dict()
        return Opened((FoundRows("words", self._find_rows(row), self.annotations),), self._title(row))

    def open_edge(self, row: Mapping[Any, Any], limit: int = 3) -> Passages:
        """Up to ``limit`` passages of one edge in their context, the surest of them, each with its polarity."""
        rows = self._find_rows(row).to_dict("records")
        shown = [rows[place] for place in choose_surest(rows, limit)]
        passages = tuple(
            replace(show_row(self.annotations, "words", one), note=f"polarity {decimal(one['polarity'])}")
            for one in shown
        )
        return Passages(passages, len(rows), f"{self._title(row)}: {estimate_in(row)}")

    def _title(self, row: Mapping[Any, Any]) -> str:
        names = self._names
        return f"{names[str(row['speaker_id'])]} on {names[str(row['target_id'])]}"

    def _find_rows(self, row: Mapping[Any, Any]) -> pd.DataFrame:
        toward = self.toward
        same = toward["speaker_id"].eq(row["speaker_id"]) & toward["target_id"].eq(row["target_id"])
        return sort_rows(toward.loc[same & toward["speaker_kind"].eq("named")])

    def _find_edge(self, speaker: int | str, target: str | None) -> int:
        if isinstance(speaker, (int, np.integer)) and not isinstance(speaker, bool) and target is None:
            if not -len(self) <= speaker < len(self):
                raise InputError(
                    f"there is no edge {speaker}: the network has {count(len(self), 'edge')}, numbered from 0"
                )
            return int(speaker) % len(self)
        wanted = [
            self._edges[f"{side}_id"].eq(word) | self._edges[side].eq(word)
            for side, word in (("speaker", str(speaker)), ("target", str(target)))
        ]
        found = np.flatnonzero((wanted[0] & wanted[1]).fillna(False))
        if len(found) != 1:
            raise InputError(
                f"{count(len(found), 'edge')} of the network lead from '{speaker}' to '{target}'; give the number of a "
                "row of its table, or a speaker_id and a target_id of it"
            )
        return int(found[0])

    # Files

    def to_graphml(self, path: str | Path) -> Path:
        """Write the graph as GraphML, which Gephi, visone, igraph and Cytoscape read, with every attribute.

        Raises
        ------
        InputError
            If the network is empty, the folder is not there, or something else stands at the path.

        Examples
        --------
        >>> coded.network().to_graphml(folder / "network.graphml").name
        """
        return self._write(path, lambda: graphml_bytes(self.graph))

    def to_gexf(self, path: str | Path) -> Path:
        """Write the graph as GEXF 1.2, which Gephi reads, with every attribute.

        Raises
        ------
        InputError
            As :meth:`to_graphml`.

        Examples
        --------
        >>> coded.network().to_gexf(folder / "network.gexf").name
        """
        return self._write(path, lambda: gexf_bytes(self.graph))

    def to_dna(self, path: str | Path) -> Path:
        """Write a project of Discourse Network Analyzer 3: the articles, and a statement a segment behind an edge.

        Open it as coder "Admin" with the password "framelens". The statement type is "who speaks of whom", with the
        variables ``speaker``, ``target`` and ``polarity`` (-1, 0, 1, to be used as the qualifier); attributes of the
        speakers, the roster's included, are those of the entities.

        Raises
        ------
        InputError
            As :meth:`to_graphml`.

        Examples
        --------
        >>> coded.network().to_dna(folder / "network.dna").name
        """
        return self._write(path, self._make_project)

    def _make_project(self) -> bytes:
        others = self.toward["speaker_kind"].eq("named") & self.toward["speaker_id"].ne(self.toward["target_id"])
        nodes = self.graph.nodes
        entities = {node: {**nodes[node], "name": name} for node, name in self._names.items()}
        return project_bytes(self.annotations, self.toward.loc[others], entities)

    def _write(self, path: str | Path, make: Callable[[], bytes]) -> Path:
        place = Path(path)
        if not len(self):
            raise InputError(f"{place} was not written, since the network is empty: {self.empty}")
        if not place.parent.is_dir():
            raise InputError(f"{place} cannot be written: there is no folder {place.parent}; make it first")
        content = make()
        if place.exists() and not (place.is_file() and place.read_bytes() == content):
            raise InputError(f"{place} stands there and holds something else; move it away, or name another file")
        return write_whole(place, content)
