"""Figures: each ``draw_`` function takes a tidy table and returns a matplotlib Axes."""

from __future__ import annotations

from framelens.lazy import fetch_lazily

_WHERE = {
    "draw_agreement": "framelens.figures.agreeing",
    "draw_articles": "framelens.figures.comparisons",
    "draw_comparison": "framelens.figures.comparisons",
    "draw_concentration": "framelens.figures.overtime",
    "draw_concordance": "framelens.figures.scattering",
    "draw_cooccurrence": "framelens.figures.relations",
    "draw_corrected": "framelens.figures.agreeing",
    "draw_dispersion": "framelens.figures.tracing",
    "draw_estimates": "framelens.figures.estimates",
    "draw_grid": "framelens.figures.grids",
    "draw_keyness": "framelens.figures.keywords",
    "draw_network": "framelens.figures.networks",
    "draw_presence": "framelens.figures.people",
    "draw_relations": "framelens.figures.relations",
    "draw_salience": "framelens.figures.tones",
    "draw_specification_curve": "framelens.figures.curves",
    "draw_specifications": "framelens.figures.comparisons",
    "draw_tone": "framelens.figures.tones",
    "draw_trend": "framelens.figures.trends",
    "draw_voices": "framelens.figures.people",
    "draw_voices_over_time": "framelens.figures.overtime",
    "export_figure": "framelens.figures.export",
    "trace_article": "framelens.figures.tracing",
}
__all__ = sorted(_WHERE)
__getattr__, __dir__ = fetch_lazily(__name__, _WHERE)
