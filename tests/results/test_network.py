"""Who speaks of whom: edges at their words, and files that other programs open."""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import framelens as fl
from framelens.results.network import Network
from framelens.study import Study


@pytest.fixture(scope="module")
def network(two_speakers: Study) -> Network:
    return two_speakers.network()


def test_an_edge_opens_at_as_many_passages_as_it_counts(network: Network) -> None:
    table = network.table.set_index(["speaker_id", "target_id"])
    assert len(network) == len(table) == 2
    assert table.loc[("ito", "lund"), "high"] < 0 < table.loc[("lund", "ito"), "low"]  # each in two articles
    assert not table["chance"].any()
    for (speaker, target), row in table.iterrows():
        words = network.passages(speaker, target).table["words"]
        assert len(words) == row["n"] == 2 and set(words) == {"Bo Lund" if target == "lund" else "Ana Ito"}
    assert network.passages("Ana Ito", "Bo Lund").title == "Ana Ito on Bo Lund"
    assert network.matrix("n").loc["Ana Ito", "Bo Lund"] == 2 and pd.isna(network.matrix().loc["Bo Lund", "Bo Lund"])


def test_what_one_article_says_could_be_chance(two_speakers: Study) -> None:
    table = two_speakers.where("article_id == 'a'").network().table
    assert len(table) == 2 and table["chance"].all() and table["low"].isna().all()


def test_graph_files_keep_every_attribute_and_their_bytes(network: Network, tmp_path: Path) -> None:
    graph = network.graph
    assert graph.nodes["ito"]["party"] == "Blue & <Co>" and "party" not in graph.nodes["lund"]
    assert graph.nodes["ito"]["n_statements"] == 2
    graph.nodes["lund"]["name"] = "Bo\x0b Lund"  # no XML file may hold it
    for write, read in ((network.to_graphml, nx.read_graphml), (network.to_gexf, nx.read_gexf)):
        path = write(tmp_path / f"network.{read.__name__}")
        again = read(path)
        assert set(again.edges) == set(graph.edges) and again.nodes["lund"]["name"] == "Bo Lund"
        assert again.nodes["ito"]["label"] == "Ana Ito" and again.nodes["ito"]["kind"] == "person"
        assert str(again.nodes["ito"]["own_start"]) == str(graph.nodes["ito"]["start"])  # the format's own word
        for edge, data in graph.edges.items():
            assert {key: again.edges[edge][key] for key in data} == data
        assert write(path).read_bytes() == path.read_bytes()
    graph.nodes["lund"]["name"] = "Bo Lund"
    assert b"lastmodified" not in (tmp_path / "network.read_gexf").read_bytes()


def test_a_project_of_dna_has_its_statements_at_their_words(network: Network, tmp_path: Path) -> None:
    path = network.to_dna(tmp_path / "network.dna")
    assert network.to_dna(path) == path  # the same bytes
    with sqlite3.connect(path) as project:
        rows = project.execute(
            "SELECT d.Text, s.Start, s.Stop, who.Value, whom.Value, p.Value FROM STATEMENTS s"
            " JOIN DOCUMENTS d ON d.ID = s.DocumentId JOIN DATAINTEGER p ON p.StatementId = s.ID AND p.VariableId = 3"
            " JOIN DATASHORTTEXT a ON a.StatementId = s.ID AND a.VariableId = 1"
            " JOIN DATASHORTTEXT b ON b.StatementId = s.ID AND b.VariableId = 2"
            " JOIN ENTITIES who ON who.ID = a.Entity JOIN ENTITIES whom ON whom.ID = b.Entity"
            " WHERE who.VariableId = 1 AND whom.VariableId = 2"
        ).fetchall()
        attributes = project.execute(
            "SELECT e.VariableId, a.AttributeValue FROM ATTRIBUTEVALUES a JOIN ENTITIES e ON e.ID = a.EntityId"
            " JOIN ATTRIBUTEVARIABLES v ON v.ID = a.AttributeVariableId AND v.VariableId = e.VariableId"
            " WHERE v.AttributeVariable = 'party' AND e.Value = 'Ana Ito' ORDER BY e.VariableId"
        ).fetchall()
        (password,) = project.execute("SELECT Password FROM CODERS WHERE Name = 'Admin'").fetchone()
        dates = [date for (date,) in project.execute("SELECT Date FROM DOCUMENTS ORDER BY ID")]
        assert project.execute("PRAGMA foreign_key_check").fetchall() == []
        project.execute("PRAGMA foreign_keys = ON")
        project.execute("DELETE FROM DOCUMENTS")  # as the program does, which leaves the rest to the keys
        assert project.execute("SELECT COUNT(*) FROM DATASHORTTEXT").fetchone() == (0,)
    # Java counts UTF-16 units: cut as it would, statements are at their words.
    cut = {text.encode("utf-16-le")[2 * a : 2 * b].decode("utf-16-le"): coded for text, a, b, *coded in rows}
    assert cut == {
        "Bo Lund is a liar and a disgrace to this city,": ["Ana Ito", "Bo Lund", -1],
        "Ana Ito was a brilliant, honest and generous minister": ["Bo Lund", "Ana Ito", 1],
    }
    assert len(rows) == 4
    assert attributes == [(1, "Blue & <Co>"), (2, "Blue & <Co>")]
    assert dates == [1_609_545_600, -86_400, 0]  # DNA has no undated document
    # How Jasypt's StrongPasswordEncryptor checks it: 16 bytes of salt, then SHA-256 a hundred thousand times.
    kept = base64.b64decode(password)
    digest = kept[:16] + b"framelens"
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    assert kept[16:] == digest


def test_what_cannot_be_written_is_said(network: Network, shipped_study: Study, tmp_path: Path) -> None:
    def refused(network: Network, path: Path) -> str:
        with pytest.raises(fl.InputError) as caught:
            network.to_dna(path)
        return str(caught.value)

    taken = tmp_path / "mine.dna"
    taken.write_bytes(b"coded by hand")
    where = "move it away, or name another file"
    assert refused(network, taken) == f"{taken} stands there and holds something else; {where}"
    assert taken.read_bytes() == b"coded by hand"
    lost = tmp_path / "no" / "network.dna"
    assert refused(network, lost) == f"{lost} cannot be written: there is no folder {lost.parent}; make it first"
    empty = shipped_study.network(targets=["Emin Aliyev"])
    new = tmp_path / "new.dna"
    said = f"{new} was not written, since the network is empty: No named speaker speaks of another."
    assert refused(empty, new) == said and not new.exists()
    with pytest.raises(
        fl.InputError, match=re.escape("0 edges of the network lead from 'Bo Lund' to 'Bo Lund'; give ")
    ):
        network.passages("Bo Lund", "Bo Lund")


def test_speakers_of_one_name_stay_apart(network: Network, tmp_path: Path) -> None:
    """DNA knows an entity by its name; two of one name and a long one are told from each other."""
    speakers = network.speakers.assign(name="N" * 250)
    alike = replace(network, speakers=speakers)
    assert list(alike.matrix().index) == ["N" * 180, f"{'N' * 180} (2)"]
    with sqlite3.connect(alike.to_dna(tmp_path / "alike.dna")) as project:
        assert project.execute("SELECT MAX(LENGTH(Value)), COUNT(*) FROM ENTITIES").fetchone() == (184, 4)
