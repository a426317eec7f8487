"""Every figure: each ``draw_`` function takes a tidy table and returns a matplotlib Axes."""

from framelens.figures.agreeing import draw_agreement, draw_corrected
from framelens.figures.comparisons import draw_articles, draw_comparison, draw_specifications, draw_trend
from framelens.figures.curves import draw_specification_curve
from framelens.figures.grids import draw_grid
from framelens.figures.keywords import draw_keyness
from framelens.figures.overtime import draw_concentration, draw_voices_over_time
from framelens.figures.people import draw_presence, draw_voices
from framelens.figures.relations import draw_cooccurrence, draw_relations
from framelens.figures.scattering import draw_concordance
from framelens.figures.tones import draw_salience, draw_tone
from framelens.figures.tracing import draw_dispersion

__all__ = [
    "draw_agreement",
    "draw_articles",
    "draw_comparison",
    "draw_concentration",
    "draw_concordance",
    "draw_cooccurrence",
    "draw_corrected",
    "draw_dispersion",
    "draw_grid",
    "draw_keyness",
    "draw_presence",
    "draw_relations",
    "draw_salience",
    "draw_specification_curve",
    "draw_specifications",
    "draw_tone",
    "draw_trend",
    "draw_voices",
    "draw_voices_over_time",
]
