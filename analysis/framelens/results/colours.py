"""The colours of figures and pages, which survive grey and colour-blindness."""

from __future__ import annotations

INK, MUTED, LINE, PAPER = "#1c1c1c", "#595959", "#d4d4d4", "#ffffff"

# Blue, orange and grey stay apart for every kind of colour vision, and by lightness (33, 59, 75) in grey. The five
# series lie at least 11 steps of lightness apart in grey, 18 (CIE 1976) in every simulated colour blindness.
VOICE_COLOURS = {"journalist": "#b9b9b9", "indirect": "#d9740b", "direct": "#0b4f8a"}
VOICE_MARKERS = {"journalist": "s", "indirect": "D", "direct": "o"}
SERIES_COLOURS = ("#0b4f8a", "#d9740b", "#1f7f6b", "#5c0f2a", "#a9d3f2")
SERIES_MARKERS = ("o", "D", "^", "s", "v")
ACCENT, SECOND = SERIES_COLOURS[:2]

# Which colour of a drawing follows which variable of the page, so that figures turn dark with it.
SCREEN_COLOURS = {
    INK: "--ink",
    MUTED: "--muted",
    LINE: "--faint",
    PAPER: "--paper",
    "#b9b9b9": "--journalist",
    "#0b4f8a": "--accent",
    "#d9740b": "--second",
    "#1f7f6b": "--third",
    "#a9d3f2": "--fourth",
    "#5c0f2a": "--fifth",
}
