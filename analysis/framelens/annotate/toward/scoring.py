"""Polarity toward persons and organisations, sentence by sentence: located in the text, scored by the network.

References
----------
Hamborg, F., & Donnay, K. (2021). NewsMTSC: A dataset for (multi-)target-dependent sentiment classification in
political news articles. *EACL*, 1663-1675.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from framelens.annotate.places import UNNAMED, UNRESOLVED, find_unnamed, locate_quotes, locate_segments
from framelens.annotate.toward.model import CLASSES, LANGUAGE
from framelens.annotate.toward.readers import READ, Readers, load_reader
from framelens.annotate.toward.targets import find_targets
from framelens.corpus.languages import base_of
from framelens.errors import InputError
from framelens.tables import Annotations

JOURNALIST = "journalist"
POLARITY = "polarity toward targets"
# Where a target stands, and in whose words.
PLACES = [
    "article_id", "segment", "start", "end", "n_mentions", "voice", "quote_id", "speaker_id", "speaker_kind",
    "target_id",
]  # fmt: skip
_COLUMNS = [*PLACES, *CLASSES, "polarity", "label", "confidence"]


def score_toward(
    annotations: Annotations,
    targets: Sequence[str] | int | None = None,
    *,
    least_confidence: float = 0.0,
    readers: Readers = load_reader,
) -> pd.DataFrame:
    """Polarity toward persons and organisations in the sentences that mention them.

    Mentions come from the mentions table, so that "he" and "the president" count where they lead to a target. The
    network for the article's language reads the whole sentence with the target's mentions marked; whose words they
    are, the segment says. Articles in languages in which polarity was not learned are left out.

    Parameters
    ----------
    annotations : Annotations
    targets : sequence of str, or int, optional
        As in :func:`framelens.annotate.toward.targets.find_targets`: names, ids, or how many of the most mentioned.
    least_confidence : float, default 0
        Mentions that lead to a target less surely than this (0-1) are left out.
    readers : callable, optional
        What gives the reader of a language; the shipped ones by default.

    Returns
    -------
    pandas.DataFrame
        One row per segment and target mentioned in it: ``article_id``, ``segment``, ``start``, ``end`` (the first
        mention there), ``n_mentions``, ``voice``, ``quote_id``, ``speaker_id`` (whose statement it is; 'journalist'
        for the journalist's words, null for a source without a name), ``speaker_kind`` ('journalist', 'named',
        'unnamed', 'unresolved'), ``target_id``, ``negative``, ``neutral``, ``positive`` (probabilities),
        ``polarity`` (positive minus negative, in [-1, 1]), ``label`` (the likeliest class; outside English the one
        whose probability is highest for how common it is) and ``confidence`` (its probability).

    Raises
    ------
    InputError
        For a target that nobody mentions, and where no article is in a language in which polarity was learned.

    Examples
    --------
    >>> toward = fl.stats.score_toward(study, 3)
    >>> toward[["speaker_id", "target_id", "label", "confidence"]].head(4)
    """
    check_language(annotations)
    rows = locate_toward(annotations, find_targets(annotations, targets), least_confidence=least_confidence)
    return _score_rows(rows, readers)


def check_language(annotations: Annotations, what: str = POLARITY, languages: Sequence[str] = READ) -> None:
    """Raise :class:`InputError` where there are articles and none is in a language that was learned."""
    if len(annotations.articles) and not is_read(annotations.articles, languages):
        raise InputError(
            f"{explain_unread(annotations.articles, what, languages)}; leave targets out, or correct the language of "
            "the articles"
        )


def explain_unread(articles: pd.DataFrame, what: str = POLARITY, languages: Sequence[str] = READ) -> str:
    """Why nothing is measured where no article is in a language that was learned."""
    found = sorted(articles["language"].astype("str").dropna().unique())
    return f"no {what}: the articles are in {_list(found)}, and the network learned {_list(languages)}"


def _list(languages: Sequence[str]) -> str:
    return ", ".join(f"'{language}'" for language in languages)


def note_unread(articles: pd.DataFrame, what: str = POLARITY, languages: Sequence[str] = READ) -> tuple[str, ...]:
    """How many articles are left out for their language, in one sentence; none where no article is, or all are."""
    read = languages_of(articles).isin(languages)
    if read.all() or not read.any():
        return ()
    left = f"{(~read).sum():,} of {len(articles):,} articles are left out"
    return (f"{left}: the network learned {what} in {_list(languages)}.",)


def empty_toward(annotations: Annotations) -> pd.DataFrame:
    """The table of :func:`score_toward` without a row, where nothing is asked or the language was not learned."""
    return _score_rows(locate_toward(annotations, []), load_reader)


def _score_rows(rows: pd.DataFrame, readers: Readers) -> pd.DataFrame:
    """What the network for its language says of each row's sentence."""
    languages, texts, mentions = (rows.pop(name).to_numpy() for name in ("_language", "_text", "_mentions"))
    probabilities, labels = np.zeros((len(rows), len(CLASSES))), np.zeros(len(rows), dtype=int)
    for language in np.unique(languages):
        here, reader = np.flatnonzero(languages == language), readers(language)
        probabilities[here] = reader.score(texts[here].tolist(), mentions[here].tolist())
        labels[here] = reader.choose(probabilities[here])
    for number, name in enumerate(CLASSES):
        rows[name] = probabilities[:, number]
    rows["polarity"] = rows["positive"] - rows["negative"]
    rows["label"] = pd.Series(np.array(CLASSES, dtype=object)[labels], index=rows.index, dtype="str")
    rows["confidence"] = probabilities[np.arange(len(rows)), labels]
    return rows[_COLUMNS]


