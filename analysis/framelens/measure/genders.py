"""The gender of speakers, as the texts tell it; first names tell it only where a study has a table of them."""

from __future__ import annotations

import pandas as pd

from framelens.languages import language_of
from framelens.tables import Annotations, spread_texts


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
    texts = spread_texts(annotations.articles, pronouns["article_id"])
    languages = annotations.articles.set_index("article_id")["language"].reindex(pronouns["article_id"])
    told_by = [
        _find_gender(text[start:end], language)
        for text, language, start, end in zip(texts, languages, pronouns["start"], pronouns["end"], strict=True)
    ]
    gender = pd.Series(told_by, index=pronouns["speaker_id"], dtype="str").dropna()
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


def _find_gender(pronoun: str, language: object) -> str | None:
    """The gender of a pronoun that stands for one person, in the language of its article."""
    genders = language_of(language if isinstance(language, str) else None).genders_of(pronoun) & {"female", "male"}
    return next(iter(genders)) if len(genders) == 1 else None
