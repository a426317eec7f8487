"""Attributed statements by rules: cues, what stands before and behind them, and the quotation marks.

Every sentence is read with the words inside quotation marks blanked out, so that a verb that somebody quotes
attributes nothing. A cue then takes its source from one side and its content from the marks, the clause that
follows or the clause in front; quotations left over are joined to the statement that they go on from.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from framelens.annotate.cues import Cue, cue_forms
from framelens.annotate.fragments import join_fragments
from framelens.annotate.interviews import put_turns
from framelens.annotate.layout import Layout
from framelens.annotate.quotations import Quotation
from framelens.annotate.relays import pass_on
from framelens.annotate.sentences import find_sentences
from framelens.annotate.sources import find_inverted, find_subject
from framelens.annotate.spans import end_before, start_behind
from framelens.annotate.statements import FoundStatements, Span, Statement

BLANK = "\x01"
# How sure the rules are, by what a statement rests on: the share of right ones on annotated news.
CONFIDENCE = {"marks": 0.95, "clause": 0.85, "fronted": 0.85, "according": 0.9, "embedded": 0.7}

# Verbs that may take a clause without "that"; the others need it, or quotation marks.
_BARE_CLAUSE = frozenset(
    "say add note claim argue insist stress believe think hope warn suggest admit acknowledge explain concede "
    "maintain contend announce predict assert".split()
)
_NOT_ALONE = frozenset("call for on to see find show know order support read".split())
_TIME = (
    r"(?:on|in|at|during|after|before|late|early|last|this|earlier|later|yesterday|today|when|while|to|about|of|"
    r"as|with|by|via|from|through|for|afterwards?|again|recently|here|there|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|jan|feb|mar|apr|may|june|july|aug|sept|oct|nov|dec)\b"
)
_ENDS_AFTER_CUE = re.compile(rf"\s*(?:[.,;!?)\]—–]|\Z|{_TIME})", re.IGNORECASE)
_THAT = re.compile(r"(?P<between>[^,;:\"“”\x01]{0,80}?)\s*\bthat\s+", re.IGNORECASE)
_BARE = re.compile(r"\s+(?=[\w$€£“\"])(?!(?:to|of|about|for|with|on|in|at|by|from|as|and|or|but|so)\b)", re.IGNORECASE)
_OPENS_WITH_MARK = re.compile(r"[^.;!?\x01\"“”«„]{0,80}?[,:]?\s*(?=[\"“„«]\x01)")
_ADVERBIAL_START = re.compile(
    r"(?:in|on|at|during|after|before|while|when|as|since|last|for|by|with|from|under|despite|if|although|though|"
    r"meanwhile|however|earlier|later|asked|speaking|but|and)\b",
    re.IGNORECASE,
)
_RELAY = re.compile(r",?\s+(?:[A-Z][\w.&-]*\s){1,4}(?:reports?|reported|informs|says)\s*\Z")
_LEADING = re.compile(r"(?:and|but|so|still|also|meanwhile|however)\b,?\s+", re.IGNORECASE)
_ACCORDING = re.compile(r"\baccording to\s+(?P<source>[^,;.\"“”\x01]*(?:\.(?=\S)[^,;.\"“”\x01]*)*)", re.IGNORECASE)
_TITLED = re.compile(
    r"(?:titled|entitled|called|named|dubbed|nicknamed|headlined|song|book|film|movie|show|album|novel|theme|slogan)"
    r"\s*[,:]?\s*\Z",
    re.IGNORECASE,
)
_SPEAKER_COLON = re.compile(r"(?P<source>[A-Z][^.:;\"“”\x01]{1,60}):\s*(?=[\"“„«])")
_SIGNED = re.compile(
    r"\s*(?P<dash>[–—]|--?)\s*(?P<source>[A-Z][\w.’'-]*(?:\s[\w.’'-]+){1,4})(?=,\s[^.“”]{3,80}\s*\Z|\s*\Z)"
)


_LETTERS = re.compile(r"[A-Za-z]+")
_BY_FIRST_WORD: dict[str, list[list[str]]] = {}
for _form in sorted(cue_forms(), key=lambda form: (-len(form), form)):
    if _form != "according to":
        _BY_FIRST_WORD.setdefault(_form.split()[0], []).append(_form.split())


def _find_cues(text: str, start: int, end: int) -> Iterator[tuple[Span, Cue]]:
    """The cues of ``text[start:end]`` in order, the longest form at each place."""
    # A look-up a word is six times as fast as one pattern of all forms.
    until = start
    for match in _LETTERS.finditer(text, start, end):
        forms = _BY_FIRST_WORD.get(match[0].lower())
        if forms is None or match.start() < until:
            continue
        for form in forms:
            until = _form_end(text, match, form, end)
            if until:
                yield (match.start(), until), cue_forms()[" ".join(form)]
                break


def _form_end(text: str, first: re.Match[str], form: list[str], end: int) -> int:
    """Where ``form``, whose first word was met, ends; 0 where its other words do not follow."""
    at = first.end()
    for word in form[1:]:
        following = _LETTERS.search(text, at, end)
        if not following or following[0].lower() != word or text[at : following.start()].strip():
            return 0
        at = following.end()
    return at


_AUXILIARY = re.compile(r"\b(?:has|have|had)(?:\s+(?:also|since|repeatedly|previously|often|long|already))?\s+\Z")


@dataclass(frozen=True)
class RuleFinder:
    """Finds attributed statements by rules alone."""

    def read(self, text: str, layout: Layout, relays: Sequence[str] = ()) -> FoundStatements:
        """The statements of ``text`` in the order of their content; rules see no names."""
        found = self.read_paragraphs(text, layout, range(len(layout.paragraphs)), relays)
        found = pass_on(text, found, relays)
        return FoundStatements(tuple(put_turns(text, layout, join_fragments(text, layout, found))))

    def read_paragraphs(
        self, text: str, layout: Layout, wanted: Collection[int], relays: Sequence[str] = ()
    ) -> list[Statement]:
        """The statements of some paragraphs, each sentence by itself.

        "Trend reports" at a sentence's end attributes nothing where Trend is among ``relays``.
        """
        masked = _mask(text, layout.quotations)
        found: list[Statement] = []
        for number in sorted(wanted):
            start, end = layout.paragraphs[number]
            quotations = layout.by_paragraph.get(number, [])
            starts = [q.outer_start for q in quotations]
            for a, b in find_sentences(masked, start, end):
                inside = quotations[bisect_left(starts, a) : bisect_left(starts, b)]
                found += _Clause(text, masked, a, b, inside, relays).statements()
        return found


def _mask(text: str, quotations: Sequence[Quotation]) -> str:
    """``text`` with the words of every quotation blanked and its marks made plain, at the same length.

    The last character inside stays where it is a stop, since that ends sentences.
    """
    parts, at = [], 0
    for q in quotations:
        last = q.end - 1 if text[q.end - 1] in ".,!?…" else q.end
        marks = text[last : q.outer_end].replace("’", "”").replace("'", "”").replace("‘", "”")
        parts += [text[at : q.outer_start], "“".ljust(q.start - q.outer_start), BLANK * (last - q.start), marks]
        at = q.outer_end
    return "".join([*parts, text[at:]])


@dataclass
class _Clause:
    """One sentence of the outer text, with its quotations."""

    text: str
    masked: str
    start: int
    end: int
    quotations: list[Quotation]
    relays: Sequence[str]

    def statements(self) -> list[Statement]:
        found: list[Statement] = []
        for read in (self._by_cues, self._by_according, self._by_colon, self._by_dash):
            for statement in read():
                if not any(_overlaps(statement, other) for other in found):
                    found.append(statement)
        return found

    def _by_cues(self) -> list[Statement]:
        found: list[Statement] = []
        taken_until = self.start
        for cue, meaning in _find_cues(self.masked, self.start, self.end):
            if cue[0] < taken_until or self._is_relay(cue):
                continue
            statement = self._read_cue(cue, meaning, taken_until)
            if statement:
                found.append(statement)
                spans = [*statement.content, statement.cue or (0, 0), statement.source or (0, 0)]
                taken_until = max(end for _, end in spans)
        return found

    def _is_relay(self, cue: Span) -> bool:
        before = self.masked[self.start : cue[0]].rstrip()
        rest = self.masked[cue[1] : self.end].strip(' .”"')
        return not rest and any(before.endswith(relay) for relay in self.relays)

    def _read_cue(self, verb: Span, meaning: Cue, begin: int) -> Statement | None:
        if self.masked[slice(*verb)].lower().endswith("ing"):
            return None
        auxiliary = _AUXILIARY.search(self.masked, max(begin, verb[0] - 30), verb[0])
        cue = (auxiliary.start() if auxiliary else verb[0], verb[1])
        subject = find_subject(self.masked, begin, cue[0])
        inverted = None if subject else self._inverted(begin, cue)
        source = subject or inverted
        if source is None:
            return None
        before_end = min(source[0], cue[0])
        after = max(source[1], cue[1])
        return (
            self._quotation_before(begin, before_end, after, cue, source)
            or self._quotation_behind(after, cue, source, meaning.lemma)
            or (self._clause_behind(after, cue, source, meaning.lemma) if not inverted else None)
            or self._clause_before(begin, before_end, after, cue, source, meaning.act)
        )

    def _inverted(self, begin: int, cue: Span) -> Span | None:
        before = self.masked[begin : cue[0]].rstrip()
        if before and before[-1] in ',”"»“’?!':
            return find_inverted(self.masked, cue[1], self.end)
        return None

    def _quotation_before(self, begin: int, before: int, after: int, cue: Span, source: Span) -> Statement | None:
        for q in self.quotations:
            adjoins = q.outer_end <= before and not self.masked[q.outer_end : before].strip(" ,–—-\n\xa0")
            if adjoins and q.closed and q.start >= begin - 2:
                break
        else:
            return None
        lead = self.masked[begin : q.outer_start].strip(" ,:–—-")
        content: list[Span] = [(q.start, q.end)]
        if lead and self.text[q.end - 1] in ",?!." and not lead.endswith((".", "!", "?")):
            leading = _LEADING.match(self.masked, begin)
            first = leading.end() if leading else begin
            first = start_behind(self.text, first, q.end, " ,\n\xa0")
            content = [(first, q.end)]
        elif lead:
            return None
        # “A,” she said, “B.” goes on behind the cue.
        content += self._fragment_behind(after)
        return Statement(tuple(content), cue, source, CONFIDENCE["marks"])

    def _fragment_behind(self, after: int) -> list[Span]:
        for q in self.quotations:
            between = self.masked[after : q.outer_start] if q.outer_start >= after else None
            if between is not None:
                short = re.fullmatch(r"[^.;!?\x01\"“”]{0,80}[,:;—–-]\s*|[^.;!?\x01\"“”]{0,60}\s(?:and|but)\s+", between)
                return [(q.start, q.end)] if short else []
        return []

    def _quotation_behind(self, after: int, cue: Span, source: Span, lemma: str) -> Statement | None:
        match = _OPENS_WITH_MARK.match(self.masked, after, self.end)
        if not match or "that " in match[0].lower() or _TITLED.search(self.masked, self.start, match.end()):
            return None
        q = next((q for q in self.quotations if q.outer_start >= match.end()), None)
        if q is None:
            return None
        led_in = match[0].rstrip().endswith((":", ","))
        embedded = not led_in and bool(match[0].strip())
        if embedded and lemma in _BARE_CLAUSE:
            return None  # said the deal was “fair”: the clause is the content
        content = [(q.start, q.end)]
        content += self._fragment_behind(q.outer_end)
        return Statement(tuple(content), cue, source, CONFIDENCE["embedded" if embedded else "marks"])

    def _clause_behind(self, after: int, cue: Span, source: Span, lemma: str) -> Statement | None:
        that = _THAT.match(self.masked, after, self.end)
        bare = _BARE.match(self.masked, after, self.end) if lemma in _BARE_CLAUSE else None
        if that:
            begin = that.end()
        elif bare:
            begin = bare.end()
        else:
            return None
        end = self._clause_end(begin)
        if len(self.masked[begin:end].split()) < 2:
            return None
        return Statement(((begin, end),), cue, source, CONFIDENCE["clause"])

    def _clause_end(self, begin: int) -> int:
        end = self.end
        relay = _RELAY.search(self.masked, begin, end_before(self.masked, begin, end, ".!? "))
        if relay:
            end = relay.start()
        according = _ACCORDING.search(self.masked, begin, end)
        if according:
            end = according.start()
        closes = [q for q in self.quotations if q.outer_end == end]
        if closes:
            return closes[0].outer_end
        return end_before(self.masked, begin, end, " .!?,;\n\xa0")

    def _clause_before(
        self, begin: int, before: int, after: int, cue: Span, source: Span, act: str
    ) -> Statement | None:
        clause = self.masked[begin:before].rstrip()
        if act != "saying" or not clause.endswith((",", "—", "–")) or len(clause.split()) < 3:
            return None
        last = not self.masked[after : self.end].strip(" .!?")
        if not _ENDS_AFTER_CUE.match(self.masked, after, self.end):
            return None
        if not last and _ADVERBIAL_START.match(clause.lstrip()):
            return None
        leading = _LEADING.match(self.masked, begin)
        first = leading.end() if leading else begin
        first = start_behind(self.text, first, before, " ,;\n\xa0")
        end = begin + len(clause.rstrip(" ,—–"))
        return Statement(((first, end),), cue, source, CONFIDENCE["fronted"]) if end - first > 8 else None

    def _by_according(self) -> list[Statement]:
        match = _ACCORDING.search(self.masked, self.start, self.end)
        if not match or not match["source"].strip():
            return []
        cue = (match.start(), match.start() + len("according to"))
        source = (match.start("source"), match.start("source") + len(match["source"].rstrip()))
        lead = self.masked[self.start : match.start()].strip(' ,“"')
        if len(lead.split()) >= 3:
            content = (self.start, end_before(self.masked, self.start, match.start(), " ,—–("))
        else:
            content = (match.end("source"), self.end)
            begin = start_behind(self.masked, *content, " ,:")
            content = (begin, self._clause_end(begin))
        if content[1] - content[0] < 8:
            return []
        return [Statement((content,), cue, source, CONFIDENCE["according"])]

    def _by_colon(self) -> list[Statement]:
        match = _SPEAKER_COLON.match(self.masked, self.start, self.end)
        if not match or not self.quotations or len(match["source"].split()) > 8:
            return []
        q = next((q for q in self.quotations if q.outer_start >= match.end()), None)
        if q is None:
            return []
        cues = [cue for cue, _ in _find_cues(match["source"], 0, len(match["source"]))]
        if cues:  # "Added Ana Ito: ..."
            verb = (match.start(), match.start() + cues[0][1])
            source = (verb[1] + 1, match.end("source"))
            if len(cues) > 1 or cues[0][0] or not self.text[source[0] : source[1]][:1].isupper():
                return []
            return [Statement(((q.start, q.end),), verb, source, CONFIDENCE["embedded"])]
        colon = match.end("source")
        return [Statement(((q.start, q.end),), (colon, colon + 1), match.span("source"), CONFIDENCE["embedded"])]

    def _by_dash(self) -> list[Statement]:
        """A press release's “…” – NAME, TITLE."""
        if not self.quotations:
            return []
        q = self.quotations[-1]
        match = _SIGNED.match(self.masked, q.outer_end, self.end)
        if not match or self.masked[self.start : q.outer_start].strip():
            return []
        return [Statement(((q.start, q.end),), match.span("dash"), match.span("source"), CONFIDENCE["embedded"])]


def _overlaps(one: Statement, other: Statement) -> bool:
    return any(a < d and c < b for a, b in one.content for c, d in other.content)
