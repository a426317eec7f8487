"""Units of coding: what people are asked about, cut from the annotations, with what the program says of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from framelens.annotate.places import find_unnamed, locate_segments
from framelens.code.codebook import FORM, JOINT, NO_FRAME, QUESTIONS, ROLE, TONES, UNNAMED
from framelens.errors import InputError, suggest
from framelens.measure.framing import Frames, list_frames
from framelens.measure.groups import By, check_columns, find_column, list_article_columns, list_columns
from framelens.measure.speakers import choose_statements
from framelens.measure.tone import check_lexicon
from framelens.settings.source_scheme import UNKNOWN
from framelens.tables import QUOTE_KINDS, SCHEMAS, VALENCE_PREFIX, Annotations

COLUMNS = ("unit_id", "question", "article_id", "start", "end", "target", "choices", "answer", "value", "voice", "zone")
NEUTRAL = 0.05  # valence nearer to zero is neutral, as the authors of VADER have it
UNRESOLVED = "unresolved"
_ARTICLE_COLUMNS = ("outlet", "published", "byline", "language")


def list_units(
    annotations: Annotations,
    question: str,
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
    lexicon: str | None = None,
    frames: Frames = None,
    found: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every unit that a question can be asked about: the population from which units are drawn for coding.

    Parameters
    ----------
    annotations : Annotations
    question : {'statement', 'speaker', 'frame', 'tone', 'toward', 'role', 'form'}
        'statement' asks about sentences, 'speaker' about attributed statements, 'role' and 'form' about their sources,
        'frame' about paragraphs, 'tone' about stretches of one voice that the lexicon scored, 'toward' about sentences
        together with one who is named there.
    kinds : sequence of str
        For 'speaker', 'role' and 'form' the kinds of statement that count as speech, and their acts; what is said by
        default.
    lexicon : str, optional
        For 'tone' the lexicon; the primary one by default.
    frames : sequence of str or FrameDictionary, optional
        For 'frame' the frames of the codebook.
    found : pandas.DataFrame, optional
        What the program found, without which it has no answer: for 'toward' made by :func:`framelens.score_toward`, for
        'role' and 'form' by :func:`framelens.measure.sources.sort_sources`.

    Returns
    -------
    pandas.DataFrame
        One row per unit, in the order of the text: ``unit_id`` (question, article and offsets), ``question``,
        ``article_id``, ``start``, ``end``, ``target`` (whom a tone is toward), ``choices`` (names that only this unit
        can be answered by, a list), ``answer`` (the program's, null where it gives none), ``value`` (the same as a
        number where there is one), ``voice``, ``zone``, and ``outlet``, ``published``, ``byline``, ``language`` of the
        article, with the columns of one's own that the study's events give it.

    Raises
    ------
    InputError
        For an unknown question, kind, lexicon or frame.

    Examples
    --------
    >>> fl.stats.list_units(study, "statement")[["unit_id", "article_id", "answer"]].head(3)
    """
    if question not in QUESTIONS:
        raise InputError(f"no question is '{question}'; {suggest(str(question), QUESTIONS)}")
    make: dict[str, Callable[[], pd.DataFrame]] = {
        "statement": lambda: _list_sentences(annotations),
        "speaker": lambda: _list_statements(annotations, kinds),
        "frame": lambda: _list_paragraphs(annotations, list_frames(annotations, frames)),
        "tone": lambda: _list_stretches(annotations, check_lexicon(annotations, lexicon)),
        "toward": lambda: _list_targets(annotations, found),
        ROLE: lambda: _list_sources(annotations, kinds, found, ROLE),
        FORM: lambda: _list_sources(annotations, kinds, found, FORM),
    }
    table = make[question]()
    table["question"] = question
    place = table["start"].astype("str") + "-" + table["end"].astype("str")
    target = "" if "target" not in table else ":" + table["_target_id"].astype("str")
    table["unit_id"] = question + ":" + table["article_id"].astype("str") + ":" + place + target
    for column in COLUMNS:
        if column not in table:
            table[column] = [[] for _ in range(len(table))] if column == "choices" else None
    own = [c for c in annotations.articles.columns if c not in {*SCHEMAS["articles"].names, *table.columns}]
    articles = annotations.articles[["article_id", *_ARTICLE_COLUMNS, *own]]
    table = table.merge(articles, on="article_id", how="left").sort_values(["article_id", "start", "end", "unit_id"])
    table = table.drop_duplicates("unit_id").reset_index(drop=True)
    types = {"question": "str", "unit_id": "str", "target": "str", "answer": "str", "value": "float64", "voice": "str"}
    return table[[*COLUMNS, *_ARTICLE_COLUMNS, *own]].astype(types | {"start": "Int64", "end": "Int64", "zone": "str"})


