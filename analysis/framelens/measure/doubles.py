"""Speakers who may be one person, and one speaker who may be two: what a researcher decides in the roster.

The program joins names where the articles speak for it and abstains where they do not. Both may be wrong, and either
moves the share of voice. Each doubt is listed with its evidence, the statements at stake and the line that decides it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from framelens.annotate.described import stems
from framelens.annotate.identities import speaker_key
from framelens.annotate.namesakes import fold, split_name, surname_of
from framelens.corrections import APART
from framelens.corrections import COLUMNS as CORRECTION_COLUMNS
from framelens.corrections import FILE_NAME as CORRECTIONS
from framelens.measure.alike import Named, agree, list_bearers, list_pairs
from framelens.measure.speakers import choose_statements
from framelens.settings.roster import COLUMNS as ROSTER_COLUMNS
from framelens.tables import QUOTE_KINDS, Annotations

ONE, TWO = "one person?", "two persons?"
COLUMNS = ("question", "speaker_id", "name", "other_id", "other", "n", "base", "share", "share_otherwise", "evidence",
           "file", "line")  # fmt: skip
ROSTER = "roster.csv"


def find_doubles(annotations: Annotations, *, kinds: Sequence[str] = QUOTE_KINDS) -> pd.DataFrame:
    """Which speakers may be the same, and which may be two.

    Parameters
    ----------
    annotations : Annotations
    kinds : sequence of str
        The kinds and acts of statements that count.

    Returns
    -------
    pandas.DataFrame
        One row per doubt, those with most statements at stake first. ``question`` is 'one person?' for two speakers
        who may be one, 'two persons?' for a speaker who is called otherwise in some articles; ``speaker_id`` and
        ``name`` are the better-known one's, ``other_id`` and ``other`` the other one's, or the other form; ``n`` the
        statements at stake of ``base`` statements; ``share`` (0-1) the speaker's share of voice as it is, and
        ``share_otherwise`` what it would be; ``evidence`` in words; ``line`` what to paste into ``file``, so that it
        is otherwise (two lines where both need one).

    Examples
    --------
    >>> fl.stats.find_doubles(study).columns[:4].tolist()
    ['question', 'speaker_id', 'name', 'other_id']
    """
    people = _People(annotations, kinds)
    rows = [*_list_one(people), *_list_two(people)]
    table = pd.DataFrame([people.describe(doubt) for doubt in rows], columns=list(COLUMNS))
    order = table.sort_values(["n", "speaker_id", "other_id"], ascending=[False, True, True], kind="stable")
    return order.reset_index(drop=True)


@dataclass(frozen=True)
class _Doubt:
    question: str
    speaker: Named
    other_id: str
    other: str
    n: int
    evidence: str


class _People:
    """The speakers of a study, and the statements of theirs that count."""

    def __init__(self, annotations: Annotations, kinds: Sequence[str]) -> None:
        quotes = annotations.quotes[choose_statements(annotations.quotes, kinds)]
        self.base = len(quotes)
        self.annotations, self.quotes = annotations, quotes.dropna(subset="speaker_id")
        there = pd.concat([self.quotes, annotations.mentions.dropna(subset="speaker_id")])
        self.places = {str(key): frozenset(ids) for key, ids in there.groupby("speaker_id")["article_id"]}
        self.forms = _find_forms(annotations)
        said, own = self.quotes["speaker_id"].value_counts().to_dict(), _find_own(self.forms)
        self.speakers = [self._read(row, said, own) for row in annotations.speakers.to_dict("records")]
        self.outlets = annotations.articles.set_index("article_id")["outlet"].dropna().to_dict()
        self.bearers = list_bearers(self.speakers)

    def _read(self, row: Mapping[Any, Any], said: Mapping[Any, int], own: Mapping[str, str]) -> Named:
        words, _ = split_name(str(row["name"]))
        roles = frozenset().union(*(stems(str(role)) for role in row["roles"]))
        gender = row["gender"] if isinstance(row["gender"], str) else None
        key, n = str(row["speaker_id"]), int(said.get(row["speaker_id"], 0))
        rostered = row["from_roster"] is True or bool(row["from_roster"] == True)  # noqa: E712 - it may be NA
        places = self.places.get(key, frozenset())
        name = str(row["name"])
        mine = name if rostered else own.get(key, name)
        return Named(key, name, mine, tuple(words), str(row["kind"]), gender, roles, rostered, n, places)

    def compare(self, one: Named, other: Named) -> list[str]:
        """What speaks for and against two being one, in words."""
        said = []
        offices = sorted(one.roles & other.roles)
        if offices:
            said.append(f"both are called {offices[0]}")
        elif one.roles and other.roles:
            said.append(f"called {min(one.roles)} and {min(other.roles)}")
        together = len(one.articles & other.articles)
        said.append(f"both named in {_count(together, 'article')}" if together else "never named in the same article")
        outlets = {self.outlets.get(a) for a in one.articles} & {self.outlets.get(a) for a in other.articles} - {None}
        if outlets:
            said.append(f"{_count(len(outlets), 'outlet')} in common")
        return said

    def describe(self, doubt: _Doubt) -> dict[str, object]:
        """The row of a doubt."""
        speaker, base = doubt.speaker, max(self.base, 1)
        change = doubt.n if doubt.question == ONE else -doubt.n
        file, lines = _decide(doubt)
        return {
            "question": doubt.question, "speaker_id": speaker.key, "name": speaker.name, "other_id": doubt.other_id,
            "other": doubt.other, "n": doubt.n, "base": self.base, "share": speaker.n / base,
            "share_otherwise": (speaker.n + change) / base, "evidence": doubt.evidence, "file": file,
            "line": "\n".join(map(as_line, lines)),
        }  # fmt: skip


def _decide(doubt: _Doubt) -> tuple[str, list[dict[str, str]]]:
    """The file and the rows by which it is otherwise than the program has it."""
    speaker = {"speaker_id": doubt.speaker.key, "name": doubt.speaker.own}
    if doubt.question == ONE:
        return ROSTER, [speaker | {"role": "", "alias": doubt.other}]
    if " " not in doubt.other:  # a surname in the roster would be somebody's in every article
        apart = dict.fromkeys(CORRECTION_COLUMNS, "")
        return CORRECTIONS, [apart | {"what": APART, "speaker": doubt.other_id, "value": doubt.speaker.key}]
    # Who stands in the roster is led to nobody; both do, so that none is led to the other.
    rows = [{"speaker_id": doubt.other_id, "name": doubt.other}, *([] if doubt.speaker.from_roster else [speaker])]
    return ROSTER, [row | {"role": "", "alias": ""} for row in rows]


def read_line(file: str, lines: str) -> list[dict[str, str]]:
    """The cells that the lines of a doubt fill, by the columns of the file that they go into."""
    columns = ROSTER_COLUMNS if file == ROSTER else CORRECTION_COLUMNS
    rows = [dict(zip(columns, cells, strict=True)) for cells in csv.reader(lines.splitlines())]
    return [{name: cell for name, cell in row.items() if cell} for row in rows]


def as_line(cells: Mapping[str, str]) -> str:
    """Cells as a line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells.values())
    return line.getvalue()


