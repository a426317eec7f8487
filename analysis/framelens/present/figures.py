"""Every figure: each ``draw_`` function takes a tidy table and returns a matplotlib Axes."""

from framelens.present.agreeing import draw_agreement, draw_corrected
from framelens.present.comparisons import draw_articles, draw_comparison, draw_specifications, draw_trend
from framelens.present.curves import draw_specification_curve
from framelens.present.grids import draw_grid
from framelens.present.keywords import draw_keyness
from framelens.present.overtime import draw_concentration, draw_voices_over_time
from framelens.present.people import draw_presence, draw_voices
from framelens.present.relations import draw_cooccurrence, draw_relations
from framelens.present.scattering import draw_concordance
from framelens.present.tones import draw_salience, draw_tone
from framelens.present.tracing import draw_dispersion

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
