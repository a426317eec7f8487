"""Dictionaries in framelens' own format: what is read, and the line of everything that is wrong."""

import pickle
from pathlib import Path

import pytest

from framelens.dictionary import Frame, FrameDictionary, Term, read_dictionary
from framelens.errors import InputError

GOOD = """\
title: Two frames
source: Made for a test
frames:
  gain:
    definition: Somebody
      wins.
    source: Nobody (2020)
    terms:
      - no            # words that YAML would take for something else stay words
      - 2021
      - term: victor*
        reason: the winner is named
        marks: [cause, judgement]
  loss:
    terms:
      - {term: Great War, case: true}
      - {term: lose, stem: yes, marks: problem}
      - terms: [rout, debacle]
        reason: names of a defeat
"""


def write(folder: Path, text: str, name: str = "frames.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dictionary_is_read_with_its_reasons_and_lines(tmp_path):
    read = read_dictionary(write(tmp_path, GOOD))
    assert read == FrameDictionary(
        (
            Frame(
                "gain",
                "Somebody wins.",
                "Nobody (2020)",
                (Term("no"), Term("2021"), Term("victor*", "the winner is named", ("cause", "judgement"))),
            ),
            Frame(
                "loss",
                terms=(
                    Term("Great War", case=True),
                    Term("lose", stem=True, marks=("problem",)),
                    *(Term(t, "names of a defeat") for t in ("rout", "debacle")),
                ),
            ),
        ),
        title="Two frames",
        source="Made for a test",
    )
    assert [term.line for frame in read.frames for term in frame.terms] == [9, 10, 11, 16, 17, 18, 18]
    assert read.frame("gain").marks == ("cause", "judgement")
    assert read.names == ("gain", "loss")


def test_a_dictionary_is_frozen_hashable_and_travels_between_processes(tmp_path):
    read = read_dictionary(write(tmp_path, GOOD))
    assert pickle.loads(pickle.dumps(read)) == read
    assert hash(read) == hash(read_dictionary(tmp_path / "frames.yaml"))
    assert FrameDictionary.empty().names == ()


def test_one_row_per_term(tmp_path):
    table = read_dictionary(write(tmp_path, GOOD)).list_terms()
    assert table.iloc[2].to_dict() == {
        "frame": "gain",
        "term": "victor*",
        "reason": "the winner is named",
        "marks": "cause, judgement",
        "case": False,
        "stem": False,
        "line": 11,
    }
    assert len(table) == 7


def test_leaving_a_term_out_leaves_the_original_as_it_is(tmp_path):
    read = read_dictionary(write(tmp_path, GOOD))
    assert [t.text for t in read.without("gain", "2021").frame("gain").terms] == ["no", "victor*"]
    assert len(read.frame("gain").terms) == 3
    with pytest.raises(InputError) as caught:
        read.without("gane", "2021")
    assert str(caught.value) == f"unknown frame 'gane' in {read.path}; choose from: gain, loss. Did you mean 'gain'?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "{path} is empty; a dictionary has frames with terms under the key 'frames'"),
        ("title: x", "{path}: the key 'frames' is missing; it contains every frame with its terms"),
        (
            "frames:\n  gain:\n    term: [win]",
            "{path}, line 3: unknown key 'term' in the frame 'gain'; "
            "choose from: definition, source, aliases, present_from, terms. Did you mean 'terms'?",
        ),
        (
            "frames:\n  gain:\n    terms:",
            "{path}, line 2: the frame 'gain' has no terms; list them under 'terms', or delete the frame",
        ),
        (
            "frames:\n  gain:\n    terms: win",
            "{path}, line 3: the terms of the frame 'gain' are no list; begin each with '- '",
        ),
        (
            "frames:\n  a:\n    terms: [x]\n  a:\n    terms: [y]",
            "{path}, line 4: 'a' is listed twice under 'frames'; the first is in line 2",
        ),
        (
            "frames:\n  a:\n    terms:\n      - war near/x peace",
            "{path}, line 4: term 'war near/x peace': near needs a number of words "
            "from 1 to 100, as in near/5; here it has 'x'",
        ),
        (
            "frames:\n  a:\n    terms:\n      - term: x\n        marks: [remdy]",
            "{path}, line 5: unknown mark 'remdy'; "
            "choose from: problem, cause, judgement, remedy. Did you mean 'remedy'?",
        ),
        (
            "frames:\n  a:\n    terms:\n      - term: x\n        case: maybe",
            "{path}, line 5: case is 'maybe'; it may be true or false",
        ),
        (
            "frames:\n  a:\n    terms:\n      - reason: x",
            "{path}, line 4: an entry of the frame 'a' needs either the key 'term' or the key 'terms'",
        ),
        ("frames:\n  a: [x]", "{path}, line 2: the frame 'a' must be a mapping of keys to values, as in 'key: value'"),
        (
            "frames:\n  a:\n    terms: ['x",
            "{path}, line 3: this is not valid YAML: found unexpected end of stream; check indents, colons and quotes",
        ),
        ("frames: {}", "{path}, line 1: there is no frame under 'frames'; write at least one with its terms"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, text, message):
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_dictionary(path)
    assert str(caught.value) == message.format(path=path)


def test_unreadable_files(tmp_path):
    with pytest.raises(InputError) as caught:
        read_dictionary(tmp_path / "none.yaml")
    assert str(caught.value) == f"the dictionary {tmp_path}/none.yaml does not exist; check its name"
    (tmp_path / "latin.yaml").write_bytes("frames: é".encode("latin-1"))
    with pytest.raises(InputError) as caught:
        read_dictionary(tmp_path / "latin.yaml")
    assert str(caught.value) == (
        f"the dictionary {tmp_path}/latin.yaml is not in UTF-8 (byte 8); save it as UTF-8, or say how it is written, "
        "as in read_dictionary(path, encoding='windows-1252')"
    )


def test_this_studys_frames_are_complete():
    frames = read_dictionary(Path(__file__).parents[2] / "seeds" / "frames.yaml")
    assert frames.lint() == []
    for frame in frames.frames:
        assert frame.definition and frame.source and len(frame.terms) >= 10, frame.name


@pytest.mark.parametrize(
    "text", ["[" * 3000, "- " * 3000 + "a", "frames: " + "{a: " * 3000, "frames:\n a:\n  terms: " + "[" * 3000]
)
def test_a_dictionary_nested_without_end_is_one_line(tmp_path, text):
    path = tmp_path / "frames.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_dictionary(path)
    assert str(error.value).startswith(f"{path}") or str(path) in str(error.value)
    assert "\n" not in str(error.value)
