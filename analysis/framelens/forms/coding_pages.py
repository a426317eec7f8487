"""What the coding form shows: the passage in its context, what is told of its article, the codebook, buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from framelens.code.codebook import Code, Question

STYLE = """<style>
.framelens-coding{border:1px solid var(--jp-border-color1,#ccc);border-radius:4px;padding:10px 14px;max-width:1150px;
 font-family:var(--jp-content-font-family,system-ui)}
.framelens-coding:focus{outline:2px solid #0072b2}
.framelens-passage{font-size:16px;line-height:1.55;max-height:330px;overflow-y:auto;padding:8px 12px;
 background:var(--jp-layout-color1,#fff);border-left:3px solid #0072b2}
.framelens-passage p{margin:0 0 .6em}
.framelens-passage mark{background:#fff3bf;color:#000;padding:1px 0}
.framelens-passage .around{color:var(--jp-ui-font-color2,#555)}
.framelens-coding h4{margin:.2em 0;font-size:16px}
.framelens-coding .framelens-codes div p{margin:0 0 .6em 1.6em}
.framelens-coding .framelens-codes{font-size:13px;line-height:1.4;max-height:520px;overflow-y:auto}
.framelens-coding button.framelens-given{background:#0072b2!important;color:#fff!important}
.framelens-coding kbd{border:1px solid #999;border-radius:3px;padding:0 4px;font-size:12px}
</style>"""


def show_codes(question: Question, codes: Sequence[Code]) -> str:
    """The codebook beside a unit: how it is answered, and each code with its key and meaning."""
    listed = "".join(
        f"<div><kbd>{escape(code.key) or '–'}</kbd> <b>{escape(code.name)}</b><p>{escape(code.meaning)}</p></div>"
        for code in codes
    )
    rule = f"<p>{escape(question.instruction)}</p>" if question.instruction else ""
    return f"<div class='framelens-codes'><h4>Codebook</h4>{rule}{listed}</div>"


def show_source(row: Mapping[Any, Any]) -> str:
    """What the coder is told of the article and the program, where not blind to it; and whom a tone is toward."""
    told = [str(row[name]) for name in ("outlet", "published", "byline") if row.get(name)]
    if row.get("answer"):
        told.append(f"the program’s answer: {row['answer']}")
    source = f"<div>{escape(' · '.join(told))}</div>" if told else ""
    return source + (f"<div>Toward: <b>{escape(row['toward'])}</b></div>" if row["toward"] else "")


def show_passage(row: Mapping[Any, Any], start: int, end: int, text: str | None = None) -> str:
    """The passage in its context; in the whole article where its ``text`` is given."""
    before, after = str(row["before"]), str(row["after"])
    if text is not None:
        before, after = text[:start], text[end:]
    elif start > len(before):
        before = "… " + before.split(" ", 1)[-1]
    passage = f"<mark>{escape(str(row['passage']))}</mark>"
    whole = f"<span class='around'>{escape(before)}</span>{passage}<span class='around'>{escape(after)}</span>"
    shown = "<br>".join(part for part in whole.split("\n") if part.strip())
    return f"<div class='framelens-passage'>{shown}</div>"


def make_button(label: str, key: str, press: Any, *, style: str = "") -> widgets.Button:
    """A button that a key presses too."""
    layout = widgets.Layout(width="auto", min_width="90px", margin="2px 4px 2px 0")
    button = widgets.Button(description=label, button_style=style, layout=layout)
    if key:
        button.add_class(f"framelens-key-{key}")
    button.on_click(press)
    return button


def label_button(button: widgets.Button, code: Code | None, given: Sequence[str | None]) -> None:
    """Make a button that of a code, marked where the code is given; hidden without a code."""
    for name in [c for c in button._dom_classes if c.startswith(("framelens-key-", "framelens-given"))]:
        button.remove_class(name)
    button.layout.display = "none" if code is None else "block"
    button.code = code
    if code is None:
        return
    button.description = f"{code.key}  {code.name}".strip()
    button.tooltip = code.meaning
    if code.key:
        button.add_class(f"framelens-key-{code.key}")
    if code.name in given:
        button.add_class("framelens-given")
