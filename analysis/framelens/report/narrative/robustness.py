"""The same results under other definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from framelens.measure.intervals import resample_articles
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.measure.tone import score_tone, sum_tone
from framelens.measure.voices import count_speakers, sum_statements
from framelens.results.blocks import Block, prose
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures, measure_study
from framelens.results.wording import decimal, join_names, percent, share_digits, spell
from framelens.store.opening import annotate_study
from framelens.tables import QUOTE_ACTS, QUOTE_KINDS, Annotations

RESULTS = ("share of the voice heard most", "tone of direct speech", "share of the frame found most")
RESULT_NAMES = dict(zip(RESULTS, ("voice", "tone", "frame"), strict=True))
MOST_ARTICLES_TO_READ_AGAIN = 200
COLUMNS = ["result", "definition", "chosen", "n", "estimate", "low", "high"]


def compare_definitions(measures: StudyMeasures) -> pd.DataFrame:
    """The main results under every definition that is tried.

    Returns
    -------
    pandas.DataFrame
        One row per result and definition: ``result`` (one of :data:`RESULTS`), ``definition``, ``chosen``
        (whether it is the study's own), ``n``, ``estimate``, ``low``, ``high``. Definitions that leave nothing
        to measure have a null estimate.
    """
    rows = [*_voice_rows(measures), *_tone_rows(measures), *_frame_rows(measures)]
    return pd.DataFrame(rows, columns=COLUMNS)


Row = tuple[str, str, bool, int, float | None, float | None, float | None]


def _row(result: str, definition: str, found: pd.DataFrame, *, chosen: bool = False) -> Row:
    if found.empty:
        return (result, definition, chosen, 0, None, None, None)
    row = found.iloc[0]
    return (result, definition, chosen, int(row["n"]), row["estimate"], row["low"], row["high"])


def _voice_rows(measures: StudyMeasures) -> Iterator[Row]:
    """The share of the speaker heard most, with other kinds, units, zones and words."""
    heard = measures.voices.loc[measures.voices["speaker_id"].notna() & measures.voices["n_statements"].gt(0)]
    if heard.empty:
        return
    speaker, result = heard["speaker_id"].iloc[0], RESULTS[0]

    def pick(table: pd.DataFrame) -> pd.DataFrame:
        return table.loc[table["speaker_id"].eq(speaker) & table["n"].gt(0)]

    study = measures.study
    yield _row(result, name_kinds(study.quote_kinds), pick(measures.voices), chosen=True)
    for kinds in (("direct",), ("direct", "mixed"), ("indirect",)):
        if set(kinds) != set(study.quote_kinds):
            table = count_speakers(measures.annotations, kinds=(*kinds, *study.quote_acts), interval=measures.interval)
            yield _row(result, name_kinds(kinds), pick(table))
    if set(study.quote_acts) != set(QUOTE_ACTS):
        table = count_speakers(
            measures.annotations, kinds=(*study.quote_kinds, *QUOTE_ACTS), interval=measures.interval
        )
        yield _row(result, "all acts, not only saying", pick(table))
    words = sum_statements(measures.annotations, kinds=study.counted, unit="words")
    yield _row(result, "words, not statements", pick(resample_articles(words, interval=measures.interval)))
    for name, other in _other_texts(measures):
        yield _row(result, name, pick(count_speakers(other, kinds=study.counted, interval=measures.interval)))


def name_kinds(kinds: tuple[str, ...]) -> str:
    """What statements of these kinds are called: 'all statements', 'direct ones', 'direct and mixed ones'."""
    return "all statements" if set(kinds) == set(QUOTE_KINDS) else f"{join_names(kinds)} ones"


def _tone_rows(measures: StudyMeasures) -> Iterator[Row]:
    """The mean valence of direct speech, with other lexicons, weights, zones and words."""
    result, primary = RESULTS[1], measures.study.primary_lexicon

    def pick(table: pd.DataFrame) -> pd.DataFrame:
        return table.loc[table["voice"].eq("direct") & table["n"].gt(0)]

    yield _row(result, f"{title_of(primary)}, by stretch", pick(measures.tone), chosen=True)
    weighed = sum_tone(measures.annotations, primary, weigh="words")
    yield _row(result, f"{title_of(primary)}, by words", pick(resample_articles(weighed, interval=measures.interval)))
    for lexicon in measures.study.lexicons[1:]:
        yield _row(result, title_of(lexicon), pick(measures.score_tone(lexicon)))
    for name, other in _other_texts(measures):
        yield _row(result, name, pick(score_tone(other, primary, interval=measures.interval)))


def _frame_rows(measures: StudyMeasures) -> Iterator[Row]:
    """The share of all frame terms that belong to the frame found most, with other zones and words."""
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    if frames.empty or not frames["n_hits"].iloc[0]:
        return
    top, result = str(frames["frame"].iloc[0]), RESULTS[2]

    def share(annotations: Annotations, voice: str | None = None) -> pd.DataFrame:
        hits = annotations.hits if voice is None else annotations.hits.loc[annotations.hits["voice"].eq(voice)]
        table = measure_frame_share(replace(annotations, hits=hits), top, interval=measures.interval)
        return table.loc[table["n"].gt(0)]

    yield _row(result, "all voices", share(measures.annotations), chosen=True)
    yield _row(result, "direct speech only", share(measures.annotations, "direct"))
    yield _row(result, "journalist only", share(measures.annotations, "journalist"))
    for name, other in _other_texts(measures):
        yield _row(result, name, share(other))


def measure_frame_share(annotations: Annotations, frame: str, **resampling: Any) -> pd.DataFrame:
    """One row: the share of all frame terms (``n``) that belong to ``frame``, with interval."""
    articles, hits = prepare_articles(annotations.articles), annotations.hits
    article = locate_articles(hits["article_id"], articles)
    cell, shape = np.zeros(len(hits), dtype=np.intp), (1, len(articles))
    of_frame = sum_cells(np.where(hits["frame"].eq(frame), cell, -1), article, None, shape)
    cells = pd.DataFrame({"frame": [frame]}, dtype="str")
    sums = ArticleSums(articles, cells, of_frame, sum_cells(cell, article, None, shape), "share")
    return resample_articles(sums, **resampling)


def _other_texts(measures: StudyMeasures) -> Iterator[tuple[str, Annotations]]:
    """The same articles without their headline and lead, and with (or without) their header line."""
    yield "without headline and lead", keep_zone(measures.annotations, "body")
    again = read_again(measures)
    if again is not None:
        counted = measures.study.articles.count_header
        yield ("without the header line" if counted else "with the header line"), again.annotations


def keep_zone(annotations: Annotations, zone: str) -> Annotations:
    """The annotations of one zone; articles, mentions and speakers stay as they are."""
    kept = {name: getattr(annotations, name) for name in ("segments", "quotes", "hits")}
    return replace(annotations, **{name: table.loc[table["zone"].eq(zone)] for name, table in kept.items()})


def read_again(measures: StudyMeasures) -> StudyMeasures | None:
    """The study with its header lines counted the other way; None where its articles are not at hand or too many."""
    source = measures.study.articles
    if not source.path.exists() or measures.n_articles > MOST_ARTICLES_TO_READ_AGAIN:
        return None
    other = replace(measures.study, articles=replace(source, count_header=not source.count_header))
    return measure_study(other, annotate_study(other))


def narrate_definitions(table: pd.DataFrame) -> Block:
    """Whether the main results stand under every definition tried."""
    parts = []
    for result in dict.fromkeys(table["result"]):
        part = table.loc[table["result"].eq(result) & table["estimate"].notna()]
        own = part.loc[part["chosen"]]
        if part.empty or own.empty:
            continue
        show: Callable[[float | None], str] = (
            decimal if "tone" in result else partial(percent, digits=share_digits(int(own["n"].iloc[0])))
        )
        low, high = part["estimate"].min(), part["estimate"].max()
        tried = spell(len(part), "definition")
        if low == high:
            parts.append(f"The {result} is {show(low)} under {'all ' if len(part) > 1 else ''}{tried}.")
        else:
            parts.append(
                f"The {result} is {show(own['estimate'].iloc[0])} as the study defines it and lies between {show(low)} "
                f"and {show(high)} over {tried}."
            )
    return prose(" ".join(parts) or "There is no result to try other definitions on.")
