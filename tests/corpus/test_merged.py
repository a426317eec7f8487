"""No silent merge: whatever the form, two articles in one text are refused with its form, its lines and what to do."""

import textwrap

import pytest
from corpus import deliveries as made

from framelens.corpus import Article, iterate_articles
from framelens.corpus.merged import explain_merge
from framelens.settings.settings import ArticleSource

ONE, TWO = "\n\n".join(made.BODY_1), "\n\n".join(made.BODY_2)
LONG = " ".join([ONE, TWO, "Prices fell by a tenth, and the boats of Norhaven stayed where they were."])
REMEDY = "export it in a form that docs/archives.md names, or write one_article = true under [articles] in study.toml"
MERGED = {
    "n of N DOCUMENTS": f"1 of 2 DOCUMENTS\n\n{ONE}\n\n2 of 2 DOCUMENTS\n\n{TWO}",
    "Dokument n von N": f"Dokument 1 von 2\n\n{ONE}\n\nDokument 2 von 2\n\n{TWO}",
    "rules": f"{made.RULE}\n{ONE}\n{made.RULE}\n{TWO}\n",
    "one rule between, one below": f"{ONE}\n{'=' * 70}\n{TWO}\n{'=' * 70}\n",
    "numbers of documents": f"{ONE}\nDocument NORHAV0020211221ehcl0001r\n{TWO}\nDocument EAMAIL0020200707eg770015j\n",
    "ends of documents": f"{ONE}\nEnd of Document\n{TWO}\nEnd of Document",
    "labels of one's own": f"Titel: A\nDatum: 3. Mai 2020\n\n{ONE}\n\nTitel: B\nDatum: 4. Mai 2020\n\n{TWO}",
    "labels in Russian": f"Газета: Курьер\nДата: 3 мая 2020\n\n{ONE}\n\nГазета: Курьер\nДата: 4 мая 2020\n\n{TWO}",
    "mastheads": f"A\nThe Mail\n3 May 2020\nCopyright 2020 Mail\n{ONE}\n\nB\nThe Mail\n4 May 2020\n© 2020 Mail\n{TWO}",
    "numbers of words": f"A\n312 Wörter\n3. Mai 2020\nEcho\n{ONE}\n\nB\n80 Wörter\n4. Mai 2020\nEcho\n{TWO}",
    "RIS": f"TY  - NEWS\nTI  - A\nN2  - {ONE}\nER  -\nTY  - NEWS\nTI  - B\nER  -",
    "BibTeX": "@article{a1,\n title = {A}}\n@article{b2,\n title = {B}}",
    "JSON Lines": '{"title": "A", "text": "It rained."}\n{"title": "B", "text": "It snowed."}',
    "e-mails": f"Subject: A\nDate: Mon, 3 May 2020\n\n{ONE}\n\nSubject: B\nDate: Tue, 4 May 2020\n\n{TWO}",
    "counts in Russian": f"Документ 1 из 2\n\n{ONE}\n\nДокумент 2 из 2\n\n{TWO}",
    "counts in Chinese": f"第 1 篇，共 2 篇\n{ONE}\n第 2 篇，共 2 篇\n{TWO}",
    "ends in Polish": f"{ONE}\nKoniec dokumentu\n{TWO}\nKoniec dokumentu",
    "ends of the trade": f"{ONE}\n-30-\n{TWO}\n-30-",
    "a rule of stars": f"{'* ' * 20}\n{ONE}\n{'* ' * 20}\n{TWO}\n",
    "a rule of lines": f"{'─' * 30}\n{ONE}\n{'─' * 30}\n{TWO}\n",
    "a rule as wide as a page": f"{ONE}\n{'_' * 300}\n{TWO}\n{'_' * 300}\n",
    "lines lost": f"A Load-Date: May 3, 2020 {ONE} B Load-Date: May 4, 2020 {TWO}".replace("\n", " "),
    "titles and texts": f"Headline: A\nText: {ONE}\n\nHeadline: B\nText: {TWO}",
    "page break and masthead": f"Mail\nMay 3, 2020\nHarbour opens\n{LONG}\n\fEcho\nMay 4, 2020\nShips wait\n{LONG}",
    "date in a line": f"Port opens\nMail | 3 May 2020 | A4\n{LONG}\nShips wait\nEcho | 4 May 2020 | A1\n{LONG}",
    "XML": f"<doc id='1'>\n{ONE}\n</doc>\n<doc id='2'>\n{TWO}\n</doc>",
}
SINGLE = {
    "printed pages": "\n".join(f"Mail, 3 May 2020\nPort opens\nPage {n} of 2\n{LONG}" for n in (1, 2)),
    "lines broken for a page": "\n".join(
        textwrap.wrap(f"Harbour {LONG} It was 3 May 2020 when it rained. {LONG} It was 4 May 2020. {LONG}", 50)
    ),
    "a diary": f"Diary\n\n3 May 2020\n\n{LONG}\n\n4 May 2020\n\n{LONG}",
    "books": f"Title: A\nAuthor: B\n{LONG}\nTitle: C\nAuthor: D\n{LONG}",
    "parts and photographs": f"Part 1 of 2\n{LONG}\nPhoto 1 of 2\nPart 2 of 2\n{LONG}\nPhoto 2 of 2",
    "stars between parts": f"{LONG}\n\n* * *\n\n{LONG}\n\n* * *\n\n{LONG}",
    "an interview": f"Q: When?\nA: On 3 May 2020.\nQ: Why?\nA: It was time.\n\n{ONE}",
    "a play of speakers": "SMITH: Good.\nJONES: Bad.\nSMITH: Good.\nJONES: Bad.\nLEE: 3 May 2020.",
    "a chronicle": f"{ONE}\n\n3 May 2020\n\nIt rained.\n\n4 May 2020\n\nIt snowed.\n\nCopyright 2020 Mail",
    "a rule above the notes": f"{ONE}\n\n{made.RULE}\n\nCorrected on Monday, after a reader wrote to us about it.",
    "an article about documents": f"{ONE}\n\n1 of 2 documents was found. 2 of 2 documents are secret.",
}


