"""The multilingual finder on made-up reports whose statements are plain to a reader of the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.annotate.finders import build_finder, name_finder
from framelens.annotate.network.pieces import split_pieces
from framelens.networks import find_network, open_tokenizer

TOKENIZER = open_tokenizer(find_network("multilingual"))
# Who is quoted, and a word of what is said, in the order of the text.
REPORTS = {
    "German": (
        "Die Bürgermeisterin Lena Vogt kündigte am Montag eine Sperrung der Brücke an. Laut Polizei wurde niemand "
        "verletzt. „Wir haben keine Wahl“, sagte Vogt. Das Bauwerk sei seit Jahren nicht mehr sicher.",
        [("Lena Vogt", "Sperrung"), ("Polizei", "niemand verletzt"), ("Vogt", "keine Wahl"), ("Vogt", "Bauwerk")],
    ),
    "Russian": (
        "Мэр города Игорь Лапшин заявил, что мост закроют до мая. «Другого выхода нет», — добавил он. По данным "
        "полиции, никто не пострадал. Работы начнутся в понедельник.",
        [("Игорь Лапшин", "мост закроют"), ("он", "Другого выхода"), ("полиции", "не пострадал")],
    ),
    "Azerbaijani": (
        "Şəhər rəhbəri Elçin Məlikov bildirib ki, körpü may ayına qədər bağlanacaq. “Başqa yolumuz yoxdur”, - deyə o "
        "əlavə edib. Polisin məlumatına görə, heç kim xəsarət almayıb.",
        [("Elçin Məlikov", "körpü"), ("o", "Başqa yolumuz"), ("Polisin", "xəsarət almayıb")],
    ),
    "French": (
        "Le maire, Luc Perrin, a annoncé que le pont serait fermé jusqu’en mai. « Nous n’avons pas le choix », a-t-il "
        "ajouté. Selon la police, personne n’a été blessé.",
        [("Luc Perrin", "pont serait fermé"), ("il", "pas le choix"), ("police", "personne")],
    ),
    "Spanish": (
        "El alcalde Julio Ferrán anunció que el puente se cerrará hasta mayo. “No tenemos otra opción”, añadió Ferrán. "
        "Según la policía, nadie resultó herido.",
        [("Julio Ferrán", "puente"), ("Ferrán", "otra opción"), ("policía", "nadie")],
    ),
    "Czech": (
        "Starosta Petr Holub oznámil, že most bude do května uzavřen. „Nemáme jinou možnost,“ řekl Holub. Podle "
        "policie nebyl nikdo zraněn.",
        [("Petr Holub", "most bude"), ("Holub", "jinou možnost"), ("policie", "nikdo zraněn")],
    ),
}
PLAIN = {
    "German": "Der Zug fuhr um acht Uhr ab. Im Kino läuft „Der lange Winter“. Die Ministerin eröffnete die Brücke.",
    "Russian": "Поезд отправился в восемь часов. В кинотеатре идёт «Долгая зима». Министр подписал договор.",
    "Azerbaijani": "Qatar saat səkkizdə yola düşüb. Kinoda “Uzun qış” filmi göstərilir. Nazir müqaviləni imzalayıb.",
}


def read(text):
    statements = build_finder("multilingual").read(text).statements
    return [
        (text[slice(*one.source)] if one.source else "", " ".join(text[a:b] for a, b in one.content))
        for one in statements
    ]


@pytest.mark.parametrize("language", REPORTS)
def test_who_says_what(language):
    text, expected = REPORTS[language]
    found = read(text)
    assert len(found) == len(expected), found
    for (source, content), (name, words) in zip(found, expected, strict=True):
        assert name in source
        assert words in content


@pytest.mark.parametrize("language", PLAIN)
def test_where_nobody_says_anything_nothing_is_found(language):
    assert read(PLAIN[language]) == []


def test_a_verb_without_a_subject_shares_that_of_its_sentence():
    sources = [
        source
        for source, _ in read("Министр Ольга Рябова пообещала помощь пострадавшим и потребовала ускорить ремонт.")
    ]
    assert len(sources) == 2
    assert all("Ольга Рябова" in source for source in sources)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "„", "«»", "?!", "ə" * 5000, "сказал" * 900, "\u200b\ufeff", "a\u0301 \ud800"]
)
def test_odd_texts_are_read(text):
    build_finder("multilingual").read(text)


@given(st.text(alphabet="abcəßäğЖжд. ,:;!?«»„“”\"'-—\u00a0\u200b…1½ﬁ", max_size=60))
def test_pieces_stand_where_their_words_do(text):
    pieces = split_pieces(text, TOKENIZER)
    assert (pieces.starts < pieces.ends).all()
    assert (pieces.starts[1:] >= pieces.starts[:-1]).all()
    assert not any(text[start].isspace() for start in pieces.starts)


def test_words_are_cut_as_the_tokenizer_cuts_the_whole():
    text = 'Премьер-министр (58) сказал: "Да". Die Bürgermeisterin kündigt\'s an, İlham Əliyev də.'
    whole = TOKENIZER.encode(text, add_special_tokens=False)
    assert split_pieces(text, TOKENIZER).ids.tolist() == whole.ids


def test_english_is_read_by_the_finder_that_a_study_names():
    assert [name_finder("fast", language) for language in ("en", "en-US", None, "de", "az")] == [
        "fast", "fast", "fast", "multilingual", "multilingual",
    ]  # fmt: skip
