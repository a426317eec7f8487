"""The gender of speakers, as the texts tell it; first names tell it only where a study has a table of them."""

from __future__ import annotations

import pandas as pd

from framelens.tables import Annotations

_PRONOUNS = dict.fromkeys(("she", "her", "hers", "herself"), "female") | dict.fromkeys(
    ("he", "him", "his", "himself"), "male"
)


def find_genders(annotations: Annotations, given_names: pd.DataFrame | None = None) -> pd.Series:
    """The gender that the texts give to each speaker, by ``speaker_id``: by titles, kin and roles, else by pronouns.

    Parameters
    ----------
    annotations : Annotations
    given_names : DataFrame, optional
        A study's own table of given names, ``name`` and ``gender``, for persons whose gender no text tells. Without it,
        no first name tells a gender.

    Examples
    --------
    >>> find_genders(study).isin(["female", "male"]).sum()
    """
    known = annotations.speakers.set_index("speaker_id")["gender"].astype("str")
    mentions = annotations.mentions
    pronouns = mentions[mentions["form"].eq("pronoun") & mentions["speaker_id"].isin(known.index[known.isna()])]
    texts = annotations.articles.set_index("article_id")["text"].reindex(pronouns["article_id"])
    words = [text[a:b].lower() for text, a, b in zip(texts, pronouns["start"], pronouns["end"], strict=True)]
    gender = pd.Series(words, index=pronouns["speaker_id"], dtype="str").map(_PRONOUNS).dropna()
    counts = gender.groupby([gender.index, gender]).size().unstack(fill_value=0).reindex(columns=["female", "male"])
    counts = counts.fillna(0)
    told = pd.Series(pd.NA, index=counts.index, dtype="str")
    for one, other in (("female", "male"), ("male", "female")):
        told[counts[one] > 2 * counts[other]] = one
    known = known.fillna(told)
    if given_names is None or given_names.empty:
        return known
    persons = annotations.speakers.set_index("speaker_id").loc[lambda table: table["kind"].eq("person"), "name"]
    first = persons.astype("str").str.extract(r"\A(\S+)\s")[0]  # a name of one word may be a surname
    return known.fillna(first.map(given_names.set_index("name")["gender"]))
