"""A study as tables for other programs: articles, statements, segments, hits, speakers, and a codebook."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from framelens.annotate.places import locate_quotes
from framelens.disk import SUMS, as_sums, hash_file, make_folder, read_sums, write_together
from framelens.errors import InputError
from framelens.settings.settings import Settings
from framelens.spreadsheets import MOST_ROWS, csv_text, workbook_bytes
from framelens.study.codebook import describe_columns
from framelens.tables import SCHEMAS, VALENCE_PREFIX, VOICES, WEIGHT, Annotations, lexicons_in, spread_texts

CONTEXT = 80  # characters on either side of a hit
ROWS = {
    "articles": "one row per article, with its measures",
    "statements": "one row per attributed statement",
    "segments": "one row per segment, the part of one sentence in one voice",
    "hits": "one row per frame term, with the words around it",
    "speakers": "one row per person or organisation",
    "codebook": "one row per column of these tables",
}
READ_IN_R = """\
# Reads the tables that framelens exported: Parquet where the package arrow is installed, else CSV, in which an
# apostrophe stands before a text that begins with = + - or @.
codebook <- read.csv("codebook.csv", encoding = "UTF-8")
kinds <- c(text = "character", integer = "numeric", number = "numeric", truth = "logical", date = "POSIXct")
read_csv <- function(name) read.csv(paste0(name, ".csv"), encoding = "UTF-8", na.strings = "", check.names = FALSE,
                                    colClasses = unname(kinds[codebook$type[codebook$table == name]]))
read_parquet <- function(name) as.data.frame(arrow::read_parquet(paste0(name, ".parquet")))
read_table <- if (requireNamespace("arrow", quietly = TRUE)) read_parquet else read_csv
for (name in unique(codebook$table)) assign(name, read_table(name))
# articles:   one row per article, such as lm(tone_vader ~ outlet, articles)
# statements: one row per statement, nested in articles and outlets
# segments:   one row per segment, such as lme4::lmer(valence_vader ~ voice + (1 | outlet / article_id), segments)
# hits:       one row per frame term with its context; speakers: one row per person or organisation
# save(articles, statements, segments, hits, speakers, codebook, file = "tables.RData")
"""


class Exported(Protocol):
    """What is exported: a study, by its settings, its annotations and its table of statements."""

    settings: Settings

    @property
    def quotes(self) -> pd.DataFrame: ...

    @property
    def speakers(self) -> pd.DataFrame: ...

    @property
    def _found(self) -> Annotations: ...


def export_study(study: Exported, folder: str | Path) -> tuple[Path, ...]:
    """Write the tables of a study as CSV, Parquet and one workbook, with a codebook and a script that reads them in R.

    Raises
    ------
    InputError
        If a file of one of the names stands there and was not exported by framelens, or was changed since.
    """
    target = make_folder(Path(folder))
    tables = tabulate_study(study)
    codebook = describe_columns(tables, own=_list_own(study._found))
    files = {"read.R": READ_IN_R.encode()}
    for name, table in {**tables, "codebook": codebook}.items():
        files[f"{name}.csv"] = csv_text(_in_cells(table)).encode()
        if name != "codebook":
            files[f"{name}.parquet"] = _as_parquet(table)
    sheets = {"codebook": codebook, **{name: _in_cells(table) for name, table in tables.items() if _fits(name, table)}}
    about = [(name, meaning, _tell_sheet(name, tables, sheets)) for name, meaning in ROWS.items()]
    overview = pd.DataFrame(about, columns=["table", "what it is", "where"])
    files["study.xlsx"] = workbook_bytes({"about": overview, **sheets})
    _check_own(target, files)
    write_together(target, files)
    write_together(target, {SUMS: as_sums({name: {hash_file(target / name)} for name in files})})
    return tuple(target / name for name in sorted(files))


def _fits(name: str, table: pd.DataFrame) -> bool:
    """Whether a table goes into the workbook: segments, of which there are many, are for programs."""
    return name != "segments" and len(table) < MOST_ROWS


def _tell_sheet(name: str, tables: Mapping[str, pd.DataFrame], sheets: Mapping[str, pd.DataFrame]) -> str:
    if name in sheets:
        return f"in this workbook, {name}.csv" + ("" if name == "codebook" else f" and {name}.parquet")
    return f"in {name}.csv and {name}.parquet, not in this workbook ({len(tables[name]):,} rows)"


def tabulate_study(study: Exported) -> dict[str, pd.DataFrame]:
    """The tables of a study by name, each with outlet, date and the researcher's own columns beside its rows."""
    found = study._found
    counted = study.quotes["kind"].isin(study.settings.quote_kinds) & study.quotes["act"].isin(
        study.settings.quote_acts
    )
    statements = study.quotes.assign(counted=counted.astype("boolean"))
    return {
        "articles": _tabulate_articles(found, statements),
        "statements": statements,
        "segments": _tabulate_segments(found),
        "hits": _tabulate_hits(found),
        "speakers": study.speakers,
    }


def _tabulate_articles(found: Annotations, statements: pd.DataFrame) -> pd.DataFrame:
    """One row per article with its measures, without its words: ready for a regression."""
    articles = found.articles.drop(columns="text").set_index("article_id")
    measured = _count_statements(statements[statements["counted"]], articles.index)
    measured = measured.join([_count_words_and_terms(found, articles.index), _average_tone(found, articles.index)])
    articles = articles.rename(columns={name: f"article_{name}" for name in articles if name in measured})
    return articles.join(measured).reset_index()


