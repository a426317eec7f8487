from __future__ import annotations

from dataclasses import replace

from framelens.dictionary import FrameDictionary
from framelens.measure.collocates import Collocation, find_collocates
from framelens.measure.concordance import find_concordance
from framelens.measure.cooccurrence import count_cooccurrence
from framelens.measure.keyness import Keyness
from framelens.measure.leaving_out import what_if
from framelens.measure.resampling import NO_INTERVAL, Interval
from framelens.measure.vocabularies import compare_vocabularies
from framelens.results.passages import find_passages


def _words(annotations, row):
    texts = annotations.articles.set_index("article_id")["text"]
    found = find_passages(annotations, row.to_dict()).rows
    return [texts[place.article_id][place.start : place.end] for place in found.itertuples()]


def test_every_row_opens_at_its_words(annotations):
    settings = Collocation(window=2, min_count=1, stop_words=None, interval=NO_INTERVAL)
    company = find_collocates(annotations, "bingley", settings=settings).set_index("word", drop=False)
    # "that Bingley is rich and Bingley is young": "is" twice near; "voice that Bingley knew".
    assert _words(annotations, company.loc["is"]) == ["is", "is"]
    line = find_concordance(annotations, "bingley").iloc[0]
    assert _words(annotations, line) == ["Bingley"]
    pair = count_cooccurrence(annotations, ["fortune", "marriage"], unit="sentence").iloc[0]
    assert sorted(_words(annotations, pair)) == ["fortune", "large", "single"]
    words = compare_vocabularies(annotations, "outlet", settings=Keyness(min_count=1, interval=NO_INTERVAL))
    rich = words.query("value == 'Hartfield' and word == 'rich'").iloc[0]
    assert _words(annotations, rich) == ["rich"]
    term = what_if(annotations, interval=NO_INTERVAL).query("term == 'rich'").iloc[0]
    assert _words(annotations, term) == ["rich", "rich"]


def test_a_study_without_frames_leaves_nothing_out(annotations):
    bare = replace(annotations, hits=annotations.hits.iloc[:0])
    assert what_if(bare, FrameDictionary.empty(), interval=Interval(resamples=10)).empty
    assert what_if(bare, by="outlet", interval=Interval(resamples=10)).empty
