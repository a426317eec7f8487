"""Frame terms in the words: every hit slices back to what it found."""

import pickle
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from framelens.annotate.framing import build_matcher
from framelens.dictionary import Frame, FrameDictionary, Term, read_dictionary
from framelens.dictionary.terms import MATCHED_WORD

SEEDS = Path(__file__).parents[2] / "seeds"


def find(text: str, *terms: Term | str, sentences=None) -> list[str]:
    made = tuple(Term(term) if isinstance(term, str) else term for term in terms)
    hits = build_matcher(FrameDictionary((Frame("f", terms=made),))).find_hits(text, sentences)
    return [text[hit.start : hit.end] for hit in hits]


def test_words_and_cards_match_whatever_their_capitals():
    assert find("COOPERATION, cooperating; uncooperative", "cooperat*") == ["COOPERATION", "cooperating"]
    assert find("A woman, two women, no womn.", "wom?n") == ["woman", "women"]
    assert find("Nationalism and racism: isms.", "*ism") == ["Nationalism", "racism"]


def test_a_possessive_does_not_hide_a_word_and_apostrophes_are_equal():
    assert find("Azerbaijan’s and Azerbaijan's and Azerbaijan", "azerbaijan") == [
        "Azerbaijan’s",
        "Azerbaijan's",
        "Azerbaijan",
    ]
    assert find("They don’t.", "don't") == ["don’t"]


def test_a_hyphen_parts_words_and_non_denies_them():
    text = "Azerbaijan-Russia relations: large-scale, large scale, non-oil oil."
    assert find(text, "russia", "large-scale", "oil") == ["Russia", "large-scale", "large scale", "oil"]
    assert find(text, "non-oil") == ["non-oil"]


def test_capitals_and_stems_count_where_asked():
    assert find("the War of words, the war", Term("War", case=True)) == ["War"]
    text = "It cooperates; cooperating, cooperation, cooperative."
    assert find(text, Term("cooperate", stem=True)) == ["cooperates", "cooperating", "cooperation", "cooperative"]


def test_the_longer_phrase_takes_the_words_of_the_shorter():
    assert find("a new reality, a reality", "reality", "new realit*") == ["new reality", "reality"]
    assert find("economic growth rate", "growth rate", "economic growth") == ["economic growth"]


def test_near_reaches_as_many_words_as_it_says_in_both_directions():
    assert find("close historical and cultural ties", "close near/4 ties") == ["close historical and cultural ties"]
    assert find("close historical and cultural ties", "close near/3 ties") == []
    assert find("ties that are close", "close near/3 ties") == ["ties that are close"]
    assert find("ties, close ties", "close near/3 ties") == ["close ties"]


def test_near_pairs_each_word_once():
    assert find("war peace war", "war near/2 peace") == ["war peace"]


def test_conditions_keep_a_term_out():
    text = "No problem. A problem. Not a problem."
    ends = [(0, 11), (12, 22), (23, len(text))]
    assert find(text, "problem not after no", sentences=ends) == ["problem", "problem"]
    assert find(text, "problem not after no not after/2 not", sentences=ends) == ["problem"]
    assert find("New York, a new order", "new not before York") == ["new"]


def test_no_match_crosses_a_sentence_and_words_outside_of_sentences_are_not_read():
    text = "reality New. Reality"
    assert find(text, "new reality", "reality", sentences=[(8, 12), (13, 20)]) == ["Reality"]
    assert find(text, "new reality") == ["New. Reality"]


def test_frames_do_not_disturb_each_other():
    dictionary = FrameDictionary((Frame("b", terms=(Term("new order"),)), Frame("a", terms=(Term("order"),))))
    hits = build_matcher(dictionary).find_hits("The new order.")
    assert [tuple(hit) for hit in hits] == [("b", "new order", 4, 13), ("a", "order", 8, 13)]


def test_a_matcher_travels_between_processes():
    matcher = build_matcher(FrameDictionary((Frame("f", terms=(Term("war"),)),)))
    assert pickle.loads(pickle.dumps(matcher)).find_hits("War!") == matcher.find_hits("War!")


def test_nothing_is_found_in_nothing():
    assert build_matcher(FrameDictionary.empty()).find_hits("Some words.") == []
    assert find("", "war") == []
    assert find("— … “”", "war") == []


