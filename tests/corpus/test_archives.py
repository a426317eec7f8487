"""Each archive's delivery gives its articles: dates from their datelines, never from a headline that names another."""

import datetime
from pathlib import Path

import pytest
from corpus import deliveries as made

from framelens.corpus import Article, iterate_articles, list_files, report_fields
from framelens.settings.settings import ArticleSource

DAY, GERMAN_DAY = datetime.date(2021, 12, 21), datetime.date(2020, 7, 7)
ONE, TWO = "\n\n".join(made.BODY_1), "\n\n".join(made.BODY_2)
COURIER = "The Norhaven Courier"


def read(path, **settings):
    found = list(iterate_articles(ArticleSource(Path(path), **settings)))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [(item.source, item.reason, item.expected) for item in found if not isinstance(item, Article)]


def facts(article):
    body = article.text.removeprefix(f"{article.headline}\n\n")
    return article.headline, article.published, article.outlet, article.byline, article.language, body


@pytest.mark.parametrize(("name", "write"), [("n.docx", made.write_nexis_word), ("n.rtf", made.write_nexis_rtf)])
def test_a_nexis_delivery_of_several_articles(tmp_path, name, write):
    write(tmp_path / name, made.NEXIS_COVER + made.NEXIS_FIRST + made.NEXIS_PICTURE + made.NEXIS_SECOND)
    articles, left_out = read(tmp_path)
    assert [facts(article) for article in articles] == [
        (made.NEXIS_FIRST[0], DAY, COURIER, "Sam Roe", "en", ONE),
        ("Ships wait", GERMAN_DAY, "Norhavener Echo (Regionalausgabe)", None, "de", TWO),
    ]
    assert left_out == [
        (f"{name}, article 2", "it has no body: it is a picture with its caption ('A ship')", True),
    ]


def test_a_nexis_article_alone_and_one_without_a_day(tmp_path):
    made.write_nexis_word(tmp_path / "a.docx", made.NEXIS_FIRST)
    # A magazine of a month has no day; the day it was loaded stands in, and the report says so.
    lines = ["Harbours", "Ports Monthly", "May 2021", "Length:\u00a0200 words", *made.NEXIS_FIRST[9:]]
    made.write_nexis_word(tmp_path / "b.docx", lines)
    (first, second), _ = read(tmp_path)
    assert facts(first)[:3] == (made.NEXIS_FIRST[0], DAY, COURIER)
    assert facts(second)[:3] == ("Harbours", datetime.date(2021, 12, 22), "Ports Monthly")
    report = report_fields(ArticleSource(tmp_path)).set_index(["article_id", "field"])
    loaded = report.loc[("b.docx:1", "published")]
    assert (loaded["label"], loaded["confidence"]) == ("Load-Date:", 0.6)
    assert report.loc[("a.docx:1", "published"), "label"] == "dateline"


def test_a_corrected_headline_and_a_line_for_a_correspondent(tmp_path):
    made.write_nexis_word(tmp_path / "a.docx", ["Harbours - Correction Appended", *made.NEXIS_FIRST[1:]])
    text = made.LEXISNEXIS.replace("says mayor\n\nBYLINE: By Sam Roe", "says mayor\n\nVAN ONZE VERSLAGGEVER")
    (tmp_path / "b.txt").write_text(text, "utf-8")
    articles, _ = read(tmp_path)
    assert facts(articles[0])[:4] == ("Harbours", DAY, COURIER, "Sam Roe")
    assert (articles[1].headline, articles[1].byline) == (made.NEXIS_FIRST[0], "VAN ONZE VERSLAGGEVER")


def test_a_nexis_headline_that_begins_like_a_label_and_a_date_with_a_region(tmp_path):
    lines = ["Column: the port, 2031", "Subject: Ships", "June 1, 2020 Monday, South", *made.NEXIS_FIRST[5:]]
    made.write_nexis_word(tmp_path / "a.docx", lines)
    (article,), _ = read(tmp_path)
    assert facts(article)[:3] == ("Column: the port, 2031", datetime.date(2020, 6, 1), "Subject: Ships")
    assert article.found["published"].confidence == 0.6


