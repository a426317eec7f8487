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
    "Ann Lee, 30, a dancer, at the town hall [Bo Lund/Eastern Press]",
    "Ann Lee, the mayor, speaks at the port. Bo J. Lund / Eastern",
    "Pin Print Post Ann Lee at the port. Photograph: Bo Lund/Eastern",
    "Photos: The port Photos: The port Ships leave. Hide Caption 1 of 2 Photos: The port Hide Caption 2 of 2",
    "[pullquote]",
    '[player file="port.mp4"][/player]',
]
NO_TEXT = {
    "More:Council votes on the port after years of waiting": "link",
    "'We are ready':Mayor says that the port must open": "link",
    "Ann Lee on the port:The mayor's 'last fight'": "link",
    "How the port was built in ten years Read more": "link",
    "Related Coverage Harbour opens after years of waiting": "link",
    "Should the port open at once? Vote Here": "link",
    "(Graphic: How is a port built? here)": "link",
    "Full list of ships: https://norhaven.example/ships": "link",
    "Tell others of this: https://norhaven.example/1": "link",
    "Share or print this page: https://norhaven.example/1": "contact",
    "Write to Ann Lee at ann.lee@courier.example": "contact",
    "Ann Lee is an editor. Follow her on Chirp: @annlee": "contact",
    "Ann Lee and Bo Lund contributed reporting.": "credit",
    "Lee, Lund and Moe reported from Norhaven.": "credit",
    "Contributing: Ann Lee, The (Norhaven) Courier": "credit",
    "(Reporting by Ann Lee; editing by Bo Lund)": "credit",
    "CORRECTION: The port was closed in 1920, not in 1921.": "note",
    "An earlier version of this story misspelled the mayor's name.": "note",
    "This article was first published by the Courier.": "note",
    "Updated at 5:10 p.m. ET on Friday, March 3": "note",
    "3 years ago": "note",
    "Facebook Twitter Email": "sharing",
}
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
    "She said this: The port must open.",
    "The vote ended 5:4 and Ann Lee went home",
    "The ships went as far as they could and she read more",
    "The road ends here.",
    "“Follow the ships,” she wrote to the Courier at news@courier.example, “and you will see.”",
    "Follow the ships to the port, and you will see what I mean — Ann Lee (@annlee) May 3, 2020",
    "Ann Lee contributed a third of the money to the port.",
    "She had reported from the port for ten years.",
    "This story was told by Ann Lee at the port.",
    "Correction of the river took ten years.",
    "Updated rules for ships come into force on May 3.",
    "Twitter said on Monday that it would act.",
    "The port was closed 3 years ago.",
]


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_caption_ends_in_its_credit(line):
    assert name_furniture(line) == "picture"
    (found,) = find_boilerplate(f"It rained.\n\n{line}\n\nIt snowed.")
    assert (found.source, found.rule) == (line, "picture")


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_is_no_furniture(line):
    assert name_furniture(line) is None
    if not line.isupper():  # words in capitals are a link
        assert not find_boilerplate(f"It rained.\n\n{line}\n\nIt snowed.")


@pytest.mark.parametrize(("line", "rule"), NO_TEXT.items())
def test_links_contacts_credits_and_notes_are_no_text(line, rule):
    (found,) = find_boilerplate(f"It rained.\n\n{line}\n\nIt snowed.")
    assert (found.source, found.rule) == (line, rule)


def test_a_player_says_its_title_twice_and_a_letter_what_it_answers():
    assert (
        name_furniture("NOW PLAYING Why the port must open More videos ... NEXT UP Why the port must open 01:38")
        == "player"
    )
    assert name_furniture("Re “Why the port must open” (editorial, May 3):") == "letter"
