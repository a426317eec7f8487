"""Public persons in a corpus: statements whose source ends in a surname that leads to one person in the US news.

The articles are drawn by a seed and parted in two: ``looking`` is read while rules are made, ``scoring`` is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.evaluation.shares import estimate_shares
from framelens.annotate.common_words import given_names
from framelens.corpus import Article

PARTS = ("looking", "scoring")
N_ARTICLES = 300  # in each part
# Public persons whose surname leads to one person in US news of 2012-2020, by the names that count as right.
PUBLIC = {
    "Trump": ("Donald Trump", "Donald J. Trump"),
    "Obama": ("Barack Obama",),
    "Clinton": ("Hillary Clinton", "Hillary Rodham Clinton"),
    "Sanders": ("Bernie Sanders",),
    "Rubio": ("Marco Rubio",),
    "Cruz": ("Ted Cruz",),
    "Romney": ("Mitt Romney",),
    "Pence": ("Mike Pence",),
    "Biden": ("Joe Biden", "Joseph Biden", "Joseph R. Biden Jr.", "Joe Biden Jr."),
    "Pelosi": ("Nancy Pelosi",),
    "McConnell": ("Mitch McConnell",),
    "Boehner": ("John Boehner",),
    "Schumer": ("Chuck Schumer", "Charles Schumer", "Charles E. Schumer"),
    "Comey": ("James Comey", "James B. Comey", "Jim Comey"),
    "Mueller": ("Robert Mueller", "Robert S. Mueller", "Robert S. Mueller III"),
    "Kavanaugh": ("Brett Kavanaugh", "Brett M. Kavanaugh"),
    "Sessions": ("Jeff Sessions",),
    "McCain": ("John McCain",),
    "Kerry": ("John Kerry", "John F. Kerry"),
    "Putin": ("Vladimir Putin", "Vladimir V. Putin"),
    "Netanyahu": ("Benjamin Netanyahu",),
    "Assad": ("Bashar Assad", "Bashar al-Assad"),
    "Merkel": ("Angela Merkel",),
    "Snowden": ("Edward Snowden", "Edward J. Snowden"),
    "Holder": ("Eric Holder", "Eric H. Holder", "Eric H. Holder Jr.", "Eric Holder Jr."),
    "Sebelius": ("Kathleen Sebelius",),
    "Fauci": ("Anthony Fauci", "Anthony S. Fauci"),
    "Buttigieg": ("Pete Buttigieg",),
    "Warren": ("Elizabeth Warren",),
    "Giuliani": ("Rudy Giuliani", "Rudolph Giuliani", "Rudolph W. Giuliani"),
}
TITLES = frozenset(
    "President President-elect Vice Mr. Ms. Mrs. Dr. Sen. Senator Rep. Gov. Secretary Speaker Attorney General Prime "
    "Minister State Director Justice Judge Republican Democrat Democratic GOP House Senate Majority Minority "
    "Leader".split()
)
# Words by which a source is somebody else's, or several people's.
_LINKS = frozenset("of for to by from with like including and both neither nor than".split())
HOWS = ("right", "wrong", "bare", "abstained")
_NAMED = re.compile(rf"\b(?:{'|'.join(PUBLIC)})\b")


def draw_articles(path: Path, part: str, *, n_articles: int = N_ARTICLES, seed: int = 15) -> list[Article]:
    """Articles of 2012 to 2020 that name a public person, drawn by ``seed``: those of one of the two :data:`PARTS`."""
    corpus = pd.read_parquet(path).sort_values("id")
    named = corpus[corpus["text"].map(lambda text: bool(_NAMED.search(text)))]
    dated = named[pd.to_datetime(named["date"], errors="coerce").dt.year.between(2012, 2020)]
    drawn = dated.iloc[np.random.default_rng(seed).permutation(len(dated))]
    first = PARTS.index(part) * n_articles
    fields = ["id", "outlet", "date", "title", "text"]
    return [
        Article(key, outlet, pd.Timestamp(date).date(), None, title, text, key)
        for key, outlet, date, title, text in drawn.iloc[first : first + n_articles][fields].itertuples(index=False)
    ]


def judge_persons(articles: pd.DataFrame, quotes: pd.DataFrame, speakers: pd.DataFrame) -> pd.DataFrame:
    """Statements whose source ends in the surname of a public person.

    Returns
    -------
    pandas.DataFrame
        One row per statement: ``article_id``, ``person``, ``source``, ``how`` (one of :data:`HOWS`), ``key`` and
        ``name`` of the speaker, and ``namesake``: whether the article names another bearer of the surname in full,
        who may be meant. Of a joint statement the speaker who is the person counts.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    names = dict(zip(speakers["speaker_id"], speakers["name"], strict=True))
    judged: dict[tuple[str, str], tuple[str, str, str, str | None, str | None, bool]] = {}
    for row in quotes.loc[quotes["source_start"].notna()].itertuples():
        text = texts[row.article_id]
        source = text[int(row.source_start) : int(row.source_end)]
        words = source.replace("’", "'").split()
        last = words[-1].strip(".,'") if words else ""
        if last not in PUBLIC or _is_somebody_else(words, last):
            continue
        key = row.speaker_id if isinstance(row.speaker_id, str) else None
        name = names[key] if key else None
        how = "bare" if name == last else "right" if name in PUBLIC[last] else "wrong"
        place = row.article_id, row.quote_id.split(".")[0]
        if how == "right" or place not in judged:
            judged[place] = last, source, how if name else "abstained", key, name, _has_namesake(text, last)
    rows = [(article, *found) for (article, _), found in judged.items()]
    return pd.DataFrame(rows, columns=["article_id", "person", "source", "how", "key", "name", "namesake"])


