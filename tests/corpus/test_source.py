import datetime
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framelens.corpus import Article, LeftOut, iterate_articles, list_files, read_articles
from framelens.corpus.readers import FORMATS
from framelens.errors import InputError
from framelens.settings.settings import ArticleSource

DAY = datetime.date(2021, 12, 21)


def read(path, **settings):
    found = list(iterate_articles(ArticleSource(Path(path), **settings)))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [(item.source, item.reason) for item in found if isinstance(item, LeftOut)]


def test_the_shipped_article_is_its_file():
    (article,), left_out = read("seeds/articles")
    assert article.text == Path("seeds/articles/2021-12-21-trend.txt").read_text(encoding="utf-8")
    assert article == Article(
        "2021-12-21-trend", "Trend", DAY, "Trend", None, article.text, "2021-12-21-trend.txt", "en"
    )
    assert left_out == []


def test_a_plain_text_has_a_headline_and_the_date_of_its_name(tmp_path):
    text = "Dog bites man in Baku\n\nA dog bit a man, police said.\n"
    (tmp_path / "2021-12-21-dog.txt").write_text(text)
    (article,), _ = read(tmp_path)
    assert (article.headline, article.published, article.text) == ("Dog bites man in Baku", DAY, text)
    assert (article.outlet, article.byline) == (None, None)


