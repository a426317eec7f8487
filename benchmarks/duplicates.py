"""How well near copies are found: wire copies made out of articles at several rates of editing, among what is none.

Each article of the corpus gives at most one copy, edited in one way at one rate, so that no copy is found by way of
another; what is put into it comes from an article that is itself left out. All copies, articles and hard negatives are
met together, as in a study. Recall is the share of copies that stand in one cluster with their article, by way and rate
of editing; a wrong pair is any other pair in one cluster. The copies are made, not gathered: newsrooms edit in several
ways at once ("all at once" does) and choose what they cut.

    python -m benchmarks.duplicates GOLD [COPIES]
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from time import process_time

import pandas as pd
from scipy.stats import binomtest

from framelens.annotate.sentences import find_sentences
from framelens.corpus.candidates import Candidate
from framelens.corpus.duplicates import NEAR, DuplicateFinder, compare_shingles, find_shingles, gather_clusters

SEED = 20211221
Paragraphs = list[str]


@dataclass(frozen=True)
class Pair:
    """A text beside the article that it was made of, and whether it is a copy of that."""

    way: str
    rate: float
    article_id: str
    text: str
    is_copy: bool
    donor: str


def paragraphs_of(text: str) -> Paragraphs:
    """The lines of a text that have words."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def cut_end(article: Paragraphs, rate: float, strange: Paragraphs, dice: random.Random) -> Paragraphs:
    """The article without the sentences at its end that hold so large a share of its words."""
    left, kept = (1 - rate) * sum(len(p.split()) for p in article), []
    for paragraph in article:
        sentences = []
        for start, end in find_sentences(paragraph):
            if left <= 0:
                break
            sentences.append(paragraph[start:end])
            left -= len(sentences[-1].split())
        kept.append(" ".join(sentences))
    return [paragraph for paragraph in kept if paragraph]


def change_headline(article: Paragraphs, rate: float, strange: Paragraphs, dice: random.Random) -> Paragraphs:
    """The article under another headline and a byline, its first line gone."""
    headline = " ".join(max(strange, key=len).split()[:11])
    return [headline, "By Nils Ek, Staff Writer", *article[1:]]


def replace_sentences(article: Paragraphs, rate: float, strange: Paragraphs, dice: random.Random) -> Paragraphs:
    """The article with a share of its sentences, drawn at random, written anew."""
    others = [p[a:b] for p in strange for a, b in find_sentences(p)]
    return [
        " ".join(dice.choice(others) if dice.random() < rate else p[a:b] for a, b in find_sentences(p)) for p in article
    ]


def change_words(article: Paragraphs, rate: float, strange: Paragraphs, dice: random.Random) -> Paragraphs:
    """The article with a share of its words, drawn at random, changed: the desk's small corrections."""
    others = " ".join(strange).split()
    return [" ".join(dice.choice(others) if dice.random() < rate else word for word in p.split()) for p in article]


def add_paragraphs(article: Paragraphs, rate: float, strange: Paragraphs, dice: random.Random) -> Paragraphs:
    """The article with local paragraphs put in, of so large a share of its own words."""
    wanted, mixed = rate * sum(len(p.split()) for p in article), list(article)
    for paragraph in strange:
        if wanted <= 0:
            break
        mixed.insert(dice.randint(1, len(mixed)), paragraph)
        wanted -= len(paragraph.split())
    return mixed


def do_all(article: Paragraphs, rate: float, strange: Paragraphs, dice: random.Random) -> Paragraphs:
    """Headline, cut, sentences and local paragraphs, each at the rate."""
    for edit in (cut_end, replace_sentences, add_paragraphs, change_headline):
        article = edit(article, rate, strange, dice)
    return article


def share_background(article: Paragraphs, rate: float, strange: Paragraphs, dice: random.Random) -> Paragraphs:
    """Another article, so large a share of whose words is the article's end: a follow-up with the same background."""
    n_words = sum(len(p.split()) for p in article)
    shared: Paragraphs = []
    while article and sum(len(p.split()) for p in shared) < rate * n_words:
        shared.insert(0, article[-1 - len(shared)])
    own: Paragraphs = []
    while len(own) < len(strange) and sum(len(p.split()) for p in own) < (1 - rate) * n_words:
        own.append(strange[len(own)])
    return [*own, *shared]


