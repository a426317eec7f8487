"""Identities: the persons and organisations of one article, with everything the article says of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from framelens.annotate.common_words import gender_of
from framelens.annotate.name_runs import SUFFIXES

_INITIAL = re.compile(r"[A-Z]\.?")
_SHOWN = 2  # what one role counts, or two pronouns; a single pronoun may be another's


@dataclass
class Identity:
    """One person or organisation of an article, while the article is read.

    ``gender`` counts the evidence that the article itself gives, from titles, roles and the pronouns in
    sentences that name nobody else. A given name counts only where the article gives none.
    """

    speaker_id: str
    name: str
    kind: str
    from_roster: bool = False
    roles: list[str] = field(default_factory=list)
    aliases: Counter[str] = field(default_factory=Counter)
    gender: Counter[str] = field(default_factory=Counter)
    first_seen: int = 0

    @property
    def words(self) -> list[str]:
        """The name's words, without suffixes."""
        return [word for word in self.name.split() if word not in SUFFIXES]

    def add_role(self, role: str) -> None:
        """Note a role once, in the words of the text."""
        role = " ".join(role.split())
        if role and role.lower() not in {known.lower() for known in self.roles}:
            self.roles.append(role)

    @property
    def known_gender(self) -> str | None:
        """'female' or 'male' where a title, a role or several pronouns of the article say so, else None."""
        female, male = self.gender["female"], self.gender["male"]
        if self.kind != "person" or abs(female - male) < _SHOWN:
            return None
        return "female" if female > male else "male"

    def fits_gender(self, gender: str | None) -> bool:
        """Whether nothing in the article speaks against ``gender``, nor the given name where the article is silent."""
        if gender is None or self.kind != "person":
            return gender is None
        other = "male" if gender == "female" else "female"
        if not self.gender[gender] and not self.gender[other]:
            return gender_of(self.name) in {None, gender}
        return self.gender[gender] > self.gender[other]

    def shows_gender(self, gender: str) -> bool:
        """Whether the article, or else the given name, speaks for ``gender``."""
        return self.fits_gender(gender) and bool(self.gender[gender] or gender_of(self.name))


def suffix_of(name: str) -> str:
    """What tells a father from a son of one name: "Jr", "III"; empty where there is none.

    Examples
    --------
    >>> suffix_of("Frank Adams Jr."), suffix_of("Frank Adams")
    ('Jr', '')
    """
    last = name.split()[-1].strip(".,")
    return last if last in SUFFIXES else ""


def slug(name: str) -> str:
    """The key that a name gives: lower case, hyphens, Latin letters without their marks, others as they are.

    Examples
    --------
    >>> slug("José Peña-Nieto"), slug("Андрей Ёлкин"), slug("İlham Əliyev")
    ('jose-pena-nieto', 'андрей-ёлкин', 'ilham-əliyev')
    """
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", name))
    return re.sub(r"[^\w]+", "-", plain.lower()).strip("-_") or "unnamed"


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base.isascii() else letter if letter.isalnum() else ""


def speaker_key(name: str) -> str:
    """The key of a person or organisation across articles: a middle initial makes no other person, a suffix may.

    Examples
    --------
    >>> speaker_key("Donald J. Trump"), speaker_key("Donald J. Trump Jr.")
    ('donald-trump', 'donald-trump-jr')
    >>> speaker_key("George H.W. Bush"), speaker_key("J. K. Rowling")
    ('george-h-w-bush', 'j-k-rowling')
    """
    words = [word for word in name.split() if word not in SUFFIXES]
    suffix = [word for word in name.split() if word in SUFFIXES and words]
    if len(words) == 3 and len(words[0]) > 2 and _INITIAL.fullmatch(words[1]):
        words = [words[0], words[2]]
    return slug(" ".join([*words, *suffix]) or name)