def add_columns(units: pd.DataFrame, by: By, articles: pd.DataFrame) -> pd.DataFrame:
    """Units with the columns they are grouped by: their own (``voice``, ``zone``, ``target``), their article's, or
    a period of its publication.

    Raises
    ------
    InputError
        For a column that neither units nor articles have.
    """
    missing = [column for column in list_columns(by) if column not in units.columns]
    check_columns(missing, [*(c for c in ("voice", "zone", "target") if c in units), *list_article_columns(articles)])
    place = pd.Index(articles["article_id"]).get_indexer(pd.Index(units["article_id"]))
    return units.assign(**{column: find_column(articles, column).array[place] for column in missing})


def _span(annotations: Annotations, by: str) -> pd.DataFrame:
    """One row per sentence or paragraph: where it begins and ends, its zone, and whether a source speaks in it."""
    segments = annotations.segments.loc[annotations.segments["n_words"].fillna(0).gt(0)]
    spoken = segments["voice"].ne("journalist")
    grouped = segments.assign(spoken=spoken).groupby(["article_id", by], sort=False)
    return grouped.agg(
        start=("start", "min"), end=("end", "max"), zone=("zone", "first"), spoken=("spoken", "any")
    ).reset_index()


def _list_sentences(annotations: Annotations) -> pd.DataFrame:
    table = _span(annotations, "sentence")
    spoken = table["spoken"].to_numpy(dtype=bool)
    return table.assign(answer=np.where(spoken, "statement", "none"), value=spoken.astype(float))


def _list_statements(annotations: Annotations, kinds: Sequence[str]) -> pd.DataFrame:
    """Statements, each with the people and organisations of its article to choose from."""
    quotes, table = _place_statements(annotations, kinds)
    names = name_targets(annotations)
    named = annotations.mentions[["article_id", "speaker_id"]].dropna()
    there = pd.concat([named, quotes[["article_id", "speaker_id"]].dropna()]).drop_duplicates()
    choices = {
        str(article): sorted({names.get(str(s), str(s)) for s in part["speaker_id"]})
        for article, part in there.groupby("article_id")
    }
    speaker = quotes["speaker_id"].astype("str").map(lambda s: names.get(s, s), na_action="ignore")
    nameless = pd.Series(np.where(find_unnamed(quotes), UNNAMED, UNRESOLVED), index=quotes.index)
    return table.assign(
        choices=pd.Series([choices.get(str(a), []) for a in quotes["article_id"]], dtype=object),
        answer=speaker.where(speaker.notna(), nameless).to_numpy(),
    )


def _list_sources(
    annotations: Annotations, kinds: Sequence[str], found: pd.DataFrame | None, sort: str
) -> pd.DataFrame:
    """Statements with the sort of their source; where the program gives none, that is its answer."""
    quotes, table = _place_statements(annotations, kinds)
    return table if found is None else table.assign(answer=found.loc[quotes.index, sort].fillna(UNKNOWN).to_numpy())


