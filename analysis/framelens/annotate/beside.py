"""What stands beside the names of those who speak, in the articles in which they do."""

from __future__ import annotations

import re

import pandas as pd

# In front of a name up to a clause's end, and an apposition behind it.
_CLAUSE = re.compile(
    r"[,;:!?\"“”()\n—–]\s?|(?<=[a-z]{3})\.\s|\b(?:and|but|that|when|while|said|says|told|by|with|to|from)\s"
)
_APPOSITION = re.compile(r"(?:,\s|\s\(|,?\s(?:who\s)?(?:is|was|became|serves\sas)\s)(?P<what>[^.;:\"“”()\n]{3,110})")
_BEFORE, _BEHIND, _MENTIONS = 70, 120, 4


class Beside:
    """The words beside the first mentions of a person in an article."""

    def __init__(self, quotes: pd.DataFrame, mentions: pd.DataFrame, articles: pd.DataFrame, people: set[str]) -> None:
        self.people = people
        self._texts = articles.set_index("article_id")["text"]
        speaking = quotes.loc[quotes["speaker_id"].isin(people), "article_id"].unique()
        named = mentions[mentions["form"].eq("name") & mentions["speaker_id"].notna()]
        named = named[named["article_id"].isin(speaking)].sort_values(["article_id", "start"], kind="stable")
        self._named = {
            article: list(zip(rows["start"], rows["end"], rows["speaker_id"], strict=True))
            for article, rows in named.groupby("article_id", sort=False)
        }

    def words(self, article: str, speaker: str) -> list[str]:
        """In front of each of the first mentions, as far as its clause or another person's name goes, and behind it."""
        text, floor = self._texts[article], 0
        found: list[str] = []
        for start, end, who in self._named.get(article, ()):
            if who == speaker and len(found) < _MENTIONS:
                found.append(_words_beside(text, int(start), int(end), floor))
            if who in self.people:
                floor = int(end)
        return found


def _words_beside(text: str, start: int, end: int, floor: int) -> str:
    before = _CLAUSE.split(text[max(floor, start - _BEFORE) : start])[-1]
    behind = _APPOSITION.match(text, end, min(len(text), end + _BEHIND))
    return f"{before} , {behind['what'] if behind else ''}"
