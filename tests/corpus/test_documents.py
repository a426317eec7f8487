"""Pages, Word, rich text, PDF, workbooks, JSON and ZIP."""

import datetime
import json
from pathlib import Path

import docx
import openpyxl
import pytest
from corpus import deliveries as made

from framelens.corpus import Article, iterate_articles, list_files
from framelens.settings.settings import ArticleSource

DAY = datetime.date(2021, 12, 21)


def read(path, **settings):
    found = list(iterate_articles(ArticleSource(Path(path), **settings)))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [(item.source, item.reason) for item in found if not isinstance(item, Article)]


def test_a_news_page(tmp_path):
    (tmp_path / "a.html").write_text(made.page())
    (article,), _ = read(tmp_path)
    headline = "Harbour & port open on 7 December 2031"
    assert article == Article(
        "a", "The Norhaven Courier", DAY, "Sam Roe", headline, "\n\n".join([headline, *made.LONG_BODY]), "a.html"
    )
    assert {name: where.label for name, where in article.found.items()} == {
        "text": "main text of the page (trafilatura)",
        "headline": "meta property=og:title",
        "published": "JSON-LD datePublished",
        "byline": "JSON-LD author",
        "outlet": "meta property=og:site_name",
        "language": "html lang",
    }


def test_a_page_that_names_no_date_has_none(tmp_path):
    text = "".join(f"<p>{p}</p>" for p in made.LONG_BODY)
    (tmp_path / "a.html").write_text(f"<html><body><h1>Open on 7 December 2031</h1>{text}<p>1 May 1999</p></html>")
    (tmp_path / "b.html").write_bytes("<html><body><p>Déjà vu</p></body></html>".encode("cp1252"))
    (tmp_path / "c.html").write_text("<html><body><script>load()</script></body></html>")
    (article,), left_out = read(tmp_path)
    assert (article.published, article.headline) == (None, "Open on 7 December 2031")
    assert dict(left_out)["b.html"].startswith("byte 17 (0xe9) is not UTF-8 and the page declares no encoding; write")
    assert dict(left_out)["c.html"].startswith("no article was found on the page; it may be a front page")


def test_a_word_file(tmp_path):
    document = docx.Document()
    document.add_paragraph("Harbour opens on 7 December 2031", style="Title")
    for line in ("By Sam Roe", "21 December 2021", *made.BODY_1):
        document.add_paragraph(line)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "A cell"
    document.save(tmp_path / "a.docx")
    (article,), _ = read(tmp_path)
    lines = ["Harbour opens on 7 December 2031", "By Sam Roe", "21 December 2021", *made.BODY_1, "A cell"]
    assert (article.headline, article.byline, article.published) == (lines[0], "Sam Roe", DAY)
    assert article.text == "\n\n".join(lines)


def test_rich_text_with_marks_links_and_letters_of_every_kind(tmp_path):
    link = r'{\field{\*\fldinst{HYPERLINK "http://x.example"}}{\fldrslt the port}}'
    body = r"\pard Ships near " + link + r" wait \ldblquote here\rdblquote , at \'80\'e9 3 {\b each} "
    rtf = made.rtf_document([body, made.rtf_text("Привет 😀"), "\\par\n", r"\pard{\*\unknown hidden}End.\par"])
    (tmp_path / "a.rtf").write_bytes(rtf.encode("ascii"))
    (article,), _ = read(tmp_path)
    assert article.text == "Ships near the port wait “here”, at €é 3 each Привет 😀\n\nEnd."


def test_the_lines_of_a_pdf_become_paragraphs(tmp_path):
    head, foot = "The Norhaven Courier, page", "Copyright Norhaven Press"
    first = ["Harbour opens", "21 December 2021"]
    first += ["Ann Lee, the mayor of the town, said on Monday that the har-", "bour would open to all ships."]
    middle = ["Nobody at the port had waited for this as long as she had, for", "it was she who closed it."]
    last = ["The ships were there on the first day and blew their horns in", "the fog outside the piers."]
    pages = [[f"{head} {n}", *lines, foot] for n, lines in enumerate((first, middle, last), start=1)]
    (tmp_path / "a.pdf").write_bytes(made.pdf_bytes(pages))
    (article,), _ = read(tmp_path)
    assert article.text.split("\n\n") == [
        "Harbour opens",
        "21 December 2021",
        "Ann Lee, the mayor of the town, said on Monday that the harbour would open to all ships.",
        "Nobody at the port had waited for this as long as she had, for it was she who closed it.",
        "The ships were there on the first day and blew their horns in the fog outside the piers.",
    ]
    assert (article.headline, article.published) == ("Harbour opens", DAY)
    assert article.found["text"].note == "6 page heads, feet and numbers left out"


