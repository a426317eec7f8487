"""The languages' names, as archives write them, and their two letters, with the three of ISO 639-2 behind them."""

from __future__ import annotations

import re

_NAMES = {
    "en": "english englisch anglais inglés ingles inglese engels eng",
    "de": "german deutsch allemand alemán aleman tedesco duits deu ger",
    "fr": "french französisch français francais francés francese frans fra fre",
    "es": "spanish spanisch espagnol español espanol spagnolo spaans spa",
    "it": "italian italienisch italien italiano italiaans ita",
    "pt": "portuguese portugiesisch portugais portugués português por",
    "nl": "dutch niederländisch néerlandais neerlandais holandés nederlands nld dut",
    "da": "danish dänisch danois dansk dan",
    "sv": "swedish schwedisch suédois svenska swe",
    "no": "norwegian norwegisch norvégien norsk nor nob nno",
    "fi": "finnish finnisch finnois suomi fin",
    "pl": "polish polnisch polonais polski pol",
    "cs": "czech tschechisch tchèque checo čeština cze ces",
    "ru": "russian russisch russe ruso русский rus",
    "tr": "turkish türkisch turc türkçe tur",
    "ar": "arabic arabisch arabe árabe العربية ara",
    "zh": "chinese chinesisch chinois chino 中文 zho chi",
    "ja": "japanese japanisch japonais japonés 日本語 jpn",
    "ko": "korean koreanisch coréen coreano 한국어 kor",
    "az": "azerbaijani azeri aserbaidschanisch azéri aze",
    "uk": "ukrainian ukrainisch ukrainien ucraniano українська ukr",
    "el": "greek griechisch grec griego ελληνικά ell gre",
    "fa": "persian farsi persisch persan persa فارسی fas per",
    "he": "hebrew hebräisch hébreu hebreo עברית heb",
    "hi": "hindi हिन्दी hin",
    "hu": "hungarian ungarisch hongrois húngaro magyar hun",
    "ka": "georgian georgisch géorgien georgiano ქართული kat geo",
    "ro": "romanian rumänisch roumain rumano română ron rum",
}
_CODES = {name: code for code, names in _NAMES.items() for name in [code, *names.split()]}
_SHOWN = {code: names.split()[0].title() for code, names in _NAMES.items()}
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def find_language(name: str) -> str | None:
    """The two letters of a language that is named or tagged; None where it is none of those known here.

    Examples
    --------
    >>> find_language("ENGLISH; ANGLAIS"), find_language("de-AT"), find_language("eng")
    ('en', 'de', 'en')
    """
    for word in re.split(r"[;,/\s]+", name.strip().lower()):
        if word in _CODES:
            return _CODES[word]
        if (tag := _TAG.fullmatch(word)) and len(tag[1]) == 2 and word == name.strip().lower():
            return tag[1].lower()
    return None


def name_language(code: str) -> str:
    """A language as people call it.

    Examples
    --------
    >>> name_language("ru"), name_language("kk")
    ('Russian (ru)', 'the language ‘kk’')
    """
    return f"{_SHOWN[code]} ({code})" if code in _SHOWN else f"the language ‘{code}’"
