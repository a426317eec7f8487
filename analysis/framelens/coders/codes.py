"""Codes of frames, whoever gave them: people, their coders, any model; read, checked, and made one table.

Everything that codes comes in by this door, and is scored by the same test: :mod:`framelens.coders.scoring`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from framelens.code.codebook import JOINT, NO_FRAME
from framelens.csvtables import read_csv_table
from framelens.errors import InputError, suggest
from framelens.measure.groups import list_near

KEYS = ("article_id", "start", "end")
YES = ("true", "yes", "y", "1", "1.0", "present")
NO = ("false", "no", "n", "0", "0.0", "absent")
_UNIT = r"^frame:(?P<article_id>.*):(?P<start>\d+)-(?P<end>\d+)$"  # as the coding form names paragraphs
_TOKEN, _GRAM = re.compile(r"[^\W_]+"), 3
COPIED = 0.4  # the share of groups of three words from which on a text is a copy of another
_OTHER = ("coder", "unit_id", "text", "note", "probability", "certainty", "sheet", "outlet", "published", "headline")


@dataclass(frozen=True)
class CodedTexts:
    """What was coded, one row per unit: an article, or a passage of one.

    Attributes
    ----------
    units : pandas.DataFrame
        ``article_id``, ``start``, ``end`` (offsets into the article's text) and ``text``.
    answers : pandas.DataFrame
        The same rows, one column per frame: 1.0 where the frame is used, 0.0 where not, null where it was not coded or
        as many coders said yes as no.
    passages : bool
        Whether units are passages.
    exclusive : bool
        Whether every unit has exactly one frame, so that choosing one frame gives up the others.
    """

    units: pd.DataFrame
    answers: pd.DataFrame
    passages: bool
    exclusive: bool

    @property
    def frames(self) -> list[str]:
        """The names of the frames."""
        return [str(name) for name in self.answers.columns]

    def __len__(self) -> int:
        return len(self.units)


def read_frame_codes(path: Path | str) -> pd.DataFrame:
    """Read codes from a CSV file.

    Parameters
    ----------
    path : path
        One row per unit, coder and frame with ``article_id``, ``frame`` and ``code`` (yes or no); or without ``frame``,
        where ``code`` names the unit's frame; or one row per unit with a column of yes and no for each frame.
        ``start`` and ``end`` make a unit a passage; ``coder`` says who coded. What framelens' own coding form saved
        is read too: its ``unit_id`` says where a unit stands, and frames have ``; `` between them.

    Raises
    ------
    InputError
        If the file cannot be read or lacks ``article_id``.

    Examples
    --------
    >>> _ = (folder / "codes.csv").write_text("article_id,frame,code\\nexample-1,conflict,yes\\n")
    >>> fl.read.read_frame_codes(folder / "codes.csv")
    """
    read = read_csv_table(path, "the file of codes", several_lines=True)
    table = pd.DataFrame([row for _, row in read.rows], columns=read.header, dtype="str")
    if not {"article_id", "unit_id"} & set(table.columns):
        raise InputError(
            f"the codes {path} lack the column article_id; the file has {', '.join(read.header)}; rename the one with "
            "the ids"
        )
    return table


def gather_codes(codes: pd.DataFrame, articles: pd.DataFrame) -> CodedTexts:
    """Bring codes in any of the forms of :func:`read_frame_codes` to units with one answer a frame.

    Where several coders coded a unit, most of them decide.

    Raises
    ------
    InputError
        For codes of articles that are not there, offsets outside the text, an answer that is neither yes nor no, no
        code at all.
    """
    table = _place_units(codes)
    table = table.assign(article_id=table["article_id"].astype(str))
    _check_articles(table["article_id"], articles)
    passages = {"start", "end"} <= set(table.columns) and bool(table["start"].notna().any())
    keys = list(KEYS) if passages else ["article_id"]
    if passages:
        table = _check_offsets(table, articles)
    votes = _list_votes(table, keys)
    if votes.empty:
        raise InputError("there are no codes; give each coded article its frames, as in article_id,frame,code")
    shares = votes.groupby([*keys, "frame"], sort=False)["code"].mean().unstack("frame")
    listed = list(dict.fromkeys(votes["frame"]))
    shares = shares.reindex(columns=listed if "frame" not in table else sorted(listed)).sort_index()
    answers = shares.where(shares != 0.5).gt(0.5).astype(float).where(shares.notna() & (shares != 0.5))
    texts = dict(zip(articles["article_id"].astype(str), articles["text"], strict=True))
    units = shares.index.to_frame(index=False)
    if not passages:
        units = units.assign(start=0, end=units["article_id"].map(lambda key: len(texts[key])))
    units = units.astype({"start": int, "end": int})
    rows = zip(units["article_id"], units["start"], units["end"], strict=True)
    units["text"] = [texts[key][start:end] for key, start, end in rows]
    answers = answers.reset_index(drop=True)
    answers.columns = pd.Index([str(name) for name in answers.columns], name=None)
    exclusive = answers.shape[1] > 1 and bool((answers.sum(axis=1) == 1).all() and answers.notna().all(axis=None))
    return CodedTexts(units, answers, passages, exclusive)


def _check_articles(ids: pd.Series, articles: pd.DataFrame) -> None:
    known = set(articles["article_id"].astype(str))
    strange = [key for key in dict.fromkeys(ids) if key not in known]
    if strange:
        near = suggest(strange[0], list_near(strange[0], sorted(known)))
        more = f" (and {len(strange) - 1:,} more)" if len(strange) > 1 else ""
        raise InputError(f"codes for articles that are not there: '{strange[0]}'{more}; {near}")


def _check_offsets(table: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    lengths = dict(zip(articles["article_id"].astype(str), articles["text"].str.len(), strict=True))
    table = table.assign(
        start=pd.to_numeric(table["start"], errors="coerce"), end=pd.to_numeric(table["end"], errors="coerce")
    )
    longest = table["article_id"].map(lengths)
    wrong = table[~((table["start"] >= 0) & (table["start"] < table["end"]) & (table["end"] <= longest))]
    if len(wrong):
        row = wrong.iloc[0]
        raise InputError(
            f"the code of article '{row['article_id']}' stands at {row['start']} to {row['end']}, outside of its text "
            f"of {lengths[row['article_id']]:,} letters; start and end are offsets into the article's text"
        )
    return table


def _list_votes(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One row per unit, coder and frame: 1.0 for yes, 0.0 for no; unsure left out."""
    if "frame" in table.columns and "code" in table.columns:
        votes = table.loc[table["code"].notna() & table["frame"].notna(), [*keys, "frame", "code"]]
        return votes.assign(code=_read_answers(votes["code"], "code"))
    if "code" in table.columns:
        return _list_named(table.loc[table["code"].notna()], keys)
    frames = [str(c) for c in table.columns if c not in (*KEYS, *_OTHER)]
    if not frames:
        raise InputError("the codes name no frame; give the columns frame and code, or a column of yes and no a frame")
    parts = [
        table.loc[table[f].notna(), keys].assign(frame=f, code=_read_answers(table[f].dropna(), f)) for f in frames
    ]
    return pd.concat(parts, ignore_index=True)


def _list_named(given: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Votes where the code names the unit's frame, or its frames with ``; `` between; a frame not named is a no."""
    who = [*keys, *(["coder"] if "coder" in given.columns else [])]
    named = given[who].assign(frame=given["code"].astype(str).str.split(JOINT.strip())).explode("frame")
    named["frame"] = named["frame"].str.strip()
    names = sorted(set(named["frame"]) - {NO_FRAME, ""})
    if set(map(str.lower, names)) <= {*YES, *NO}:
        raise InputError("the codes say yes and no, but not to which frame; add a column frame")
    wide = pd.crosstab([named[column] for column in who], named["frame"]).reindex(columns=names, fill_value=0)
    votes = wide.gt(0).astype(float).reset_index().melt(id_vars=who, var_name="frame", value_name="code")
    return votes[[*keys, "frame", "code"]]


def _place_units(codes: pd.DataFrame) -> pd.DataFrame:
    """Codes with ``article_id``; those of the coding form say it in their ``unit_id``, and only frames are taken."""
    if "article_id" in codes.columns:
        return codes
    if codes.index.name == "article_id":
        return codes.reset_index()
    if "unit_id" in codes.columns:
        places = codes["unit_id"].astype(str).str.extract(_UNIT)
        if places["article_id"].notna().any():
            return pd.concat([codes, places], axis=1).loc[places["article_id"].notna()]
    raise InputError(f"the codes lack the column article_id; they have {', '.join(map(str, codes.columns))}")


def _read_answers(values: pd.Series, column: str) -> pd.Series:
    said = values.astype(str).str.strip().str.lower()
    strange = said[~said.isin([*YES, *NO])]
    if len(strange):
        raise InputError(
            f"the answer '{values.loc[strange.index[0]]}' in the column {column} is neither yes nor no; "
            "write yes or no (or 1 and 0), and nothing where the coder was unsure"
        )
    return said.isin(YES).astype(float)


def number_groups(coded: CodedTexts) -> np.ndarray:
    """A number for each unit; units of one article, and near copies of each other, have the same one.

    A coder that is asked about a text of which it learned a copy remembers, and shows nothing about others. Copies are
    found in the units' own words, whoever calls: texts that share two fifths of their groups of three words (Jaccard).
    """
    from sklearn.feature_extraction.text import CountVectorizer

    words = [tuple(_TOKEN.findall(text.lower())) for text in coded.units["text"]]
    grams = [{part[n : n + _GRAM] for n in range(max(1, len(part) - _GRAM + 1))} for part in words]
    there = sparse.csr_array(CountVectorizer(analyzer=list, binary=True).fit_transform(grams).astype(np.int32))
    common = sparse.coo_array(there @ there.T)
    size = np.asarray(there.sum(axis=1)).ravel()
    alike = common.data >= COPIED * (size[common.row] + size[common.col] - common.data)
    article = pd.factorize(coded.units["article_id"])[0]
    first = pd.Series(np.arange(len(article))).groupby(article).transform("first").to_numpy()
    ones = np.r_[common.row[alike], first], np.r_[common.col[alike], np.arange(len(article))]
    graph = sparse.coo_array((np.ones(len(ones[0])), ones), shape=(len(article),) * 2)
    return np.asarray(connected_components(graph, directed=False)[1])
