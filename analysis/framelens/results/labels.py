"""What speakers, voices and lexicons are called in figures, tables and prose."""

from __future__ import annotations

import pandas as pd

from framelens.lexicon import LEXICONS
from framelens.results.wording import is_absent

VOICE_NAMES = {"journalist": "journalist", "direct": "direct speech", "indirect": "indirect speech"}
# The main results that other definitions are tried on, and how their figures are named.
RESULT_NAMES = {
    "share of the voice heard most": "voice",
    "tone of direct speech": "tone",
    "share of the frame found most": "frame",
}
NAMELESS = {"unnamed": "unnamed sources", "unresolved": "source not resolved"}


def label_speakers(table: pd.DataFrame) -> pd.Series:
    """What each row's speaker is called in a figure or table."""
    names = [
        NAMELESS.get(str(kind), "source not resolved") if is_absent(speaker_id)
        else str(speaker_id) if is_absent(name) else str(name)
        for speaker_id, name, kind in zip(table["speaker_id"], table["name"], table["kind"], strict=True)
    ]  # fmt: skip
    return pd.Series(names, index=table.index, dtype="str")


def title_of(lexicon: str) -> str:
    """What a lexicon is called in prose."""
    return LEXICONS[lexicon].title if lexicon in LEXICONS else lexicon
