"""Bytes that are not what they say they are: mended or refused, for every field alike, and never a lost character."""

import pytest
from corpus import deliveries as made

from framelens.corpus import Article, iterate_articles
from framelens.corpus.bylines import read_byline
from framelens.corpus.guessing import suggest_encoding
from framelens.settings.settings import ArticleSource

WORDS = {
    "cp1252": "Bürgermeisterin Müller: „Schön“ – so heißt es. L’été, dit « Le Monde », était très chaud à l’école.",
    "mac_roman": "“It’s a good day,” said the café’s owner.",
    "cp1250": "Burmistrz Łodzi powiedział, że żółte łódki są świetne.",
    "cp1254": "İstanbul Belediye Başkanı çarşamba günü şöyle dedi: ağaç, ışık.",
    "cp1251": "Министр сказал, что порт откроется в мае.",
    "koi8-r": "Министр сказал, что порт откроется в мае.",
    "cp1253": "Ο δήμαρχος είπε ότι το λιμάνι θα ανοίξει.",
    "shift_jis": "市議会は月曜日に新しい路面電車の路線を可決した。",
    "gb18030": "市议会星期一投票决定修建新的有轨电车线路。",
    "euc_kr": "시의회는 월요일 새 전차 노선을 승인했다.",
}


def read(path, **settings):
    items = list(iterate_articles(ArticleSource(path, **settings)))
    return [i for i in items if isinstance(i, Article)], [i.reason for i in items if not isinstance(i, Article)]


@pytest.mark.parametrize("encoding", WORDS)
def test_the_advice_names_the_encoding_in_which_the_words_read(tmp_path, encoding):
    plain = "Words without any mark go before it and behind. " * 10
    assert suggest_encoding((plain + WORDS[encoding] + plain).encode(encoding)) == encoding
    (tmp_path / "a.txt").write_bytes((plain + WORDS[encoding]).encode(encoding))
    _, (reason,) = read(tmp_path / "a.txt")
    assert reason.endswith(
        f'it looks like {encoding}: if so, write encoding = "{encoding}" under [articles] in study.toml'
    )
    (article,), _ = read(tmp_path / "a.txt", encoding=encoding)
    assert WORDS[encoding] in article.text


def test_bytes_of_no_encoding_are_refused_without_a_guess():
    assert suggest_encoding(bytes(range(256)) * 3) is None


def page(body, declared):
    head = f'<meta charset="{declared}"><meta name="author" content="Jürgen Müller">'
    head += '<meta property="og:site_name" content="Zürcher Zeitung">'
    head += '<meta property="og:title" content="Eröffnung: “Schön”">'
    words = "".join(f"<p>{p}</p>" for p in [body, *made.LONG_BODY])
    return f"<html><head>{head}</head><body><article><h1>Eröffnung: “Schön”</h1>{words}</article></body></html>"


