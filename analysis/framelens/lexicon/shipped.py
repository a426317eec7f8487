"""The lexicons that arrive with the installed packages, and what a study has to say about them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Validity:
    """How well a lexicon agrees with the mean of human raters: ``framelens evaluate tone``, with 95% intervals.

    Attributes
    ----------
    r, macro_f1 : tuple[float, float, float]
        Pearson's r, and macro-F1 of negative, neutral and positive: estimate, low, high.
    n : int
        Sentences.
    human : tuple[float, float, float]
        The same r of one rater with the others.
    """

    r: tuple[float, float, float]
    macro_f1: tuple[float, float, float]
    n: int = 2539
    human: tuple[float, float, float] = (0.711, 0.700, 0.721)


@dataclass(frozen=True)
class LexiconInfo:
    """What a reader of a study must know of a lexicon.

    Attributes
    ----------
    name : str
        The name in ``study.toml`` and in the column ``valence_<name>``.
    title : str
        What it is called in prose.
    citation : str
        The work to cite.
    licence : str
        The terms under which it may be used.
    n_words : int
        How many entries it has, words of more than one meaning counted once.
    language : str
        The language it scores (ISO 639-1).
    validity : Validity or None
        On sentences from newspaper editorials (nyt-editorials-dev; Hutto & Gilbert, 2014), which trained none of
        them; None where it was not measured.

    Examples
    --------
    >>> fl.lexicon.LEXICONS["vader"].citation
    """

    name: str
    title: str
    citation: str
    licence: str
    n_words: int
    language: str = "en"
    validity: Validity | None = None


LEXICONS: dict[str, LexiconInfo] = {
    "vader": LexiconInfo(
        name="vader",
        title="VADER",
        citation=(
            "Hutto, C. J., & Gilbert, E. (2014). VADER: A parsimonious rule-based model for sentiment "
            "analysis of social media text. Proceedings of the International AAAI Conference on Web and Social Media, "
            "8(1), 216-225. https://doi.org/10.1609/icwsm.v8i1.14550"
        ),
        licence="MIT",
        n_words=7506,
        validity=Validity((0.497, 0.462, 0.532), (0.531, 0.509, 0.551)),
    ),
    "textblob": LexiconInfo(
        name="textblob",
        title="TextBlob (pattern.en)",
        citation=(
            "De Smedt, T., & Daelemans, W. (2012). Pattern for Python. Journal of Machine Learning Research, "
            "13, 2063-2067. Through Loria, S., TextBlob: Simplified text processing."
        ),
        licence="BSD-3-Clause (pattern), MIT (TextBlob)",
        n_words=2860,
        validity=Validity((0.289, 0.247, 0.329), (0.406, 0.385, 0.426)),
    ),
    "news": LexiconInfo(
        name="news",
        title="the news lexicon of framelens",
        citation=(
            "The makers of framelens. Words of English news with the valence of their vectors, learned from the words "
            "of VADER (Hutto & Gilbert, 2014) and the polarity of news sentences (Hamborg, F., & Donnay, K. (2021). "
            "NewsMTSC: A dataset for (multi-)target-dependent sentiment classification in political news articles. "
            "Proceedings of EACL, 1663-1675)."
        ),
        licence="MIT",
        n_words=4835,
        validity=Validity((0.466, 0.428, 0.501), (0.467, 0.446, 0.488)),
    ),
    "combined": LexiconInfo(
        name="combined",
        title="the combined lexicon (VADER, news, TextBlob)",
        citation="The three works of its parts; the weights are fixed in framelens (framelens.lexicon.news).",
        licence="MIT, BSD-3-Clause",
        n_words=15201,
        validity=Validity((0.558, 0.526, 0.589), (0.514, 0.494, 0.533)),
    ),
}
