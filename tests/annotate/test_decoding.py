"""Decoding in stretches against every way through the tags, tried one by one."""

from itertools import product

import numpy as np
import pytest

from framelens.annotate.network.decode import TaggedSpan, find_spans

N_TAGS = 5  # outside, then begin and inside of two kinds


def is_whole(tags, follows, breaks):
    """Whether tags make whole spans of whole words within paragraphs."""
    for place, tag in enumerate(tags):
        before = tags[place - 1] if place else 0
        goes_on = tag > 0 and tag % 2 == 0
        begins = place == 0 or breaks[place]
        if goes_on and (begins or before not in (tag, tag - 1)):
            return False
        if follows[place] and not begins and not goes_on and (tag, before) != (0, 0):
            return False
    return True


def spans_of(tags):
    spans = []
    for place, tag in enumerate(tags):
        if tag % 2 == 1:
            end = place + 1
            while end < len(tags) and tags[end] == tag + 1:
                end += 1
            spans.append(TaggedSpan((tag - 1) // 2, place, end))
    return spans


@pytest.mark.parametrize("seed", range(60))
def test_no_other_whole_spans_are_likelier(seed):
    dice = np.random.default_rng(seed)
    n_pieces = int(dice.integers(1, 7))
    scores = dice.normal(scale=dice.choice([0.5, 2.0, 4.0]), size=(n_pieces, N_TAGS))
    follows, breaks = dice.random(n_pieces) < 0.3, dice.random(n_pieces) < 0.2
    every = (tags for tags in product(range(N_TAGS), repeat=n_pieces) if is_whole(tags, follows, breaks))
    best = max(every, key=lambda tags: scores[np.arange(n_pieces), tags].sum())
    assert find_spans(scores, follows, breaks) == spans_of(best)


def test_a_stretch_that_begins_inside_is_put_together_with_the_one_before():
    # The last piece goes on for certain. What is likeliest of the last two alone is to go on from the first.
    scores = np.log(np.array([[0.6, 0.35, 0.05], [0.85, 0.04, 0.11], [0.0005, 0.0005, 0.999]]))
    nothing = np.zeros(3, dtype=bool)
    assert find_spans(scores, nothing, nothing) == [TaggedSpan(0, 0, 3)]
