"""The specification curve: every estimate worked by hand, its interval against a loop over resamples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from framelens.errors import InputError
from framelens.measure.resampling import Interval, draw_weights
from framelens.measure.specifications import count_agreement, specification_curve
from framelens.settings.tone import Contrast


def pick(curve, **choices):
    for column, value in choices.items():
        curve = curve.loc[curve[column].eq(value)]
    return curve.iloc[0]


def test_every_choice_is_a_row_and_each_is_worked_by_hand(annotations):
    curve = specification_curve(annotations, thresholds=(0.25, 0.5), interval=Interval(resamples=200))
    assert len(curve) == 1 * 2 * 3 * 3
    assert curve["chosen"].sum() == 1
    own = pick(curve, chosen=True)
    # (0.25 + 0.75 + 0) / 3 - (0.5 + 0.25 + 0.75 - 0.5) / 4
    assert own[["lexicon", "voices", "zones", "threshold"]].tolist() == ["vader", "direct", "all", "none"]
    assert own[["n_a", "n_b", "n"]].tolist() == [3, 4, 7]
    assert own["estimate"] == pytest.approx(1 / 3 - 1 / 4)
    whole = {"zones": "all", "threshold": "none"}
    assert pick(curve, voices="direct and indirect", **whole)["estimate"] == pytest.approx(1 / 3 - 0.75 / 5)
    # At 0.25 two of three are positive, and three less one of four; at 0.5 one of three, and two less one of four.
    assert pick(curve, voices="direct", zones="all", threshold="0.25")["estimate"] == pytest.approx(2 / 3 - 2 / 4)
    assert pick(curve, voices="direct", zones="all", threshold="0.5")["estimate"] == pytest.approx(1 / 3 - 1 / 4)
    lead = pick(curve, voices="direct", zones="headline and lead", threshold="none")
    assert lead["estimate"] == pytest.approx(0.75 - 0.25 / 3)
    body = pick(curve, voices="direct", zones="body", threshold="none")
    assert body["estimate"] == pytest.approx(0.25 / 2 - 0.75)
    assert (bool(lead["agrees"]), bool(body["agrees"])) == (True, False)


def test_the_interval_draws_articles_once_for_both_sides(annotations):
    curve = specification_curve(annotations, interval=Interval("percentile", seed=5, resamples=400))
    own = pick(curve, chosen=True)
    ids = ["hartfield-1", "hartfield-2", "longbourn-1", "longbourn-2"]
    weights = draw_weights(ids, seed=5, resamples=400).astype(float)
    journalist = np.array([[0.75, 1], [0.0, 1], [0.25, 1], [0.0, 0]])
    direct = np.array([[0.0, 0], [-0.5, 1], [0.5, 1], [1.0, 2]])
    with np.errstate(invalid="ignore"):
        a, b = ((side[:, 0] @ weights) / (side[:, 1] @ weights) for side in (journalist, direct))
    assert own[["low", "high"]].tolist() == pytest.approx(np.nanquantile(a - b, (0.025, 0.975)).tolist())
    # By default, leaving each article out of both sides at once.
    moved = []
    for i in range(4):
        first, second = (np.delete(side, i, axis=0).sum(axis=0) for side in (journalist, direct))
        moved.append(first[0] / first[1] - second[0] / second[1] - own["estimate"])
    freedom = max(3, 1 / (1 / 3 + (np.sum(np.power(moved, 4)) / np.sum(np.square(moved)) ** 2 - 1 / 4) / 2))
    reach = stats.t.ppf(0.975, min(freedom, 3)) * np.sqrt(3 / 4 * np.sum(np.square(moved)))
    own = pick(specification_curve(annotations), chosen=True)
    assert own[["low", "high"]].tolist() == pytest.approx([own["estimate"] - reach, own["estimate"] + reach])


def test_outlets_are_compared_in_every_voice(annotations):
    curve = specification_curve(
        annotations, Contrast("outlet", "Longbourn", "Hartfield"), interval=Interval(resamples=100)
    )
    assert list(dict.fromkeys(curve["voices"])) == ["all", "journalist", "direct", "indirect"]
    own = pick(curve, chosen=True)
    assert own["estimate"] == pytest.approx(1.5 / 5 - 0.25 / 3)
    assert own["low"] <= own["estimate"] <= own["high"]
    # Hartfield has no indirect speech: nothing to compare, no sign, and no interval.
    none = pick(curve, voices="indirect", zones="all", threshold="none")
    assert np.isnan(none["estimate"]) and np.isnan(none["low"]) and none["agrees"] is not True
    assert curve.loc[curve["estimate"].isna(), "agrees"].isna().all()


def test_a_difference_stands_on_the_scale_of_its_lexicon(annotations):
    """The same valences in another unit give the same curve; thresholds are standardised by their classes."""
    curve = specification_curve(annotations, interval=Interval(resamples=100))
    wide = replace(
        annotations, segments=annotations.segments.assign(valence_vader=annotations.segments["valence_vader"] / 4)
    )
    narrow = specification_curve(wide, interval=Interval(resamples=100))
    means = curve["threshold"].eq("none")
    assert np.allclose(narrow.loc[means, "estimate"] * 4, curve.loc[means, "estimate"], equal_nan=True)
    for column in ("standardised", "standardised_low", "standardised_high"):
        assert np.allclose(narrow.loc[means, column], curve.loc[means, column], equal_nan=True)
    valence = annotations.segments["valence_vader"].dropna().astype(float)
    own = pick(curve, chosen=True)
    assert own["standardised"] == pytest.approx(own["estimate"] / valence.std())
    classes = (valence >= 0.25).astype(float) - (valence <= -0.25)
    share = pick(curve, zones="all", voices="direct", threshold="0.25")
    assert share["standardised"] == pytest.approx(share["estimate"] / classes.std())
    assert set(curve.loc[means, "family"]) == {"mean valence"} and set(curve.loc[~means, "family"]) == {"class shares"}


def test_signs_are_counted_by_family_and_of_few_articles_apart(annotations):
    curve = specification_curve(annotations, interval=Interval(resamples=100))
    # Three of the four articles have words of the journalist that are scored, three direct speech.
    assert pick(curve, chosen=True)["n_units"] == 3
    few = count_agreement(curve)
    assert few["n"].tolist() == [0, 0] and few["n_few"].tolist() == [6, 18] and few["median"].isna().all()
    known = curve.assign(n_units=[5, 4] * 12).loc[lambda table: table["estimate"].notna()]
    found = count_agreement(known).set_index("family")
    for family, part in known.groupby("family"):
        enough = part.loc[part["n_units"].eq(5)]
        row = found.loc[family]
        assert (row["n"], row["n_few"]) == (len(enough), len(part) - len(enough))
        assert row["n_agree"] == (enough["estimate"] > 0).sum()
        assert row["n_agree_surely"] == ((enough["estimate"] > 0) & (enough["low"] > 0)).sum()
        assert row["n_contradict_surely"] == ((enough["estimate"] < 0) & (enough["high"] < 0)).sum()
        assert (row["least"], row["most"]) == (enough["standardised"].min(), enough["standardised"].max())


def test_row_order_changes_nothing_and_nothing_is_no_error(annotations, shuffled, empty):
    left, right = (specification_curve(a, interval=Interval(resamples=50)) for a in (annotations, shuffled))
    assert left.equals(right)
    assert specification_curve(empty, interval=Interval(resamples=50))["estimate"].isna().all()


def test_what_is_refused(annotations):
    with pytest.raises(InputError, match="no article has the outlet 'Rosings'"):
        specification_curve(annotations, Contrast("outlet", "Rosings", "Hartfield"))
    with pytest.raises(InputError, match="the threshold 0 is not between 0 and 1"):
        specification_curve(annotations, thresholds=(0.0,))
    with pytest.raises(InputError, match="the contrast compares 'direct' with itself"):
        Contrast("voice", "direct", "direct")
