"""A made-up population of articles in which every truth is known, and studies drawn from it.

The population is a pool of passages: a sentence in one voice, with its speaker, its frame terms, its valence and the
people it mentions. A *dealing* says how the pool's passages are put together to articles, short or long, mixed or of
one piece, and articles to events. Every dealing uses every passage once, so that any share, rate or mean is the same
in all of them, and two outlets whose articles are dealt differently still do not differ.

A study draws articles, or whole events, at random and with replacement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._passages import FRAMES, PEOPLE, make_passages
from framelens.annotate.rescoring import rescore
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.settings.settings import Settings, settings_of_source
from framelens.study import Study
from framelens.tables import Annotations, make_table

PASSAGES = 12_000
START, DAYS = pd.Timestamp("2021-01-01"), 365


@dataclass(frozen=True)
class Dealing:
    """How passages become articles and articles events.

    ``length`` is the mean number of passages in an article; ``bursty`` says whether an article's passages are alike;
    ``event`` is the mean number of articles of an event, which are alike too, and 1 where articles stand alone.
    """

    length: int = 8
    bursty: bool = False
    event: int = 1


@dataclass(frozen=True)
class Population:
    """A pool of passages: tables by passage, offsets counted from the passage's beginning."""

    texts: np.ndarray
    tables: dict[str, pd.DataFrame]
    likeness: np.ndarray
    settings: Settings

    @cached_property
    def starts(self) -> dict[str, np.ndarray]:
        """Where the rows of each passage begin in each table, and where the last ones end."""
        passages = np.arange(len(self.texts) + 1)
        return {name: np.searchsorted(table["passage"], passages) for name, table in self.tables.items()}

    def deal(self, dealing: Dealing, seed: int = 0) -> Dealt:
        """The pool as articles and events."""
        dice = np.random.default_rng([seed, dealing.length, dealing.bursty, dealing.event])
        size = len(self.texts)
        alike = np.argsort(self.likeness + dice.normal(size=size) * 0.5) if dealing.bursty else dice.permutation(size)
        articles = _cut(size, dealing.length, dice)
        if dealing.event == 1:
            return Dealt(self, alike, articles, np.arange(len(articles)))
        # Passages of an event are alike, and are shuffled among its articles.
        alike = np.argsort(self.likeness + dice.normal(size=size) * 0.5)
        firsts = _cut(len(articles) - 1, dealing.event, dice)
        edges = articles[firsts]
        for begin, end in pairwise(edges):
            dice.shuffle(alike[begin:end])
        return Dealt(self, alike, articles, firsts)

    def annotate(self, passages: list[np.ndarray], articles: pd.DataFrame) -> tuple[Annotations, pd.DataFrame]:
        """The tables of articles that consist of these passages, and the polarity toward the people they mention."""
        ids = articles["article_id"].to_numpy(dtype=object)
        sizes = np.array([len(part) for part in passages])
        flat, owner = np.concatenate(passages), np.repeat(np.arange(len(passages)), sizes)
        lengths = np.array([len(text) for text in self.texts[flat]]) + 1
        before = np.cumsum(lengths) - lengths
        offsets = before - np.repeat(before[np.cumsum(sizes) - sizes], sizes)
        number = np.arange(len(flat)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        made = {}
        for name, table in self.tables.items():
            starts = self.starts[name]
            counts = starts[flat + 1] - starts[flat]
            rows = np.repeat(starts[flat] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
            part, at = table.take(rows).reset_index(drop=True), np.repeat(np.arange(len(flat)), counts)
            part["article_id"] = pd.array(ids[owner[at]], dtype="str")
            for column in ("start", "end", "source_start", "source_end"):
                if column in part and part[column].notna().any():
                    part[column] = part[column] + offsets[at]
            for column in ("segment", "sentence"):
                if column in part:
                    part[column] = pd.array(number[at], dtype="Int64")
            if "paragraph" in part:
                part["paragraph"] = pd.array(number[at] // 3, dtype="Int64")
            if "quote_id" in part:
                named = pd.array([f"q{i}" for i in number[at]], dtype="str")
                part["quote_id"] = named if name == "quotes" else pd.Series(named).where(part["quote_id"].notna())
            if "content" in part:
                part["content"] = [[[a, a + length - 1]] for a, length in zip(offsets[at], lengths[at], strict=True)]
            made[name] = part
        texts = self.texts[flat]
        ends = np.cumsum(sizes)
        joined = [" ".join(texts[end - size : end]) for end, size in zip(ends, sizes, strict=True)]
        words = np.bincount(owner, self.tables["segments"]["n_words"].to_numpy(dtype=int)[flat], len(ids))
        table = make_table("articles", [])
        table = table.reindex(range(len(ids))).assign(
            article_id=articles["article_id"].array, outlet=articles["outlet"].array,
            published=articles["published"].array, text=pd.array(joined, dtype="str"),
            language=pd.array(["en"] * len(ids), dtype="str"), n_words=pd.array(words.astype(int), dtype="Int64"),
            event=articles["event"].array, sample=articles.get("sample"),
        )  # fmt: skip
        parts = {name: part.drop(columns="passage") for name, part in made.items()}
        toward = parts.pop("toward")
        return Annotations(articles=table, speakers=self.speakers, **parts), toward

    @cached_property
    def speakers(self) -> pd.DataFrame:
        """Everyone who may speak, all of them of the roster, so that each has a row in every study."""
        rows = [
            {"speaker_id": f"p{i:02}", "name": f"Person {i}", "kind": "person", "roles": [], "aliases": []}
            for i in range(PEOPLE)
        ]
        return make_table("speakers", [{**row, "from_roster": True} for row in rows])

    def study(self, passages: list[np.ndarray], articles: pd.DataFrame, **settings: Any) -> Study:
        """A study of articles that consist of these passages, under the population's settings with some changed."""
        found, toward = self.annotate(passages, articles)
        study = Study(replace(self.settings, **settings), annotations=found)
        study._measures.__dict__["toward"] = toward  # what the network would have said of each passage
        return study


@dataclass(frozen=True)
class Dealt:
    """The pool as articles: passages in order, where each article and each event begins."""

    population: Population
    order: np.ndarray
    articles: np.ndarray
    events: np.ndarray

    def passages(self, article: int) -> np.ndarray:
        """The passages of an article."""
        return self.order[self.articles[article] : self.articles[article + 1]]

    @property
    def n_articles(self) -> int:
        """How many articles the pool makes."""
        return len(self.articles) - 1

    def draw(self, size: int, dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """About ``size`` articles and the number of the event each is of: whole events are drawn, with replacement."""
        if len(self.events) == len(self.articles):
            drawn = dice.integers(self.n_articles, size=size)
            return drawn, np.arange(size)
        n_events = len(self.events) - 1
        chosen = dice.integers(n_events, size=max(2, round(size * n_events / self.n_articles)))
        parts = [np.arange(self.events[event], self.events[event + 1]) for event in chosen]
        return np.concatenate(parts), np.repeat(np.arange(len(parts)), [len(part) for part in parts])

    @cached_property
    def whole(self) -> Study:
        """The whole pool as a study without intervals, whose estimates are the truth."""
        return self.population.study(
            [self.passages(i) for i in range(self.n_articles)], _name(self.n_articles), resamples=0
        )


def _cut(size: int, mean: int, dice: np.random.Generator) -> np.ndarray:
    """Places that cut ``size`` things into parts of about ``mean``, some short and some long."""
    lengths = 1 + dice.negative_binomial(2, 2 / (2 + mean - 1), size=size)
    edges = np.cumsum(lengths)
    return np.r_[0, edges[edges < size], size]


def make_population(seed: int = 2021, passages: int = PASSAGES) -> Population:
    """A pool of passages with the valences that the study's lexicons give them."""
    made = make_passages(seed, passages)
    settings = replace(
        settings_of_source("articles"),
        frames=FrameDictionary(tuple(Frame(n, n, terms=tuple(Term(w) for w in ws)) for n, ws in FRAMES.items())),
        reader="rules",
        excluded_words=("crisis",),
    )
    pool = Population(made.texts, made.tables, made.likeness, settings)
    single, _ = pool.annotate([np.array([i]) for i in range(passages)], _name(passages))
    scored = rescore(single, settings).segments
    valences = scored[[c for c in scored.columns if c.startswith("valence_")]]
    return replace(pool, tables={**pool.tables, "segments": pool.tables["segments"].join(valences)})


def _name(size: int) -> pd.DataFrame:
    """So many articles of one outlet and one day."""
    ids = [f"a{i:05}" for i in range(size)]
    return pd.DataFrame({"article_id": ids, "outlet": "A", "published": START, "event": ids})
