"""What reviewers ask of a content analysis, filled from the study; what it does not say is named as a gap.

References
----------
Lacy, S., Watson, B. R., Riffe, D., & Lovejoy, J. (2015). Issues and best practices in content analysis. *Journalism &
Mass Communication Quarterly*, 92(4), 791-811. https://doi.org/10.1177/1077699015607338
Birkenmaier, L., Lechner, C. M., & Wagner, C. (2024). ValiText: A unified validation framework for computational
text-based measures of social constructs. https://doi.org/10.48550/arXiv.2307.02863
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from framelens.code.checking import CodedUnits
from framelens.code.coded_tables import tabulate_reliability
from framelens.code.correction import Correction
from framelens.code.declared import Coders
from framelens.code.reliability import CODERS, PROGRAM
from framelens.corpus.changes import BOILERPLATE, RELATED
from framelens.report.narrative.reliability import ASKED_UNITS, list_coders, show_alphas
from framelens.report.narrative.telling import say, spans
from framelens.report.narrative.validation import list_reported
from framelens.results.blocks import Block, group
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import show_table
from framelens.results.wording import count, day, join_names, spell
from framelens.settings.origins import is_template_file
from framelens.settings.preregistering import read_preregistration

GAP = "Gap: "
SOURCES = "SOURCES.md"
LACY, VALITEXT, BOTH = "Lacy et al.", "ValiText", "Lacy et al.; ValiText"
METHODS = {"t": "t", "percentile": "percentile", "bca": "BCa"}


def show_checklist(measures: StudyMeasures) -> Block:
    """The checklist for authors, as a table: one row per item."""
    table = pd.DataFrame(Checklist(measures).list_items(), columns=["item", "in this study", "asked by"])
    gaps, total = int(table["in this study"].str.startswith(GAP).sum()), len(table)
    shown = show_table(table, "checklist", caption=spans("checklist.caption"), top=len(table))
    return group(say("checklist.opening", gaps=gaps, total=total), shown)


@dataclass(frozen=True)
class Checklist:
    """The items of the checklist, and what the study says of each."""

    measures: StudyMeasures

    @cached_property
    def coded(self) -> dict[str, CodedUnits]:
        """The coded units of each question that has codes."""
        return {name: one for name, one in self.measures.codes.coded.items() if one.n_coded}

    @cached_property
    def reliability(self) -> pd.DataFrame:
        """Alpha of coders, and of program and coders, of each question."""
        return tabulate_reliability(self.measures.codes.group(), self.measures.interval)

    def list_items(self) -> Iterator[tuple[str, str, str]]:
        """Each item: what is asked, what the study says, and who asks."""
        yield "Material", self._tell_material(), LACY
        yield "Population and sampling of articles", self._tell_sampling(), LACY
        yield "Articles excluded", self._tell_excluded(), LACY
        yield "Passages and words excluded", self._tell_passages(), LACY
        yield "Units of analysis", self._tell_units(), LACY
        yield "Definitions of what is measured", self._tell_definitions(), VALITEXT
        yield "Decided before the results were seen", self._tell_preregistration(), VALITEXT
        yield "Coders", self._tell_coders(), LACY
        yield "Training, independence and blinding of coders", self._tell_coding(), LACY
        yield "Coded sample", self._tell_sample(), LACY
        yield "Reliability coefficient of each variable", self._tell_reliability(CODERS), LACY
        yield "Disagreements between coders", self._tell_settled(), LACY
        yield "Program against coders (external evidence)", self._tell_reliability(PROGRAM), VALITEXT
        yield "Correction for errors of the program", self._tell_corrected(), VALITEXT
        yield "Robustness of the measures (structural evidence)", self._tell_robustness(), VALITEXT
        yield "Uncertainty", self._tell_uncertainty(), LACY
        yield "Replication", "study.toml and the hashes of all inputs are in manifest.json", BOTH

    def _tell_material(self) -> str:
        articles = self.measures.annotations.articles
        outlets, dates = articles["outlet"].dropna().nunique(), articles["published"].dropna()
        parts = [count(len(articles), "article"), f"{articles['n_words'].sum():,} words"]
        parts += [count(outlets, "outlet")] if outlets else []
        if len(dates):
            first, last = day(dates.min()), day(dates.max())
            parts.append(first if first == last else f"{first} to {last}")
        return ", ".join(parts)

    def _tell_sampling(self) -> str:
        path = self.measures.study.folder / SOURCES
        if not path.is_file() or is_template_file(path):
            return f"{GAP}{SOURCES} does not say where the articles come from and how they were chosen"
        return f"described in {SOURCES}"

    def _tell_excluded(self) -> str:
        found = self.measures.annotations
        lost = found.left_out.loc[found.left_out["kind"].ne("expected"), "kind"].value_counts()
        parts = [f"{n:,} {str(kind).replace('_', ' ')}" for kind, n in lost.items()]
        parts += [f"{count(found.n_copies, 'copy')} of other articles"] if found.n_copies else []
        return "; ".join(parts) or "none"

    def _tell_passages(self) -> str:
        study, kinds = self.measures.study, self.measures.annotations.clean["kind"]
        dropped = int(kinds.isin([RELATED, *([] if study.articles.keep_boilerplate else [BOILERPLATE])]).sum())
        words = f"; not scored for tone: {join_names(study.excluded_words)}" if study.excluded_words else ""
        return f"{count(dropped, 'passage')} of captions, advertisements and related links{words}"

    def _tell_units(self) -> str:
        cluster = self.measures.study.cluster
        resampled = f"articles, clustered by {cluster}" if cluster else "articles"
        return f"statements (voices), segments (tone), words (frames); the unit of inference is {resampled}"

    def _tell_definitions(self) -> str:
        frames = self.measures.study.frames.frames
        lexicon = f"lexicon: {self.measures.study.describe_lexicon().title}"
        undefined = [frame.name for frame in frames if not str(frame.definition or "").strip()]
        if undefined:
            return f"{GAP}without a definition in the dictionary: {join_names(undefined)}; {lexicon}"
        return f"{count(len(frames), 'frame')} with definitions; {lexicon}" if frames else lexicon

    def _tell_preregistration(self) -> str:
        registered = read_preregistration(self.measures.study.folder)
        if registered is None:
            return f"{GAP}not preregistered"
        changes = registered.list_changes(self.measures.study)
        return f"preregistered ({registered.path.name}); {count(len(changes), 'setting')} changed afterwards"

    @property
    def _declared(self) -> tuple[Coders, list[str]]:
        names = sorted({name for one in self.coded.values() for name in list_coders(one)})
        return self.measures.codes.coders, names

    def _tell_coders(self) -> str:
        declared, names = self._declared
        if not names:
            return f"{GAP}nobody has coded a sample"
        people = declared.group(names)
        unknown = [name for name in names if name not in declared.people]
        if unknown:
            return f"{GAP}who {join_names(unknown)} {'is' if len(unknown) == 1 else 'are'} is not declared"
        return "; ".join(f"{who}, {spell(len(own), 'pass')}" for who, own in people.items())

    def _tell_coding(self) -> str:
        declared, names = self._declared
        if not names:
            return f"{GAP}nobody has coded a sample"
        gaps = [gap for gap in declared.list_gaps(names) if not gap.startswith("who ") and "disagreements" not in gap]
        said = [f"training: {declared.training}"] if declared.training else []
        for value, yes, no in (
            (declared.independent, "independent of each other", "not independent of each other"),
            (declared.blind, "blind to the program’s answers", "saw the program’s answers"),
            (declared.authors, "an author is among them", "no author among them"),
        ):
            said += [] if value is None else [yes if value else no]
        return "; ".join(([f"{GAP}not declared {', '.join(gaps)}"] if gaps else []) + said)

    def _tell_sample(self) -> str:
        if not self.coded:
            return f"{GAP}no sample has been drawn and coded"
        return "; ".join(
            f"{one.n_coded:,} of {len(one.population):,} {ASKED_UNITS[name]}" for name, one in self.coded.items()
        )

    def _tell_reliability(self, between: str) -> str:
        found = self.reliability[self.reliability["between"].eq(between)] if self.coded else self.reliability
        told = {str(name): show_alphas(part, between)[""] for name, part in found.groupby("question", sort=False)}
        done = set(told)
        missing = [name for name in list_reported(self.measures).values() if name not in done]
        listed = "; ".join(f"{name}: {alpha}" for name, alpha in told.items())
        known = f"Krippendorff’s alpha; {listed}" if told else ""
        return "; ".join(filter(None, [f"{GAP}none for {join_names(missing)}" if missing else "", known]))

    def _tell_settled(self) -> str:
        declared, names = self._declared
        if len(names) < 2:
            return "no unit was coded twice" if names else f"{GAP}nobody has coded a sample"
        return declared.settled or f"{GAP}how they were settled is not declared"

    def _tell_corrected(self) -> str:
        least = Correction().least
        reported = list_reported(self.measures)
        done = [m for m, name in reported.items() if name in self.coded and self.coded[name].n_coded >= least]
        missing = [measure for measure in reported if measure not in done]
        told = [f"{GAP}{join_names(missing)} uncorrected"] if missing else []
        return "; ".join(told + ([f"corrected estimates of {join_names(done)} beside the raw ones"] if done else []))

    def _tell_robustness(self) -> str:
        study = self.measures.study
        lexicons = count(len(study.lexicons), "lexicon")
        return f"tone under {lexicons}; the main results under other definitions (see there)"

    def _tell_uncertainty(self) -> str:
        if self.measures.is_one:
            return "no intervals: a single article supports no inference"
        return f"95% {METHODS[self.measures.study.interval]} intervals; q values over families of tests"
