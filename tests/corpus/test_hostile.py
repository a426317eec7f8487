"""Files made to do harm, and any bytes at all: each gives articles or one clear reason, soon."""

import ast
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import deliveries as made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.mutations import mutate
from framelens.cli import main
from framelens.corpus import Article, iterate_articles, read_articles
from framelens.corpus.readers import READERS, apart, choose_reader
from framelens.results.tabulating import show_table
from framelens.settings.settings import ArticleSource
from framelens.spreadsheets import csv_text, guard_cell


def read(path, **settings):
    found = list(iterate_articles(ArticleSource(Path(path), **settings)))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [(item.source, item.reason) for item in found if not isinstance(item, Article)]


def test_a_member_without_a_name_is_no_article(tmp_path):
    made.write_zip(tmp_path / "z.zip", {"a.txt": b"Ana Ito said that it rained.", "b.txt": b"Bo Lund said no."})
    data = bytearray((tmp_path / "z.zip").read_bytes())
    for mark, place in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):  # what a broken disk makes of a name
        at = data.index(b"b.txt", data.rindex(mark))
        assert at == data.rindex(mark) + place
        data[at : at + 5] = b"\0.txt"
    (tmp_path / "z.zip").write_bytes(data)
    assert [article.article_id for article in read(tmp_path / "z.zip")[0]] == ["z.zip/a"]


def test_a_zip_bomb_is_stopped_while_it_unpacks(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "Words.")
        with archive.open("bomb.txt", "w", force_zip64=True) as member:
            for _ in range(64):
                member.write(bytes(1 << 20))
    articles, left_out = read(tmp_path)
    assert [article.text for article in articles] == ["Words."]
    assert left_out[0][0] == "z.zip, bomb.txt"
    assert left_out[0][1].startswith("it unpacks to more than 33 MiB out of 6") and "ZIP bomb" in left_out[0][1]