def is_read(articles: pd.DataFrame, languages: Sequence[str] = READ) -> bool:
    """Whether any of the articles is in one of the languages, or may be."""
    return bool(languages_of(articles).isin(languages).any())


def languages_of(articles: pd.DataFrame) -> pd.Series:
    """The language of each article without its country; what is not known is taken for English."""
    return articles["language"].astype("str").map(lambda tag: LANGUAGE if pd.isna(tag) else base_of(tag))


def locate_toward(
    annotations: Annotations,
    targets: Sequence[str],
    *,
    least_confidence: float = 0.0,
    languages: Sequence[str] = READ,
) -> pd.DataFrame:
    """Where targets are mentioned in articles of some languages: one row per segment and target.

    With the sentence: ``_text``, ``_mentions`` and ``_language``.
    """
    mentions, segments = annotations.mentions, annotations.segments
    articles = annotations.articles.assign(_language=languages_of(annotations.articles))
    articles = articles[articles["_language"].isin(languages)]
    sure = mentions["confidence"].fillna(1.0).astype(float) >= least_confidence
    chosen = mentions["speaker_id"].isin(list(targets)) & mentions["article_id"].isin(articles["article_id"]) & sure
    mentions = mentions[chosen.fillna(False)]
    place = locate_segments(mentions["article_id"], mentions["start"], segments)
    mentions, place = mentions[place >= 0], place[place >= 0]
    here = segments.iloc[place].reset_index(drop=True)
    table = here[["article_id", "segment", "sentence", "voice", "quote_id"]].assign(
        target_id=mentions["speaker_id"].astype("str").to_numpy(),
        start=mentions["start"].to_numpy(dtype=np.int64),
        end=mentions["end"].to_numpy(dtype=np.int64),
    )
    grouped = table.sort_values(["article_id", "segment", "target_id", "start"], kind="stable").groupby(
        ["article_id", "segment", "target_id"], sort=True
    )
    rows = grouped.first().reset_index()
    rows["n_mentions"] = grouped.size().to_numpy()
    spans = [list(zip(part["start"].tolist(), part["end"].tolist(), strict=True)) for _, part in grouped]
    rows = _add_speakers(rows, annotations)
    return _add_sentences(rows, spans, articles, segments)


def _add_speakers(rows: pd.DataFrame, annotations: Annotations) -> pd.DataFrame:
    """Whose words each row's are: the journalist's, a named speaker's, or those of somebody without a name."""
    quotes = annotations.quotes
    quote = locate_quotes(rows, quotes)
    own = rows["voice"].to_numpy() == JOURNALIST
    spoken = np.r_[quotes["speaker_id"].astype(object).where(quotes["speaker_id"].notna(), None).to_numpy(), [None]]
    nameless = np.r_[find_unnamed(annotations.quotes), False][quote]
    speaker = np.where(own, JOURNALIST, spoken[quote])
    named = np.array([one is not None for one in speaker], dtype=bool)
    kind = np.where(own, JOURNALIST, np.where(named, "named", np.where(nameless, UNNAMED, UNRESOLVED)))
    return rows.assign(
        speaker_id=pd.Series(speaker, index=rows.index, dtype="str"),
        speaker_kind=pd.Series(kind, index=rows.index, dtype="str"),
    )


def _add_sentences(
    rows: pd.DataFrame, spans: Sequence[Sequence[tuple[int, int]]], articles: pd.DataFrame, segments: pd.DataFrame
) -> pd.DataFrame:
    """The sentence of each row and the places of the target in it."""
    keys = ["article_id", "sentence"]
    bounds = segments.groupby(keys).agg(first=("start", "min"), last=("end", "max")).reset_index()
    rows = rows.merge(bounds, on=keys, how="left", validate="many_to_one")
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    languages = dict(zip(articles["article_id"], articles["_language"], strict=True))
    places = zip(rows["article_id"], rows["first"].astype(int), rows["last"].astype(int), spans, strict=True)
    sentences: list[str] = []
    mentions: list[Any] = []
    for article_id, first, last, found in places:
        # A mention may reach over the end of its sentence, in text without full stops.
        sentences.append(texts[article_id][first : max(last, found[-1][1])])
        mentions.append([(start - first, end - first) for start, end in found])
    return rows.assign(
        _text=pd.Series(sentences, index=rows.index, dtype=object),
        _mentions=pd.Series(mentions, index=rows.index, dtype=object),
        _language=rows["article_id"].map(languages).astype(object),
    )
