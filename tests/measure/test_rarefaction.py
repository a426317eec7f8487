from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framelens.errors import InputError
from framelens.measure.diversity import herfindahl, simpson
from framelens.measure.rarefaction import measure_diversity, rarefy_herfindahl, rarefy_speakers
from framelens.measure.resampling import Interval
from framelens.measure.voices import count_speakers

SMALL = st.lists(st.integers(1, 4), min_size=1, max_size=4).filter(lambda c: sum(c) >= 2)


@settings(deadline=None, max_examples=40)
@given(SMALL, st.integers(1, 4))
def test_expectations_against_every_draw(counts, size):
    if size > sum(counts):
        return
    statements = np.repeat(np.arange(len(counts)), counts)
    draws = [
        np.bincount(statements[list(c)], minlength=len(counts)) for c in combinations(range(len(statements)), size)
    ]
    draws = np.array(draws, dtype=float).T
    column = np.array(counts, dtype=float)[:, None]
    assert rarefy_speakers(column, size)[0] == pytest.approx((draws > 0).sum(axis=0).mean())
    assert rarefy_herfindahl(column, size)[0] == pytest.approx(herfindahl(draws).mean())
    if size > 1:
        assert simpson(column)[0] == pytest.approx(simpson(draws).mean())  # does not depend on size


def talk(name: str, counts: dict[str, int]):
    """Articles of one statement each."""
    return {
        f"{name}-{speaker}-{k}": ([("direct", speaker, "It is so", None)], name, None)
        for speaker, n in counts.items()
        for k in range(n)
    }


@pytest.fixture(scope="module")
def two_papers(build_library):
    """The same mix of speakers, five times as much of it in the second paper."""
    mix = {"emma": 4, "jane": 3, "anne": 2, "fanny": 1, "elinor": 1, "marianne": 1}
    return build_library(talk("Small", mix) | talk("Large", {s: 5 * n for s, n in mix.items()}))


def test_papers_of_different_size_compare_at_equal_size(two_papers):
    table = measure_diversity(two_papers, "outlet", interval=Interval(resamples=200)).set_index(["outlet", "measure"])
    assert (table["n_drawn"] == 12).all()
    assert table.loc["Small", "n"].unique().tolist() == [12]
    assert table.loc["Large", "n"].unique().tolist() == [60]
    assert table.loc[("Small", "speakers"), "estimate"] == pytest.approx(6)
    assert 4.5 < table.loc[("Large", "speakers"), "estimate"] < 6  # not all six are met in twelve statements
    whole = count_speakers(two_papers, "outlet").query("outlet == 'Large'")["estimate"].dropna()
    at_twelve = 1 / 12 + 11 / 12 * (1 - table.loc[("Large", "simpson"), "estimate"])
    assert table.loc[("Large", "herfindahl"), "estimate"] == pytest.approx(at_twelve)
    assert table.loc[("Large", "herfindahl"), "estimate"] > (whole**2).sum()
    held = table.dropna(subset=["estimate"])
    assert ((held["low"] <= held["estimate"]) & (held["estimate"] <= held["high"])).all()


def test_too_few_statements_are_null_and_seeds_repeat(two_papers):
    table = measure_diversity(two_papers, "outlet", statements=30, interval=Interval(resamples=50)).set_index(
        ["outlet", "measure"]
    )
    assert table.loc["Small", "estimate"].isna().all()
    assert table.loc["Large", "estimate"].notna().all()
    again = measure_diversity(two_papers, "outlet", statements=30, interval=Interval(resamples=50)).set_index(
        ["outlet", "measure"]
    )
    assert table.equals(again)


def test_articles_of_an_event_are_drawn_together(two_papers):
    # All articles of a paper are of one day here: there is nothing to draw anew.
    day = replace(two_papers, articles=two_papers.articles.assign(event=two_papers.articles["outlet"]))
    table = measure_diversity(day, "outlet", interval=Interval(cluster="event", resamples=50))
    assert table["estimate"].notna().all()
    assert table["low"].isna().all()
    with pytest.raises(InputError, match=r"cannot group by 'evnt'; .* Did you mean 'event'\?"):
        measure_diversity(day, "outlet", interval=Interval(cluster="evnt"))


def test_articles_are_drawn_with_all_their_statements(build_library):
    """Four articles, two drawn: every pair of them by hand."""
    says = {"a": ["emma", "emma"], "b": ["emma"], "c": ["jane"], "d": ["anne", "fanny", "fanny"]}
    library = {
        name: ([("direct", speaker, "It is so", None) for speaker in speakers], "Paper", None)
        for name, speakers in says.items()
    }
    table = measure_diversity(build_library(library), articles=2).set_index("measure")
    pairs = [says[x] + says[y] for x, y in combinations(says, 2)]
    assert table.loc["speakers", "estimate"] == pytest.approx(np.mean([len(set(pair)) for pair in pairs]))
    counts = [np.unique(pair, return_counts=True)[1].astype(float)[:, None] for pair in pairs]
    by_hand = np.mean([herfindahl(one)[0] for one in counts])
    assert table.loc["herfindahl", "estimate"] == pytest.approx(by_hand, abs=0.05)  # the mean of 200 draws
    assert (table["n_drawn"] == 2).all()
    held = table.dropna(subset=["estimate"])
    assert ((held["low"] <= held["estimate"]) & (held["estimate"] <= held["high"])).all()
    assert measure_diversity(build_library(library), articles=5)["estimate"].isna().all()


@pytest.mark.parametrize(("size", "message"), [
    ({"articles": 1}, "articles is 1; draw 2 or more, for one article supports no comparison"),
    ({"articles": 3, "statements": 9}, "statements is 9 and articles is 3; draw one of the two"),
])  # fmt: skip
def test_sizes_that_are_refused(annotations, size, message):
    with pytest.raises(InputError) as error:
        measure_diversity(annotations, **size)
    assert str(error.value) == message


def test_nothing_to_draw(empty, annotations):
    assert measure_diversity(empty)["estimate"].isna().all()
    assert len(measure_diversity(empty, "outlet")) == 0
    assert measure_diversity(annotations)["n_drawn"].unique().tolist() == [5]
    with pytest.raises(InputError) as error:
        measure_diversity(annotations, statements=1)
    assert str(error.value) == "statements is 1; draw 2 or more, for one statement has one speaker"