@pytest.mark.parametrize(("name", "write"), [("n.docx", made.write_nexis_word), ("n.rtf", made.write_nexis_rtf)])
def test_a_nexis_table_of_contents_is_no_article_and_no_error(tmp_path, name, write):
    write(tmp_path / name, made.NEXIS_COVER)
    reason = "it is the cover page or table of contents of a Nexis delivery, without an article"
    assert read(tmp_path) == ([], [(name, reason, True)])


@pytest.mark.parametrize(("name", "write"), [("f.html", made.write_factiva_html), ("f.rtf", made.write_factiva_rtf)])
def test_a_factiva_delivery_with_field_codes(tmp_path, name, write):
    write(tmp_path / name)
    articles, left_out = read(tmp_path)
    assert [facts(article) for article in articles] == [
        ("Harbour opens on 7 December 2031", DAY, COURIER, "Sam Roe", "en", ONE),
        ("Ships wait", GERMAN_DAY, "The Eastern Mail", None, "en", TWO),
    ]
    assert left_out == []
    report = report_fields(ArticleSource(tmp_path)).query("field == 'published'")
    assert report["label"].tolist() == ["PD", "PD"]


@pytest.mark.parametrize(
    ("name", "write"), [("f.html", made.write_factiva_shown), ("f.rtf", made.write_factiva_rtf_shown)]
)
def test_a_factiva_delivery_without_field_codes(tmp_path, name, write):
    write(tmp_path / name)
    (article,), left_out = read(tmp_path)
    headline, published, outlet, byline, language, body = facts(article)
    assert (headline, published, outlet) == ("Harbour opens on 7 December 2031", DAY, COURIER)
    assert (byline.title(), language, body) == ("Sam Roe", "en", ONE)
    assert article.own.get("CR") == ("Special to The Norhaven Courier" if name == "f.html" else None)
    assert left_out == []


@pytest.mark.parametrize("name", ["l.txt", "l.docx", "l.rtf", "l.html"])
def test_lexisnexis_of_before_in_whatever_holds_it(tmp_path, name):
    made.write_held(tmp_path / name, made.LEXISNEXIS)
    articles, left_out = read(tmp_path)
    body = f"{ONE}\n\nLENGTH: 19.4 metres is the new quay."
    assert facts(articles[0]) == (made.NEXIS_FIRST[0], DAY, COURIER, "Sam Roe", "en", body)
    assert articles[0].own["SECTION"] == "NEWS; Pg. 4" and articles[0].own["GRAPHIC"].startswith("Ann Lee at")
    if name != "l.html":  # where nothing is centred, headline and outlet cannot be told apart above a date
        assert facts(articles[1]) == ("Ships wait", GERMAN_DAY, "Norhavener Echo", None, "de", TWO)
    assert len(articles) == 2 and left_out == []


@pytest.mark.parametrize("name", ["f.txt", "f.docx", "f.rtf"])
def test_factiva_saved_as_text(tmp_path, name):
    made.write_held(tmp_path / name, made.FACTIVA_CODED)
    articles, left_out = read(tmp_path)
    assert [facts(article) for article in articles] == [
        ("Harbour opens on 7 December 2031", DAY, COURIER, "Sam Roe", "en", ONE),
        ("Ships wait", GERMAN_DAY, "The Eastern Mail", None, "en", TWO),
    ]
    assert articles[0].own["NS"] == "gcat : News" and articles[0].own["AN"] == "NORHAV0020211221ehcl0001r"
    (tmp_path / name).unlink()
    made.write_held(tmp_path / name, made.FACTIVA_SHOWN + made.FACTIVA_SHOWN.replace("Harbour", "Port"))
    articles, left_out = read(tmp_path)
    assert [facts(article) for article in articles] == [
        (f"{what} opens on 7 December 2031", DAY, COURIER, "Sam Roe", "en", ONE) for what in ("Harbour", "Port")
    ]
    assert left_out == []


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [made.PROQUEST, made.LEXISNEXIS, made.FACTIVA_CODED])
def test_line_ends_and_encodings_change_no_delivery(tmp_path, text, encoding, end):
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    (tmp_path / "b.txt").write_bytes(text.replace("\n", end).encode(encoding))
    plain = [facts(article) for article in read(tmp_path / "a.txt")[0]]
    assert [facts(article) for article in read(tmp_path / "b.txt")[0]] == plain != []


