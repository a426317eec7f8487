"""The annotations on disk: append-only Parquet parts, a commit log, DuckDB over both."""

from framelens.store.parts import TABLES
from framelens.store.reading import Store, open_store
from framelens.store.writing import write_store

__all__ = ["TABLES", "Store", "open_store", "write_store"]
