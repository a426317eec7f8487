from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks._population import Dealing, make_population
from benchmarks.levels import DESIGNS, Call, draw_study, run

DESIGN = {design.name: design for design in DESIGNS}
TONE, VOICES = Call("tone"), Call("voices")


@pytest.fixture(scope="module")
def pool():
    return make_population(passages=600)


def test_every_dealing_of_the_pool_has_the_same_shares_rates_and_means(pool):
    dealings = [Dealing(4), Dealing(30), Dealing(8, bursty=True), Dealing(8, event=4)]
    for call in (TONE, VOICES, Call("frames"), Call("speech")):
        truths = [call.of(pool.deal(dealing).whole).set_index("_key")["estimate"] for dealing in dealings]
        for truth in truths[1:]:
            pd.testing.assert_series_equal(truth, truths[0])


def test_what_a_drawn_study_counts_stands_in_its_words():
    study = draw_study(DESIGN["nested events"], 12, np.random.default_rng(4))
    found = study.annotations
    texts = found.articles.set_index("article_id")["text"]
    hits = found.hits
    assert len(hits) > 5
    assert [texts[a][s:e] for a, s, e in zip(hits["article_id"], hits["start"], hits["end"], strict=True)] == list(
        hits["term"]
    )
    segments = found.segments
    assert all(
        len(texts[a][s:e].split()) == n and texts[a][e - 1] == "."
        for a, s, e, n in segments[["article_id", "start", "end", "n_words"]].itertuples(index=False)
    )


def test_the_same_study_is_drawn_twice():
    first, second = (draw_study(DESIGN["bursty"], 10, np.random.default_rng(1)) for _ in range(2))
    pd.testing.assert_frame_equal(first.annotations.segments, second.annotations.segments)
    assert TONE.of(first).equals(TONE.of(second))


@pytest.mark.parametrize(("design", "call"), [("short", TONE), ("bursty", VOICES)])
def test_intervals_hold_the_truth(design, call):
    summary = run(DESIGN[design], 50, [call], 60)[str(call)]
    assert 0.88 <= summary["coverage"] <= 1
    assert summary["absent"] == 0


def test_a_comparison_of_equals_is_seldom_significant():
    call = Call("compare", (("what", "tone"),))
    assert run(DESIGN["short"], 50, [call], 60)[str(call)]["false"] <= 0.12
