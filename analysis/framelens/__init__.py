"""framelens: reproducible media-framing studies in Jupyter.

Names are loaded when they are first used, so that ``import framelens`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version

from framelens.annotate import annotate as annotate

__version__ = version("framelens")

_WHERE = {
    "Annotations": "framelens.tables",
    "Article": "framelens.corpus",
    "ArticleSource": "framelens.study",
    "FrameDictionary": "framelens.dictionary",
    "InputError": "framelens.errors",
    "Study": "framelens.study",
    "StudyMeasures": "framelens.present.measures",
    "build_report": "framelens.present.report",
    "compare_checked": "framelens.present.narrative",
    "compare_definitions": "framelens.present.narrative",
    "compare_groups": "framelens.present.narrative",
    "compare_words": "framelens.measure.keyness",
    "count_cooccurrence": "framelens.measure.cooccurrence",
    "count_presence": "framelens.measure.voices",
    "count_speakers": "framelens.measure.voices",
    "draw_agreement": "framelens.present.figures",
    "draw_articles": "framelens.present.figures",
    "draw_comparison": "framelens.present.figures",
    "draw_concentration": "framelens.present.figures",
    "draw_concordance": "framelens.present.figures",
    "draw_cooccurrence": "framelens.present.figures",
    "draw_corrected": "framelens.present.figures",
    "draw_dispersion": "framelens.present.figures",
    "draw_grid": "framelens.present.figures",
    "draw_keyness": "framelens.present.figures",
    "draw_presence": "framelens.present.figures",
    "draw_relations": "framelens.present.figures",
    "draw_salience": "framelens.present.figures",
    "draw_specification_curve": "framelens.present.figures",
    "draw_specifications": "framelens.present.figures",
    "draw_tone": "framelens.present.figures",
    "draw_trend": "framelens.present.figures",
    "draw_voices": "framelens.present.figures",
    "draw_voices_over_time": "framelens.present.figures",
    "export_figure": "framelens.present.export",
    "export_table": "framelens.present.printing",
    "find_own_voices": "framelens.present.narrative",
    "find_study": "framelens.present.opening",
    "left_out": "framelens.present.opening",
    "list_references": "framelens.present.narrative",
    "load_study": "framelens.study",
    "measure_concentration": "framelens.measure.concentration",
    "measure_study": "framelens.present.measures",
    "narrate_abstentions": "framelens.present.narrative",
    "narrate_checked": "framelens.present.narrative",
    "narrate_codes": "framelens.present.narrative",
    "narrate_confidence": "framelens.present.narrative",
    "narrate_corpus": "framelens.present.narrative",
    "narrate_definitions": "framelens.present.narrative",
    "narrate_findings": "framelens.present.narrative",
    "narrate_frames": "framelens.present.narrative",
    "narrate_limits": "framelens.present.narrative",
    "narrate_mentions": "framelens.present.narrative",
    "narrate_methods": "framelens.present.narrative",
    "narrate_presence": "framelens.present.narrative",
    "narrate_reproduction": "framelens.present.narrative",
    "narrate_title": "framelens.present.narrative",
    "narrate_tone": "framelens.present.narrative",
    "narrate_tone_by_speaker": "framelens.present.narrative",
    "narrate_voices": "framelens.present.narrative",
    "new_study": "framelens.present.scaffold",
    "open_store": "framelens.store",
    "open_study": "framelens.present.opening",
    "read_articles": "framelens.corpus",
    "read_dictionary": "framelens.dictionary",
    "report_fields": "framelens.corpus",
    "score_salience": "framelens.measure.framing",
    "score_tone": "framelens.measure.tone",
    "show_abstentions": "framelens.present.narrative",
    "show_article": "framelens.present.reading",
    "show_articles": "framelens.present.displaying",
    "show_concordance": "framelens.present.concordance",
    "show_definitions": "framelens.present.illustrating",
    "show_extremes": "framelens.present.reading",
    "show_frames": "framelens.present.narrative",
    "show_overview": "framelens.present.illustrating",
    "show_passages": "framelens.present.passages",
    "show_presence": "framelens.present.illustrating",
    "show_salience": "framelens.present.illustrating",
    "show_silent": "framelens.present.reading",
    "show_table": "framelens.present.tabulating",
    "show_tone": "framelens.present.illustrating",
    "show_unread_quotations": "framelens.present.narrative",
    "show_unsure": "framelens.present.narrative",
    "show_voices": "framelens.present.illustrating",
    "tabulate": "framelens.present.tabulating",
    "tabulate_presence": "framelens.present.tabulating",
    "tabulate_salience": "framelens.present.tabulating",
    "tabulate_salience_by_voice": "framelens.present.tabulating",
    "tabulate_tone": "framelens.present.tabulating",
    "tabulate_voices": "framelens.present.tabulating",
    "trace_article": "framelens.present.tracing",
}
__all__ = sorted([*_WHERE, "__version__", "annotate"])


def __getattr__(name: str) -> object:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"framelens has no '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
