"""The languages' names, as archives write them, and their two letters."""

from __future__ import annotations

import re

_NAMES = {
    "en": "english englisch anglais inglés ingles inglese engels",
    "de": "german deutsch allemand alemán aleman tedesco duits",
    "fr": "french französisch français francais francés francese frans",
    "es": "spanish spanisch espagnol español espanol spagnolo spaans",
    "it": "italian italienisch italien italiano italiaans",
    "pt": "portuguese portugiesisch portugais portugués português",
    "nl": "dutch niederländisch néerlandais neerlandais holandés nederlands",
    "da": "danish dänisch danois dansk",
    "sv": "swedish schwedisch suédois svenska",
    "no": "norwegian norwegisch norvégien norsk",
    "fi": "finnish finnisch finnois suomi",
    "pl": "polish polnisch polonais polski",
    "ru": "russian russisch russe ruso русский",
    "tr": "turkish türkisch turc türkçe",
    "ar": "arabic arabisch arabe árabe العربية",
    "zh": "chinese chinesisch chinois chino 中文",
    "ja": "japanese japanisch japonais japonés 日本語",
    "az": "azerbaijani azeri aserbaidschanisch azéri",
}
_CODES = {name: code for code, names in _NAMES.items() for name in [code, *names.split()]}
_SHOWN = {code: names.split()[0].title() for code, names in _NAMES.items()}
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def find_language(name: str) -> str | None:
    """The two letters of a language that is named or tagged; None where it is none of those known here.

    Examples
    --------
    >>> find_language("ENGLISH; ANGLAIS"), find_language("de-AT")
    ('en', 'de')
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
    >>> name_language("ru"), name_language("ka")
    ('Russian (ru)', 'the language ‘ka’')
    """
    return f"{_SHOWN[code]} ({code})" if code in _SHOWN else f"the language ‘{code}’"
