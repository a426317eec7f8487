"""Sentences made from tables; their wording changes with what the numbers can bear."""

from framelens.report.narrative.casting import narrate_casting
from framelens.report.narrative.checklist import show_checklist
from framelens.report.narrative.comparisons import compare_groups
from framelens.report.narrative.corpus import narrate_corpus, narrate_title
from framelens.report.narrative.doubts import (
    compare_checked,
    narrate_abstentions,
    narrate_checked,
    narrate_confidence,
    narrate_mentions,
    show_abstentions,
    show_unread_quotations,
    show_unsure,
)
from framelens.report.narrative.findings import narrate_findings
from framelens.report.narrative.frames import narrate_frames, show_frames
from framelens.report.narrative.methods import list_references, narrate_limits, narrate_methods, narrate_reproduction
from framelens.report.narrative.presence import narrate_presence
from framelens.report.narrative.relations import narrate_relations
from framelens.report.narrative.robustness import narrate_choices, narrate_definitions
from framelens.report.narrative.sources import narrate_sources
from framelens.report.narrative.tone import narrate_tone
from framelens.report.narrative.tone_checks import (
    narrate_exclusions,
    narrate_specifications,
    narrate_stances,
    narrate_validity,
    show_specifications,
    tabulate_excluded_words,
)
from framelens.report.narrative.validation import narrate_codes, narrate_scores, narrate_validation, stamp_measure
from framelens.report.narrative.voices import narrate_voices
from framelens.report.narrative.who import narrate_identities

__all__ = [
    "compare_checked",
    "compare_groups",
    "list_references",
    "narrate_abstentions",
    "narrate_casting",
    "narrate_checked",
    "narrate_choices",
    "narrate_codes",
    "narrate_confidence",
    "narrate_corpus",
    "narrate_definitions",
    "narrate_exclusions",
    "narrate_findings",
    "narrate_frames",
    "narrate_identities",
    "narrate_limits",
    "narrate_mentions",
    "narrate_methods",
    "narrate_presence",
    "narrate_relations",
    "narrate_reproduction",
    "narrate_scores",
    "narrate_sources",
    "narrate_specifications",
    "narrate_stances",
    "narrate_title",
    "narrate_tone",
    "narrate_validation",
    "narrate_validity",
    "narrate_voices",
    "show_abstentions",
    "show_checklist",
    "show_frames",
    "show_specifications",
    "show_unread_quotations",
    "show_unsure",
    "stamp_measure",
    "tabulate_excluded_words",
]
