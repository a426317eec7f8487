"""Furniture is known by its form, whoever made the picture; a sentence of the article never is."""

import pytest

from framelens.corpus.boilerplate import find_boilerplate
from framelens.corpus.furniture import name_furniture

CAPTIONS = [
    "Ann Lee leaves the town hall of Norhaven on Monday, May 3, 2020. (EP Photo/Bo Lund)",
    "FILE - In this May 3, 2020 file photo, Ann Lee leaves the town hall. (EP Photo/Bo Lund, File)",
    "FILE PHOTO: Ann Lee, the mayor, leaves the town hall in Norhaven, May 3, 2020. EASTERN/Bo Lund/File Photo",
    "Bo Lund/Norhaven Pictures",
    "Ann Lee leaves the town hall. | Bo Lund/Norhaven Pictures",
    "The author and the mayor at the port. | Courtesy of Ann Lee",
    "Ann Lee leaves the town hall. (Photo: Bo Lund, Eastern Images)",
    "Ann Lee speaks at the port on May 3, 2019. Bo Lund | Eastern",
    "Ann Lee, the mayor, at the port | Bo Lund/Norhaven Pictures",
    "(Norhaven Courier/Bo Lund)",
    "Ships off the port in 2020. (Bo Lund/Norhaven Courier)",
    "CLOSE The mayor says that the harbour will open in May after years of building and of waiting. NORHAVEN TODAY",
]
SENTENCES = [
    "The poll by Courier/Survey found that she leads.",
    "“We are ready,” said Ann Lee (a photo of whom hangs in the hall).",
    "She won in Norhaven, Eastern and Port/Harbour.",
    "The score was 2/3",
    "NATO Secretary General Ann Lee said on Monday that the alliance would meet.",
    "Either/or",
    "(H/T The Norhaven Courier)",
    "(S/O Ann Lee)",
    "IN BRIEF/LONG READS",
    "Eastern/NTC",
    "He asked: Will she run? Yes/No",
    "Why the harbour opens later than it should | Norhaven Courier",
    "Why must the port open? | Eastern",
    "Is the E.U. ready vs. the rest | Eastern",
    "CLICK HERE TO READ MORE BY ANN B. LEE",
    "LISTEN TO THE WHOLE TALK ON “PORT TIME!” PODCAST",
    "Harbour opens again",
    "He read the letter and/or burned it",
    "It ended at 10:05",
    "Reading “Ulysses” took her a year.",
]


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_caption_ends_in_its_credit(line):
    assert name_furniture(line) == "picture"
    (found,) = find_boilerplate(f"It rained.\n\n{line}\n\nIt snowed.")
    assert (found.source, found.rule) == (line, "picture")


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_is_no_furniture(line):
    assert name_furniture(line) is None


def test_a_player_says_its_title_twice_and_a_letter_what_it_answers():
    assert (
        name_furniture("NOW PLAYING Why the port must open More videos ... NEXT UP Why the port must open 01:38")
        == "player"
    )
    assert name_furniture("Re “Why the port must open” (editorial, May 3):") == "letter"
