"""The trained finder on made-up texts: its parts by hand, then what it finds with the shipped weights."""

import time
from dataclasses import replace

import numpy as np
import pytest

from framelens.annotate.article import annotate_article
from framelens.annotate.finders import build_finder
from framelens.annotate.layout import find_layout
from framelens.annotate.network.decode import CONTENT, CUE, SOURCE, TaggedSpan, find_spans
from framelens.annotate.network.linking import link_spans
from framelens.annotate.network.marks import CLOSING, INSIDE, LEFT_OPEN, OPENING, OUTSIDE, find_states, plain_marks
from framelens.annotate.network.model import Scores
from framelens.annotate.network.pieces import TextPieces, cut_windows
from framelens.corpus import Article
from framelens.networks import find_network
from framelens.settings.settings import settings_of_source


def states(text):
    letters = {OUTSIDE: ".", INSIDE: "i", OPENING: "(", CLOSING: ")", LEFT_OPEN: "o"}
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return "".join(letters.get(state, "?") for state in find_states(text, lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"ab," c.', "(iii)..."),
        ("“ab,” c.", "(iii)..."),
        ("„ab“, c.", "(ii)...."),
        ("« ab », c", "(iiii)..."),
        ("''ab,'' c", "((iii)).."),
        ("“ab c\n“de” f", "(oooo.(ii).."),
        ("“ab “c” d", "(ooo(i).."),
        ("ab” c", "..?.."),
    ],
)
def test_quotation_states_of_letters(text, expected):
    assert states(text) == expected


def test_plain_marks_keep_every_offset():
    text = "“a” „b“ «c» ''d'' \ud800"
    assert plain_marks(text) == '"a" "b" "c" " d"  \ufffd'
    assert len(plain_marks(text)) == len(text)


def scores_of(rows, n_tags=7):
    """Logarithms of probabilities with the given tag at .9 and the rest shared."""
    table = np.full((len(rows), n_tags), np.log(0.1 / (n_tags - 1)))
    table[np.arange(len(rows)), rows] = np.log(0.9)
    return table


def test_spans_are_begun_and_go_on():
    tags = scores_of([1, 2, 0, 3, 5, 6])
    nothing = np.zeros(6, dtype=bool)
    assert find_spans(tags, nothing, nothing) == [
        TaggedSpan(SOURCE, 0, 2),
        TaggedSpan(CUE, 3, 4),
        TaggedSpan(CONTENT, 4, 6),
    ]


def test_no_span_goes_over_the_end_of_a_paragraph():
    tags = scores_of([5, 6, 6, 6])
    breaks = np.array([False, False, True, False])
    assert TaggedSpan(CONTENT, 0, 4) in find_spans(tags, breaks & False, breaks & False)
    assert TaggedSpan(CONTENT, 0, 2) in find_spans(tags, breaks & False, breaks)


def test_a_word_is_never_cut():
    # The second piece goes on with the first piece's word, whatever its own tag says.
    tags = scores_of([0, 5, 6])
    spans = find_spans(tags, np.array([False, True, False]), np.array([True, False, False]))
    assert all(span.low != 1 for span in spans)


def test_leaning_to_more_finds_more():
    tags = np.log(np.array([[0.6, 0.4, 0, 0, 0, 0, 0]]) + 1e-9)
    alone = np.array([False])
    assert find_spans(tags, alone, alone) == []
    assert find_spans(tags, alone, alone, boost=1.0) == [TaggedSpan(SOURCE, 0, 1)]


