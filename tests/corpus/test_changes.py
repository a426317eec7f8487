"""What cleaning changes can be undone to the last character; what it marks stays where it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.corpus.boilerplate import find_boilerplate, find_repeated, mark_repeated
from framelens.corpus.changes import change_row, restore_source
from framelens.corpus.cleaning import clean_with_evidence, join_headline, shift_changes

SOURCE = "\ufeffRain\r\nOn todayâ€™s walk\r\n\nshe Ã¢Â\x80Â\x99sang\r—\x96 café\n"
LINKS = "Lund Ana MarÃ­a (Annie) LundCouncil â€œvotesâ€\x9d on the port MORE"
PIECES = ["a b", "\r\n", "\n", "\r", "\ufeff", "â€™", "Ã©", "\x96", "é", "…", " ", LINKS, f"Lund {LINKS}"]


def rows_of(changes):
    return [change_row("a", change) for change in changes]


def test_every_change_is_there_with_its_place_in_the_source():
    text, changes = clean_with_evidence(SOURCE)
    assert text == "Rain\nOn today’s walk\n\nshe ’sang\n—– café\n"
    found = [(c.kind, text[c.start : c.end], SOURCE[c.source_start : c.source_end]) for c in changes]
    assert [f for f in found if f[0] == "mojibake"] == [
        ("mojibake", "’", "â€™"), ("mojibake", "’", "Ã¢Â\x80Â\x99"), ("mojibake", "—–", "—\x96"),
    ]  # fmt: skip
    assert [c.source for c in changes if c.kind == "line_ends"] == ["\r\n", "\r"]


def test_sound_text_is_left_alone():
    sound = "“Señor Peña’s café – naïve”, he wrote in München. Привет, Ελλάδα. 50 °C £5 Â\n"
    assert clean_with_evidence(sound) == (sound, ())


@given(
    st.lists(st.sampled_from(["a b", "\r\n", "\n", "\r", "\ufeff", "â€™", "Ã©", "\x96", "é", "…", " ", LINKS])).map(
        "".join
    )
)
def test_the_source_can_be_had_back(source):
    text, changes = clean_with_evidence(source)
    assert restore_source(text, rows_of(changes)) == source
    joined = join_headline("New words", text)
    moved = shift_changes(changes, joined, text)
    assert restore_source(joined, rows_of(moved)) == source


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("ADVERTISEMENT", "advertisement"),
        ("Story Continued Below", "advertisement"),
        ("Story highlights", "highlights"),
        ("Copyright © 2019 The Herald, LLC. Click here for reprint permission.", "copyright"),
        ("Sign up for Daily Newsletters", "sign-up"),
        ("Follow @herald", "sign-up"),
        ("Read more: The rain in York", "read more"),
        ("Image copyright Getty Images", "picture"),
        ("Jo Ek and The Associated Press contributed to this report.", "credit"),
        ("Sign up sheets were torn down on Monday, the mayor said.", None),
        ("Advertisements for the plan cost the town a million.", None),
        ("Copyrighted songs were played.", None),
        ("Read more books, the mayor told children.", None),
        ("“All rights reserved for us,” she said.", None),
        ("More rain fell in York than in a decade.", None),
        ("Close to the river, nobody slept.", None),
    ],
)
def test_rules_know_the_page_from_the_article(line, rule):
    found = find_boilerplate(f"It rained.\n  {line} \nIt rained on.")
    assert [(c.rule, c.source, c.start) for c in found] == ([(rule, line, 13)] if rule else [])


STORY = "The council of the town voted on Monday to spend {} crowns on the harbour, which is older than the town."


def test_a_line_in_five_articles_of_one_outlet_is_the_pages():
    line, quote = "Visit the Herald homepage now", "“It is good for the town,” she said."
    articles = [("Herald", f"Story {n} of the town.\n{line}\n{quote}\n{STORY.format(n)}") for n in range(5)]
    repeated = find_repeated([*articles, *[("Mail", f"Other {n}.\n{line}") for n in range(4)]])
    assert [(c.rule, c.source) for c in mark_repeated(*articles[0], repeated)] == [("repeated", line)]
    assert mark_repeated("Mail", f"Other.\n{line}", repeated) == ()


def test_a_story_that_ran_five_times_is_no_boilerplate():
    """Each version has a paragraph of its own, and all have the page's own line, as other articles do."""
    line, paragraphs = "Visit the Herald homepage now", [STORY.format(f"{n} thousand") for n in range(6)]
    versions = [("Herald", "\n".join([f"Version {n} of it.", *paragraphs, line])) for n in range(5)]
    others = [("Herald", f"{STORY.format(n)}\n{line}") for n in range(7, 12)]
    assert [c.source for c in mark_repeated(*versions[0], find_repeated([*versions, *others]))] == [line]
    assert find_repeated(versions) == find_repeated([]) == frozenset()
