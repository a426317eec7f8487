"""The main finding on tone under every reasonable way to measure it.

References
----------
Simonsohn, U., Simmons, J. P., & Nelson, L. D. (2020). Specification curve analysis. *Nature Human Behaviour*,
4(11), 1208-1214.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.comparisons import label_groups
from framelens.measure.groups import group_articles, list_near
from framelens.measure.intervals import find_bounds, leave_one_out
from framelens.measure.jackknife import bound_difference
from framelens.measure.resampling import INTERVAL, Interval, split_bases
from framelens.measure.sums import locate_articles, prepare_articles, sum_cells
from framelens.measure.tone import check_lexicon
from framelens.settings.tone import Contrast
from framelens.tables import VALENCE_PREFIX, VOICES, ZONES, Annotations, lexicons_in

ZONE_CHOICES: dict[str, tuple[str, ...]] = {"all": ZONES, "headline and lead": ("headline", "lead"), "body": ("body",)}
VOICE_CHOICES: dict[str, tuple[str, ...]] = {"all": VOICES, **{voice: (voice,) for voice in VOICES}}
SOURCES = "direct and indirect"
CHOICES = ("lexicon", "voices", "zones", "threshold")
MEAN = "none"
FAMILIES = ("mean valence", "class shares")
STANDARDISED = ["standardised", "standardised_low", "standardised_high"]
FEW = 5  # articles (or clusters) below which a specification is shown, and not counted with the others


_Voices = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class _Side:
    """One side of a contrast: in whose voice, and in which articles."""

    voices: tuple[str, ...]
    articles: np.ndarray


def specification_curve(
    annotations: Annotations,
    contrast: Contrast | None = None,
    *,
    primary: str | None = None,
    thresholds: tuple[float, ...] = (0.05, 0.1, 0.25),
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """A difference in tone under every lexicon, choice of voices and zones, and threshold.

    Parameters
    ----------
    annotations : Annotations
    contrast : Contrast, optional
        What is compared: the journalist's own words minus direct speech, by default.
    primary : str, optional
        The lexicon declared in advance; the one scored first by default.
    thresholds : tuple of float
        Valences from which on a passage is positive or negative.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`. Voices of the same articles are drawn together,
        groups of articles each for itself.

    Returns
    -------
    pandas.DataFrame
        One row per specification:

        - ``lexicon``
        - ``voices``: where voices are compared, what stands against the other side (``direct``, or all that sources
          say); otherwise whose words count in both groups
        - ``zones``: ``all``, ``headline and lead``, ``body``
        - ``threshold``: ``none`` for mean valence, in [-1, 1]; ``0.05`` for the share of stretches at or above it
          minus the share at or below its negative, in [-1, 1]
        - ``family``: ``mean valence`` or ``class shares``
        - ``chosen``: whether it is the study's own: the primary lexicon, the contrast as declared, all zones, none
        - ``n_a``, ``n_b``, ``n``: scored stretches; ``estimate_a``, ``estimate_b``
        - ``n_units``: articles (or clusters) with a scored stretch, on the side that has fewer
        - ``estimate``: a minus b, with ``low`` and ``high``; null where a side has no scored stretch
        - ``standardised``, with ``standardised_low`` and ``standardised_high``: the same in standard deviations of all
          stretches that the lexicon scores, so that lexicons of different scale and thresholds can be compared
        - ``agrees``: whether its sign is that of the chosen one; null where either has none

    Raises
    ------
    InputError
        For an unknown lexicon, column or value, or a threshold that is none.

    Examples
    --------
    >>> fl.stats.specification_curve(study).head(3)
    """
    contrast = contrast or Contrast()
    for threshold in thresholds:
        if not 0 < threshold < 1:
            raise InputError(f"the threshold {threshold:g} is not between 0 and 1; write valences such as 0.05")
    primary = check_lexicon(annotations, primary)
    articles = prepare_articles(annotations.articles)
    codes, n_groups, sides = _find_sides(articles, contrast)
    lexicons = [primary, *(name for name in lexicons_in(annotations.segments) if name != primary)]
    levels = [None, *thresholds]
    specifications = list(product(lexicons, sides, ZONE_CHOICES, levels))
    above, below, deviations = _sum_sides(annotations, articles, specifications, sides)
    table = pd.DataFrame(
        [(lexicon, voices, zones, MEAN if t is None else f"{t:g}") for lexicon, voices, zones, t in specifications],
        columns=list(CHOICES),
    )
    table["family"] = np.where(table["threshold"].eq(MEAN), *FAMILIES)
    own = pd.Series((primary, next(iter(sides)), "all", MEAN), index=list(CHOICES))
    table["chosen"] = table[list(CHOICES)].eq(own).all(axis=1)
    estimates = []
    for name, total, base in zip("ab", above, below, strict=True):
        size = np.rint(np.asarray(base.sum(axis=1)).ravel()).astype(np.int64)
        table[f"n_{name}"] = pd.array(size, dtype="Int64")
        with np.errstate(invalid="ignore", divide="ignore"):
            estimates.append(np.asarray(total.sum(axis=1)).ravel() / size)
        table[f"estimate_{name}"] = estimates[-1]
    table["n"], observed = table["n_a"] + table["n_b"], estimates[0] - estimates[1]
    table["n_units"] = _count_units(below, articles, interval)
    table["estimate"] = observed
    if interval.method == "t":
        table["low"], table["high"] = _bound_by_t(above, below, articles, interval)
    else:
        drawn = split_bases(articles, codes, n_groups, interval=interval)
        table["low"], table["high"] = _bound(above, below, observed, list(drawn), interval)
    for name, column in zip(STANDARDISED, ("estimate", "low", "high"), strict=True):
        table[name] = table[column] / deviations
    sign = np.sign(observed)
    agrees = pd.array(sign == sign[table["chosen"].to_numpy()][0], dtype="boolean")
    agrees[np.isnan(observed) | np.isnan(observed[table["chosen"].to_numpy()][0])] = pd.NA
    return table.assign(agrees=agrees)


def _find_sides(articles: pd.DataFrame, contrast: Contrast) -> tuple[np.ndarray, int, dict[str, tuple[_Side, _Side]]]:
    """The groups in which articles are drawn, and for each choice of voices the two sides."""
    every = np.ones(len(articles), dtype=bool)
    if contrast.column == "voice":
        for voice in (contrast.a, contrast.b):
            if voice not in VOICES:
                raise InputError(f"unknown voice '{voice}'; {suggest(voice, VOICES)}")
        pairs: dict[str, _Voices] = {contrast.b: ((contrast.a,), (contrast.b,))}
        if contrast.a == "journalist":
            pairs[SOURCES] = (("journalist",), ("direct", "indirect"))
        elif contrast.b == "journalist":
            pairs = {contrast.a: pairs[contrast.b], SOURCES: (("direct", "indirect"), ("journalist",))}
        sides = {name: (_Side(a, every), _Side(b, every)) for name, (a, b) in pairs.items()}
        return np.zeros(len(articles), dtype=np.intp), 1, sides
    groups = group_articles(articles, contrast.column)
    labels = label_groups(groups)
    held = []
    for value in (contrast.a, contrast.b):
        if value not in labels:
            near = suggest(value, list_near(value, labels))
            raise InputError(f"no article has the {contrast.column} '{value}'; {near}")
        held.append(groups.codes == labels.index(value))
    sides = {name: (_Side(voices, held[0]), _Side(voices, held[1])) for name, voices in VOICE_CHOICES.items()}
    return groups.codes, len(groups), sides


def locate_specification(annotations: Annotations, contrast: Contrast, row: pd.Series) -> pd.DataFrame:
    """The scored segments on both sides of one specification: a row of :func:`specification_curve`."""
    articles = prepare_articles(annotations.articles)
    segments = annotations.segments
    here = segments["zone"].isin(ZONE_CHOICES[row["zones"]]) & segments[VALENCE_PREFIX + row["lexicon"]].notna()
    article = locate_articles(segments["article_id"], articles)
    chosen = np.zeros(len(segments), dtype=bool)
    for side in _find_sides(articles, contrast)[2][row["voices"]]:
        chosen |= segments["voice"].isin(side.voices).to_numpy(dtype=bool) & side.articles[article]
    return segments.loc[chosen & here.to_numpy(dtype=bool)]


def _sum_sides(
    annotations: Annotations,
    articles: pd.DataFrame,
    specifications: list[tuple[str, str, str, float | None]],
    sides: dict[str, tuple[_Side, _Side]],
) -> tuple[list[sparse.csr_array], list[sparse.csr_array], np.ndarray]:
    """For each side, specifications by articles: what is added up, and over how many stretches; and by how much the
    values of each specification's lexicon deviate in all stretches.
    """
    segments = annotations.segments
    voice = pd.Index(VOICES).get_indexer(pd.Index(segments["voice"]))
    zone = pd.Index(ZONES).get_indexer(pd.Index(segments["zone"]))
    place = np.where((voice < 0) | (zone < 0), -1, voice * len(ZONES) + zone)
    article = locate_articles(segments["article_id"], articles)
    shape = (len(VOICES) * len(ZONES), len(articles))
    known: dict[tuple[str, float | None], tuple[sparse.csr_array, sparse.csr_array]] = {}
    deviations: dict[tuple[str, float | None], float] = {}
    for lexicon, _, _, threshold in specifications:
        if (lexicon, threshold) not in known:
            valence = segments[VALENCE_PREFIX + lexicon].to_numpy(dtype=float, na_value=np.nan)
            cell = np.where(np.isnan(valence), -1, place)
            values = np.nan_to_num(valence)
            if threshold is not None:
                values = (values >= threshold).astype(float) - (values <= -threshold)
            scored = values[cell >= 0]
            deviations[lexicon, threshold] = float(scored.std(ddof=1)) if len(scored) > 1 and np.ptp(scored) else np.nan
            known[lexicon, threshold] = sum_cells(cell, article, values, shape), sum_cells(cell, article, None, shape)
    above: list[list[sparse.csr_array]] = [[], []]
    below: list[list[sparse.csr_array]] = [[], []]
    for lexicon, voices, zones, threshold in specifications:
        for number, side in enumerate(sides[voices]):
            picked = [v in side.voices and z in ZONE_CHOICES[zones] for v in VOICES for z in ZONES]
            row = sparse.csr_array(np.array([picked], dtype=float))
            held = sparse.diags_array(side.articles.astype(float))
            for parts, matrix in zip((above, below), known[lexicon, threshold], strict=True):
                parts[number].append((row @ matrix @ held).tocsr())
    ups, downs = ([sparse.vstack(part, format="csr") for part in parts] for parts in (above, below))
    return ups, downs, np.array([deviations[lexicon, threshold] for lexicon, _, _, threshold in specifications])


def _count_units(below: list[sparse.csr_array], articles: pd.DataFrame, interval: Interval) -> np.ndarray:
    """How many articles or clusters have a base, on the side with fewer of them."""
    one = np.zeros(len(articles), dtype=np.intp)
    base = next(iter(split_bases(articles, one, 1, interval=interval.drawn)), None)
    if base is None:
        return np.zeros(below[0].shape[0], dtype=np.int64)
    return np.min([(base.gather(side[:, base.columns]) > 0).sum(axis=1) for side in below], axis=0)


def _bound_by_t(
    above: list[sparse.csr_array], below: list[sparse.csr_array], articles: pd.DataFrame, interval: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of each difference; null where a side rests on fewer than two articles or clusters."""
    if not interval.resamples:
        return (np.full(above[0].shape[0], np.nan),) * 2
    one = np.zeros(len(articles), dtype=np.intp)
    base = next(iter(split_bases(articles, one, 1, interval=interval.drawn)))
    sides = [
        (base.gather(total[:, base.columns]), base.gather(size[:, base.columns]))
        for total, size in zip(above, below, strict=True)
    ]
    return bound_difference(sides[0], sides[1], (1 - interval.level) / 2)


def _bound(  # type: ignore[no-untyped-def]
    above: list[sparse.csr_array], below: list[sparse.csr_array], observed: np.ndarray, bases, interval: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of each difference; null where a side rests on fewer than two articles or clusters."""
    resamples = bases[0].weights.shape[1] if bases else 0
    replicates, without, enough = np.zeros((len(observed), resamples)), [], np.ones(len(observed), dtype=bool)
    for total, size, sign in zip(above, below, (1, -1), strict=True):
        parts = [
            (base.gather(total[:, base.columns]), base.gather(size[:, base.columns]), base.weights) for base in bases
        ]
        summed = [sum(part[k] @ part[2].astype(float) for part in parts) for k in (0, 1)]
        enough &= sum((part[1] > 0).sum(axis=1) for part in parts) > 1
        with np.errstate(invalid="ignore", divide="ignore"):
            replicates += sign * summed[0] / summed[1]
            if interval.method == "bca":
                whole = [sparse.hstack([part[k] for part in parts], format="csr") for k in (0, 1)]
                without.append(sign * leave_one_out(whole[0]) / leave_one_out(whole[1]))
    # Voices stand in the same articles and groups in different ones; an article left out moves both sides or one.
    jackknife = [without[0] + without[1]] if without else None
    low, high = find_bounds(replicates, observed, interval=interval, jackknife=jackknife)
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def count_agreement(curve: pd.DataFrame) -> pd.DataFrame:
    """How many specifications agree with the chosen one, by family: mean valence, and shares of classes.

    Returns
    -------
    pandas.DataFrame
        One row per ``family`` that has an estimate: ``n`` (specifications that rest on five articles or more),
        ``n_few`` (those that rest on fewer, and are in none of the other columns), ``n_agree`` (same sign as the chosen
        one), ``n_agree_surely`` (and an interval without 0), ``n_contradict_surely`` (the other sign, and an interval
        without 0), ``median``, ``least``, ``most`` (standardised).

    Examples
    --------
    >>> fl.stats.count_agreement(fl.stats.specification_curve(study))
    """
    known = curve.loc[curve["estimate"].notna()]
    rows = []
    for family in FAMILIES:
        part = known.loc[known["family"].eq(family)]
        enough = part.loc[part["n_units"].ge(FEW)]
        agrees = enough["agrees"].fillna(False).astype(bool)
        sure = (enough["low"] > 0) | (enough["high"] < 0)
        rows.append(
            {
                "family": family,
                "n": len(enough),
                "n_few": len(part) - len(enough),
                "n_agree": int(agrees.sum()),
                "n_agree_surely": int((agrees & sure).sum()),
                "n_contradict_surely": int((~agrees & sure & enough["agrees"].notna()).sum()),
                "median": float(enough["standardised"].median()),
                "least": float(enough["standardised"].min()),
                "most": float(enough["standardised"].max()),
            }
        )
    return pd.DataFrame(rows).loc[lambda table: table["n"].add(table["n_few"]).gt(0)].reset_index(drop=True)
