"""What stands in the words: segments, statements, names, speakers, tone and frame hits, located and not counted."""

from framelens.annotate.annotating import annotate, gather_speakers
from framelens.annotate.article import annotate_article

__all__ = ["annotate", "annotate_article", "gather_speakers"]
