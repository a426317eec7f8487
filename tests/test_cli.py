"""What the command line prints, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from framelens.cli import main
from framelens.memory import find_state_folder

ARTICLES = [
    {"id": "a", "date": "2021-12-21", "title": "A round table", "text": "“We met,” said Ann Lee."},
    {"id": "b", "date": "soon", "title": "Another", "text": "They parted."},
    {"id": "c", "date": None, "title": None, "text": "A round table\n\n“We met,” said Ann Lee."},
]


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "table.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ARTICLES))
    return path


def test_annotate_says_what_it_took_what_it_made_and_what_it_left_out(tmp_path, source, capsys):
    store = tmp_path / "store"
    assert main(["annotate", str(source), "--out", str(store), "--workers", "1", "--quiet"]) == 0
    captured = capsys.readouterr()
    first, second, third = captured.out.splitlines()
    assert first == (
        "table.jsonl: text from 'text', headline from 'title', published from 'date', article_id from 'id'"
    )
    assert second.startswith(f"{store}: 2 articles (1 of them copies), ")
    assert third == f"left out: 1; the reasons are in {store}/left_out"
    assert captured.err == ""
    # The same once more: the store is whole, and nothing is done twice.
    assert main(["annotate", str(source), "--out", str(store), "--workers", "1", "--quiet", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert {key: summary[key] for key in ("articles", "copies", "left_out")} == {
        "articles": 2,
        "copies": 1,
        "left_out": 1,
    }
    assert summary["rows"]["quotes"] == 1


def test_annotate_under_a_study_keeps_its_settings(tmp_path, source, capsys):
    arguments = ["annotate", str(source), "--out", str(tmp_path / "s"), "--workers", "1", "--quiet"]
    assert main([*arguments, "--study", "seeds"]) == 0
    assert 'relays = ["Trend"]' in (tmp_path / "s" / "study" / "study.toml").read_text()
    capsys.readouterr()
    assert main(arguments) == 0  # under the same
    assert capsys.readouterr().err == "framelens: nothing to do: 2 articles annotated before, and nothing changed\n"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "study.toml").write_text('title = "Other"\n[speakers]\nrelays = ["Trend"]\n')
    assert main([*arguments, "--study", str(tmp_path / "other"), "--json"]) == 0
    out, err = capsys.readouterr()
    said = json.loads(out)["redone"]
    assert err == "".join(f"framelens: {line}\n" for line in said)
    assert said[0] == "roster: 2 entries changed (Emin Aliyev, Ilham Aliyev): 0 of 2 articles annotated again"
    assert said[-1] == "2 articles kept as annotated before; who is who gathered again over all articles"


def test_the_progress_bar_counts_articles(tmp_path, source, capsys):
    assert main(["annotate", str(source), "--out", str(tmp_path / "s"), "--workers", "1"]) == 0
    assert "articles" in capsys.readouterr().err


def test_check_of_a_store_reads_every_byte(tmp_path, source, capsys):
    store = tmp_path / "store"
    main(["annotate", str(source), "--out", str(store), "--workers", "1", "--quiet"])
    assert main(["check", str(store), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("left_out\n")[2])["facts"]["articles"] == "2 rows"
    part = store / "articles" / "part-000000.parquet"
    data = bytearray(part.read_bytes())
    data[40] ^= 1
    part.write_bytes(data)
    assert main(["check", str(store)]) == 2
    assert capsys.readouterr().err == (
        f"framelens: {part} is damaged: its bytes are not those that were written; restore it from a copy, or "
        "recreate the store\n"
    )


def test_a_new_study_is_sound(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert main(["new", str(folder)]) == 0
    seeds = folder / "seeds"
    assert capsys.readouterr().out == (
        f"made the study {seeds}; put your articles into {seeds}/articles and run: framelens report {seeds}\n"
    )
    assert main(["check", str(seeds)]) == 0
    assert main(["new", str(folder)]) == 2


def test_ctrl_c_ends_in_one_line(tmp_path):
    rows = "".join(json.dumps({"text": f"Ann Lee said {n} people had met."}) + "\n" for n in range(20_000))
    (tmp_path / "t.jsonl").write_text(rows)
    command = [sys.executable, "-m", "framelens.cli", "annotate", "t.jsonl", "--out", "store", "--workers", "2"]
    process = subprocess.Popen(
        [*command, "--quiet"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=os.environ, start_new_session=True,
        # Tests that run in a shell's background are deaf to it, and so would be what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    deadline = time.monotonic() + 300  # a loaded machine is slow to start
    while not (tmp_path / "store" / "commits.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    # A terminal sends Ctrl-C to every process of the group.
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (130, "framelens: stopped\n")


def test_read_lists_which_reader_takes_which_file_and_why(tmp_path, source, capsys):
    (tmp_path / "a.doc").write_bytes(rb"{\rtf1 Words.\par}")
    (tmp_path / "photo.jpg").write_bytes(b"")
    assert main(["read", str(tmp_path), "--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a.doc: rich text, because its name ends in .doc and its bytes are RTF",
        "photo.jpg: left out: framelens does not read .jpg; it reads .txt, .html, .docx, .rtf, .pdf, .csv, .tsv, "
        ".xlsx, .json, .jsonl, .parquet, .ris, .warc, .zip",
        "table.jsonl: JSON Lines, because its name ends in .jsonl; text from 'text', headline from 'title', published "
        "from 'date', article_id from 'id'",
    ]
    assert main(["read", str(tmp_path), "--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["reader"] for row in rows] == ["rich text", None, "JSON Lines"]
    assert rows[0]["why"] == "its name ends in .doc and its bytes are RTF"


def test_read_writes_the_articles_and_where_their_fields_were_found(tmp_path, source, capsys):
    out, report = tmp_path / "articles.csv", tmp_path / "report.csv"
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "a.csv").write_text('text,headline\n"=1+1 is two","=HYPERLINK(""http://x"")"\n')
    assert main(["read", str(tmp_path / "t"), "--out", str(out), "--report", str(report)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [*lines[:4], *lines[-2:]] == [
        "articles: 1 (0 of them copies of earlier ones)",
        "found: headline in 1 (100%), published in 0 (0%), byline in 0 (0%), outlet in 0 (0%), language in 0 (0%)",
        "left out: 0, and 0 parts that are no articles",
        "",
        f"wrote {out}",
        f"wrote {report}",
    ]
    assert '"\'=HYPERLINK(""http://x"")"' in out.read_text()
    rows = report.read_text().splitlines()
    assert rows[0] == "article_id,field,value,source_path,place,label,confidence,note"
    assert rows[1] == 'a.csv:1,text,"\'=HYPERLINK(""http://x"") =1+1 is two",a.csv,line 2,column \'text\',1.0,'
    assert len(rows) == 8


def test_read_writes_parquet_that_reads_back_to_the_character(tmp_path, source, capsys):
    out = tmp_path / "articles.parquet"
    assert main(["read", str(source), "--out", str(out), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {key: result[key] for key in ("articles", "copies")} == {"articles": 2, "copies": 1}
    assert result["left_out"][0]["source"] == "table.jsonl, line 2"
    assert main(["read", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == 2
    for arguments, message in (
        ([str(source), "--out", "a.xls"], "a.xls cannot be written: its ending is '.xls'; choose from: .parquet, .csv"),
        ([str(source), "--report", "no/a.csv"], "no/a.csv cannot be written: there is no folder no"),
    ):
        assert main(["read", *arguments]) == 2
        assert capsys.readouterr().err == f"framelens: {message}\n"


def test_an_error_in_framelens_is_one_line_and_a_file_without_the_articles(tmp_path, source, capsys, monkeypatch):
    def fail(*arguments, **options):
        try:
            {}[ARTICLES[0]["text"]]
        except KeyError:
            raise RuntimeError(f"no rule for {ARTICLES[0]['text']}\nand more") from None

    monkeypatch.setattr("framelens.corpus.listing.iterate_articles", fail)
    assert main(["read", str(source)]) == 70
    said = capsys.readouterr().err
    file = find_state_folder() / "bug.txt"
    assert said == (
        "framelens: this is an error in framelens, not in your input (RuntimeError: no rule for “We met,” said Ann "
        f"Lee. and more); what is needed to find it is in {file}, without any text of yours; please report it\n"
    )
    written = file.read_text(encoding="utf-8")
    assert "KeyError" in written and "RuntimeError" in written and "listing.py" in written
    assert "We met" not in written
