"""Whether a headline finding hangs on one choice: what is left out in turn, and what becomes of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from framelens.measure.duplicates import TREATMENTS, treat_duplicates
from framelens.measure.framing import sum_hits
from framelens.measure.groups import find_column
from framelens.measure.intervals import resample_articles
from framelens.measure.leaving_out import what_if
from framelens.measure.resampling import NO_INTERVAL, Interval
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import sum_tone
from framelens.measure.voices import sum_statements
from framelens.report.narrative.comparisons import keep_groups
from framelens.report.narrative.robustness import MOST_ARTICLES_TO_READ_AGAIN, RESULTS, measure_frame_share
from framelens.results.blocks import Block, prose
from framelens.results.measures import StudyMeasures, measure_study
from framelens.results.wording import count, decimal, join_names, number, percent
from framelens.settings.settings import READERS
from framelens.store.opening import annotate_study
from framelens.tables import Annotations

THRESHOLDS = (0.5, 0.7, 0.9)
MOST_OUTLETS = 20
COLUMNS = ("result", "choice", "left_out", "n", "estimate", "low", "high", "change")
CHOICES = ("outlet", "reader", "confidence below", "kind of statement", "wire copies", "term")


def compare_choices(measures: StudyMeasures, *, read_again: bool = True) -> pd.DataFrame:
    """Each headline finding with one thing left out, or one choice made otherwise.

    Left out are, in turn: each outlet, statements below a confidence, each kind of statement, each term of the frame
    found most (fl.what_if has all of them). The articles are read by every finder, up to 200 of them, and copies of
    one article are counted once or as parts of one.

    Parameters
    ----------
    measures : StudyMeasures
    read_again : bool
        Whether the articles are read by the other finders.

    Returns
    -------
    pandas.DataFrame
        One row per finding and choice: ``result``, ``choice`` ('none' for the study as it is, 'outlet', 'reader',
        'confidence below', 'kind of statement', 'wire copies', 'term'), ``left_out`` (what is left out, or how it was
        made otherwise), ``n``, ``estimate``, ``low``, ``high`` and ``change`` (from the study as it is).
    """
    finders = _list_findings(measures)
    rows = []
    for result, find in finders.items():
        whole = find(measures.annotations)
        rows.append((result, "none", "", *whole, 0.0))
        for choice, name, other in _list_other(measures, read_again=read_again):
            found = find(other)
            rows.append((result, choice, name, *found, found[1] - whole[1]))
        rows += [(result, *row, row[3] - whole[1]) for row in _treat_copies(measures, result)]
        rows += [(result, *row, row[3] - whole[1]) for row in _leave_terms(measures, result)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    types = dict.fromkeys(COLUMNS[:3], "str") | dict.fromkeys(COLUMNS[4:], "float64")
    return table.astype({**types, "n": "Int64"})


Found = tuple[int, float, float, float]
Finder = Callable[[Annotations], Found]


def _take(table: pd.DataFrame) -> Found:
    if table.empty:
        return 0, np.nan, np.nan, np.nan
    row = table.iloc[0]
    return int(row["n"]), float(row["estimate"]), float(row["low"]), float(row["high"])


def _list_findings(measures: StudyMeasures) -> dict[str, Finder]:
    """The headline findings, each as a function of annotations; those that the study does not have are left out."""
    finders: dict[str, Finder] = {}
    heard = measures.voices.loc[measures.voices["speaker_id"].notna() & measures.voices["n_statements"].gt(0)]
    interval = measures.interval
    if len(heard):
        speaker = heard["speaker_id"].iloc[0]
        finders[RESULTS[0]] = lambda a: _take(
            _of_speaker(sum_statements(a, kinds=measures.study.counted), speaker, interval)
        )
    if measures.tone.loc[measures.tone["voice"].eq("direct"), "n"].gt(0).any():
        finders[RESULTS[1]] = lambda a: _take(_of_voice(sum_tone(a, measures.study.primary_lexicon), interval))
    top = _find_top(measures)
    if top is not None:
        finders[RESULTS[2]] = lambda a: _take(measure_frame_share(a, top, interval=interval))
    return finders


def _find_top(measures: StudyMeasures) -> str | None:
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    return str(frames["frame"].iloc[0]) if len(frames) and frames["n_hits"].iloc[0] else None


def _of_speaker(sums: ArticleSums, speaker: str, interval: Interval) -> pd.DataFrame:
    keep = sums.cells["speaker_id"].eq(speaker).fillna(False).to_numpy(dtype=bool)
    return resample_articles(replace(sums.keep_cells(keep), always=None), interval=interval)


def _of_voice(sums: ArticleSums, interval: Interval) -> pd.DataFrame:
    keep = sums.cells["voice"].eq("direct").to_numpy(dtype=bool)
    return resample_articles(replace(sums.keep_cells(keep), always=None), interval=interval)


def _list_other(measures: StudyMeasures, *, read_again: bool) -> Iterator[tuple[str, str, Annotations]]:
    """The annotations with one thing left out, or read by another finder."""
    annotations = measures.annotations
    outlets = measures.groups_of("outlet")
    for outlet in outlets[:MOST_OUTLETS] if len(outlets) > 1 else []:
        others = [name for name in find_column(annotations.articles, "outlet").dropna().unique() if name != outlet]
        yield "outlet", str(outlet), keep_groups(annotations, "outlet", others)
    sure = annotations.quotes["confidence"].astype("float64")
    for threshold in THRESHOLDS:
        if sure.lt(threshold).any():
            yield "confidence below", f"{threshold}", _keep_quotes(annotations, ~sure.lt(threshold).to_numpy())
    for kind in measures.study.quote_kinds:
        keep = annotations.quotes["kind"].ne(kind).to_numpy(dtype=bool)
        if not keep.all():
            yield "kind of statement", kind, _keep_quotes(annotations, keep)
    study = measures.study
    if read_again and study.articles.path.exists() and measures.n_articles <= MOST_ARTICLES_TO_READ_AGAIN:
        for reader in READERS:
            if reader not in ("auto", study.reader):
                other = replace(study, reader=reader)
                yield "reader", f"{reader} instead", measure_study(other, annotate_study(other)).annotations


def _keep_quotes(annotations: Annotations, keep: np.ndarray) -> Annotations:
    """The annotations without some statements, and without what stands in them."""
    dropped = annotations.quotes.loc[~keep, ["article_id", "quote_id"]].assign(dropped=True)
    tables = {"quotes": annotations.quotes.loc[keep].reset_index(drop=True)}
    for name in ("segments", "hits"):
        table = getattr(annotations, name)
        gone = table[["article_id", "quote_id"]].merge(dropped, on=["article_id", "quote_id"], how="left")["dropped"]
        tables[name] = table.loc[gone.isna().to_numpy()].reset_index(drop=True)
    return replace(annotations, **tables)


def _treat_copies(measures: StudyMeasures, result: str) -> Iterator[tuple[str, str, int, float, float, float]]:
    """The finding with copies of one article counted once, or as parts of one; nothing where there are none."""
    annotations = measures.annotations
    if not annotations.articles["duplicate_of"].notna().any():
        return
    for treatment in TREATMENTS[1:]:
        if result == RESULTS[0]:
            speaker = measures.voices["speaker_id"].iloc[0]
            sums = treat_duplicates(sum_statements(annotations, kinds=measures.study.counted), treatment)  # type: ignore[arg-type]
            found = _of_speaker(sums, speaker, measures.interval)
        elif result == RESULTS[1]:
            sums = treat_duplicates(sum_tone(annotations, measures.study.primary_lexicon), treatment)  # type: ignore[arg-type]
            found = _of_voice(sums, measures.interval)
        else:
            sums = treat_duplicates(_share_hits(measures), treatment)  # type: ignore[arg-type]
            found = resample_articles(sums, interval=measures.interval)
        yield "wire copies", treatment, *_take(found)


def _share_hits(measures: StudyMeasures, without: str | None = None) -> ArticleSums:
    """The frame found most among all frame terms, summed within articles; ``without`` one of its terms."""
    annotations, top = measures.annotations, str(_find_top(measures))
    if without is not None:
        gone = annotations.hits["frame"].eq(top) & annotations.hits["term"].eq(without)
        annotations = replace(annotations, hits=annotations.hits.loc[~gone])
    hits = sum_hits(annotations, measures.study.frames.names, within=())
    of_top = hits.cells["frame"].eq(top).to_numpy(dtype=bool)
    every = hits.numerators.sum(axis=0)[None, :]
    top_hits = hits.keep_cells(of_top)
    return replace(top_hits, denominators=type(hits.numerators)(every), kind="share", scale=1.0, always=None)


def _leave_terms(measures: StudyMeasures, result: str) -> Iterator[tuple[str, str, int, float, float, float]]:
    """The finding about the frame found most without each of its terms that was found."""
    top = _find_top(measures)
    if result != RESULTS[2] or top is None:
        return
    terms = what_if(measures.annotations, [top], interval=NO_INTERVAL)
    for term in terms.loc[terms["n_hits"].gt(0), "term"].head(MOST_OUTLETS):
        yield "term", str(term), *_take(resample_articles(_share_hits(measures, str(term)), interval=measures.interval))


def narrate_choices(table: pd.DataFrame) -> Block:
    """Which single choice moves each headline finding most, in sentences."""
    parts = []
    for result in dict.fromkeys(table["result"]):
        part = table.loc[table["result"].eq(result)]
        show: Callable[[float | None], str] = decimal if "tone" in result else percent
        own = part.loc[part["choice"].eq("none"), "estimate"].iloc[0]
        tried = part.loc[part["choice"].ne("none")]
        moved = tried.loc[tried["change"].abs().gt(1e-12)]
        lost = tried.loc[tried["estimate"].isna()]
        if tried.empty:
            continue
        said = f"The {result} is {show(own)}; {count(len(tried), 'choice')} were made otherwise"
        if moved.empty:
            said += ", and none changes it."
        else:
            most = moved.iloc[int(moved["change"].abs().to_numpy().argmax())]
            said += f", of which {most['choice']} ({most['left_out']}) changes it most, to {show(most['estimate'])}."
        if len(lost):
            names = join_names(f"{c} ({w})" for c, w in zip(lost["choice"], lost["left_out"], strict=True))
            said += f" Nothing is left to measure in {number(len(lost))}: {names}."
        parts.append(said)
    return prose(" ".join(parts) or "There is no finding to try other choices on.")
