"""How sure the numbers are: the methods' sentences on intervals, tests and what was declared beforehand."""

from __future__ import annotations

from framelens.results.blocks import Block
from framelens.results.labels import name_column
from framelens.results.measures import StudyMeasures
from framelens.results.telling import say
from framelens.results.wording import join_names
from framelens.settings.fields import Settings

INTERVALS = {
    "t": "They are 95% t intervals with jackknife standard errors and Satterthwaite’s degrees of freedom "
    "[@satterthwaite1946], for shares on the scale of log-odds [@franco2019] and for rates on that of logarithms; "
    "those of differences are joined from the intervals of their two sides [@zou2008], and those of collocates, "
    "of smoothed trends and of diversity among equally many statements are based on {drawn}.",
    "percentile": "They are 95% percentile intervals based on {drawn}.",
    "bca": "They are 95% BCa intervals based on {drawn}.",
}


def describe_intervals(measures: StudyMeasures) -> Block:
    """How intervals and tests are made."""
    study = measures.study
    columns = [str(column) for column in study.events if column != "article_id"]
    return say(
        "No intervals are computed for a single article; with two or more articles, intervals take articles as the "
        "units of sampling."
        if measures.is_one
        else "Intervals take articles as the units of sampling, because the sentences of one article are not "
        "independent [@efron1993].",
        INTERVALS[study.interval],
        "Measures are compared by {by} where articles differ in {n_by:it|them}; each difference has its own interval."
        if study.compare_by
        else None,
        "More than two groups are said to differ where a studentised permutation test over all of them, which "
        "exchanges whole articles, is significant (p < 0.05) [@chung2013]; for means of fewer than 20 articles, "
        "Welch’s test must be significant as well [@welch1951]; the interval of the highest minus the lowest then "
        "holds for all pairs of groups at once (studentised range) [@games1976]."
        if study.compare_by and not measures.is_one
        else None,
        *_describe_declared(study),
        "The study’s events add the {n_columns:column|columns} {columns}." if columns else None,
        "Percentages are rounded individually and may not add up to 100.",
        drawn=f"{study.resamples:,} resamples of "
        + (f"articles, clustered by {name_column(study.cluster)}" if study.cluster else "whole articles")
        + f" (seed {study.seed})",
        by=join_names(map(name_column, study.compare_by)),
        n_by=len(study.compare_by),
        columns=join_names(columns),
        n_columns=len(columns),
    )


def _describe_declared(study: Settings) -> list[str]:
    """The comparisons that study.toml declares, as templates of sentences."""
    pairs = join_names(f"{a} and {b} ({name_column(column)})" for column, (a, b) in study.compare_pairs.items())
    least = join_names(f"{name} {value:g}" for name, value in study.smallest.items())
    told = [
        f"The pairs declared in advance are {pairs}." if pairs else "",
        f"The smallest effects of interest, declared in advance, are {least}; whether a difference is smaller is "
        "tested by two one-sided t tests [@lakens2018]."
        if least
        else "",
    ]
    return [sentence.replace("{", "{{").replace("}", "}}") for sentence in told]
