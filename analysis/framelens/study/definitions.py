"""The main findings under other definitions, and with one thing left out at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from framelens.corpus.header import find_header
from framelens.measure.duplicates import TREATMENTS, treat_duplicates
from framelens.measure.framing import sum_hits
from framelens.measure.groups import find_column
from framelens.measure.intervals import resample_articles
from framelens.measure.leaving_out import what_if
from framelens.measure.resampling import NO_INTERVAL
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import sum_tone
from framelens.measure.voices import sum_statements
from framelens.results.labels import RESULT_NAMES, title_of
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.results.selecting import SelectElsewhere
from framelens.results.wording import join_names
from framelens.settings.settings import READERS
from framelens.study.measuring import Measuring
from framelens.study.registry import measure
from framelens.tables import QUOTE_ACTS, QUOTE_KINDS, Annotations

RESULTS = tuple(RESULT_NAMES)
THRESHOLDS = (0.5, 0.7, 0.9)
MOST_OUTLETS = 20
MOST_ARTICLES_TO_READ_AGAIN = 200

DEFINITIONS = Look(
    "definitions", "The main results under other definitions", "passage", "index", "estimate",
    "Each main result is measured again under every definition that applies.",
)  # fmt: skip
CHOICES = Look(
    "choices", "The main results with one thing left out", "passage", "index", "estimate",
    "One element at a time is left out, or one choice is made differently.",
)  # fmt: skip


@dataclass(frozen=True)
class _Tried:
    """One result under one definition: a measure of one row, or none where nothing is left to measure."""

    result: str
    keys: dict[str, Any]
    found: Measure | None


class Definitions(Measuring):
    """Measures of how far the main findings depend on definitions."""

    @measure(groups=False)
    def definitions(self) -> Measure:
        """The main results under other definitions: other statements, words, lexicons, zones, the header line.

        Returns
        -------
        Measure
            One row per ``result`` and ``definition``, ``chosen`` where it is the study's own; null where a definition
            leaves nothing to measure.

        Examples
        --------
        >>> study.definitions().table.query("chosen")
        """
        return self._defined

    @measure({"read_again": False}, groups=False)
    def choices(self, *, read_again: bool = True) -> Measure:
        """The main results with one thing left out: an outlet, unsure statements, a kind of statement, a term, copies.

        Parameters
        ----------
        read_again : bool
            Whether the articles, up to 200 of them, are read by the other finders of statements as well.

        Returns
        -------
        Measure
            One row per ``result``, ``choice`` ('none' for the study as it is) and ``left_out``; ``change`` is the
            difference from the study as it is.

        Examples
        --------
        >>> study.choices(read_again=False).table.query("choice == 'outlet'")
        """
        if read_again not in self._chosen:
            self._chosen[read_again] = self._choose_otherwise(read_again=read_again)
        return self._chosen[read_again]

    @cached_property
    def _defined(self) -> Measure:
        tried = [*self._define_voice(), *self._define_tone(), *self._define_frame()]
        return self._gather(DEFINITIONS, tried, ("result", "definition"))

    @cached_property
    def _chosen(self) -> dict[bool, Measure]:
        return {}

    def _choose_otherwise(self, *, read_again: bool) -> Measure:
        findings = self._list_findings()
        tried = []
        others = list(self._list_other(read_again=read_again)) if findings else []
        for result, (make, pick) in findings.items():
            own = _one(self, make(self), pick)
            tried.append(_Tried(result, {"choice": "none", "left_out": ""}, own))
            for choice, name, other in others:
                keys = {"choice": choice, "left_out": name}
                tried.append(_Tried(result, keys, _one(other, make(other), pick)))
            if self._found.articles["duplicate_of"].notna().any():
                for treatment in TREATMENTS[1:]:
                    sums = treat_duplicates(make(self), treatment)  # type: ignore[arg-type]
                    keys = {"choice": "wire copies", "left_out": treatment}
                    tried.append(_Tried(result, keys, _one(self, sums, pick)))
        tried += list(self._leave_terms())
        made = self._gather(CHOICES, tried, ("result", "choice", "left_out"))
        table = made.table
        whole = table.loc[table["choice"].eq("none")].set_index("result")["estimate"]
        change = table["estimate"] - table["result"].map(whole).astype("float64")
        return replace(made, _table=table.assign(change=change))

    def _gather(self, look: Look, tried: list[_Tried], keys: tuple[str, ...]) -> Measure:
        """The rows of several measures as one."""
        rows, origins = [], []
        for one in tried:
            found = one.found
            values: dict[str, Any] = {"base": pd.NA, "estimate": np.nan, "low": np.nan, "high": np.nan}
            if found is not None:
                row = found.table.iloc[0]
                values = {name: row[name] for name in values if name in row}
            rows.append({"result": one.result, **one.keys, **values})
            origins.append(None if found is None else (found._selector, 0))
        columns = [*dict.fromkeys([*keys, *(rows[0] if rows else ())])]
        table = pd.DataFrame(rows, columns=columns or list(keys))
        for name in ("base", "estimate", "low", "high"):
            table[name] = table.get(name, pd.NA)
        table = table.astype({"base": "Int64", **dict.fromkeys(("estimate", "low", "high"), "float64")})
        return self._make(look, table, table, keys, SelectElsewhere(tuple(origins)), ()).without_figure()

    # The study's main results under other definitions

    def _define_voice(self) -> Iterator[_Tried]:
        speaker, settings = self._heard_most(), self.settings
        if speaker is None:
            return

        def share(study: Measuring, kinds: tuple[str, ...], unit: Any = "statements") -> Measure | None:
            return _one(study, sum_statements(study._found, kinds=kinds, unit=unit), ("speaker_id", speaker))

        def tried(definition: str, found: Measure | None, *, chosen: bool = False) -> _Tried:
            return _Tried(RESULTS[0], {"definition": definition, "chosen": chosen}, found)

        yield tried(name_kinds(settings.quote_kinds), share(self, settings.counted), chosen=True)
        for kinds in (("direct",), ("direct", "mixed"), ("indirect",)):
            if set(kinds) != set(settings.quote_kinds):
                yield tried(name_kinds(kinds), share(self, (*kinds, *settings.quote_acts)))
        if set(settings.quote_acts) != set(QUOTE_ACTS):
            yield tried("all reported acts", share(self, (*settings.quote_kinds, *QUOTE_ACTS)))
        yield tried("words instead of statements", share(self, settings.counted, "words"))
        for name, other in self._other_texts:
            yield tried(name, share(other, settings.counted))

    def _define_tone(self) -> Iterator[_Tried]:
        primary = self.settings.primary_lexicon

        def mean(study: Measuring, lexicon: str, weigh: Any = "segments") -> Measure | None:
            return _one(study, sum_tone(study._found, lexicon, weigh=weigh), ("voice", "direct"))

        def tried(definition: str, found: Measure | None, *, chosen: bool = False) -> _Tried:
            return _Tried(RESULTS[1], {"definition": definition, "chosen": chosen}, found)

        yield tried(f"{title_of(primary)}, by segment", mean(self, primary), chosen=True)
        yield tried(f"{title_of(primary)}, by words", mean(self, primary, "words"))
        for lexicon in self.settings.lexicons[1:]:
            yield tried(title_of(lexicon), mean(self, lexicon))
        for name, other in self._other_texts:
            yield tried(name, mean(other, primary))

    def _define_frame(self) -> Iterator[_Tried]:
        frame = self._found_most()
        if frame is None:
            return

        def share(study: Measuring, voice: str | None = None) -> Measure | None:
            return _one(study, share_frames(study, voice), ("frame", frame))

        def tried(definition: str, found: Measure | None, *, chosen: bool = False) -> _Tried:
            return _Tried(RESULTS[2], {"definition": definition, "chosen": chosen}, found)

        yield tried("all voices", share(self), chosen=True)
        yield tried("direct speech only", share(self, "direct"))
        yield tried("journalist’s text only", share(self, "journalist"))
        for name, other in self._other_texts:
            yield tried(name, share(other))

    def _heard_most(self) -> str | None:
        """The id of the named speaker with the most statements."""
        voices = self._measures.voices
        heard = voices.loc[voices["speaker_id"].notna() & voices["n_statements"].gt(0), "speaker_id"]
        return str(heard.iloc[0]) if len(heard) else None

    def _found_most(self) -> str | None:
        """The frame with the most terms."""
        frames = self._measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
        return str(frames["frame"].iloc[0]) if len(frames) and frames["n_hits"].iloc[0] else None

    # Variants of the study

    @cached_property
    def _other_texts(self) -> list[tuple[str, Measuring]]:
        """The same articles without headline and lead, and with (or without) the header line that some have."""
        others = [("without headline and lead", self._variant(_keep_zone(self._found, "body")))]
        articles = self.settings.articles
        if self._can_be_read_again and any(map(find_header, self._found.articles["text"])):
            name = "without the header line" if articles.count_header else "with the header line"
            others.append((name, self._read_again(articles=replace(articles, count_header=not articles.count_header))))
        return others

    @property
    def _can_be_read_again(self) -> bool:
        few = self._measures.n_articles <= MOST_ARTICLES_TO_READ_AGAIN
        return bool(few and self._is_whole and self.settings.articles.path.exists())

    def _list_findings(self) -> dict[str, tuple[Callable[[Measuring], ArticleSums], tuple[str, str]]]:
        """The main results that the study has: how each is summed, and which ratio of the sums it is."""
        found: dict[str, Any] = {}
        kinds, primary = self.settings.counted, self.settings.primary_lexicon
        if (speaker := self._heard_most()) is not None:
            found[RESULTS[0]] = (lambda s: sum_statements(s._found, kinds=kinds)), ("speaker_id", speaker)
        tone = self._measures.tone
        if tone.loc[tone["voice"].eq("direct"), "n"].gt(0).any():
            found[RESULTS[1]] = (lambda s: sum_tone(s._found, primary)), ("voice", "direct")
        if (frame := self._found_most()) is not None:
            found[RESULTS[2]] = partial(share_frames), ("frame", frame)
        return found

    def _list_other(self, *, read_again: bool) -> Iterator[tuple[str, str, Measuring]]:
        """The study with one thing left out, or read by another finder of statements."""
        annotations = self._found
        outlets = self._measures.groups_of("outlet")
        for outlet in outlets[:MOST_OUTLETS] if len(outlets) > 1 else []:
            articles = annotations.articles
            others = find_column(articles, "outlet").ne(outlet).fillna(False).to_numpy(dtype=bool)
            yield "outlet", str(outlet), self._variant(replace(annotations, articles=articles.loc[others]))
        sure = annotations.quotes["confidence"].astype("float64")
        for threshold in THRESHOLDS:
            if sure.lt(threshold).any():
                kept = _keep_quotes(annotations, ~sure.lt(threshold).to_numpy())
                yield "confidence below", f"{threshold}", self._variant(kept)
        for kind in self.settings.quote_kinds:
            keep = annotations.quotes["kind"].ne(kind).to_numpy(dtype=bool)
            if not keep.all():
                yield "kind of statement", kind, self._variant(_keep_quotes(annotations, keep))
        if read_again and self._can_be_read_again:
            for reader in READERS:
                if reader not in ("auto", "multilingual", self.settings.reader):
                    yield "reader", f"{reader} instead", self._read_again(reader=reader)

    def _leave_terms(self) -> Iterator[_Tried]:
        """The finding about the frame found most without each of its terms that was found."""
        frame = self._found_most()
        if frame is None:
            return
        terms = what_if(self._found, [frame], interval=NO_INTERVAL)
        for term in terms.loc[terms["n_hits"].gt(0), "term"].head(MOST_OUTLETS):
            hits = self._found.hits
            gone = (hits["frame"].eq(frame) & hits["term"].eq(term)).to_numpy(dtype=bool)
            other = self._variant(replace(self._found, hits=hits.loc[~gone]))
            found = _one(other, share_frames(other), ("frame", frame))
            yield _Tried(RESULTS[2], {"choice": "term", "left_out": str(term)}, found)


def share_frames(study: Measuring, voice: str | None = None) -> ArticleSums:
    """Each frame's terms over those of all frames, summed within articles; in one voice or in all."""
    annotations = study._found
    if voice is not None:
        annotations = replace(annotations, hits=annotations.hits.loc[annotations.hits["voice"].eq(voice)])
    hits = sum_hits(annotations, study.settings.frames.names, within=())
    every = type(hits.numerators)(hits.numerators.sum(axis=0)[None, :])
    return replace(hits, denominators=every, kind="share", scale=1.0, counts=None, always=None)


