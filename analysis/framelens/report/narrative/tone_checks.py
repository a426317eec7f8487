"""How far the tone that was measured can be trusted: validity, other specifications, excluded words; and stances."""

from __future__ import annotations

from framelens.figures.curves import draw_specification_curve
from framelens.figures.export import export_figure
from framelens.measure.specifications import FEW, count_agreement
from framelens.report.narrative.telling import plain, say, spans
from framelens.report.narrative.tone import VOICE_PHRASES
from framelens.results.blocks import FigureBlock, Group, TableBlock, group
from framelens.results.labels import VOICE_NAMES, title_of
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import show_table
from framelens.results.wording import decimal, is_absent

BOUNDS = ("estimate", "low", "high")
CHOICES = ["lexicon", "voices", "zones", "threshold"]


def narrate_validity(measures: StudyMeasures) -> Group:
    """How well the primary lexicon agrees with people, where that was measured."""
    title, valid = title_of(measures.study.primary_lexicon), measures.study.describe_lexicon().validity
    if valid is None:
        return say("tone_checks.not_compared", title=title)
    r, human, f1 = (dict(zip(BOUNDS, value, strict=True)) for value in (valid.r, valid.human, valid.macro_f1))
    return say("tone_checks.validity", title=title, r={**r, "n": valid.n}, human=human, f1=f1)


def narrate_specifications(measures: StudyMeasures) -> Group:
    """The main finding on tone, and how many ways to measure it agree."""
    contrast, curve = measures.study.tone_contrast, measures.specifications
    sides = {side: VOICE_PHRASES.get(value, value) for side, value in (("a", contrast.a), ("b", contrast.b))}
    if curve is None:
        return say("tone_checks.no_contrast", **sides)
    own = curve.loc[curve["chosen"]].iloc[0].to_dict()
    if is_absent(own["estimate"]):
        return say("tone_checks.no_comparison", **sides)
    families = [] if measures.is_one else count_agreement(curve).to_dict("records")
    return say("tone_checks.specifications", **sides, own=own, families=families, few=FEW, one_article=measures.is_one)


def show_specifications(measures: StudyMeasures) -> FigureBlock | Group:
    """The specification curve of the study's main finding on tone."""
    curve, contrast = measures.specifications, measures.study.tone_contrast
    if curve is None or curve["estimate"].notna().sum() < 2:
        return group()
    sides = " minus ".join(VOICE_NAMES.get(side, side) for side in (contrast.a, contrast.b))
    axes = draw_specification_curve(curve, choices=CHOICES, label=sides)
    return export_figure(axes, "tone-specifications", caption=spans("tone_checks.specifications_caption", sides=sides))


def narrate_exclusions(measures: StudyMeasures) -> Group:
    """What leaving out the study's words did."""
    words, lexicon = measures.study.excluded_words, measures.study.primary_lexicon
    if not words:
        return say("tone_checks.exclusions", words=words)
    part = measures.exclusions.loc[measures.exclusions["lexicon"].eq(lexicon)]
    moved = [
        {"voice": VOICE_PHRASES[str(voice)], "before": decimal(before), "after": decimal(after)}
        for voice, before, after in zip(
            part["voice"], part["estimate_everything"], part["estimate_excluded"], strict=True
        )
        if not is_absent(before) and not is_absent(after) and decimal(before) != decimal(after)
    ]
    return say(
        "tone_checks.exclusions",
        words=[f"‘{word}’" for word in words],
        title=title_of(lexicon),
        changed=int(part["n_changed"].sum()),
        n=int(part["n_everything"].sum()),
        moved=moved,
    )


def tabulate_excluded_words(measures: StudyMeasures) -> TableBlock | None:
    """What each word that the study leaves out does by itself; None where none is left out."""
    if not measures.study.excluded_words:
        return None
    names = {"n": "segments", "n_unscored": "left without a score", "n_articles": "articles", "estimate": "change"}
    table = measures.excluded_words.rename(columns=names)
    table["lexicon"] = table["lexicon"].map(title_of)
    return show_table(table, "tone-excluded-words", caption=plain("tone_checks.excluded_words_caption"))


def narrate_stances(measures: StudyMeasures) -> Group:
    """With which verbs the sources are quoted."""
    table = measures.count_stances()
    found = table.loc[table["n_statements"].gt(0)].sort_values("n_statements", ascending=False, kind="stable")
    n = int(table["n"].max()) if len(table) else 0
    return say("tone_checks.stances", stances=found.to_dict("records"), n=n)