def test_a_hyphen_at_the_end_of_a_line_goes_only_where_the_word_is_whole_without_it(tmp_path):
    lines = [
        "Nobody on the quay was surprised on Monday when the well-",
        "known mayor of Norhaven spoke for long about an announce-",
        "ment on the harbour of Eastern-",
        "haven, not on the port of Easternhaven Bay, which is in the long-",
        "term plan.",
    ]
    (tmp_path / "a.pdf").write_bytes(made.pdf_bytes([lines]))
    (article,), _ = read(tmp_path)
    for words in ("well-known mayor", "an announcement on", "long-term plan"):
        assert words in article.text
    assert "harbour of Easternhaven, not on" in article.text


def test_a_pdf_without_text_says_what_to_do(tmp_path):
    (tmp_path / "a.pdf").write_bytes(made.pdf_bytes([[]]))
    assert read(tmp_path)[1] == [
        ("a.pdf", "there is no text in it: its one page is a picture; recognise the text first (OCR)")
    ]


def write_book(path, rows, *, second=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if second:
        sheet = book.create_sheet("notes")
        for row in second:
            sheet.append(row)
    book.save(path)


def test_a_workbook_is_a_table(tmp_path):
    rows = [["id", "when", "body"], ["a", DAY, "Words here"], [None, None, None], ["b", None, "x" * 32_767]]
    write_book(tmp_path / "t.xlsx", rows, second=[["key", "value"], ["k", "v"]])
    (article,), left_out = read(tmp_path, columns={"published": "when"})
    assert (article.article_id, article.published, article.text) == ("a", DAY, "Words here")
    assert left_out[0][0] == "t.xlsx, sheet 'Sheet', row 4"
    assert left_out[0][1].startswith("the text has exactly 32,767 characters, the most that a cell of Excel holds")
    assert left_out[1][1].startswith("no articles are in it: there is no column 'when'")
    (row,) = list_files(ArticleSource(tmp_path / "t.xlsx", columns={"published": "when"}))
    assert row["columns"] == {"text": "body", "published": "when", "article_id": "id"}


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"status": "ok", "articles": rows}])
def test_json_in_its_usual_shapes(tmp_path, wrap):
    rows = [{"title": "One", "body": "Words", "source": {"name": "Courier"}}, 5]
    (tmp_path / "t.json").write_text(json.dumps(wrap(rows)))
    (article,), left_out = read(tmp_path, columns={"outlet": "source.name"})
    assert (article.headline, article.outlet, article.text) == ("One", "Courier", "One\n\nWords")
    assert left_out == [("t.json, item 2", "the item is a int and no object {...}")]


def test_json_of_one_article_and_of_lines(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"text": "Words " * 50, "tags": [{"x": 1}]}))
    (tmp_path / "b.json").write_text('{"text": "One"}\n{"text": "Two"}\n')
    (tmp_path / "c.json").write_text("[" * 100_000)
    (tmp_path / "d.json").write_text('"words"')
    articles, left_out = read(tmp_path)
    assert [article.article_id for article in articles] == ["a.json:1", "b.json:1", "b.json:2"]
    assert [reason.partition("(")[0] for _, reason in left_out] == [
        "it is nested too deep to be a table of articles",
        "it holds a str; a JSON file of articles is a list of objects",
    ]


def test_an_archive_of_any_of_these(tmp_path):
    made.write_nexis_word(tmp_path / "n.docx", made.NEXIS_FIRST)
    inner = tmp_path / "inner"
    made.write_zip(inner, {"deep.txt": b"Deep words."})
    members = {
        "b/a.txt": b"Words.",
        "n.docx": (tmp_path / "n.docx").read_bytes(),
        "inner.zip": inner.read_bytes(),
        "__MACOSX/a.txt": b"\0",
        "photo.jpg": b"\xff",
    }
    made.write_zip(tmp_path / "z.zip", members)
    articles, left_out = read(tmp_path / "z.zip")
    assert [(article.article_id, article.source_path) for article in articles] == [
        ("z.zip/b/a", "z.zip/b/a.txt"),
        ("z.zip/inner.zip/deep", "z.zip/inner.zip/deep.txt"),
        ("z.zip/n.docx:1", "z.zip/n.docx"),
    ]
    assert left_out[0] == ("z.zip, __MACOSX/a.txt", "it is hidden")
    assert left_out[1][0] == "z.zip/photo.jpg"
