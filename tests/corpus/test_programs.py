"""What people fetch by program is known by its keys: a file after each one's published schema, without a mapping."""

import csv
import datetime
import json

import pytest

from framelens.corpus import Article, iterate_articles, list_files
from framelens.settings.settings import ArticleSource

DAY = datetime.date(2021, 12, 21)
TEXT = "The harbour will open in May.\n\n“We are ready,” said the mayor."
TITLE, OUTLET = "Harbour opens", "Norhaven Courier"
GUARDIAN = {
    "response": {
        "status": "ok",
        "total": 1,
        "results": [
            {
                "id": "world/2021/dec/21/harbour",
                "type": "article",
                "sectionId": "world",
                "webPublicationDate": "2021-12-21T10:05:00Z",
                "webTitle": TITLE,
                "webUrl": "https://guardian.example/1",
                "apiUrl": "https://api.example/1",
                "fields": {
                    "headline": TITLE,
                    "byline": "Sam Roe",
                    "bodyText": TEXT,
                    "publication": OUTLET,
                    "wordcount": "11",
                },
            }
        ],
    }
}
NEW_YORK_TIMES = {
    "status": "OK",
    "response": {
        "docs": [
            {
                "abstract": "An abstract.",
                "web_url": "https://nyt.example/1",
                "snippet": "S.",
                "lead_paragraph": TEXT,
                "source": OUTLET,
                "multimedia": [{"rank": 0}],
                "headline": {"main": TITLE, "kicker": None},
                "pub_date": "2021-12-21T05:00:00+0000",
                "byline": {"original": "By Sam Roe", "person": [{"firstname": "Sam"}]},
                "_id": "nyt://1",
                "word_count": 11,
            }
        ],
        "meta": {"hits": 1},
    },
}
NEWSAPI = {
    "status": "ok",
    "totalResults": 1,
    "articles": [
        {
            "source": {"id": None, "name": OUTLET},
            "author": "Sam Roe",
            "title": f"{TITLE} - {OUTLET}",
            "description": "D.",
            "content": TEXT,
            "url": "https://courier.example/1",
            "publishedAt": "2021-12-21T10:05:00Z",
        }
    ],
}
EVENT_REGISTRY = {
    "articles": {
        "page": 1,
        "totalResults": 1,
        "results": [
            {
                "uri": "123",
                "lang": "eng",
                "date": "2021-12-21",
                "time": "10:05:00",
                "dateTime": "2021-12-21T10:05:00Z",
                "title": TITLE,
                "body": TEXT,
                "source": {"uri": "courier.example", "title": OUTLET},
                "authors": [{"uri": "x", "name": "Sam Roe"}],
            }
        ],
    }
}
NEWS_PLEASE = {
    "authors": ["Sam Roe"],
    "date_publish": "2021-12-21 10:05:00",
    "source_domain": "courier.example",
    "maintext": TEXT,
    "title": TITLE,
    "language": "en",
    "url": "https://courier.example/1",
    "description": None,
}
FUNDUS = [
    {
        "title": TITLE,
        "authors": ["Sam Roe"],
        "publishing_date": "2021-12-21 10:05:00+04:00",
        "lang": "en",
        "publisher": OUTLET,
        "body": {
            "summary": ["S."],
            "sections": [
                {"headline": [], "paragraphs": TEXT.split("\n\n")[:1]},
                {"headline": [], "paragraphs": TEXT.split("\n\n")[1:]},
            ],
        },
    }
]
CSL = [
    {
        "id": "x1",
        "type": "article-newspaper",
        "title": TITLE,
        "container-title": OUTLET,
        "abstract": TEXT,
        "language": "en",
        "author": [{"family": "Roe", "given": "Sam"}],
        "issued": {"date-parts": [[2021, 12, 21]]},
    }
]
HTML = {
    "results": [
        {
            "title": {"rendered": TITLE},
            "date": "2021-12-21T10:05:00",
            "author": "Sam Roe",
            "source": OUTLET,
            "content": {"rendered": "".join(f"<p>{p}</p>" for p in TEXT.split("\n\n"))},
        }
    ]
}
GUARDIAN_ITEM = {"response": {"status": "ok", "content": GUARDIAN["response"]["results"][0]}}
BY_KEY = {"123": {"info": EVENT_REGISTRY["articles"]["results"][0]}}
CSL_RAW = {"items": [CSL[0] | {"issued": {"raw": "December 21, 2021"}, "author": [{"literal": "Sam Roe"}]}]}
JSON = {"guardian": GUARDIAN, "nyt": NEW_YORK_TIMES, "newsapi": NEWSAPI, "event registry": EVENT_REGISTRY,
        "news-please": NEWS_PLEASE, "fundus": FUNDUS, "zotero": CSL, "wordpress": HTML,
        "guardian item": GUARDIAN_ITEM, "event registry by key": BY_KEY, "citeproc": CSL_RAW}  # fmt: skip