def _place_statements(annotations: Annotations, kinds: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The statements that count, as they are, and one row each that says where it stands."""
    every = annotations.quotes.reset_index(drop=True)
    quotes = every.loc[choose_statements(every, kinds)]
    table = pd.DataFrame(
        {
            "article_id": quotes["article_id"].to_numpy(),
            "start": [min(int(s) for s, _ in content) for content in quotes["content"]],
            "end": [max(int(e) for _, e in content) for content in quotes["content"]],
            "voice": np.where(quotes["kind"].eq("indirect"), "indirect", "direct"),
            "zone": quotes["zone"].to_numpy(),
        }
    )
    return quotes, table


def name_targets(annotations: Annotations) -> dict[str, str]:
    """What each speaker is called in a coding sheet: the name, with the id where two have the same name."""
    speakers = annotations.speakers[["speaker_id", "name"]].dropna(subset="speaker_id").astype("str")
    names = speakers["name"].where(speakers["name"].notna(), speakers["speaker_id"])
    names = names.str.replace(JOINT.strip(), ",", regex=False)
    twice = names.str.casefold().duplicated(keep=False)
    names = names.where(~twice, names + " (" + speakers["speaker_id"] + ")")
    return dict(zip(speakers["speaker_id"], names, strict=True))


def _list_paragraphs(annotations: Annotations, frames: list[str]) -> pd.DataFrame:
    """Paragraphs with the frames whose terms stand in them."""
    table = _span(annotations, "paragraph")
    hits = annotations.hits.loc[annotations.hits["frame"].isin(frames)]
    place = locate_segments(hits["article_id"], hits["start"], annotations.segments)
    at = annotations.segments["paragraph"].to_numpy()[place]
    found = pd.DataFrame({"article_id": hits["article_id"].to_numpy(), "paragraph": at, "frame": hits["frame"]})
    found = found[place >= 0].drop_duplicates()
    order = {frame: n for n, frame in enumerate(frames)}
    joined = found.groupby(["article_id", "paragraph"])["frame"].agg(
        lambda f: JOINT.join(sorted(f, key=order.__getitem__))
    )
    table = table.merge(joined.rename("answer").reset_index(), on=["article_id", "paragraph"], how="left")
    return table.assign(answer=table["answer"].fillna(NO_FRAME))


def _list_stretches(annotations: Annotations, lexicon: str) -> pd.DataFrame:
    segments = annotations.segments
    valence = segments[VALENCE_PREFIX + lexicon].to_numpy(dtype=float, na_value=np.nan)
    scored = np.isfinite(valence)
    table = segments.loc[scored, ["article_id", "start", "end", "voice", "zone"]].reset_index(drop=True)
    return table.assign(value=valence[scored], answer=name_tones(valence[scored]))


def name_tones(valence: np.ndarray) -> np.ndarray:
    """Valence as 'negative', 'neutral' (nearer to zero than 0.05) or 'positive'; null where there is none."""
    sign = np.where(np.abs(valence) < NEUTRAL, 0, np.sign(np.nan_to_num(valence))).astype(int)
    names = np.array(TONES, dtype=object)[sign + 1]
    names[~np.isfinite(valence)] = None
    return names


def _list_targets(annotations: Annotations, scored: pd.DataFrame | None) -> pd.DataFrame:
    """Sentences, once for everyone who is named there, with the tone toward them where the program has one."""
    mentions = annotations.mentions.loc[annotations.mentions["speaker_id"].notna()]
    segments, sentences = annotations.segments, _span(annotations, "sentence")
    place = locate_segments(mentions["article_id"], mentions["start"], segments)
    there = pd.DataFrame(
        {
            "article_id": mentions["article_id"].to_numpy(),
            "sentence": segments["sentence"].to_numpy()[place],
            "voice": segments["voice"].to_numpy()[place],
            "_target_id": mentions["speaker_id"].astype("str").to_numpy(),
        }
    )[place >= 0].drop_duplicates(["article_id", "sentence", "_target_id"])
    table = there.merge(sentences, on=["article_id", "sentence"])
    names = name_targets(annotations)
    table["target"] = [names.get(str(s), str(s)) for s in table["_target_id"]]
    if scored is None:
        return table
    at = locate_segments(scored["article_id"], scored["start"], segments)
    found = scored.assign(sentence=segments["sentence"].to_numpy()[at], _target_id=scored["target_id"].astype("str"))
    keys = ["article_id", "sentence", "_target_id"]
    mean = found[at >= 0].groupby(keys, as_index=False)[[*TONES, "polarity"]].mean()
    table = table.merge(mean, on=keys, how="left")
    likeliest = table[list(TONES)].to_numpy(dtype=float, na_value=-1.0).argmax(axis=1)
    answer = np.array(TONES, dtype=object)[likeliest]
    answer[table["polarity"].isna().to_numpy()] = None
    return table.assign(value=table["polarity"].astype("float64"), answer=answer).drop(columns=[*TONES, "polarity"])
