"""What publishers ask of figures: widths, type, lines, resolution, each with the page that says so.

Where a publisher's guide gives no number, the field is null and the house's own value is used instead:
:attr:`Journal.silent` lists what the guide does not say. Single journals differ from their publisher's guide;
theirs wins. The guides were read in November 2026; docs/figures.md quotes what each says, and which number was
read elsewhere than in the guide itself (:attr:`Journal.elsewhere`).
"""

from __future__ import annotations

from dataclasses import dataclass

from framelens.errors import InputError, suggest
from framelens.figures.style import WIDTHS_MM

# What stands where a guide is silent: the smallest type that most printers accept after reduction, and both
# resolutions that guides ask for, 600 dots per inch for images with tints and 1200 for lines alone.
LEAST_TYPE = 6.5
LEAST_LINE = 0.3
RESOLUTIONS = (600, 1200)


@dataclass(frozen=True)
class Journal:
    """A publisher's demands on figures.

    Attributes
    ----------
    name, title : str
        The name to ask for it by, and the publisher.
    source : str
        The page that says so.
    asked_widths : dict[str, float] or None
        The width of a column and of a page in millimetres, as the guide gives them; None where it gives none.
    asked_type : float or None
        The smallest type that may be printed, in points.
    asked_line : float or None
        The thinnest line that may be printed, in points.
    asked_height : float or None
        The tallest figure that fits on a page, in millimetres.
    resolutions : tuple[int, ...]
        Dots per inch of the PNG and TIFF files: at least what the guide asks for, never more than it allows.
    says : str
        What the guide says of resolution, in short.
    elsewhere : tuple[str, ...]
        Which of 'widths', 'type', 'lines', 'height' were read elsewhere than in the guide named as the source.
    """

    name: str
    title: str
    source: str
    asked_widths: dict[str, float] | None = None
    asked_type: float | None = None
    asked_line: float | None = None
    asked_height: float | None = None
    resolutions: tuple[int, ...] = RESOLUTIONS
    says: str = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def widths(self) -> dict[str, float]:
        """The widths drawn for: the guide's, or, where it gives none, those of most two-column pages."""
        return self.asked_widths or WIDTHS_MM

    @property
    def least_type(self) -> float:
        """The smallest type in points: the guide's, or the house's."""
        return self.asked_type or LEAST_TYPE

    @property
    def least_line(self) -> float:
        """The thinnest line in points: the guide's, or the house's."""
        return self.asked_line or LEAST_LINE

    @property
    def silent(self) -> tuple[str, ...]:
        """What the guide gives no number for: some of 'widths', 'type', 'lines', 'height'."""
        asked = {
            "widths": self.asked_widths, "type": self.asked_type, "lines": self.asked_line, "height": self.asked_height,
        }  # fmt: skip
        return tuple(name for name, value in asked.items() if value is None)

    def check_size(self, width_mm: float, height_mm: float) -> None:
        """Raise an error for a figure that is larger than a page of the publisher's journals."""
        widest = max(self.asked_widths.values()) if self.asked_widths else None
        if widest and width_mm > widest + 1e-6:
            raise InputError(
                f"a figure of {width_mm:g} mm is too wide for {self.title}, whose pages take {widest:g} mm; "
                'name a width up to that, or "double"'
            )
        if self.asked_height and height_mm > self.asked_height:
            raise InputError(
                f"the figure is {height_mm:.0f} mm tall, and {self.title} prints up to {self.asked_height:g} mm; "
                "draw fewer rows, such as table.head(20)"
            )


_ALL = (
    Journal(
        "elsevier", "Elsevier",
        "https://www.elsevier.com/about/policies-and-standards/author/artwork-and-media-instructions/artwork-sizing",
        asked_widths={"single": 90.0, "middle": 140.0, "double": 190.0}, asked_type=7.0, asked_line=0.1,
        asked_height=240.0, says="lines 1,000 dpi, lines with tints 500 dpi, at least",
        elsewhere=("widths", "height"),
    ),
    Journal(
        "oup", "Oxford University Press",
        "https://academic.oup.com/pages/for-authors/journals/preparing-and-submitting-your-manuscript",
        says="no number for all journals: each journal's own page says",
    ),
    Journal(
        "plos", "PLOS", "https://journals.plos.org/plosone/s/figures",
        asked_widths={"single": 132.0, "double": 190.5}, asked_type=8.0, asked_line=0.5, asked_height=222.3,
        resolutions=(600, 300), says="300 to 600 dpi; TIFF without layers or transparency, compressed by LZW",
        elsewhere=("widths", "lines"),
    ),
    Journal(
        "sage", "Sage",
        "https://solutions.sagepub.com/support/solutions/articles/7000089404-how-do-i-format-my-article-",
        says="at least 300 dpi; line art as vectors",
    ),
    Journal(
        "taylor-francis", "Taylor & Francis",
        "https://authorservices.taylorandfrancis.com/publishing-your-research/making-your-submission/"
        "submit-electronic-artwork/",
        asked_line=0.3, says="lines 1,200 dpi, lines with tints 600 dpi; fonts embedded; no layers or transparency",
    ),
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
