"""Who speaks, and for whom, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.measure.own_voices import find_own_voices
from framelens.report.narrative.telling import say
from framelens.results.blocks import Group
from framelens.results.labels import label_speakers
from framelens.results.measures import StudyMeasures
from framelens.results.wording import is_absent, share_digits
from framelens.tables import Annotations

TOP = 5  # speakers whose share is told
MOST_OUTLETS = 3
EVEN = 0.3  # Gini coefficient below which statements are called fairly evenly distributed
INDICES = {"gini": "Gini", "herfindahl": "Herfindahl index", "entropy": "normalised entropy"}
FORMS = {"direct": "quoted directly", "mixed": "partly quoted", "indirect": "reported in indirect speech"}


def narrate_voices(measures: StudyMeasures) -> Group:
    """Share of voice in sentences: who speaks how much, in what kind of statement, for whom."""
    values = gather_few(measures) | {"kinds": _list_kinds(measures)}
    if measures.is_one:
        return say("voices.one_article", own=_gather_own(measures), **values)
    return say("voices.several", own=_gather_own(measures), **values, **_gather_shares(measures))


def count_statements(measures: StudyMeasures) -> int:
    """How many statements count as speech."""
    return int(measures.voices["n"].iloc[0]) if len(measures.voices) else 0


def gather_few(measures: StudyMeasures) -> dict[str, Any]:
    """Who makes the statements, named or not, for ``voices.few``."""
    named, voices, total = measures.named, measures.voices, count_statements(measures)
    theirs = int(named["n_statements"].sum())
    nameless = voices.loc[voices["speaker_id"].isna() & voices["n_statements"].gt(0)]
    return {
        "articles": measures.n_articles,
        "n": total,
        "theirs": theirs,
        "named": len(named),
        "speakers": named.assign(name=label_speakers(named)).to_dict("records"),
        "only": name_with_role(measures, named.iloc[0]) if len(named) == 1 and theirs == total else None,
        "nameless": nameless.to_dict("records"),
    }


def _gather_shares(measures: StudyMeasures) -> dict[str, Any]:
    """The speakers quoted most, and how unevenly statements are distributed."""
    top = measures.named.head(TOP)
    indices = measures.concentration.set_index("measure").to_dict("index")
    gini = indices.get("gini", {}).get("estimate")
    return {
        "top": top.assign(name=label_speakers(top)).to_dict("records"),
        "held": top["estimate"].sum(),
        "decimals": share_digits(count_statements(measures)),
        "indices": [
            {"name": name, "row": indices[measure]}
            for measure, name in INDICES.items()
            if measure in indices and not is_absent(indices[measure]["estimate"])
        ],
        "even": gini is not None and not is_absent(gini) and gini < EVEN,
    }


def _list_kinds(measures: StudyMeasures) -> list[dict[str, Any]]:
    """How many of the statements that count are of each form."""
    quotes, study = measures.annotations.quotes, measures.study
    counted = quotes["kind"].isin(study.quote_kinds) & quotes["act"].fillna("saying").isin(study.quote_acts)
    kinds = quotes.loc[counted, "kind"].value_counts()
    return [{"n": int(kinds[kind]), "form": form} for kind, form in FORMS.items() if kinds.get(kind, 0)]


def _gather_own(measures: StudyMeasures) -> dict[str, Any]:
    """Which outlets quote their own people; empty where none does."""
    own = find_own_voices(measures.annotations)
    if own.empty:
        return {}
    outlets = own.groupby("outlet")["n_statements"].sum().sort_values(ascending=False, kind="stable")
    return {
        "n": int(outlets.sum()),
        "outlet": outlets.index[0],
        "outlets": len(outlets),
        "listed": [{"outlet": outlet, "n": int(n)} for outlet, n in outlets.head(MOST_OUTLETS).items()],
        "more": max(0, len(outlets) - MOST_OUTLETS),
        "speakers": int(own["speaker_id"].nunique()),
        "who": own.to_dict("records"),
    }


def describe_role(annotations: Annotations, speaker_id: str) -> str:
    """' (the editor of X)' or '' where no role is known: after the name."""
    people = annotations.speakers.set_index("speaker_id")
    roles: Any = people.at[speaker_id, "roles"] if speaker_id in people.index else []
    return f" ({roles[0]})" if roles else ""


def name_with_role(measures: StudyMeasures, row: pd.Series) -> dict[str, str]:
    """A person's name and role, for a template."""
    return {"name": str(row["name"]), "about": describe_role(measures.annotations, str(row["speaker_id"]))}
