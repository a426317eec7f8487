"""Every figure: each ``draw_`` function takes a tidy table and returns a matplotlib Axes."""

from framelens.present.comparisons import draw_articles, draw_comparison, draw_specifications, draw_trend
from framelens.present.grids import draw_grid
from framelens.present.keywords import draw_keyness
from framelens.present.people import draw_presence, draw_voices
from framelens.present.tones import draw_salience, draw_tone
from framelens.present.tracing import draw_dispersion

__all__ = [
    "draw_articles",
    "draw_comparison",
    "draw_dispersion",
    "draw_grid",
    "draw_keyness",
    "draw_presence",
    "draw_salience",
    "draw_specifications",
    "draw_tone",
    "draw_trend",
    "draw_voices",
]
