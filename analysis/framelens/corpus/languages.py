"""The language of a text, told from its words, and which languages are read.

Identification is py3langid's (Lui & Baldwin, *langid.py: An off-the-shelf language identification tool*, ACL 2012):
its model comes with it, nothing is fetched. An answer counts from a probability on at which it was never wrong on
6,241 headlines, sentences and articles in English, German and Russian; below it a text is taken to be in the language
of its study.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from framelens.corpus.header import find_header
from framelens.corpus.readers.languages import name_language

if TYPE_CHECKING:
    from framelens.corpus.article import Article
    from framelens.settings.settings import Settings

SURE = 0.9
READ = "en"  # the language in which statements and speakers are found
_LETTERS = 400  # of a text; more of them change no answer
# Written without spaces between words, so that words cannot be counted.
_WITHOUT_SPACES = frozenset({"bo", "dz", "ja", "km", "lo", "my", "th", "zh"})
_OTHER_LETTERS = frozenset({
    "am", "ar", "as", "be", "bg", "bn", "el", "fa", "gu", "he", "hi", "hy", "ka", "kk", "kn", "ko", "ky", "mk", "ml",
    "mn", "mr", "ne", "or", "pa", "ps", "ru", "sa", "sr", "si", "ta", "te", "ug", "uk", "ur", *_WITHOUT_SPACES,
})  # fmt: skip
_SAME = {"arz": "ar", "ary": "ar", "wuu": "zh", "yue": "zh", "nn": "no", "uzs": "uz", "fuv": "ff"}
_NONE = "zxx"


def detect_language(text: str, expected: str | None) -> str | None:
    """The language of a text; the expected one where the text is too short or mixed to be sure.

    Parameters
    ----------
    text : str
    expected : str or None
        The language of the study. A text in other letters than Latin ones is never taken to be in a language that is
        written in them.

    Returns
    -------
    str or None
        Two letters (ISO 639-1), three where there are no two.

    Examples
    --------
    >>> detect_language("Министр сказал, что порт откроется в мае.", "en")
    'ru'
    >>> detect_language("Port opens", "en")
    'en'
    """
    begin = (find_header(text) or (0, 0))[1]
    piece = " ".join(text[begin : begin + 2 * _LETTERS].split())[:_LETTERS]
    language, probability = _load_identifier().classify(piece)
    language = _SAME.get(language, language)
    in_other_letters = expected is not None and base_of(expected) not in _OTHER_LETTERS and not _is_latin(piece)
    if language != _NONE and (probability >= SURE or in_other_letters):
        return expected if expected is not None and base_of(expected) == language else language
    return expected


def base_of(language: str) -> str:
    """The language of a tag: ``en`` of ``en-GB``."""
    return language.lower().replace("_", "-").split("-")[0]


def explain_unread(article: Article, settings: Settings) -> str | None:
    """Why an article cannot be analysed for its language, or None.

    English is read, and the language that the study declares as its own.
    """
    if article.language is None:
        return None
    base = base_of(article.language)
    if base in _WITHOUT_SPACES:
        return f"it is in {name_language(base)}, which is written without spaces, so that its words cannot be counted"
    if base in (READ, base_of(settings.articles.language or READ)):
        return None
    return f"it is in {name_language(base)}, which is not read in this study"


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) >= len(letters)


@lru_cache(maxsize=1)
def _load_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second, which only reading needs

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
