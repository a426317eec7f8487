"""No silent merge: whatever the form, two articles in one text are refused with its form, its lines and what to do."""

import pytest
from corpus import deliveries as made

from framelens.corpus import Article, iterate_articles
from framelens.corpus.merged import explain_merge
from framelens.settings.settings import ArticleSource

ONE, TWO = "\n\n".join(made.BODY_1), "\n\n".join(made.BODY_2)
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
}
SINGLE = {
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
    made.write_held(tmp_path / "a.docx", MERGED[name])
    (left_out,) = iterate_articles(ArticleSource(tmp_path / "a.docx"))
    assert not isinstance(left_out, Article)
    assert len(list(iterate_articles(ArticleSource(tmp_path / "a.docx", one_article=True)))) == 1


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