def test_proquest_with_broken_and_unknown_labels(tmp_path):
    text = made.PROQUEST.replace("ProQuest document ID: 251439970", "ProQuestdocument ID: 251439970")
    text = text.replace("Publication year: 2021", "Moon phase: waxing").replace("Subject:", "SubjectHeading:")
    (tmp_path / "p.txt").write_text(text, encoding="utf-8")
    (article,), _ = read(tmp_path)
    assert facts(article)[:5] == (made.NEXIS_FIRST[0], DAY, COURIER, "Roe, Sam", "en")
    assert facts(article)[5].startswith(ONE) and "Moon phase" not in article.text
    assert article.own["Moon phase"] == "waxing" and article.own["ProQuest document ID"] == "251439970"


@pytest.mark.parametrize(
    ("count", "day", "language"),
    [("212 字", "2021 年 12 月 21 日", "英文"), ("212 слов", "21 декабря 2021", "Английский"),
     ("212 ワード", "2021年12月21日", "英語"), ("212 단어", "2021년 12월 21일", "영어"),
     ("212 słów", "21 grudnia 2021", "Angielski"), ("212 kelime", "21 Aralık 2021", "İngilizce"),
     ("212 palabras", "21 diciembre 2021", "Inglés"), ("212 parole", "21 dicembre 2021", "Inglese"),
     ("212 mots", "21 décembre 2021", "Anglais"), ("212 Wörter", "21 Dezember 2021", "Englisch")],
)  # fmt: skip
def test_a_factiva_page_with_an_interface_in_another_language(tmp_path, count, day, language):
    made.write_factiva_shown(tmp_path / "f.html")
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    page = page.replace("212 Wörter", count).replace("21 Dezember 2021", day).replace("Englisch", language)
    (tmp_path / "f.html").write_text(page.replace("Dokument NOR", "文件 NOR"), encoding="utf-8")
    (article,), left_out = read(tmp_path)
    assert facts(article)[1:] == (DAY, COURIER, "SAM ROE", "en", ONE) and left_out == []


def test_proquest_as_text(tmp_path):
    made.write_proquest_text(tmp_path / "p.txt")
    (article,), left_out = read(tmp_path)
    text = f"{ONE}\n\nSection: is how the speech began."
    assert facts(article) == (made.NEXIS_FIRST[0], DAY, COURIER, "Roe, Sam", "en", text)
    assert article.own["Credit"] == "Sam Roe" and article.own["Subject"] == "Harbours; Mayors"
    assert left_out == [
        ("p.txt, article 2, line 42", "ProQuest holds no full text of it ('A report without words')", True)
    ]


def test_proquest_as_a_page(tmp_path):
    made.write_proquest_html(tmp_path / "p.html")
    (article,), left_out = read(tmp_path)
    assert facts(article) == ("Harbour opens on December 7, 2031", DAY, COURIER, "Roe, Sam", "en", ONE)
    assert left_out == []


def test_ris_gives_the_abstract_and_says_that_it_is_one(tmp_path):
    (tmp_path / "p.ris").write_text(made.RIS)
    (article,), left_out = read(tmp_path)
    body = "Ann Lee said that the harbour would open.\n\nIt is ready, she said."
    assert facts(article) == ("Harbour opens on December 7, 2031", DAY, COURIER, "Roe, Sam; Doe, Jo", "en", body)
    assert left_out[0][:2] == (
        "p.ris, article 2, line 19", "it has neither text nor abstract ('A record without words')"
    )  # fmt: skip
    assert article.found["text"].note.startswith("an abstract, not the full text")