def score_persons(judged: pd.DataFrame) -> pd.DataFrame:
    """Shares of statements of public persons by how they were attributed, and how many keys a person has.

    Keys are counted in the articles that name no namesake in full, and in all.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``, ``n``, ``estimate``, ``low``, ``high`` (articles resampled).
    """
    kind = judged["how"].where(~judged["namesake"], judged["how"] + " beside a namesake")
    counts = pd.get_dummies(kind).astype(int).groupby(judged["article_id"]).sum()
    measures = [*HOWS, *(f"{how} beside a namesake" for how in HOWS)]
    counts = counts.reindex(columns=measures, fill_value=0)
    counts["all"] = counts[[*HOWS]].sum(axis=1)
    counts["all beside"] = counts[measures[len(HOWS) :]].sum(axis=1)
    bases = dict.fromkeys(measures, "all") | dict.fromkeys(measures[len(HOWS) :], "all beside")
    shares = estimate_shares(counts, {one: ((one,), (bases[one],), bases[one]) for one in measures})
    rows = []
    for measure, part in (("keys a person", judged[~judged["namesake"]]), ("keys a person, namesakes too", judged)):
        keys = part.dropna(subset="key").groupby("person")["key"].nunique()
        rows.append((measure, len(keys), float(keys.mean()), np.nan, np.nan))
    return pd.concat([shares, pd.DataFrame(rows, columns=shares.columns)], ignore_index=True)


def _has_namesake(text: str, surname: str) -> bool:
    """Whether a text names another bearer of a public person's surname in full: "Melania Trump"."""
    theirs = {word for name in PUBLIC[surname] for word in name.split()}
    before = re.findall(rf"([A-Z][\w.’'-]+) {surname}\b", text)
    return any(word in given_names() and word not in theirs for word in before)


def _is_somebody_else(words: Sequence[str], last: str) -> bool:
    """Whether the source is not the person alone: "Melania Trump", "allies of Trump", "Trump and Pence"."""
    if _LINKS & {word.lower() for word in words[:-1]}:
        return True
    given = [word for word in words[:-1] if word[:1].isupper() and word.strip(".").isalpha() and word not in TITLES]
    return bool(given) and not set(given) & {name.split()[0] for name in PUBLIC[last]}
