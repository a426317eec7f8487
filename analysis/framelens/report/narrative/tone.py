"""In what tone, and whose tone it is, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.results.blocks import Block, Group, Text, cite, group, prose
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.wording import (
    count,
    decimal,
    interval,
    is_absent,
    join_names,
    number,
    percent,
    sentence_case,
    spell,
)

LEXICON_WORKS = {"vader": "hutto2014", "textblob": "desmedt2012", "news": "hamborg2021", "combined": "hutto2014"}
FEW = 5  # scored stretches below which a mean says next to nothing
NEAR_ZERO = 0.05  # VADER's own threshold between neutral and not

VOICE_PHRASES = {
    "journalist": "the journalist’s own text",
    "direct": "direct speech",
    "indirect": "indirect speech",
}


def cite_lexicon(lexicon: str) -> tuple[Text, ...]:
    """The lexicon's name with its reference, where one is on file."""
    known = LEXICON_WORKS.get(lexicon)
    return (f"{title_of(lexicon)} ", cite(known)) if known else (title_of(lexicon),)


def narrate_tone(measures: StudyMeasures) -> Group:
    """The mean valence of each voice, how much of the text it rests on, and whether other lexicons agree."""
    tone = measures.tone
    scored = tone.loc[tone["n"].gt(0)]
    if scored.empty:
        return group(
            prose(f"No word of {title_of(measures.study.primary_lexicon)} was found; nothing can be said on tone.")
        )
    return group(
        _narrate_means(measures, scored),
        _narrate_coverage(measures, tone),
        _narrate_other_lexicons(measures),
    )


def _narrate_means(measures: StudyMeasures, scored: pd.DataFrame) -> Block:
    rows = scored.set_index("voice")
    described = [
        f"{VOICE_PHRASES[voice]} {describe_mean(rows.loc[voice])}" for voice in VOICE_PHRASES if voice in rows.index
    ]
    opening: list[Text] = ["Scored with ", *cite_lexicon(measures.study.primary_lexicon), " from −1 to 1, "]
    return prose(*opening, f"{join_names(described)}.")


def describe_mean(row: Any) -> str:
    """A mean with its direction, its interval where there is one, and what it rests on."""
    value = float(row["estimate"])
    if not is_absent(row["low"]) and row["low"] <= 0 <= row["high"]:
        lean = "cannot be told from neutral"
    else:
        lean = "is close to neutral" if abs(value) < NEAR_ZERO else f"leans {'positive' if value > 0 else 'negative'}"
    if int(row["n"]) == 1:
        return f"has one stretch with a tone ({decimal(value)}; n = 1)"
    bounds = interval(row["low"], row["high"])
    inside = f"{decimal(value)}{f', {bounds}' if bounds else ''}; n = {int(row['n']):,}"
    return f"{lean} (mean {inside})"


def _narrate_coverage(measures: StudyMeasures, tone: pd.DataFrame) -> Block:
    n, total = int(tone["n"].sum()), int(tone["n_segments"].sum())
    parts = [
        f"A tone is given to {n:,} of {count(total, 'stretch')} of text ({percent(n / total)}); "
        "the others have no word that the lexicon knows, and no tone is assumed for them."
    ]
    thin = [VOICE_PHRASES[v] for v, k in zip(tone["voice"], tone["n"], strict=True) if 0 < k < FEW]
    if thin:
        parts.append(
            f"For {join_names(thin)} this leaves fewer than {number(FEW)} stretches, too few for a mean that could "
            "be relied "
            "on."
        )
    if measures.is_one:
        parts.append(
            "What is positive or negative in a statement is the source’s choice of words and is not counted as the "
            "journalist’s."
        )
    return prose(" ".join(parts))


def _narrate_other_lexicons(measures: StudyMeasures) -> Block | None:
    """Whether the other lexicons of the study put the voices in the same order."""
    others = measures.study.lexicons[1:]
    if not others:
        return None
    parts = [_compare_orders(measures.tone, measures.score_tone(lexicon), title_of(lexicon)) for lexicon in others]
    return prose(" ".join(parts) + " Values of two lexicons cannot be compared with each other, only orders can.")


def _compare_orders(primary: pd.DataFrame, other: pd.DataFrame, title: str) -> str:
    """Whether another lexicon orders the voices as the primary one does: those voices that both of them score."""
    means = [
        f"{decimal(estimate)} for {VOICE_PHRASES[voice]} (n = {int(n):,})"
        for voice, estimate, n in zip(other["voice"], other["estimate"], other["n"], strict=True)
        if not is_absent(estimate)
    ]
    if not means:
        return f"{title} knows no word of this text."
    both = set(_order_of_voices(primary)) & set(_order_of_voices(other))
    orders = [[voice for voice in _order_of_voices(tone) if voice in both] for tone in (primary, other)]
    what = "the voices" if len(both) == len(_order_of_voices(primary)) else "the voices that it scores"
    said = f"puts {what} in the same order" if orders[0] == orders[1] else f"orders {what} differently"
    if len(both) < 2:
        said = "scores too few voices to be compared"
    return f"{title}, the robustness check, {said}: {join_names(means)}."


def _order_of_voices(tone: pd.DataFrame) -> list[str]:
    scored = tone.loc[tone["estimate"].notna()]
    return list(scored.sort_values(["estimate", "voice"], kind="stable")["voice"])


def narrate_tone_by_speaker(measures: StudyMeasures, *, top: int = 5) -> Block | None:
    """The tone of the speakers most often heard, where there are several."""
    table = measures.score_tone(by=("speaker",))
    named = table.loc[table["speaker_id"].notna() & table["n"].ge(FEW)] if "speaker_id" in table else table.iloc[:0]
    if len(named) < 2:
        return None
    loudest = named.sort_values(["n", "speaker_id"], ascending=[False, True], kind="stable").head(top)
    listed = [
        f"{name} {decimal(estimate)} (n = {int(n):,})"
        for name, estimate, n in zip(loudest["name"], loudest["estimate"], loudest["n"], strict=True)
    ]
    return prose(f"{sentence_case(spell(len(listed), 'speaker'))} heard most: {join_names(listed)}.")
