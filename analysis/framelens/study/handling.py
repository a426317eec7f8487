"""What people do with a study in JupyterLab: read an article, correct it, decide who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framelens.study.measuring import Measuring

if TYPE_CHECKING:
    from framelens.forms.correcting import CorrectionForm
    from framelens.forms.reviewing import SpeakerReview
    from framelens.results.blocks import ArticleText


class Handling(Measuring):
    """Articles to read and correct, and speakers to review."""

    def read(self, article_id: str | None = None, *, lexicon: str | None = None) -> ArticleText:
        """An article to read, with everything that was found in it marked; the first one by default.

        Examples
        --------
        >>> study.read("example-1-norhaven-courier")
        """
        from framelens.forms.reading import show_article

        return show_article(self._found, self._first(article_id), lexicon=lexicon)

    def correct(self, article_id: str | None = None, *, by: str = "") -> CorrectionForm:
        """An article to correct while reading: what is corrected goes into ``corrections.csv`` and into the next run.

        Examples
        --------
        >>> form = study.correct("example-1-norhaven-courier", by="MK")
        """
        from framelens.forms.correcting import correct_article

        return correct_article(self.settings, self._found, self._first(article_id), by=by)

    def review_speakers(self, *, by: str = "", top: int = 50) -> SpeakerReview:
        """Who may be one person, and who may be two: each is decided with a click, and taken back with another.

        ``study.speakers`` is a plain table, so that the form is a method of the study, as :meth:`correct` is. Decisions
        go into the roster beside study.toml, or into ``corrections.csv``, and hold when the study is annotated again.

        Parameters
        ----------
        by : str
            Who decides.
        top : int
            How many doubts are shown; ``.table`` of the form has all of them.

        Examples
        --------
        >>> review = study.review_speakers(by="MK")
        >>> review.table[["question", "name", "other", "n", "evidence"]].head(3)
        """
        from framelens.forms.reviewing import review_speakers

        return review_speakers(self.settings, self._found, by=by, top=top)

    def _first(self, article_id: str | None) -> str:
        return str(self._found.articles["article_id"].iloc[0]) if article_id is None else article_id