WAYS: dict[str, tuple[Callable[[Paragraphs, float, Paragraphs, random.Random], Paragraphs], tuple[float, ...]]] = {
    "cut at the end": (cut_end, (0.1, 0.2, 0.3, 0.4, 0.5)),
    "another headline": (change_headline, (0.0,)),
    "sentences replaced": (replace_sentences, (0.05, 0.1, 0.2, 0.3)),
    "words changed": (change_words, (0.01, 0.02, 0.05, 0.1)),
    "local paragraphs": (add_paragraphs, (0.1, 0.2, 0.4, 0.6)),
    "all at once": (do_all, (0.05, 0.1, 0.2)),
}
HARD: dict[str, tuple[Callable[[Paragraphs, float, Paragraphs, random.Random], Paragraphs], tuple[float, ...]]] = {
    "shared background": (share_background, (0.1, 0.2, 0.3, 0.5)),
}
# Reports of one template, as newsrooms and agencies fill them in every day.
_TEMPLATE = (
    "{city} — Shares on the {city} exchange closed {way} on {day}, as investors weighed news from {firm}.",
    "The main index ended the session {way} {number} points, or {share} percent, at {level}.",
    "Volume was {number} million shares, compared with an average of {level} million over the past month.",
    "{firm} was among the biggest movers, trading {way} {share} percent after the company reported earnings.",
    "Analysts said that investors were waiting for figures on {subject}, which are due on {day}.",
    "“The market is looking for direction, and {subject} may give it one,” said {name}, an analyst at {firm}.",
    "In the currency market, the dollar traded at {level} to the euro, {way} from {number} late on {day}.",
    "Oil for delivery next month was {way} {share} percent at ${number} a barrel in trading on {day}.",
    "Gold futures were {way} ${share} at ${level} an ounce, and silver was little changed at ${number}.",
    "{name}, who manages funds at {firm}, said that {subject} would weigh on prices into next week.",
)
_FILLING = {
    "city": "Oslo Lima Cairo Seoul Quito Perth Delhi Accra",
    "way": "up down higher lower sharply-higher slightly-lower",
    "day": "Monday Tuesday Wednesday Thursday Friday",
    "firm": "Aster Borgen Calder Dorvik Elmont Ferrow Garvin Halden",
    "subject": "inflation housing exports employment lending retail",
    "name": "Ito Lund Brandt Sall Okoye Marsh Weiss Novak",
}


def fill_template(dice: random.Random) -> str:
    """A market report: one template of ten sentences, three or four words of each its own."""
    fields = {name: words.split() for name, words in _FILLING.items()}
    return "\n".join(
        sentence.format(
            **{name: dice.choice(words) for name, words in fields.items()},
            number=dice.randint(10, 99), level=dice.randint(1000, 9999), share=dice.randint(1, 99) / 10,
        )
        for sentence in _TEMPLATE
    )  # fmt: skip


def make_pairs(rows: pd.DataFrame, n_copies: int, dice: random.Random) -> Iterator[Pair]:
    """Copies and hard negatives, each of another article and with strange words of another one still."""
    drawn = dice.sample(range(len(rows)), len(rows))
    number = 0
    for ways, is_copy in ((WAYS, True), (HARD, False)):
        for way, (edit, rates) in ways.items():
            for rate in rates:
                for _ in range(n_copies):
                    row, other = rows.iloc[drawn[number]], rows.iloc[drawn[-1 - number]]
                    number += 1
                    strange = paragraphs_of(other.text)
                    text = "\n".join(edit(paragraphs_of(row.text), rate, strange, dice))
                    yield Pair(way, rate, str(row.id), text, is_copy, str(other.id))


def gather(articles: Sequence[Candidate]) -> tuple[dict[str, str], DuplicateFinder]:
    """For each article in a cluster the cluster's name; and the finder, for the pairs that met."""
    finder = DuplicateFinder()
    for article in articles:
        finder.add(article.article_id, article.text)
    known = {article.article_id: article for article in articles}
    rows = gather_clusters(finder, known, {article_id: place for place, article_id in enumerate(known)})
    return {str(row["article_id"]): str(row["cluster_id"]) for row in rows}, finder


