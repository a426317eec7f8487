"""What publishers ask of figures: widths, type, resolution, each with the page that says so.

Single journals differ from their publisher's guide; theirs wins. Where a guide names no width of its own, the
usual widths of a column (89 mm) and of a page (183 mm) stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from framelens.errors import InputError, suggest
from framelens.present.style import WIDTHS_MM


@dataclass(frozen=True)
class Journal:
    """A publisher's demands on figures.

    Attributes
    ----------
    name, title : str
        The name to ask for it by, and the publisher.
    widths : dict[str, float]
        The width of a column and of a page in millimetres.
    least_type : float
        The smallest type that may be printed, in points.
    resolutions : tuple[int, ...]
        Dots per inch of the images: the first is for the main files, each gets a TIFF.
    source : str
        The page that says so.
    """

    name: str
    title: str
    widths: dict[str, float]
    least_type: float
    resolutions: tuple[int, ...]
    source: str


_ALL = (
    Journal("elsevier", "Elsevier", {"single": 90.0, "double": 190.0}, 7.0, (500, 1000),
            "https://www.elsevier.com/about/policies-and-standards/author/artwork-and-media-instructions/artwork-sizing"),
    Journal("oup", "Oxford University Press", WIDTHS_MM, 6.5, (600,),
            "http://reports.oxfordjournals.org/for_authors/figures.html"),
    Journal("plos", "PLOS", {"single": 132.0, "double": 190.5}, 8.0, (600, 300),
            "https://journals.plos.org/plosone/s/figures"),
    Journal("sage", "Sage", WIDTHS_MM, 6.5, (600, 300),
            "https://solutions.sagepub.com/support/solutions/articles/7000089404-how-do-i-format-my-article-"),
    Journal("taylor-francis", "Taylor & Francis", WIDTHS_MM, 6.5, (600, 1200),
            "https://authorservices.taylorandfrancis.com/publishing-your-research/making-your-submission/"
            "submit-electronic-artwork/"),
)  # fmt: skip
JOURNALS = {journal.name: journal for journal in _ALL}


def find_journal(name: str) -> Journal:
    """The publisher's demands by its name.

    Raises
    ------
    InputError
        For a name that is not in :data:`JOURNALS`.
    """
    if name not in JOURNALS:
        raise InputError(f"unknown journal '{name}'; {suggest(name, JOURNALS)}")
    return JOURNALS[name]
