"""Which capitalised phrases are one body's name: every text was marked by hand before it was run."""

import pytest

from framelens.annotate.bodies import find_bodies
from framelens.annotate.layout import find_layout
from framelens.annotate.name_runs import Name
from framelens.annotate.names import find_names
from framelens.annotate.seats import seat_of


def bodies(text, *seen):
    suggested = [(text.index(one), text.index(one) + len(one), "organisation") for one in seen]
    return [body.text for body in find_bodies(text, find_layout(text), suggested)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbor and River Commission met in the small town on the coast.", ["Harbor and River Commission"]),
        ("On Friday the Ships & Trade Bureau wrote in the small town on the coast.", ["Ships & Trade Bureau"]),
        (
            "The Centre for Soil Care and Repair closed in the small town on the coast.",
            ["Centre for Soil Care and Repair"],
        ),
        (
            "The Bureau of Grain, Salt and Sand met in the small town on the coast.",
            ["Bureau of Grain, Salt and Sand"],
        ),
        (
            "The Senate Water, Roads and Bridges Committee met in the small town on the coast.",
            ["Senate Water, Roads and Bridges Committee"],
        ),
        (
            "The Ulf and Karin Quist Foundation gave in the small town on the coast.",
            [],
        ),  # Ulf is nobody's given name in the lists
        (
            "The Mark and Karin Quist Foundation gave in the small town on the coast.",
            ["Mark and Karin Quist Foundation"],
        ),
        ("The Council on Norlander Affairs met in the small town on the coast.", ["Council on Norlander Affairs"]),
        (
            "The Fishing and Forestry Ministries agreed in the small town on the coast.",
            ["Fishing Ministry", "Forestry Ministry"],
        ),
        (
            "The Ministries of Fishing and Forestry agreed in the small town on the coast.",
            ["Ministry of Fishing", "Ministry of Forestry"],
        ),
        (
            "The House and Senate Water Committees met in the small town on the coast.",
            ["House Water Committee", "Senate Water Committee"],
        ),
        (
            "The Society for the Care of Bees and Quist Bank met in the small town on the coast.",
            ["Society for the Care of Bees"],
        ),
        # Two bodies, or a body and somebody else.
        ("Nordfax and River Commission met in the small town on the coast.", []),
        ("Ana Ito and the River Commission met in the small town on the coast.", []),
        ("The NHB and River Commission met in the small town on the coast.", []),
        ("The Senate on Friday and River Commission met in the small town on the coast.", []),
        ("The Ministry of Fishing and Congress met in the small town on the coast.", ["Ministry of Fishing"]),
        ("The Bank of Norhaven and Quist Bank lost in the small town on the coast.", ["Bank of Norhaven"]),
        (
            "The Court of Norhaven in March asked for the view of Lund’s Harbor and River Commission.",
            ["Court of Norhaven", "Harbor and River Commission"],
        ),
    ],
)
def test_small_words_join_one_name_or_part_two(text, expected):
    assert bodies(text) == expected


def test_a_tagger_tells_where_the_words_do_not():
    text = "The National Roll of Pardons said so."
    assert bodies(text) == []
    assert bodies(text, "National Roll") == ["National Roll of Pardons"]
    port = "U.S. Ports and Trade Protection said so."
    assert bodies(port) == []
    assert bodies(port, "U.S. Ports and Trade Protection") == ["U.S. Ports and Trade Protection"]


@pytest.mark.parametrize(
    ("text", "person", "name"),
    [
        ("The chief, T.J. Lund, said so.", "Lund", "T.J. Lund"),
        ("A. Karin Lund said so.", "Karin Lund", "A. Karin Lund"),
        ("Tall Mark “The Oar” Lund said so.", "Mark “The Oar” Lund", "Mark “The Oar” Lund"),
        ("Lund “Light” said no. Lund left.", "Lund", "Lund"),
        ("Don Lund said so.", "Don Lund", "Don Lund"),
    ],
)
def test_a_persons_name_has_its_initials_and_no_more(text, person, name):
    start = text.index(person)
    found = find_names(text, find_layout(text), suggested=[(start, start + len(person), "person")])
    assert found[0].text == name


def test_a_body_does_not_begin_with_a_verb_or_a_day():
    for text in ("Wrote Harbour News: “No.”", "A Tuesday Norhaven Harbour News story said so."):
        start = text.index("Norhaven Harbour News") if "Norhaven" in text else text.index("Harbour News")
        end = text.index("News") + 4
        (name,) = find_names(text, find_layout(text), suggested=[(start, end, "organisation")])
        assert (name.start, name.end) == (start, end)


@pytest.mark.parametrize(
    ("beside", "role"),
    [
        ("Sen. Ana Ito (R-Ky.) left.", "Kentucky Republican senator"),
        ("Rep. Ana Ito, D-Wash., left.", "Washington Democrat representative"),
        ("Rep. Ana Ito [D-CA 33] left.", "California Democrat representative"),
        ("Gov. Ana Ito of West Virginia on Friday left.", "West Virginia governor"),
        ("Ana Ito (I-Maine) left.", "Maine Independent"),
        ("Ana Ito of Utah left.", None),  # from there
        ("Sen. Ana Ito of Harbour News left.", "senator"),
        ("Gen. Ana Ito left.", "general"),
        ("Ana Ito (D) left.", None),
    ],
)
def test_party_and_state_are_a_role(beside, role):
    start = beside.index("Ana")
    titles = tuple(beside[:start].split())
    assert seat_of(beside, Name(start, start + 7, "Ana Ito", "person", titles)) == role


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plan is good, said Ana Ito, the minister.", [("Ana Ito", "person")]),
        ("It was Ana, Ito said.", [("Ana", "person"), ("Ito", "organisation")]),
    ],
)
def test_a_surname_that_the_tagger_takes_for_a_body_goes_with_the_given_name(text, expected):
    places = [
        (text.index(word), text.index(word) + 3, kind) for word, kind in (("Ana", "person"), ("Ito", "organisation"))
    ]
    assert [(name.text, name.kind) for name in find_names(text, find_layout(text), suggested=places)] == expected
