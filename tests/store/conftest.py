import json

import pytest
from stand_ins import annotate_words

from framelens.settings.settings import settings_of_source
from framelens.store import chunks, write_store

N_ARTICLES = 230


def make_rows(count=N_ARTICLES):
    """Articles of five words; every 50th is a copy of the one before it."""
    numbers = [n - (n % 50 == 49) for n in range(count)]
    return [
        {"id": f"a{n:04d}", "text": f"Ann met {'Bo' if number % 3 else 'Cy'} {number} times."}
        for n, number in enumerate(numbers)
    ]


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def files_of(store):
    """Every file of a store and its bytes, the lock aside."""
    return {
        str(file.relative_to(store)): file.read_bytes()
        for file in sorted(store.rglob("*"))
        if file.is_file() and file.name != ".lock"
    }


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
