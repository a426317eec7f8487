"""Tone: the libraries' own scores, null where no word was found, and words left out."""

import pickle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from framelens.annotate.tone import Scorer, as_typed, build_scorer
from framelens.errors import InputError
from framelens.lexicon import Lexicon
from framelens.lexicon.news import COMBINATIONS

VADER = SentimentIntensityAnalyzer()
SENTENCES = [
    "The deal is a great success.",
    "It is not a success, but nobody calls it a disaster!",
    "Never so good, without a doubt; no problems, no friends or allies.",
    "The LEAST interesting, at least kind of AWFUL plan!!! Why?? Really???",
    "She does not find it very beautiful, n't good, not really bad (!) :-)",
    "A bad ass at the bus stop said: “It’s the bomb, the kiss of death, to die for” 💘 xD",
    "See page 8 ) and Max D in the U.S. of Dr. No...",
    "Hardly any hope, barely good; sort of nice, just enough love but less hate but more joy",
]
PIECES = [
    *"good bad GOOD Terrible not no never without doubt so this least at very VERY really hardly kind of but".split(),
    *"sort just enough the shit bomb ass bus stop yeah right kiss death to die for beating heart or nor a is".split(),
    *":) :( 8 ) ;D x D Max D. ! (!) ( ? !! don't don’t n't isn’t “good” “ ” ' , . ... U.S. e.g. 💘 🙂ok <3 ♥".split(),
    *"o O o.O °o° *) - -D X-D END 10 success, hope; nice-looking well-being good's 'good' good. Mr. \" \n \n\n".split(
        " "
    ),
]


OWN = Lexicon("own", (("good", 0.5), ("bad ass", -0.25), ("not good", -1.0), ("hope*", 0.1)))
FRESH: list[Scorer] = []


def both(text: str) -> dict[str, list[float | None]]:
    return build_scorer(["vader", "textblob"]).score([text])


def check(text: str) -> None:
    """The scores are those of the libraries, and null only where these say 0."""
    found = both(text)
    vader, textblob = found["vader"][0], found["textblob"][0]
    assert (vader or 0.0) == pytest.approx(VADER.polarity_scores(as_typed(text))["compound"], abs=5e-5), text
    assert (textblob or 0.0) == pytest.approx(TextBlob(as_typed(text)).sentiment.polarity, abs=5e-5), text


@pytest.mark.parametrize("text", SENTENCES)
def test_scores_are_those_of_the_libraries(text):
    check(text)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from([*PIECES, *sorted(NEGATE), *sorted(BOOSTER_DICT), *sorted(SPECIAL_CASES)]), max_size=9))
@example(["8", ")"])
@example(["good", "(", "!", ")"])
def test_scores_are_those_of_the_libraries_in_any_order_of_words(pieces):
    check(" ".join(pieces))


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="good bad:;()-=8DxXoO.!?'’\"“”,<3*°♥\n💘", max_size=30))
def test_scores_are_those_of_the_libraries_for_any_signs(text):
    check(text)


def test_null_where_no_word_of_the_lexicon_stands_and_zero_where_words_cancel():
    assert both("The table stands in the room.") == {"vader": [None], "textblob": [None]}
    assert both("") == {"vader": [None], "textblob": [None]}
    assert build_scorer(["textblob"]).score(["The other side."]) == {"textblob": [-0.125]}
    assert build_scorer(["textblob"]).score(["The main road and the next bridge."])["textblob"][0] is not None


def test_excluded_words_leave_every_lexicon():
    text = "The war is terrible."
    assert build_scorer(["vader"]).score([text]) == {"vader": [-0.7906]}
    assert build_scorer(["vader"], ["war"]).score([text]) == {"vader": [-0.4767]}
    assert build_scorer(["vader", "textblob"], ["War", "terribl*"]).score([text]) == {
        "vader": [None],
        "textblob": [None],
    }
    assert VADER.polarity_scores(text)["compound"] == -0.7906, "the library itself is left as it is"


def test_an_excluded_phrase_does_not_count_where_it_stands():
    scorer = build_scorer(["textblob"], ["hard  work"])
    assert scorer.score(["Hard work.", "A hard winter."]) == {
        "textblob": [None, build_scorer(["textblob"]).score(["A hard winter."])["textblob"][0]]
    }


