"""Bad input gets one clear line and exit code 2, and nothing half-written."""

import subprocess
import sys
from pathlib import Path

import pytest

from framelens.cli import main

FRAMES = "frames:\n  economic:\n    terms:\n      - econom*\n"
DATES = "2021-12-21, 2021-12-21T10:00, 20211221, 21.12.2021, 21 December 2021 or December 21, 2021"
FORMATS = ".txt, .html, .docx, .rtf, .pdf, .csv, .tsv, .xlsx, .json, .jsonl, .parquet, .ris, .warc, .zip"


def run(capsys, *arguments):
    """The exit code, what was printed, and what was said on standard error."""
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def make_study(folder, *, settings="", frames=FRAMES, articles=None):
    """A small study."""
    (folder / "articles").mkdir(parents=True)
    for name, content in (articles or {"a.txt": b"Leaders met in Baku."}).items():
        (folder / "articles" / name).write_bytes(content)
    (folder / "frames.yaml").write_text(frames)
    (folder / "study.toml").write_text(f'title = "T"\n[frames]\npath = "frames.yaml"\n{settings}')
    return folder


SOURCES = {
    "an empty folder": ({}, "{source}", "there is no article in {source}; put articles there (" + FORMATS + ")"),
    "a folder of hidden files": (
        {".DS_Store": b"\0"},
        "{source}",
        "there is no article in {source}; put articles there (" + FORMATS + ")",
    ),
    "nothing": (
        {},
        "{source}/missing",
        "there is nothing at {source}/missing; name a folder of articles, or a file (" + FORMATS + ")",
    ),
    "an unknown format": (
        {"a.odt": b"PK"},
        "{source}/a.odt",
        "{source}/a.odt: framelens does not read .odt; it reads " + FORMATS,
    ),
    "a Word file that is none": (
        {"a.docx": b"PK"},
        "{source}/a.docx",
        "{source}/a.docx: it is no Word file, or it is damaged (File is not a zip file)",
    ),
    "a picture called text": (
        {"a.txt": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"},
        "{source}/a.txt",
        "{source}/a.txt, line 1: byte 1 (0x89) is not UTF-8 and NUL is near it: this is not a text file",
    ),
    "a NUL byte": (
        {"a.txt": b"One line\nA w\0rd\n"},
        "{source}",
        "{source}/a.txt, line 2: byte 13 is NUL, which no text file has; if it is text in UTF-16, "
        'write encoding = "utf-16-le" under [articles] in study.toml',
    ),
    "an empty file": ({"a.txt": b""}, "{source}", "{source}/a.txt: there is no word in it"),
    "two bad files": (
        {"a.txt": b"", "b.txt": b"..."},
        "{source}",
        "{source}/a.txt: there is no word in it (and 1 more left out; nothing else is there)",
    ),
    "a table without a text column": (
        {"t.csv": b"id,headline\n1,One\n"},
        "{source}/t.csv",
        "{source}/t.csv: no column holds the text; the columns are id, headline; write "
        'text = "..." under [articles.columns] in study.toml, or call the column text',
    ),
    "a table without rows": (
        {"t.csv": b"id,text\n"},
        "{source}/t.csv",
        "{source}/t.csv: no article is in it: it has nothing below its header",
    ),
    "a table of bad dates": (
        {"t.csv": b"date,text\nsoon,One word\n"},
        "{source}/t.csv",
        "{source}/t.csv, line 2: 'soon' is not a date; write it as " + DATES,
    ),
    "a header with a date that is none": (
        {"a.txt": b" date 2021-13-45 By Trend\n\nWords."},
        "{source}",
        "{source}/a.txt: '2021-13-45' is not a date; write it as " + DATES,
    ),
    "no Parquet": (
        {"t.parquet": b"id,text\n1,One and more words\n"},
        "{source}",
        "{source}/t.parquet: it is no Parquet file, or it is damaged (Parquet magic bytes not found in footer. "
        "Either the file is corrupted or this is not a parquet file)",
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_without_articles_makes_no_store(tmp_path, capsys, name):
    files, given, message = SOURCES[name]
    source = tmp_path / "source"
    source.mkdir()
    for file, content in files.items():
        (source / file).write_bytes(content)
    code, out, err = run(capsys, "annotate", given.format(source=source), "--out", tmp_path / "store")
    assert err == f"framelens: {message.format(source=source)}\n"
    assert (code, out) == (2, "")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["source"]


def test_broken_utf8_is_named_with_the_encoding_it_may_have(tmp_path, capsys):
    text = "“Où est-il?” demanda l’élève à sa mère, qui était fatiguée.\n" * 20
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    code, _, err = run(capsys, "annotate", tmp_path / "a.txt", "--out", tmp_path / "store")
    assert code == 2 and not (tmp_path / "store").exists()
    assert err.startswith(f"framelens: {tmp_path}/a.txt, line 1: byte 1 (0x93) is not UTF-8; it looks like cp125")
    assert err.endswith("under [articles] in study.toml\n") and err.count("\n") == 1


STUDIES = {
    "an unknown key": (
        {"settings": '[tone]\nprimry = "vader"\n'},
        "{study}/study.toml, line 5: unknown key 'primry' in [tone]; choose from: primary, also, lexicons, "
        "exclude, contrast, toward, targets. "
        "Did you mean 'primary'?",
    ),
    "an unknown encoding": (
        {"settings": '[articles]\nencoding = "utf-9"\n'},
        "{study}/study.toml, line 5: unknown encoding 'utf-9'; write one as Python calls it, such as utf-8, cp1252, "
        "iso-8859-1, utf-16, cp1251, shift_jis",
    ),
    "one bad file among good ones": (
        {"articles": {"a.txt": b"Good words.", "b.txt": b"Bad \0 words."}},
        "{study}/articles/b.txt, line 1: byte 5 is NUL, which no text file has; if it is text in UTF-16, "
        'write encoding = "utf-16-le" under [articles] in study.toml',
    ),
    "a column that is not there": (
        {
            "settings": '[articles]\npath = "articles/t.csv"\n[articles.columns]\ntext = "Bodi"\n',
            "articles": {"t.csv": b"Body,Date\nWords,2021-12-21\n"},
        },
        "{study}/articles/t.csv: there is no column 'Bodi' for the field text; choose from: Body, Date. "
        "Did you mean 'Body'?",
    ),
}


@pytest.mark.parametrize("name", STUDIES)
def test_a_wrong_study_is_refused_by_check(tmp_path, capsys, name):
    settings, message = STUDIES[name]
    study = make_study(tmp_path / "study", **settings)
    code, _, err = run(capsys, "check", study)
    assert err == f"framelens: {message.format(study=study)}\n"
    assert code == 2


def test_a_frame_term_that_does_not_parse_is_refused(tmp_path, capsys):
    study = make_study(tmp_path / "study", frames=FRAMES + "      - econom* near/ growth\n")
    for command in (["check", study], ["annotate", study / "articles", "--study", study, "--out", tmp_path / "s"]):
        code, _, err = run(capsys, *command)
        assert code == 2
        assert err.startswith(f"framelens: {study}/frames.yaml, line 5: ") and err.count("\n") == 1
    assert not (tmp_path / "s").exists()


def test_check_says_everything_that_is_wrong_at_once(tmp_path, capsys):
    study = make_study(tmp_path / "study", articles={"a.txt": b"Words.", "b.txt": b"", "c.jpg": b"\xff"})
    code, out, err = run(capsys, "check", study)
    assert code == 2
    assert err.splitlines() == [
        f"framelens: {study}/articles/b.txt: there is no word in it",
        f"framelens: {study}/articles/c.jpg: framelens does not read .jpg; it reads {FORMATS}",
    ]
    assert "articles: 1 with 1 words" in out


def test_check_says_what_a_new_study_lacks(tmp_path, capsys):
    main(["new", str(tmp_path / "mine")])
    seeds = tmp_path / "mine" / "seeds"
    capsys.readouterr()
    assert main(["check", str(seeds)]) == 0
    assert (
        f"note: these are the made-up example articles; put your own into {seeds}/articles" in capsys.readouterr().out
    )
    for example in (seeds / "articles").glob("example-[2-6]*.txt"):
        example.unlink()
    (seeds / "articles" / "own.txt").write_text("The mayor said no.", encoding="utf-8")
    assert main(["check", str(seeds)]) == 0
    out = capsys.readouterr().out
    assert "note: 1 made-up example articles lie among yours; delete example-*.txt" in out
    assert "note: 1 of 2 articles have no date: they are left out of every trend" in out
    assert (
        f"note: nothing can be compared by outlet: 1 value in the articles; see [compare] in {seeds}/study.toml" in out
    )


def test_check_of_a_sound_study_ends_well(tmp_path, capsys):
    study = make_study(tmp_path / "study", articles={"2021-12-21-a.txt": b"Economy and economics."})
    code, out, err = run(capsys, "check", study)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "study: T",
        "frames: 1 with 1 terms",
        "roster: 0 speakers",
        "articles: 1 with 3 words",
        "time: under a minute to annotate with the finder 'accurate' on one core (an estimate), once; then the "
        "notebooks",
        "copies of earlier articles: 0",
        "dated: 1, from 2021-12-21 to 2021-12-21",
        "languages: English (n\xa0=\xa01): measured: statements and speakers on hand-annotated news; "
        "see docs/attribution.md",
        "note: 1 of 1 articles have no outlet: they stand in no comparison of outlets; name the column under "
        "[articles.columns] (outlet), or set [articles] outlet",
        "note: no roster: people are distinguished by what the articles say alone; list those you know in roster.csv",
        f"note: {study / 'SOURCES.md'} is missing: say where the articles come from and how you searched",
        "note: nobody has coded a sample: the report will say that its measures are unvalidated; see docs/coding.md",
        "note: one article can be described; nothing can be inferred from it, and no interval is given",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a command; choose from: report, read, annotate, check, new; see framelens --help"),
        (
            ["anotate"],
            "unknown command 'anotate'; choose from: report, read, annotate, check, new. "
            "Did you mean 'annotate'?; see framelens --help",
        ),
        (["annotate", "a"], "the following arguments are required: --out; see framelens annotate --help"),
        (
            ["annotate", "a", "--out", "b", "--workers", "0"],
            "argument --workers: '0' must be a whole number, 1 or more; see framelens annotate --help",
        ),
    ],
)
def test_a_wrong_command_line_is_one_line(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err) == (2, "", f"framelens: {message}\n")


def test_help_imports_nothing_heavy():
    script = (
        "import sys\nfrom framelens.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit(bool({'pandas', 'pyarrow', 'duckdb', 'nltk', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "annotate" in done.stdout


def test_a_name_with_line_breaks_stays_one_line(capsys):
    code, _, err = run(capsys, "annotate", "a\nb\x1b[31m", "--out", "store")
    assert code == 2
    assert err.startswith("framelens: there is nothing at a b [31m; ") and err.count("\n") == 1
    assert not Path("store").exists()
