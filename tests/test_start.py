"""A fresh start loads what one article needs, and nothing that takes seconds more."""

import subprocess
import sys

import pytest

# Each takes a good part of a second to import, or more.
HEAVY = ("scipy", "sklearn", "nltk", "matplotlib", "datasketch", "trafilatura", "dask", "jinja2", "networkx")

ANNOTATE = """
from dataclasses import replace
from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.settings.settings import settings_of_source
study = replace(settings_of_source("start"), reader={reader!r})
rows = annotate_article(Article("a", None, None, None, None, "Ana Ito said that the plan was good.", ""), study)
assert len(rows["quotes"]) == 1
"""
WRITE = """
from framelens.cli import main
assert main(["annotate", {source!r}, "--out", {store!r}, "--workers", "1", "--quiet"]) == 0
"""
LOADED = "import sys; print(' '.join(name for name in {names!r} if name in sys.modules))"


def loaded_by(code, names=HEAVY):
    """Which of some modules a fresh process has loaded once it has run some code."""
    command = [sys.executable, "-c", code + "\n" + LOADED.format(names=names)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return output.splitlines()[-1].split()


@pytest.mark.parametrize("reader", ["rules", "fast"])
def test_one_article_is_annotated_without_what_others_need(reader):
    assert loaded_by(ANNOTATE.format(reader=reader)) == []


def test_a_few_articles_go_into_a_store_without_what_many_need(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Ana Ito said that plan {number} was good.")
    code = WRITE.format(source=str(tmp_path), store=str(tmp_path.parent / f"{tmp_path.name}-store"))
    assert loaded_by(code) == []


def test_workers_are_asked_for_before_anything_heavy():
    assert loaded_by("import framelens.cli, framelens.processes", ("pandas", "numpy", "pyarrow")) == []


def test_opening_a_study_fetches_no_library_that_one_measure_needs(tmp_path):
    code = f"import framelens as fl; fl.open({str(tmp_path)!r})"
    assert loaded_by(code, ("scipy.signal", "scipy.stats", "matplotlib.pyplot", "sklearn", "networkx")) == []


def test_a_module_is_left_out_of_an_import_and_found_later():
    code = (
        "from framelens.lazy import leaving_out\nwith leaving_out('colorsys'):\n    try:\n        import colorsys\n"
        "    except ImportError:\n        import wave\nimport colorsys"
    )
    assert loaded_by(code, ("colorsys", "wave")) == ["colorsys", "wave"]


def test_what_is_looked_for_would_be_seen():
    assert loaded_by("import datasketch") == ["scipy", "datasketch"]
