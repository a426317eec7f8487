"""What sort of source speaks, against coded sources: forms, roles, and kinds of messengers.

References
----------
Vincent, S., et al. (2025). Measuring large language models capacity to annotate journalistic sourcing.
    arXiv:2501.00164.
Pillod, A. (2025). CCF: a database of Canadian climate news.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, KFold

from benchmarks.evaluation.shares import estimate_shares
from benchmarks.evaluation.speakers import pick_statement
from framelens.corpus import Article
from framelens.measure.sources import sort_sources
from framelens.settings.source_scheme import read_shipped_scheme
from framelens.tables import Annotations

CODES = Path(__file__).parents[1] / "codes" / "source-roles.csv"
FORM_OF = {
    "named_person": "named person",
    "named_organization": "named organisation",
    "unnamed_person": "unnamed person",
    "unnamed_group": "unnamed group",
    "anonymous": "anonymous",
    "document": "document",
}
# What the messengers of climate news are called, and the role that is nearest.
MESSENGERS = {
    "official": ("government and administration", "legislature and party", "international body"),
    "natural science": ("science and expert",),
    "activist": ("civil society and activist",),
    "economics or business": ("business",),
}
_FOLDS, _DRAWS = 5, 200


def score_forms(records: Sequence[Mapping[str, Any]], found: Annotations) -> pd.DataFrame:
    """The form of each found statement's source beside the coded one (journ-sourcing), intervals by articles."""
    quotes = found.quotes.reset_index(drop=True)
    quotes = quotes.assign(form=sort_sources(found, read_shipped_scheme())["form"].to_numpy())
    texts = {str(record["id"]): record["text"] for record in records}
    by_article: dict[str, list[Any]] = {}
    for quote in quotes.to_dict("records"):
        by_article.setdefault(str(quote["article_id"]), []).append(quote)
    rows, units = [], []
    for record in records:
        counts = dict.fromkeys(("found", "right", "commonest", "regression"), 0)
        for statement in record["sourced_statements"]:
            quote = pick_statement(statement["spans"], by_article.get(record["id"], []))
            if quote is None:
                continue
            coded = FORM_OF[statement["source_type_norm"]]
            at = quote["source_start"], quote["source_end"]
            words = "" if pd.isna(at[0]) else texts[record["id"]][int(at[0]) : int(at[1])]
            units.append((len(rows), words or "none", coded))
            counts["found"] += 1
            counts["right"] += quote["form"] == coded
        rows.append(counts)
    articles, words, coded = (np.array(column) for column in zip(*units, strict=True))
    for name, guess in (("commonest", _commonest), ("regression", _regression)):
        for article, right in zip(articles, guess(words, coded, articles) == coded, strict=True):
            rows[article][name] += int(right)
    base = (("found",), "found")
    measures = {
        "accuracy": (("right",), *base),
        "accuracy, commonest form": (("commonest",), *base),
        "accuracy, regression on words": (("regression",), *base),
    }
    return estimate_shares(pd.DataFrame(rows), measures)


def read_coded_articles(path: Path) -> list[Article]:
    """The articles of the corpus of which statements were coded (:data:`CODES`)."""
    corpus = pd.read_parquet(path).set_index("id")
    keys = sorted(set(pd.read_csv(CODES)["article_id"]))
    fields = ["outlet", "date", "title", "text"]
    return [
        Article(
            key, outlet, pd.Timestamp(date).date() if pd.notna(date) else None, None, title, f"{title}\n\n{text}", key
        )
        for key, (outlet, date, title, text) in zip(keys, corpus.loc[keys, fields].itertuples(index=False), strict=True)
    ]


def score_roles(found: Annotations) -> pd.DataFrame:
    """The role of each coded statement's source beside the codes on which both coders agree; intervals by articles."""
    codes = pd.read_csv(CODES)
    quotes = found.quotes.reset_index(drop=True)
    quotes = quotes.assign(role=sort_sources(found, read_shipped_scheme())["role"].to_numpy())
    by_article = dict(iter(quotes.groupby("article_id")))
    given = []
    for row in codes.itertuples():
        here = by_article.get(row.article_id)
        quote = None if here is None else pick_statement([(row.start, row.end)], here.to_dict("records"))
        given.append(quote["role"] if quote is not None and isinstance(quote["role"], str) else "none")
    codes["given"] = given
    return pd.concat([_score_part(part, table) for part, table in codes.groupby("part")], ignore_index=True)


def _score_part(part: str, codes: pd.DataFrame) -> pd.DataFrame:
    agreed = codes[codes["a"].eq(codes["b"]) & codes["a"].ne("none")]
    common = agreed["a"].value_counts()
    roles = sorted(common.index[common.ge(3)])

    def measure(table: pd.DataFrame) -> dict[str, float]:
        told = table[table["given"].ne("none")]
        return {
            "macro-F1": float(f1_score(table["a"], table["given"], labels=roles, average="macro", zero_division=0)),
            "has a role": len(told) / len(table),
            "right where it has one": float(told["a"].eq(told["given"]).mean()),
            "macro-F1, commonest role": float(
                f1_score(table["a"], [common.index[0]] * len(table), labels=roles, average="macro", zero_division=0)
            ),
        }

    rows = _resample(agreed, "article_id", measure)
    rows.append(("two coders' alpha", len(codes), *_resample_alpha(codes)))
    return pd.DataFrame(rows, columns=["measure", "n", "estimate", "low", "high"]).assign(part=part)


def _resample_alpha(codes: pd.DataFrame) -> tuple[float, float, float]:
    ((_, _, *values),) = _resample(codes, "article_id", lambda table: {"alpha": _alpha(table["a"], table["b"])})
    return values[0], values[1], values[2]


