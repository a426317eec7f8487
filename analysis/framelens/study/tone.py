"""In what tone, by whose voice and toward whom: the study's measures of tone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from framelens.annotate.rescoring import rescore
from framelens.annotate.toward.casts import LEARNED, NARRATIVE_ROLES, score_casting
from framelens.annotate.toward.readers import READ
from framelens.annotate.toward.scoring import POLARITY, explain_unread, is_read, note_unread, score_toward
from framelens.measure.casting import count_casting, note_casting, sum_casting
from framelens.measure.exclusions import compare_exclusions, find_changed
from framelens.measure.groups import By, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import NO_INTERVAL
from framelens.measure.segments import split_columns
from framelens.measure.specifications import locate_specification, specification_curve
from framelens.measure.tone import check_lexicon, score_tone, sum_tone
from framelens.measure.toward import score_speaker_targets, sum_toward
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.results.network import NOTHING, Network
from framelens.settings.settings import ACCURATE_UP_TO
from framelens.study.measuring import Measuring
from framelens.study.registry import measure

TONE = Look(
    "tone", "Tone", "segment", "mean", "mean valence",
    "Tone is the mean valence of the segments that the lexicon scores, from −1 (negative) to 1 (positive).",
    "framelens.figures.tones:draw_tone",
)  # fmt: skip
TOWARD = Look(
    "toward", "Tone toward persons and organisations", "segment", "mean", "mean polarity",
    "Polarity toward a target is scored in the segments that mention it, from −1 (negative) to 1 (positive).",
)  # fmt: skip
RELATIONS = Look(
    "relations", "How speakers talk about others", "segment", "mean", "mean polarity",
    "Polarity toward a target is scored by speaker, from −1 (negative) to 1 (positive).",
    "framelens.figures.relations:draw_relations", joint=" toward ",
)  # fmt: skip
CASTING = Look(
    "casting", "Who is cast as what", "mention", "share", "share of roles",
    "Persons and organisations are cast as protagonist, antagonist or innocent where the role is certain enough; "
    "shares are of the mentions that cast them.", joint=" as ",
)  # fmt: skip
SPECIFICATIONS = Look(
    "specifications", "Tone under other specifications", "segment", "mean", "difference",
    "The difference in tone is computed under every lexicon, choice of voices and zones, and threshold.",
    "framelens.figures.curves:draw_specification_curve",
)  # fmt: skip
EXCLUSIONS = Look(
    "exclusions", "The effect of the excluded words", "segment", "mean", "change in mean valence",
    "The study excludes words from the lexicons; n counts the segments whose valence this changes.",
)  # fmt: skip


class ToneMeasures(Measuring):
    """Measures of tone."""

    @measure({"lexicon": "textblob"}, {"by": "zone"}, {"by": "speaker"}, {"by": ["outlet", "voice"]}, speakers=True)
    def tone(self, by: By = "voice", *, lexicon: str | None = None) -> Measure:
        """Tone: the mean valence of segments, in the voice of the journalist and of the sources.

        Parameters
        ----------
        by : str or sequence of str
            ``voice``, ``zone``, ``speaker``, ``speaker.kind``, columns of the articles, periods.
        lexicon : str, optional
            A lexicon of the study; the primary one by default.

        Returns
        -------
        Measure
            One row per group: ``n`` scored segments of ``n_segments``, ``coverage`` in 0-1, ``estimate`` in [-1, 1].

        Raises
        ------
        InputError
            For an unknown column, or a lexicon that was not scored.

        Examples
        --------
        >>> study.tone(by=["outlet", "voice"]).table[["outlet", "voice", "n", "estimate", "low", "high"]].head(3)
        """
        annotations, columns = self._group_places(by)
        lexicon = check_lexicon(annotations, lexicon or self.settings.primary_lexicon)
        stats = score_tone(annotations, lexicon, columns, interval=self._interval)
        groups, within = split_columns(columns, annotations.articles)
        made = self._by_cells(TONE, stats, sum_tone(annotations, lexicon, within=within), groups)
        return made if columns == ("voice",) else made.without_figure()

    @measure({"targets": 2})
    def toward(self, by: By = None, *, targets: Sequence[str] | int | None = None) -> Measure:
        """Tone toward persons and organisations: polarity toward each target in the sentences that mention it.

        Parameters
        ----------
        by : str or sequence of str, optional
        targets : sequence of str, or int, optional
            Names, or how many of the most mentioned; what study.toml says by default.

        Returns
        -------
        Measure
            One row per group and target: ``n`` segments, ``estimate`` in [-1, 1].

        Examples
        --------
        >>> study.toward(by="outlet", targets=["Mara Lindqvist"]).table
        """
        _, columns = self._group(by)
        sums = sum_toward(self._found, self._toward(targets), by_speaker=False)
        stats = resample_articles(sums, columns, interval=self._interval).drop(columns="total")
        order = stats.groupby([*columns, "target_id"], dropna=False)["n"].transform("sum")
        stats = stats.assign(_n=-order).sort_values([*columns, "_n", "target_id"], kind="stable").drop(columns="_n")
        look = replace(TOWARD, empty=self._why_unscored() if targets is None else "")
        return self._by_cells(look, stats, sums, columns, notes=note_unread(self._found.articles)).without_figure()

    @measure({"targets": 2}, speakers=True)
    def relations(self, by: By = None, *, targets: Sequence[str] | int | None = None) -> Measure:
        """How speakers talk about others: the mean polarity of each speaker, and of the journalist, toward each target.

        Parameters
        ----------
        by : str or sequence of str, optional
            Columns of the articles, periods; ``speaker.x`` takes speakers together by a column of the roster.
        targets : sequence of str, or int, optional
            As in :meth:`toward`.

        Returns
        -------
        Measure
            One row per group, speaker and target: ``n`` segments, ``estimate`` in [-1, 1].

        Examples
        --------
        >>> study.relations(targets=5).table.query("n >= 5")
        """
        merged, columns = self._group(by, speakers=True)
        toward, found = self._toward(targets), self._found
        for column in set(list_columns(by)) - set(columns):  # targets keep their names
            group = toward["speaker_id"].map(self._group_speakers(column)).astype("str")
            toward = toward.assign(
                speaker_id=group.fillna(toward["speaker_id"]),
                speaker_kind=toward["speaker_kind"].mask(group.notna(), column),
            )
            every = pd.concat([found.speakers, merged.speakers]).drop_duplicates("speaker_id", ignore_index=True)
            found = replace(found, speakers=every)
        stats = score_speaker_targets(found, toward, columns, interval=self._interval)
        look = replace(RELATIONS, empty=self._why_unscored() if targets is None else "")
        made = self._by_cells(look, stats, sum_toward(found, toward), columns, notes=note_unread(found.articles))
        return made.without_figure() if by else made

    def network(self, targets: Sequence[str] | int | None = None) -> Network:
        """Who speaks of whom: the discourse network of named speakers and those whom their statements mention.

        Parameters
        ----------
        targets : sequence of str, or int, optional
            Names, or how many of the most mentioned; what study.toml says by default.

        Returns
        -------
        Network
            Shows itself as a figure, in which a click on an arrow opens its passages; has a graph of networkx, a table
            and a matrix, and writes GraphML, GEXF and projects of Discourse Network Analyzer.

        Raises
        ------
        InputError
            For a target that nobody mentions.

        Examples
        --------
        >>> coded.network().table[["speaker", "target", "n", "estimate", "chance"]].head(3)
        """
        if targets is None:
            return replace(self._measures.network, empty=self._why_unscored() or NOTHING)
        toward = self._toward(targets)
        relations = score_speaker_targets(self._found, toward, interval=self._interval)
        made = self._measures
        return Network(self._found, made.speakers, relations, toward, made.voices, self.settings.seed)

    @measure(
        {"by": "voice"}, {"by": ["outlet", "speaker"]}, {"role": "antagonist"}, {"voice": "direct"}, {"targets": 2}
    )
    def casting(
        self,
        by: By = None,
        *,
        role: str | None = None,
        voice: str | None = None,
        targets: Sequence[str] | int | None = None,
    ) -> Measure:
        """Who is cast as what, by whom: the narrative roles of persons and organisations.

        Parameters
        ----------
        by : str or sequence of str, optional
            ``voice``, ``zone``, ``speaker`` (whose words cast them), columns of the articles, periods.
        role : {'protagonist', 'antagonist', 'innocent'}, optional
        voice : {'journalist', 'direct', 'indirect'}, optional
            The voice that casts; all by default.
        targets : sequence of str, or int, optional
            Names, or how many of the most mentioned; what study.toml says by default.

        Returns
        -------
        Measure
            One row per group, target and role: ``n`` mentions in this role of ``base`` that cast the target.

        Raises
        ------
        InputError
            For an unknown column, role, voice or target.

        Examples
        --------
        >>> study.casting(by="outlet", role="antagonist").table[["outlet", "target", "n", "base", "estimate"]]
        """
        _, columns = self._group(by, places=True)
        casts = self._measures.casting if targets is None else score_casting(self._found, targets)
        stats = count_casting(self._found, casts, columns, role=role, voice=voice, interval=self._interval)
        groups, within = split_columns(columns, self._found.articles)
        sums = sum_casting(self._found, casts, within=within, role=role, voice=voice)
        look = replace(CASTING, empty=self._why_unscored(NARRATIVE_ROLES, LEARNED) if targets is None else "")
        rename = {"n": "base", "n_cast": "total"}
        notes = (*note_casting(casts, voice), *note_unread(self._found.articles, NARRATIVE_ROLES, LEARNED))
        return self._by_cells(look, stats, sums, groups, rename=rename, notes=notes)

    def _why_unscored(self, what: str = POLARITY, languages: Sequence[str] = READ) -> str:
        """What fills a table of polarity toward targets, where the study has none scored."""
        if self._measures.scores_toward:
            articles = self._found.articles
            return "" if is_read(articles, languages) else f"N{explain_unread(articles, what, languages)[1:]}."
        why = "has toward = false" if self.settings.toward is False else f"has more than {ACCURATE_UP_TO:,} articles"
        return (
            f"Tone toward persons and organisations was not scored, because the study {why}. The argument targets=10 "
            "scores it here; toward = true under [tone] in study.toml scores it always."
        )

    def _toward(self, targets: Sequence[str] | int | None) -> pd.DataFrame:
        return self._measures.toward if targets is None else score_toward(self._found, targets)

    @measure(groups=False)
    def specifications(self) -> Measure:
        """The main finding on tone under every lexicon, choice of voices and zones, and threshold.

        Returns
        -------
        Measure
            One row per specification: ``n`` scored segments on both sides, ``estimate`` (a minus b), ``agrees``; no
            row where the articles do not have the two sides that study.toml compares.

        Examples
        --------
        >>> study.specifications().table[["lexicon", "voices", "n", "estimate", "agrees"]].head(3)
        """
        contrast, primary = self.settings.tone_contrast, self.settings.primary_lexicon
        stats = self._measures.specifications
        if stats is None:
            stats = specification_curve(self._found, primary=primary, interval=NO_INTERVAL).iloc[:0]
        find = lambda row: locate_specification(self._found, contrast, row)  # noqa: E731
        keys = ("lexicon", "voices", "zones", "threshold")
        return self._by_term(SPECIFICATIONS, stats, keys, find, table="segments")

    @measure(groups=False)
    def exclusions(self) -> Measure:
        """What leaving the study's words out of the lexicons does to the tone of each voice.

        Returns
        -------
        Measure
            One row per lexicon and voice: ``n`` segments whose valence differs, ``estimate`` (the change of the mean).

        Examples
        --------
        >>> study.exclusions().passages(0)
        """
        everything = rescore(self._found, replace(self.settings, excluded_words=()))
        stats = compare_exclusions(self._found, everything, interval=self._interval)
        rename = {"n": "n_scored", "n_changed": "n"}

        def find(row: pd.Series) -> pd.DataFrame:
            segments = self._found.segments
            changed = find_changed(self._found, everything, row["lexicon"])
            return segments.loc[changed & segments["voice"].eq(row["voice"]).to_numpy(dtype=bool)]

        return self._by_term(EXCLUSIONS, stats, ("lexicon", "voice"), find, rename=rename, table="segments")
