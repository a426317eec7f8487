"""The discourse: who has spoken and who was the subject so far, and whom a pronoun means after that.

A pronoun goes to the subject of the sentences before it or to who spoke last, whichever came later, as far as the
evidence of gender in the article allows; never to the nearest name as such. Where two fit, to nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from framelens.annotate.described import shorten
from framelens.annotate.identities import Identity
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.annotate.organisations import may_go_by

NEAR = 2  # paragraphs that a pronoun looks back
# A name this close to the beginning of its sentence is taken for the subject.
_OPENS = 25
_GENDER = {"he": "male", "she": "female", "him": "male", "her": "female", "his": "male", "hers": "female"}
_SEVERAL = frozenset({"they", "them", "their", "it", "its"})
# "according to her", "his claim that": the pronouns that may name a source.
SOURCE_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you", *_GENDER, *_SEVERAL, "my", "our"})
NOBODY = Identity("", "", "unnamed")

# What may stand in front of the subject of a sentence.
_LED_IN = re.compile(
    r"(?:(?:the|an?|but|and|so|yet|meanwhile|earlier|later|still)[,\s]+|(?:on|in|at)\s\w+,?\s|[\"“])*", re.IGNORECASE
)

# Who, how the search ended where it is nobody, why, and how sure that is.
Found = tuple[Identity | None, str, str, float]


@dataclass
class Discourse:
    """What a reader remembers of an article so far, in reading order.

    Attributes
    ----------
    text, layout
        The article.
    links : mapping
        Each name and the identities that it may stand for.
    """

    text: str
    layout: Layout
    links: dict[Name, list[Identity]]
    _spoken: list[tuple[int, Identity]] = field(default_factory=list)
    _have_spoken: set[int] = field(default_factory=set)
    _subjects: dict[int, list[tuple[int, Identity]]] = field(default_factory=dict)
    _paragraph_before: int = -9
    _joint: tuple[Identity, ...] = ()

    def __post_init__(self) -> None:
        self._starts = [start for start, _ in self.layout.paragraphs]
        self._sentence_starts = [sentence.start for sentence in self.layout.sentences]
        self._named = self._names_by_sentence()

    def _names_by_sentence(self) -> dict[int, list[Name]]:
        """The names in the journalist's words, by the position of their sentence, in order.

        An owner counts where it opens its sentence: of "Ito's plan" one goes on to speak, of "filed Ito's papers" not.
        """
        found: dict[int, list[Name]] = {}
        for name in sorted(self.links, key=lambda n: n.start):
            number = self._sentence(name.start)
            owner = self.text[name.end : name.end + 2] in {"’s", "'s"}
            inside = owner and number >= 0 and name.start - self._sentence_starts[number] > _OPENS
            if not inside and not self.layout.marked.covers(name.start, name.end):
                found.setdefault(number, []).append(name)
        return found

    def _sentence(self, offset: int) -> int:
        return bisect_right(self._sentence_starts, offset) - 1

    def paragraph(self, offset: int) -> int:
        """The paragraph that ``offset`` stands in."""
        return bisect_right(self._starts, offset) - 1

    def speaks(self, offset: int, who: Identity | None, others: Sequence[Identity] = ()) -> None:
        """Note who spoke; somebody unknown counts, since a pronoun that follows must not reach over them.

        ``others`` spoke with them, as one.
        """
        self._spoken.append((offset, NOBODY if others else who or NOBODY))
        self._joint = (who, *others) if who and others else ()
        if who:
            self._have_spoken.add(id(who))
        self._paragraph_before = self.paragraph(offset)

    def stands_for(self, offset: int, who: Identity) -> None:
        """Note whom a pronoun at ``offset`` was found to mean, so that the next one goes on from it."""
        self._subjects.setdefault(self._sentence(offset), []).append((offset, who))

    def has_spoken(self, who: Identity) -> bool:
        """Whether a statement of theirs came before."""
        return id(who) in self._have_spoken

    @property
    def last_speaker(self) -> Identity | None:
        """Who spoke last; None where nobody did, or somebody unknown."""
        return self._spoken[-1][1] if self._spoken and self._spoken[-1][1] is not NOBODY else None

    def joint(self, offset: int) -> tuple[Identity, ...]:
        """Who spoke last as one, near ``offset``; empty where a single voice or nobody did."""
        return self._joint if self.since_last(self.paragraph(offset)) <= NEAR else ()

    def named_sentences(self, offset: int, back: int) -> Iterator[list[Name]]:
        """The names of the journalist's words before ``offset``, the nearest of ``back`` sentences first."""
        for number in range(self._sentence(offset), -1, -1):
            names = [name for name in self._named.get(number, ()) if name.start < offset]
            if names:
                yield names
                back -= 1
            if not back or self.layout.sentences[number].paragraph < self.paragraph(offset) - 1:
                return

    def since_last(self, paragraph: int) -> int:
        """How many paragraphs ago the last statement was."""
        return paragraph - self._paragraph_before

    def named_near(self, fitting: Sequence[Identity], offset: int) -> list[Identity]:
        """Which of ``fitting`` the journalist named before ``offset`` in this paragraph or the one before."""
        paragraph = self.paragraph(offset)
        wanted = {id(identity) for identity in fitting}
        found: dict[int, Identity] = {}
        for number in range(self._sentence(offset), -1, -1):
            if self.layout.sentences[number].paragraph < paragraph - 1:
                break
            for name in self._named.get(number, ()):
                one = self.links[name][0]
                if name.start < offset and len(self.links[name]) == 1 and id(one) in wanted:
                    found[id(one)] = one
        return list(found.values())

    def named_here(self, fitting: Sequence[Identity], offset: int) -> list[Identity]:
        """Which of ``fitting`` the journalist named before ``offset`` in its sentence."""
        names = (name for name in self._named.get(self._sentence(offset), ()) if name.start < offset)
        wanted = {id(identity) for identity in fitting}
        found = {id(one): one for name in names if len(self.links[name]) == 1 for one in self.links[name]}
        return [one for key, one in found.items() if key in wanted]

    def resolve(self, word: str, offset: int) -> Found:
        """Whom the pronoun ``word`` at ``offset`` means, how the search ended, the reason, and how sure that is."""
        if word in {"i", "we", "you", "my", "our"}:
            return None, "absent", f"'{word}' is nobody the text names", 0.0
        if word in _SEVERAL:
            return self._organisation(word, offset)
        return self.person(word, _GENDER[word], offset)

    def spoken_of(self, words: str, offset: int) -> Found | None:
        """The body that "the agency" means: what spoke last or was named last, as far as its name allows."""
        said, last = shorten(words), self.last_speaker
        if last and self.since_last(self.paragraph(offset)) <= NEAR and may_go_by(words, last):
            return last, "named", f"'{said}'; spoke last", 0.65
        for names in self.named_sentences(offset, 2):
            known = (self.links[name] for name in names if name.kind == "organisation")
            fitting = {id(one): one for several in known for one in several if may_go_by(words, one)}
            if len(fitting) == 1:
                return next(iter(fitting.values())), "named", f"'{said}'; named last", 0.6
            if fitting:
                return None, "ambiguous", two_fit(list(fitting.values())), 0.0
        return None

    def _organisation(self, word: str, offset: int) -> Found:
        paragraph, last = self.paragraph(offset), self.last_speaker
        if last and last.kind == "organisation" and self.since_last(paragraph) <= NEAR:
            return last, "named", "pronoun; the organisation that spoke last", 0.7
        # "Acme will close a mill. It said ...": the subject of this sentence or the one before, and no other.
        last_at = self._spoken[-1][0] if self._spoken else -1
        number = self._sentence(offset)
        for sentence in range(number, max(-1, number - 2), -1):
            names = [n for n in self._named.get(sentence, ()) if n.start < offset]
            if not names:
                continue
            first = names[0]
            opens = _LED_IN.fullmatch(self.text, self._sentence_starts[sentence], first.start)
            if (
                opens
                and word in {"it", "its"}
                and first.kind == "organisation"
                and len(self.links[first]) == 1
                and first.start > last_at
            ):
                return self.links[first][0], "named", "pronoun; the organisation that is the subject", 0.65
            break
        return None, "absent", f"'{word}' has no one speaker before it", 0.0

    def person(self, word: str, gender: str | None, offset: int) -> Found:
        """Whom a pronoun of this gender at ``offset`` means; without one, of either."""
        paragraph = self.paragraph(offset)
        last_at, last = self._spoken[-1] if self._spoken else (-1, NOBODY)
        near = self.since_last(paragraph) <= NEAR
        spoke = last is not NOBODY and near and last.kind == "person" and last.fits_gender(gender)
        for at, candidates, is_subject in self._named_before(offset, paragraph):
            if last.kind == "person" and at < last_at:
                break
            if spoke and not is_subject and self._sentence(at) in (self._sentence(offset), self._sentence(last_at)):
                continue  # "Lund is late, Ito said, so that ... to Lund, he said": an object beside a speaker
            fitting = [i for i in candidates if i.fits_gender(gender)]
            if len(fitting) > 1 and not any(i is last for i in fitting):
                # Of several named in one sentence the one whom the article calls so elsewhere.
                shown = [i for i in fitting if gender and i.shows_gender(gender)]
                fitting = shown if len(shown) == 1 else fitting
            if len(fitting) == 1 and fitting[0] is not last:
                return fitting[0], "named", "pronoun; the person named last", 0.75
            if len(fitting) > 1 and not any(i is last for i in fitting):
                return None, "ambiguous", two_fit(fitting), 0.0
        if spoke:
            return last, "named", "pronoun; spoke last", 0.9
        earlier = self._earlier_speaker(gender, paragraph) if gender else None
        if earlier:
            return earlier, "named", f"pronoun; the {gender} speaker before", 0.65
        return None, "absent", f"nobody named before fits '{word}'", 0.0

    def _named_before(self, offset: int, paragraph: int) -> Iterator[tuple[int, list[Identity], bool]]:
        """The persons whom the journalist's words spoke of before ``offset``, the nearest sentence first.

        A name or a pronoun that opens its sentence is its subject and goes before the others in it.
        """
        for number in range(self._sentence(offset), -1, -1):
            sentence = self.layout.sentences[number]
            if sentence.paragraph < paragraph - NEAR:
                return
            here = [(n.start, self.links[n]) for n in self._named.get(number, ()) if n.kind == "person"]
            here += [(at, [who]) for at, who in self._subjects.get(number, ()) if who.kind == "person"]
            here = sorted((pair for pair in here if pair[0] < offset), key=lambda pair: pair[0])
            if not here:
                continue
            if here[0][0] - sentence.start <= _OPENS:
                yield here[0][0], here[0][1], True
                here = here[1:]
            others = list({id(i): i for _, fitting in here for i in fitting}.values())
            if others:
                yield here[0][0], others, False

    def _earlier_speaker(self, gender: str, paragraph: int) -> Identity | None:
        for at, who in reversed(self._spoken):
            if paragraph - self.paragraph(at) > NEAR + 1:
                return None
            if who is not NOBODY and who.kind == "person" and who.gender[gender] and who.fits_gender(gender):
                return who
        return None


def two_fit(fitting: Sequence[Identity]) -> str:
    """The reason for abstaining where several fit."""
    return "two or more fit: " + ", ".join(sorted(identity.name for identity in fitting))