NEWSPAPER4K = {
    "url": "https://courier.example/1",
    "title": TITLE,
    "authors": "['Sam Roe']",
    "text": TEXT,
    "keywords": "[]",
    "publish_date": "2021-12-21 00:00:00",
    "source_url": "https://courier.example",
    "meta_lang": "en",
}
FOUR_CAT = {
    "id": "1",
    "thread_id": "1",
    "timestamp": "2021-12-21 10:05:00",
    "unix_timestamp": "1640081100",
    "body": TEXT,
    "subject": TITLE,
    "author": "Sam Roe",
}
AMCAT = {"id": "1", "date": "2021-12-21T10:05:00", "title": TITLE, "text": TEXT, "medium": OUTLET, "author": "Sam Roe"}
MEDIA_CLOUD = {
    "id": "ab",
    "indexed_date": "2021-12-22",
    "language": "en",
    "media_name": OUTLET,
    "media_url": "courier.example",
    "publish_date": "2021-12-21",
    "title": TITLE,
    "url": "https://courier.example/1",
    "text": TEXT,
}
TABLES = {"newspaper4k": NEWSPAPER4K, "4cat": FOUR_CAT, "amcat": AMCAT, "media cloud": MEDIA_CLOUD}
# fmt: on


def read(path, **settings):
    items = list(iterate_articles(ArticleSource(path, **settings)))
    return [i for i in items if isinstance(i, Article)], [i.reason for i in items if not isinstance(i, Article)]


@pytest.mark.parametrize("name", JSON)
def test_json_of_a_program(tmp_path, name):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(JSON[name]), encoding="utf-8")
    (article,), left_out = read(path)
    assert (article.headline, article.published, article.byline) == (TITLE, DAY, "Sam Roe")
    assert (article.text, article.language, left_out) == (f"{TITLE}\n\n{TEXT}", "en", [])
    assert article.outlet == ("courier.example" if name == "news-please" else OUTLET)
    (row,) = list_files(ArticleSource(path))
    assert row["columns"]["text"] and row["columns"]["published"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_a_program(tmp_path, name):
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, TABLES[name])
        writer.writeheader()
        writer.writerow(TABLES[name])
    (article,), _ = read(tmp_path / "a.csv")
    assert (article.headline, article.published, article.byline) == (
        TITLE,
        DAY,
        None if name == "media cloud" else "Sam Roe",
    )
    (row,) = list_files(ArticleSource(tmp_path / "a.csv"))
    assert {*TABLES[name]} == {*article.own, *row["columns"].values()}, "every column is a field or one of its own"


def test_lists_of_addresses_and_cut_texts_are_refused_as_what_they_are(tmp_path):
    gdelt = {
        "articles": [
            {"url": "https://a.example/1", "title": TITLE, "seendate": "20211221T100500Z", "domain": "a.example"}
        ]
    }
    (tmp_path / "gdelt.json").write_text(json.dumps(gdelt))
    cut = json.loads(json.dumps(NEWSAPI))
    cut["articles"][0]["content"] = "The harbour will open in May. It… [+1234 chars]"
    (tmp_path / "newsapi.json").write_text(json.dumps(cut))
    articles, reasons = read(tmp_path)
    assert articles == []
    assert reasons[0].startswith(
        "it lists addresses and not the articles' words (its columns are url, title, seendate, domain)"
    )
    assert reasons[1].startswith("the text is cut off: '[+1234 chars]' ends it, as in what NewsAPI gives of an article")


def test_articles_side_by_side_under_their_own_keys_are_all_read(tmp_path):
    articles = {f"n{n}": {"info": {"title": f"{TITLE} {n}", "body": TEXT}} for n in range(3)}
    (tmp_path / "a.json").write_text(json.dumps(articles), encoding="utf-8")
    assert [article.headline for article in read(tmp_path / "a.json")[0]] == [f"{TITLE} {n}" for n in range(3)]


def test_a_dotted_path_reaches_the_list_and_what_lies_in_it(tmp_path):
    data = {"answer": {"hits": [{"words": {"long": TEXT}, "when": {"day": "2021-12-21"}}], "notes": [{"text": "No."}]}}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    columns = {"text": "answer.hits.words.long", "published": "answer.hits.when.day"}
    (article,), left_out = read(tmp_path / "a.json", columns=columns)
    assert (article.text, article.published) == (TEXT, DAY)
    assert left_out == ["its 1 objects are not read; the articles are those of 'answer.hits'"]


def test_of_two_lists_the_one_with_the_articles_is_read(tmp_path):
    data = {"comments": [{"text": "No."}] * 5, "articles": [{"title": TITLE, "text": TEXT}]}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    (article,), left_out = read(tmp_path / "a.json")
    assert article.headline == TITLE
    assert left_out == ["its 5 objects are not read; the articles are those of 'articles'"]


def test_two_columns_of_one_name_and_tables_without_rows_give_a_reason(tmp_path):
    (tmp_path / "a.csv").write_text("text,text\nOne,Two\n")
    (tmp_path / "b.csv").write_text("text,date\n")
    (tmp_path / "c.json").write_text("[]")
    assert read(tmp_path)[1] == [
        "2 of its columns are called 'text'; give each a name of its own",
        "no article is in it: it has nothing below its header",
        "it holds no object {...}; a JSON file of articles is a list of them",
    ]
