"""A study as tables for other programs: counted again with pandas, read back, and never onto a researcher's file."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import statsmodels.api as sm

import framelens as fl
from framelens.errors import InputError
from framelens.study import Study, exporting

TABLES = ("articles", "statements", "segments", "hits", "speakers")


@pytest.fixture(scope="module")
def folder(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "tables"
    study.export(folder)
    return folder


def test_every_form_holds_the_same(study: Study, folder: Path):
    book = openpyxl.load_workbook(folder / "study.xlsx", read_only=True)
    for name in TABLES:
        table, text = pd.read_parquet(folder / f"{name}.parquet"), pd.read_csv(folder / f"{name}.csv")
        assert list(table) == list(text)
        assert len(table) == len(text) > 0
        if name != "segments":
            assert [cell.value for cell in next(book[name].iter_rows(max_row=1))] == list(table)
    statements = pd.read_parquet(folder / "statements.parquet")
    assert statements["words"].tolist() == study.quotes["words"].tolist()
    assert statements["bias"].tolist() == study.quotes["bias"].tolist()


def test_articles_count_what_the_study_counts(study: Study, folder: Path):
    articles = pd.read_parquet(folder / "articles.parquet").set_index("article_id")
    assert list(articles.index) == study.articles["article_id"].tolist()
    counted = study.quotes.query("act == 'saying'")
    for article_id, row in articles.iterrows():
        own = counted[counted["article_id"] == article_id]
        assert row["n_statements"] == len(own)
        assert row["n_named_speakers"] == own["speaker_id"].nunique()
        assert row["n_unnamed"] + row["n_unresolved"] == own["speaker_id"].isna().sum()
    by = study.frames().table.set_index("frame")["n"]
    assert articles["terms_economic"].sum() == by["economic"]
    assert (
        articles[["words_journalist", "words_direct", "words_indirect"]].sum(axis=1).sum() == articles["n_words"].sum()
    )
    tone = study.segments.groupby("article_id")["valence_vader"].mean().reindex(articles.index)
    pd.testing.assert_series_equal(articles["tone_vader"], tone, check_names=False)


def test_a_hit_stands_between_its_words(study: Study, folder: Path):
    texts = study.articles.set_index("article_id")["text"]
    for row in pd.read_parquet(folder / "hits.parquet").head(50).itertuples():
        assert " ".join(texts[row.article_id][row.start : row.end].split()) == row.words
        assert row.before in " ".join(texts[row.article_id][: row.start].split())


def test_the_codebook_explains_every_column(folder: Path):
    codebook = pd.read_csv(folder / "codebook.csv", keep_default_na=False)
    for name in TABLES:
        table = pd.read_parquet(folder / f"{name}.parquet")
        rows = codebook[codebook["table"] == name]
        assert rows["column"].tolist() == list(table)
        assert rows["n"].tolist() == table.notna().sum().tolist()
    assert (codebook["meaning"] != "").all()
    own = codebook[codebook["meaning"].str.startswith("a column of the source")]["column"]
    assert set(own) == {"bias", "topic"}


def test_a_column_that_is_called_like_a_measure_keeps_its_values(study: Study, tmp_path: Path):
    articles = study.annotations.articles.assign(n_statements="mine", rate_economic=7)
    renamed = Study(study.settings, annotations=replace(study.annotations, articles=articles))
    renamed.export(tmp_path)
    table = pd.read_parquet(tmp_path / "articles.parquet")
    assert set(table["article_n_statements"]) == {"mine"}
    assert set(table["article_rate_economic"]) == {7}
    assert table["n_statements"].sum() == pd.read_parquet(tmp_path / "statements.parquet")["counted"].sum()
    codebook = pd.read_csv(tmp_path / "codebook.csv").query("table == 'articles'").set_index("column")["meaning"]
    assert codebook["article_n_statements"].startswith("a column of the source")
    assert codebook["n_statements"].startswith("statements that count")


def test_the_same_study_gives_the_same_bytes(study: Study, folder: Path, tmp_path: Path):
    study.export(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in folder.iterdir()}


def test_nothing_of_the_researchers_is_replaced(study: Study, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    study.export(tmp_path)
    study.export(tmp_path)  # onto its own
    (tmp_path / "hits.csv").write_text("edited by hand")
    with pytest.raises(InputError, match=r"hits\.csv stands there and is not as framelens exported it"):
        study.export(tmp_path)
    assert (tmp_path / "hits.csv").read_text() == "edited by hand"
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.fixture(scope="module")
def rscript() -> str:
    r = shutil.which("Rscript")
    if r is None:
        pytest.skip("R is not installed: read.R was not run")
    return r


def run_r(rscript: str, folder: Path, script: str) -> str:
    run = subprocess.run([rscript, "-e", f"source('read.R'); {script}"], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_r_reads_it(rscript: str, folder: Path):
    """Without the package arrow from the CSV files, each column with its type."""
    out = run_r(rscript, folder, "for (n in unique(codebook$table)) cat(n, dim(get(n)), '\\n'); "
                "cat(sum(articles$n_words), mean(articles$tone_vader, na.rm = TRUE), sum(statements$counted), '\\n'); "
                "cat(class(statements$words), class(articles$published)[1], class(speakers$from_roster))")  # fmt: skip
    lines = out.splitlines()
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    assert lines[: len(TABLES)] == [f"{name} {len(t)} {len(t.columns)} " for name, t in tables.items()]
    n_words, tone, counted = map(float, lines[len(TABLES)].split())
    articles = tables["articles"]
    assert (n_words, counted) == (articles["n_words"].sum(), tables["statements"]["counted"].sum())
    assert tone == pytest.approx(articles["tone_vader"].mean(), abs=1e-5)
    assert lines[-1] == "character POSIXct logical"


def test_keys_and_missing_values_come_through(rscript: str, tmp_path: Path):
    table = pd.DataFrame(
        {
            "article_id": ["001", "002"], "outlet": ["NA", None], "published": ["1895-02-03", None],
            "text": ["=1+1, said Ada Brook.", "Nobody spoke."], "my key": [12345678901234567, 2], "flag": [True, None],
        }
    )  # fmt: skip
    table.to_csv(tmp_path / "articles.csv", index=False)
    fl.open(tmp_path / "articles.csv").export(tmp_path / "out")
    shown = 'c("article_id", "outlet", "my key", "flag")'
    out = run_r(rscript, tmp_path / "out", f"write.table(articles[{shown}], sep = '|', row.names = FALSE)")
    assert out.splitlines() == [
        '"article_id"|"outlet"|"my key"|"flag"', '"001"|"NA"|"12345678901234567"|TRUE', '"002"|NA|"2"|NA'
    ]  # fmt: skip


def test_a_multilevel_model_reads_the_segments(rscript: str, folder: Path):
    if subprocess.run([rscript, "-e", "library(lme4)"], capture_output=True).returncode:
        pytest.skip("the R package lme4 is not installed: no model was fitted")
    model = "lme4::lmer(valence_vader ~ voice + (1 | article_id), segments)"
    out = run_r(rscript, folder, f"m <- {model}; cat(lme4::fixef(m), '\\n', lme4::ngrps(m), nobs(m))")
    numbers = [float(one) for one in out.split()]
    segments = pd.read_parquet(folder / "segments.parquet").dropna(subset=["valence_vader"])
    ours = sm.MixedLM.from_formula("valence_vader ~ C(voice)", groups="article_id", data=segments).fit(reml=True)
    assert numbers[:3] == pytest.approx(ours.fe_params.tolist(), abs=2e-3)
    assert numbers[3:] == [segments["article_id"].nunique(), len(segments)]


def test_the_workbook_says_what_is_in_it(study: Study, folder: Path):
    book = openpyxl.load_workbook(folder / "study.xlsx", read_only=True)
    about = {row[0]: row[2] for row in book["about"].iter_rows(min_row=2, values_only=True)}
    assert list(about) == [*TABLES, "codebook"]
    assert [name for name, where in about.items() if "not in this workbook" in where] == ["segments"]
    assert set(book.sheetnames) == {*about, "about"} - {"segments"}


def test_a_table_too_long_for_a_worksheet_is_said(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 10)
    study.export(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "study.xlsx", read_only=True)
    where = {row[0]: row[2] for row in book["about"].iter_rows(min_row=2, values_only=True)}["hits"]
    assert where == f"in hits.csv and hits.parquet, not in this workbook ({len(study.hits):,} rows)"


def test_what_came_in_is_described_by_its_values(folder: Path):
    codebook = pd.read_csv(folder / "codebook.csv", keep_default_na=False).query("table == 'articles'")
    values = codebook.set_index("column")["values"]
    articles = pd.read_parquet(folder / "articles.parquet")
    assert values["bias"] == ", ".join(sorted(articles["bias"].dropna().unique()))
