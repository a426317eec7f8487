import pytest
from stand_ins import annotate_words, files_of, make_rows, write_rows

from framelens.settings.settings import settings_of_source
from framelens.store import chunks, write_store


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of 20 articles, so that a small corpus has many."""
    monkeypatch.setattr(chunks, "_BATCH_ITEMS", 20)
    monkeypatch.setattr(chunks, "_CHUNK_ARTICLES", 6)


@pytest.fixture
def corpus(tmp_path):
    """A corpus with two lines that are no article."""
    rows = make_rows()
    path = write_rows(tmp_path / "corpus.jsonl", rows)
    lines = path.read_text().splitlines()
    lines.insert(30, "{broken")
    lines.append('{"id": "last", "text": ""}')
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def whole(corpus, tmp_path, small_batches):
    """The store of the corpus, written without a break, as its files."""
    write_store(settings_of_source(corpus), tmp_path / "whole", annotate=annotate_words)
    return files_of(tmp_path / "whole")
