"""Terms that can never count are found, and only those."""

from framelens.dictionary import Frame, FrameDictionary, Term


def lint(*terms: Term | str, vocabulary=None) -> list[str]:
    made = tuple(
        Term(term, line=number) if isinstance(term, str) else term for number, term in enumerate(terms, start=5)
    )
    return [str(f) for f in FrameDictionary((Frame("f", terms=made),), path="d.yaml").lint(vocabulary)]


def test_a_term_written_twice_is_named_with_both_lines():
    assert lint("new reality", "war", "New  reality") == [
        "d.yaml, line 7: the term 'New  reality' is listed twice in the frame 'f' (line 5); delete one"
    ]


def test_a_term_behind_a_card_that_takes_its_words_never_counts():
    assert lint("new realit*", "new reality") == [
        "d.yaml, line 6: the term 'new reality' of the frame 'f' never counts, since 'new realit*' (line 5) "
        "matches the same words and stands before it; delete one or put it first"
    ]
    assert len(lint("econ*", "econom*")) == 1
    assert len(lint("wom?n", "women")) == 1


def test_what_can_count_is_left_alone():
    assert lint("new reality", "new realit*", "reality", "brave new realit*") == []  # longer, or first
    assert lint("econom* not after home", "economy") == []  # the condition lets some through
    assert lint(Term("War", case=True), "war", "econom*", Term("economy", stem=True)) == []
    assert lint("war near/5 peace", "war near/9 peace") == []


def test_a_card_with_too_few_letters_is_too_wide():
    assert lint("a* war") == [
        "d.yaml, line 5: the wildcard 'a*' in the term 'a* war' matches very many words; give it at least 3 letters"
    ]
    assert lint("war * terror") == []


def test_a_frame_without_terms_always_counts_zero():
    assert [str(f) for f in FrameDictionary((Frame("f", line=3),), path="d.yaml").lint()] == [
        "d.yaml, line 3: the frame 'f' has no terms and will always count 0"
    ]


def test_a_word_that_stands_nowhere_is_misspelt_where_another_is_one_letter_away():
    words = ["Economic", "powers’s", "Azerbaijan-Russia", "liberation"]
    assert lint("econmic power*", "libreat*", Term("Rusia", case=True, line=7), "peaceful", vocabulary=words) == [
        "d.yaml, line 5: no word of the articles matches 'econmic' of the term 'econmic power*', but 'economic' stands "
        "there; check its spelling",
        "d.yaml, line 6: no word of the articles matches 'libreat*', but 'liberation' stands there; check its spelling",
    ]
    assert lint("russia", Term("Azerbaijan", case=True), "econom*", vocabulary=words) == []