@pytest.mark.parametrize(
    ("declared", "true"), [("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("windows-1250", "utf-8")]
)
def test_a_page_that_is_not_in_the_encoding_it_declares_is_mended_in_every_field(tmp_path, declared, true):
    (tmp_path / "a.html").write_bytes(page(WORDS["cp1252"], declared).encode(true))
    (article,), _ = read(tmp_path / "a.html")
    assert (article.outlet, article.byline) == ("Zürcher Zeitung", "Jürgen Müller")
    assert article.headline == "Eröffnung: “Schön”" and WORDS["cp1252"] in article.text
    assert article.found["text"].note == (
        "it is not in utf-8, as it says, and was read as cp1252" if true == "cp1252" else ""
    )


def test_a_page_of_two_encodings_loses_no_character(tmp_path):
    one, two = page(WORDS["cp1252"], "utf-8").encode("utf-8").split(b"</h1>")
    stray = "<p>“Später”, sagte er.</p>".encode("cp1252")
    (tmp_path / "a.html").write_bytes(one + b"</h1>" + stray + two)
    (article,), _ = read(tmp_path / "a.html")
    assert "“Später”, sagte er." in article.text and WORDS["cp1252"] in article.text


def test_a_lost_character_is_no_text(tmp_path):
    (tmp_path / "a.txt").write_text("It\ufffds a good day.", encoding="utf-8")
    assert read(tmp_path / "a.txt")[1] == [
        "U+FFFD (character 3) is in the text, in place of a character lost when it was read in a wrong encoding; "
        "export it again"
    ]


@pytest.mark.parametrize("field", ["title", "outlet", "author"])
def test_a_lost_character_is_in_no_field_either(tmp_path, field):
    (tmp_path / "a.csv").write_text(f"text,{field}\nIt rained.,K\ufffdln\n", encoding="utf-8")
    assert "('K\ufffdln'), in place of a character lost" in read(tmp_path / "a.csv")[1][0]


@pytest.mark.parametrize("machine", [b"\\mac", b"\\mac\\ansicpg10000", b"\\ansi\\ansicpg10000"])
def test_rich_text_of_an_old_machine(tmp_path, machine):
    (tmp_path / "a.rtf").write_bytes(
        b"{\\rtf1" + machine + b"\n\\pard Caf\\'8e Norhaven\\par\\par \\'d2It is good,\\'d3 said Ann Lee.\\par}"
    )
    (article,), _ = read(tmp_path / "a.rtf")
    assert article.text == "Café Norhaven\n\n“It is good,” said Ann Lee."


def test_words_that_word_does_not_show_are_left_out_and_counted(tmp_path):
    import docx

    document = docx.Document()
    paragraph = document.add_paragraph("Seen words")
    paragraph.add_run(" and hidden ones").font.hidden = True
    paragraph.add_run(" here.").font.hidden = False
    document.save(tmp_path / "a.docx")
    (article,), _ = read(tmp_path / "a.docx")
    assert article.text == "Seen words here."
    assert article.found["text"].note == "3 words that Word does not show (formatted as hidden) left out"
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi Seen {\v not {\b these}}words\v  nor \'e9\u233?\par these\v0  here{\v x\plain .}\viewkind4}"
    )
    (article,), _ = read(tmp_path / "a.rtf")
    assert article.text.split() == ["Seen", "words", "here."]
    assert article.found["text"].note.startswith("6 words that Word does not show")


@pytest.mark.parametrize(
    ("given", "read_as"),
    [("By Bo Lund", "Bo Lund"), ("BY BO LUND", "BO LUND"), ("By: Bo Lund", "Bo Lund"), ("Von Max Kern", "Max Kern"),
     ("Par Anne Petit", "Anne Petit"), ("Di Maria Rossi", "Maria Rossi"), ("Di Maio", "Di Maio"),
     ("Byron Lee", "Byron Lee"),
     ("von der Leyen", "von der Leyen"), (["By Bo Lund", "Ana Roy"], "Bo Lund, Ana Roy"), ("['Bo Lund', 'Ana Roy']",
     "Bo Lund, Ana Roy"), ('["Bo Lund"]', "Bo Lund"), ([{"name": "Bo Lund"}, {"name": "Ana Roy"}], "Bo Lund, Ana Roy"),
     ([{"family": "Lund", "given": "Bo"}], "Bo Lund"), ([], None), ("[]", None), (None, None), ("[sic", "[sic"),
     (";", None), ("Bo Lund;", "Bo Lund"), ("Bo Lund; Ana Roy", "Bo Lund; Ana Roy"),
     ("By BO LUND and ANA ROY; Bo Lund reported from Norhaven. Max Kern in Eastern contributed reporting.",
      "BO LUND and ANA ROY"), ("Lund, Bo; Roy, Ana Jr.", "Lund, Bo; Roy, Ana Jr.")],
)  # fmt: skip
def test_a_byline_is_one_line_of_names(given, read_as):
    assert read_byline(given) == read_as
