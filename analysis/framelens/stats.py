"""The functions behind the measures, for experts: tables of annotations in, tidy tables out."""

from __future__ import annotations

from typing import Any

from framelens.lazy import fetch_lazily, taking_study

_WHERE = {
    "Coder": "framelens.coders.coder",
    "articles_for_interval": "framelens.code.article_sizes",
    "compare_cells": "framelens.measure.cell_comparisons",
    "compare_coders": "framelens.coders.scoring",
    "compare_errors": "framelens.code.scores",
    "compare_exclusions": "framelens.measure.exclusions",
    "compare_indices": "framelens.measure.index_comparisons",
    "compare_overall": "framelens.measure.overall",
    "compare_ratios": "framelens.measure.comparisons",
    "compare_treatments": "framelens.measure.duplicates",
    "compare_vocabularies": "framelens.measure.vocabularies",
    "compare_words": "framelens.measure.keyness",
    "correct_differences": "framelens.code.correction",
    "correct_means": "framelens.code.correction",
    "correct_regression": "framelens.code.regression",
    "count_agreement": "framelens.measure.specifications",
    "count_confusion": "framelens.code.agreement",
    "count_cooccurrence": "framelens.measure.cooccurrence",
    "count_presence": "framelens.measure.voices",
    "count_speakers": "framelens.measure.voices",
    "count_stances": "framelens.measure.stances",
    "draw_coding_sample": "framelens.code.sampling",
    "find_candidates": "framelens.coders.candidates",
    "find_change_points": "framelens.measure.changes",
    "find_collocates": "framelens.measure.collocates",
    "find_doubles": "framelens.measure.doubles",
    "find_concordance": "framelens.measure.concordance",
    "find_design_effect": "framelens.code.power",
    "find_doubts": "framelens.code.doubts",
    "find_frame_collocates": "framelens.measure.collocates",
    "find_own_voices": "framelens.measure.own_voices",
    "list_disagreements": "framelens.code.agreement",
    "list_elements": "framelens.coders.elements",
    "list_units": "framelens.code.units",
    "make_codebook": "framelens.code.codebook",
    "measure_agreement": "framelens.code.agreement",
    "measure_category_agreement": "framelens.code.agreement",
    "measure_concentration": "framelens.measure.concentration",
    "measure_diversity": "framelens.measure.rarefaction",
    "measure_indices": "framelens.measure.diversity",
    "measure_trend": "framelens.measure.trends",
    "merge_cells": "framelens.measure.cell_comparisons",
    "power_for_difference": "framelens.code.power",
    "regress_ratios": "framelens.measure.regression",
    "rescore": "framelens.annotate.rescoring",
    "review_corrections": "framelens.code.corrections",
    "score_answers": "framelens.code.scores",
    "score_coded_frames": "framelens.coders.measuring",
    "score_salience": "framelens.measure.framing",
    "score_speaker_targets": "framelens.measure.toward",
    "score_tone": "framelens.measure.tone",
    "score_toward": "framelens.annotate.toward.scoring",
    "smooth_trend": "framelens.measure.smoothing",
    "specification_curve": "framelens.measure.specifications",
    "sum_hits": "framelens.measure.framing",
    "sum_presence": "framelens.measure.voices",
    "sum_stances": "framelens.measure.stances",
    "sum_statements": "framelens.measure.voices",
    "sum_tone": "framelens.measure.tone",
    "sum_toward": "framelens.measure.toward",
    "train_coder": "framelens.coders.coder",
    "train_study_coder": "framelens.coders.measuring",
    "treat_duplicates": "framelens.measure.duplicates",
    "units_for_interval": "framelens.code.sizes",
    "what_if": "framelens.measure.leaving_out",
}
__all__ = sorted(_WHERE)
_fetch, __dir__ = fetch_lazily(__name__, _WHERE)


def __getattr__(name: str) -> Any:
    return taking_study(_fetch(name))
