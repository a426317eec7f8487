import pandas as pd
import pytest

import framelens as fl
from framelens.errors import InputError
from framelens.settings.settings import load_settings
from framelens.store import TABLES, open_store, write_store
from framelens.tables import SCHEMAS, VALENCE_PREFIX


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The shipped article in a store, under the shipped study."""
    return write_store(load_settings("seeds"), tmp_path_factory.mktemp("shipped") / "store")


def test_the_store_has_the_tables_that_memory_has(shipped):
    study = load_settings("seeds")
    expected = fl.annotate(fl.read.read_articles(study.articles), study)
    stored = shipped.annotations()
    for table in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(stored, table), getattr(expected, table), check_index_type=False)


def test_every_offset_gives_its_passage_back(shipped):
    text = shipped.read("articles")["text"].iloc[0]
    for row in shipped.read("quotes").itertuples():
        assert text[row.cue_start : row.cue_end].split()[-1].isalpha()
        assert all(text[start:end] == text[start:end].strip() for start, end in row.content)


def test_columns_and_conditions(shipped):
    table = shipped.read("quotes", ["quote_id", "kind"], "kind = 'direct'")
    assert table.columns.tolist() == ["quote_id", "kind"]
    assert set(table["kind"]) == {"direct"}
    assert shipped.count("quotes") == len(shipped.read("quotes"))


def test_duckdb_knows_every_table(shipped):
    for table in TABLES:
        counted = shipped.query(f"SELECT count(*) AS n FROM {table}")["n"].iloc[0]
        assert counted == shipped.count(table)
    joined = shipped.query("SELECT s.name FROM quotes q JOIN speakers s USING (speaker_id) GROUP BY s.name")
    assert joined["name"].tolist() == ["Emin Aliyev"]


def test_what_is_not_there_is_named(shipped):
    with pytest.raises(InputError) as error:
        shipped.read("quote")
    assert str(error.value) == (
        "unknown table 'quote'; choose from: articles, segments, quotes, mentions, speakers, hits, clean, "
        "duplicates, left_out, speaker_links, speakers_found. Did you mean 'quotes'?"
    )
    with pytest.raises(InputError, match=r"^the table hits has no column 'frames'; choose from: .*mean 'frame'\?$"):
        shipped.read("hits", ["frames"])
    with pytest.raises(InputError, match=r"^the query cannot be answered: .*nowhere"):
        shipped.query("SELECT * FROM nowhere")


def test_a_folder_without_a_log_is_no_store(tmp_path):
    with pytest.raises(InputError) as error:
        open_store(tmp_path)
    assert str(error.value) == f"{tmp_path} is not a store; make one with: framelens annotate SOURCE --out {tmp_path}"


def test_the_study_it_was_made_with_can_be_loaded(shipped):
    kept, study = load_settings(shipped.study_folder), load_settings("seeds")
    for name in ("title", "question", "relays", "lexicons", "excluded_words", "quote_kinds", "compare_by", "seed"):
        assert getattr(kept, name) == getattr(study, name), name
    assert kept.frames == study.frames
    pd.testing.assert_frame_equal(kept.roster, study.roster)
    articles = fl.read.read_articles(kept.articles).articles
    assert articles["text"].tolist() == fl.read.read_articles(study.articles).articles["text"].tolist()


def test_valence_columns_follow_the_lexicons(shipped):
    columns = [c for c in shipped.read("segments").columns if c.startswith(VALENCE_PREFIX)]
    assert columns == [VALENCE_PREFIX + name for name in load_settings("seeds").lexicons]
