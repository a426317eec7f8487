"""Tables that people wrote: what a spreadsheet would guess at is refused with its line."""

from __future__ import annotations

import pytest

import framelens as fl
from framelens.csvtables import LONGEST_CELL, read_csv_table
from framelens.settings.events import read_events
from framelens.settings.roster import read_roster

HEAD = "speaker_id,name,role,alias\n"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (HEAD + 'ito,"Ana Ito,minister,\nbo,Bo Ek,mayor,\ncy,"Cy Om",,\n', 2, "quotation mark"),
        (HEAD + 'ito,Ana Ito,minister,\nbo,"Bo Ek,mayor,\n', 3, "quotation mark"),
        (HEAD + 'ito,"Ana\nIto",minister,\n', 2, "a cell goes on to line 3; is a quotation mark missing?"),
        (HEAD + 'ito,"Ana" Ito,minister,\n', 2, "quotation mark"),
        (HEAD + "ito,Ana Ito,mayor of Norhaven, Kent,the boss,x\n", 2, "the row has 6 cells and the header 4"),
        ("speaker_id,name,name\na,b,c\n", 1, "the column 'name' occurs twice"),
        ("speaker_id,name,,alias\na,b,c,d\n", 1, "column 3 has no name"),
        (HEAD + f"ito,Ana Ito,{'x' * (LONGEST_CELL + 1)},\n", 2, "a cell has more than 131,072 characters"),
        (HEAD + "ito,Ana\0Ito,,\n", 2, "NUL"),
        (HEAD + "ito,,,\n", 2, "speaker_id and name must both be filled in"),
        ("speaker_id,name,n_quotes\na,b,3\n", 1, "'n_quotes' cannot be used, since speakers have one"),
        ("speaker_id,name,alais\na,b,c\n", 1, "unknown column 'alais'"),
        ("speaker_id,name,party\na,Ann,Left\na,Ann,Right\n", 3, "has the party 'Right' here and 'Left' in line 2"),
        ("speaker_id,name,party\na,Ann,Left\nb,Bo,LEFT\n", 3, "the party 'LEFT' is spelt 'Left' in line 2"),
    ],
)
def test_a_roster_that_is_no_strict_csv(tmp_path, content, line, said):
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(fl.InputError) as caught:
        read_roster(path)
    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert said in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\n\n", b"speaker_id"])
def test_a_roster_without_a_table(tmp_path, content):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(fl.InputError, match=r"roster\.csv"):
        read_roster(path)


def test_a_roster_as_spreadsheets_save_it(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        "\ufeffspeaker_id;name;role;alias;party;;\r\nito;Ana Ito;minister, of ports;;Left;;\r\n;;;;;;\r\n",
        encoding="utf-8",
    )
    roster = read_roster(path)
    assert list(roster.columns) == ["speaker_id", "name", "role", "alias", "party"]
    assert roster.iloc[0].fillna("").tolist() == ["ito", "Ana Ito", "minister, of ports", "", "Left"]


def test_events_are_read_as_strictly(tmp_path):
    path = tmp_path / "events.csv"
    for content, line, said in (
        ("article_id,event\na,flood,x\n", 2, "the row has 3 cells and the header 2"),
        ('article_id,event\na,"flood\nb,vote\n', 2, "quotation mark"),
        ("article_id,event,event\na,b,c\n", 1, "occurs twice"),
        ("article_id,event\na,b\na,c\n", 3, "stands in line 2 too"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(fl.InputError) as caught:
            read_events(path)
        assert str(caught.value).startswith(f"{path}, line {line}: ") and said in str(caught.value)


def test_notes_may_go_over_lines_where_they_are_allowed(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text('unit_id,note\na,"one\ntwo"\nb,x\n', encoding="utf-8")
    table = read_csv_table(path, "the sheet", several_lines=True)
    assert table.rows == [(2, {"unit_id": "a", "note": "one\ntwo"}), (4, {"unit_id": "b", "note": "x"})]