def test_a_lexicon_of_ones_own_is_the_mean_of_its_words_with_negation_turned():
    lexicon = Lexicon("news", (("progress", 0.5), ("terror*", -1.0), ("terrorise", -0.6)))
    texts = ["Progress’s enemy is terrorism.", "There is not any progress.", "They terrorise.", "Nothing here."]
    assert build_scorer([lexicon]).score(texts) == {"news": [-0.25, -0.37, -0.6, None]}
    assert build_scorer([lexicon], ["progress"]).score(texts[:2]) == {"news": [-1.0, None]}


def test_phrases_the_longest_wins_and_intensifiers_count():
    words = (("hard", -0.5), ("hard work", 0.4), ("work", 0.2), ("nice", 0.6))
    lexicon = Lexicon("own", words)
    texts = [
        "Hard work, and hard.",
        "Hard-work",
        "Very nice.",
        "Not very nice.",
        "Slightly, slightly, nice",
        "work is hard",
    ]
    step = 0.293 / 4
    expected = [
        (0.4 - 0.5) / 2,
        0.4,
        0.6 + step,
        -0.74 * (0.6 + step),
        0.6 - step * (1 + 0.95),
        (0.2 - 0.5) / 2,
    ]
    assert build_scorer([lexicon]).score(texts)["own"] == pytest.approx(expected)
    assert build_scorer([lexicon]).score(texts)["own"][0] == build_scorer([lexicon]).score(texts[:1])["own"][0]


def test_the_combination_is_the_weighted_mean_of_its_parts():
    texts = ["A brilliant success.", "The table.", "They sabotage it.", "He is not very good at peace, but praised."]
    scores = build_scorer(["combined", "vader", "news", "textblob"]).score(texts)
    for i, value in enumerate(scores["combined"]):
        parts = [scores[name][i] for name in COMBINATIONS["combined"]]
        if value is None:
            assert parts == [None, None, None]
        else:
            assert value == pytest.approx(
                sum(w * (p or 0) for w, p in zip(COMBINATIONS["combined"].values(), parts, strict=True))
            )
    assert sum(COMBINATIONS["combined"].values()) == pytest.approx(1)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(st.sampled_from([*PIECES, "\ue0f1\ue0f2", "💘"]), max_size=7).map(" ".join), max_size=6))
def test_texts_are_scored_alike_together_and_alone(texts):
    texts = list(dict.fromkeys(texts))
    # Nothing is remembered from one example to the next but the pieces of text.
    FRESH[:] = FRESH or [Scorer(("vader", "textblob", OWN), ()) for _ in range(2)]
    alone, together = FRESH
    for scorer in FRESH:
        scorer._remembered.clear()
    scores = together.score(texts)
    for i, text in enumerate(texts):
        assert {name: values[i] for name, values in scores.items()} == {n: v[0] for n, v in alone.score([text]).items()}


def test_a_scorer_travels_between_processes():
    scorer = build_scorer(["vader"], ["war"])
    assert pickle.loads(pickle.dumps(scorer)).score(["A terrible war."]) == scorer.score(["A terrible war."])


@pytest.mark.parametrize(
    ("lexicons", "excluded", "message"),
    [
        (["vadr"], [], "unknown lexicon 'vadr'; choose from: vader, textblob, news, combined. Did you mean 'vader'?"),
        (["vader", "vader"], [], "the lexicon 'vader' is named twice; name it once"),
        (["vader"], ["*"], "the excluded word '*' would leave no lexicon a word; write words or wildcards like war*"),
    ],
)
def test_wrong_settings(lexicons, excluded, message):
    with pytest.raises(InputError) as caught:
        build_scorer(lexicons, excluded)
    assert str(caught.value) == message


@pytest.mark.parametrize("lexicon", ["vader", "textblob", "news"])
def test_a_printed_apostrophe_or_quotation_mark_is_a_typed_one(lexicon):
    pairs = [("It isn’t good.", "It isn't good."), ("“Great” news", '"Great" news'), ("She wonʼt win", "She won't win")]
    for printed, typed in pairs:
        scores = build_scorer([lexicon]).score([printed, typed])[lexicon]
        assert scores[0] == scores[1]
    assert build_scorer(["vader"], ["don’t care"]).score(["I don't care"])["vader"] == [None]
