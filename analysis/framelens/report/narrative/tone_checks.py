"""How far the tone that was measured can be trusted: validity, other specifications, excluded words; and stances."""

from __future__ import annotations

import pandas as pd

from framelens.figures.curves import draw_specification_curve
from framelens.figures.export import export_figure
from framelens.measure.specifications import FEW, count_agreement
from framelens.report.narrative.tone import VOICE_PHRASES
from framelens.results.blocks import Block, FigureBlock, Group, TableBlock, Text, group, prose
from framelens.results.labels import VOICE_NAMES, title_of
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import show_table
from framelens.results.telling import each, say, tell
from framelens.results.wording import (
    decimal,
    estimate,
    estimate_in,
    is_absent,
    join_names,
    number,
    sample,
    sentence_case,
)

CHOICES = ["lexicon", "voices", "zones", "threshold"]


def narrate_validity(measures: StudyMeasures) -> Block:
    """How well the primary lexicon agrees with people, where that was measured."""
    title, valid = title_of(measures.study.primary_lexicon), measures.study.describe_lexicon().validity
    if valid is None:
        return say(
            "{title} has not been compared with human ratings by the authors of framelens; evidence of its validity "
            "has to come from coded samples of this material.",
            title=sentence_case(title),
        )
    return say(
        "{title} correlates with the mean rating of 20 human raters at r = {r} sentences from newspaper editorials "
        "[@hutto2014]; a single rater correlates with the others at r = {human}.",
        "For the classes negative, neutral and positive, its macro-F1 is {f1}.",
        "The score of a single segment is therefore unreliable; means over many segments are more stable.",
        title=sentence_case(title),
        r=estimate(*valid.r, valid.n),
        human=estimate(*valid.human),
        f1=estimate(*valid.macro_f1),
    )


def narrate_specifications(measures: StudyMeasures) -> Block:
    """The main finding on tone, and how many ways to measure it agree."""
    contrast, curve = measures.study.tone_contrast, measures.specifications
    a, b = (VOICE_PHRASES.get(side, side) for side in (contrast.a, contrast.b))
    if curve is None:
        return say(
            "The articles do not contain both sides of the declared contrast ({a} and {b}); no specification curve can "
            "be computed.",
            a=a,
            b=b,
        )
    row = curve.loc[curve["chosen"]].iloc[0]
    if is_absent(row["estimate"]):
        return say("The tone of {a} and {b} cannot be compared because one of them has no scored segment.", a=a, b=b)
    first = tell(
        "In the study’s own specification, the difference in mean valence between {a} and {b} is {estimate}. "
        + (
            "With a single article, no intervals can be computed and the signs of other specifications are not counted."
            if measures.is_one
            else "Differences of other specifications are given in standard deviations (SD) of all segments that the "
            "lexicon scores, because lexicons differ in scale."
        ),
        a=a,
        b=b,
        estimate=estimate_in(row),
    )
    families = [] if measures.is_one else [family for _, family in count_agreement(curve).iterrows()]
    return prose(*first, *(part for family in families for part in (" ", *_tell_family(family))))


def _tell_family(family: pd.Series) -> list[Text]:
    """How many specifications of a family have the sign of the study's own, and how many surely have another."""
    n, few = int(family["n"]), int(family["n_few"])
    rest = "{few:#specification} of {family} {few:rests|rest} on fewer than {articles} articles."
    template = (
        "Of {n:#specification} of {family}, {agree:,} {agree:has|have} the same sign as the study’s own ({surely:,} "
        "with an interval that excludes zero) and {against:,} {against:has|have} the opposite sign and an interval "
        "that excludes zero; the median is {median} SD (from {least} to {most})."
    )
    return tell(
        " ".join([*([template] if n else []), *([rest] if few else [])]),
        n=n,
        few=few,
        articles=number(FEW),
        family=family["family"],
        agree=int(family["n_agree"]),
        surely=int(family["n_agree_surely"]),
        against=int(family["n_contradict_surely"]),
        **{name: decimal(family[name]) for name in ("median", "least", "most")},
    )


