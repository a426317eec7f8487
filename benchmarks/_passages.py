"""The passages of a made-up population: sentences in one voice, with all that is located in them.

Each has a theme, which decides who speaks, in which voice, with which frames and how; passages of one theme are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from framelens.tables import SCHEMAS, make_table

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


@dataclass(frozen=True)
class Passages:
    """Texts, what is located in them (tables by ``passage``, offsets from its beginning), and what makes them alike."""

    texts: np.ndarray
    tables: dict[str, pd.DataFrame]
    likeness: np.ndarray


def make_passages(seed: int, size: int) -> Passages:
    """So many passages, drawn with a seed."""
    dice = np.random.default_rng(seed)
    theme = dice.integers(THEMES, size=size)
    voice = np.where(dice.random(size) < 0.55, "journalist", np.where(dice.random(size) < 0.5, "direct", "indirect"))
    zone = np.where(dice.random(size) < 0.15, "lead", "body")
    texts, found = _write_texts(theme, voice, dice)
    quoted = np.where(voice == "journalist", None, "q")
    n_words = np.array([text.count(" ") + 1 for text in texts])
    segments = _fill("segments", np.arange(size), start=0, end=[len(text) for text in texts], voice=voice, zone=zone,
                     quote_id=quoted, n_words=n_words, paragraph=0, sentence=0, segment=0)  # fmt: skip
    quotes = _make_quotes(segments, theme, dice)
    speaker = quotes.set_index("passage")["speaker_id"]
    mentions = _make_mentions(theme, dice)
    rows, words, begins = found
    frame_of = {word: frame for frame, listed in FRAMES.items() for word in listed}
    hits = _fill("hits", rows, frame=[frame_of[w] for w in words], term=words, start=begins, voice=voice[rows],
                 end=begins + np.array([len(w) for w in words]), zone=zone[rows], segment=0, quote_id=quoted[rows],
                 speaker_id=speaker.reindex(rows).tolist())  # fmt: skip
    likeness = theme + dice.normal(size=size) * 0.3
    likeness[rows] += 1.0  # passages with frame terms come together: bursts
    tables = {"segments": segments, "quotes": quotes, "mentions": mentions, "hits": hits}
    tables["toward"] = _make_toward(mentions, voice, speaker, dice)
    return Passages(texts, tables, likeness)


def _make_quotes(segments: pd.DataFrame, theme: np.ndarray, dice: np.random.Generator) -> pd.DataFrame:
    """A statement in each passage that is not in the journalist's voice."""
    said = segments.loc[segments["voice"].ne("journalist")]
    place, size = said["passage"].to_numpy(dtype=int), len(said)
    speaker = _choose_speakers(theme[place], dice)
    ids = np.array([*(f"p{i:02}" for i in range(PEOPLE)), None, None], dtype=object)
    stance = np.array([None, *STANCES], dtype=object)[
        np.where(dice.random(size) < 0.2, 0, 1 + (theme[place] + dice.integers(2, size=size)) % 4)
    ]
    return _fill("quotes", place, kind=said["voice"], cue="said", stance=stance, act="saying", speaker_id=ids[speaker],
                 resolution=np.where(speaker >= 0, "named", np.where(speaker == -1, "unnamed", "absent")),
                 n_words=said["n_words"], zone=said["zone"], confidence=1.0, quote_id="q",
                 content=[[[0, 1]]] * size)  # fmt: skip


def _make_mentions(theme: np.ndarray, dice: np.random.Generator) -> pd.DataFrame:
    """A mention in every second passage, of somebody who speaks more in another theme."""
    place = np.flatnonzero(dice.random(len(theme)) < 0.5)
    person = np.abs(_choose_speakers((theme[place] + 1) % THEMES, dice)) % PEOPLE
    return _fill("mentions", place, start=0, end=3, form="name", kind="person", resolution="named", confidence=1.0,
                 speaker_id=[f"p{i:02}" for i in person])  # fmt: skip


def _make_toward(
    mentions: pd.DataFrame, voice: np.ndarray, speaker: pd.Series, dice: np.random.Generator
) -> pd.DataFrame:
    """What the network might say of each mention: polarity toward the person."""
    place = mentions["passage"].to_numpy()
    own = voice[place] == "journalist"
    said_by = speaker.reindex(place).to_numpy(dtype=object)
    mood = mentions["speaker_id"].str[1:].astype(int).to_numpy() % 3 - 1
    texts = {
        "voice": voice[place], "quote_id": np.where(own, None, "q"), "target_id": mentions["speaker_id"],
        "speaker_id": np.where(own, "journalist", said_by),
        "speaker_kind": np.where(own, "journalist", np.where(pd.isna(said_by), "unnamed", "named")), "label": "neutral",
    }  # fmt: skip
    table = pd.DataFrame(texts, dtype="str").assign(
        passage=place, segment=0, start=0, end=3, n_mentions=1, negative=0.0, neutral=0.0, positive=0.0, confidence=1.0
    )
    return table.assign(polarity=np.clip(dice.normal(mood * 0.2, 0.5), -1, 1))


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
