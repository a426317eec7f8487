"""A study's discourse network as a project of Discourse Network Analyzer (DNA), the program that Leifeld wrote.

DNA 3 keeps a project in one SQLite file: documents, statements at their offsets, and what was coded of each. Its
offsets count UTF-16 units, as Java does. To open a project it asks for a coder and the coder's password.

References
----------
Leifeld, P. (2024). Discourse Network Analyzer, version 3.0. https://github.com/leifeld/dna
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from framelens.tables import SCHEMAS, Annotations

CODER, PASSWORD, VERSION = "Admin", "framelens", "3.0.11"
LONGEST = 190  # letters of a title, a name or an attribute
STATEMENT = "who speaks of whom"
VARIABLES = {"speaker": "short text", "target": "short text", "polarity": "integer", "polarity in percent": "integer"}
DIRECTIONS = {"negative": -1, "neutral": 0, "positive": 1}
BASIC = {"Type": "kind", "Alias": "aliases", "Notes": ""}  # what every entity has in DNA, and what it is called here


def project_bytes(annotations: Annotations, toward: pd.DataFrame, entities: dict[str, dict[str, Any]]) -> bytes:
    """A project with every article as a document and every row of ``toward`` as a statement; always the same bytes.

    Parameters
    ----------
    annotations : Annotations
    toward : pandas.DataFrame
        Rows of :func:`framelens.annotate.toward.score_toward` by named speakers.
    entities : dict
        ``speaker_id`` -> its attributes, of all that speak or are spoken of; ``name`` is different for each.
    """
    with closing(sqlite3.connect(":memory:")) as project:
        project.execute("PRAGMA foreign_keys = ON")
        project.executescript(files("framelens.results").joinpath("templates/analyzer.sql").read_text("utf-8"))
        _write(project, "SETTINGS", [("version", VERSION), ("date", "2024-01-01")])
        project.execute(
            "INSERT INTO CODERS (ID, Name, Red, Green, Password) VALUES (1, ?, 255, 255, ?)", (CODER, _hash_password())
        )
        project.execute("INSERT INTO STATEMENTTYPES VALUES (1, ?, 11, 79, 138)", (STATEMENT,))
        _write(project, "VARIABLES", [(k, *one, 1) for k, one in enumerate(VARIABLES.items(), 1)])
        documents = _write_documents(project, annotations.articles)
        numbers = {side: _write_entities(project, k, entities) for k, side in ((1, "speaker"), (2, "target"))}
        _write_statements(project, annotations, toward, documents, numbers)
        project.commit()
        return bytes(project.serialize())


def _write(project: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        project.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _write_documents(project: sqlite3.Connection, articles: pd.DataFrame) -> dict[str, int]:
    own = [str(name) for name in articles if name not in SCHEMAS["articles"].names]
    rows = []
    for number, row in enumerate(articles.to_dict("records"), 1):
        said = {key: _say(row[key]) for key in ("article_id", *own)}
        published = row["published"]
        dated = 0 if pd.isna(published) else int(pd.Timestamp(published).tz_localize(None).timestamp())
        notes = [f"{key}: {words}" for key, words in said.items() if words]
        notes += ["date: none given; DNA shows the first day of 1970"] if pd.isna(published) else []
        title = _say(row["headline"]) or said["article_id"]
        rows.append(
            (number, _cut(title), row["text"], 1, _cut(_say(row["byline"])), _cut(_say(row["outlet"])), "",
             "\n".join(notes), "", dated)
        )  # fmt: skip
    _write(project, "DOCUMENTS", rows)
    return {row["article_id"]: number for number, row in enumerate(articles.to_dict("records"), 1)}


def _write_entities(project: sqlite3.Connection, variable: int, entities: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Entities of one variable with their attributes; DNA knows each variable's own by an id of their own."""
    first = (variable - 1) * len(entities) + 1
    numbers = {key: first + k for k, key in enumerate(entities)}
    _write(project, "ENTITIES", [(numbers[k], variable, of["name"], 0, 0, 0, None) for k, of in entities.items()])
    extra = sorted({key for of in entities.values() for key in of} - {"name", *BASIC.values(), *BASIC})
    named = {**BASIC, "speaker_id": "", **{_cut(key): key for key in extra}}
    start = project.execute("SELECT COUNT(*) FROM ATTRIBUTEVARIABLES").fetchone()[0]
    _write(project, "ATTRIBUTEVARIABLES", [(start + k, variable, name) for k, name in enumerate(named, 1)])
    values = [
        (None, numbers[key], start + k, _cut(key if name == "speaker_id" else _say(of.get(column))))
        for key, of in entities.items()
        for k, (name, column) in enumerate(named.items(), 1)
    ]
    _write(project, "ATTRIBUTEVALUES", values)
    return numbers


def _write_statements(
    project: sqlite3.Connection,
    annotations: Annotations,
    toward: pd.DataFrame,
    documents: dict[str, int],
    numbers: dict[str, dict[str, int]],
) -> None:
    segments = annotations.segments[["article_id", "segment", "start", "end"]]
    rows = toward.drop(columns=["start", "end"]).merge(segments, on=["article_id", "segment"], validate="many_to_one")
    rows = rows.sort_values(["article_id", "start", "speaker_id", "target_id"], kind="stable")
    texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
    counted: dict[str, np.ndarray] = {}
    for number, row in enumerate(rows.to_dict("records"), 1):
        article = row["article_id"]
        if article not in counted:
            counted[article] = _count_units(str(texts[article]))
        start, stop = (int(counted[article][row[side]]) for side in ("start", "end"))
        _write(project, "STATEMENTS", [(number, 1, documents[article], start, stop, 1)])
        for k, side in ((1, "speaker"), (2, "target")):
            _write(project, "DATASHORTTEXT", [(None, number, k, numbers[side][row[f"{side}_id"]])])
        for k, value in ((3, DIRECTIONS[row["label"]]), (4, round(100 * row["polarity"]))):
            _write(project, "DATAINTEGER", [(None, number, k, value)])


def _count_units(text: str) -> np.ndarray:
    """For each offset of a string the UTF-16 units before it."""
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4") > 0xFFFF
    return np.concatenate([[0], np.cumsum(1 + wide)])


@cache
def _hash_password() -> str:
    """The password as DNA keeps it: Jasypt's salted SHA-256, iterated; it protects nothing, and the salt is fixed."""
    salt = b"framelens-of-dna"
    digest = hashlib.sha256(salt + PASSWORD.encode()).digest()
    for _ in range(99_999):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()


def _say(value: Any) -> str:
    if isinstance(value, (list, tuple, np.ndarray)):
        return "; ".join(map(str, value))
    return "" if value is None or pd.isna(value) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
