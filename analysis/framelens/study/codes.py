"""People's coding as a study offers it: samples, forms, agreement, scores and corrected estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from framelens.code.coded_tables import (
    FEWEST_CODED,
    tabulate_agreement,
    tabulate_coder_errors,
    tabulate_confusion,
    tabulate_corrected,
    tabulate_differences,
    tabulate_disagreements,
    tabulate_errors,
    tabulate_reliability,
)
from framelens.code.codes import MEMBERS
from framelens.code.correction import Correction
from framelens.code.doubts import list_doubts
from framelens.code.sheets import BLINDABLE
from framelens.code.study_codes import StudyCodes
from framelens.forms.coding_form import CodingForm, make_coding_form
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.results.measures import StudyMeasures
from framelens.results.selecting import SelectByMembers
from framelens.results.tabulating import note_intervals
from framelens.study.coded_looks import (
    AGREEMENT,
    CODER_ERRORS,
    CONFUSION,
    CORRECT,
    DIFFERENCES,
    DISAGREEMENTS,
    ERRORS,
    RELIABILITY,
    SCORES,
)
from framelens.study.registry import measure

NOTHING = (
    'No unit has been coded yet; draw a sample with study.codes.sample("tone") and code it with .form(coder="anna").'
)


class Codes(StudyCodes):
    """What people coded of a study, and the form in which they code; ``study.codes`` is one.

    Examples
    --------
    >>> study.codes.sample("tone", n=100).form(coder="anna")
    >>> study.codes.agreement()
    >>> study.codes.correct("tone", by="outlet")
    """

    def form(self, question: str | None = None, *, coder: str, blind: Sequence[str] = BLINDABLE) -> CodingForm:
        """The coding form of one coder; every answer is on the disk before the next unit is shown.

        Answers go to ``codes/<coder>.csv``; a form that is opened again goes on where it was left. ``blind`` names what
        the coder does not see: 'answer' (the program's), 'outlet' (with date and byline).

        Examples
        --------
        >>> study.codes.sample("tone").form(coder="anna")
        """
        return make_coding_form(
            self._find_sample(question),
            self.annotations,
            coder=coder,
            folder=self.folder,
            codebook=self.codebook,
            blind=blind,
        )

    @measure(groups=False, of="codes")
    def agreement(self) -> Measure:
        """How far the coders agree on each question and code.

        Returns
        -------
        Measure
            One row per question, ``code`` (null for all codes together) and ``measure``, as
            :func:`framelens.code.agreement.measure_agreement`: ``n`` units that two or more coded, ``note`` (why there
            is no estimate). Where a unit can have several codes, alpha of all together compares sets (MASI).

        Examples
        --------
        >>> study.codes.agreement().table.query("measure == 'alpha'")
        """
        table = tabulate_agreement(self.group(), self.interval)
        return self._make(AGREEMENT, table, ("question", "code", "measure"))

    @measure(groups=False, of="codes")
    def reliability(self) -> Measure:
        """How far the coders agree, and the program with them, beside each other.

        Returns
        -------
        Measure
            One row per question, ``code`` (null for all codes together) and ``between`` ('coders', 'program and
            coders'), as :func:`framelens.code.reliability.measure_reliability`: ``n`` units.

        Examples
        --------
        >>> study.codes.reliability().table.query("question == 'tone'")
        """
        table = tabulate_reliability(self.group(), self.interval)
        return self._make(RELIABILITY, table, ("question", "code", "between"))

    @measure(of="codes")
    def scores(self, by: By = None) -> Measure:
        """The program against the codes, weighted back to all units: precision, recall, F1, accuracy and alpha.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of units (``voice``, ``zone``), of their articles (own columns too), or a period.

        Returns
        -------
        Measure
            One row per question, ``coder`` (null for what most coders say), group, ``code`` and ``measure``: ``n``
            units in its base, ``n_left_out`` (answered, but without a code: divided or unsure).

        Examples
        --------
        >>> study.codes.scores(by="outlet").table.query("measure == 'f1'")
        """
        return self._make(SCORES, self.score(by), ("question", "coder", *list_columns(by), "code", "measure"))

    @measure({"measure": "frames"}, of="codes")
    def correct(self, measure: str | None = None, by: By = None, *, settings: Correction | None = None) -> Measure:
        """Raw and corrected: every measure that a question stands behind.

        Parameters
        ----------
        measure : {'statements', 'voices', 'tone', 'frames', 'toward', 'sources', 'forms'}, optional
            Or the question behind it; all of them where none is named.
        by : str or sequence of str, optional
            As in :meth:`scores`.
        settings : Correction, optional

        Returns
        -------
        Measure
            One row per question, ``measure``, ``code`` and group: ``n`` coded units of ``base`` units, ``raw``,
            ``raw_low``, ``raw_high``, ``estimate``, ``low``, ``high``; null in a group with too few codes.

        Examples
        --------
        >>> study.codes.correct("voices", by="outlet")
        """
        table = tabulate_corrected(self.group(by, measure), by, self._as_study(settings))
        look = CORRECT if table["measure"].eq("share").all() else replace(CORRECT, form="index")
        keys = ("question", "measure", "code", *list_columns(by))
        return self._make(look, _count_coded(table), keys, self._doubt(measure))

    @measure({"measure": "frames"}, of="codes", by="outlet")
    def differences(self, by: By, measure: str | None = None, *, settings: Correction | None = None) -> Measure:
        """Differences between groups, raw and corrected for errors that may differ between them.

        Parameters
        ----------
        by, measure, settings
            As in :meth:`correct`.

        Returns
        -------
        Measure
            One row per question, ``measure``, ``code`` and pair of groups: ``n`` coded units of ``base`` units,
            ``raw``, ``estimate`` (a minus b), ``low``, ``high``, ``p``, and ``q`` over the whole table.

        Examples
        --------
        >>> study.codes.differences(by="outlet")
        """
        table = tabulate_differences(self.group(by, measure), by, self._as_study(settings))
        keys = ("question", "measure", "code", "group_a", "group_b")
        return self._make(DIFFERENCES, _count_coded(table), keys, self._doubt(measure))

    @measure({"by": "outlet"}, groups=False, of="codes")
    def compare_errors(self, by: By = None, *, least: int = FEWEST_CODED) -> Measure:
        """Differential error: whether the program is wrong more often in one group of articles than in another.

        Parameters
        ----------
        by : str or sequence of str, optional
            As in :meth:`scores`; by default each column that the study compares by, one after the other.
        least : int
            Groups with fewer coded units cannot show how often the program is wrong and are left out.

        Returns
        -------
        Measure
            One row per ``by``, question, ``code``, ``measure`` and pair of groups, as
            :func:`framelens.code.scores.compare_errors`; ``q`` over the whole table.

        Examples
        --------
        >>> study.codes.compare_errors(by="outlet")
        """
        every = [list_columns(by)] if by else [(column,) for column in self.settings.compare_by]
        tables = [tabulate_errors(self.group(columns), columns, least, self.interval) for columns in every]
        table = pd.concat(
            [t for t in tables if len(t)] or tables[:1] or [tabulate_errors({}, (), least, self.interval)]
        )
        table = table.assign(q=control_false_discovery(table["p"])) if len(table) else table
        return self._make(ERRORS, table, ("by", "question", "code", "measure", "group_a", "group_b"))

    @measure(groups=False, of="codes")
    def coder_errors(self) -> Measure:
        """Shares without the errors of coders, and how often each coder and the program are wrong.

        A correction takes codes for the truth. Here the truth is a latent class, of which each coder and the program
        give a reading; they are taken to make errors independently of each other.

        Returns
        -------
        Measure
            One row per question, ``code``, ``measure`` ('share', 'missed', 'added') and ``coder`` (null for a share,
            else a coder or 'program'), as :func:`framelens.code.coder_errors.find_coder_errors`: ``n`` units coded
            twice, and for shares ``least`` and ``most`` that they may be if coders do not err as the model says.

        Examples
        --------
        >>> study.codes.coder_errors().table.query("measure == 'share'")
        """
        table = tabulate_coder_errors(self.group(), self.interval)
        return self._make(CODER_ERRORS, table, ("question", "code", "measure", "coder"))

    @measure(groups=False, of="codes")
    def disagreements(self) -> Measure:
        """The units that coders should talk about, the most divided first.

        What they settle on is entered as coder 'agreed', and then counts.

        Returns
        -------
        Measure
            One row per unit: ``codes`` (who said what), ``share_disagreeing`` (pairs of coders who differ), and
            ``passage``, its words.

        Examples
        --------
        >>> study.codes.disagreements()
        """
        table = tabulate_disagreements(self.group())
        texts = dict(zip(self.annotations.articles["article_id"], self.annotations.articles["text"], strict=True))
        units = self._units().reindex(table["unit_id"])
        spans = units[["article_id", "start", "end"]].itertuples(index=False)
        table["passage"] = [" ".join(str(texts[article])[start:end].split()) for article, start, end in spans]
        return self._make(DISAGREEMENTS, table.astype({"passage": "str"}), ("question", "unit_id"))

    @measure(groups=False, of="codes")
    def confusion(self) -> Measure:
        """What one coder said where another said something else.

        Returns
        -------
        Measure
            One row per question, pair of coders and pair of codes that occurs: ``n`` units with this pair of the
            ``base`` units that both coded.

        Examples
        --------
        >>> study.codes.confusion()
        """
        table = tabulate_confusion(self.group()).rename(columns={"n": "base", "n_units": "n"})
        return self._make(CONFUSION, table, ("question", "coder_a", "coder_b", "code_a", "code_b"))

    def _doubt(self, question: str | None) -> list[str]:
        """What speaks against the corrections, as notes."""
        coded = self.group(question=question)
        return [f"For ‘{name}’, {doubt}." for name, one in coded.items() for doubt in list_doubts(one.answered)]

    def _make(self, look: Look, table: pd.DataFrame, keys: Sequence[str], said: Sequence[str] = ()) -> Measure:
        """A measure whose rows count units: those that the table holds for each."""
        table = table.reset_index(drop=True)
        members = table.pop(MEMBERS).tolist()
        selector = SelectByMembers(self.annotations, self._units(), tuple(members))
        table["n"] = pd.array(selector.count(), dtype="Int64")
        order = [*keys, *(c for c in ("n", "base", "estimate", "low", "high") if c in table)]
        table = table[[*order, *(c for c in table.columns if c not in order)]]
        if look.form != "list":
            table = table.astype(dict.fromkeys(("estimate", "low", "high"), "float64"))
        one = self.annotations.articles["article_id"].nunique() == 1
        if not len(self.coded):
            said = [NOTHING]
        notes = (*said, note_intervals(bool(table["low"].notna().any()), one=one) if look.form != "list" else "")
        made = Measure(look, table, tuple(keys), selector, None, tuple(filter(None, notes)))
        if not look.draw:
            return made
        drawn = table.rename(columns={"n": "n_coded", "base": "n"}) if "base" in table else table
        return replace(made, _stats=drawn.assign(variable=pd.array(made.labels, dtype="str")))

    def _units(self) -> pd.DataFrame:
        """Where each unit that may be counted stands, by its id."""
        columns = ["article_id", "start", "end"]
        parts = [one.population.set_index("unit_id")[columns] for one in self.coded.values()]
        return pd.concat(parts) if parts else pd.DataFrame(columns=columns)

    def _as_study(self, settings: Correction | None) -> Correction:
        """The settings of a correction, with the study's cluster unless they name one."""
        settings = settings or Correction()
        return replace(settings, cluster=settings.cluster or self.settings.cluster or None)


def _count_coded(table: pd.DataFrame) -> pd.DataFrame:
    """Corrected estimates with the coded units as ``n`` and all units as ``base``."""
    return table.rename(columns={"n": "base", "n_coded": "n"})


def codes_of(measures: StudyMeasures) -> Codes:
    """People's codes of a study, by its measures."""
    made = measures.codes
    return Codes(made.settings, made.annotations, made.interval, made.toward, made.sorts, _read=made._read)