def test_contents_and_sources_go_where_the_network_points():
    # Pieces: Ada said A , Tom denied B -> two statements, B pointing back at the first cue on purpose.
    spans = [
        TaggedSpan(SOURCE, 0, 1),
        TaggedSpan(CUE, 1, 2),
        TaggedSpan(CONTENT, 2, 3),
        TaggedSpan(SOURCE, 4, 5),
        TaggedSpan(CUE, 5, 6),
        TaggedSpan(CONTENT, 6, 7),
    ]
    window = np.array([-1, 0, 1, 2, 3, 4, 5, 6, -2])
    content_links, source_links = np.zeros((9, 9)), np.zeros((9, 9))
    content_links[3, 2] = content_links[7, 2] = 9.0
    source_links[2, 5] = 9.0
    tags = scores_of([1, 3, 5, 0, 1, 3, 5])
    scores = Scores(tags, tags, [window], [content_links], [source_links])
    (draft,) = link_spans(spans, scores, pieces_of([7]))
    assert draft.cue == (1, 2)
    assert draft.content == ((2, 3), (6, 7))
    assert draft.source == (4, 5)


def test_one_cue_does_not_gather_a_dialogue():
    # Two paragraphs; the network points from both contents at the one cue.
    spans = [TaggedSpan(CUE, 0, 1), TaggedSpan(CONTENT, 1, 3), TaggedSpan(CONTENT, 3, 5)]
    window = np.array([-1, 0, 1, 2, -2, 3, 4, -2])
    links = np.zeros((8, 8))
    links[:, 1] = 9.0
    tags = scores_of([3, 5, 6, 5, 6])
    (draft,) = link_spans(spans, Scores(tags, tags, [window], [links], [np.zeros((8, 8))]), pieces_of([3, 2]))
    assert draft.content == ((1, 3),)


def pieces_of(lengths):
    n = sum(lengths)
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    zeros = np.zeros(n, dtype=np.int64)
    return TextPieces(zeros + 7, np.arange(n), np.arange(n) + 1, zeros, zeros, numbers, zeros.astype(bool))


def test_windows_hold_whole_paragraphs_where_they_can():
    windows = cut_windows(pieces_of([4, 3, 5]), size=10)
    assert [window.tolist() for window in windows] == [[-1, 0, 1, 2, 3, -2, 4, 5, 6, -2], [-1, 7, 8, 9, 10, 11, -2]]


def test_a_paragraph_too_long_is_cut_and_no_piece_is_lost():
    pieces = pieces_of([25])
    windows = cut_windows(pieces, size=10)
    assert max(map(len, windows)) <= 10
    kept = np.concatenate([window[window >= 0] for window in windows])
    assert kept.tolist() == list(range(25))


@pytest.mark.parametrize(("name", "limit"), [("accurate", 25), ("fast", 8)])
def test_the_shipped_files_are_small(name, limit):
    assert sum(path.stat().st_size for path in find_network(name).iterdir()) <= limit * 1e6


def test_the_fast_reader_reads_the_plain_cases():
    text = "“The bridge will open in May,” said Nadia Brandt. The minister denied that he knew of it."
    found = [(source, cue) for source, cue, _ in read(build_finder("fast"), text)]
    assert found == [("Nadia Brandt", "said"), ("The minister", "denied")]


@pytest.fixture(scope="module")
def finder():
    return build_finder("accurate")


def read(finder, text):
    layout = find_layout(text)
    found = []
    for one in finder.read(text, layout).statements:
        found.append(
            (
                one.source and text[slice(*one.source)],
                one.cue and text[slice(*one.cue)],
                [text[start:end] for start, end in one.content],
            )
        )
    return found


def test_a_direct_and_an_indirect_statement(finder):
    text = (
        "“The bridge will open in May,” said Nadia Brandt, the mayor of Oldport. "
        "Engineer Paul Osei said that the work had cost more than planned."
    )
    assert read(finder, text) == [
        ("Nadia Brandt, the mayor of Oldport", "said", ["The bridge will open in May,"]),
        ("Engineer Paul Osei", "said", ["the work had cost more than planned"]),
    ]


def test_according_to(finder):
    text = "Traffic fell by a third last year, according to the port authority."
    ((source, cue, content),) = read(finder, text)
    assert source == "the port authority"
    assert cue == "according to"
    assert content == ["Traffic fell by a third last year"]


