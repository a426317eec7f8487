"""Copies are found across outlets and days, whatever was cut or put before them, and their agency is named."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.corpus.candidates import Candidate
from framelens.corpus.copies import copies_among
from framelens.corpus.duplicates import compare_shingles, find_duplicates, find_shingles
from framelens.corpus.origins import find_credit
from framelens.tables import make_table


def story(number, sentences=30):
    return " ".join(
        f"In town {number * j} the {j + number}th of {number} mills was closed by rain." for j in range(sentences)
    )


def article(article_id, text, outlet=None, day=None):
    return Candidate(article_id, outlet, None, day and datetime.date(2020, 1, day), text)


def test_shingles_are_compared_as_sets():
    one, other = (" ".join("abcdefghij"[k:]) for k in (0, 2))
    # Six shingles of five letters, four of them in the shorter text.
    assert compare_shingles(find_shingles(one), find_shingles(other)) == pytest.approx(4 / 6)
    assert compare_shingles(find_shingles("A, b c. D e!"), find_shingles("a b “C” d E")) == 1
    assert len(find_shingles("a b c d")) == 0


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.sampled_from("abcd"), max_size=40))
def test_shingles_agree_with_sets_of_tuples(one, other):
    sets = [{tuple(words[k : k + 5]) for k in range(len(words) - 4)} for words in (one, other)]
    expected = len(sets[0] & sets[1]) / len(sets[0] | sets[1]) if sets[0] | sets[1] else 0
    assert compare_shingles(*(find_shingles(" ".join(words)) for words in (one, other))) == pytest.approx(expected)


def test_wire_copy_is_gathered_with_its_agency_and_its_earliest_article():
    wire = story(3)
    articles = [
        article("late", f"Closed!\n\n{wire}\n\nAdvertisement", "The Mail", 3),
        article("other", story(7), "The Mail", 3),
        article("first", f"YORK (AP) — {wire}", "The Herald", 2),
        article("cut", wire[: int(len(wire) * 0.8)], "The Post", 4),
        article("same", f"YORK (AP) — {wire}", "The Post", 5),
    ]
    rows = find_duplicates(articles, {"same": "first"})
    assert [(row["article_id"], row["kind"], row["cluster_id"]) for row in rows] == [
        ("late", "near", "first"), ("first", "origin", "first"), ("cut", "near", "first"), ("same", "exact", "first"),
    ]  # fmt: skip
    assert {(row["origin"], row["evidence"]) for row in rows} == {("Associated Press", "dateline")}
    assert rows[3]["similarity"] == 1 and 0.6 <= rows[2]["similarity"] < 0.85
    assert copies_among(make_table("duplicates", rows), ["late", "cut", "other"]) == {"cut"}


def test_articles_on_one_subject_and_short_ones_are_no_copies():
    shared = story(2, 6)
    assert find_duplicates([article("a", shared + story(5)), article("b", shared + story(11))], {}) == []
    assert (
        find_duplicates(
            [article("a", "The market is closed today again."), article("b", "The market is closed today.")], {}
        )
        == []
    )


@pytest.mark.parametrize(
    ("outlet", "byline", "text", "agency", "evidence"),
    [
        ("Associated Press", None, "Rain.", "Associated Press", "outlet"),
        ("The Mail", "By Jo Ek, Associated Press", "Rain.", "Associated Press", "byline"),
        ("The Mail", None, "LONDON, Jan 5 (Reuters) - Rain fell.", "Reuters", "dateline"),
        ("The Mail", None, "Rain.\n\nCopyright 2013 The Associated Press.", "Associated Press", "credit line"),
        ("The Mail", None, "Rain.\n\n— Reuters", "Reuters", "credit line"),
        ("The Mail", None, "Rain.\n\nThe Associated Press contributed to this report.", None, None),
        ("The Mail", None, "He told Reuters (the agency) that it rained.", None, None),
    ],
)  # fmt: skip
def test_the_agency_is_read_where_it_is_credited(outlet, byline, text, agency, evidence):
    found = find_credit(outlet, byline, text)
    assert (found and found.agency, found and found.evidence) == (agency, evidence)


def test_copies_are_found_among_few_articles_among_many_and_between_them():
    articles = [article(f"a{n}", story(n + 2)) for n in range(80)]
    articles[10:10] = [article("early", story(5) + " Rain fell.")]
    articles += [article("between", story(6) + " Rain fell."), article("late", story(77) + " Rain fell.")]
    rows = find_duplicates(articles, {})
    assert {(row["cluster_id"], row["article_id"]) for row in rows if row["kind"] == "near"} == {
        ("a3", "early"), ("a4", "between"), ("a75", "late"),
    }  # fmt: skip


def test_of_a_hundred_copies_just_like_enough_hardly_one_is_missed():
    stories = [story(n * n + 3, 60) for n in range(100)]
    cut = [" ".join(text.split()[: int(len(text.split()) * 0.61)]) for text in stories]
    articles = [article(f"a{n}", text) for n, text in enumerate(stories)]
    articles += [article(f"b{n}", text) for n, text in enumerate(cut)]
    near = [row for row in find_duplicates(articles, {}) if row["kind"] == "near"]
    assert all(0.6 <= row["similarity"] < 0.7 and row["cluster_id"][1:] == row["article_id"][1:] for row in near)
    assert len(near) >= 95
