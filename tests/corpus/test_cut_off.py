"""A file that was cut off gives what is whole in it, and a reason for what is not: nothing is lost in silence."""

import re
import tempfile
from pathlib import Path

import pytest
from corpus import deliveries as made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framelens.corpus import Article, iterate_articles
from framelens.corpus.readers import choose_reader
from framelens.settings.settings import ArticleSource

FOLDER = Path(tempfile.mkdtemp())
TWICE = made.RIS + made.RIS.replace("Harbour", "Port").replace("harbour", "port")
for _name, _text in {**made.HELD, "ris": TWICE, "shown": made.FACTIVA_SHOWN * 2}.items():
    (FOLDER / f"{_name}.{'ris' if _name == 'ris' else 'txt'}").write_text(_text, encoding="utf-8")
made.write_factiva_html(FOLDER / "factiva.html")
made.write_europresse(FOLDER / "europresse.html")
made.write_nexis_rtf(FOLDER / "nexis.rtf", made.NEXIS_COVER + made.NEXIS_FIRST)
made.write_warc(FOLDER / "crawl.warc")
made.write_warc(FOLDER / "crawl.warc.gz")
for _name in ("a.json", "a.jsonl", "a.csv", "a.parquet", "a.xlsx", "plain.docx", "a.zip", "a.jsonl.gz"):
    made.write_samples(_samples := Path(tempfile.mkdtemp()))
    (FOLDER / _name).write_bytes((_samples / _name).read_bytes())
FILES = sorted(FOLDER.iterdir())


def read(path):
    items = list(iterate_articles(ArticleSource(path)))
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [
        item.reason for item in items if not isinstance(item, Article) and "cover page" not in item.reason
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(share=st.floats(0.02, 0.999))
def test_what_a_cut_takes_away_is_said(tmp_path, file, share):
    data = file.read_bytes()
    path = tmp_path / file.name
    path.write_bytes(data[: int(share * len(data))])
    whole = {article.text for article in read(file)[0]}
    articles, reasons = read(path)
    if choose_reader(path).reader.name == choose_reader(file).reader.name and file.suffix not in (".csv", ".html"):
        shortened = [article.text for article in articles if article.text not in whole]
        assert not shortened or reasons
    if file.suffix == ".txt":
        # Every word of what is left stands in an article, in one of its fields, or a reason says what is lost.
        words = set(re.findall(r"[^\W\d_]{5,}", path.read_text(encoding="utf-8", errors="ignore").rpartition("\n")[0]))
        kept = " ".join([a.text + str(a.own) + f"{a.headline} {a.outlet} {a.byline}" for a in articles])
        assert reasons or not articles or not {w for w in words if w in made.BODY_1[0] and w not in kept}


def test_a_table_whose_last_row_breaks_off_says_so(tmp_path):
    (tmp_path / "a.csv").write_text("id,text,outlet\n1,One word,Courier\n2,Two wor", encoding="utf-8")
    articles, reasons = read(tmp_path / "a.csv")
    assert [article.text for article in articles] == ["One word"]
    assert reasons == ["the file breaks off in it: the row has 2 cells and the header 3; export the table again"]