# Speakers who may be one


def _list_one(people: _People) -> Iterator[_Doubt]:
    """For each speaker with statements the better-known one who it may be."""
    fitting: dict[str, list[tuple[Named, Named, str]]] = defaultdict(list)
    for one, other, why in list_pairs(people.speakers):
        if one.from_roster and other.from_roster:
            continue
        known, lesser = sorted((one, other), key=lambda s: (not s.from_roster, len(s.words) < 2, -s.n, s.key))
        if lesser.n:
            fitting[lesser.key].append((known, lesser, why))
    for key in sorted(fitting):
        known, lesser, why = max(fitting[key], key=lambda pair: (pair[0].n, len(pair[0].articles), pair[0].key))
        said = [why, *people.compare(known, lesser)]
        others = sorted({one.name for one, _, _ in fitting[key]} - {known.name})
        if others:
            said.append(f"may also be {', '.join(others[:3])}{' and others' if len(others) > 3 else ''}")
        yield _Doubt(ONE, known, lesser.key, lesser.name, lesser.n, "; ".join(said))


# One speaker who may be two


def _list_two(people: _People) -> Iterator[_Doubt]:
    """For each speaker the forms under which alone some articles name them, where another may be meant."""
    at_stake: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for article_id, key in zip(people.quotes["article_id"], people.quotes["speaker_id"], strict=True):
        if form := people.forms.get((article_id, key)):
            at_stake[key, speaker_key(form)].append((form, article_id))
    known = {one.key: one for one in people.speakers if one.kind == "person" and len(one.words) > 1}
    for (key, other_id), found in sorted(at_stake.items()):
        form, _ = Counter(form for form, _ in found).most_common(1)[0]
        if key in known and other_id != key and (why := _explain_form(known[key], form, people)):
            articles = {article_id for _, article_id in found}
            said = f"{why}; {_count(len(articles), 'article')} {'names' if len(articles) == 1 else 'name'} them only so"
            yield _Doubt(TWO, replace(known[key], name=known[key].own), other_id, form, len(found), said)


def _find_forms(annotations: Annotations) -> dict[tuple[str, str], str]:
    """The longest name that an article has for each speaker."""
    mentions = annotations.mentions.dropna(subset="speaker_id").query("form == 'name' and kind == 'person'")
    texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
    found: dict[tuple[str, str], str] = {}
    columns = (mentions[name] for name in ("article_id", "speaker_id", "start", "end"))
    for article_id, key, start, end in zip(*columns, strict=True):
        if article_id in texts:
            form = " ".join(texts[article_id][start:end].split())
            found[article_id, key] = max(
                found.get((article_id, key), ""), form, key=lambda one: (len(one.split()), one)
            )
    return found


def _find_own(forms: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """For each speaker the commonest form of the name from which the key is made."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, key), form in sorted(forms.items()):
        if speaker_key(form) == key:
            found[key][form] += 1
    return {key: max(counts, key=lambda form: (counts[form], form)) for key, counts in found.items()}


def _explain_form(one: Named, form: str, people: _People) -> str:
    """Why a form may be another person's; empty where nothing speaks for it."""
    words, _ = split_name(form)
    if len(words) == 1:
        others = [
            other for other in people.bearers.get(surname_of(words), []) if other.key != one.key and agree(one, other)
        ]
        named = ", ".join(sorted(other.name for other in others)[:3])
        return f"{form} is also {named}" if others else ""
    mine, _ = split_name(one.own)
    same_ends = (fold(words[0]), fold(words[-1])) == (fold(mine[0]), fold(mine[-1])) or fold(form) == fold(one.own)
    return "" if same_ends or one.from_roster else "another form of the name"


def _count(n: int, word: str) -> str:
    return f"{n:,} {word}{'' if n == 1 else 's'}"
