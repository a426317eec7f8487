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

# Cells of a grid are this many tints, from the paper's to a whole colour, so that they turn dark with the page as well.
STEPS = 10
ON_TINT = "#1b1b1b"  # words on a strong orange, which is light on every page


def tint(colour: str, part: float) -> str:
    """A colour mixed with the paper's: nothing of it at 0, the colour itself at 1, in ten steps."""
    part = round(min(max(part, 0.0), 1.0) * STEPS) / STEPS
    mixed = (
        round(int(colour[place : place + 2], 16) * part + int(PAPER[place : place + 2], 16) * (1 - part))
        for place in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02x}" for value in mixed)


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
SCREEN_TINTS = {
    tint(colour, step / STEPS): f"color-mix(in srgb, var({variable}) {100 * step // STEPS}%, var(--paper))"
    for colour, variable in ((ACCENT, "--accent"), (SECOND, "--second"))
    for step in range(1, STEPS)
}
