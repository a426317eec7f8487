"""Tables that are broken: each row gives an article or one clear reason."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framelens.corpus import Article, LeftOut, iterate_articles
from framelens.corpus.readers import READERS, SUFFIXES
from framelens.settings.settings import ArticleSource


def read(path, **given_settings):
    found = list(iterate_articles(ArticleSource(Path(path), **given_settings)))
    texts = [item.text for item in found if isinstance(item, Article)]
    return texts, [(item.source, item.reason) for item in found if isinstance(item, LeftOut)]


def test_a_row_of_too_many_cells_is_refused_and_the_rest_read(tmp_path):
    (tmp_path / "t.csv").write_text('id,text\na,"One, two"\nb,One, two\nc,"Three\nlines"\nd,Four\n')
    texts, left_out = read(tmp_path)
    assert texts == ["One, two", "Three\nlines", "Four"]
    assert left_out == [
        (
            "t.csv, line 3",
            "the row has 3 cells and the header 2; put quotation marks around a cell that holds the delimiter",
        )
    ]


def test_a_quotation_mark_that_is_missing_is_named(tmp_path):
    (tmp_path / "t.csv").write_text('id,text\na,One\nb,"Two\nc,Three\n')
    texts, left_out = read(tmp_path)
    assert texts == ["One"]
    assert left_out == [
        ("t.csv, line 3", "the row cannot be read (unexpected end of data); is a quotation mark missing?")
    ]


def test_a_short_row_has_no_text(tmp_path):
    (tmp_path / "t.csv").write_text("id,text\na\nb,Two\n")
    assert read(tmp_path) == (["Two"], [("t.csv, line 2", "there is no text")])


def test_lines_that_are_no_object_are_refused(tmp_path):
    lines = ['{"text": "One"}', "[1]", "{oops", '{"title": "no text"}', '{"text": 5}', '{"text": "a\\ud800"}', ""]
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    texts, left_out = read(tmp_path)
    assert texts == ["One"]
    reasons = dict(left_out)
    assert list(reasons) == [f"t.jsonl, line {n}" for n in (2, 3, 4, 5, 6)]
    assert reasons["t.jsonl, line 2"] == (
        "the line holds a list and no object; a JSON Lines file has one object {...} a line"
    )
    assert reasons["t.jsonl, line 3"].startswith("the line is no JSON (Expecting property name")
    assert reasons["t.jsonl, line 4"] == "there is no text"
    assert reasons["t.jsonl, line 5"] == "its text is a int and no string"
    assert reasons["t.jsonl, line 6"].startswith("half of a surrogate pair (character 2)")


def test_a_file_that_is_no_parquet_is_named(tmp_path):
    (tmp_path / "t.parquet").write_text("id,text\n")
    _, ((source, reason),) = read(tmp_path)
    assert source == "t.parquet"
    assert reason.startswith("it is no Parquet file, or it is damaged (Parquet magic bytes not found in footer")


def test_damage_inside_a_parquet_file_keeps_what_came_before(tmp_path):
    file = tmp_path / "t.parquet"
    table = pa.table({"text": [f"Article number {n}" for n in range(4000)]})
    pq.write_table(table, file, row_group_size=1000, compression="none", write_statistics=False)
    data = bytearray(file.read_bytes())
    start = pq.ParquetFile(file).metadata.row_group(2).column(0).data_page_offset
    data[start : start + 40] = b"\xff" * 40
    file.write_bytes(data)
    texts, left_out = read(tmp_path)
    assert texts == [f"Article number {n}" for n in range(len(texts))] and len(texts) >= 1900
    ((source, reason),) = left_out
    assert source == f"t.parquet, row {len(texts) + 1:,}"
    assert reason.startswith("the rows from here on cannot be read: the file is damaged (")


def test_dictionary_and_large_strings_are_strings(tmp_path):
    table = pa.table(
        {
            "text": pa.array(["One", "Two"], pa.large_string()),
            "outlet": pa.array(["Trend", "Trend"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    articles = list(iterate_articles(ArticleSource(tmp_path / "t.parquet")))
    assert [(a.text, a.outlet) for a in articles] == [("One", "Trend"), ("Two", "Trend")]


def test_of_two_readers_of_one_suffix_one_recognises_its_files():
    for suffix in SUFFIXES:
        assert suffix == suffix.lower() and suffix.startswith(".")
        takers = [reader for reader in READERS if suffix in reader.suffixes]
        assert sum(reader.recognise is None for reader in takers) == 1 and takers[-1].recognise is None


@pytest.mark.parametrize("suffix", sorted({reader.suffixes[0] for reader in READERS}))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_bytes_give_articles_or_reasons(tmp_path, suffix, data):
    json_like = st.builds(lambda rows: "\n".join(map(json.dumps, rows)).encode(), st.lists(st.dictionaries(
        st.sampled_from(["text", "id", "date", "title"]),
        st.none() | st.booleans() | st.floats() | st.text() | st.lists(st.text(), max_size=2),
    )))  # fmt: skip
    csv_like = st.text(alphabet='text,;"\n\r\t\0a é“').map(lambda text: ("id,text\n" + text).encode())
    content = data.draw(st.binary() | json_like | csv_like)
    path = tmp_path / f"fuzz{suffix}"
    path.write_bytes(content)
    for item in iterate_articles(ArticleSource(path)):
        if isinstance(item, Article):
            assert item.text and item.article_id
            item.text.encode()
        else:
            assert item.reason