def test_a_quotation_left_open_goes_on_in_the_next_paragraph(finder):
    text = (
        "“We have waited long enough for the bridge to be repaired,” Nadia Brandt said. “We asked in March.\n\n"
        "“We asked again in June, and nobody in the ministry answered us at all.”"
    )
    statements = finder.read(text).statements
    covering = [
        one for one in statements if any(text[start:end].startswith("We asked again") for start, end in one.content)
    ]
    assert len(covering) == 1
    assert len(covering[0].content) > 1


def test_a_speaker_named_only_at_the_end_of_a_quotation_over_two_paragraphs(finder):
    text = (
        "“We have waited long enough for the bridge to be repaired. We asked in March.\n\n"
        "“We asked again in June, and nobody in the ministry answered us,” Nadia Brandt said."
    )
    (statement,) = finder.read(text).statements
    assert text[slice(*statement.source)] == "Nadia Brandt"
    assert [text[start:end][:8] for start, end in statement.content] == ["We have ", "We asked"]


def test_the_kind_of_mark_does_not_matter(finder):
    plain = "{}The harbour is full of ice and no ship can leave,{} said Ada Flint."
    found = {marks: read(finder, plain.format(*marks)) for marks in (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"))}
    assert all(rows[0][0] == "Ada Flint" for rows in found.values())
    assert all(rows[0][2] == ["The harbour is full of ice and no ship can leave,"] for rows in found.values())


def test_names_of_people_and_organisations(finder):
    text = "Nadia Brandt met officials of the World Bank in Paris on Monday, the Reuters news agency reported."
    names = {(text[start:end], kind) for start, end, kind in finder.read(text).names}
    assert ("Nadia Brandt", "person") in names
    assert any(kind == "organisation" and "World Bank" in name for name, kind in names)
    assert not any("Paris" in name for name, _ in names)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n \t",
        "“",
        "”””“““",
        "\ud800\udfff said \x00",
        "said",
        "a" * 5000,
        "“" * 700,
        "क्या हुआ, उन्होंने कहा। 「彼は言った」 🙂🙂 ﷺ",
        "e\u0301\u0327" * 300,
        "\u202e“abc” said \u200bTom\u00ad.",
    ],
)
def test_any_text_is_read(finder, text):
    reading = finder.read(text)
    for one in reading.statements:
        assert 0 <= one.confidence <= 1
        for start, end in [*one.content, *([one.cue] if one.cue else []), *([one.source] if one.source else [])]:
            assert 0 <= start < end <= len(text)


def test_an_article_without_attribution_has_no_sure_statement(finder):
    text = "The bridge is 400 metres long. It has two lanes and was painted green in 1974."
    assert all(one.confidence < 0.5 for one in finder.read(text).statements)


def test_a_paragraph_longer_than_any_window_is_read(finder):
    text = "“The harbour is full of ice,” said Ada Flint. Tom Reed denied that it was frozen over. " * 60
    assert len(finder.read(text).statements) > 60


def test_reading_is_repeatable(finder):
    text = "“We won,” she said. The minister denied that he knew of it."
    assert finder.read(text) == finder.read(text)


def test_loading_takes_less_than_a_second():
    started = time.process_time()
    build_finder("accurate").read("Tom said so.")
    assert time.process_time() - started < 1


@pytest.mark.parametrize("name", ["accurate", "fast", "rules"])
def test_statements_less_sure_than_a_study_asks_for_are_left_out(name):
    text = (
        "Ana Ito said that the bridge was old. Lund led a campaign against it, and is poised to win. The council, "
        "which had long wanted a tunnel, appeared to think it too dear. According to a survey, nobody likes either."
    )
    study = replace(settings_of_source("texts"), reader=name)
    found = [
        annotate_article(Article("a", None, None, None, None, text, ""), replace(study, least_confidence=least))[
            "quotes"
        ]
        for least in (0.3, 0.6, 0.9)
    ]
    spans = [{(quote["cue_start"], quote["confidence"]) for quote in quotes} for quotes in found]
    assert spans[0] >= spans[1] >= spans[2]
    assert len(spans[0]) > len(spans[2])
    assert all(min(c for _, c in some) >= least for some, least in zip(spans, (0.3, 0.6, 0.9), strict=True) if some)
