"""In what tone, and whose tone it is, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.report.narrative.telling import say
from framelens.results.blocks import Group, group
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.wording import is_absent

LEXICON_WORKS = {"vader": "hutto2014", "textblob": "desmedt2012", "news": "hamborg2021", "combined": "hutto2014"}
FEW = 5  # scored segments below which a mean says next to nothing
NEAR_ZERO = 0.05  # VADER's own threshold between neutral and not

VOICE_PHRASES = {
    "journalist": "the journalist’s own text",
    "direct": "direct speech",
    "indirect": "indirect speech",
}


def narrate_tone(measures: StudyMeasures) -> Group:
    """The mean valence of each voice, how much of the text it rests on, and whether other lexicons agree."""
    lexicon = measures.study.primary_lexicon
    if not measures.tone["n"].sum():
        articles = len(measures.annotations.articles)
        return say("tone.none", lexicon=title_of(lexicon), articles=articles, unscored=len(find_unscored(measures)))
    return group(
        say("tone.means", **name_lexicon(lexicon), leans=list_leans(measures.tone)),
        _narrate_coverage(measures),
        _narrate_other_lexicons(measures),
    )


def name_lexicon(lexicon: str) -> dict[str, str]:
    """A lexicon's title and the key of the work to cite, for ``tone.lexicon``; no key where none is on file."""
    return {"title": title_of(lexicon), "work": LEXICON_WORKS.get(lexicon, "")}


def list_leans(tone: pd.DataFrame) -> list[dict[str, Any]]:
    """The voices that have a mean, those that lean the same way together, for ``tone.leaning``."""
    leans: dict[str, list[dict[str, Any]]] = {}
    scored = tone.loc[tone["n"].gt(0)].set_index("voice").reindex(list(VOICE_PHRASES)).dropna(subset="n")
    for voice, row in scored.iterrows():
        leans.setdefault(_name_lean(row), []).append({"voice": VOICE_PHRASES[str(voice)], "row": row.to_dict()})
    return [{"lean": lean, "voices": voices} for lean, voices in leans.items()]


def _name_lean(row: pd.Series) -> str:
    """The direction of a mean, as far as its interval and what it rests on can bear it."""
    value = float(row["estimate"])
    if int(row["n"]) == 1:
        return "rests on a single segment"
    if not is_absent(row["low"]) and row["low"] <= 0 <= row["high"]:
        return "does not differ from zero"
    return "is close to zero" if abs(value) < NEAR_ZERO else f"is {'positive' if value > 0 else 'negative'}"


def _narrate_coverage(measures: StudyMeasures) -> Group:
    tone = measures.tone
    thin = [VOICE_PHRASES[v] for v, k in zip(tone["voice"], tone["n"], strict=True) if 0 < k < FEW]
    return say(
        "tone.coverage",
        n=int(tone["n"].sum()),
        total=int(tone["n_segments"].sum()) - (elsewhere := _count_elsewhere(measures)),
        elsewhere=elsewhere,
        few=FEW,
        thin=thin,
        one_article=measures.is_one,
    )


def _count_elsewhere(measures: StudyMeasures) -> int:
    """How many segments are in articles whose language the primary lexicon does not score."""
    return int(measures.annotations.segments["article_id"].isin(find_unscored(measures)).sum())


def find_unscored(measures: StudyMeasures) -> pd.Series:
    """The articles in a language that the primary lexicon does not score."""
    articles, primary = measures.annotations.articles, measures.study.primary_lexicon
    languages = articles["language"].astype(object).where(articles["language"].notna(), None)
    scored = {language: primary in measures.study.lexicons_for(language) for language in set(languages)}
    return articles.loc[~languages.map(scored).astype(bool), "article_id"]


def _narrate_other_lexicons(measures: StudyMeasures) -> Group:
    """Whether the other lexicons of the study put the voices in the same order."""
    tones = {title_of(lexicon): measures.score_tone(lexicon) for lexicon in measures.study.lexicons[1:]}
    others = [compare_orders(measures.tone, tone, title) for title, tone in tones.items()]
    return say("tone.others", others=others, few=FEW)


def compare_orders(primary: pd.DataFrame, other: pd.DataFrame, title: str) -> dict[str, Any]:
    """Whether another lexicon orders the voices as the primary one does: those of which both score enough segments."""
    rows = other.loc[other["n"].ge(FEW)].sort_values("estimate", ascending=False, kind="stable").to_dict("records")
    orders = [_order_of_voices(tone) for tone in (primary, other)]
    both = set(orders[0]) & set(orders[1])
    first, second = ([voice for voice in order if voice in both] for order in orders)
    return {
        "title": title,
        "voices": [
            {"voice": VOICE_PHRASES[row["voice"]], "row": {"low": None, "high": None, **row}}
            for row in rows
            if row["voice"] in both
        ],
        "scored": int(other["n"].sum()),
        "shared": len(both),
        "complete": len(both) == len(primary),
        "same_order": first == second,
    }


def _order_of_voices(tone: pd.DataFrame) -> list[str]:
    scored = tone.loc[tone["n"].ge(FEW) & tone["estimate"].notna()]
    return list(scored.sort_values(["estimate", "voice"], kind="stable")["voice"])
