"""Articles in: one reader a format, cleaning that keeps evidence, dates and bylines, duplicates."""

from framelens.corpus.article import Article, Found, LeftOut, article_of_row, article_row
from framelens.corpus.header import find_header
from framelens.corpus.overview import describe_source
from framelens.corpus.reading import Corpus, read_articles
from framelens.corpus.reporting import report_fields
from framelens.corpus.source import check_source, iterate_articles, list_files

__all__ = [
    "Article",
    "Corpus",
    "Found",
    "LeftOut",
    "article_of_row",
    "article_row",
    "check_source",
    "describe_source",
    "find_header",
    "iterate_articles",
    "list_files",
    "read_articles",
    "report_fields",
]