def name_kinds(kinds: tuple[str, ...]) -> str:
    """What statements of these kinds are called: 'all statements', 'direct and mixed only'."""
    return "all statements" if set(kinds) == set(QUOTE_KINDS) else f"{join_names(kinds)} only"


_ONE = Look("one", "One ratio", "passage", "index", "estimate", "")


def _one(study: Measuring, sums: ArticleSums, pick: tuple[str, str]) -> Measure | None:
    """One ratio of some sums as a measure of one row; None where it has no base."""
    column, value = pick
    keep = sums.cells[column].eq(value).fillna(False).to_numpy(dtype=bool)
    kept = replace(sums.keep_cells(keep), always=None)
    stats = resample_articles(kept, interval=study._interval)
    if stats.empty or not stats["n"].iloc[0]:
        return None
    return study._by_cells(_ONE, stats.rename(columns={"n": "base"}), kept, ())


def _keep_zone(annotations: Annotations, zone: str) -> Annotations:
    """The annotations of one zone; articles, mentions and speakers stay as they are."""
    kept = {name: getattr(annotations, name) for name in ("segments", "quotes", "hits")}
    return replace(annotations, **{name: table.loc[table["zone"].eq(zone)] for name, table in kept.items()})


def _keep_quotes(annotations: Annotations, keep: np.ndarray) -> Annotations:
    """The annotations without some statements, and without what stands in them."""
    dropped = annotations.quotes.loc[~keep, ["article_id", "quote_id"]].assign(dropped=True)
    tables = {"quotes": annotations.quotes.loc[keep].reset_index(drop=True)}
    for name in ("segments", "hits"):
        table = getattr(annotations, name)
        gone = table[["article_id", "quote_id"]].merge(dropped, on=["article_id", "quote_id"], how="left")["dropped"]
        tables[name] = table.loc[gone.isna().to_numpy()].reset_index(drop=True)
    return replace(annotations, **tables)
