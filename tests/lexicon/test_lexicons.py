"""Lexicons: their size as stated, and a researcher's own read strictly."""

import pickle

import pytest

from framelens.errors import InputError
from framelens.lexicon import LEXICONS, Lexicon, LexiconForm, LexiconInfo, read_lexicon, write_lexicon
from framelens.lexicon.news import load_news
from framelens.lexicon.pattern import list_pattern_words
from framelens.lexicon.vader import load_vader_words

QUOTE = "put quotation marks around a cell with a comma in it"
RANGE = "divide all by the largest, or give the lexicon's range in study.toml"


def test_each_lexicon_has_the_size_it_states():
    assert {name: info.n_words for name, info in LEXICONS.items()} == {
        "vader": len(load_vader_words()),
        "textblob": len(list_pattern_words()),
        "news": load_news().n_words,
        "combined": len(load_vader_words()) + len(list_pattern_words()) + load_news().n_words,
    }
    for name, info in LEXICONS.items():
        assert info.name == name and info.citation and info.licence


def test_a_table_is_read_as_it_stands(tmp_path):
    path = tmp_path / "news.csv"
    path.write_text("valence,word\n-1,Terror*\n0.5,progress\n\n0.5,Progress\n", encoding="utf-8-sig")
    assert read_lexicon(path) == Lexicon("news", (("terror*", -1.0), ("progress", 0.5)))


def test_a_foreign_table_is_scaled(tmp_path):
    path = tmp_path / "Affect 9.tsv"
    path.write_text("Word\tV.Mean\tSD\nwar\t1.5\t2\nhard work\t5\t1\nfriendly\t9\t1\n", encoding="utf-8")
    form = LexiconForm(columns={"word": "Word", "valence": "V.Mean"}, range=(1, 9), citation="Somebody (2013)")
    lexicon = read_lexicon(path, form)
    assert lexicon.words == (("war", -0.875), ("hard work", 0.0), ("friendly", 1.0))
    assert lexicon.info == LexiconInfo("affect_9", "affect_9", "Somebody (2013)", "", 3)


DICTIONARIES = {
    "mine.dic": "%\n1\tposemo\n2\tnegemo\n3\twork\n%\nhope*\t1\nfear\t2\noffice\t3\n",
    "mine.yml": "sentiment:\n  positive: [hope*]\n  negative: [fear]\n  other: [office]\n",
    "mine.lcd": "+positive\nhope*\n+negative\nfear\n",
    "mine.cat": "POSITIVE\n\tHOPE* (1)\nNEGATIVE\n\tFEAR (1)\n",
    "mine.csv": "frame,term\npositive,hope*\nnegative,fear\n",
}


@pytest.mark.parametrize("name", DICTIONARIES)
def test_a_dictionary_of_positive_and_negative_words_is_a_lexicon(tmp_path, name):
    path = tmp_path / name
    path.write_text(DICTIONARIES[name], encoding="utf-8")
    assert dict(read_lexicon(path).words) == {"hope*": 1.0, "fear": -1.0}


def test_categories_of_other_names_have_the_valence_they_are_given(tmp_path):
    path = tmp_path / "lob.yml"
    path.write_text("lob: [gut]\ntadel: [schlecht]\nnone: [tisch]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no category is known as positive or negative \(it has lob, tadel, none\)"):
        read_lexicon(path)
    form = LexiconForm(categories={"lob": 0.5, "tadel": -1}, language="de")
    assert read_lexicon(path, form).words == (("gut", 0.5), ("schlecht", -1.0))
    with pytest.raises(InputError, match=r"there is no category 'lub'.*Did you mean 'lob'"):
        read_lexicon(path, LexiconForm(categories={"lub": 1}))


def test_a_word_in_both_categories_is_refused(tmp_path):
    path = tmp_path / "mine.dic"
    path.write_text("%\n1\tpos\n2\tneg\n%\nhope\t1\nfear\t1 2\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_lexicon(path)
    assert str(caught.value) == f"{path}, line 6: 'fear' has the valence -1 here and 1 in line 6; keep one"


def test_a_written_lexicon_is_read_back_the_same(tmp_path):
    lexicon = Lexicon("own", (("hard work", 0.25), ("terror*", -1.0), ("co-operate", 1 / 3)))
    path = tmp_path / "own.csv"
    path.write_text(write_lexicon(lexicon), encoding="utf-8")
    assert read_lexicon(path) == lexicon
    assert hash(pickle.loads(pickle.dumps(lexicon))) == hash(lexicon)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word,value\n", "{path}, line 1: unknown column 'value'; choose from: word, valence. Did you mean 'valence'?"),
        ("word\nwar\n", "{path}, line 1: the column 'valence' is missing; a lexicon has word and valence"),
        ("word,valence\nwar,bad\n", "{path}, line 2: the valence 'bad' is not a number; write one from -1 to 1"),
        ("word,valence\nwar,nan\n", "{path}, line 2: the valence nan is not between -1 and 1; " + RANGE),
        ("word,valence\nwar,-3\n", "{path}, line 2: the valence -3 is not between -1 and 1; " + RANGE),
        (
            "word,valence\nhard *work,1\n",
            "{path}, line 2: 'hard *work' is not a word or phrase; write words, each of which may end in *",
        ),
        (
            "word,valence\nwar,-1\npeace,1\nWar,-0.5\n",
            "{path}, line 4: 'war' has the valence -0.5 here and -1 in line 2; keep one",
        ),
        ("word,valence\nwar,-1,x\n", "{path}, line 2: the row has 3 cells and the header 2; " + QUOTE),
        ("word,valence\n", "the lexicon {path} has no words; write one a line, with its valence from -1 to 1"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, text, message):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_lexicon(path)
    assert str(caught.value) == message.format(path=path)
