"""The settings of a study: one declaration a field, read from study.toml and written back."""

from framelens.settings.articles import ArticleSource
from framelens.settings.fields import CHOSEN_READERS, SETTINGS, Settings
from framelens.settings.settings import load_settings, settings_of_source
from framelens.settings.tone import Contrast
from framelens.settings.writing import find_differing, mark_of, settings_of, write_study_toml

__all__ = [
    "CHOSEN_READERS",
    "SETTINGS",
    "ArticleSource",
    "Contrast",
    "Settings",
    "find_differing",
    "load_settings",
    "mark_of",
    "settings_of",
    "settings_of_source",
    "write_study_toml",
]
