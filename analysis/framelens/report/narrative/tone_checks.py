"""How far the tone that was measured can be trusted: validity, other specifications, excluded words; and stances."""

from __future__ import annotations

import pandas as pd

from framelens.figures.curves import draw_specification_curve
from framelens.figures.export import export_figure
from framelens.measure.specifications import count_agreement
from framelens.report.narrative.tone import VOICE_PHRASES
from framelens.results.blocks import Block, FigureBlock, Group, TableBlock, Text, cite, group, prose
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import show_table
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

MOST_STANCES = 12


def narrate_validity(measures: StudyMeasures) -> Block:
    """How well the primary lexicon agrees with people, where that was measured."""
    lexicon = measures.study.primary_lexicon
    info = measures.study.describe_lexicon()
    if info.validity is None:
        return prose(
            *sentence_start(lexicon),
            " has not been compared with human readers here; until a sample of this material is coded, it is not known "
            "how well it measures tone.",
        )
    agrees, human = info.validity, info.validity.human
    return prose(
        "Against the mean of 20 human raters of ",
        f"{agrees.n:,} sentences from newspaper editorials ",
        cite("hutto2014"),
        f", {title_of(lexicon)} reaches r = {decimal(agrees.r[0])} (95% interval "
        f"{interval(agrees.r[1], agrees.r[2])}), one rater alone {decimal(human[0])} "
        f"({interval(human[1], human[2])}); sorted into negative, neutral and positive, macro-F1 is "
        f"{decimal(agrees.macro_f1[0])} ({interval(agrees.macro_f1[1], agrees.macro_f1[2])}). A single stretch of text "
        "is therefore not to be relied on; means over many are steadier.",
    )


def sentence_start(lexicon: str) -> tuple[Text, ...]:
    """The lexicon's name at the beginning of a sentence."""
    title = title_of(lexicon)
    return (sentence_case(title),)


def narrate_specifications(measures: StudyMeasures) -> Block:
    """The main finding on tone, and how many ways to measure it agree."""
    contrast, curve = measures.study.tone_contrast, measures.specifications
    if curve is None:
        return prose(
            f"The contrast declared in the study, {contrast.a} and {contrast.b}, is not in these articles; there is no "
            "specification curve."
        )
    a, b = (VOICE_PHRASES.get(side, side) for side in (contrast.a, contrast.b))
    agreement = count_agreement(curve).iloc[0]
    if is_absent(agreement["estimate"]):
        return prose(f"The tone of {a} and of {b} cannot be compared: one of them has no scored stretch of text.")
    row = curve.loc[curve["chosen"]].iloc[0]
    bounds = interval(row["low"], row["high"])
    n, agree = int(agreement["n"]), int(agreement["n_agree"])
    parts = [
        f"As the study defines it, the mean valence of {a} minus that of {b} is {decimal(row['estimate'])}"
        f"{f' ({bounds})' if bounds else ''}. Under {count(n, 'specification')} (lexicon, voices, zones, threshold) "
        f"it lies between {decimal(agreement['least'])} and {decimal(agreement['most'])}; {agree:,} of {n:,} have the "
        "same sign"
    ]
    if measures.is_one:
        parts.append(", none with an interval, since there is one article.")
    else:
        surely, against = int(agreement["n_agree_surely"]), int(agreement["n_contradict_surely"])
        opposite = "none says" if not against else f"{number(against)} {'says' if against == 1 else 'say'}"
        parts.append(
            f", {number(surely) if surely else 'none'} of these with an interval that leaves out 0; {opposite} the "
            "opposite with such an interval."
        )
    return prose("".join(parts))


def show_specifications(measures: StudyMeasures) -> FigureBlock | Group:
    """The specification curve of the study's main finding on tone."""
    curve, contrast = measures.specifications, measures.study.tone_contrast
    if curve is None or curve["estimate"].notna().sum() < 2:
        return group()
    axes = draw_specification_curve(
        curve[["lexicon", "voices", "zones", "threshold", "chosen", "n", "estimate", "low", "high", "agrees"]],
        choices=["lexicon", "voices", "zones", "threshold"],
        label=f"{contrast.a} minus {contrast.b}",
    )
    caption = (
        f"The difference in tone, {contrast.a} minus {contrast.b}, under every specification. Threshold none: mean "
        "valence; otherwise the share of positive minus negative stretches of text beyond it."
    )
    return export_figure(axes, "tone-specifications", caption=caption)


