"""How the measures of people's codes are titled, defined and drawn."""

from __future__ import annotations

from framelens.results.look import Look

AGREEMENT = Look(
    "agreement", "Agreement between the coders", "unit", "index", "coefficient",
    "Krippendorff’s alpha is agreement beyond chance; where one answer dominates, Gwet’s AC1 is less affected by it.",
    "framelens.figures.agreeing:draw_agreement", order="",
)  # fmt: skip
RELIABILITY = Look(
    "reliability", "Reliability: coders, and program and coders", "unit", "index", "Krippendorff’s alpha",
    "Each coder is compared with the program; alpha of a single code is that of this code against all others.",
    order="",
)  # fmt: skip
SCORES = Look(
    "scores", "The program against the coders", "unit", "index", "score",
    "Scores are weighted back to all units; units on which coders are divided have no majority code.", order="",
)  # fmt: skip
CORRECT = Look(
    "correct", "Raw and corrected estimates", "coded unit", "share", "corrected estimate",
    "“Raw” is the automated estimate; “corrected” adjusts it for the errors found in the hand-coded sample.",
    "framelens.figures.agreeing:draw_corrected", order="", beside=("raw",),
)  # fmt: skip
DIFFERENCES = Look(
    "differences", "Corrected differences", "coded unit", "index", "corrected difference",
    "Differences between groups are corrected for errors that may differ between them.",
    joint=" minus ", order="p", beside=("raw",),
)  # fmt: skip
ERRORS = Look(
    "compare_errors", "Differential error", "coded unit", "index", "difference",
    "Where the program is wrong more often in one group than in another, a raw comparison is distorted.",
    joint=" minus ", order="p",
)  # fmt: skip
CODER_ERRORS = Look(
    "coder_errors", "Errors of coders", "unit", "share", "estimate",
    "Where units were coded twice, the coders’ disagreements show how often they are wrong.",
    order="",
)  # fmt: skip
DISAGREEMENTS = Look(
    "disagreements", "Units to discuss", "unit", "list", "", "The coders gave these units different codes."
)
CONFUSION = Look(
    "confusion", "Pairs of codes", "unit", "list", "", "Of each unit that two coders coded, the pair of their codes."
)
