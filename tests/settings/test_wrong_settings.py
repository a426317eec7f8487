"""Every setting under every kind of wrong value, in every wrong table: refused with file, line and key."""

from __future__ import annotations

import dataclasses
from typing import Literal, get_args, get_origin

import pytest

import framelens as fl
from framelens.settings import SETTINGS, load_settings

TABLES = ("", "articles", "frames", "speakers", "tone", "compare")
DECLARED = [one for one in SETTINGS if one.kind is not None]
NO_TEXT = ("3", "3.5", "true", "[]", '["a"]', "{ a = 1 }", "1979-05-27", "07:32:00", '"a\\u0000b"')
WRONG = {
    "text": NO_TEXT,
    "flag": ('"true"', "1", "0", "0.0", "[]", "{}", "1979-05-27"),
    "whole": ('"1"', "1.5", "1000.0", "true", "-1", "10000000000000", "1" + "0" * 400, "nan", "inf", "[1000]", "{}"),
    "number": ('"0.5"', "true", "0.29", "0.96", "-1", "5", "nan", "inf", "-inf", "[0.5]", "{}"),
    "choice": ('"oncee"', '"Auto"', '" "', "3", "true", '["once"]', "{}", '"bca\\u0000"'),
    "choices": ("[]", "[3]", '"direct"', '["direkt"]', '["saying", "saying"]', '[""]', "true", "{}", '[["direct"]]'),
    "texts": (
        '"a"',
        "3",
        "[3]",
        '[""]',
        '["  "]',
        '["a", "a"]',
        '[["a"]]',
        "true",
        "{ a = 1 }",
        '["a\\u0000"]',
        "[[]]",
    ),
    "table": ("3", '"a"', "[1]", "true", "[]", "{ nosuchkey = 1 }", "1979-05-27"),
}


def family(setting):
    """Of which family the values of a setting are."""
    kind = setting.kind
    if dataclasses.is_dataclass(kind) or get_origin(kind) is dict:
        return "table"
    inner = get_args(kind)[0] if hasattr(kind, "__metadata__") else kind
    if get_origin(inner) is tuple:
        return "choices" if get_origin(get_args(inner)[0]) is Literal else "texts"
    if get_origin(inner) is Literal:
        return "choice"
    return {str: "text", bool: "flag", int: "whole", float: "number"}[inner]


def write(folder, table, line):
    """A study of which one line is under test; the number of that line."""
    text = f'title = "T"\n\n{f"[{table}]" if table else "# nothing"}\n\n{line}\n'
    if line.startswith("title"):
        text = text.replace('title = "T"', "#", 1)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return 5


def refuse(folder):
    with pytest.raises(fl.InputError) as caught:
        load_settings(folder)
    said = str(caught.value)
    assert "\n" not in said and len(said) < 700
    return said


CASES = [(one.key, value) for one in DECLARED for value in WRONG[family(one)]]
MISPLACED = [
    (one.key, table)
    for one in DECLARED
    for table in TABLES
    if not any(one.name == other.name and ".".join(other.path[:-1]) == table for other in DECLARED)
]


def test_how_many_wrong_settings_are_tried():
    assert len(CASES) >= 150 and len(MISPLACED) >= 100


@pytest.mark.parametrize(("key", "value"), CASES)
def test_a_wrong_value_is_refused_with_its_line(tmp_path, key, value):
    table, _, name = key.rpartition(".")
    line = write(tmp_path, table, f"{name} = {value}")
    said = refuse(tmp_path)
    assert said.startswith(f"{tmp_path / 'study.toml'}, line {line}: ")
    assert name in said


@pytest.mark.parametrize(("key", "table"), MISPLACED)
def test_a_key_in_the_wrong_table_is_told_its_place(tmp_path, key, table):
    declared = next(one for one in DECLARED if one.key == key)
    line = write(tmp_path, table, f'{declared.name} = "x"')
    said = refuse(tmp_path)
    assert said.startswith(f"{tmp_path / 'study.toml'}, line {line}: the key '{declared.name}' does not belong")
    assert declared.place in said


@pytest.mark.parametrize("table", TABLES)
def test_an_unknown_key_is_named_with_the_nearest(tmp_path, table):
    known = next(one for one in DECLARED if ".".join(one.path[:-1]) == table and len(one.name) > 4)
    line = write(tmp_path, table, f"{known.name}x = 1")
    said = refuse(tmp_path)
    assert f", line {line}: unknown key '{known.name}x'" in said and f"Did you mean '{known.name}'?" in said


