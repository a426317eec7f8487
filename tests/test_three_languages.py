"""The example study in three languages: it reads, checks, and measures in each language what exists there."""

from dataclasses import replace

import pytest

import framelens as fl
from framelens.annotate.layout import find_layout
from framelens.check import check_study
from framelens.cli import main
from framelens.corpus import find_header, read_articles
from framelens.languages import language_of
from framelens.report.narrative import narrate_findings
from framelens.report.narrative.differing import name_groups
from framelens.results.blocks import as_json, as_plain
from framelens.results.measures import StudyMeasures


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example") / "study"
    assert main(["new", str(folder), "--example", "languages"]) == 0
    return folder / "seeds"


@pytest.fixture(scope="module")
def found(seeds):
    study = fl.load_settings(seeds)
    return fl.annotate(read_articles(study.articles), replace(study, reader="rules"))


def test_it_is_sound(seeds, capsys):
    check = check_study(seeds.parent)  # as `framelens report` finds it
    assert check.problems == [] and not any("frames.yaml" in note for note in check.notes)
    for language in ("English", "German", "Russian"):
        assert f"{language} (n\xa0=\xa06): " in check.facts["languages"]
    assert [note for note in check.notes if "get no tone" in note] == [
        f"6 articles in {name} get no tone: no lexicon named in [tone] scores that language; name a file of words in "
        "it, with its language"
        for name in ("German", "Russian")
    ]
    assert main(["new", str(seeds.parent / "other"), "--example", "langages"]) == 2
    assert "unknown example 'langages'; choose from: languages. Did you mean" in capsys.readouterr().err


def test_every_article_is_told_in_every_language(seeds, found):
    articles = found.articles.merge(fl.load_settings(seeds).events, on="article_id")
    assert (articles.groupby(["language", "event"]).size() == 2).all() and len(articles) == 18
    assert articles["n_words"].between(120, 250).all()
    assert articles.groupby("language")["outlet"].nunique().tolist() == [2, 2, 2]


def test_sentences_and_quotations_are_whole(found):
    """No sentence ends at z. B., 3. Kammer, т. е. or тыс.; each quotation is closed in its paragraph."""
    for row in found.articles.itertuples():
        header = find_header(row.text)
        layout = find_layout(row.text, header=header, language=language_of(row.language))
        assert all(q.closed for q in layout.quotations), row.article_id
        for sentence in layout.sentences:
            words = row.text[sentence.start : sentence.end]
            assert not words.endswith((" z.", " B.", " Dr.", " 3.", " т.", " е.", "тыс.", "Mio.", "млн")), words


def test_tone_is_null_and_frames_are_those_of_the_language(found):
    language = found.articles.set_index("article_id")["language"]
    scored = found.segments.groupby(found.segments["article_id"].map(language))["valence_vader"].count()
    assert scored["en"] > 0 and scored[["de", "ru"]].tolist() == [0, 0]
    hits = found.hits.assign(language=found.hits["article_id"].map(language))
    assert (hits.groupby(["language", "frame"]).size().unstack() > 2).all(axis=None)
    terms = hits.groupby("language")["term"].unique()
    assert not set(terms["ru"]) & (set(terms["de"]) | set(terms["en"]))
    assert "price*" in terms["en"] and "preis*" in terms["de"] and "цен*" in terms["ru"]


def test_words_are_compared_within_one_language(found):
    with pytest.raises(fl.InputError, match=r"the articles are in several languages: .*ru \(6\)"):
        fl.stats.compare_words(found, "outlet", "Hafenpost")
    words = fl.stats.compare_words(
        found, "outlet", "Hafenpost", settings=fl.Keyness(min_count=1, stop_words="own", language="de")
    )
    assert "hafen" in set(words["word"]) and not set(words["word"]) & {"the", "die", "что"}


def test_the_summary_says_what_it_rests_on(seeds, found):
    study = replace(fl.load_settings(seeds), compare_by=("language",))
    told = as_plain(as_json(narrate_findings(StudyMeasures(study, found))))
    assert "In the six articles whose language VADER scores, the mean valence" in told
    by_language = next(part for part in told.split("Between ") if "articles by language," in part)
    assert "the mean valence of any voice could not be tested" in by_language
    assert "or the mean valence" not in by_language


def test_groups_by_language_are_called_by_its_name():
    assert name_groups("language", ["de", "en-GB", None]) == ["German", "en-GB", "none given"]
    assert name_groups("event", ["de"]) == ["‘de’"]
