"""People's codes of a study: the samples, drawn once and kept, and what was coded of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd

from framelens.code.checking import CodedUnits, group_units, join_codes_to_units
from framelens.code.codebook import FORM, QUESTIONS, ROLE, Question, find_question, make_codebook
from framelens.code.declared import Coders, read_coders
from framelens.code.folder import FOLDER, read_codes, read_coding_samples, write_coding_sample
from framelens.code.sampling import draw_coding_sample
from framelens.code.sheets import BLINDABLE, write_coding_sheet
from framelens.code.units import list_units
from framelens.errors import InputError
from framelens.measure.groups import By, list_columns
from framelens.measure.resampling import INTERVAL, Interval
from framelens.settings.settings import Settings
from framelens.spreadsheets import Table
from framelens.tables import Annotations

DRAWN = 100  # units of a sample by default
# Which measure of the report rests on which question.
BASIS = {
    "statements": "statement", "voices": "speaker", "tone": "tone", "frames": "frame", "toward": "toward",
    "sources": "role", "forms": "form",
}  # fmt: skip


@dataclass(frozen=True, repr=False, eq=False)
class StudyCodes:
    """What people coded of a study, kept in ``codes`` beside its ``study.toml``.

    Attributes
    ----------
    settings : Settings
    annotations : Annotations
    interval : Interval
        How intervals of agreement and scores are made.
    toward, sorts : callable
        The tables of polarity toward persons and of the sorts of sources, made where their questions are asked.
    questions : tuple of str
        The questions it is about: all, or the one that :meth:`sample` was asked for.
    """

    settings: Settings
    annotations: Annotations
    interval: Interval = INTERVAL
    toward: Callable[[], pd.DataFrame] = field(default=pd.DataFrame)
    sorts: Callable[[], pd.DataFrame] = field(default=pd.DataFrame)
    questions: tuple[str, ...] = tuple(QUESTIONS)
    _read: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where samples and codes lie."""
        return Path(self.settings.folder) / FOLDER

    @cached_property
    def codebook(self) -> Mapping[str, Question]:
        """Every question with its codes, under the study's frames."""
        return make_codebook(self.settings)

    @property
    def coders(self) -> Coders:
        """Who the coders are and how they worked, as ``codes/coders.toml`` declares it.

        Examples
        --------
        >>> study.codes.coders.people
        """
        return read_coders(self.folder)

    @property
    def table(self) -> Table:
        """One row per unit that was drawn, with the program's answer."""
        kept = read_coding_samples(self.folder)
        drawn = [self._draw(name) for name in self.questions if kept["question"].eq(name).any()]
        return Table(pd.concat(drawn or [kept.iloc[:0]]))

    @property
    def coded(self) -> dict[str, CodedUnits]:
        """The coded units of every question that has codes, read again when its files change; empty without codes.

        Raises
        ------
        InputError
            For anything wrong in ``codes``, with file and line.
        """
        files = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        state = tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
        if self._read.get("state") != state:
            self._read.update(coded=self._join_codes() if files else {}, state=state, scores={})
        return dict(self._read["coded"])

    def _join_codes(self) -> dict[str, CodedUnits]:
        sample, codes = read_coding_samples(self.folder), read_codes(self.folder, self.codebook)
        given = set(codes.loc[codes["code"].notna(), "question"])
        return {
            name: join_codes_to_units(self.codebook[name], self._list_units(name), sample, codes)
            for name in QUESTIONS
            if name in given
        }

    def group(self, by: By = None, question: str | None = None) -> dict[str, CodedUnits]:
        """The coded units with the columns that they are grouped by and whose articles go together."""
        cluster = self.settings.cluster
        columns = [*list_columns(by), *([cluster] if cluster else [])]
        chosen = self._choose(question).questions
        return {
            name: group_units(one, columns, self.annotations.articles)
            for name, one in self.coded.items()
            if name in chosen
        }

    def score(self, by: By = None) -> pd.DataFrame:
        """The program against the coders, see :func:`framelens.code.coded_tables.tabulate_scores`; made once."""
        from framelens.code.coded_tables import tabulate_scores  # scipy.stats takes a while

        grouped, asked = self.group(by), (self.questions, list_columns(by))
        if asked not in self._read["scores"]:
            self._read["scores"][asked] = tabulate_scores(grouped, by, self.interval)
        return self._read["scores"][asked].copy()  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        drawn = read_coding_samples(self.folder)["question"].value_counts()
        said = [f"{name}: {drawn.get(name, 0):,} units drawn" for name in self.questions]
        return f"{type(self).__name__}({'; '.join(said)})"

    def sample(
        self,
        question: str,
        n: int | None = None,
        *,
        strata: By = "answer",
        enrich: float = 0.5,
        coders: Sequence[str] = (),
        double: float = 1.0,
    ) -> Self:
        """The sample of a question: the one kept in ``codes``, or a new one that is kept there.

        Parameters
        ----------
        question : {'statement', 'speaker', 'frame', 'tone', 'toward', 'role', 'form'}
            Or the measure that rests on it: 'statements', 'voices', 'frames', 'sources' (the role), 'forms'.
        n, strata, enrich, coders, double
            As in :func:`framelens.code.sampling.draw_coding_sample`, for a new sample (by default of 100 units); the
            seed is the study's. All units are drawn where there are fewer than ``n``.

        Returns
        -------
        StudyCodes
            The codes of this question; ``table`` has the units.

        Raises
        ------
        InputError
            As in :func:`framelens.code.sampling.draw_coding_sample`, and where a sample of another size is kept.

        Examples
        --------
        >>> study.codes.sample("tone", n=100).form(coder="anna")
        """
        chosen = self._choose(question)
        self._draw(chosen.questions[0], n, strata=strata, enrich=enrich, coders=coders, double=double)
        return chosen

    def _choose(self, question: str | None) -> Self:
        """The codes of one question, named by itself or by the measure that rests on it."""
        if question is None:
            return self
        name = BASIS.get(question, question)
        find_question(name, self.codebook)
        return replace(self, questions=(name,))

    def _draw(self, question: str, n: int | None = None, **options: Any) -> pd.DataFrame:
        kept = read_coding_samples(self.folder)
        kept = kept.loc[kept["question"].eq(question)].reset_index(drop=True)
        units = self._list_units(question)
        if not len(kept):
            sample = draw_coding_sample(units, min(n or DRAWN, len(units)), **options, seed=self.settings.seed)
            write_coding_sample(sample, self.folder)
            return sample
        if n is not None and n != len(kept) and not (n > len(kept) and kept["probability"].eq(1).all()):
            raise InputError(
                f"{len(kept):,} units are drawn for '{question}' already, not {n:,}, and may be coded; go on with "
                f"these (leave n out), or move sample-{question}.csv and its codes away and draw again"
            )
        about = [c for c in units.columns if c not in kept.columns]
        return kept.merge(units[["unit_id", *about]], on="unit_id", how="left")

    def _list_units(self, question: str) -> pd.DataFrame:
        """The units of a question under the study's settings."""
        options: dict[str, Any] = {"kinds": self.settings.counted, "frames": self.settings.frames}
        make = {"toward": self.toward, ROLE: self.sorts, FORM: self.sorts}.get(question)
        found = make() if make else ()
        if len(found):
            options["found"] = found
        if question == "tone":
            options["lexicon"] = self.settings.primary_lexicon
        return list_units(self.annotations, question, **options)

    def _find_sample(self, question: str | None) -> pd.DataFrame:
        """The sample to code: of the question named, or of the only one that is asked or drawn."""
        chosen = self._choose(question).questions
        if len(chosen) > 1:
            drawn = set(read_coding_samples(self.folder)["question"])
            chosen = tuple(name for name in chosen if name in drawn) if len(drawn) == 1 else chosen
        if len(chosen) != 1:
            raise InputError(f"no question is named; choose from: {', '.join(chosen)}, such as question='{chosen[0]}'")
        return self._draw(chosen[0])

    def sheet(
        self,
        question: str | None = None,
        *,
        coder: str,
        path: Path | str | None = None,
        blind: Sequence[str] = BLINDABLE,
    ) -> Path:
        """Write a coding sheet for one coder, by default ``codes/<coder>-<question>.xlsx``.

        ``blind`` names what the coder does not see: 'answer' (the program's), 'outlet' (with date and byline).

        Examples
        --------
        >>> study.codes.sample("tone").sheet(coder="anna").name
        """
        sample = self._find_sample(question)
        target = Path(path) if path else self.folder / f"{coder}-{sample['question'].iloc[0]}.xlsx"
        return write_coding_sheet(sample, self.annotations, target, coder=coder, codebook=self.codebook, blind=blind)
