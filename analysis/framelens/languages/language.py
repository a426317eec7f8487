"""A language: the words by which its news names people, quotes them and ends its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from framelens.languages.forms import SEAM, expand_forms
from framelens.languages.inflection import Inflections
from framelens.languages.tables import read_lines, read_rows

Genders = Mapping[str, frozenset[str]]
_NONE: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Cue:
    """What a cue's wording tells: its dictionary form, its act and its stance."""

    lemma: str
    act: str
    stance: str


@dataclass(frozen=True)
class Title:
    """A word in front of or beside a name: 'honorific' (Frau), 'title' (Präsident) or 'role' (Bäcker).

    ``gender`` is 'male', 'female' or None where the word does not tell.
    """

    kind: str
    gender: str | None
    lemma: str


@dataclass(frozen=True)
class Office:
    """The titles of one office, and what else its holder is called, each in its base form and lower case."""

    titles: tuple[str, ...]
    called: tuple[str, ...]


def _any_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Any of some forms, as a whole word in large or small letters; nothing where there are none."""
    longest = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest)) or '(?!)'})\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Language:
    """What ``languages/CODE/`` says of one language; tables are read when first asked for.

    Attributes
    ----------
    code, name, script : str
        ISO 639-1, the name in English, and the script as Unicode calls it: Latin, Cyrillic.
    capitals : str
        'names' where a capital inside a sentence marks a name, 'nouns' where it marks every noun.
    names : str
        'finder' where the names are those that the finder of statements sees, 'spelling' where they are told by
        capitals and English lists of words.
    measured : str
        How well statements are found in it, in a sentence for people; empty where nobody measured.
    ordinals : bool
        Whether a number with a full stop is an ordinal: 3. Mai.
    dashes : bool
        Whether a dash parts what is said from who says it: — Why? — she asked.
    pronouns : mapping
        'subject', 'object', 'possessive' -> 'male', 'female', 'either' (the gender is not told), 'plural' -> forms.
    conjunctions : frozenset of str
        Words that open what is said: that, dass, что, ki.
    relatives : frozenset of str
        Words that open a relative clause.
    abbreviations, closing_abbreviations : frozenset of str
        Without their last full stop, in lower case: those that end no sentence, and those that may.
    final_abbreviations : frozenset of str
        Those that end a list, and their sentence where a capital follows: usw.
    units : frozenset of str
        Abbreviations that end a sentence behind a number where a capital follows: в 2015 г. Министр ...
    starters : frozenset of str
        Small words that begin sentences more often than they follow an abbreviation.
    joiners : frozenset of str
        Words that join clauses: und, oder.
    tag_verbs : frozenset of str
        Verb forms that follow their subject behind a quotation that ends in a mark: “Why?” Ana Ito asked.
    particles : frozenset of str
        Small words inside names: von, de, ibn, oğlu.
    kin : mapping
        'male', 'female', 'either' -> words for relatives.
    verb_endings : mapping
        'male', 'female' -> endings of verbs that agree with who acts: сказал|а. Empty where verbs tell no gender.
    owning : frozenset of str
        Small words in front of a name whose bearer somebody belongs to: the spokesman *von* Lohmann.
    spokespersons : frozenset of str
        Words for who speaks for somebody else, or for that office: Sprecher, пресс-служба.
    seats : frozenset of str
        What belongs to a body and speaks for all of it: пресс-служба, Pressestelle.
    aged : frozenset of str
        Words behind a number that make it somebody's age: the 29-*Jährige*.
    organisations : frozenset of str
        Words that make a name one of a body, in base form: Ministerium, партия.
    quotation_marks : tuple of (str, str)
        Opening and closing marks, the usual ones first.
    months : frozenset of str
    lowering : mapping
        Capitals whose small letter is another than elsewhere: I -> ı.
    paradigms : mapping
        Name -> endings, for ``stem|paradigm`` in the tables.

    Examples
    --------
    >>> from framelens.languages import load_language
    >>> load_language("de").cues["sagte"].lemma
    'sagen'
    """

    code: str
    name: str
    script: str = "Latin"
    capitals: str = "names"
    names: str = "finder"
    measured: str = ""
    ordinals: bool = False
    dashes: bool = False
    pronouns: Mapping[str, Genders] = field(default_factory=dict)
    conjunctions: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    closing_abbreviations: frozenset[str] = frozenset()
    final_abbreviations: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    joiners: frozenset[str] = frozenset()
    tag_verbs: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    kin: Genders = field(default_factory=lambda: _NONE)
    verb_endings: Genders = field(default_factory=lambda: _NONE)
    owning: frozenset[str] = frozenset()
    spokespersons: frozenset[str] = frozenset()
    seats: frozenset[str] = frozenset()
    aged: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    quotation_marks: tuple[tuple[str, str], ...] = ()
    months: frozenset[str] = frozenset()
    lowering: Mapping[str, str] = field(default_factory=dict)
    paradigms: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None

    def lower(self, words: str) -> str:
        """Words in small letters, by the language's own rules.

        Examples
        --------
        >>> load_language("az").lower("İLHAM"), load_language("en").lower("ILHAM")
        ('ilham', 'ilham')
        """
        if self.lowering:
            words = words.translate(self._lowering)
        return words.lower()

    @cached_property
    def _lowering(self) -> dict[int, str]:
        return {ord(letter): small for letter, small in self.lowering.items()}

    def genders_of(self, pronoun: str) -> frozenset[str]:
        """What a pronoun may tell of whom it stands for: 'male', 'female', 'either', 'plural'; empty for other words.

        Examples
        --------
        >>> sorted(load_language("de").genders_of("Sie"))
        ['female', 'plural']
        """
        return self._genders.get(self.lower(pronoun), frozenset())

    @cached_property
    def _genders(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for forms_by_gender in self.pronouns.values():
            for gender, forms in forms_by_gender.items():
                for form in forms:
                    found.setdefault(form, set()).add(gender)
        return {form: frozenset(genders) for form, genders in found.items()}

    @cached_property
    def pronoun_pattern(self) -> re.Pattern[str]:
        """Any form of a pronoun, as a whole word."""
        return _any_of(self._genders)

    @cached_property
    def telling_pronouns(self) -> re.Pattern[str]:
        """The pronouns that open a clause and tell one gender, as whole words: er, она."""
        forms = {form for forms in self.pronouns.get("subject", {}).values() for form in forms}
        return _any_of(form for form in forms if self._genders[form] in ({"male"}, {"female"}))

    @cached_property
    def finding_cues(self) -> Mapping[str, Cue]:
        """Every inflected form that rules look for statements at, in lower case, and what it tells."""
        return self._cues_of("find")

    @cached_property
    def cues(self) -> Mapping[str, Cue]:
        """Every inflected form of ``cues.csv``, in lower case with single spaces, and what it tells.

        A separable verb stands under the form that is one word and, with the seam ``~``, under the two pieces.
        """
        return MappingProxyType({**self._cues_of("read"), **self.finding_cues})

    def _cues_of(self, use: str) -> Mapping[str, Cue]:
        forms: dict[str, Cue] = {}
        for row in self.table("cues"):
            if row["use"] != use:
                continue
            cue = Cue(row["lemma"].replace("_", " "), row["act"], row["stance"])
            for form in (cue.lemma, *expand_forms(row["forms"], self.paradigms)):
                forms.setdefault(self.lower(form.replace(SEAM, "")), cue)
                if SEAM in form:
                    forms.setdefault(self.lower(form), cue)
        return MappingProxyType(forms)

    @cached_property
    def separable(self) -> Mapping[str, Mapping[str, Cue]]:
        """The pieces of separable verbs: inflected piece -> particle -> cue: wies -> zurück -> zurückweisen."""
        found: dict[str, dict[str, Cue]] = {}
        for form, cue in self.cues.items():
            particle, seam, piece = form.partition(SEAM)
            if seam:
                found.setdefault(piece, {})[particle] = cue
        return MappingProxyType(found)

    @cached_property
    def saying_words(self) -> frozenset[str]:
        """The last word of every cue, in lower case: angaben, worten."""
        return frozenset(form.split()[-1] for form in self.cues)

    @cached_property
    def titles(self) -> Mapping[str, Title]:
        """Every form of an honorific, title or role as it is spelt, without a last full stop too, and what it tells."""
        found: dict[str, Title] = {}
        for row in sorted(self.table("titles"), key=lambda row: not row["gender"]):
            for written in row["words"].split():
                forms = list(expand_forms(written, self.paradigms))
                title = Title(row["kind"], row["gender"] or None, forms[0])
                for form in forms:
                    found.setdefault(form, title)
                    found.setdefault(form.removesuffix("."), title)
        return MappingProxyType(found)

    def title_words(self, kind: str, gender: str = "") -> frozenset[str]:
        """The words of one row of ``titles.csv`` as they are spelt."""
        rows = [row for row in self.table("titles") if (row["kind"], row["gender"]) == (kind, gender)]
        return frozenset(form for row in rows for form in expand_forms(row["words"], self.paradigms))

    @cached_property
    def offices(self) -> tuple[Office, ...]:
        """The rows of ``offices.csv``."""
        return tuple(
            Office(tuple(row["titles"].split("|")), tuple(row["called"].split("|"))) for row in self.table("offices")
        )

    @cached_property
    def given_names(self) -> Mapping[str, str]:
        """Given names in their base form, with the gender that they are given to: 'male', 'female' or 'either'."""
        return MappingProxyType({name: row["gender"] for row in self.table("names") for name in row["names"].split()})

    @cached_property
    def inflections(self) -> Inflections:
        """The rows of ``inflection.csv``: how an inflected name leads to its base form."""
        return Inflections(self.table("inflection"))

    @cached_property
    def agencies(self) -> frozenset[str]:
        """News agencies, as they are spelt in this language."""
        return frozenset(self._lines("agencies"))

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """Function words, in lower case."""
        return frozenset(word for line in self._lines("stop_words") for word in line.split())

    @cached_property
    def transliteration(self) -> Mapping[str, str]:
        """Letters to Latin ones, in lower case; empty where the script needs none."""
        return MappingProxyType({row["letter"]: row["latin"] for row in self.table("transliteration")})

    def table(self, table: str) -> list[dict[str, str]]:
        """The rows of any table in the language's folder, an empty cell as an empty text; none where it has none."""
        return read_rows(self.folder, table) if self.folder else []

    def _lines(self, name: str) -> list[str]:
        return read_lines(self.folder, name) if self.folder else []
