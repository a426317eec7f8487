from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framelens.coders.codes import gather_codes, number_groups, read_frame_codes
from framelens.errors import InputError

ARTICLES = pd.DataFrame(
    {
        "article_id": ["moby", "emma", "pip", "copy"],
        "text": ["Call me Ishmael.", "Handsome, clever, and rich.", "My father's name.", "call me   Ishmael."],
    }
)


def gather(rows, columns):
    return gather_codes(pd.DataFrame(rows, columns=columns), ARTICLES)


def test_one_row_per_frame_coder_and_article():
    rows = [
        ("moby", "ann", "sea", "yes"),
        ("moby", "bob", "sea", "no"),
        ("moby", "cat", "sea", "yes"),
        ("emma", "ann", "sea", "no"),
        ("emma", "ann", "money", "yes"),
        ("pip", "ann", "sea", "yes"),
        ("pip", "bob", "sea", "no"),
    ]
    coded = gather(rows, ["article_id", "coder", "frame", "code"])
    answers = coded.answers.set_index(coded.units["article_id"])
    # Most coders decide; a tie, and what was not coded, is no answer.
    assert answers.loc["moby", "sea"] == 1 and answers.loc["emma", "sea"] == 0
    assert pd.isna(answers.loc["pip", "sea"]) and pd.isna(answers.loc["moby", "money"])
    assert not coded.passages and not coded.exclusive


def test_a_code_that_names_its_frame_and_a_column_a_frame_say_the_same():
    named = gather([("moby", "sea"), ("emma", "money"), ("pip", "money")], ["article_id", "code"])
    wide = gather([("moby", 1, 0), ("emma", 0, 1), ("pip", 0, 1)], ["article_id", "sea", "money"])
    assert named.exclusive and wide.exclusive
    pd.testing.assert_frame_equal(named.answers[["sea", "money"]], wide.answers[["sea", "money"]])


def test_what_the_coding_form_saved():
    frames = [("frame:moby:0-7", "ann", "sea; money"), ("frame:emma:0-8", "ann", "none")]
    rows = [*frames, ("tone:pip:0-2", "ann", "positive")]
    coded = gather(rows, ["unit_id", "coder", "code"])
    assert coded.passages and coded.units["text"].tolist() == ["Handsome", "Call me"]
    assert coded.answers.to_numpy().tolist() == [[0, 0], [1, 1]]


def test_units_with_the_same_words_stay_together():
    coded = gather([("moby", 1), ("emma", 0), ("copy", 1), ("pip", 0)], ["article_id", "sea"])
    group = dict(zip(coded.units["article_id"], number_groups(coded), strict=True))
    assert group["moby"] == group["copy"] and len(set(group.values())) == 3


def test_near_copies_stay_together_and_others_do_not():
    dice = np.random.default_rng(3)
    words = np.array([f"word{n}" for n in range(500)], dtype=object)
    originals = [dice.choice(words, 40) for _ in range(30)]
    texts = [text for one in originals for text in (one, np.where(dice.random(40) < 0.06, "other", one))]
    articles = pd.DataFrame({"article_id": [f"a{n:02}" for n in range(60)], "text": [" ".join(t) for t in texts]})
    coded = gather_codes(articles[["article_id"]].assign(sea=1), articles)
    group = number_groups(coded)
    assert (group[::2] == group[1::2]).all() and len(set(group)) == 30


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        (
            [("mobby", 1)],
            ["article_id", "sea"],
            "codes for articles that are not there: 'mobby'; choose from: copy, emma, moby, pip. Did you mean 'moby'?",
        ),
        (
            [("moby", "perhaps")],
            ["article_id", "sea"],
            "the answer 'perhaps' in the column sea is neither yes nor no; write yes or no (or 1 and 0), and nothing "
            "where the coder was unsure",
        ),
        (
            [("moby", "yes")],
            ["article_id", "code"],
            "the codes say yes and no, but not to which frame; add a column frame",
        ),
        (
            [("moby", 0, 99, "sea", 1)],
            ["article_id", "start", "end", "frame", "code"],
            "the code of article 'moby' stands at 0 to 99, outside of its text of 16 letters; start and end are "
            "offsets into the article's text",
        ),
        (
            [("moby",)],
            ["article_id"],
            "the codes name no frame; give the columns frame and code, or a column of yes and no a frame",
        ),
    ],
)
def test_codes_that_do_not_fit(rows, columns, message):
    with pytest.raises(InputError) as error:
        gather(rows, columns)
    assert str(error.value) == message


def test_a_file_without_article_id(tmp_path):
    file = tmp_path / "codes.csv"
    file.write_text("id,frame,code\nmoby,sea,yes\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_frame_codes(file)
    assert str(error.value) == (
        f"the codes {file} lack the column article_id; the file has id, frame, code; rename the one with the ids"
    )
    with pytest.raises(InputError, match=r"none\.csv does not exist; check the name"):
        read_frame_codes(tmp_path / "none.csv")
