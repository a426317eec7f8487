"""Made-up reports: their marks are read as they were meant, and all that teach or test can be read."""

from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.evaluation.attribution import load_attribution_records
from benchmarks.evaluation.marked_texts import read_reports
from framelens.errors import InputError

TOP = Path(__file__).parents[2]
REPORTS = sorted([*TOP.glob("training/attribution/texts/*.txt"), *TOP.glob("benchmarks/texts/*.txt")])


def write(tmp_path, words):
    path = tmp_path / "xx-1.txt"
    path.write_text(words, encoding="utf-8")
    return path


def test_a_report_is_its_words_and_the_places_of_its_marks(tmp_path):
    path = write(
        tmp_path,
        "## court\n[c1|Laut] [s1|Polizei] [q1|brannte es]. [q2|„Ja“], [c2|rief] [s2|sie|Ida Roth], [q2|„nein“].\n",
    )
    (report,) = read_reports(path)
    assert report["text"] == "Laut Polizei brannte es. „Ja“, rief sie, „nein“."
    words = [
        {role: [report["text"][a:b] for a, b in one[role]] for role in ("source", "cue", "content")}
        for one in report["attributions"]
    ]
    assert words == [
        {"source": ["Polizei"], "cue": ["Laut"], "content": ["brannte es"]},
        {"source": ["sie"], "cue": ["rief"], "content": ["„Ja“", "„nein“"]},
    ]
    assert [one["person"] for one in report["attributions"]] == [None, "Ida Roth"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Words first.\n## court\nMore.", "before the first line"),
        ("## court\n[s1|Sie] [c1|sagte] nichts.", "report at line 1: statement 1 has no content"),
        ("## court\nJa.\n## sport\n[q1| ja] [c1|sagte].", "report at line 3"),
        ("## court\n[q1|Ja, [c1|sagte] sie].", "bracket"),
    ],
)
def test_what_is_no_report_is_named_with_its_line(tmp_path, words, said):
    with pytest.raises(InputError, match=said):
        read_reports(write(tmp_path, words))


@pytest.mark.parametrize("path", REPORTS, ids=[f"{path.parts[-3]}-{path.stem}" for path in REPORTS])
def test_the_reports_that_teach_can_be_read(path):
    reports = read_reports(path)
    assert len({report["text"] for report in reports}) == len(reports)
    for report in reports:
        inside = [s for one in report["attributions"] for role in ("source", "cue", "content") for s in one[role]]
        # No part holds another: the outermost statement alone is marked.
        assert all(a[1] <= b[0] for a, b in pairwise(sorted(inside)))
        assert not any("\n" in report["text"][a:b] for a, b in inside)


def test_they_are_scored_like_other_annotated_articles(tmp_path):
    (record,) = load_attribution_records(write(tmp_path, "## court\n[q1|„Ja, es brannte“], [c1|rief] [s1|sie].\n"))
    assert record["attributions"][0]["quote_type_derived"] == "direct"
