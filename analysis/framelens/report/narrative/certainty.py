"""How sure the numbers are: the methods' sentences on intervals, tests and what was declared in advance."""

from __future__ import annotations

from framelens.report.narrative.grouped import FEW
from framelens.report.narrative.telling import say
from framelens.results.blocks import Block
from framelens.results.labels import name_column
from framelens.results.measures import StudyMeasures


def describe_intervals(measures: StudyMeasures) -> Block:
    """How intervals and tests are made, and the comparisons that study.toml declares."""
    study = measures.study
    pairs = [{"a": a, "b": b, "column": name_column(column)} for column, (a, b) in study.compare_pairs.items()]
    return say(
        "methods.intervals",
        one_article=measures.is_one,
        interval=study.interval,
        resamples=study.resamples,
        seed=study.seed,
        cluster=name_column(study.cluster) if study.cluster else "",
        few=FEW,
        compared=list(map(name_column, study.compare_by)),
        pairs=pairs,
        smallest=[{"name": name, "value": f"{value:g}"} for name, value in study.smallest.items()],
        events=[str(column) for column in study.events if column != "article_id"],
    )
