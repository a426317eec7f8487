"""Stances of reporting verbs, and what excluded words do, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from framelens.measure.exclusions import compare_exclusions, count_excluded
from framelens.measure.resampling import Interval
from framelens.measure.stances import count_stances


@pytest.fixture
def quoted(annotations):
    """The statements with the verbs of their reporters, in the order of the library."""
    verbs = ["neutral", "doubtful", None, "according", "assertive", "praising", "neutral"]
    quotes = annotations.quotes
    return replace(annotations, quotes=quotes.assign(stance=pd.Series(verbs[: len(quotes)], index=quotes.index)))


def test_shares_add_up_to_one_and_a_statement_without_a_verb_is_in_no_base(quoted):
    table = count_stances(quoted, interval=Interval(resamples=100))
    assert table["stance"].tolist() == ["said", "claimed", "admitted", "warned", "stressed", "other"]
    known = quoted.quotes["stance"].notna().sum()
    assert set(table["n"]) == {known}
    assert table["estimate"].sum() == pytest.approx(1)
    said = quoted.quotes["stance"].isin(["neutral", "according"]).sum()
    assert table.loc[0, "n_statements"] == said


def test_by_speaker_and_outlet(quoted):
    by_speaker = count_stances(quoted, ("speaker",), interval=Interval(resamples=50))
    mine = quoted.quotes.loc[quoted.quotes["speaker_id"].eq("mrs_bennet") & quoted.quotes["stance"].notna()]
    rows = by_speaker.loc[by_speaker["speaker_id"].eq("mrs_bennet")]
    assert len(rows) == 6 and set(rows["n"]) == {len(mine)}
    assert rows["n_statements"].sum() == len(mine)
    assert "Lady Catherine de Bourgh" in set(by_speaker["name"]), "who is in the roster has rows of zeros"
    by_outlet = count_stances(quoted, "outlet", interval=Interval(resamples=50))
    assert by_outlet.groupby("outlet")["estimate"].sum().dropna().tolist() == pytest.approx(
        [1.0] * by_outlet.loc[by_outlet["n"].gt(0), "outlet"].nunique()
    )


def test_none_seen_is_not_surely_none(quoted):
    warned = count_stances(quoted, interval=Interval(resamples=100)).query("stance == 'warned'").iloc[0]
    articles = int(warned["n_base_articles"])
    if articles > 1:
        assert warned["high"] >= proportion_confint(0, articles, method="beta")[1] * articles / warned["n"] - 1e-9


def test_the_effect_of_leaving_words_out(annotations):
    segments = annotations.segments.copy()
    place = segments.index[segments["valence_vader"].eq(0.75)]
    segments.loc[place[0], "valence_vader"] = 0.25
    segments.loc[place[1], "valence_vader"] = None
    table = compare_exclusions(
        replace(annotations, segments=segments), annotations, interval=Interval(resamples=100)
    ).set_index("voice")
    assert table["n_changed"].sum() == 2
    assert (table["n_everything"] - table["n"]).sum() == 1
    before = annotations.segments.groupby("voice")["valence_vader"].mean()
    after = segments.groupby("voice")["valence_vader"].mean()
    for voice in ("journalist", "direct", "indirect"):
        assert table.loc[voice, "estimate"] == pytest.approx(after[voice] - before[voice])
    assert table.loc["indirect", "estimate"] == 0


def test_each_excluded_word_by_itself(annotations):
    changes = pd.DataFrame(
        {
            "word": ["war", "war", "work"],
            "article_id": ["longbourn-1", "longbourn-2", "longbourn-1"],
            "before": [-0.5, -0.25, 0.5],
            "after": [0.25, 0.25, np.nan],
        }
    )
    table = count_excluded(annotations, changes, ["war", "work", "peace*"], interval=Interval(resamples=100)).set_index(
        "word"
    )
    assert table["n"].tolist() == [2, 1, 0]
    assert table["n_unscored"].tolist() == [0, 1, 0]
    assert table["n_articles"].tolist() == [2, 1, 0]
    assert table.loc["war", "estimate"] == pytest.approx((0.75 + 0.5) / 2)
    assert table.loc[["work", "peace*"], "estimate"].isna().all()
