"""The specification curve: every estimate worked by hand, its interval against a loop over resamples."""

from __future__ import annotations

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


def test_how_many_agree(annotations):
    curve = specification_curve(annotations, interval=Interval(resamples=100))
    known = curve.loc[curve["estimate"].notna()]
    found = count_agreement(curve).iloc[0]
    assert found["n"] == len(known)
    assert found["n_agree"] == (known["estimate"] > 0).sum()
    assert found["n_agree_surely"] == ((known["estimate"] > 0) & (known["low"] > 0)).sum()
    assert found["n_contradict_surely"] == ((known["estimate"] < 0) & (known["high"] < 0)).sum()
    assert (found["least"], found["most"]) == (known["estimate"].min(), known["estimate"].max())


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
