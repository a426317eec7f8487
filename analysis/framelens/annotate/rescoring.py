"""The tone of annotated text, rescored under other settings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from framelens.annotate.tone import build_scorer
from framelens.settings.tone import name_of
from framelens.tables import VALENCE_PREFIX, Annotations, lexicons_in

if TYPE_CHECKING:
    from framelens.settings.settings import Settings


def read_stretches(annotations: Annotations) -> list[str]:
    """The words of each segment."""
    texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
    segments = annotations.segments
    spans = zip(segments["article_id"], segments["start"], segments["end"], strict=True)
    return [texts[article][start:end] for article, start, end in spans]


def rescore(annotations: Annotations, study: Settings) -> Annotations:
    """The same annotations with the valence that the lexicons and excluded words of ``study`` give.

    Parameters
    ----------
    annotations : Annotations
    study : Settings
        Whose lexicons and excluded words count; ``dataclasses.replace(study, excluded_words=())`` is a study that
        excludes none.

    Examples
    --------
    >>> from dataclasses import replace
    >>> without = fl.stats.rescore(study, replace(study.settings, excluded_words=("best",)))
    """
    segments = annotations.segments.drop(columns=[VALENCE_PREFIX + name for name in lexicons_in(annotations.segments)])
    scores = build_scorer(study.scored_lexicons, study.excluded_words).score(read_stretches(annotations))
    languages = annotations.articles.set_index("article_id")["language"].reindex(segments["article_id"])
    known = {language: study.lexicons_for(language) for language in languages.dropna().unique()}
    for name in study.lexicons:
        spoken = [pd.isna(language) or name in known[language] for language in languages]
        values = pd.Series(scores[name], index=segments.index, dtype="float64")
        segments[VALENCE_PREFIX + name] = values.where(pd.Series(spoken, index=segments.index, dtype=bool))
    return replace(annotations, segments=segments)


def find_changes(annotations: Annotations, study: Settings) -> pd.DataFrame:
    """The passages whose valence by the primary lexicon each excluded word changes by itself.

    Returns
    -------
    pandas.DataFrame
        One row per excluded word and stretch that it changes: ``word``, ``article_id``, ``segment``, ``before``,
        ``after`` (valence with every word of the lexicon, and without this one; null where none is left).
    """
    lexicon = next(x for x in study.scored_lexicons if name_of(x) == study.primary_lexicon)
    texts = read_stretches(annotations)
    lowers = [text.lower() for text in texts]
    whole = build_scorer((lexicon,))
    rows = []
    for word in study.excluded_words:
        # What stands before a card has to be in the text: few stretches need to be scored again.
        part = re.split(r"[*?\s]", word.lower().strip("*? "))[0]
        places = [i for i, lower in enumerate(lowers) if part in lower]
        chosen = [texts[i] for i in places]
        scores = (scorer.score(chosen)[study.primary_lexicon] for scorer in (whole, build_scorer((lexicon,), (word,))))
        for i, before, after in zip(places, *scores, strict=True):
            if before is not None and before != after:
                row = annotations.segments.iloc[i]
                rows.append((word, row["article_id"], row["segment"], before, after))
    table = pd.DataFrame(rows, columns=["word", "article_id", "segment", "before", "after"])
    return table.astype({"word": "str", "article_id": "str", "segment": "Int64", "before": float, "after": float})
