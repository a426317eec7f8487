"""A term is looked for in articles of its language; a file says it once, a term says it where it differs."""

import pytest

from framelens.annotate.framing import build_matcher
from framelens.dictionary import read_dictionary, read_shipped, write_dictionary
from framelens.errors import InputError

FRAMES = """
language: en
frames:
  conflict:
    terms:
      - fight*
      - terms: [Streit*, gift]
        language: de
      - terms: ["спор*", "конфликт?"]
        language: ru
"""
TEXT = "A gift fights Streits, о спорах и конфликты."


@pytest.fixture
def frames(tmp_path):
    path = tmp_path / "frames.yaml"
    path.write_text(FRAMES, encoding="utf-8")
    return read_dictionary(path)


def test_a_term_matches_articles_of_its_language_only(frames, tmp_path):
    found = {
        tag: [TEXT[hit.start : hit.end] for hit in build_matcher(frames.in_language(tag)).find_hits(TEXT)]
        for tag in ("en-GB", "de", "ru", "fr")
    }
    assert found == {"en-GB": ["fights"], "de": ["gift", "Streits"], "ru": ["спорах", "конфликты"], "fr": []}
    assert frames.in_language("de") is frames.in_language("de-CH") and frames.in_language(None) is frames
    for name in ("again.yaml", "again.csv"):
        again = read_dictionary(write_dictionary(frames, tmp_path / name))
        assert again.frames == frames.frames


def test_terms_of_two_languages_do_not_shadow_each_other(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("frame,term,language\na,gift,en\na,gift,de\na,gift,\na,gifts,en\na,gift,en\n")
    problems = [(finding.problem, finding.line) for finding in read_dictionary(path).lint()]
    assert problems == [("duplicate", 6)]
    path.write_text("frame,term,language\na,gift,German\n")
    with pytest.raises(InputError, match=r"line 2: term 'gift': the language is 'German'; write the two letters"):
        read_dictionary(path)


def test_shipped_frames_are_english():
    assert {read_shipped(name).languages for name in ("generic-frames", "policy-frames")} == {("en",)}
