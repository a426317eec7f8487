"""The measures of one study under its own settings, each computed when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.annotate.rescoring import find_changes, rescore
from framelens.annotate.toward.casts import LEARNED, empty_casting, score_casting
from framelens.annotate.toward.model import LANGUAGE
from framelens.annotate.toward.readers import Readers
from framelens.annotate.toward.scoring import empty_toward, is_read, score_toward
from framelens.code.study_codes import StudyCodes
from framelens.corpus.filtering import find_value
from framelens.errors import InputError
from framelens.measure.concentration import measure_concentration
from framelens.measure.exclusions import compare_exclusions, count_excluded
from framelens.measure.framing import score_salience, sum_hits
from framelens.measure.grouped import Family, compare_family
from framelens.measure.groups import PERIODS, By, check_columns, find_column, list_article_columns
from framelens.measure.origins import find_origins
from framelens.measure.persons import choose_persons
from framelens.measure.resampling import Interval
from framelens.measure.sources import ROLE, sort_sources, sum_sources
from framelens.measure.specifications import specification_curve
from framelens.measure.speech import sum_speech
from framelens.measure.stances import count_stances
from framelens.measure.tone import score_tone, sum_tone
from framelens.measure.toward import score_speaker_targets
from framelens.measure.voices import count_presence, count_speakers, sum_statements
from framelens.results.displaying import describe_annotations, describe_study
from framelens.results.network import Network
from framelens.settings.events import join_events
from framelens.settings.settings import ACCURATE_UP_TO, Settings
from framelens.store.scored import KeptReader
from framelens.tables import VOICES, Annotations

MOST_GROUPS = 15
MOST_SPEAKERS = 10  # whose share of voice is compared between groups
FEWEST_ARTICLES = 5
LARGE = 50


@dataclass(frozen=True)
class StudyMeasures:
    """A study, its annotations, and what is measured of them with the study's seed, kinds, lexicon and frames.

    Made by :func:`measure_study`. Every attribute that is a table says in the docstring of its measure what a
    row is.
    """

    study: Settings
    annotations: Annotations
    shelf: Path | None = None

    def __repr__(self) -> str:
        return f"StudyMeasures(title={self.study.title!r}, n_articles={self.n_articles})"

    def _repr_html_(self) -> str:
        return describe_study(self.study) + describe_annotations(self.annotations)

    @property
    def n_articles(self) -> int:
        """How many articles were analysed."""
        return len(self.annotations.articles)

    @property
    def is_one(self) -> bool:
        """Whether there is one article, which can be described and supports no inference."""
        return self.n_articles == 1

    @property
    def interval(self) -> Interval:
        """How intervals are made, as ``study.toml`` has it: ``[compare]``, ``seed`` and ``resamples``."""
        study = self.study
        method: Any = study.interval
        return Interval(method, cluster=study.cluster or None, seed=study.seed, resamples=study.resamples)

    @cached_property
    def codes(self) -> StudyCodes:
        """What people coded of the study."""
        return StudyCodes(self.study, self.annotations, self.interval, lambda: self.toward, lambda: self.source_sorts)

    @cached_property
    def words_by_voice(self) -> pd.Series:
        """Words in the voice of the journalist, in direct and in indirect speech."""
        segments = self.annotations.segments
        words = segments.groupby("voice")["n_words"].sum().reindex(list(VOICES)).fillna(0)
        return words.astype("int64")

    @cached_property
    def voices(self) -> pd.DataFrame:
        """Share of voice: :func:`framelens.measure.voices.count_speakers`."""
        return self.count_speakers()

    def count_speakers(self, by: By = None) -> pd.DataFrame:
        """Share of voice within groups of articles, under the study's settings."""
        return count_speakers(self.annotations, by, kinds=self.study.counted, interval=self.interval)

    @cached_property
    def source_sorts(self) -> pd.DataFrame:
        """The sort of each statement's source: :func:`framelens.measure.sources.sort_sources`."""
        return sort_sources(self.annotations, self.study.source_roles, given_names=self.study.given_names)

    @cached_property
    def origins(self) -> pd.DataFrame:
        """The origin of each statement's source: :func:`framelens.measure.origins.find_origins`."""
        if not self.study.country:
            raise InputError(
                'the country of the study is not set, so that no source is foreign; write country = "..." under '
                "[speakers] in study.toml"
            )
        return find_origins(self.annotations, self.study.country, self.study.roster)

    @cached_property
    def presence(self) -> pd.DataFrame:
        """Quoted, mentioned, talked about: :func:`framelens.measure.voices.count_presence`."""
        return count_presence(self.annotations, kinds=self.study.counted, interval=self.interval)

    @property
    def named(self) -> pd.DataFrame:
        """The rows of share of voice that are named speakers with a statement, the most quoted first."""
        return self.voices.loc[self.voices["speaker_id"].notna() & self.voices["n_statements"].gt(0)]

    @cached_property
    def silent(self) -> pd.DataFrame:
        """The rows of presence of those who are mentioned and never quoted, the most mentioned first.

        Who is listed as a person is surely one: a place or a law that was taken for somebody is no silent voice.
        """
        table, speakers = self.presence, self.annotations.speakers
        never = table["speaker_id"].notna() & table["n_quoted"].eq(0) & table["n_mentioned"].gt(0)
        silent = table.loc[never]
        sure = set(speakers.loc[choose_persons(speakers), "speaker_id"])
        silent = silent[silent["kind"].ne("person") | silent["speaker_id"].isin(sure)]
        return silent.sort_values(["n_mentioned", "speaker_id"], ascending=[False, True], kind="stable")

    @cached_property
    def concentration(self) -> pd.DataFrame:
        """How unevenly statements are distributed: :func:`framelens.measure.concentration.measure_concentration`."""
        return measure_concentration(self.annotations, kinds=self.study.counted, interval=self.interval)

    @cached_property
    def tone(self) -> pd.DataFrame:
        """Tone by voice under the primary lexicon: :func:`framelens.measure.tone.score_tone`."""
        return self.score_tone()

    @cached_property
    def tone_by_lexicon(self) -> pd.DataFrame:
        """Tone by voice under every lexicon of the study, the primary one first."""
        return pd.concat([self.score_tone(lexicon) for lexicon in self.study.lexicons], ignore_index=True)

    def score_tone(self, lexicon: str | None = None, by: By = ("voice",)) -> pd.DataFrame:
        """Tone under a lexicon of the study, the primary one by default."""
        return score_tone(self.annotations, lexicon or self.study.primary_lexicon, by, interval=self.interval)

    @property
    def scores_toward(self) -> bool:
        """Whether polarity toward targets is scored: where study.toml says so, else up to so many articles."""
        return self.n_articles <= ACCURATE_UP_TO if self.study.toward is None else self.study.toward

    @cached_property
    def toward(self) -> pd.DataFrame:
        """Polarity toward the study's targets, sentence by sentence.

        Empty where the study asks for none, and where no article is in a language in which it was learned.
        """
        if not self.scores_toward or not is_read(self.annotations.articles):
            return empty_toward(self.annotations)
        return score_toward(self.annotations, self.study.targets or None, readers=self._readers)

    @cached_property
    def _readers(self) -> Readers:
        """What gives the reader of a language, which reads each sentence once for polarity and roles."""
        return lru_cache(lambda language: KeptReader(language, self.shelf))

    @cached_property
    def casting(self) -> pd.DataFrame:
        """Roles of the study's targets, sentence by sentence; empty where :attr:`toward` is or nothing is English."""
        if not self.scores_toward or not is_read(self.annotations.articles, LEARNED):
            return empty_casting(self.annotations)
        return score_casting(self.annotations, self.study.targets or None, model=self._readers(LANGUAGE))

    @cached_property
    def relations(self) -> pd.DataFrame:
        """How speakers talk about others: :func:`framelens.measure.toward.score_speaker_targets`."""
        return score_speaker_targets(self.annotations, self.toward, interval=self.interval)

    @cached_property
    def network(self) -> Network:
        """Who speaks of whom, as a network under the study's settings."""
        return Network(self.annotations, self.speakers, self.relations, self.toward, self.voices, self.study.seed)

    @cached_property
    def speakers(self) -> pd.DataFrame:
        """The speakers table with the roster's own columns."""
        speakers, roster = self.annotations.speakers, self.study.roster
        known = {*speakers.columns, "name", "role", "alias", "aliases"} - {"speaker_id"}
        own = roster[[column for column in roster if column not in known]].drop_duplicates("speaker_id")
        return speakers.merge(own, on="speaker_id", how="left") if len(own.columns) > 1 else speakers

    @cached_property
    def specifications(self) -> pd.DataFrame | None:
        """The main finding on tone under every specification; None where the articles do not have its two sides."""
        contrast = self.study.tone_contrast
        if contrast.column != "voice":
            check_columns([contrast.column], list_article_columns(self.annotations.articles))
        if contrast.column != "voice" and not {contrast.a, contrast.b} <= {
            str(value) for value in find_column(self.annotations.articles, contrast.column).dropna().unique()
        }:
            return None
        return specification_curve(
            self.annotations, contrast, primary=self.study.primary_lexicon, interval=self.interval
        )

    @cached_property
    def exclusions(self) -> pd.DataFrame:
        """Tone with the study's words left out and with every word of the lexicons."""
        everything = rescore(self.annotations, replace(self.study, excluded_words=()))
        return compare_exclusions(self.annotations, everything, interval=self.interval)

    @cached_property
    def excluded_words(self) -> pd.DataFrame:
        """What each word that the study leaves out does by itself."""
        changes = find_changes(self.annotations, self.study)
        words, lexicon = self.study.excluded_words, self.study.primary_lexicon
        return count_excluded(self.annotations, changes, words, lexicon, interval=self.interval)

    def count_stances(self, by: By = None) -> pd.DataFrame:
        """With which verbs statements are introduced: :func:`framelens.measure.stances.count_stances`."""
        return count_stances(self.annotations, by, kinds=self.study.quote_kinds, interval=self.interval)

    @cached_property
    def salience(self) -> pd.DataFrame:
        """Frames by voice: :func:`framelens.measure.framing.score_salience`."""
        return self.score_salience()

    @cached_property
    def frames(self) -> pd.DataFrame:
        """Frames in all words together."""
        return self.score_salience(by=None)

    @property
    def frames_found(self) -> pd.DataFrame:
        """The rows of :attr:`frames` with a term, the frame with the most terms first."""
        table = self.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
        return table.loc[table["n_hits"].gt(0)]

    def score_salience(self, by: By = ("voice",)) -> pd.DataFrame:
        """Frame salience in groups, with a row for every frame of the study."""
        return score_salience(self.annotations, self.study.frames.names, by, interval=self.interval)

    @cached_property
    def compared(self) -> dict[str, list[Any]]:
        """The columns that are compared, with the groups of each, largest first; periods in their own order.

        A group has at least five articles (two in a corpus of fewer than fifty), and at most the fifteen largest
        are compared. A column with fewer than two groups is left out. Of periods, those asked for or the next longer
        ones are compared, the finest whose groups hold most articles.
        """
        least = FEWEST_ARTICLES if self.n_articles >= LARGE else 2
        columns = dict.fromkeys(self._find_period(column, least) for column in self.study.compare_by)
        found = {column: self.groups_of(column, least=least) for column in columns}
        return {
            column: sorted(groups) if column in PERIODS else groups[:MOST_GROUPS]
            for column, groups in found.items()
            if len(groups) >= 2
        }

    def _find_period(self, asked: str, least: int) -> str:
        """The finest period from the one asked for on in which most dated articles have others beside them."""
        articles = self.annotations.articles
        for column in PERIODS[PERIODS.index(asked) :] if asked in PERIODS and asked not in articles else ():
            sizes = find_column(articles, column).dropna().value_counts()
            kept = sizes[sizes.ge(least)]
            if len(kept) > 1 and 2 * int(kept.sum()) > int(sizes.sum()):
                return column
        return asked

    @cached_property
    def families(self) -> dict[str, dict[str, Family]]:
        """By column that is compared, periods aside: words, speakers, tone and frames in each group, and their tests.

        Speakers are the most quoted ones of the whole study.
        """
        return {
            column: self._compare(column, groups) for column, groups in self.compared.items() if column not in PERIODS
        }

    def _compare(self, column: str, groups: list[Any]) -> dict[str, Family]:
        found, heard = self.keep_groups(column, groups), list(self.named["speaker_id"].head(MOST_SPEAKERS))
        statements = sum_statements(found, kinds=self.study.counted)
        sums = {
            "speech": sum_speech(found),
            "voices": statements.keep_cells(statements.cells["speaker_id"].isin(heard).to_numpy(dtype=bool)),
            "sources": sum_sources(found, self.source_sorts[ROLE], self._roles_heard, kinds=self.study.counted),
            "tone": sum_tone(found, self.study.primary_lexicon),
            "frames": sum_hits(found, list(self.frames_found["frame"]), within=()),
        }
        made = {what: compare_family(one, column, interval=self.interval) for what, one in sums.items()}
        return {what: family.sort("speaker_id", heard) for what, family in made.items() if len(family.tests)}

    @cached_property
    def _roles_heard(self) -> list[str]:
        """The roles of the scheme in which anybody speaks, in its order."""
        heard = set(self.source_sorts[ROLE].dropna())
        return [name for name in self.study.source_roles.names if name in heard]

    def keep_groups(self, column: str, groups: list[Any]) -> Annotations:
        """The annotations of the articles in these groups."""
        keep = find_column(self.annotations.articles, column).isin(groups).to_numpy(dtype=bool)
        return replace(self.annotations, articles=self.annotations.articles.loc[keep].reset_index(drop=True))

    def groups_of(self, column: str, *, least: int = 1) -> list[Any]:
        """The values of a column that ``least`` articles have: in the study's order, else most articles first."""
        check_columns([column], list_article_columns(self.annotations.articles))
        counts = find_column(self.annotations.articles, column).dropna().value_counts()
        declared = self.study.compare_order.get(column, ())
        places = {
            value: place for place, one in enumerate(declared) if (value := find_value(one, counts.index)) is not None
        }
        kept = [
            (places.get(value, len(declared)), -int(n), str(value), value) for value, n in counts.items() if n >= least
        ]
        return [value for *_, value in sorted(kept, key=lambda row: row[:3])]


def measure_study(study: Settings, annotations: Annotations, shelf: Path | None = None) -> StudyMeasures:
    """The measures of a study, under the settings of its ``study.toml``; articles have the columns of its events.

    What takes long and is the same every time is kept on the ``shelf``, a folder, where there is one.
    """
    if len(study.events):
        annotations = replace(annotations, articles=join_events(annotations.articles, study.events))
    return StudyMeasures(study, annotations, shelf)
