"""The page of settings, written from their declarations: ``python docs/build_settings.py``; a test compares it."""

from __future__ import annotations

from pathlib import Path

from framelens.settings import SETTINGS
from framelens.settings.declaring import Setting
from framelens.settings.dependent import (
    COPIES,
    CORRECTIONS,
    EVERYTHING,
    HITS,
    NOTHING,
    READING,
    ROSTER,
    SEGMENTS,
    SOURCE,
)

PAGE = Path(__file__).parent / "settings.md"
TABLES = {
    "": "At the top",
    "articles": "[articles]: what is read",
    "frames": "[frames]: which frames are looked for",
    "speakers": "[speakers]: who is taken to speak",
    "tone": "[tone]: how tone is scored",
    "compare": "[compare]: what is compared, and how intervals are made",
}
TOUCHES = {
    SOURCE: "which articles, and their words",
    EVERYTHING: "all annotations",
    ROSTER: "articles with what changed in it",
    CORRECTIONS: "articles that it names",
    COPIES: "copies",
    HITS: "frame terms",
    SEGMENTS: "tone",
    READING: "how kept annotations are read",
    NOTHING: "measures only",
}
HEADER = "| key | value | default | what it means | touches |"
BEGIN, END = "<!-- made by docs/build_settings.py -->", "<!-- end of what is made -->"


def write_page() -> str:
    """The page with its tables as the declarations have them; what people wrote around them stays."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    parts = []
    for table, title in TABLES.items():
        rows = [_row(one) for one in SETTINGS if one.kind and one.key.rpartition(".")[0] == table]
        parts.append("\n".join([f"## {title}", "", HEADER, "|---" * 5 + "|", *rows]))
    return before + "\n\n".join([BEGIN, *parts, END]) + rest.partition(END)[2]


def _row(one: Setting) -> str:
    default = (
        '`["textblob"]`'
        if one.key == "tone.also"
        else ""
        if one.default in (None, "", ())
        else f"`{_toml(one.default)}`"
    )
    says = one.says.replace("|", "\\|")
    return f"| `{one.name}` | {one.wanted} | {default} | {says[0].upper()}{says[1:]}. | {TOUCHES[one.touches]} |"


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
