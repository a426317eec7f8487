"""What framelens knows of a language, as data: one folder a language, its words in tables that anybody can extend.

Nothing in the code asks which language it reads; it asks the :class:`~framelens.languages.language.Language` of the
article. A language is added by adding a folder (CONTRIBUTING.md, "Adding a language");
``python -m framelens.languages check FOLDER`` names what is missing in it.
"""

from framelens.languages.inflection import Inflection, Inflections
from framelens.languages.language import Cue, Language, Office, Title
from framelens.languages.loading import LANGUAGES, language_of, load_language

__all__ = [
    "LANGUAGES", "Cue", "Inflection", "Inflections", "Language", "Office", "Title", "language_of", "load_language",
]  # fmt: skip
