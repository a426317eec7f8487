"""Furniture by its place: before the first sentence, between paragraphs in capitals, behind the last sentence."""

from framelens.corpus.boilerplate import find_boilerplate

BODY = ["It rained in Norhaven.", "Ann Lee said so.", "It went on for days.", "Then it snowed."]


def _marked(lines, byline=None):
    return [(change.source, change.rule) for change in find_boilerplate("\n\n".join(lines), byline)]


def test_the_headline_again_is_no_text_alone_or_behind_a_caption():
    again = ["Rain in Norhaven again", "Ann Lee looks at the rain. Rain in Norhaven again", *BODY]
    assert _marked(again) == [(again[1], "headline")]
    assert _marked(["Rain again", "She saw rain again", *BODY]) == []  # two words are no headline


def test_names_alone_under_the_headline_are_a_byline_where_the_house_stands_below():
    signed = ["Rain in Norhaven again", "Bo Lund, Cy Moe and Di Noe", "NORHAVEN TODAY", *BODY]
    assert ("Bo Lund, Cy Moe and Di Noe", "byline") in _marked(signed)
    assert _marked(["Rain in Norhaven again", "Rain Goes On, Snow Follows", *BODY]) == []


def test_the_last_lines_on_who_wrote_the_article_are_about_them():
    about = "• Ann Lee is a rower. Her book is on rain."
    assert _marked([*BODY, about], "Bo Lund and ANN LEE") == [(about, "author")]
    assert _marked([*BODY, about], "Bo Lund") == []
    assert _marked([about, *BODY, "It melted."], "Ann Lee") == []


def test_links_in_capitals_hang_between_paragraphs_and_headings_stay():
    link = "MAYOR OF NORHAVEN CALLS FOR A NEW ROOF"
    assert _marked([BODY[0], link, *BODY[1:]]) == [(link, "link")]
    assert _marked([BODY[0], "AFTER THE RAIN", *BODY[1:]]) == []
    assert _marked([link, *BODY]) == []  # the headline
    assert _marked([link, link.replace("ROOF", "PORT"), link.replace("ROOF", "ROAD"), "SO IT WAS."]) == []


def test_headlines_behind_the_end_are_other_articles():
    others = ["Council votes on a roof", "Snow closes the port again"]
    assert _marked([*BODY, *others]) == [(line, "link") for line in others]
    assert _marked([*BODY, others[0]]) == []
    assert _marked([*others, *BODY]) == []
    assert (
        _marked([BODY[0], *others, "Ann Lee of Norhaven North", "Bo Lund of Norhaven South"]) == []
    )  # a list of its own
