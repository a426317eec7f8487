"""Sentences end where the language's news ends them: behind no abbreviation, ordinal or initial."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framelens.annotate.sentences import find_sentences
from framelens.languages import LANGUAGES, load_language

# Each is one sentence, whatever stops stand in it.
WHOLE = {
    "en": ["Gen. Lund of the U.S. Army met Mr. J. Ito on Dec. 20.", "“Why?” Ana Ito asked.", "It cost $3.5 million."],
    "de": [
        "Am 3. Mai traf Dr. Lund den Minister a. D. Karl Ito, z. B. in Berlin.",
        "Das Gesetz gilt ab dem 1. Januar d. J. für ca. 20.000 Betriebe.",
        "„Warum?“, fragte Lund die 2. Vorsitzende der St. Georgs-Stiftung.",
        "Ludwig XIV. Bourbon soll das gesagt haben.",
        "Im 19. Jahrhundert baute J. F. Lund die Brücke.",
    ],
    "ru": [
        "В 2015 г. в Москве проф. И. А. Лунд сказал, т. е. повторил, что цена выросла на 3 млн руб.",
        "Об этом сообщил г-н Лунд из г. Тверь на ул. Ленина, д. 5.",
        "— Почему? — спросила А. Ито.",
        "Порт откроют к 1 янв. 2025 года, т.к. работы закончены.",
    ],
    "az": [
        "Prof. Ə. Məmmədov 20 mln. manat barədə c. Əliyevlə danışıb.",
        "“Niyə?” – deyə İ. Əliyeva soruşub.",
        "Layihə H. Əliyev ad. mərkəzdə, Nizami küç. 5 ünvanında təqdim olunub.",
    ],
    "es": ["El Sr. Lund y la Dra. Ito llegaron a EE. UU. el 3 de mayo.", "«¿Por qué?», preguntó J. Ito."],
    "fr": [
        "M. Lund et Mme Ito, p. ex. à St. Malo, ont parlé du J. O. d’hier.",
        "« Pourquoi ? » a demandé J. Ito.",
        "Le « J. O. » paraît.",
    ],
    "cs": [
        "Dne 3. května řekl Ing. J. Novák, tj. ředitel, že cena je cca 5 mil. korun.",
        "„Proč?“ zeptala se A. Nová.",
    ],
}
# Two sentences that an abbreviation or a number parts all the same.
PARTED = {
    "de": (
        "Die Stadt zählt Busse, Bahnen usw.",
        "Es waren 300.",
        "Die Polizei kam am 3.",
        "Sie blieb bis 2015.",
        "Merkel ging.",
    ),
    "ru": (
        "Это было в 2015 г.",
        "Министр приехал позже.",
        "Он заплатил 5 тыс. руб.",
        "Потом уехал и т. д.",
        "Лунд промолчал.",
    ),
    "az": ("Xərc 5 mln.", "Nazir bunu təsdiqləyib.", "Alma, armud və s.", "O, sonra gedib."),
}


def split(text, code):
    return [text[a:b] for a, b in find_sentences(text, language=load_language(code))]


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_stay_whole(code):
    for sentence in WHOLE[code]:
        assert split(sentence, code) == [sentence]
    assert split(" ".join(WHOLE[code]), code) == WHOLE[code]


@pytest.mark.parametrize("code", PARTED)
def test_sentences_end(code):
    assert split(" ".join(PARTED[code]), code) == list(PARTED[code])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(LANGUAGES), st.data())
def test_whatever_is_written_stands_in_one_sentence(code, data):
    """Pieces in any order: sentences are in order, apart, bare of white space, and together every letter."""
    language = load_language(code)
    words = st.sampled_from([*WHOLE[code], *sorted(language.abbreviations), "3.", "A.", "?", "»", "“", "\n", " – "])
    text = " ".join(f"{word}." if word in language.abbreviations else word for word in data.draw(st.lists(words)))
    spans = find_sentences(text, language=language)
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
