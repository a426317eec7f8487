"""Cues tell lemma, act and stance in each language: inflected, in several words, in two pieces."""

import pytest

from framelens.annotate.cues import read_cue
from framelens.languages import LANGUAGES, load_language
from framelens.languages.tables import CELLS


@pytest.mark.parametrize(
    ("code", "words", "behind", "lemma", "stance", "act"),
    [
        ("de", "sagte", "", "sagen", "neutral", "saying"),
        ("de", "hat am Montag bestätigt", "", "bestätigen", "assertive", "saying"),
        ("de", "wies", " den Vorwurf am Montag zurück und ging.", "zurückweisen", "denying", "saying"),
        ("de", "wies", " darauf hin, dass Berlin zahle.", "hinweisen", "neutral", "saying"),
        ("de", "räumte die Ministerin ein", "", "einräumen", "conceding", "saying"),
        ("de", "einräumte", "", "einräumen", "conceding", "saying"),
        ("de", "warf ihm", " Untätigkeit vor.", "vorwerfen", "critical", "saying"),
        ("de", "Nach Angaben", " der Polizei", "nach Angaben", "according", "saying"),
        ("de", "gab", " am Montag an, er sei krank.", "angeben", "neutral", "saying"),
        ("de", "befürchten", "", "befürchten", "believing", "believing"),
        ("ru", "заявила", "", "заявить", "neutral", "saying"),
        ("ru", "не исключил", "", "исключить", "denying", "saying"),
        ("ru", "обратил внимание", "", "обратить внимание", "neutral", "saying"),
        ("ru", "раскритиковали", "", "раскритиковать", "critical", "saying"),
        ("ru", "По словам", "", "по словам", "according", "saying"),
        ("ru", "по её словам", "", "по словам", "according", "saying"),
        ("ru", "надеется", "", "надеяться", "believing", "believing"),
        ("ru", "признаёт", "", "признавать", "conceding", "saying"),
        ("az", "qeyd edib", "", "qeyd etmək", "neutral", "saying"),
        ("az", "VURĞULAYIB", "", "vurğulamaq", "assertive", "saying"),
        ("az", "İddia edir", "", "iddia etmək", "doubtful", "saying"),
        ("az", "təkzib etdiyini bildirib", "", "bildirmək", "neutral", "saying"),
        ("az", "sözlərinə görə", "", "sözlərinə görə", "according", "saying"),
        ("az", "ümid edirlər", "", "ümid etmək", "believing", "believing"),
    ],
)
def test_cues_of_other_languages(code, words, behind, lemma, stance, act):
    cue = read_cue(words, load_language(code), behind)
    assert (cue.lemma, cue.stance, cue.act) == (lemma, stance, act)


def test_a_preposition_is_no_piece_of_a_verb():
    """ "mit" in the middle of a clause is a preposition; at its end it belongs to the verb."""
    german = load_language("de")
    assert read_cue("teilte", german, " mit seiner Frau das Zimmer.") is None
    assert read_cue("teilte", german, " die Behörde am Montag mit.").lemma == "mitteilen"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_words_of_every_stance(code):
    cues = load_language(code).cues.values()
    assert {cue.act for cue in cues} == set(CELLS["act"])
    assert {cue.stance for cue in cues} == set(CELLS["stance"])
