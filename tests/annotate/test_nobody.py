"""What has a capital and is nobody's name, and names that run together or that "and" parts."""

import pytest

from framelens.annotate.joined_names import behind_office, without_office_holder
from framelens.annotate.layout import find_layout
from framelens.annotate.name_runs import Name
from framelens.annotate.names import find_names
from framelens.annotate.nobody import leave_out_nobody


def _named(text, form, kind="person"):
    names, at = [], 0
    while (at := text.find(form, at)) >= 0:
        names.append(Name(at, at + len(form), form, kind))
        at += 1
    return names


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("The Norlander refused, and the Norlander won.", "Norlander"),
        ("Some Wendlings left. Wendlings know why.", "Wendlings"),
        ("Wexies are late, and Wexies know it.", "Wexies"),
        ("It rained in Osterby and snowed in Osterby.", "Osterby"),
        ("Anne Tarn County police said so.", "Anne Tarn"),
        ("He read the Free Press Clause.", "Free Press Clause"),
        ("The NHX Health Link is down.", "NHX Health Link"),
        ("The shop in its El Tarn, Texas, street is shut.", "El Tarn"),
    ],
)
def test_peoples_places_and_things_are_nobodys_names(text, form):
    assert leave_out_nobody(text, _named(text, form), [], {form}) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("The Querny he knew was late. Querny left in May.", "Querny"),
        ("Ito and Querny were late.", "Querny"),
        ("In the end Querny spoke to Osterby.", "Osterby"),
        ("Rose Press left.", "Rose Press"),
        ("MARY: It rained.", "MARY"),
        ("CJ Press left.", "CJ Press"),
    ],
)
def test_a_surname_stays_one(text, form):
    assert len(leave_out_nobody(text, _named(text, form), [], {form})) == text.count(form)


def test_what_speaks_in_everyday_words_is_an_organisation():
    text = "The port is safe, the Small Ships Survey said."
    (name,) = leave_out_nobody(text, _named(text, "Small Ships Survey"), [(17, 41)], ())
    assert (name.kind, name.text) == ("organisation", "Small Ships Survey")


def test_whom_an_office_is_of_and_who_holds_it_are_two():
    text = "Director of the Port of Osterby Erik Lund said so."
    (run,) = _named(text, "Osterby Erik Lund")
    assert behind_office(text, run).text == "Erik Lund"
    elsewhere = "The friend of Osterby Erik Lund said so."
    assert behind_office(elsewhere, *_named(elsewhere, "Osterby Erik Lund")).text == "Osterby Erik Lund"
    (school,) = _named("University of Osterby Erik Lund", "University of Osterby Erik Lund", "organisation")
    assert without_office_holder(school).text == "University of Osterby"
    for whole in ("University of Osterby South Bank", "College of Erik Lund"):
        (body,) = _named(whole, whole, "organisation")
        assert without_office_holder(body).text == whole


@pytest.mark.parametrize(
    ("text", "said", "name", "kind"),
    [
        (
            "MARY QUERN: I’m Mary Quern of the port of Norhaven, and this is what we say of it today.",
            (0, 10),
            "Mary Quern",
            "person",
        ),
        ("Top Nordian Democrats said no.", (0, 21), "Democrats", "organisation"),
        ("The Oscar-winning film opened, Moon Jae-in said.", (31, 42), "Moon Jae-in", "person"),
        ("The Mary Quern Foundation said no.", (0, 26), "Mary Quern Foundation", "organisation"),
        ("Wexler Industries said no.", (0, 17), "Wexler Industries", "organisation"),
        ("NORHAVEN NEWS said no.", (0, 13), "NORHAVEN NEWS", "organisation"),
    ],
)
def test_names_are_whole_and_nothing_else(text, said, name, kind):
    found = find_names(text, find_layout(text), sources=[said])
    assert (name, kind) in {(one.text, one.kind) for one in found}
    assert not any("-winning" in one.text or "I’m" in one.text for one in found)


def test_a_label_in_capitals_is_the_person_named_elsewhere():
    text = "The host, Mary Quern, asked about the port again and again.\n\nMARY QUERN: That Was So."
    found = find_names(text, find_layout(text), sources=[(10, 20), (61, 71)])
    assert [(one.text, text[one.start : one.end]) for one in found] == [
        ("Mary Quern", "Mary Quern"),
        ("Mary Quern", "MARY QUERN"),
    ]