@pytest.mark.parametrize("table", [table for table in TABLES if table])
def test_a_table_that_is_none(tmp_path, table):
    for text in (f"{table} = 3", f"[[{table}]]"):
        (tmp_path / "study.toml").write_text(f'title = "T"\n{text}\n', encoding="utf-8")
        assert refuse(tmp_path).endswith(f"line 2: {table} must be a table: write [{table}] on a line of its own")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("x = " + "[" * 3000 + "]" * 3000, 1, "nested too deeply"),
        ("x = " + "{a=" * 3000 + "1" + "}" * 3000, 1, "nested too deeply"),
        ("\nseed = 1" + "0" * 5000, 2, "nested too deeply or a number in it is too long"),
        ("\n\nx = \0", 3, "this is not valid TOML"),
        ('\ntitle = "a', 2, "this is not valid TOML"),
        ("a = 1\na = 2", 2, "this is not valid TOML"),
        (".".join("a" * 3000) + " = 1", 1, "the key 'a' does not belong here"),
        ('title = "T"\n[tone.contrast]\ncolumn = "voice"\nb = "dirct"', 2, "unknown voice 'dirct'"),
        ('title = "T"\n[tone.contrast]\ncolum = "voice"', 3, "unknown key 'colum' in [tone.contrast]"),
        ('title = "T"\n[tone]\ncolumn = "voice"', 3, "it belongs under [tone.contrast]"),
        ('title = "T"\n[tone.contrast]\na = 3', 3, "a = 3 must be text"),
        ('title = "T"\n[articles.columns]\ntext = 3', 3, "text = 3 must be text in quotation marks"),
        ('title = "T"\n[articles.columns]\nbody = "x"', 3, "unknown key 'body' in [articles.columns]"),
        ('title = "T"\narticles.columns.body = "x"', 2, "unknown key 'body' in [articles.columns]"),
        ('title = "T"\n"articles" = { "columns" = { body = "x" } }', 2, "unknown key 'body' in [articles.columns]"),
        ('title = "T"\n[tone.lexicons.mine]\nrange = [1]', 3, "range = [1] must be two numbers"),
        ('title = "T"\n[tone.lexicons.mine]\nrange = [1, nan]', 2, "the range of a lexicon is"),
        ('title = "T"\n[tone.lexicons.mine]\ncategories = { a = "b" }', 3, "a = 'b' must be a number"),
        ('title = "T"\n[tone.lexicons.mine]\ntitle = "x"', 2, "describes no file of primary or also"),
        ('title = "T"\n[speakers]\ncount = [\n  "direct",\n  "mixt",\n]', 3, "unknown value 'mixt' in count"),
        ('title = "T"\n[frames]\npath = "' + "a" * 5000 + '"', 3, "does not exist"),
        ('title = "T"\n[articles]\nwhere = "published >= "', 3, "is not understood"),
        ('title = "T"\n[articles]\nwhere = "f(outlet)"', 3, "which cannot be used there"),
        ('title = "T"\n[articles]\nencoding = "rot13"', 3, "unknown encoding 'rot13'"),
        ("seed = 3", 1, "title is missing"),
        ('title = "  "', 1, "title is missing"),
    ],
)  # fmt: skip
def test_other_ways_to_be_wrong(tmp_path, text, line, said):
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    message = refuse(tmp_path)
    place = f"{tmp_path / 'study.toml'}, line {line}: "
    assert said in message
    assert message.startswith(place) or said == "title is missing"


def test_a_file_that_is_no_settings(tmp_path):
    (tmp_path / "study.toml").write_bytes(b"title = '\xff'")
    assert "save it as text in UTF-8" in refuse(tmp_path)
    (tmp_path / "study.toml").write_bytes(b"#" * (1 << 21))
    assert "bytes; settings have 1,048,576 at most" in refuse(tmp_path)
    (tmp_path / "study.toml").unlink()
    (tmp_path / "study.toml").mkdir()
    assert "cannot be read" in refuse(tmp_path)
    for name in ("a" * 5000, "a" * 5000 + ".toml", "a\0b"):
        with pytest.raises(fl.InputError):
            load_settings(name)
