"""Whether a source is of the study's own country or of another, by what the texts and the roster say of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from framelens.annotate.countries import find_countries, read_country
from framelens.errors import InputError
from framelens.settings.country import find_code
from framelens.tables import Annotations

DOMESTIC, FOREIGN = "domestic", "foreign"
ORIGINS = (DOMESTIC, FOREIGN)
COLUMN = "country"  # of the roster


def find_origins(annotations: Annotations, country: str, roster: pd.DataFrame | None = None) -> pd.DataFrame:
    """Whether each statement's source is domestic or foreign, and what says so.

    Parameters
    ----------
    annotations : Annotations
    country : str
        The country of the study: its English name or its two letters.
    roster : DataFrame, optional
        A roster whose column ``country`` wins over what the texts say.

    Returns
    -------
    pandas.DataFrame
        One row per statement, in the order of ``quotes``: ``article_id``, ``quote_id``, ``origin`` ('domestic',
        'foreign', null where no country or more than one is named), ``country`` (two letters) and ``reason``.

    Raises
    ------
    InputError
        For a country that there is not.

    Examples
    --------
    >>> fl.stats.find_origins(study, "Azerbaijan")[["origin", "country", "reason"]].head(3)
    """
    home = find_code(country)
    if home is None:
        raise InputError(f"no country is called '{country}'; write its English name or its two letters")
    quotes = annotations.quotes
    known = _read_roster(roster)
    codes, reasons = find_countries(quotes, annotations.speakers, annotations.mentions, annotations.articles, known)
    found = pd.Series(codes, dtype="str")
    return pd.DataFrame(
        {
            "article_id": quotes["article_id"].array,
            "quote_id": quotes["quote_id"].array,
            "origin": found.where(found.isna(), found.eq(home).map({True: DOMESTIC, False: FOREIGN})).array,
            "country": found.array,
            "reason": pd.array(reasons, dtype="str"),
        }
    )


def _read_roster(roster: pd.DataFrame | None) -> Mapping[str, str]:
    if roster is None or COLUMN not in roster:
        return {}
    known = {}
    for speaker, name, written in roster[["speaker_id", "name", COLUMN]].dropna().itertuples(index=False):
        code = read_country(written)
        if code is None:
            raise InputError(
                f"the roster has the country '{written}' for {name}, and no country is called so; write its English "
                "name or its two letters"
            )
        known[speaker] = code
    return known
