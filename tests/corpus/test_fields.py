import pytest

from framelens.corpus.article import UnreadableFile
from framelens.corpus.fields import choose_columns


def test_well_known_names_are_taken_the_likeliest_first():
    columns = choose_columns(["ID", "Title", "Author", "Pub Date", "source", "content", "body", "url"], {})
    assert columns == {
        "text": "body",
        "headline": "Title",
        "published": "Pub Date",
        "byline": "Author",
        "outlet": "source",
        "article_id": "ID",
    }


def test_what_is_given_goes_before_what_is_known():
    assert choose_columns(["text", "summary"], {"text": "summary"}) == {"text": "summary"}


def test_a_given_column_that_is_not_there_is_refused():
    with pytest.raises(UnreadableFile) as error:
        choose_columns(["Body", "Date"], {"text": "Bodi"})
    assert error.value.reason == (
        "there is no column 'Bodi' for the field text; choose from: Body, Date. Did you mean 'Body'?"
    )


def test_without_a_text_column_the_one_with_long_texts_is_suggested():
    with pytest.raises(UnreadableFile) as error:
        choose_columns(["name", "story"], {}, [{"name": "Ann", "story": "Once upon a time. " * 20}])
    assert error.value.reason == (
        "no column holds the text; the columns are name, story; write "
        'text = "story" under [articles.columns] in study.toml, or call the column text'
    )


def test_without_any_hint_the_columns_are_listed():
    with pytest.raises(UnreadableFile, match=r'the columns are a, b; write text = "\.\.\." under'):
        choose_columns(["a", "b"], {})
