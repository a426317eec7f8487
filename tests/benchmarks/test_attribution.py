"""Scores of found statements, worked by hand on a text of three statements."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.evaluation.attribution import load_attribution_records, score_attribution, score_reliability
from framelens.errors import InputError

TEXT = '"The harbour is full," said Ada Flint. Tom Reed denied that it was. She was pleased, he believed.'


def span(words, text=TEXT):
    start = text.index(words)
    return [start, start + len(words)]


RECORD = {
    "id": "harbour",
    "text": TEXT,
    "attributions": [
        {
            "source": [span("Ada Flint")],
            "cue": [span("said")],
            "content": [span('"The harbour is full,"')],
            "quote_type_derived": "direct",
        },
        {
            "source": [span("Tom Reed")],
            "cue": [span("denied")],
            "content": [span("that it was")],
            "quote_type_derived": "indirect",
        },
        {
            "source": [],
            "cue": [span("believed")],
            "content": [span("She was pleased")],
            "quote_type_derived": "indirect",
        },
    ],
}
SILENT = {"id": "silent", "text": "Nothing was said.", "attributions": []}


def quote(content, cue=None, source=None, confidence=0.5, article_id="harbour"):
    cue, source = cue or [None, None], source or [None, None]
    return {
        "article_id": article_id,
        "content": content,
        "cue_start": cue[0],
        "cue_end": cue[1],
        "source_start": source[0],
        "source_end": source[1],
        "confidence": confidence,
    }


def table(*quotes):
    columns = list(quote([]))
    return pd.DataFrame(list(quotes), columns=columns)


def estimates(quotes, records=(RECORD,)):
    scores = score_attribution(list(records), quotes, n_resamples=50)
    return scores.set_index("measure")["estimate"].to_dict()


PERFECT = table(
    quote([span("The harbour is full")], span("said"), span("Ada Flint"), 0.95),
    quote([span("that it was")], span("denied"), span("Tom Reed"), 0.95),
    quote([span("She was pleased")], span("believed"), None, 0.95),
)


def test_marks_around_a_content_do_not_count():
    found = estimates(PERFECT)
    assert np.isnan(found.pop("recall_mixed"))
    assert set(found.values()) == {1}


def test_one_right_one_wrong_two_missed():
    quotes = table(
        quote([span("The harbour is full")], span("said"), span("Tom Reed"), 0.9),
        quote([span("Tom Reed denied")], None, None, 0.3),
    )
    found = estimates(quotes)
    assert found["statement_precision"] == 1 / 2
    assert found["statement_recall"] == 1 / 3
    assert found["statement_f1"] == 2 / 5
    assert found["recall_direct"] == 1
    assert found["recall_indirect"] == 0
    assert np.isnan(found["recall_mixed"])
    # The matched statement is credited to the wrong man.
    assert found["source_overlap"] == 0
    # Of the sources Ada Flint and Tom Reed, one was given: 2 * 1 / (2 + 1).
    assert found["source_span_f1"] == 2 / 3
    assert found["cue_span_f1"] == 2 / 4
    assert found["content_span_f1"] == 2 / 5
    assert found["precision_when_sure"] == 1
    assert found["share_sure"] == 1 / 2


def test_content_characters_are_counted_with_the_spaces_inside():
    quotes = table(quote([span("that it was. She was pleased")]))
    # Marked: 19 + 11 + 15 characters; found: 28, of which 11 + 15 are marked.
    assert estimates(quotes)["content_character_f1"] == pytest.approx(2 * 26 / (45 + 28))


def test_half_of_a_content_is_enough_and_less_is_not():
    text = "abcd efgh said"
    record = {
        "id": "half",
        "text": text,
        "attributions": [{"source": [], "cue": [[10, 14]], "content": [[0, 8]], "quote_type_derived": "indirect"}],
    }
    half = estimates(table(quote([[0, 4]], article_id="half")), [record])
    less = estimates(table(quote([[0, 3]], article_id="half")), [record])
    assert half["statement_f1"] == 1
    assert less["statement_f1"] == 0


def test_matching_finds_as_many_pairs_as_possible():
    text = "abcdefghij klmnopqrst"
    marked = [[[0, 10]], [[0, 16]]]
    record = {
        "id": "pairs",
        "text": text,
        "attributions": [
            {"source": [], "cue": [], "content": content, "quote_type_derived": "indirect"} for content in marked
        ],
    }
    # The first fits both marked ones, the second only the longer one; taking the first's best
    # partner (0-16 with 0-14) would leave the second with nothing.
    quotes = table(quote([[0, 14]], article_id="pairs"), quote([[5, 21]], article_id="pairs"))
    assert estimates(quotes, [record])["statement_recall"] == 1


def test_one_found_statement_matches_one_marked_statement():
    twice = table(quote([span("that it was")]), quote([span("that it was")]))
    assert estimates(twice)["statement_precision"] == 1 / 2


def test_fragments_make_one_content():
    text = "“We won,” she said. “We won twice.”"
    record = {
        "id": "fragments",
        "text": text,
        "attributions": [
            {
                "source": [span("she", text)],
                "cue": [span("said", text)],
                "content": [span("“We won,”", text), span("“We won twice.”", text)],
                "quote_type_derived": "direct",
            }
        ],
    }
    quotes = table(
        quote([span("We won twice", text), span("We won", text)], span("said", text), article_id="fragments")
    )
    found = estimates(quotes, [record])
    assert found["statement_f1"] == 1
    assert found["content_span_f1"] == 1
    assert found["source_overlap"] == 0


def test_nothing_found_scores_zero_and_has_no_precision():
    found = estimates(table())
    assert found["statement_recall"] == 0
    assert found["statement_f1"] == 0
    assert np.isnan(found["statement_precision"])
    assert np.isnan(found["share_sure"])


def test_every_measure_has_its_base_and_an_interval_around_it():
    scores = score_attribution([RECORD, SILENT], PERFECT, n_resamples=200).set_index("measure")
    assert scores.loc["statement_recall", "n"] == 3
    assert scores.loc["recall_indirect", "n"] == 2
    assert scores.loc["source_overlap", "n"] == 2
    assert scores.loc["content_character_f1", "n"] == 45
    known = scores.dropna()
    assert (known["low"] <= known["estimate"]).all()
    assert (known["estimate"] <= known["high"]).all()


def test_intervals_resample_articles_and_repeat():
    other = {**RECORD, "id": "other"}
    first = score_attribution([RECORD, other], PERFECT, seed=3).set_index("measure")
    again = score_attribution([RECORD, other], PERFECT, seed=3).set_index("measure")
    pd.testing.assert_frame_equal(first, again)
    # One article is read in full, the other not at all: drawn twice, either decides alone.
    recall = first.loc["statement_recall"]
    assert (recall["low"], recall["estimate"], recall["high"]) == (0, 0.5, 1)


def test_statement_of_an_unknown_article_is_refused():
    with pytest.raises(InputError) as refused:
        score_attribution([RECORD], table(quote([[0, 4]], article_id="elsewhere")))
    assert str(refused.value) == "a statement belongs to 'elsewhere', which is no annotated article"


def test_lacking_columns_are_named():
    with pytest.raises(InputError) as refused:
        score_attribution([RECORD], PERFECT.drop(columns=["confidence"]))
    assert str(refused.value).startswith("the quotes table lacks confidence; it needs article_id, content")


def test_reliability_by_steps_of_confidence():
    quotes = table(
        quote([span("The harbour is full")], confidence=0.9),
        quote([span("that it was")], confidence=0.7),
        quote([span("said Ada")], confidence=0.7),
    )
    curve = score_reliability([RECORD], quotes, n_steps=2)
    assert curve["n"].tolist() == [0, 3]
    assert curve["precision"][1] == pytest.approx(2 / 3)
    assert curve["confidence"][1] == pytest.approx(2.3 / 3)
    assert np.isnan(curve["precision"][0])


def test_records_are_read_from_lines_and_from_gzip(tmp_path):
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    lines = json.dumps(RECORD) + "\n\n" + json.dumps(SILENT) + "\n"
    plain.write_text(lines, encoding="utf-8")
    packed.write_bytes(gzip.compress(lines.encode()))
    assert load_attribution_records(plain) == [RECORD, SILENT]
    assert load_attribution_records(packed) == [RECORD, SILENT]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "is not JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[]", "holds a list; it must hold an object"),
        ('{"id": 3}', "'id' must be a str, not 3"),
        (json.dumps({**SILENT, "attributions": [3]}), "an attribution must be an object, not 3"),
        (
            json.dumps({**SILENT, "attributions": [{"quote_type_derived": "vague"}]}),
            "unknown quote_type_derived 'vague'; choose from: direct, mixed, indirect",
        ),
        (
            json.dumps({**SILENT, "attributions": [{"quote_type_derived": "direct", "source": [[5, 99]]}]}),
            "'source' must be a list of [start, end] with 0 <= start < end <= 17, not [[5, 99]]",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, complaint):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(RECORD) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_attribution_records(path)
    assert complaint in str(refused.value)
    assert "line 2" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_empty_and_broken_files_are_refused(tmp_path):
    empty, broken = tmp_path / "empty.jsonl", tmp_path / "broken.jsonl.gz"
    empty.write_text("\n")
    broken.write_bytes(b"not gzip")
    for path, complaint in (
        (tmp_path / "none.jsonl", "no such file"),
        (empty, "holds no article"),
        (broken, "cannot read"),
    ):
        with pytest.raises(InputError, match=complaint):
            load_attribution_records(path)


def test_an_id_may_stand_once_only(tmp_path):
    path = tmp_path / "twice.jsonl"
    path.write_text((json.dumps(SILENT) + "\n") * 2)
    with pytest.raises(InputError, match="the id 'silent' is listed twice"):
        load_attribution_records(path)