def test_europresse_of_today(tmp_path):
    made.write_europresse(tmp_path / "e.html")
    (first, second), _ = read(tmp_path)
    assert facts(first)[:4] == ("Le port ouvre le 7 décembre 2031", DAY, "Le Courrier de Norhaven", "Sam Roe")
    assert facts(first)[5] == ONE
    assert facts(second)[:4] == ("Les navires attendent", GERMAN_DAY, "Le Mail", None)
    assert second.found["published"].label == "number of the document"


def test_europresse_of_before(tmp_path):
    made.write_europresse_before(tmp_path / "e.htm")
    (article,), _ = read(tmp_path)
    body = f"{made.BODY_2[0]}\n\nElle a déclaré."
    assert facts(article) == ("Le port ouvre", DAY, "Le Courrier", "Sam Roe", "en", body)


def test_a_web_archive(tmp_path):
    made.write_warc(tmp_path / "c.warc.gz")
    (article,), left_out = read(tmp_path)
    assert facts(article)[1:4] == (DAY, COURIER, "Sam Roe")
    assert article.text.endswith("\n\n".join(made.LONG_BODY))
    assert [reason for _, reason, _ in left_out] == [
        "the page was fetched before, in record 1",
        "no article was found on the page",
        "2 of its 5 records are no pages (images, scripts, errors)",
    ]


def test_the_bytes_decide_and_the_list_says_why(tmp_path):
    made.write_nexis_rtf(tmp_path / "a.doc", made.NEXIS_FIRST)
    (tmp_path / "b.txt").write_text(made.page())
    (tmp_path / "c.docx").write_bytes(made.pdf_bytes([["One line of words.", "And another."]]))
    (tmp_path / "d.txt").write_text("Only words.")
    (tmp_path / "e.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    rows = {row["file"]: (row["reader"], row["why"], row["reason"]) for row in list_files(ArticleSource(tmp_path))}
    assert rows["a.doc"][0] == "Nexis (rich text)"
    assert rows["a.doc"][1].startswith("it has the marks of a Nexis delivery: 'End of Document', 'Load-Date:'")
    assert rows["b.txt"] == ("web page", "its bytes are HTML, though its name ends in .txt", None)
    assert rows["c.docx"] == ("PDF", "its bytes are a PDF, though its name ends in .docx", None)
    assert rows["d.txt"] == ("plain text", "its name ends in .txt", None)
    assert rows["e.doc"][2].startswith("it is a Word or Excel file in the form used before 2007; open it there")
    articles, _ = read(tmp_path)
    assert [article.article_id for article in articles] == ["a.doc:1", "b", "c", "d"]


def test_the_report_has_a_row_for_each_field_of_each_article(tmp_path):
    (tmp_path / "2021-12-21-a.txt").write_text("Words.")
    (tmp_path / "t.csv").write_text("id,text,date\nx,Words and words,2021-12-21\n")
    report = report_fields(ArticleSource(tmp_path, outlet="Courier"))
    assert report["article_id"].value_counts().to_dict() == {"2021-12-21-a": 7, "x": 7}
    rows = report.set_index(["article_id", "field"])
    assert rows.loc[("x", "published"), ["place", "label", "confidence"]].tolist() == ["line 2", "column 'date'", 1.0]
    assert rows.loc[("2021-12-21-a", "published"), ["place", "label", "confidence"]].tolist() == [
        "the file", "name of the file", 0.5
    ]  # fmt: skip
    assert rows.loc[("x", "outlet"), ["value", "place"]].tolist() == ["Courier", "study.toml"]
    assert rows.loc[("x", "headline"), ["value", "place", "confidence"]].isna().all()
