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

from framelens.annotate.rescoring import rescore
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.settings.settings import Settings, settings_of_source
from framelens.study import Study
from framelens.tables import SCHEMAS, Annotations, make_table

PASSAGES = 12_000
PEOPLE = 12
THEMES = 6
FRAMES = {"economic": ("economy", "jobs"), "conflict": ("strike", "protest"), "rare": ("tariff",)}
TONED = ("good", "great", "success", "bad", "terrible", "crisis")
COMMON = (
    "the of and to in a that on for with at by from about harbour city council budget plan street school hospital "
    "family week year month report meeting house river bridge market office road train winter summer number people "
    "water power paper letter station village garden morning evening company worker teacher driver project question "
    "answer programme service centre member leader group page line place point side hand case part area level order"
).split()
STANCES = ("neutral", "claimed", "admitted", "stressed")
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
    toward: pd.DataFrame
    settings: Settings

    @cached_property
    def starts(self) -> dict[str, np.ndarray]:
        """Where the rows of each passage begin in each table, and where the last ones end."""
        passages = np.arange(len(self.texts) + 1)
        return {name: np.searchsorted(table["passage"], passages) for name, table in self._all.items()}

    @cached_property
    def _all(self) -> dict[str, pd.DataFrame]:
        return {**self.tables, "toward": self.toward}

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
        for name, table in self._all.items():
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
            event=articles["event"].array,
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
    """A pool of passages whose themes decide who speaks, in which voice, with which frames and how."""
    dice = np.random.default_rng(seed)
    theme = dice.integers(THEMES, size=passages)
    voice = np.where(
        dice.random(passages) < 0.55, "journalist", np.where(dice.random(passages) < 0.5, "direct", "indirect")
    )
    texts, hits = _write_texts(theme, voice, dice)
    quoted = np.flatnonzero(voice != "journalist")
    n_words = np.array([text.count(" ") + 1 for text in texts])
    zone = np.where(dice.random(passages) < 0.15, "lead", "body")
    every = np.arange(passages)
    segments = _fill("segments", every, start=0, end=[len(text) for text in texts], voice=voice, zone=zone,
                     quote_id=np.where(voice == "journalist", None, "q"), n_words=n_words, paragraph=0, sentence=0,
                     segment=0)  # fmt: skip
    speaker = _choose_speakers(theme[quoted], dice)
    resolution = np.where(speaker >= 0, "named", np.where(speaker == -1, "unnamed", "absent"))
    ids = np.array([f"p{i:02}" for i in range(PEOPLE)] + [None, None], dtype=object)
    stance = np.array([None, *STANCES], dtype=object)[
        np.where(dice.random(len(quoted)) < 0.2, 0, 1 + (theme[quoted] + dice.integers(2, size=len(quoted))) % 4)
    ]
    quotes = _fill("quotes", quoted, kind=voice[quoted], cue="said", stance=stance, act="saying",
                   speaker_id=ids[speaker], resolution=resolution, n_words=n_words[quoted], zone=zone[quoted],
                   confidence=1.0, quote_id="q", content=[[[0, 1]]] * len(quoted))  # fmt: skip
    mentioned = np.flatnonzero(dice.random(passages) < 0.5)
    other = np.abs(_choose_speakers((theme[mentioned] + 1) % THEMES, dice)) % PEOPLE
    mentions = _fill("mentions", mentioned, start=0, end=3, form="name", kind="person", speaker_id=ids[other],
                     resolution="named", confidence=1.0)  # fmt: skip
    rows, words, begins = hits
    frame_of = {word: frame for frame, listed in FRAMES.items() for word in listed}
    found = _fill("hits", rows, frame=[frame_of[w] for w in words], term=words, start=begins,
                  end=begins + np.array([len(w) for w in words]), voice=voice[rows], zone=zone[rows], segment=0,
                  quote_id=np.where(voice[rows] == "journalist", None, "q"))  # fmt: skip
    who = pd.Series(ids[speaker], index=quoted)
    found["speaker_id"] = pd.array(who.reindex(rows).tolist(), dtype="str")
    polarity = np.clip(dice.normal((other % 3 - 1) * 0.2, 0.5), -1, 1)
    toward = pd.DataFrame({
        "passage": mentioned, "segment": 0, "start": 0, "end": 3, "n_mentions": 1, "voice": voice[mentioned],
        "quote_id": np.where(voice[mentioned] == "journalist", None, "q"), "target_id": ids[other],
        "speaker_id": np.where(voice[mentioned] == "journalist", "journalist", who.reindex(mentioned)),
        "polarity": polarity,
    })  # fmt: skip
    spoken = voice[mentioned] != "journalist"
    kind = np.where(toward["speaker_id"].isna(), "unnamed", "named")
    toward = toward.assign(speaker_kind=np.where(spoken, kind, "journalist"), negative=0.0, neutral=0.0, positive=0.0)
    toward = toward.assign(label="neutral", confidence=1.0).astype(
        dict.fromkeys(["voice", "quote_id", "target_id", "speaker_id", "speaker_kind", "label"], "str")
    )
    tables = {"segments": segments, "quotes": quotes, "mentions": mentions, "hits": found}
    likeness = theme + dice.normal(size=passages) * 0.3
    likeness[rows] += 1.0  # passages with frame terms come together: bursts
    settings = replace(
        settings_of_source("articles"),
        frames=FrameDictionary(tuple(Frame(n, n, terms=tuple(Term(w) for w in ws)) for n, ws in FRAMES.items())),
        reader="rules",
        excluded_words=("crisis",),
    )
    pool = Population(texts, tables, likeness, toward, settings)
    return _score(pool)


