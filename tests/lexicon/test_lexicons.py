"""Lexicons: their size as stated, and a researcher's own read strictly."""

import pytest

from framelens.errors import InputError
from framelens.lexicon import LEXICONS, Lexicon, read_lexicon
from framelens.lexicon.pattern import list_pattern_words
from framelens.lexicon.vader import list_vader_words


def test_each_lexicon_has_the_size_it_states():
    assert {name: info.n_words for name, info in LEXICONS.items()} == {
        "vader": len(list_vader_words()),
        "textblob": len(list_pattern_words()),
    }
    for name, info in LEXICONS.items():
        assert info.name == name and info.citation and info.licence


def test_a_table_is_read_as_it_stands(tmp_path):
    path = tmp_path / "news.csv"
    path.write_text("valence,word\n-1,Terror*\n0.5,progress\n\n0.5,Progress\n", encoding="utf-8-sig")
    assert read_lexicon(path) == Lexicon("news", (("terror*", -1.0), ("progress", 0.5)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word,value\n", "{path}, line 1: unknown column 'value'; choose from: word, valence. Did you mean 'valence'?"),
        ("word\nwar\n", "{path}, line 1: the column 'valence' is missing; a lexicon has word and valence"),
        ("word,valence\nwar,bad\n", "{path}, line 2: the valence 'bad' is no number; write one from -1 to 1"),
        (
            "word,valence\nwar,nan\n",
            "{path}, line 2: the valence nan is not between -1 and 1; divide all by the largest",
        ),
        ("word,valence\nwar,-3\n", "{path}, line 2: the valence -3 is not between -1 and 1; divide all by the largest"),
        (
            "word,valence\nhard work,1\n",
            "{path}, line 2: 'hard work' is no single word; write one word, which may end in *",
        ),
        (
            "word,valence\nwar,-1\npeace,1\nWar,-0.5\n",
            "{path}, line 4: 'war' has the valence -0.5 here and -1 in line 2; keep one",
        ),
        ("word,valence\nwar,-1,x\n", "{path}, line 2: 3 cells where 2 are expected; quote cells with commas"),
        ("word,valence\n", "the lexicon {path} has no words; write one a line, with its valence from -1 to 1"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, text, message):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_lexicon(path)
    assert str(caught.value) == message.format(path=path)
