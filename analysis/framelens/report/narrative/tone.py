"""In what tone, and whose tone it is, in sentences."""

from __future__ import annotations

import pandas as pd

from framelens.results.blocks import Block, Group, group
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.telling import say
from framelens.results.wording import estimate, estimate_in, is_absent, join_names, percent

LEXICON_WORKS = {"vader": "hutto2014", "textblob": "desmedt2012", "news": "hamborg2021", "combined": "hutto2014"}
FEW = 5  # scored segments below which a mean says next to nothing
NEAR_ZERO = 0.05  # VADER's own threshold between neutral and not

VOICE_PHRASES = {
    "journalist": "the journalist’s own text",
    "direct": "direct speech",
    "indirect": "indirect speech",
}


def cite_lexicon(lexicon: str) -> str:
    """The lexicon's name with its reference, where one is on file, as part of a template."""
    known, title = LEXICON_WORKS.get(lexicon), title_of(lexicon).replace("{", "{{").replace("}", "}}")
    return f"{title} [@{known}]" if known else title


def narrate_tone(measures: StudyMeasures) -> Group:
    """The mean valence of each voice, how much of the text it rests on, and whether other lexicons agree."""
    lexicon = measures.study.primary_lexicon
    if not measures.tone["n"].sum():
        return group(say("The text contains no word of {title}; its tone cannot be assessed.", title=title_of(lexicon)))
    return group(
        say(
            f"{cite_lexicon(lexicon)} scores valence from −1 (negative) to 1 (positive).",
            "{means}",
            means=tell_means(measures.tone),
        ),
        _narrate_coverage(measures),
        _narrate_other_lexicons(measures),
    )


def tell_means(tone: pd.DataFrame) -> str:
    """The mean of each voice that has one, as a sentence; voices that lean the same way stand together."""
    rows: dict[str, list[str]] = {}
    scored = tone.loc[tone["n"].gt(0)].set_index("voice").reindex(list(VOICE_PHRASES)).dropna(subset="n")
    for voice, row in scored.iterrows():
        mean = estimate_in(row)
        rows.setdefault(_name_lean(row), []).append(f"{VOICE_PHRASES[str(voice)]} ({mean})")
    return f"The mean valence {'; it '.join(f'{lean} for {join_names(voices)}' for lean, voices in rows.items())}."


def _name_lean(row: pd.Series) -> str:
    """The direction of a mean, as far as its interval and what it rests on can bear it."""
    value = float(row["estimate"])
    if int(row["n"]) == 1:
        return "rests on a single segment"
    if not is_absent(row["low"]) and row["low"] <= 0 <= row["high"]:
        return "does not differ from zero"
    return "is close to zero" if abs(value) < NEAR_ZERO else f"is {'positive' if value > 0 else 'negative'}"


def _narrate_coverage(measures: StudyMeasures) -> Block:
    tone = measures.tone
    n, total = int(tone["n"].sum()), int(tone["n_segments"].sum())
    thin = [VOICE_PHRASES[v] for v, k in zip(tone["voice"], tone["n"], strict=True) if 0 < k < FEW]
    return say(
        "The lexicon scores all {total:#segment}."
        if n == total
        else "The lexicon scores {n:,} of {total:#segment} ({share}); the remaining {rest:,} {rest:contains|contain} "
        "no lexicon word and {rest:has|have} no score.",
        "Fewer than {few} segments are scored for {thin}, too few for a reliable mean." if thin else None,
        "Valence within a statement reflects the source’s choice of words and is not attributed to the journalist."
        if measures.is_one
        else None,
        n=n,
        total=total,
        share=percent(n / total),
        rest=total - n,
        few=FEW,
        thin=join_names(thin),
    )


def _narrate_other_lexicons(measures: StudyMeasures) -> Block | None:
    """Whether the other lexicons of the study put the voices in the same order."""
    others = measures.study.lexicons[1:]
    if not others:
        return None
    told = [_compare_orders(measures.tone, measures.score_tone(lexicon), title_of(lexicon)) for lexicon in others]
    scales = "Lexicons have different scales; only the order of the voices can be compared."
    return say("{told}", scales, told=" ".join(told))


def _compare_orders(primary: pd.DataFrame, other: pd.DataFrame, title: str) -> str:
    """Whether another lexicon orders the voices as the primary one does: those voices that both of them score."""
    means = [
        f"{VOICE_PHRASES[row['voice']]} ({estimate(row['estimate'], row.get('low'), row.get('high'), row['n'])})"
        for row in other.sort_values("estimate", ascending=False, kind="stable").to_dict("records")
        if not is_absent(row["estimate"])
    ]
    if not means:
        return f"{title}, used as a robustness check, scores no segment of this text."
    orders = [_order_of_voices(tone) for tone in (primary, other)]
    both = set(orders[0]) & set(orders[1])
    what = "the voices" if len(both) == len(orders[0]) else "the voices that it scores"
    first, second = ([voice for voice in order if voice in both] for order in orders)
    said = f"ranks {what} in the same order" if first == second else f"ranks {what} in a different order"
    if len(both) < 2:
        said = "scores too few voices for a comparison"
    return f"{title}, used as a robustness check, {said}: {join_names(means)}."


def _order_of_voices(tone: pd.DataFrame) -> list[str]:
    scored = tone.loc[tone["estimate"].notna()]
    return list(scored.sort_values(["estimate", "voice"], kind="stable")["voice"])
