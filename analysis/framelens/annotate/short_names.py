"""Names where they stand short: surnames, given names and organisations' first words, and names in headlines."""

from __future__ import annotations

import re

from framelens.annotate.consistent import BODIES_OF_PERSONS
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import SUFFIXES, Name, is_title_case, name_words, words_of


def add_short_forms(text: str, names: list[Name], runs: list[Name], layout: Layout) -> list[Name]:
    """Add the surnames, given names and short organisation names that stand alone elsewhere."""
    persons = {word for n in names if n.kind == "person" and len(n.words) > 1 for word in (n.words[0], _surname(n))}
    persons |= {n.text for n in names if n.kind == "person" and len(n.words) == 1}
    organisations = {n.text for n in names if n.kind == "organisation"}
    # "Lund" is short for the Lund Group, not for the Lund campaign.
    long = [n.words for n in names if n.kind == "organisation" and len(n.words) > 1]
    first_words = {words[0] for words in long if words[-1].lower() not in BODIES_OF_PERSONS}
    blocked = words_of("never", "calendar", "organisation", "demonym")
    starts = {name.start for name in names}
    extra = _in_headlines(text, names, layout)
    spelt = {form.upper(): form for form in (*organisations, *persons)}
    for run in runs:
        plain = [word for word in run.words if word not in SUFFIXES]  # "Price Sr."
        if run.start in starts or len(plain) != 1 or run.text in blocked:
            continue
        if len(run.text) > 2 and run.text.isupper() and run.text not in organisations and run.text in spelt:
            form = spelt[run.text]
            extra.append(Name(run.start, run.end, form, "person" if form in persons else "organisation", run.titles))
            continue
        if plain[0] in persons:
            extra.append(Name(run.start, run.end, run.text, "person", run.titles))
        elif run.text in organisations or (run.text in first_words and run.text not in name_words()["place"]):
            extra.append(Name(run.start, run.end, run.text, "organisation", run.titles))
    merged = sorted([*names, *extra], key=lambda n: (n.start, -n.end))
    kept: list[Name] = []
    for name in merged:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _surname(name: Name) -> str:
    return next((word for word in reversed(name.words) if word not in SUFFIXES), name.words[-1])


def _in_headlines(text: str, names: list[Name], layout: Layout) -> list[Name]:
    """The names of the running text, and the surnames of its persons, where a title-case headline has them."""
    headlines = [span for span in layout.paragraphs if is_title_case(text[slice(*span)])]
    kinds = {name.words[-1]: name.kind for name in names if name.kind == "person" and len(name.words) > 1}
    kinds |= {name.text: name.kind for name in names}
    spelt = {words.upper(): words for words, kind in kinds.items() if kind == "person" and " " in words}
    kinds |= dict.fromkeys(spelt, "person")  # a turn's label: "ANA ITO: Yes."
    if not kinds or not headlines:
        return []
    # Only what stands there is looked for: an article has hundreds of names, its headlines a handful.
    together = "\n".join(text[slice(*span)] for span in headlines)
    there = [words for words in kinds if words in together]
    if not there:
        return []
    longest_first = sorted(there, key=lambda words: (-len(words), words))
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
    return [
        Name(match.start(), match.end(), spelt.get(match[0], match[0]), kinds[match[0]])
        for start, end in headlines
        for match in pattern.finditer(text, start, end)
    ]
