"""A made-up corpus of several outlets, with columns of its own, and the study of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.settings.settings import settings_of_source
from framelens.study import Study

PEOPLE = [
    ("Maria Lund", "mayor of Norhaven", "she"),
    ("Peter Okafor", "head of the port authority", "he"),
    ("Ines Vidal", "spokeswoman of the union", "she"),
    ("Tom Brandt", "professor of economics", "he"),
]
CLAIMS = [
    "the new harbour will cost 40 million crowns",
    "the terrible strike threatens jobs and growth",
    "the council made a wonderful decision",
    "families were betrayed by the budget",
    "the economy is growing again",
    "the protest ended in violence",
]
VERBS = ["said", "claimed", "admitted", "warned", "stressed"]
OUTLETS = {"Norhaven Courier": "left", "Port and Trade": "right", "The Eastern Mail": "centre"}
TOPICS = ["harbour", "budget"]


def make_articles(n: int, seed: int = 1) -> pd.DataFrame:
    """``n`` articles of three outlets over a year, with the columns ``bias`` and ``topic``; the last is a copy."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        outlet = list(OUTLETS)[int(draw.integers(len(OUTLETS)))]
        parts = []
        for _ in range(int(draw.integers(2, 5))):
            name, role, pronoun = PEOPLE[int(draw.integers(len(PEOPLE)))]
            other = PEOPLE[int(draw.integers(len(PEOPLE)))][0]
            claim, second = (CLAIMS[int(draw.integers(len(CLAIMS)))] for _ in range(2))
            verb = VERBS[int(draw.integers(len(VERBS)))]
            kind = int(draw.integers(4))
            if kind == 0:
                parts.append(f"“{claim[0].upper()}{claim[1:]},” {verb} {name}, {role}. “And {other} knows it.”")
            elif kind == 1:
                parts.append(f"{name}, {role}, {verb} that {claim}. Later {pronoun} added that {second}.")
            elif kind == 2:
                parts.append(f"Officials said that {claim}. The economy and the strike worried {name}.")
            else:
                parts.append(
                    f"The harbour is a great success, and {name} met {other} on Monday. Jobs and growth returned."
                )
        rows.append(
            {
                "article_id": f"a{number:03d}",
                "outlet": outlet,
                "published": pd.Timestamp("2021-01-04") + pd.Timedelta(days=int(draw.integers(330))),
                "byline": None,
                "headline": f"{CLAIMS[int(draw.integers(len(CLAIMS)))].capitalize()}",
                "text": "\n\n".join(parts),
                "source_path": f"a{number:03d}.txt",
                "language": "en",
                "n_words": len(" ".join(parts).split()),
                "duplicate_of": None,
                "bias": OUTLETS[outlet],
                "topic": TOPICS[int(draw.integers(len(TOPICS)))],
            }
        )
    rows[-1] = {**rows[-1], "text": rows[0]["text"], "n_words": rows[0]["n_words"], "duplicate_of": "a000"}
    return pd.DataFrame(rows)


FRAMES = FrameDictionary(
    (
        Frame(
            "economic", "Money, jobs and trade.", terms=(Term("econom*"), Term("jobs"), Term("growth"), Term("cost"))
        ),
        Frame("conflict", "Strife.", terms=(Term("strike"), Term("violence"), Term("protest"), Term("threat*"))),
        Frame("never", "Nothing in the articles.", terms=(Term("zeppelin"),)),
    )
)


def add_codes(study: Study) -> None:
    """Two coders' codes of frames and tone, who differ on some units, are unsure of some and settled one."""
    for question, n in (("frame", 60), ("tone", 50)):
        units = study.codes.sample(question, n, coders=("anna", "ben"), double=0.7).table
        said = [(unit, answer, who) for unit, answer, coders in
                zip(units["unit_id"], units["answer"], units["coders"], strict=True) for who in coders]  # fmt: skip
        other = {"frame": "conflict", "tone": "neutral"}[question]
        codes = [("unsure" if n % 17 == 3 else other if n % (5 if who == "ben" else 7) == 1 else answer)
                 for n, (_, answer, who) in enumerate(said)]  # fmt: skip
        for who in ("anna", "ben"):
            rows = [(unit, who, code, "", "") for (unit, _, one), code in zip(said, codes, strict=True) if one == who]
            path = study.codes.folder / f"{who}.csv"
            table = pd.DataFrame(rows, columns=["unit_id", "coder", "code", "note", "answered"])
            table.to_csv(path, mode="a", header=not path.exists(), index=False)
    settled = study.codes.disagreements().table.query("question == 'tone'")["unit_id"].iloc[0]
    (study.codes.folder / "agreed.csv").write_text(f"unit_id,coder,code\n{settled},agreed,neutral\n", encoding="utf-8")


def make_study(articles: pd.DataFrame, folder: Path) -> Study:
    """A study of a table, read by the rules, with copies kept; its codes lie in ``folder``."""
    settings = replace(settings_of_source("articles"), folder=folder)
    settings = replace(
        settings,
        frames=FRAMES,
        reader="rules",
        resamples=100,
        excluded_words=("stressed",),
        articles=replace(settings.articles, duplicates="kept"),
    )
    return Study(settings, table=articles)


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = make_study(make_articles(40), tmp_path_factory.mktemp("study"))
    add_codes(study)
    return study
