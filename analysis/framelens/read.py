"""Reading and writing what a study is made of: articles, dictionaries, lexicons, codes, coders, stores."""

from __future__ import annotations

from framelens.lazy import fetch_lazily

_WHERE = {
    "describe_source": "framelens.corpus",
    "load_coder": "framelens.coders.keeping",
    "open_store": "framelens.store",
    "read_articles": "framelens.corpus",
    "read_coders": "framelens.code.declared",
    "read_codes": "framelens.code.folder",
    "read_coding_samples": "framelens.code.folder",
    "read_coding_sheet": "framelens.code.sheets_read",
    "read_dictionary": "framelens.dictionary",
    "read_frame_codes": "framelens.coders.codes",
    "read_lexicon": "framelens.lexicon",
    "report_fields": "framelens.corpus",
    "save_coder": "framelens.coders.keeping",
    "write_coding_sample": "framelens.code.folder",
    "write_coding_sheet": "framelens.code.sheets",
    "write_dictionary": "framelens.dictionary",
}
__all__ = sorted(_WHERE)
__getattr__, __dir__ = fetch_lazily(__name__, _WHERE)