def show_share(label: str, n_found: int, n: int) -> None:
    """Print a share with its 95% interval (Wilson)."""
    interval = binomtest(n_found, n).proportion_ci(method="wilson")
    print(f"{label:<44}{n_found / n:>6.3f} [{interval.low:.3f} {interval.high:.3f}]  n = {n}", flush=True)


def main(gold: str, n_copies: str = "80") -> None:
    """Make the copies, meet them all, and print recall, wrong pairs and what hashing missed."""
    dice = random.Random(SEED)
    rows = pd.read_parquet(Path(gold) / "corpus-5k.parquet", columns=["id", "title", "text", "topic", "date"])
    pairs = {f"made-{number}": pair for number, pair in enumerate(make_pairs(rows, int(n_copies), dice))}
    template = {f"template-{number}": fill_template(dice) for number in range(200)}
    donors = {pair.donor for pair in pairs.values()}
    texts = {str(row.id): row.text for row in rows.itertuples() if row.id not in donors} | template
    texts |= {article_id: pair.text for article_id, pair in pairs.items()}
    order = dice.sample(sorted(texts), len(texts))
    began = process_time()
    clusters, finder = gather([Candidate(article_id, None, None, None, texts[article_id]) for article_id in order])
    print(f"{len(texts):,} articles met in {process_time() - began:.1f} s; near from {NEAR} on")

    found: dict[tuple[str, float], list[bool]] = defaultdict(list)
    missed = Counter[str]()
    met = {frozenset(pair) for pair in finder.pairs}
    for article_id, pair in pairs.items():
        together = article_id in clusters and clusters[article_id] == clusters.get(pair.article_id)
        found[pair.way, pair.rate].append(together)
        similarity = compare_shingles(find_shingles(pair.text), find_shingles(texts[pair.article_id]))
        if similarity >= NEAR:
            missed["like enough"] += 1
            missed["met"] += frozenset((article_id, pair.article_id)) in met
    print("\nrecall: copies found, by way and rate of editing")
    for way, (_, rates) in WAYS.items():
        for rate in rates:
            show_share(f"  {way}, {rate:.0%}", sum(found[way, rate]), len(found[way, rate]))
    print("\nno copies, found all the same: shares of words in common with another article")
    for way, (_, rates) in HARD.items():
        for rate in rates:
            show_share(f"  {way}, {rate:.0%}", sum(found[way, rate]), len(found[way, rate]))
    reports = list(combinations(template, 2))
    wrong = sum(one in clusters and clusters[one] == clusters.get(other) for one, other in reports)
    show_share("  market reports of one template, pairs", wrong, len(reports))
    show_share("\nof the pairs like enough, hashing met", missed["met"], missed["like enough"])
    show_precision(pairs, clusters)
    print("\npairs of the corpus as it is, for a reader to judge")
    natural, _ = gather([Candidate(str(row.id), None, None, None, row.text) for row in rows.itertuples()])
    for article_id, cluster in natural.items():
        row = rows[rows.id == article_id].iloc[0]
        print(f"  {cluster}: {article_id}, {row.date}, {row.topic}: {row.title}")


def show_precision(pairs: dict[str, Pair], clusters: dict[str, str]) -> None:
    """Print the share of right pairs among all pairs of one cluster, and what the wrong ones are."""
    copies = {frozenset((article_id, pair.article_id)) for article_id, pair in pairs.items() if pair.is_copy}
    members: dict[str, list[str]] = defaultdict(list)
    for article_id, cluster in clusters.items():
        members[cluster].append(article_id)
    together = [frozenset(two) for group in members.values() for two in combinations(sorted(group), 2)]
    right = sum(two in copies for two in together)
    show_share("precision: pairs of one cluster that are copies", right, len(together))
    wrong = Counter(pairs[one].way for two in together if two not in copies for one in two if one in pairs)
    print("wrong pairs, by what is in them:", dict(wrong) or "none")


if __name__ == "__main__":
    main(*sys.argv[1:])
