"""Where in the articles something stands: in whose voice, in which zone, in whose statement.

Segments, and hits in them, are counted in cells: a voice, a zone, a speaker, or a combination of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from framelens.annotate.places import find_unnamed, locate_quotes
from framelens.measure.groups import By, check_columns, list_article_columns, list_columns
from framelens.measure.speakers import KEYS, list_roster, list_speakers, locate_speakers
from framelens.tables import VOICES, ZONES, Annotations

PLACES = ("voice", "zone", "speaker")


@dataclass(frozen=True)
class Places:
    """The cells in which segments and hits are counted.

    Attributes
    ----------
    cells : pandas.DataFrame
        One row per cell: ``voice``, ``zone`` and, for speakers, ``speaker_id``, ``name`` and ``kind``, as asked.
    within : tuple of str
        Which of :data:`PLACES` tell cells apart.
    always : numpy.ndarray or None
        Which cells have a row whether or not anything stands there.
    speakers : pandas.DataFrame or None
        As :func:`framelens.measure.speakers.list_speakers` gives it, where speakers were asked for.
    """

    cells: pd.DataFrame
    within: tuple[str, ...]
    always: np.ndarray | None
    speakers: pd.DataFrame | None

    def locate(self, rows: pd.DataFrame, annotations: Annotations) -> np.ndarray:
        """For each of ``rows`` (segments or hits) its cell; -1 for the journalist's words where speakers are."""
        cell = np.zeros(len(rows), dtype=np.intp)
        for place in self.within:
            values = {"voice": VOICES, "zone": ZONES}.get(place)
            if values is not None:
                part, size = pd.Index(values).get_indexer(pd.Index(rows[place])), len(values)
            else:
                part, size = self._locate_speakers(rows, annotations)
            cell = np.where((cell < 0) | (part < 0), -1, cell * size + part)
        return cell

    def _locate_speakers(self, rows: pd.DataFrame, annotations: Annotations) -> tuple[np.ndarray, int]:
        speakers = list_speakers(annotations) if self.speakers is None else self.speakers
        quotes = annotations.quotes
        speaker = locate_speakers(quotes["speaker_id"], find_unnamed(annotations.quotes), speakers)
        quote = locate_quotes(rows, quotes)
        return np.where(quote < 0, -1, np.r_[speaker, -1][quote]), len(speakers)


def split_columns(by: By, articles: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``by`` parted into columns of articles and :data:`PLACES`.

    Raises
    ------
    InputError
        For a name that is neither.
    """
    columns = list_columns(by)
    check_columns(columns, [*PLACES, *list_article_columns(articles)])
    return tuple(c for c in columns if c not in PLACES), tuple(c for c in columns if c in PLACES)


def list_places(annotations: Annotations, within: tuple[str, ...]) -> Places:
    """Every combination of voices, zones and speakers, in the order of ``within``."""
    check_columns(within, PLACES)
    speakers = list_speakers(annotations) if "speaker" in within else None
    tables = {
        "voice": pd.DataFrame({"voice": VOICES}, dtype="str"),
        "zone": pd.DataFrame({"zone": ZONES}, dtype="str"),
        "speaker": speakers,
    }
    cells, always = pd.DataFrame(index=pd.RangeIndex(1)), None
    for place in within:
        table = tables[place]
        if table is not None:
            cells = cells.merge(table, how="cross")
    if speakers is not None:
        always = cells[KEYS[0]].isin(list_roster(annotations)).to_numpy()
    return Places(cells, within, always, speakers)
