"""Mojibake: text that was decoded with the wrong encoding ("todayâ€™s"), mended where that is sure.

ftfy knows which characters never stand together in text that was decoded rightly, and mends a line only if the
way back through the wrong encoding gives sound text (Speer, *ftfy*, 2019, https://doi.org/10.5281/zenodo.2591652).
"""

from __future__ import annotations

import re

from framelens.corpus.changes import Change

# What is lossy or a matter of taste is left alone.
_LINE = re.compile(r"[^\n]+")
# Wrongly decoded bytes come in twos or more, or are control characters; looking for them first is ten times as fast.
_SUSPECT = re.compile(r"[\x80-\x9f]|[^\x00-\x7f]{2}|Ã")
_STRANGE = re.compile(r"[^\x00-\x7f]+")
# Bytes of Windows-1252 that were read as Latin-1's control characters, which no text has.
_CONTROLS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


def mend_mojibake(text: str) -> tuple[str, tuple[Change, ...]]:
    """``text`` with its mojibake mended, and each passage that was.

    Examples
    --------
    >>> mend_mojibake("The âmayorâ\x80\x99s planâ")[0]
    'The âmayor’s planâ'
    """
    if text.isascii() or not _SUSPECT.search(text):
        return text, ()
    parts: list[str] = []
    changes: list[Change] = []
    at = shift = 0
    for line in _LINE.finditer(text):
        mended, rule = _mend_line(line[0])
        for start, end, new in _differences(line[0], mended):
            start, end = line.start() + start, line.start() + end
            parts += [text[at:start], new]
            place = start + shift
            changes.append(Change("mojibake", place, place + len(new), start, end, text[start:end], rule))
            at, shift = end, shift + len(new) - (end - start)
    return "".join([*parts, text[at:]]), tuple(changes)


def _mend_line(line: str) -> tuple[str, str]:
    if not _SUSPECT.search(line):
        return line, ""
    from ftfy import TextFixerConfig, fix_encoding_and_explain  # fetched late, for the few lines that need it
    from ftfy.badness import badness, is_bad

    if not is_bad(line):
        return line, ""
    mended, steps = fix_encoding_and_explain(line, TextFixerConfig(replace_lossy_sequences=False))
    if mended.count("\ufffd") > line.count("\ufffd") or badness(mended) >= badness(line):
        mended, steps = line, []
    rules = [f"{step.action} {step.parameter}" for step in steps or []]
    sound = mended.translate(_CONTROLS)
    if sound != mended:
        rules.append("control characters are windows-1252")
    return sound, ", ".join(rules)


def _differences(old: str, new: str) -> list[tuple[int, int, str]]:
    """Where the two lines differ: start and end in ``old``, and what stands there in ``new``."""
    if old == new:
        return []
    if _STRANGE.split(old) == _STRANGE.split(new):
        # The plain words are the same on both sides: what stands between them is matched in turn.
        pairs = zip(_STRANGE.finditer(old), _STRANGE.finditer(new), strict=True)
        return [(*was.span(), now[0]) for was, now in pairs if was[0] != now[0]]
    first = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - first
    last = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    return [(first, len(old) - last, new[first : len(new) - last])]