def narrate_exclusions(measures: StudyMeasures) -> Block:
    """What leaving out the study's words did."""
    words = measures.study.excluded_words
    if not words:
        return prose("The study leaves no word out of the lexicons.")
    table = measures.exclusions
    part = table.loc[table["lexicon"].eq(measures.study.primary_lexicon)]
    changed, n = int(part["n_changed"].sum()), int(part["n_everything"].sum())
    moved = [
        f"{VOICE_PHRASES[str(voice)]} from {decimal(before)} to {decimal(after)}"
        for voice, before, after in zip(
            part["voice"], part["estimate_everything"], part["estimate_excluded"], strict=True
        )
        if not is_absent(before) and not is_absent(after) and decimal(before) != decimal(after)
    ]
    left = f"Without {join_names([f'‘{word}’' for word in words])}"
    if not changed:
        return prose(f"{left}, no stretch of text has another valence by {title_of(measures.study.primary_lexicon)}.")
    effect = f"; the mean moves for {join_names(moved)}" if moved else "; no mean moves by as much as is printed here"
    return prose(
        f"{left}, the valence of {changed:,} of {count(n, 'scored stretch')} of text changes or is lost{effect}."
    )


def tabulate_exclusions(measures: StudyMeasures) -> TableBlock | None:
    """Tone with the study's words left out and with every word, by lexicon and voice; None where none is left out."""
    if not measures.study.excluded_words:
        return None
    table = measures.exclusions.rename(
        columns={
            "n_everything": "n with every word",
            "n_changed": "changed",
            "estimate_everything": "with every word",
            "estimate_excluded": "words left out",
            "estimate": "effect",
        }
    )
    caption = "Mean valence with every word of the lexicon and without the words that the study leaves out."
    return show_table(table, "tone-exclusions", caption=caption)


def tabulate_excluded_words(measures: StudyMeasures) -> TableBlock | None:
    """What each word that the study leaves out does by itself; None where none is left out."""
    if not measures.study.excluded_words:
        return None
    table = measures.excluded_words.rename(
        columns={
            "n": "stretches",
            "n_unscored": "left without tone",
            "n_articles": "articles",
            "estimate": "change",
        }
    )
    caption = "Each excluded word by itself: the stretches of text it changes, and by how much their valence moves."
    return show_table(table, "tone-excluded-words", caption=caption)


def narrate_stances(measures: StudyMeasures) -> Block:
    """With which verbs the sources are quoted."""
    table = measures.count_stances()
    n = int(table["n"].max()) if len(table) else 0
    if not n:
        return prose("No statement has a verb whose stance is known.")
    found = table.loc[table["n_statements"].gt(0)].sort_values("n_statements", ascending=False, kind="stable")
    listed = [
        f"{stance} {percent(estimate)}{f' ({interval(low, high, share=True)})' if not is_absent(low) else ''}"
        for stance, estimate, low, high in zip(
            found["stance"], found["estimate"], found["low"], found["high"], strict=True
        )
    ]
    return prose(
        f"Of {count(n, 'statement')} with a verb that takes a stance or none, {spell(len(listed), 'kind')} "
        f"{'is' if len(listed) == 1 else 'are'} found: {join_names(listed)}. ‘Said’ stands for every neutral verb, "
        "‘claimed’ for doubt, ‘admitted’ for concession, ‘stressed’ for assertion."
    )


def tabulate_stances(measures: StudyMeasures, by: str = "speaker") -> TableBlock:
    """The share of each stance, a row per speaker or group and a column per stance; the busiest first."""
    table = measures.count_stances(by)
    table = table.loc[table["n"].gt(0)]
    keys = ["name", "kind"] if by == "speaker" else [by]
    rows = []
    groups = table.groupby([*(["speaker_id"] if by == "speaker" else []), *keys], dropna=False, sort=False)
    for _, part in groups:
        first = part.iloc[0]
        label = first["kind"] if by == "speaker" and is_absent(first["name"]) else first[keys[0]]
        row: dict[str, object] = {by: label, "n": int(first["n"])}
        for stance, estimate, low, high in zip(
            part["stance"], part["estimate"], part["low"], part["high"], strict=True
        ):
            bounds = "" if is_absent(low) else f" ({interval(low, high, share=True)})"
            row[stance] = f"{percent(estimate)}{bounds}"
        rows.append(row)
    columns = [by, "n", *dict.fromkeys(table["stance"])]
    wide = pd.DataFrame(rows, columns=columns).sort_values("n", ascending=False, kind="stable")
    caption = "With which verb statements are introduced: share of each stance; n = statements whose verb has one."
    return show_table(wide.reset_index(drop=True), f"stances-by-{by}", caption=caption, top=MOST_STANCES)