@pytest.mark.parametrize("name", MERGED)
def test_two_articles_in_one_text_are_refused(tmp_path, name):
    reason, line = explain_merge(MERGED[name])
    assert reason.startswith("it holds 2 articles and not one: it looks like ") and reason.endswith(REMEDY)
    assert MERGED[name].split("\n")[line - 1].strip()
    if "\f" in MERGED[name]:
        return  # Word has no such sign
    made.write_held(tmp_path / "a.docx", MERGED[name])
    (left_out,) = iterate_articles(ArticleSource(tmp_path / "a.docx"))
    assert not isinstance(left_out, Article)
    assert len(list(iterate_articles(ArticleSource(tmp_path / "a.docx", one_article=True)))) == 1


@pytest.mark.parametrize("name", ["rules", "ends of the trade", "date in a line"])
@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_what_a_reader_drops_or_joins_still_tells(tmp_path, name, suffix):
    path = tmp_path / f"a{suffix}"
    if suffix == ".html":
        path.write_text("".join(f"<p>{line}</p>" for line in MERGED[name].split("\n") if line), encoding="utf-8")
    else:
        lines = [row for line in MERGED[name].split("\n") for row in textwrap.wrap(line, 80)]
        path.write_bytes(made.pdf_bytes([[line.translate({8220: 34, 8221: 34}) for line in lines]]))
    (left_out,) = iterate_articles(ArticleSource(path))
    assert left_out.reason.startswith("it holds 2 articles and not one: ")
    assert isinstance(next(iterate_articles(ArticleSource(path, one_article=True))), Article)


@pytest.mark.parametrize("name", SINGLE)
def test_one_article_is_one(name):
    assert explain_merge(SINGLE[name]) is None


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("nexis", "End of Document"),
        ("lexisnexis", "                               2 of 2 DOCUMENTS"),
        ("proquest", made.RULE),
    ],
)
def test_articles_of_a_delivery_that_nothing_divides_are_refused(tmp_path, name, mark):
    text = {**made.HELD, "nexis": "\n".join(made.NEXIS_FIRST + made.NEXIS_SECOND)}[name]
    head, _, rest = (
        text.partition(mark) if name != "proquest" else made.RULE.join(text.split(made.RULE, 2)[:2]).partition("\0")
    )
    if name == "proquest":
        rest = head.removeprefix(made.RULE)
    (tmp_path / "a.txt").write_text(head + rest, encoding="utf-8")
    items = list(iterate_articles(ArticleSource(tmp_path / "a.txt")))
    assert [item for item in items if isinstance(item, Article)] == []
    assert any("it is 2 articles and not one" in item.reason for item in items)
