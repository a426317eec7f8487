"""What a row of a measure opens at: the passages that it counts, as a table and as marked words in their context."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.results.blocks import Passages
from framelens.results.passages import choose_surest, name_speakers, show_row
from framelens.results.selecting import FoundRows
from framelens.spreadsheets import Table, write_csv, write_workbook

SHOWN = 5


class Opened:
    """The passages behind one number, exactly as many as it counts.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per passage: ``article_id``, ``outlet``, ``published``, ``start``, ``end`` (offsets into the article's
        text), ``words`` and ``speaker`` (null where nobody is named).
    title : str
        What was opened.

    Examples
    --------
    >>> opened = study.voices().passages(0)
    >>> len(opened), opened.table["words"].iloc[0]
    """

    def __init__(self, found: Sequence[FoundRows], title: str) -> None:
        self._found, self.title = tuple(found), title

    def __len__(self) -> int:
        return sum(len(part.rows) for part in self._found)

    def __repr__(self) -> str:
        return self.show()._repr_mimebundle_()["text/plain"]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return self.show()._repr_mimebundle_(include, exclude)

    def show(self, limit: int = SHOWN) -> Passages:
        """Up to ``limit`` passages in their context, the surest of them."""
        places = [(part, row) for part in self._found for row in part.rows.to_dict("records")]
        places.sort(key=lambda place: (str(place[1]["article_id"]), _begin(place[1])))
        places = [places[k] for k in choose_surest([row for _, row in places], limit)]
        passages = tuple(show_row(part.annotations, part.table, row) for part, row in places)
        return Passages(passages, len(self), self.title)

    @property
    def table(self) -> Table:
        """One row per passage: its article, place, words and speaker."""
        parts = [_list_words(part) for part in self._found]
        columns = ["article_id", "outlet", "published", "start", "end", "words", "speaker"]
        table = pd.concat([part for part in parts if len(part)] or parts[:1] or [pd.DataFrame(columns=columns)])
        return Table(table.sort_values(["article_id", "start"], kind="stable").reset_index(drop=True)[columns])

    def to_csv(self, path: str | Path) -> Path:
        """Write the table of passages as CSV."""
        return write_csv(self.table, path)

    def to_excel(self, path: str | Path) -> Path:
        """Write the table of passages as a workbook."""
        return write_workbook({"passages": self.table}, path)


def _begin(row: dict[Any, Any]) -> int:
    if "content" in row:
        return int(row["content"][0][0]) if len(row["content"]) else -1
    return int(row.get("start", 0))


def _list_words(found: FoundRows) -> pd.DataFrame:
    rows, annotations = found.rows, found.annotations
    articles = annotations.articles.set_index("article_id")
    texts = articles["text"].reindex(rows["article_id"]).tolist()
    if found.table == "articles":
        spans = [[(0, len(text))] for text in texts]
    elif "content" in rows:
        spans = [[(int(a), int(b)) for a, b in content] for content in rows["content"]]
    else:
        spans = [[(int(a), int(b))] for a, b in zip(rows["start"], rows["end"], strict=True)]
    names = name_speakers(annotations)
    speakers = rows["speaker_id"] if "speaker_id" in rows else pd.Series([None] * len(rows))
    return pd.DataFrame(
        {
            "article_id": rows["article_id"].array,
            "outlet": articles["outlet"].reindex(rows["article_id"]).array,
            "published": articles["published"].reindex(rows["article_id"]).array,
            "start": pd.array([span[0][0] for span in spans], dtype="Int64"),
            "end": pd.array([span[-1][1] for span in spans], dtype="Int64"),
            "words": [" … ".join(text[a:b] for a, b in span) for text, span in zip(texts, spans, strict=True)],
            "speaker": pd.array([None if pd.isna(s) else names.get(str(s)) for s in speakers], dtype="str"),
        }
    )
