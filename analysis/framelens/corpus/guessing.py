"""Which encoding bytes are in that are not UTF-8: the one under which most of their words are words of a language.

A letter beyond ASCII is judged by the word around it: whether a language writes it there at all. A mark is judged by
its place: a quotation mark opens or closes a word, it is never inside one.
"""

from __future__ import annotations

import re
import unicodedata

_WESTERN = "äöüß éèêëàâçîïôœùûÿæ áéíóúñü àèéìòù ãáâàçéêíóôõú ëéïóöü åäöé æøåé áéíóúýðþæö".split()
_CENTRAL = "ąćęłńóśźż áčďéěíňóřšťúůýž áéíóöőúüű ăâîșşțţ čćđšž áäčďéíĺľňóôŕšťúýž".split()
_LATIN = {
    "cp1252": _WESTERN, "mac_roman": _WESTERN, "cp850": _WESTERN, "cp1250": _CENTRAL, "iso8859-2": _CENTRAL,
    "cp852": _CENTRAL, "cp1254": ["çğıöşüâîiİ"], "cp1257": ["āčēģīķļņšūž", "ąčęėįšųūž", "õäöüšž"],
}  # fmt: skip
# Names of people come from everywhere: a letter of another language of the same encoding is nearly as good.
_NEAR = {name: frozenset("".join(alphabets)) for name, alphabets in _LATIN.items()}
_OTHERS = ("cp1251", "koi8-r", "cp866", "iso8859-5", "cp1253", "cp1255", "cp1256")
_WIDE = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_MARKS = "“”„‘’‚«»–—…•€£©®™§°½¼¾·¿¡´`\xa0\xad"
# Begun at a word's start or at the sign itself: from every letter of a long run, it would cost the square of the run.
_WORD = re.compile(r"(?:(?<!\w)\w*)?[^\x00-\x7f]\w*")
_FEWEST = 0.8


def suggest_encoding(data: bytes) -> str | None:
    """The encoding in which ``data`` reads best, or None where none reads well.

    Examples
    --------
    >>> suggest_encoding("Bürgermeisterin eröffnet die Straße – „schön“".encode("cp1252"))
    'cp1252'
    """
    scores = {name: _score(data, name) for name in (*_LATIN, *_OTHERS, *_WIDE)}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _FEWEST else None


def _score(data: bytes, name: str) -> float:
    """The share of what is beyond ASCII that stands where it belongs."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        # A window may end in the middle of a character.
        if error.start < len(data) - 3:
            return 0.0
        text = data[: error.start].decode(name)
    places = [(word, at) for word in _WORD.finditer(text) for at, sign in enumerate(word[0]) if not sign.isascii()]
    if not places:
        return 0.0
    if name in _WIDE:
        return _score_wide(text, name)
    alphabets = [frozenset(letters + letters.upper()) for letters in _LATIN.get(name, [""])]
    return max(sum(_fits(word, at, text, letters, name) for word, at in places) for letters in alphabets) / len(places)


def _fits(word: re.Match[str], at: int, text: str, alphabet: frozenset[str], name: str) -> float:
    letter, place = word[0][at], word.start() + at
    if letter in _MARKS:
        inside = text[place - 1 : place].isalpha() and text[place + 1 : place + 2].isalpha()
        return 1.0 if not inside or letter in "’´·\xad—–" else 0.0
    if not letter.isalpha() or (letter.isupper() and at and word[0][at - 1].islower()):
        return 0.0
    if alphabet:
        return 1.0 if letter in alphabet else 0.85 if letter.lower() in _NEAR[name] else 0.2
    # Of other scripts no word has letters of two.
    foreign = unicodedata.name(letter).split()[0] not in ("LATIN", "FEMININE", "MASCULINE", "MICRO")
    return 1.0 if foreign and not re.search(r"[A-Za-z]", word[0]) else 0.0


def _score_wide(text: str, name: str) -> float:
    wide = [sign for sign in text if not sign.isascii()]
    kana = sum("\u3041" <= sign <= "\u30fe" for sign in wide)
    hangul = sum("\uac00" <= sign <= "\ud7a3" for sign in wide)
    spaced = len(re.findall(r"[^\x00-\x7f] [^\x00-\x7f]", text)) / len(wide)
    common = sum(_is_common(sign, name) for sign in wide) / len(wide)
    if name == "euc_kr":
        return common if hangul > len(wide) / 2 and spaced > 0.05 else 0.0
    if name in ("shift_jis", "euc_jp"):
        return common if kana > len(wide) / 10 else 0.0
    return 0.0 if kana > len(wide) / 10 or spaced > 0.05 else common


def _is_common(sign: str, name: str) -> bool:
    try:
        sign.encode({"gb18030": "gb2312", "shift_jis": "euc_jp"}.get(name, name))
    except UnicodeEncodeError:
        return False
    return unicodedata.east_asian_width(sign) in ("W", "F", "A") and not "\ue000" <= sign <= "\uf8ff"
