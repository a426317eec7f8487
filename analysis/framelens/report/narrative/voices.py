"""Who speaks, and for whom, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.measure.own_voices import find_own_voices
from framelens.report.narrative.telling import say
from framelens.results.blocks import Block, Group, group
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
    opening = say("voices.few", **gather_few(measures)) if measures.is_one else _narrate_shares(measures)
    return group(opening, _narrate_kinds(measures), narrate_own_voices(measures), _narrate_concentration(measures))


def count_statements(measures: StudyMeasures) -> int:
    """How many statements count as speech."""
    return int(measures.voices["n"].iloc[0]) if len(measures.voices) else 0


def gather_few(measures: StudyMeasures) -> dict[str, Any]:
    """Who makes the statements of one article, for ``voices.few``."""
    named, total = measures.named, count_statements(measures)
    theirs = int(named["n_statements"].sum())
    listed = named.assign(name=label_speakers(named)).to_dict("records")
    only = name_with_role(measures, named.iloc[0]) if len(named) == 1 and theirs == total else None
    return {
        "n": total,
        "theirs": theirs,
        "named": len(named),
        "listed": listed,
        "only": only,
        "nameless": _list_nameless(measures),
        "shares": False,
    }


def _list_nameless(measures: StudyMeasures) -> list[dict[Any, Any]]:
    """The statements whose speaker has no name, or could not be found."""
    voices = measures.voices
    return voices.loc[voices["speaker_id"].isna() & voices["n_statements"].gt(0)].to_dict("records")


def _narrate_shares(measures: StudyMeasures) -> Group:
    named, total = measures.named, count_statements(measures)
    top = named.head(TOP)
    return say(
        "voices.shares",
        n=total,
        articles=measures.n_articles,
        named=len(named),
        theirs=int(named["n_statements"].sum()),
        top=top.assign(name=label_speakers(top)).to_dict("records"),
        held=top["estimate"].sum(),
        decimals=share_digits(total),
        nameless=_list_nameless(measures),
        shares=True,
    )


def _narrate_kinds(measures: StudyMeasures) -> Group:
    quotes, study = measures.annotations.quotes, measures.study
    counted = quotes["kind"].isin(study.quote_kinds) & quotes["act"].fillna("saying").isin(study.quote_acts)
    kinds = quotes.loc[counted, "kind"].value_counts()
    return say(
        "voices.kinds",
        n=int(kinds.sum()),
        kinds=[{"n": int(kinds[kind]), "form": form} for kind, form in FORMS.items() if kinds.get(kind, 0)],
        one_article=measures.is_one,
    )


def narrate_own_voices(measures: StudyMeasures) -> Block | None:
    """Whether an outlet quotes its own people; nothing where it does not."""
    own = find_own_voices(measures.annotations)
    if own.empty:
        return None
    if measures.is_one:
        return say(
            "voices.own_one",
            outlet=own["outlet"].iloc[0],
            n=int(own["n_statements"].sum()),
            whole=int(own["n"].iloc[0]),
            speakers=int(own["speaker_id"].nunique()),
            who=own.to_dict("records"),
        )
    outlets = own.groupby("outlet")["n_statements"].sum().sort_values(ascending=False, kind="stable")
    return say(
        "voices.own_many",
        n=int(outlets.sum()),
        outlets=len(outlets),
        listed=[{"outlet": outlet, "n": int(n)} for outlet, n in outlets.head(MOST_OUTLETS).items()],
        more=max(0, len(outlets) - MOST_OUTLETS),
    )


def _narrate_concentration(measures: StudyMeasures) -> Block | None:
    table = measures.concentration.set_index("measure")
    n_speakers = int(table["n_speakers"].iloc[0]) if len(table) else 0
    if n_speakers < 2:
        return None
    found = table.to_dict("index")
    rows: list[Any] = [{"name": name, "row": found[measure]} for measure, name in INDICES.items()]
    known = [row for row in rows if not is_absent(row["row"]["estimate"])]
    gini: Any = table["estimate"].get("gini")
    even = not is_absent(gini) and gini < EVEN
    return say("voices.concentration", n=n_speakers, indices=known, even=even)


def describe_role(annotations: Annotations, speaker_id: str) -> str:
    """' (the editor of X)' or '' where no role is known: after the name."""
    people = annotations.speakers.set_index("speaker_id")
    roles: Any = people.at[speaker_id, "roles"] if speaker_id in people.index else []
    return f" ({roles[0]})" if roles else ""


def name_with_role(measures: StudyMeasures, row: pd.Series) -> dict[str, str]:
    """A person's name and role, for a template."""
    return {"name": str(row["name"]), "about": describe_role(measures.annotations, str(row["speaker_id"]))}
