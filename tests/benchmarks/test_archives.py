"""What a case says of a file in words is held against what is read of it."""

import pytest

from benchmarks.archives import judge_file

FILES = {
    "a.csv": 'text,headline,date,outlet,byline\n"It rained.\n\nIt snowed.",Rain,2024-01-09,Courier,Bo Lund\n',
    "cut.csv": "text,date\nIt rained. [+12 chars],2024-01-09\n",
    "none.csv": "text,date\n,2024-01-09\n",
}


@pytest.mark.parametrize(
    ("name", "expected", "verdict"),
    [
        ("a.csv", "1 article", True),
        ("a.csv", "2 articles, or a refusal", False),
        ("a.csv", "date 2024-01-09, outlet Courier, byline Bo Lund", True),
        ("a.csv", "headline 'Rain', outlet 'The Courier'", False),
        ("a.csv", "2024-01-10", False),
        ("a.csv", "text of two paragraphs", True),
        ("a.csv", "text of three paragraphs", False),
        ("a.csv", "It rained.; It snowed.", True),
        ("a.csv", "all marks kept", None),
        ("cut.csv", "outlet Courier", None),
        ("cut.csv", "a reason that names NewsAPI", True),
        ("none.csv", "a reason that names brotli", False),
        ("none.csv", "2 articles, or a refusal", True),
        ("none.csv", "2 articles", False),
    ],
)
def test_a_case_in_words_is_judged(tmp_path, name, expected, verdict):
    (tmp_path / name).write_text(FILES[name], "utf-8")
    assert judge_file(tmp_path / name, expected)[0] is verdict
