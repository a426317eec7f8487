from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framelens.annotate.framing import build_matcher
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.errors import InputError
from framelens.measure.framing import score_salience
from framelens.measure.leaving_out import what_if
from framelens.measure.resampling import NO_INTERVAL, Interval


def test_each_term_is_taken_off_by_hand(annotations):
    table = what_if(annotations, interval=Interval(resamples=200)).set_index("term")
    # Fortune: "rich" twice (in the narrator's words and the neighbours'), "large" and "fortune" once each; 71 words.
    assert table.loc["rich", ["frame", "n_hits", "n", "articles_lost"]].tolist() == ["fortune", 2, 4, 1]
    assert table.loc["rich", "estimate"] == pytest.approx(0.5)
    assert table.loc["rich", ["salience", "salience_without"]].tolist() == pytest.approx([4000 / 71, 2000 / 71])
    # Without "rich", marriage (three hits) overtakes fortune; without "large" it draws level.
    assert table.loc["rich", ["rank", "rank_without"]].tolist() == [1, 2]
    assert table.loc["large", ["rank", "rank_without", "articles_lost"]].tolist() == [1, 1, 0]
    assert (table["without_low"] <= table["salience_without"]).all()


def test_without_a_term_is_what_matching_anew_finds(build_library):
    words = st.lists(st.sampled_from(["tax", "cut", "tax cut", "rain"]), min_size=1, max_size=8)

    @given(st.lists(words, min_size=2, max_size=4))
    @settings(max_examples=15, deadline=None)
    def check(texts: list[list[str]]) -> None:
        dictionary = FrameDictionary((Frame("money", terms=(Term("tax"), Term("rain"), Term("cut"))),))
        found = _annotate(build_library, texts, dictionary)
        table = what_if(found, dictionary, interval=NO_INTERVAL).set_index("term")
        for term in ("tax", "rain", "cut"):
            anew = _annotate(build_library, texts, dictionary.without("money", term))
            wanted = score_salience(anew, ["money"], by=None, interval=NO_INTERVAL)["estimate"].iloc[0]
            assert table.loc[term, "salience_without"] == pytest.approx(wanted)

    check()


def _annotate(build_library, texts, dictionary):
    library = {
        f"a{n}": ([("journalist", None, " ".join(words), None)], "A" if n % 2 else "B", None)
        for n, words in enumerate(texts)
    }
    annotations = build_library(library)
    matcher = build_matcher(dictionary)
    rows = [
        {"article_id": row.article_id, "frame": hit.frame, "term": hit.term, "start": hit.start, "end": hit.end}
        | {"segment": 0, "voice": "journalist", "zone": "lead"}
        for row in annotations.articles.itertuples()
        for hit in matcher.find_hits(row.text)
    ]
    from dataclasses import replace

    from framelens.tables import make_table

    return replace(annotations, hits=make_table("hits", rows))


def test_salience_weighted_by_zone(annotations):
    plain = score_salience(annotations, ["fortune"], by=None, interval=Interval(resamples=50)).iloc[0]
    table = score_salience(
        annotations, ["fortune"], by=None, zone_weights={"lead": 2}, interval=Interval(resamples=50)
    ).iloc[0]
    # One hit and 25 words in the lead, three hits and 46 words behind it.
    assert table["estimate"] == pytest.approx(1000 * (2 + 3) / (50 + 46))
    assert table[["n_hits", "n", "share_articles"]].tolist() == plain[["n_hits", "n", "share_articles"]].tolist()
    with pytest.raises(InputError) as error:
        score_salience(annotations, zone_weights={"title": 2})
    assert str(error.value) == "unknown zone 'title' in zone_weights; choose from: headline, lead, body"
    with pytest.raises(InputError) as error:
        score_salience(annotations, zone_weights={"lead": -1})
    assert str(error.value) == "the zone 'lead' weighs -1; a weight is 0 or more"
