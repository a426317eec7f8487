"""Where figures and tables are written."""

from __future__ import annotations

import os
from pathlib import Path

from framelens.store.opening import find_study

FIGURES_VARIABLE = "FRAMELENS_FIGURES"


def find_figures_folder() -> Path:
    """Where figures go: the folder named by FRAMELENS_FIGURES, or ``figures/`` beside the study."""
    named = os.environ.get(FIGURES_VARIABLE)
    if named:
        return Path(named)
    folder = find_study()
    return (folder.parent if folder.name == "seeds" else folder) / "figures"
