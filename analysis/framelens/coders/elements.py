"""Frame elements: what a frame is made of, found article by article (Entman 1993; Matthes & Kohring 2008)."""

from __future__ import annotations

import pandas as pd

from framelens.dictionary import FrameDictionary
from framelens.errors import InputError
from framelens.tables import Annotations

_MOST_SPEAKERS = 10


def list_elements(
    annotations: Annotations, dictionary: FrameDictionary, *, speakers: int = 0, min_articles: int = 2
) -> pd.DataFrame:
    """Which elements occur in each article: what is called a problem, its cause, its judgement, its remedy.

    An element is one of Entman's functions filled by terms of one frame ("economic consequences: problem"); terms
    without a mark make the element of their frame alone. With ``speakers`` the most quoted speakers are elements too,
    since a frame has its actors.

    Parameters
    ----------
    annotations : Annotations
    dictionary : FrameDictionary
        Whose marks give the elements.
    speakers : int
        How many of the most quoted speakers are elements, 10 at most.
    min_articles : int
        Elements of fewer articles are left out.

    Returns
    -------
    pandas.DataFrame
        One row per article (index ``article_id``), one column of truth an element. Coded elements (a CSV of yes and no)
        have the same form and go into :func:`framelens.coders.candidates.find_candidates` as well.

    Raises
    ------
    InputError
        If fewer than two elements are left.

    References
    ----------
    Entman, R. M. (1993). Framing: Toward clarification of a fractured paradigm. *Journal of Communication*, 43(4).
    Matthes, J., & Kohring, M. (2008). The content analysis of media frames: Toward improving reliability and
    validity. *Journal of Communication*, 58(2), 258-279.

    Examples
    --------
    >>> fl.stats.list_elements(study, study.settings.frames, min_articles=1).sum()
    """
    names = {
        (frame.name, term.text): [f"{frame.name}: {mark}" for mark in term.marks] or [frame.name]
        for frame in dictionary.frames
        for term in frame.terms
    }
    hits = annotations.hits[["article_id", "frame", "term"]].drop_duplicates()
    filled = [names.get(key, [key[0]]) for key in zip(hits["frame"], hits["term"], strict=True)]
    found = hits.assign(element=pd.Series(filled, index=hits.index, dtype=object))
    found = found.explode("element")[["article_id", "element"]]
    if speakers:
        quoted = annotations.quotes[["article_id", "speaker_id"]].dropna().drop_duplicates()
        most = quoted["speaker_id"].value_counts(sort=True).head(min(speakers, _MOST_SPEAKERS)).index
        called = annotations.speakers.set_index("speaker_id")["name"]
        spoken = quoted.loc[quoted["speaker_id"].isin(most)]
        label = "speaker: " + spoken["speaker_id"].map(called).fillna(spoken["speaker_id"]).astype(str)
        found = pd.concat([found, pd.DataFrame({"article_id": spoken["article_id"], "element": label})])
    table = pd.crosstab(found["article_id"], found["element"]).gt(0)
    table = table.reindex(annotations.articles["article_id"], fill_value=False)
    table = table.loc[:, table.sum() >= min_articles]
    if table.shape[1] < 2:
        raise InputError(
            f"{table.shape[1]} elements occur in {min_articles} articles or more; candidates need two elements: give a "
            "dictionary with marks, or coded elements"
        )
    table.columns = pd.Index([str(name) for name in table.columns])
    table.index = pd.Index(table.index.astype(str), name="article_id")
    return table
