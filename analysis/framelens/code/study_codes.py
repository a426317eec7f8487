"""What people's codes say of the measures of a study: agreement, scores, corrected estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from framelens.code.agreement import count_confusion, list_disagreements
from framelens.code.checking import (
    CodedUnits,
    compare_coded_errors,
    group_units,
    join_codes_to_units,
    keep_coded_groups,
    measure_coded_agreement,
    score_coded,
)
from framelens.code.coded_estimates import correct_coded, correct_coded_differences
from framelens.code.correction import Correction
from framelens.code.folder import read_codes, read_coding_samples
from framelens.code.study_samples import StudySamples
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns

FEWEST_CODED = 10  # coded units of a group whose errors are compared

_AGREED = ["question", "code", "measure", "level", "n", "n_coders", "n_codes", "estimate", "low", "high", "note"]
_SCORED = ["question", "code", "measure", "n", "estimate", "low", "high"]
_CORRECTED = ["question", "measure", "code", "n", "n_coded", "raw", "estimate", "low", "high"]
_DIFFERENT = ["question", "measure", "code", "group_a", "group_b", "n", "n_coded", "estimate", "low", "high", "p", "q"]
_ERRED = ["question", "by", "code", "measure", "group_a", "group_b", "estimate", "p", "q"]
_DIVIDED = ["question", "unit_id", "codes", "share_disagreeing", "passage"]
_CONFUSED = ["question", "coder_a", "coder_b", "code_a", "code_b", "n_units", "n"]


@dataclass(frozen=True, repr=False, eq=False)
class StudyCodes(StudySamples):
    """What people coded of a study, kept in ``codes`` beside its ``study.toml``."""

    @cached_property
    def coded(self) -> dict[str, CodedUnits]:
        """The coded units of every question that has codes; empty where nobody has coded.

        Raises
        ------
        InputError
            For anything wrong in ``codes``, with file and line.
        """
        if not self.folder.is_dir():
            return {}
        sample, codes = read_coding_samples(self.folder), read_codes(self.folder, self.codebook)
        given = set(codes.loc[codes["code"].notna(), "question"])
        return {
            name: join_codes_to_units(self.codebook[name], self._list_units(name), sample, codes)
            for name in self.questions
            if name in given
        }

    def _group(self, by: By) -> dict[str, CodedUnits]:
        """The coded units with the columns that they are grouped by and whose articles go together."""
        cluster = self.settings.cluster
        columns = [*list_columns(by), *([cluster] if cluster else [])]
        return {name: group_units(one, columns, self.annotations.articles) for name, one in self.coded.items()}

    def agreement(self) -> pd.DataFrame:
        """Agreement of the coders: one row per question, code and measure.

        As :func:`framelens.code.agreement.measure_agreement`, with ``question``, ``code`` (null for all codes together)
        and ``note`` (why there is no estimate).

        Examples
        --------
        >>> study.codes.agreement().query("measure == 'alpha'")
        """
        tables = {name: measure_coded_agreement(one, interval=self.interval) for name, one in self.coded.items()}
        return _stack(tables, _AGREED)[_AGREED]

    def scores(self, by: By = None) -> pd.DataFrame:
        """The program against the codes: one row per question, group, code and measure.

        ``by`` names columns of units (``voice``, ``zone``), of their articles (those of one's own included), or a
        period. As :func:`framelens.code.scores.score_answers`, weighted back to all units.

        Examples
        --------
        >>> study.codes.scores(by="outlet").query("measure == 'f1'")
        """
        tables = {
            name: score_coded(one, by, interval=self.interval)
            for name, one in self._group(by).items()
            if one.population.loc[one.population["code"].notna(), "answer"].notna().any()
        }
        return _stack(tables, _SCORED)

    def correct(self, measure: str | None = None, by: By = None, *, settings: Correction | None = None) -> pd.DataFrame:
        """Raw and corrected: every measure that a question stands behind.

        As :func:`framelens.code.coded_estimates.correct_coded`; ``by`` as in :meth:`scores`.

        Parameters
        ----------
        measure : {'statements', 'voices', 'tone', 'frames', 'toward'}, optional
            Or the question behind it; all of them where none is named.

        Examples
        --------
        >>> study.codes.correct("voices", by="outlet")
        """
        chosen, settings = self._choose(measure), self._as_study(settings)
        tables = {name: correct_coded(one, by, settings=settings) for name, one in chosen._group(by).items()}
        return _stack(tables, _CORRECTED)

    def differences(self, by: By, measure: str | None = None, *, settings: Correction | None = None) -> pd.DataFrame:
        """Differences between groups, raw and corrected; ``q`` over the whole table.

        As :func:`framelens.code.correction.correct_differences`, with ``question``, ``measure`` and ``code``.

        Examples
        --------
        >>> study.codes.differences(by="outlet")
        """
        chosen, settings = self._choose(measure), self._as_study(settings)
        tables = {
            name: correct_coded_differences(one, by, settings=settings) for name, one in chosen._group(by).items()
        }
        return _stack(tables, _DIFFERENT)

    def compare_errors(self, by: By = None, *, least: int = FEWEST_CODED) -> pd.DataFrame:
        """Differential error: whether the program is wrong more often in one group of articles than in another.

        Groups are those of ``by``, as in :meth:`scores`; by default of each column that the study compares by. Groups
        with fewer than ``least`` coded units are left out: they cannot show how often the program is wrong; so is a
        column with fewer than two groups. As :func:`framelens.code.scores.compare_errors`, with ``question`` and
        ``by``; ``q`` over the whole table.

        Examples
        --------
        >>> study.codes.compare_errors(by="outlet")
        """
        tables = []
        for columns in [list_columns(by)] if by else [(column,) for column in self.settings.compare_by]:
            compared = {name: keep_coded_groups(one, columns, least) for name, one in self._group(columns).items()}
            found = {
                name: compare_coded_errors(one, columns, interval=self.interval)
                for name, one in compared.items()
                if len(one.population[list(columns)].drop_duplicates()) > 1
            }
            tables.append(_stack(found, _ERRED).assign(by=", ".join(columns)))
        table = pd.concat(
            [table for table in tables if len(table)] or [pd.DataFrame(columns=_ERRED)], ignore_index=True
        )
        table = table.assign(q=control_false_discovery(table["p"])) if len(table) else table
        return table[["question", "by", *[c for c in table.columns if c not in ("question", "by")]]]

    def disagreements(self) -> pd.DataFrame:
        """One row per unit that coders should talk about, the most divided first, with its words.

        ``question``, ``unit_id``, ``codes`` (who said what), ``share_disagreeing``, ``passage``. What they settle on is
        entered as coder 'agreed', and then counts.
        """
        texts = dict(zip(self.annotations.articles["article_id"], self.annotations.articles["text"], strict=True))
        tables = {}
        for name, one in self.coded.items():
            places = one.population[["unit_id", "article_id", "start", "end"]]
            table = list_disagreements(one.codes).merge(places, on="unit_id")
            spans = zip(table["article_id"], table["start"], table["end"], strict=True)
            table["passage"] = [" ".join(str(texts[article])[start:end].split()) for article, start, end in spans]
            tables[name] = table
        return _stack(tables, _DIVIDED)[_DIVIDED]

    def confusion(self) -> pd.DataFrame:
        """What one coder said where another said something else: :func:`framelens.code.agreement.count_confusion`."""
        return _stack({name: count_confusion(one.codes) for name, one in self.coded.items()}, _CONFUSED)[_CONFUSED]

    def _as_study(self, settings: Correction | None) -> Correction:
        """The settings of a correction, with the study's cluster unless they name one."""
        settings = settings or Correction()
        return replace(settings, cluster=settings.cluster or self.settings.cluster or None)


def _stack(tables: Mapping[str, pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """The tables of questions one below the other, ``q`` over all rows; without any, these columns."""
    some = [table.assign(question=name) for name, table in tables.items() if len(table)]
    if not some:
        return pd.DataFrame(columns=list(columns))
    table = pd.concat(some, ignore_index=True)
    if "q" in table:
        table["q"] = control_false_discovery(table["p"])
    return table[["question", *[c for c in table.columns if c != "question"]]]