TERMS = ["a", "ab*", "b a", "b* near/2 a", "c not after a", "a not before/2 c", "c * c", "?b"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "ab", "abc", "A", "b's"]), max_size=12), st.sampled_from(TERMS))
def test_hits_are_those_of_a_plain_reading_of_the_rule(words, term):
    """Each term against the rule written out in the plainest way, one position after the other."""
    text = " ".join(words)
    pattern = Term(term).pattern
    plain = [word.lower().removesuffix("'s") for word in words]

    def fits(phrase, at):
        forms = [re.escape(word.form).replace(r"\*", ".*").replace(r"\?", ".") for word in phrase]
        return (
            at >= 0
            and at + len(phrase) <= len(plain)
            and all(re.fullmatch(form, word) for form, word in zip(forms, plain[at : at + len(phrase)], strict=True))
        )

    def stands(part, at):
        if not fits(part.phrase, at):
            return False
        for condition in part.conditions:
            n = len(condition.phrase)
            for reach in range(condition.distance):
                beside = at - n - reach if condition.side == "after" else at + len(part.phrase) + reach
                if fits(condition.phrase, beside):
                    return False
        return True

    firsts = [i for i in range(len(plain)) if stands(pattern.first, i)]
    if pattern.second:
        seconds = [i for i in range(len(plain)) if stands(pattern.second, i)]
        firsts = [i for i in firsts if any(0 < abs(i - j) <= pattern.distance for j in seconds)]
    found = find(text, term)
    assert bool(found) == bool(firsts)
    if not pattern.second and len(pattern.first.phrase) == 1:
        assert found == [words[i] for i in firsts]


@settings(deadline=None)
@given(st.text(alphabet="ab -'’.\n", max_size=40))
def test_hits_of_a_frame_never_overlap_and_are_in_order(text):
    matcher = build_matcher(FrameDictionary((Frame("f", terms=tuple(map(Term, TERMS))),)))
    hits = matcher.find_hits(text)
    assert all(one.end <= next_.start for one, next_ in pairwise(hits))
    for hit in hits:
        words = re.findall(MATCHED_WORD, text[hit.start : hit.end])
        assert text[hit.start : hit.end].startswith(words[0]) and text[hit.start : hit.end].endswith(words[-1])


def test_the_shipped_article_is_read_as_the_close_reading_has_it():
    text = (SEEDS / "articles" / "2021-12-21-trend.txt").read_text(encoding="utf-8")
    sentences = [m.span() for m in re.finditer(r"[^\n]+?(?:(?<!Dec)[.?!][”\"]?(?=\s)|$)", text, re.MULTILINE)]
    hits = build_matcher(read_dictionary(SEEDS / "frames.yaml")).find_hits(text, sentences)
    found = Counter((hit.frame, re.sub(r"\s+", " ", text[hit.start : hit.end])) for hit in hits)
    assert found == {
        ("new reality", "New reality"): 1,
        ("new reality", "new reality"): 2,
        ("new reality", "unique opportunity"): 1,
        ("new reality", "new system of regional security"): 1,
        ("liberation and occupation", "liberation"): 1,
        ("liberation and occupation", "occupation"): 1,
        ("cooperation and partnership", "cooperation"): 5,
        ("cooperation and partnership", "cooperating"): 1,
        ("cooperation and partnership", "bilateral relations"): 1,
        ("cooperation and partnership", "development of relations"): 1,
        ("cooperation and partnership", "development of Azerbaijan-Russia relations"): 1,
        ("cooperation and partnership", "trade turnover"): 1,
        ("cooperation and partnership", "developing dynamically"): 1,
        ("cooperation and partnership", "example of success"): 2,
        ("economic strength", "strengthened both politically and economically"): 1,
        ("economic strength", "diversifying the national economy"): 1,
        ("economic strength", "non-oil"): 1,
        ("economic strength", "reform program"): 1,
        ("economic strength", "macroeconomic policy"): 1,
        ("economic strength", "business climate"): 1,
        ("economic strength", "economic power"): 1,
        ("leadership and praise", "created by President"): 1,
        ("leadership and praise", "anniversary of President"): 1,
        ("leadership and praise", "personality of"): 1,
        ("leadership and praise", "thanks to"): 1,
        ("leadership and praise", "President Ilham Aliyev initiated"): 1,
        ("leadership and praise", "President Ilham Aliyev developed"): 1,
        ("threat by outsiders", "negative trends"): 1,
        ("threat by outsiders", "despite the hostilities"): 1,
        ("threat by outsiders", "COVID-19 pandemic"): 1,
        ("threat by outsiders", "attempts made by third forces to ruin"): 1,
        ("history and closeness", "traditionally"): 1,
        ("history and closeness", "friendly"): 1,
        ("history and closeness", "warm attitude"): 1,
        ("history and closeness", "close historical and cultural ties"): 1,
        ("history and closeness", "neighboring countries"): 1,
    }