def show_specifications(measures: StudyMeasures) -> FigureBlock | Group:
    """The specification curve of the study's main finding on tone."""
    curve, contrast = measures.specifications, measures.study.tone_contrast
    if curve is None or curve["estimate"].notna().sum() < 2:
        return group()
    sides = " minus ".join(VOICE_NAMES.get(side, side) for side in (contrast.a, contrast.b))
    axes = draw_specification_curve(curve, choices=CHOICES, label=sides)
    caption = (
        f"Difference in tone ({sides}) under each specification, in standard deviations (SD) of all segments that the "
        "lexicon scores. Class shares: the share of segments at or above the threshold minus the share at or below its "
        "negative. Lines are 95% confidence intervals; hollow dots rest on fewer than five articles."
    )
    return export_figure(axes, "tone-specifications", caption=caption)


def narrate_exclusions(measures: StudyMeasures) -> Block:
    """What leaving out the study's words did."""
    words, lexicon = measures.study.excluded_words, measures.study.primary_lexicon
    if not words:
        return prose("The study excludes no words from the lexicons.")
    part = measures.exclusions.loc[measures.exclusions["lexicon"].eq(lexicon)]
    moved = [
        {"voice": VOICE_PHRASES[str(voice)], "before": decimal(before), "after": decimal(after)}
        for voice, before, after in zip(
            part["voice"], part["estimate_everything"], part["estimate_excluded"], strict=True
        )
        if not is_absent(before) and not is_absent(after) and decimal(before) != decimal(after)
    ]
    changed = int(part["n_changed"].sum())
    return say(
        "Excluding {words} changes or removes the {title} valence of {changed:,} of {n:#scored segment}."
        if changed
        else "Excluding {words} changes the {title} valence of no segment.",
        "The mean moves {moved}." if moved else "No mean changes at the precision reported here." if changed else None,
        words=join_names([f"‘{word}’" for word in words]),
        title=title_of(lexicon),
        changed=changed,
        n=int(part["n_everything"].sum()),
        moved=each("from {before} to {after} for {voice}", moved),
    )


def tabulate_excluded_words(measures: StudyMeasures) -> TableBlock | None:
    """What each word that the study leaves out does by itself; None where none is left out."""
    if not measures.study.excluded_words:
        return None
    names = {"n": "segments", "n_unscored": "left without a score", "n_articles": "articles", "estimate": "change"}
    table = measures.excluded_words.rename(columns=names)
    table["lexicon"] = table["lexicon"].map(title_of)
    caption = "Each excluded word on its own: the segments that it affects and the mean change in their valence."
    return show_table(table, "tone-excluded-words", caption=caption)


def narrate_stances(measures: StudyMeasures) -> Block:
    """With which verbs the sources are quoted."""
    table = measures.count_stances()
    n = int(table["n"].max()) if len(table) else 0
    if not n:
        return prose("No statement is introduced by a classified reporting verb.")
    found = table.loc[table["n_statements"].gt(0)].sort_values("n_statements", ascending=False, kind="stable")
    rows = [
        {
            "stance": row["stance"],
            "share": estimate_in(row, n=False, share=True),
            "n": sample(n),
        }
        for row in found.to_dict("records")
    ]
    return say(
        "The most common class of reporting verb is {first}, followed by {rest}."
        if len(rows) > 1
        else "All reporting verbs are of the class {first}.",
        "‘Said’ stands for all neutral verbs, ‘claimed’ for doubt, ‘admitted’ for concession, ‘warned’ for warnings, "
        "‘stressed’ for emphasis, and ‘other’ for all remaining verbs.",
        first=each("‘{stance}’ ({share}, {n} statements with a classified verb)", rows[:1]),
        rest=each("‘{stance}’ ({share})", rows[1:]),
    )