def _name(size: int) -> pd.DataFrame:
    """So many articles of one outlet and one day."""
    ids = [f"a{i:05}" for i in range(size)]
    return pd.DataFrame({"article_id": ids, "outlet": "A", "published": START, "event": ids})


def _score(pool: Population) -> Population:
    """The pool with the valence that the study's lexicons give its passages."""
    single, _ = pool.annotate([np.array([i]) for i in range(len(pool.texts))], _name(len(pool.texts)))
    scored = rescore(single, pool.settings).segments
    valences = scored[[c for c in scored.columns if c.startswith("valence_")]]
    return replace(pool, tables={**pool.tables, "segments": pool.tables["segments"].join(valences)})


def _fill(name: str, passage: np.ndarray, **columns: object) -> pd.DataFrame:
    """A table of the schema with a row for each of ``passage``; columns not given are null."""
    table = make_table(name, []).reindex(range(len(passage)))
    for column, values in columns.items():
        dtype = table[column].dtype
        whole = pd.Series(values, index=table.index) if np.ndim(values) == 0 else pd.Series(list(values), dtype=object)  # type: ignore[call-overload,arg-type]
        table[column] = whole if column == "content" else whole.astype(dtype)
    return table[SCHEMAS[name].names].assign(passage=passage)


def _choose_speakers(theme: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Speakers whose shares fall as Zipf has it, each theme with favourites of its own; -1 unnamed, -2 unresolved."""
    general = 1 / np.arange(1, PEOPLE + 1)
    by_theme = np.stack([general * np.where(np.arange(PEOPLE) % THEMES == t, 4, 1) for t in range(THEMES)])
    edges = np.cumsum(by_theme / by_theme.sum(axis=1, keepdims=True), axis=1)
    chosen = (dice.random(len(theme))[:, None] > edges[theme]).sum(axis=1).clip(max=PEOPLE - 1)
    other = dice.random(len(theme))
    return np.where(other < 0.08, -1, np.where(other < 0.12, -2, chosen))


def _write_texts(
    theme: np.ndarray, voice: np.ndarray, dice: np.random.Generator
) -> tuple[np.ndarray, tuple[np.ndarray, list[str], np.ndarray]]:
    """Sentences of words drawn at random, some of them terms of frames or toned; and where the terms stand."""
    frame_words = [word for words in FRAMES.values() for word in words]
    vocabulary = np.array([*COMMON, *TONED, *frame_words], dtype=object)
    weights = 1 / (5 + np.arange(len(COMMON)))
    texts, rows, words, begins = [], [], [], []
    terms = set(frame_words)
    for passage, (t, v) in enumerate(zip(theme, voice, strict=True)):
        toned = np.array([1 + t, 1, 1, THEMES - t, 1, 1]) * (0.015 if v == "journalist" else 0.03)
        framed = np.array([0.006, 0.006, 0.006, 0.006, 0.001]) * np.array([t, 1, THEMES - t, 1, 1]) * dice.gamma(0.5, 2)
        chances = np.r_[weights / weights.sum() * (1 - toned.sum() - framed.sum()), toned, framed]
        chosen = vocabulary[
            (dice.random(dice.integers(5, 22))[:, None] > np.cumsum(chances)).sum(axis=1).clip(max=len(chances) - 1)
        ]
        place = 0
        for word in chosen:
            if word in terms:
                rows.append(passage)
                words.append(word)
                begins.append(place)
            place += len(word) + 1
        texts.append(" ".join(chosen) + ".")
    return np.array(texts, dtype=object), (np.array(rows), words, np.array(begins))
