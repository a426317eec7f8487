"""Foreign formats: the same small dictionary in each, what is left out, and the line of what is wrong."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framelens.dictionary import Frame, FrameDictionary, Term, UnusableEntry, read_dictionary, write_dictionary
from framelens.errors import InputError

SAME = {
    "d.dic": "%\n1\tGains\n02\tHeavy losses\n%\nwin*\t1\ntrade  balance 1\t02\nlose\t02\nwin*\t1\n",
    "d.cat": "GAINS\n\tWIN* (1)\n\tTRADE_BALANCE (1)\nHEAVY LOSSES\n\ttrade balance (1)\n\tLOSE (1)\n",
    "d.ykd": (
        '<?xml version="1.0" encoding="UTF-8"?>\n<dictionary style="050805" patternengine="substring">\n'
        '<cnode name="Mine" desc="">\n<cnode name="Gains"><pnode name="win*"/><pnode name="trade balance"/></cnode>\n'
        '<cnode name="Heavy losses"><pnode name="trade balance"/><pnode name="lose"/></cnode></cnode></dictionary>'
    ),
    "d.lcd": "+Gains\nwin*\ntrade balance\n\n+Heavy losses\ntrade balance\nlose\n",
    "d.yaml": "Gains: [win*, trade balance]\nHeavy losses:\n  - trade balance\n  - lose\n",
    "d.csv": "frame,term\nGains,win*\nGains,trade balance\nHeavy losses,trade balance\nHeavy losses,lose\n",
}


def read(folder: Path, name: str, text: str) -> FrameDictionary:
    (folder / name).write_text(text, encoding="utf-8")
    return read_dictionary(folder / name)


def shape(dictionary: FrameDictionary) -> dict[str, list[str]]:
    return {frame.name: [term.text for term in frame.terms] for frame in dictionary.frames}


@pytest.mark.parametrize("name", SAME)
def test_every_format_says_the_same(tmp_path, name):
    found = {n.capitalize(): [t.lower() for t in terms] for n, terms in shape(read(tmp_path, name, SAME[name])).items()}
    assert found == {"Gains": ["win*", "trade balance"], "Heavy losses": ["trade balance", "lose"]}


def test_nested_categories_are_named_with_their_parents(tmp_path):
    wordstat = "SOUTH\n\tBW\n\t\tBotswana (1)\n\t\tGABORONE (2)\n\tSouth (1)\nNORTH\n\tOslo (1)\n"
    found = read(tmp_path, "d.cat", wordstat)
    assert shape(found) == {"SOUTH": ["South"], "SOUTH.BW": ["Botswana", "GABORONE"], "NORTH": ["Oslo"]}
    assert found.frame("SOUTH.BW").terms[1].reason == "has the weight 2 in the file; counts once here"
    assert found.frame("SOUTH.BW").terms[1].line == 4
    quanteda = "SOUTH:\n  BW: [Botswana]\n  others: x\n"
    assert shape(read(tmp_path, "d.yml", quanteda)) == {"SOUTH.BW": ["Botswana"], "SOUTH.others": ["x"]}
    inner = '<cnode name="a"><cnode name="b"><pnode name="x"/></cnode></cnode>'
    yoshikoder = f'<dictionary><cnode name="d">{inner}</cnode></dictionary>'
    found = read(tmp_path, "d.ykd", yoshikoder)
    assert shape(found) == {"a.b": ["x"]} and found.title == "d"


def test_what_cannot_be_looked_for_is_listed_and_reported(tmp_path):
    found = read(tmp_path, "d.dic", "%\n1\tA\n%\nhappy\t1\n:)\t1\nlike\t(02 134)125/464\t1\nkind<of>131/1\n")
    assert shape(found) == {"A": ["happy"]}
    assert [(one.text, one.line) for one in found.left_out] == [(":)", 5), ("like", 6), ("kind", 7)]
    assert str(found.lint()[0]) == (
        f"{tmp_path}/d.dic, line 5: ':)' is left out: term ':)': ':' is not part of a word and can never match; "
        "words are made of letters, digits, apostrophes and the wildcards * and ?"
    )
    rules = read(tmp_path, "d.cat", "A\n\twar (1)\n\t@RULE [war NEAR peace] (1)\n")
    assert rules.left_out == (
        UnusableEntry("A", "@RULE [war NEAR peace] (1)", "rules of WordStat are not understood", 3),
    )


def test_a_file_in_another_encoding_is_read_when_it_is_said(tmp_path):
    (tmp_path / "d.lcd").write_bytes("+A\ncafé\n".encode("windows-1252"))
    assert shape(read_dictionary(tmp_path / "d.lcd", encoding="windows-1252")) == {"A": ["café"]}
    with pytest.raises(InputError, match="unknown encoding 'windoze'"):
        read_dictionary(tmp_path / "d.lcd", encoding="windoze")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "d.txt",
            "",
            "the dictionary {path} has an unknown format '.txt'; "
            "known are .yaml, .yml, .csv, .dic, .cat, .ykd, .lcd, .lc3",
        ),
        ("d.dic", "1\tA\nwar\t1\n", "{path}: a LIWC dictionary has its categories between two lines '%'; here are 0"),
        ("d.dic", "%\n1\tA\n%\nwar\t2\n", "{path}, line 4: unknown category 2; the header has 1"),
        ("d.dic", "%\n1\tA\n%\nwar\n", "{path}, line 4: 'war' has no category; write a word and its numbers"),
        ("d.dic", "%\n1\tA\n01\tB\n%\n", "{path}, line 3: the category number 01 is listed twice; number them apart"),
        (
            "d.dic",
            "%\n1\tA\n%\n",
            "{path}: no category has a word that framelens can look for; check that this is a dictionary",
        ),
        ("d.cat", "war (1)\n", "{path}, line 1: 'war' is in no category; indent it below one"),
        ("d.lcd", "war\n", "{path}, line 1: 'war' is in no category; begin with a line '+category'"),
        ("d.ykd", "<dictionary>\n<cnode", "{path}, line 2: this is not valid XML: unclosed token"),
        (
            "d.ykd",
            "<dictionary>\n<pnode name='x'/></dictionary>",
            "{path}, line 2: the pattern 'x' is in no category; put it into a cnode",
        ),
        (
            "d.ykd",
            '<!DOCTYPE d [<!ENTITY a "b">]>\n<dictionary/>',
            "{path}, line 1: the file declares an entity, which framelens does not read; save it with plain patterns",
        ),
        ("d.yaml", "A: &a [x, *a]", "{path}, line 1: the category A holds itself; write its terms out"),
        (
            "d.csv",
            "frame,terms\n",
            "{path}, line 1: unknown column 'terms'; "
            "choose from: frame, definition, source, aliases, present_from, term, reason, marks, case, stem, language. "
            "Did you mean 'term'?",
        ),
        ("d.csv", "frame,reason\n", "{path}, line 1: the column 'term' is missing; a dictionary has frame and term"),
        ("d.csv", "frame,term\nA,\n", "{path}, line 2: frame and term must both be filled in"),
        (
            "d.csv",
            "frame,term\nA,x,y\n",
            "{path}, line 2: the row has not as many cells as the header; quote cells that have commas",
        ),
        (
            "d.csv",
            "frame,term,definition\nA,x,one\nA,y,two\n",
            "{path}, line 3: the frame 'A' has the definition 'two' here and 'one' above; keep one",
        ),
        (
            "d.csv",
            "frame,term\nA,*\n",
            "{path}, line 2: term '*': the wildcard '*' matches every word; give it letters",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, name, text, message):
    with pytest.raises(InputError) as caught:
        read(tmp_path, name, text)
    assert str(caught.value) == message.format(path=tmp_path / name)


words = st.text(alphabet="abcé'", min_size=1, max_size=6).filter(
    lambda w: w[0] not in "'" and w[-1] not in "'" and "''" not in w
)
texts = st.lists(words, max_size=4).map(" ".join)
terms = st.builds(
    Term,
    text=st.sampled_from(["no", "2021", "war*", "true", "a near/5 b not after c", "null", "x: y".replace(":", "")])
    | words,
    reason=st.none() | texts.filter(bool),
    marks=st.sampled_from([(), ("problem",), ("cause", "remedy")]),
    case=st.just(False),
    stem=st.booleans(),
)
frames = st.builds(
    Frame,
    name=words,
    definition=texts,
    source=texts,
    terms=st.lists(terms, min_size=1, max_size=3).map(tuple),
    aliases=st.lists(words, max_size=2).map(tuple),
    present_from=st.integers(1, 9),
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(frames, min_size=1, max_size=3, unique_by=lambda f: f.name), texts)
def test_what_is_written_is_read_back_the_same(tmp_path, frames, title):
    dictionary = FrameDictionary(tuple(frames), title=title)
    assert read_dictionary(write_dictionary(dictionary, tmp_path / "d.yaml")) == dictionary
    back = read_dictionary(write_dictionary(dictionary, tmp_path / "d.csv"))
    assert back.frames == dictionary.frames


def test_only_yaml_and_csv_are_written(tmp_path):
    with pytest.raises(InputError) as caught:
        write_dictionary(FrameDictionary.empty(), tmp_path / "d.dic")
    assert str(caught.value) == "a dictionary cannot be written as 'd.dic'; choose a name that ends in .yaml or .csv"
