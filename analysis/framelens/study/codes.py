"""People's coding as a study offers it: samples, forms, agreement, scores and corrected estimates."""

from __future__ import annotations

from collections.abc import Sequence

from framelens.code.sheets import BLINDABLE
from framelens.code.study_codes import StudyCodes
from framelens.forms.coding_form import CodingForm, make_coding_form
from framelens.results.measures import StudyMeasures


class Codes(StudyCodes):
    """What people coded of a study, and the form in which they code; ``study.codes`` is one.

    Examples
    --------
    >>> study.codes.sample("tone", n=100).form(coder="anna")
    >>> study.codes.agreement()
    >>> study.codes.correct("tone", by="outlet")
    """

    def form(self, question: str | None = None, *, coder: str, blind: Sequence[str] = BLINDABLE) -> CodingForm:
        """The coding form of one coder; every answer is on the disk before the next unit is shown.

        Answers go to ``codes/<coder>.csv``; a form that is opened again goes on where it was left. ``blind`` names what
        the coder does not see: 'answer' (the program's), 'outlet' (with date and byline).

        Examples
        --------
        >>> study.codes.sample("tone").form(coder="anna")
        """
        return make_coding_form(
            self._find_sample(question),
            self.annotations,
            coder=coder,
            folder=self.folder,
            codebook=self.codebook,
            blind=blind,
        )


def codes_of(measures: StudyMeasures) -> Codes:
    """People's codes of a study, by its measures."""
    return Codes(measures.study, measures.annotations, measures.interval, lambda: measures.toward)
