"""What sort of people are heard: roles, forms and gender of sources, who leads and who stands alone, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.annotate.source_forms import ANONYMOUS
from framelens.corpus.languages import base_of
from framelens.measure.origins import DOMESTIC, FOREIGN
from framelens.measure.sources import (
    FORM,
    GENDER,
    ORIGIN,
    ROLE,
    SOURCE,
    UNKNOWN,
    count_sources,
    list_sorts,
    sum_counts,
    sum_leading,
    sum_single,
    sum_sources,
)
from framelens.measure.speakers import choose_statements
from framelens.report.narrative.telling import plain, say, spans
from framelens.report.narrative.validation import list_reported, stamp_measure
from framelens.results.blocks import Block, Group, group
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import Column, tabulate
from framelens.results.wording import interval, percent
from framelens.settings.country import find_code, name_country
from framelens.settings.source_scheme import read_shipped_scheme

MOST = 3
# What `python -m benchmarks.evaluate sources` printed of statements that no term was written for.
MACRO_F1 = {"estimate": 0.62, "low": 0.48, "high": 0.70, "n": 182}


def narrate_sources(measures: StudyMeasures) -> Group:
    """The chapter under its heading; nothing for one article, or where no statement has a role."""
    if measures.is_one or measures.source_sorts[ROLE].isna().all():
        return group()
    roles, forms = count_sorts(measures, ROLE), count_sorts(measures, FORM)
    said = say(
        "sources.opening",
        most=_most(roles),
        unknown=_row(roles, UNKNOWN),
        n=int(roles["n"].iloc[0]),
        forms=_most(forms),
        anonymous=_row(forms, ANONYMOUS),
        checked=ROLE in measures.codes.coded,
        elsewhere=_count_elsewhere(measures),
        score=MACRO_F1 if measures.study.source_roles == read_shipped_scheme() else None,
    )
    leading = _count_leading(measures)
    stamps = [stamp_measure(measures, name) for name in ("sources", "forms") if name in list_reported(measures)]
    people = group(_narrate_gender(measures), _narrate_origin(measures))
    told = group(said, _narrate_articles(measures, leading), people, _tabulate(roles, leading))
    return group(told, *stamps)


def _count_elsewhere(measures: StudyMeasures) -> int:
    """How many statements are in articles in languages of which the shipped scheme, an English one, has no terms."""
    if measures.study.source_roles != read_shipped_scheme():
        return 0
    articles, quotes = measures.annotations.articles, measures.annotations.quotes
    other = articles.loc[articles["language"].map(lambda tag: bool(tag) and base_of(tag) != "en"), "article_id"]
    return int((choose_statements(quotes, measures.study.counted) & quotes["article_id"].isin(other)).sum())


def count_sorts(measures: StudyMeasures, of: str) -> pd.DataFrame:
    """The shares of each sort of source in all statements of the study."""
    names = list_sorts(of, measures.study.source_roles)
    sorts = (measures.origins if of == ORIGIN else measures.source_sorts)[of]
    sums = sum_sources(measures.annotations, sorts, names, kinds=measures.study.counted)
    return count_sources(sums, interval=measures.interval)


def _narrate_articles(measures: StudyMeasures, leading: pd.DataFrame) -> Group:
    kinds = measures.study.counted
    counts = count_sources(sum_counts(measures.annotations, kinds=kinds), interval=measures.interval)
    single = count_sources(sum_single(measures.annotations, kinds=kinds), interval=measures.interval)
    most = _most(leading)
    tied = len(most) > 1 and most[0]["n_statements"] == most[1]["n_statements"]
    return say(
        "sources.articles",
        counts=counts.iloc[0].to_dict(),
        single=single.iloc[0].to_dict(),
        leading=[] if tied else most[:1],
        no_role=_row(leading, UNKNOWN),
    )


def _count_leading(measures: StudyMeasures) -> pd.DataFrame:
    names, sorts = measures.study.source_roles.names, measures.source_sorts[ROLE]
    sums = sum_leading(measures.annotations, sorts, names, kinds=measures.study.counted)
    return count_sources(sums, interval=measures.interval)


def _narrate_gender(measures: StudyMeasures) -> Group:
    table = count_sorts(measures, GENDER)
    female, male, unknown = (_row(table, value) for value in ("female", "male", UNKNOWN))
    if not female["n_statements"] + male["n_statements"]:
        return group()
    return say("sources.gender", female=female, male=male, unknown=unknown, names=len(measures.study.given_names))


def _narrate_origin(measures: StudyMeasures) -> Group:
    """Domestic and foreign sources, where the study has a country."""
    if not measures.study.country:
        return group()
    table = count_sorts(measures, ORIGIN)
    domestic, foreign, unknown = (_row(table, value) for value in (DOMESTIC, FOREIGN, UNKNOWN))
    country = name_country(find_code(measures.study.country) or "")
    return say("sources.origin", country=country, domestic=domestic, foreign=foreign, unknown=unknown)


def _most(table: pd.DataFrame) -> list[dict[Any, Any]]:
    """The sorts with the most statements."""
    known = table[table[SOURCE].ne(UNKNOWN) & table["n_statements"].gt(0)]
    return known.sort_values("n_statements", ascending=False, kind="stable").head(MOST).to_dict("records")


def _row(table: pd.DataFrame, source: str) -> dict[Any, Any]:
    return table[table[SOURCE].eq(source)].iloc[0].to_dict()


def _tabulate(roles: pd.DataFrame, leading: pd.DataFrame) -> Block:
    table = roles.merge(leading, on=SOURCE, suffixes=("", "_leading"))
    columns = [
        Column("role of the source", lambda row: str(row[SOURCE]), numeric=False),
        Column("statements", lambda row: f"{int(row['n_statements']):,}"),
        Column("share", lambda row: percent(row["estimate"])),
        Column("95% CI", lambda row: interval(row["low"], row["high"], share=True, digits=0)),
        Column("articles led", lambda row: f"{int(row['n_statements_leading']):,}"),
        Column("share of articles", lambda row: percent(row["estimate_leading"])),
    ]
    notes = [plain("sources.table_note")]
    return tabulate(table, columns, name="sources", caption=spans("sources.table_caption"), notes=notes, top=len(table))