@pytest.mark.parametrize("text", ["Dog bites man.\n\nIt did.", "Dog bites man\nin Baku\n\nIt did.", "Dog bites man\n"])
def test_a_first_paragraph_that_is_a_sentence_or_all_there_is_is_no_headline(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    (article,), _ = read(tmp_path)
    assert article.headline is None


def write_tables(folder):
    rows = [
        {"id": "a", "date": "2021-12-21", "title": "One", "body": "“First”, said Ann.\r\nYes.", "author": "Ann Lee"},
        {"id": "b", "date": "", "title": "", "body": "Second; article", "author": ""},
    ]
    for suffix, delimiter in ((".csv", ","), (".tsv", "\t"), ("-excel.csv", ";")):
        lines = [delimiter.join(rows[0])] + [delimiter.join(f'"{cell}"' for cell in row.values()) for row in rows]
        (folder / f"table{suffix}").write_text("\ufeff" + "\r\n".join(lines) + "\r\n", newline="")
    lines = [json.dumps({key: value or None for key, value in row.items()}) for row in rows]
    (folder / "table.jsonl").write_text("\n".join([*lines, ""]))
    (folder / "table.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    table = pa.table({key: [row[key] or None for row in rows] for key in rows[0]})
    pq.write_table(table.set_column(1, "date", pa.array([DAY, None])), folder / "table.parquet")


@pytest.mark.parametrize(
    "name", ["table.csv", "table.tsv", "table-excel.csv", "table.jsonl", "table.jsonl.gz", "table.parquet"]
)
def test_every_table_gives_the_same_articles(tmp_path, name):
    write_tables(tmp_path)
    articles, left_out = read(tmp_path / name, outlet="Trend")
    assert articles == [
        Article("a", "Trend", DAY, "Ann Lee", "One", "One\n\n“First”, said Ann.\nYes.", name),
        Article("b", "Trend", None, None, None, "Second; article", name),
    ]
    assert left_out == []
    (listed,) = list_files(ArticleSource(tmp_path / name))
    assert listed["columns"] == {
        "text": "body", "headline": "title", "published": "date", "byline": "author", "article_id": "id"
    }  # fmt: skip


def test_rows_without_an_id_are_called_by_file_and_row(tmp_path):
    (tmp_path / "t.csv").write_text("text\nFirst\n\nSecond\n")
    articles, _ = read(tmp_path)
    assert [article.article_id for article in articles] == ["t.csv:1", "t.csv:2"]


def test_a_folder_is_read_in_order_and_what_is_no_article_is_listed(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("Two")
    (tmp_path / "a.txt").write_text("One")
    (tmp_path / "c.TXT").write_text("Three")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "empty.txt").write_text("\n")
    (tmp_path / "nul.txt").write_bytes(b"a\0b")
    articles, left_out = read(tmp_path)
    assert [(a.article_id, a.text, a.source_path) for a in articles] == [
        ("a", "One", "a.txt"),
        ("b/two", "Two", "b/two.txt"),
        ("c", "Three", "c.TXT"),
    ]
    assert [source for source, _ in left_out] == [".DS_Store", "empty.txt", "nul.txt, line 1", "photo.jpg"]
    assert dict(left_out)["empty.txt"] == "there is no word in it"
    assert dict(left_out)["photo.jpg"] == f"framelens does not read .jpg; it reads {FORMATS}"


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("Secret")
    inside = tmp_path / "articles"
    inside.mkdir()
    (inside / "a.txt").write_text("One")
    (inside / "linked.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "same.txt").symlink_to(inside / "a.txt")
    articles, left_out = read(inside)
    assert [article.article_id for article in articles] == ["a", "same"]
    assert articles[1].duplicate_of == "a"
    assert [source for source, _ in left_out] == ["folder", "linked.txt", "loop"]


def test_copies_are_marked_with_the_first(tmp_path):
    (tmp_path / "a.txt").write_text(" date 2021-12-21 By Trend\n\nThe same words.")
    (tmp_path / "b.txt").write_text("The  same\nwords.\n")
    (tmp_path / "c.txt").write_text("Other words.")
    (tmp_path / "d.csv").write_text("text\nThe same words.\n")
    articles, _ = read(tmp_path)
    assert [article.duplicate_of for article in articles] == [None, "a", None, "a"]


def test_an_id_that_is_taken_is_refused_with_both_places(tmp_path):
    (tmp_path / "t.csv").write_text("id,text\nx,One\ny,Two\nx,Three\n")
    articles, left_out = read(tmp_path)
    assert [article.text for article in articles] == ["One", "Two"]
    assert left_out == [("t.csv, line 4", "the article_id 'x' is taken by t.csv, line 2; each article needs its own")]


def test_reading_is_strict_for_a_study_and_lists_for_an_archive(tmp_path):
    (tmp_path / "t.csv").write_text("id,date,text\nx,2021-12-21,One\ny,soon,Two\n")
    source = ArticleSource(tmp_path / "t.csv")
    with pytest.raises(InputError) as error:
        read_articles(source)
    assert str(error.value).startswith(f"{tmp_path}/t.csv, line 3: 'soon' is not a date; write it as 2021-12-21, ")
    corpus = read_articles(source, strict=False)
    assert corpus.articles["article_id"].tolist() == ["x"]
    assert corpus.left_out[["source", "kind"]].to_numpy().tolist() == [["t.csv, line 3", "unreadable"]]


def test_rows_are_streamed(tmp_path):
    """The first article comes before the file is read to its end: a broken row far behind does not stop it."""
    rows = 50_000
    (tmp_path / "t.jsonl").write_text('{"text": "Word"}\n' * rows + "{broken\n")
    found = iterate_articles(ArticleSource(tmp_path / "t.jsonl"))
    assert next(found).article_id == "t.jsonl:1"
    pq.write_table(pa.table({"text": ["Word"] * rows}), tmp_path / "t.parquet", row_group_size=1000)
    assert next(iterate_articles(ArticleSource(tmp_path / "t.parquet"))).article_id == "t.parquet:1"


def test_five_million_characters_and_one_word(tmp_path):
    (tmp_path / "long.txt").write_text("“Word,” she said.\n\n" * 263_158)
    (tmp_path / "word.txt").write_text("Word")
    table = {"id": ["row"], "text": ["Other words. " * 400_000]}
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    (tmp_path / "u.csv").write_text('id,text\ncell,"' + "More words. " * 420_000 + '"\n')
    articles, left_out = read(tmp_path)
    assert [(a.article_id, len(a.text)) for a in articles] == [
        ("long", 5_000_002), ("row", 5_200_000), ("cell", 5_040_000), ("word", 4)
    ]  # fmt: skip
    assert left_out == []


def test_script_stays_text(tmp_path):
    (tmp_path / "a.txt").write_text("<script>alert('x')</script> & “marks” &amp; more")
    (article,), _ = read(tmp_path)
    assert article.text == "<script>alert('x')</script> & “marks” &amp; more"
