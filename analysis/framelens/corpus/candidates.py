"""What of an article decides whose copy it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """What of an article decides whose copy it is.

    Attributes
    ----------
    article_id : str
    outlet, byline : str or None
    published : datetime.date or None
    text : str
    """

    article_id: str
    outlet: str | None
    byline: str | None
    published: datetime.date | None
    text: str
