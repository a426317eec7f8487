"""What the command line prints, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from framelens.cli import main

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
    assert main(arguments) == 2
    assert "was made under other settings: frames changed; roster changed; relays was" in capsys.readouterr().err


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
        f"framelens: {part} is damaged: its bytes are not those that were written; restore it from a copy, or make "
        "the store anew\n"
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
        [*command, "--quiet"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=os.environ, start_new_session=True
    )
    deadline = time.monotonic() + 300  # a loaded machine is slow to start
    while not (tmp_path / "store" / "commits.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    # A terminal sends Ctrl-C to every process of the group.
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (130, "framelens: stopped\n")
