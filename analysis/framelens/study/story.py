"""The chapters of the report, as blocks that show themselves in a notebook and go into the report as they are."""

from __future__ import annotations

from typing import Protocol

from framelens.forms import reading
from framelens.report import illustrating, narrative
from framelens.report.narrative.coders import narrate_coder
from framelens.results.blocks import Block, group
from framelens.results.measure import Measure
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import tabulate_salience_by_voice, tabulate_tone, tabulate_voices


class Teller(Protocol):
    """The part of a study that chapters are told from."""

    @property
    def _measures(self) -> StudyMeasures: ...
    def voices(self) -> Measure: ...
    def definitions(self) -> Measure: ...
    def choices(self) -> Measure: ...


class Story:
    """What the report says of a study, chapter by chapter: ``study.story.voices()`` tells who speaks.

    Every method returns a block, which shows itself in a notebook and is taken into the report.
    """

    def __init__(self, study: Teller) -> None:
        self._study, self._measures = study, study._measures

    def title(self) -> Block:
        """The title and the question."""
        return narrative.narrate_title(self._measures)

    def findings(self) -> Block:
        """The main findings."""
        return narrative.narrate_findings(self._measures)

    def corpus(self) -> Block:
        """What was read."""
        return narrative.narrate_corpus(self._measures)

    def overview(self) -> Block:
        """One article from start to end, or how many articles there are in each year."""
        return illustrating.show_overview(self._measures)

    def voices(self) -> Block:
        """Who speaks, and how much."""
        return narrative.narrate_voices(self._measures)

    def voices_figure(self) -> Block:
        """Share of voice, drawn."""
        return illustrating.show_voices(self._measures)

    def voices_table(self, top: int = 10) -> Block:
        """Share of voice, printed; nothing where fewer than two named speakers are heard."""
        return tabulate_voices(self._measures.voices, top=top) if len(self._measures.named) > 1 else group()

    def voices_passages(self, limit: int | None = None) -> Block:
        """The words of the speaker who is heard most: three passages, of a single article one."""
        voices, limit = self._study.voices(), limit or (1 if self._measures.is_one else 3)
        return voices.passages(0).show(limit) if len(voices) and voices.table["n"].iloc[0] else group()

    def identities(self, *, rows: bool = True) -> Block:
        """Who may be one person, who may be two, and what depends on it; with ``rows`` each of them."""
        return narrative.narrate_identities(self._measures, rows=rows)

    def sources(self) -> Block:
        """What sort of people are heard, under a heading of its own; nothing for a single article."""
        return narrative.narrate_sources(self._measures)

    def presence(self) -> Block:
        """Who is spoken about and does not speak."""
        return narrative.narrate_presence(self._measures)

    def presence_figure(self, *, least: int = 1) -> Block:
        """Statements and mentions, drawn; nothing where fewer than ``least`` persons and organisations occur."""
        return illustrating.show_presence(self._measures) if self._count_present() >= least else group()

    def silent(self, limit: int = 3, *, least: int = 1) -> Block:
        """Passages about the person mentioned most of those who are never quoted; with ``least`` as the figure."""
        return reading.show_silent(self._measures, limit=limit) if self._count_present() >= least else group()

    def _count_present(self) -> int:
        return int(self._measures.presence["speaker_id"].notna().sum())

    def tone(self) -> Block:
        """In what tone, and whose tone it is."""
        return narrative.narrate_tone(self._measures)

    def tone_figure(self) -> Block:
        """Tone by voice, drawn."""
        return illustrating.show_tone(self._measures)

    def tone_table(self) -> Block:
        """Tone by voice under every lexicon, printed; of a single article the sentences and the figure say it all."""
        return group() if self._measures.is_one else tabulate_tone(self._measures.tone_by_lexicon)

    def relations(self) -> Block:
        """How speakers talk about others, under a heading of its own; nothing for a single article."""
        return narrative.narrate_relations(self._measures)

    def casting(self) -> Block:
        """Who is cast as what; not in the report by itself, since too many are taken for antagonists."""
        return narrative.narrate_casting(self._measures)

    def extremes(self, limit: int = 3) -> Block:
        """The most positive and the most negative passages."""
        return reading.show_extremes(self._measures, limit=limit)

    def validity(self) -> Block:
        """How well the lexicon agrees with people."""
        return narrative.narrate_validity(self._measures)

    def specifications(self) -> Block:
        """Whether the main finding on tone holds under other specifications."""
        return narrative.narrate_specifications(self._measures)

    def specifications_figure(self) -> Block:
        """The specification curve."""
        return narrative.show_specifications(self._measures)

    def exclusions(self) -> Block:
        """What leaving words out of the lexicons did."""
        return narrative.narrate_exclusions(self._measures)

    def excluded_words(self) -> Block | None:
        """What each excluded word does by itself."""
        return narrative.tabulate_excluded_words(self._measures)

    def stances(self) -> Block:
        """With which verbs sources are quoted."""
        return narrative.narrate_stances(self._measures)

    def frames(self) -> Block:
        """Through which frames, and in whose words."""
        return narrative.narrate_frames(self._measures)

    def frames_figure(self) -> Block:
        """Frame terms by voice, drawn."""
        return illustrating.show_salience(self._measures)

    def frames_table(self) -> Block | None:
        """Frame terms by voice, printed; of a single article the figure has every number."""
        return None if self._measures.is_one else tabulate_salience_by_voice(self._measures.salience)

    def frame_passages(self, limit: int | None = None, *, top: int | None = None) -> Block:
        """Passages of each frame, or of the ``top`` most frequent ones: two, of a single article one."""
        return narrative.show_frames(self._measures, limit=limit or (1 if self._measures.is_one else 2), top=top)

    def coder(self) -> Block:
        """What a coder that learned from hand-coded articles finds."""
        return narrate_coder(self._measures)

    def groups(self) -> Block:
        """How outlets, years and the study's other groups differ."""
        return narrative.compare_groups(self._measures)

    def definitions(self) -> Block:
        """Whether the main results stand under other definitions."""
        return narrative.narrate_definitions(self._study.definitions().table)

    def definitions_figure(self) -> Block:
        """The main results under other definitions, drawn."""
        return illustrating.show_definitions(self._study.definitions().table)

    def choices(self) -> Block:
        """Which single choice moves each main result most."""
        return narrative.narrate_choices(self._study.choices().table)

    def stamp(self, measure: str) -> Block:
        """Whether people have checked a measure: 'statements', 'voices', 'tone', 'frames' or 'sources'."""
        return narrative.stamp_measure(self._measures, measure)

    def codes(self) -> Block:
        """What has been coded, and whether the coders agree."""
        return narrative.narrate_codes(self._measures)

    def scores(self) -> Block:
        """How often the program is right."""
        return narrative.narrate_scores(self._measures)

    def checked(self) -> Block:
        """The passages that were checked by hand."""
        return narrative.narrate_checked(narrative.compare_checked(self._measures))

    def abstentions(self) -> Block:
        """Which statements have no speaker, and why."""
        return narrative.narrate_abstentions(self._measures)

    def abstention_passages(self, limit: int = 8) -> Block:
        """Statements without a speaker."""
        return narrative.show_abstentions(self._measures, limit=limit)

    def confidence(self) -> Block:
        """Where the program was unsure."""
        return narrative.narrate_confidence(self._measures)

    def unsure_passages(self, limit: int = 8) -> Block:
        """The least sure statements."""
        return narrative.show_unsure(self._measures, limit=limit)

    def unread_quotations(self, limit: int = 8) -> Block:
        """Quotation marks that were not read as a statement."""
        return narrative.show_unread_quotations(self._measures, limit=limit)

    def mentions(self) -> Block:
        """Who is mentioned and could not be found."""
        return narrative.narrate_mentions(self._measures)

    def limits(self) -> Block:
        """What these numbers cannot say."""
        return narrative.narrate_limits(self._measures)

    def methods(self) -> Block:
        """How it was done, every setting named."""
        return narrative.narrate_methods(self._measures)

    def reproduction(self) -> Block:
        """What the report was made from."""
        return narrative.narrate_reproduction(self._measures)

    def checklist(self) -> Block:
        """What reviewers ask of a content analysis, filled from the study, with its gaps."""
        return narrative.show_checklist(self._measures)

    def references(self) -> Block:
        """The works that the report cites."""
        return narrative.list_references()