def _count_statements(heard: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    unnamed = heard["resolution"].isin(("unnamed", "document"))
    unresolved = heard["resolution"].isin(("ambiguous", "absent"))
    counts: dict[str, pd.Series] = {
        "n_statements": heard.groupby("article_id").size(),
        "n_named_speakers": heard.groupby("article_id")["speaker_id"].nunique(),
        "n_unnamed": unnamed.groupby(heard["article_id"]).sum(),
        "n_unresolved": unresolved.groupby(heard["article_id"]).sum(),
    }
    return _whole(counts, index)


def _count_words_and_terms(found: Annotations, index: pd.Index) -> pd.DataFrame:
    segments, hits = found.segments, found.hits
    words: dict[str, pd.Series] = {}
    for voice in VOICES:
        words[f"words_{voice}"] = segments[segments["voice"] == voice].groupby("article_id")["n_words"].sum()
    named = _name_frames(found)
    terms: dict[str, pd.Series] = {}
    for frame, name in named.items():
        terms[f"terms_{name}"] = hits[hits["frame"] == frame].groupby("article_id").size()
    table = _whole(words | terms, index)
    n_words = table[list(words)].sum(axis=1).replace(0, pd.NA)
    rates = {f"rate_{name}": 1000 * table[f"terms_{name}"] / n_words for name in named.values()}
    quoted = {"share_quoted": (table["words_direct"] + table["words_indirect"]) / n_words}
    return table.assign(**{name: values.astype("Float64") for name, values in {**quoted, **rates}.items()})


def _average_tone(found: Annotations, index: pd.Index) -> pd.DataFrame:
    tone: dict[str, pd.Series] = {}
    for lexicon in lexicons_in(found.segments):
        column = VALENCE_PREFIX + lexicon
        scored = found.segments[found.segments[column].notna()]
        own = scored[scored["voice"] == "journalist"]
        tone[f"tone_{lexicon}"] = scored.groupby("article_id")[column].mean()
        tone[f"tone_{lexicon}_journalist"] = own.groupby("article_id")[column].mean()
        tone[f"scored_{lexicon}"] = scored.groupby("article_id").size()
    table = pd.DataFrame(tone, index=index)
    counts = [str(name) for name in table if str(name).startswith("scored_")]
    return table.assign(**{name: table[name].fillna(0).astype("Int64") for name in counts})


def _whole(counts: Mapping[str, pd.Series], index: pd.Index) -> pd.DataFrame:
    """Counts by article, 0 where nothing was counted."""
    table = pd.DataFrame({name: values.reindex(index) for name, values in counts.items()}, index=index)
    return table.fillna(0).astype("Int64")


def _tabulate_segments(found: Annotations) -> pd.DataFrame:
    """One row per segment with its valence, its voice and who speaks: ready for a multilevel model."""
    segments, quotes = found.segments, found.quotes
    speakers = pd.array([*quotes["speaker_id"], None], dtype="str")[locate_quotes(segments, quotes)]
    names = pd.Series(speakers).map(found.speakers.set_index("speaker_id")["name"]).array
    return _beside(found, segments.assign(speaker_id=speakers, speaker=names))


def _tabulate_hits(found: Annotations) -> pd.DataFrame:
    """One row per frame term with the words around it."""
    hits = found.hits
    at = list(zip(spread_texts(found.articles, hits["article_id"]), hits["start"], hits["end"], strict=True))
    table = hits.drop(columns=["quote_id"]).assign(
        before=[_flat(text[max(0, start - CONTEXT) : start]) for text, start, _ in at],
        words=[_flat(text[start:end]) for text, start, end in at],
        after=[_flat(text[end : end + CONTEXT]) for text, _, end in at],
        speaker=hits["speaker_id"].map(found.speakers.set_index("speaker_id")["name"]).astype("str"),
    )
    return _beside(found, table)


def _beside(found: Annotations, table: pd.DataFrame) -> pd.DataFrame:
    """A table by article with outlet, date and the researcher's own columns behind its own."""
    articles = found.articles.set_index("article_id")
    known = [name for name in SCHEMAS["articles"].names if name not in ("article_id", "outlet", "published")]
    articles = articles[[column for column in articles if column not in known]]
    articles = articles.rename(columns={name: f"article_{name}" for name in articles if name in table})
    rows = table.reset_index(drop=True)
    return rows.join(articles.reindex(rows["article_id"]).reset_index(drop=True))


def _list_own(found: Annotations) -> list[str]:
    return [str(name) for name in found.articles if name not in (*SCHEMAS["articles"].names, WEIGHT)]


def _name_frames(found: Annotations) -> dict[str, str]:
    """Frame -> its part of a column's name; two that would be called alike are numbered."""
    named: dict[str, str] = {}
    for frame in sorted(found.hits["frame"].unique()):
        plain = re.sub(r"\W+", "_", str(frame).casefold()).strip("_") or "frame"
        number = sum(name == plain or name.startswith(f"{plain}_") for name in named.values())
        named[str(frame)] = f"{plain}_{number + 1}" if plain in named.values() else plain
    return named


def _flat(words: str) -> str:
    return " ".join(words.split())


def _in_cells(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose lists are joined by semicolons, as CSV and workbooks hold them."""
    nested = [c for c in table if any(isinstance(value, (list, tuple, np.ndarray)) for value in table[c])]
    return table.assign(**{str(c): table[c].map(_join, na_action="ignore") for c in nested})


def _join(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple, np.ndarray)) else value


def _as_parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def _check_own(folder: Path, files: Mapping[str, bytes]) -> None:
    made = read_sums(folder)
    for name in (*files, SUMS):
        path = folder / name
        if path.exists() and name != SUMS and (not path.is_file() or hash_file(path) not in made.get(name, set())):
            raise InputError(
                f"{path} stands there and is not as framelens exported it; move it away, or name another folder"
            )