def test_archives_in_archives_end_somewhere(tmp_path):
    data = b"Words."
    name = "a.txt"
    for depth in range(3):
        made.write_zip(tmp_path / "z", {name: data})
        data, name = (tmp_path / "z").read_bytes(), f"{depth}.zip"
    (tmp_path / "z").unlink()
    (tmp_path / "z.zip").write_bytes(data)
    assert read(tmp_path)[1] == [
        ("z.zip/1.zip/0.zip", "it lies in 2 other archives; at most 1 is unpacked: unpack it yourself")
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_an_archive_are_not_two_articles_of_one_key(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("a.txt", "One.")
        archive.writestr("a.txt", "Two.")
    articles, left_out = read(tmp_path)
    assert [(article.article_id, article.text) for article in articles] == [("z.zip/a", "One.")]
    assert left_out == [("z.zip/a.txt", "the article_id 'z.zip/a' is taken by z.zip/a.txt; each article needs its own")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_shown_and_stored_all_the_same(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    for name in (b"\xff.txt", b"red\x1b[31m.txt", b"two\nlines.exe"):
        (tmp_path / "in" / os.fsdecode(name)).write_text("Words.")
    articles, left_out = read(tmp_path / "in")
    assert [article.article_id for article in articles] == ["red�[31m", "�"]
    assert left_out[0][0] == "two�lines.exe"
    assert main(["read", str(tmp_path / "in"), "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["red�[31m.txt", "two�lines.exe", "�.txt"]
    assert main(["read", str(tmp_path / "in"), "--out", str(tmp_path / "a.parquet")]) == 0
    assert pd.read_parquet(tmp_path / "a.parquet")["article_id"].tolist() == ["red�[31m", "�"]


def test_no_name_leads_out_of_an_archive(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    with zipfile.ZipFile(inside / "z.zip", "w") as archive:
        for name in ("../../evil.txt", "/evil.txt", "C:\\evil.txt", "a/../../evil.txt"):
            archive.writestr(name, "Evil.")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    articles, left_out = read(inside)
    assert articles == []
    reasons = {reason for _, reason in left_out}
    assert reasons == {"its name leads out of the archive; it is not unpacked", "it is a link; it is not followed"}
    assert [path.name for path in tmp_path.rglob("*evil*")] == []


def replace_part(path, name, change):
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    parts[name] = change(parts[name])
    made.write_zip(path, parts)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY s SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_entities_of_xml_are_never_read(tmp_path, name):
    path = tmp_path / name
    if name == "a.docx":
        document = docx.Document()
        document.add_paragraph("Words.")
        document.save(path)
        part = "word/document.xml"
    else:
        book = openpyxl.Workbook()
        book.active.append(["text"])
        book.active.append(["Words."])
        book.save(path)
        part = "xl/worksheets/sheet1.xml"
    # Behind the declaration, which openpyxl leaves out.
    replace_part(
        path, part, lambda data: re.sub(rb"\A(<\?xml[^>]*>)?", rb"\1" + LAUGHS, data).replace(b"Words.", b"&s;")
    )
    assert read(tmp_path)[1] == [
        (name, f"{part} declares a document type (<!DOCTYPE), which no Office file has; it is not read")
    ]


def test_an_office_file_that_is_a_bomb(tmp_path):
    document = docx.Document()
    document.save(tmp_path / "a.docx")
    replace_part(tmp_path / "a.docx", "word/document.xml", lambda data: data + b" " * (40 << 20))
    ((_, reason),) = read(tmp_path)[1]
    assert reason.startswith("word/document.xml unpacks to more than 33 MiB") and "ZIP bomb" in reason


def test_a_packed_table_that_is_a_bomb(tmp_path):
    with gzip.open(tmp_path / "t.csv.gz", "wb") as stream:
        stream.write(b"text\n")
        for _ in range(80):
            stream.write(b"a" * (1 << 20))
    ((_, reason),) = read(tmp_path)[1]
    assert reason.startswith("it unpacks to more than 64 MiB out of") and "bomb" in reason


LONG = "words " * 200_000


def write_once(path):
    """One string that stands in two thousand rows."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), [LONG])
    pq.write_table(pa.table({"text": column}), path, compression="zstd")


def write_packed(path):
    pq.write_table(pa.table({"text": [LONG] * 200}), path, compression="zstd", use_dictionary=False)


def write_json_lines(path):
    with gzip.open(path, "wb") as stream:
        stream.write((json.dumps({"text": LONG}) + "\n").encode() * 200)


BOMBS = {"once.parquet": write_once, "packed.parquet": write_packed, "lines.jsonl.gz": write_json_lines}
READ = """
import resource, sys
from pathlib import Path
from framelens.corpus import iterate_articles
from framelens.settings.settings import ArticleSource
found = list(iterate_articles(ArticleSource(Path(sys.argv[1]))))
print(found[-1].reason)
# Its own peak from /proc: ru_maxrss begins at what the process held that started this one.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) >> 10)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("name", BOMBS)
def test_no_format_asks_for_far_more_than_its_size(tmp_path, name):
    """Files of less than a mebibyte that hold up to 2.4 GB: refused by their growth, and never held whole."""
    BOMBS[name](tmp_path / name)
    assert (tmp_path / name).stat().st_size < 1 << 20
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / name)], capture_output=True, text=True, timeout=900
    )
    reason, peak = done.stdout.splitlines()
    assert "made to do harm" in reason or "bomb" in reason
    assert int(peak) < 1_500, done.stdout


def test_a_file_that_never_ends_is_stopped_and_the_next_one_read(tmp_path, monkeypatch):
    # Millions of nested groups and fields keep any parser of rich text busy; the limit is made short here.
    monkeypatch.setattr(apart, "TIME_LIMIT", 0.3)
    monkeypatch.setattr(apart, "_PATIENCE", 0.3)
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 " + b"{\\b x}" * 8_000_000 + b"}")
    (tmp_path / "b.txt").write_text("Words.")
    begin = time.monotonic()
    articles, ((source, reason),) = read(tmp_path)
    assert [article.text for article in articles] == ["Words."]
    assert (source, reason.partition(";")[0]) == ("a.rtf", "reading it took longer than 0 seconds and was stopped")
    assert time.monotonic() - begin < 400  # the start of a process on a loaded machine included


def test_a_parser_that_crashes_is_one_reason(tmp_path, monkeypatch):
    document = docx.Document()
    document.add_paragraph("Words.")
    document.save(tmp_path / "a.docx")
    process = apart._take_process()
    process._popen.kill()
    process._popen.wait()
    apart._IDLE.append(process)
    assert read(tmp_path)[1] == [("a.docx", "its parser broke off (SIGKILL); the file is damaged")]
    assert [article.text for article in read(tmp_path)[0]] == ["Words."]


def test_a_reader_that_is_left_early_serves_the_next_file(tmp_path):
    made.write_nexis_rtf(tmp_path / "a.rtf", (made.NEXIS_FIRST + made.NEXIS_SECOND) * 50)
    source = ArticleSource(tmp_path)
    assert next(iterate_articles(source)).article_id == "a.rtf:1"
    assert len(read(tmp_path)[0]) == 100


SLOW = {
    "a.html": b"<!---->" * 600 + b"x",
    "b.rtf": b"{\\rtf1 " + b"\\par " * 300_000 + b"}",
    "c.rtf": b"{\\rtf1 " + b"1 \\par " * 200_000 + b"}",
    "d.docx": b"<w:t " * 300_000,
    "e.ris": b"TY  - NEWS\nN2  - a\n" + b"b\n" * 300_000,
    "f.txt": b"_" * 300_000 + b"x\n" + b"\n \n" * 100_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_nothing_is_searched_again_and_again(tmp_path, name):
    """Files on which a careless pattern would take hours: the test ends."""
    path = tmp_path / name
    path.write_bytes(SLOW[name])
    if name.endswith(".docx"):
        made.write_zip(path, {"word/document.xml": SLOW[name]})
    list(iterate_articles(ArticleSource(path)))


def test_a_pdf_whose_pages_lead_in_a_circle(tmp_path):
    data = made.pdf_bytes([["One line."]]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    (tmp_path / "a.pdf").write_bytes(data)
    articles, left_out = read(tmp_path)
    assert articles == [] and len(left_out) == 1


def test_html_in_a_headline_stays_text_in_what_is_shown(tmp_path):
    headline = "<script>alert(1)</script> <img src=x onerror=alert(1)>"
    (tmp_path / "t.json").write_text(json.dumps([{"title": headline, "text": "Ann Lee said that it was open."}]))
    articles = read_articles(ArticleSource(tmp_path)).articles
    assert articles["headline"].tolist() == [headline]
    table = show_table(articles[["article_id", "headline"]], "articles")
    shown = table._repr_mimebundle_()["text/html"]
    assert "<script>alert" not in shown and "<img src=x" not in shown and "&lt;script&gt;" in shown


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_is_a_formula(cell):
    assert guard_cell(cell) == "'" + cell
    table = pd.DataFrame({"headline": [cell, "– a dash", None], "=n": [-1.5, 2.0, None], "said": ["-0.25", "1", "x"]})
    lines = csv_text(table).splitlines()
    assert lines[0] == "headline,'=n,said"
    assert lines[1].startswith(("'", "\"'")) and lines[1].endswith(",-1.5,-0.25")
    assert lines[2:] == ["– a dash,2.0,1", ",,x"]


def test_a_link_out_of_the_folder_is_not_followed_for_any_format(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.html").write_text(made.page())
    (inside / "a.html").symlink_to(tmp_path / "secret.html")
    assert read(inside)[1] == [("a.html", "it is a link out of the folder or to a folder; put a copy in its place")]


SAMPLES = made.write_samples(Path(tempfile.mkdtemp()))


def test_every_reader_has_a_sample():
    assert {choose_reader(path).reader.name for path in SAMPLES} == {reader.name for reader in READERS}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_damaged_files_give_articles_or_reasons(tmp_path, sample, data):
    content = mutate(sample.read_bytes(), random.Random(data.draw(st.integers(0, 1 << 32))))
    path = tmp_path / sample.name
    path.write_bytes(content)
    for item in iterate_articles(ArticleSource(path)):
        if isinstance(item, Article):
            assert item.text.strip() and item.article_id
            item.text.encode()
        else:
            assert item.reason and "\n" not in item.reason and "Traceback" not in item.reason


# Who else writes CSV or workbooks: for the program's own eyes, or with a guard of their own.
OWN_WRITERS = {
    "spreadsheets.py": "the guard",
    "settings/writing.py": "the roster of a study, read again by the program",
    "csvrows.py": "rows of the researcher's own table, read again by the program",
    "measure/doubles.py": "a line of the roster to paste, never a file",
    "settings/preregistering.py": "bytes to hash, never a file",
    "dictionary/formats/table.py": "a line taken apart and put together, never a file",
    "lexicon/reading.py": "a line taken apart and put together, never a file",
    "code/sheets.py": "coding sheets, each cell guarded",
    "code/codefile.py": "codes, each cell guarded and read back as it was",
    "corrections.py": "corrections, read again by the program",
}


def test_every_writer_of_spreadsheets_goes_through_the_guard():
    package = Path(apart.__file__).parents[2]
    writing = re.compile(r"(\.to_csv|\bcsv\.writer|\bDictWriter|\.to_excel|\bWorkbook)$")
    found = set()
    for path in package.rglob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        if any(writing.search(ast.unparse(call)) for call in calls):
            found.add(path.relative_to(package).as_posix())
    assert found <= set(OWN_WRITERS), f"write through framelens.spreadsheets: {sorted(found - set(OWN_WRITERS))}"