def _alpha(a: pd.Series, b: pd.Series) -> float:
    """Krippendorff's nominal alpha of two coders without gaps."""
    both = pd.concat([a, b]).value_counts()
    n = int(both.sum())
    expected = 1 - float((both * (both - 1)).sum()) / (n * (n - 1))
    return 1 - float((a.to_numpy() != b.to_numpy()).mean()) / expected


def _resample(table: pd.DataFrame, unit: str, measure: Any) -> list[tuple[str, int, float, float, float]]:
    """Each value with its interval from resampling ``unit``."""
    groups = [group for _, group in table.groupby(unit)]
    draw = np.random.default_rng(1)
    drawn = [
        measure(pd.concat([groups[i] for i in draw.integers(len(groups), size=len(groups))])) for _ in range(_DRAWS)
    ]
    return [
        (name, len(table), value, *np.nanquantile([one[name] for one in drawn], [0.025, 0.975]))
        for name, value in measure(table).items()
    ]


def load_messengers(path: Path) -> list[dict[str, Any]]:
    """Two-sentence units of climate news with the kinds of messengers quoted in them."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.strip()]
    return [{**record, "id": str(record["id"]), "text": record["text"].replace("\r\n", "\n")} for record in records]


def score_messengers(records: Sequence[Mapping[str, Any]], found: Annotations) -> pd.DataFrame:
    """Kinds of messengers by the scheme alone, by a regression on words, and by one on both; five folds by unit."""
    scheme = read_shipped_scheme()
    sorts, quotes = sort_sources(found, scheme), found.quotes
    place = {record["id"]: number for number, record in enumerate(records)}
    names = list(scheme.names)
    roles = np.zeros((len(records), len(names)))
    words = [""] * len(records)
    texts = [str(record["text"]) for record in records]
    for article, role, start, end in zip(
        quotes["article_id"], sorts["role"], quotes["source_start"], quotes["source_end"], strict=True
    ):
        at = place[str(article)]
        if isinstance(role, str):
            roles[at, names.index(role)] = 1
        if not pd.isna(start):
            words[at] += f" {texts[at][int(start) : int(end)]}"
    rows = []
    for kind, members in MESSENGERS.items():
        truth = np.array([kind in (record["kinds"] or ()) for record in records])
        by_scheme = roles[:, [names.index(name) for name in members]].any(axis=1)
        plain = _learn(texts, words, roles, truth, everything=False)
        both = _learn(texts, words, roles, truth, everything=True)
        guesses = {"scheme": by_scheme, "regression on words": plain, "regression on words and roles": both}
        rows += [(name, kind, truth, guess) for name, guess in guesses.items()]
    draw = np.random.default_rng(1)
    drawn = [draw.integers(len(records), size=len(records)) for _ in range(_DRAWS)]
    table = []
    for name in dict.fromkeys(row[0] for row in rows):
        mine = [row for row in rows if row[0] == name]
        each = {kind: f1_score(truth, guess) for _, kind, truth, guess in mine}
        spread = [
            float(np.mean([f1_score(truth[i], guess[i], zero_division=0) for _, _, truth, guess in mine]))
            for i in drawn
        ]
        table.append((f"macro-F1, {name}", len(records), float(np.mean(list(each.values()))), *_bounds(spread)))
        table += [(f"F1 {kind}, {name}", int(truth.sum()), each[kind], np.nan, np.nan) for _, kind, truth, _ in mine]
    return pd.DataFrame(table, columns=["measure", "n", "estimate", "low", "high"])


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _learn(
    texts: Sequence[str], words: Sequence[str], roles: np.ndarray, truth: np.ndarray, *, everything: bool
) -> np.ndarray:
    """What a regression says of units that it has not learned from; the threshold is chosen in the training folds."""
    guess = np.zeros(len(truth), dtype=bool)
    for train, test in KFold(_FOLDS, shuffle=True, random_state=0).split(texts):
        features = _features(texts, words, roles, train, everything=everything)
        inner = np.zeros(len(train))
        for a, b in KFold(4, shuffle=True, random_state=1).split(train):
            inner[b] = _fit(features[train[a]], truth[train[a]]).predict_proba(features[train[b]])[:, 1]
        marks = np.quantile(inner, np.linspace(0.5, 0.99, 50))
        best = max(marks, key=lambda mark: f1_score(truth[train], inner >= mark, zero_division=0))
        guess[test] = _fit(features[train], truth[train]).predict_proba(features[test])[:, 1] >= best
    return guess


def _features(
    texts: Sequence[str], words: Sequence[str], roles: np.ndarray, train: np.ndarray, *, everything: bool
) -> Any:
    from scipy.sparse import csr_array, hstack

    parts = []
    for column in (texts, words) if everything else (texts,):
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        vectorizer.fit([column[i] for i in train])
        parts.append(vectorizer.transform(column))
    return hstack([*parts, csr_array(roles)]).tocsr() if everything else parts[0].tocsr()


def _fit(features: Any, truth: np.ndarray) -> LogisticRegression:
    return LogisticRegression(class_weight="balanced", max_iter=2000).fit(features, truth)


def _commonest(words: np.ndarray, coded: np.ndarray, articles: np.ndarray) -> np.ndarray:
    return np.full(len(coded), pd.Series(coded).value_counts().index[0])


def _regression(words: np.ndarray, coded: np.ndarray, articles: np.ndarray) -> np.ndarray:
    """A regression on the words of the source, by articles that it has not learned from."""
    guess = np.empty(len(coded), dtype=coded.dtype)
    for train, test in GroupKFold(_FOLDS).split(words, coded, articles):
        vectorizer = TfidfVectorizer(ngram_range=(1, 2))
        model = _fit(vectorizer.fit_transform(words[train]), coded[train])
        guess[test] = model.predict(vectorizer.transform(words[test]))
    return guess
