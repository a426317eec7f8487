"""The checker names what is missing or malformed in a language's folder, with file and line."""

import shutil

import pytest

from framelens.languages import LANGUAGES, load_language
from framelens.languages.__main__ import main
from framelens.languages.checking import check_language
from framelens.languages.tables import COLUMNS


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_shipped_language_is_whole(code):
    assert check_language(load_language(code).folder) == []


# What is written into a copy of German, and what is said of it.
DAMAGE = [
    ("cues.csv", "find,neutral,saying,sagen", "find,neutral,say,sagen",
     "cues.csv, line 2: act is 'say'; choose from: saying, believing, wanting, deciding, showing. Did you mean"),
    ("cues.csv", "sag|en", "sag|em", "cues.csv, line 2: 'sag|em' names a paradigm that language.toml lacks;"),
    ("cues.csv", "saying,erklären,", "saying,sagen,", "cues.csv, line 3: 'sagen' stands in line 2 already; delete one"),
    ("titles.csv", "kind,gender,words", "kind,sex,words",
     "titles.csv, line 1: the column 'gender' is missing; it has kind, sex, words"),
    ("names.csv", "female,", "female,Achim ", "names.csv, line 3: 'Achim' stands in line 2 already; delete one; a"),
    ("language.toml", 'capitals = "nouns"', 'capitals = "noun"', "language.toml, line 3: capitals is 'noun'; "),
    ("language.toml", "d._h ", "D._h. ", "'D. h.' in abbreviations; write it in small letters without its last stop"),
    ("language.toml", "[pronouns.object]", "[pronouns.other]", "language.toml: 'pronouns.object' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "finding"), DAMAGE)
def test_what_is_malformed_is_named(tmp_path, file, before, after, finding):
    folder = shutil.copytree(load_language("de").folder, tmp_path / "de")
    text = (folder / file).read_text("utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), "utf-8")
    assert any(finding in found for found in check_language(folder)), check_language(folder)


def test_what_is_missing_is_named(tmp_path, capsys):
    folder = tmp_path / "pl"
    folder.mkdir()
    assert main(["check", str(folder)]) == 2
    assert "language.toml cannot be read: No such file or directory" in capsys.readouterr().out
    (folder / "language.toml").write_text('name = "Polish"\nscript = "Cyrillic"\n')
    assert main(["check", str(folder)]) == 2
    found = capsys.readouterr().out
    for name in ("conjunctions", "pronouns", "months"):
        assert f"{folder}/language.toml: '{name}' is missing; it has " in found
    for name in ("cues", "titles", "offices", "names"):
        assert f"{folder}/{name}.csv: this table is missing; it has the columns {', '.join(COLUMNS[name])}" in found
    assert "stop_words.txt: it lists 0 words; 100 are the least" in found and "transliteration.csv" in found
    assert main(["check", str(load_language("fr").folder)]) == 0
    assert "nothing is missing" in capsys.readouterr().out
