"""The page on which a wrong delivery is seen: articles by outlet and month, what is missing, what is odd."""

import pytest

from framelens.corpus import describe_source
from framelens.corpus.listing import read_source
from framelens.errors import InputError
from framelens.settings.settings import ArticleSource

TABLE = "text,title,date,outlet\n" + "".join(
    f"Words of the number {n} here,Harbour opens again,2021-0{1 + n % 2}-0{n},Courier\n" for n in range(1, 8)
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    odd = "One more,1) +++ 24/7 +++ 404,1921-05-03,<b>Mail</b>\nNo date here,Harbour shut,03/04/2021,Courier\n"
    (folder / "a.csv").write_text(TABLE + odd, encoding="utf-8")
    (folder / "b.txt").write_text("Words alone.")
    (folder / "c.txt").write_text("Other words alone.")
    return folder


def test_a_row_for_each_source_outlet_and_month(folder):
    page = describe_source(ArticleSource(folder, language=None))
    rows = page.counts.astype(object).where(page.counts.notna(), None).to_numpy().tolist()
    assert rows == [
        ["./ (one article a file)", None, None, 2],
        ["a.csv", "<b>Mail</b>", "1921-05", 1],
        ["a.csv", "Courier", "2021-01", 3],
        ["a.csv", "Courier", "2021-02", 4],
    ]
    missing = page.missing.set_index(["source", "field"])["n_missing"]
    assert missing["./ (one article a file)", "outlet"] == 2 and missing["a.csv", "published"] == 0


def test_the_odd_ones_come_first_and_dates_of_two_readings_are_listed(folder):
    page = describe_source(ArticleSource(folder))
    odd = page.odd.groupby("field", sort=False)["value"].first()
    assert odd["headline"] == "1) +++ 24/7 +++ 404" and odd["published"] == "1921-05-03"
    assert page.two_ways.to_numpy().tolist() == [["03/04/2021", "refused: set day_first", 1]]
    ((source, n, reason),) = page.left_out.to_numpy().tolist()
    assert (source, n) == ("a.csv", 1) and reason.startswith("the date '03/04/2021' can be read in two ways")
    page = describe_source(ArticleSource(folder, day_first=True))
    assert page.two_ways["read_as"].tolist() == ["2021-04-03 (day first)"]


def test_the_page_as_text_and_as_html(folder, tmp_path):
    result = read_source(ArticleSource(folder), report=tmp_path / "page.html")
    shown = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Mail&lt;/b&gt;" in shown and "<b>Mail</b>" not in shown
    assert "The oddest values of each field" in result.lines()
    with pytest.raises(InputError, match=r"its ending is '\.html'"):
        read_source(ArticleSource(folder), out=tmp_path / "articles.html")
