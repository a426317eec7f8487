"""The review of speakers: a press is a line on the disk, a second press takes it out, and nothing else is touched."""

import os

import pytest

import framelens as fl
from framelens.errors import InputError
from framelens.store import write_store

ROSTER = "speaker_id;name;role;alias;party\r\nmia;Mia Lang;;;red\r\n"


def make_study(folder, roster="", named=True):
    (folder / "articles").mkdir(parents=True)
    for name, text in {
        "a": "“The port opens,” said Ana Ito, the minister. “It is late,” Ito said. “It is,” Ito said.",
        "b": "“Who pays?” asked Bo Ito, a farmer.",
        "c": "“Ships are here,” Ito said on Monday.",
        "d": "“It rained,” said Chuck Stone. “It will,” said Stone.",
        "e": "“It rained,” said Charles Stone.",
    }.items():
        (folder / "articles" / f"{name}.txt").write_text(text)
    if roster:
        (folder / "roster.csv").write_bytes(roster.encode())
    line = 'roster = "roster.csv"\n' if named and roster else ""
    (folder / "study.toml").write_text(f'# my own remark\ntitle = "T"\n\n[speakers]\nreader = "rules"\n{line}')
    return fl.open(folder)


def press(review, row, value):
    review.children[1 + row].children[0].value = value
    return review.children[-1].value


def row_of(review, other):
    return int(review.table.index[review.table["other"].eq(other)][0])


def test_a_click_is_in_the_roster_and_another_takes_it_back(tmp_path):
    review = make_study(tmp_path, ROSTER).review_speakers()
    file = tmp_path / "roster.csv"
    said = press(review, row_of(review, "Ito"), True)
    assert file.read_bytes().decode() == f"{ROSTER}ana-ito;Ana Ito;;Ito;\r\n"
    assert "written: ana-ito,Ana Ito,,Ito (roster.csv)" in said
    again = fl.open(tmp_path)
    assert again.quotes["speaker"].eq("Ana Ito").sum() == 4
    assert press(review, row_of(review, "Ito"), False).startswith("<span style='color:inherit'>taken back: ")
    assert file.read_bytes().decode() == ROSTER


def test_what_was_decided_is_shown_as_pressed_until_the_study_is_annotated_again(tmp_path):
    study = make_study(tmp_path, ROSTER)
    review = study.review_speakers()
    press(review, row_of(review, "Ito"), True)
    later = study.review_speakers()
    button = later.children[1 + row_of(later, "Ito")].children[0]
    assert button.value and button.description == "one person"
    button.value = False
    assert (tmp_path / "roster.csv").read_bytes().decode() == ROSTER


def test_a_study_without_a_roster_gets_one(tmp_path):
    review = make_study(tmp_path).review_speakers()
    press(review, row_of(review, "Ito"), True)
    assert (tmp_path / "roster.csv").read_text() == "speaker_id,name,role,alias\nana-ito,Ana Ito,,Ito\n"
    toml = (tmp_path / "study.toml").read_text()
    assert toml.startswith("# my own remark") and 'roster = "roster.csv"' in toml
    assert fl.open(tmp_path).quotes["speaker"].eq("Ana Ito").sum() == 4
    press(review, row_of(review, "Ito"), False)
    assert (tmp_path / "roster.csv").read_text() == "speaker_id,name,role,alias\n"
    assert fl.open(tmp_path).quotes["speaker"].eq("Ana Ito").sum() == 3


def test_two_persons_get_a_line_each(tmp_path):
    review = make_study(tmp_path, "speaker_id,name\nmia,Mia Lang\n").review_speakers()
    row = int(review.table.index[review.table["question"].eq("two persons?")][0])
    press(review, row, True)
    text = (tmp_path / "roster.csv").read_text()
    assert text == "speaker_id,name\nmia,Mia Lang\ncharles-stone,Charles Stone\nchuck-stone,Chuck Stone\n"
    assert {"Chuck Stone", "Charles Stone"} <= set(fl.open(tmp_path).quotes["speaker"].dropna())
    press(review, row, False)
    assert (tmp_path / "roster.csv").read_text() == "speaker_id,name\nmia,Mia Lang\n"


def test_a_line_of_the_researchers_own_is_never_taken_out(tmp_path):
    own = "speaker_id,name,role,alias\nana-ito,Ana Ito,minister,\n"
    review = make_study(tmp_path, own).review_speakers()
    press(review, row_of(review, "Ito"), True)
    press(review, row_of(review, "Ito"), False)
    assert (tmp_path / "roster.csv").read_text() == own


@pytest.mark.parametrize(
    ("roster", "named", "said"),
    [
        ("speaker_id,name\nana-ito,Anna Ito\n", True, "‘ana-ito’ is called"),
        ("speaker_id,name\n", False, "roster.csv is there and not used; write roster = "),
        ('speaker_id,name\n"x,y\n', True, "is a quotation mark missing"),
    ],
    ids=["another name", "not named", "damaged"],
)
def test_what_cannot_be_written_is_said_and_changes_nothing(tmp_path, roster, named, said):
    study = make_study(tmp_path, "speaker_id,name\nmia,Mia Lang\n", named=named)
    review = study.review_speakers()
    (tmp_path / "roster.csv").write_text(roster)
    words = press(review, row_of(review, "Ito"), True)
    assert "not written: " in words and said.replace("‘", "&#x27;").replace("’", "&#x27;") in words
    assert not review.children[1 + row_of(review, "Ito")].children[0].value
    assert (tmp_path / "roster.csv").read_text() == roster


def test_a_roster_that_may_not_be_written_is_said(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    review = make_study(tmp_path, ROSTER).review_speakers()
    tmp_path.chmod(0o500)
    assert "not written: " in press(review, row_of(review, "Ito"), True)
    tmp_path.chmod(0o700)


def test_decisions_are_kept_beside_a_study_of_ones_own(tmp_path):
    study = make_study(tmp_path / "study", ROSTER)
    store = write_store(study.settings, tmp_path / "store").path
    for opened in (fl.open(store), fl.open(study.articles)):
        review = opened.review_speakers()
        with pytest.raises(InputError, match="is not a study of your own to keep decisions in"):
            review.decide(row_of(review, "Ito"))


def test_names_are_no_markup(tmp_path):
    study = make_study(tmp_path, ROSTER)
    table = study.review_speakers().table.assign(other="<script>alert(1)</script>", evidence="<img src=x onerror=a()>")
    from framelens.forms.reviewing import SpeakerReview

    html = "".join(box.children[1].value for box in SpeakerReview(study.settings, table).children[1:-1])
    assert "<script" not in html and "<img" not in html and "&lt;script&gt;" in html
