from __future__ import annotations

from dataclasses import replace

import pytest

from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.report.narrative.coders import narrate_coder
from framelens.results.blocks import as_json, as_plain
from framelens.results.measures import measure_study
from framelens.settings.settings import settings_of_source
from framelens.store import annotate
from framelens.tables import make_table


@pytest.fixture(scope="module")
def measures(texts, tmp_path_factory):
    articles, codes = texts
    folder = tmp_path_factory.mktemp("study")
    path = folder / "codes.csv"
    codes.melt("article_id", var_name="frame", value_name="code").to_csv(path, index=False)
    frames = FrameDictionary((Frame("money", terms=(Term("tax*"), Term("prices"))), Frame("quarrel")))
    study = replace(settings_of_source(folder), frames=frames, reader="rules", coder=path, resamples=100)
    table = make_table("articles", articles.assign(n_words=20, language="en").to_dict("records"))
    return measure_study(study, annotate(table, study))


def test_a_study_tells_what_its_coder_found(measures):
    told = as_plain(as_json(narrate_coder(measures)))
    assert "The coder was trained on 60 coded articles." in told
    assert "dictionary" in told and "every unit positive" in told
    assert "(50%, 95%\xa0CI [" in told and "n\xa0=\xa060)" in told
    assert "These shares are not corrected for its errors." in told


def test_a_study_without_codes_says_what_to_do(measures):
    bare = measure_study(replace(measures.study, coder=None), measures.annotations)
    assert 'coder = "codes.csv"' in str(narrate_coder(bare))
