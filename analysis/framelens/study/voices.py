"""Who speaks, who is spoken about, and with which verbs: the study's measures of voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.diversity import INDICES, measure_indices, note_single
from framelens.measure.evidence import collect_evidence
from framelens.measure.groups import By
from framelens.measure.own_voices import find_own_voices
from framelens.measure.rarefaction import measure_diversity
from framelens.measure.speakers import list_speakers, locate_speakers
from framelens.measure.stances import count_stances, sum_stances
from framelens.measure.sums import ArticleSums, locate_articles
from framelens.measure.voices import UNITS, count_presence, count_speakers, sum_presence, sum_statements
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.study.measuring import Measuring
from framelens.study.registry import measure

VOICES = Look(
    "voices", "Share of voice", "statement", "share", "share of statements",
    "Share of voice is the share of all statements (or of the words in them) that a speaker accounts for.",
    "framelens.figures.people:draw_voices",
)  # fmt: skip
PRESENCE = Look(
    "presence", "Quoted and mentioned", "occurrence", "share", "share of quoted occurrences",
    "A person or organisation occurs in a text as the source of a statement (quoted) or otherwise (mentioned).",
    "framelens.figures.people:draw_presence",
)  # fmt: skip
STANCES = Look(
    "stances", "Reporting verbs", "statement", "share", "share of statements",
    "Statements are classified by the stance of their reporting verb.",
)  # fmt: skip
CONCENTRATION = Look(
    "concentration", "Concentration of voice", "statement", "index", "index",
    "The indices measure how unevenly statements are distributed across named speakers.",
    "framelens.figures.overtime:draw_concentration",
)  # fmt: skip
DIVERSITY = Look(
    "diversity", "Diversity of voices", "statement", "index", "index",
    "The indices are those expected among equally many statements of each group.",
)  # fmt: skip
OWN_VOICES = Look(
    "own_voices", "Speakers of the outlet itself", "statement", "list", "",
    "Some speakers have a role that names the outlet that quotes them.",
)  # fmt: skip


class VoiceMeasures(Measuring):
    """Measures of who speaks."""

    @measure({"kinds": ("direct",)}, {"unit": "words"}, {"kinds": ("indirect", "believing", "saying")}, speakers=True)
    def voices(
        self, by: By = None, *, kinds: Sequence[str] | None = None, unit: Literal["statements", "words"] = "statements"
    ) -> Measure:
        """Share of voice: how much each speaker is heard.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of the articles (own columns too), ``day`` to ``year``, ``speaker.kind``, columns of the roster.
        kinds : sequence of str, optional
            What counts, by form ('direct', 'mixed', 'indirect') and by act ('saying', 'believing', ...); what
            study.toml says by default.
        unit : {'statements', 'words'}
            Whether statements or the words in them are counted.

        Returns
        -------
        Measure
            One row per group and speaker: ``n`` statements of ``base`` statements; unnamed and unresolved sources last.

        Raises
        ------
        InputError
            For an unknown column, kind or unit.

        Examples
        --------
        >>> study.voices(by="outlet").table.query("n >= 3")
        """
        if unit not in UNITS:
            raise InputError(f"unknown unit '{unit}'; {suggest(str(unit), UNITS)}")
        annotations, columns = self._group(by, speakers=True)
        counted = tuple(kinds) if kinds is not None and not isinstance(kinds, str) else kinds or self.settings.counted
        stats = count_speakers(annotations, columns, kinds=counted, interval=self._interval)
        sums = sum_statements(annotations, kinds=counted)
        keys = (*columns, "speaker_id", "name", "kind")
        rename = {"n": "base", "n_statements": "n"}
        if unit == "words":
            words = {"share_words": "estimate", "share_words_low": "low", "share_words_high": "high"}
            stats = stats.drop(columns=list(words.values())).rename(columns=words)
        look = VOICES if unit == "statements" else replace(VOICES, estimate="share of words")
        plain = self._by_cells(look, stats.drop(columns="counted"), sums, columns, keys=keys, rename=rename)
        return plain if not columns and unit == "statements" else plain.without_figure()

    @measure(speakers=True)
    def presence(self, by: By = None) -> Measure:
        """Quoted, mentioned and talked about: three ways of being in the news, distinguished.

        Returns
        -------
        Measure
            One row per group and person or organisation: ``n`` occurrences, of which ``n_quoted`` are statements and
            ``n_mentioned`` mentions (``n_talked_about`` of them inside somebody else's statement).

        Examples
        --------
        >>> study.presence().table.query("n_quoted == 0").head()
        """
        annotations, columns = self._group(by, speakers=True)
        stats = count_presence(annotations, columns, kinds=self.settings.counted, interval=self._interval)
        sums = sum_presence(annotations, kinds=self.settings.counted)["quoted"]
        made = self._by_cells(PRESENCE, stats, sums, columns, keys=(*columns, "speaker_id", "name", "kind"))
        return made.without_figure() if columns else made

    @measure({"kinds": ("direct",)}, {"by": "speaker"}, {"by": ["outlet", "speaker"]}, speakers=True)
    def stances(self, by: By = None, *, kinds: Sequence[str] | None = None) -> Measure:
        """With which verbs sources are quoted: said, claimed, admitted, warned, stressed.

        Parameters
        ----------
        by : str or sequence of str, optional
            ``speaker``, ``speaker.kind``, columns of the roster, columns of the articles, or periods.
        kinds : sequence of str, optional
            The kinds of statement that count.

        Returns
        -------
        Measure
            One row per group and stance: ``n`` statements of ``base`` whose verb has a stance.

        Examples
        --------
        >>> study.stances(by="speaker").table.query("stance == 'claimed'")
        """
        annotations, columns = self._group_places(by)
        counted = kinds if kinds is not None else self.settings.quote_kinds
        stats = count_stances(annotations, columns, kinds=counted, interval=self._interval)
        groups = tuple(column for column in columns if column != "speaker")
        sums = sum_stances(annotations, by_speaker="speaker" in columns, kinds=counted)
        return self._by_cells(STANCES, stats, sums, groups, rename={"n": "base", "n_statements": "total"})

    @measure({"indices": ("simpson", "iqv")}, speakers=True)
    def concentration(self, by: By = None, *, indices: Sequence[str] = ("gini", "herfindahl", "entropy")) -> Measure:
        """How unevenly statements are distributed: indices of concentration and diversity over the named speakers.

        Parameters
        ----------
        by : str or sequence of str, optional
        indices : sequence of str
            Of 'gini', 'herfindahl', 'entropy', 'simpson', 'iqv'.

        Returns
        -------
        Measure
            One row per group and index: ``n`` statements of ``n_speakers`` named speakers, ``share_single`` (of the
            statements, those by speakers heard in one article only).

        Examples
        --------
        >>> study.concentration(by="outlet").table.head(3)
        """
        annotations, columns = self._group(by, speakers=True)
        unknown = next((name for name in indices if name not in INDICES), None)
        if unknown is not None:
            raise InputError(f"unknown index '{unknown}'; {suggest(str(unknown), INDICES)}")
        sums = sum_statements(annotations, kinds=self.settings.counted)
        stats = measure_indices(sums, tuple(indices), columns, interval=self._interval)
        made = self._count_named(CONCENTRATION, stats, sums, columns)
        made = replace(made, notes=(*note_single(stats), *made.notes))
        return made if not columns and "herfindahl" in indices else made.without_figure()

    @measure({"statements": 10}, {"articles": 5}, speakers=True)
    def diversity(self, by: By = None, *, statements: int | None = None, articles: int | None = None) -> Measure:
        """Diversity of voices among equally many statements or articles of each group, so that they compare.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of the articles, periods, ``speaker.kind``.
        statements : int, optional
            How many statements are drawn from each group; as many as the smallest group with ten or more has.
        articles : int, optional
            How many articles are drawn from each group instead, with all their statements.

        Returns
        -------
        Measure
            One row per group and index: ``n`` statements by named speakers, ``n_drawn`` of them (or of the articles)
            drawn; null for a group with fewer.

        Raises
        ------
        InputError
            For an unknown column, fewer than two statements or articles to draw, or a number of both.

        Examples
        --------
        >>> study.diversity(by="outlet").table.query("measure == 'speakers'")
        """
        annotations, columns = self._group(by, speakers=True)
        kinds = self.settings.counted
        size = {"statements": statements, "articles": articles}
        stats = measure_diversity(annotations, columns, kinds=kinds, interval=self._interval, **size)
        return self._count_named(DIVERSITY, stats, sum_statements(annotations, kinds=kinds), columns).without_figure()

    @measure(groups=False)
    def own_voices(self) -> Measure:
        """Speakers who speak for the outlet that quotes them, as far as their roles say so.

        Returns
        -------
        Measure
            One row per speaker and outlet: ``role``, ``n`` statements of ``base`` in that outlet.

        Examples
        --------
        >>> study.own_voices().table[["name", "role", "outlet", "n"]]
        """
        found = self._found
        speakers = list_speakers(found)
        articles = found.articles.drop(columns="text")
        quotes = found.quotes
        cell = locate_speakers(quotes["speaker_id"], np.zeros(len(quotes), dtype=bool), speakers)
        article = locate_articles(quotes["article_id"], articles)
        stats = find_own_voices(found)
        sums = ArticleSums(
            articles,
            speakers,
            sparse.csr_array((len(speakers), len(articles))),
            sparse.csr_array((1, len(articles))),
            "share",
            evidence=(collect_evidence("quotes", quotes, cell, article),),
        )
        wanted = stats[["speaker_id", "outlet"]].assign(_row=np.arange(len(stats)))
        rename = {"n": "base", "n_statements": "n"}
        keys = ("speaker_id", "name", "outlet")
        return self._by_cells(OWN_VOICES, stats, sums, ("outlet",), keys=keys, wanted=wanted, rename=rename)
