"""Languages are read from their folders, whatever the tag; what is wrong in one is said with its file."""

import pickle

import pytest

from framelens.errors import InputError
from framelens.languages import LANGUAGES, load_language
from framelens.languages.loading import read_language


def test_a_tag_leads_to_its_language():
    assert load_language("de-AT") is load_language("DE_ch") is load_language("de")
    assert pickle.loads(pickle.dumps(load_language("de-AT"))) is load_language("de")
    with pytest.raises(InputError, match=r"no data for the language 'pl'; choose from: az, .*"):
        load_language("pl")


def test_pronouns_tell_genders_and_small_letters_follow_the_language():
    german, azerbaijani = load_language("de"), load_language("az")
    assert german.genders_of("IHR") == {"female", "plural"} and german.genders_of("Haus") == frozenset()
    assert azerbaijani.genders_of("O") == {"either"}
    assert [azerbaijani.lower("QIZI"), german.lower("QIZI")] == ["qızı", "qizi"]
    assert german.pronoun_pattern.findall("Er gab ihr Geld. Erna blieb.") == ["Er", "ihr"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nmae = 'x'", "unknown key 'nmae'; choose from: name, .* Did you mean 'name'?"),
        ("name = 3", "'name' is 3; write a text"),
        ("kin = 'Vater'", "'kin' is 'Vater'; write a table"),
        ("script = 'Latin'", "'name' is missing"),
        ("name = ", "language.toml cannot be read: "),
    ],
)
def test_a_malformed_folder_is_refused(tmp_path, line, message):
    (tmp_path / "language.toml").write_text(line)
    with pytest.raises(InputError, match=message):
        read_language(tmp_path)


def test_every_language_reads():
    for code in LANGUAGES:
        language = load_language(code)
        assert language.name and language.abbreviations and language.pronouns["subject"] and language.quotation_marks
