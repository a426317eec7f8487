"""The annotations on disk: append-only Parquet parts, a commit log, DuckDB over both."""

from framelens.lazy import fetch_lazily

_WHERE = {
    "TABLES": "framelens.store.parts",
    "Store": "framelens.store.reading",
    "open_store": "framelens.store.reading",
    "write_store": "framelens.store.writing",
}
__all__ = ["TABLES", "Store", "open_store", "write_store"]
__getattr__, __dir__ = fetch_lazily(__name__, _WHERE)
