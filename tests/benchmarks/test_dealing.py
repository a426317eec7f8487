"""Articles dealt anew: every sentence once a deal, quotations whole, no article twice, the same by the same seed."""

from collections import Counter

import pandas as pd

from benchmarks.dealing import deal_corpus, split_units

TEXT = (
    "It rained on Monday. “We will go,” she said. “Nobody asked. They left!” he added. The port closed.\n\n"
    "“It began here. It goes on.\n\n“And it ends here,” said Ana Ito. The plan failed."
)


def test_what_stands_in_quotation_marks_stays_whole():
    assert split_units(TEXT) == [
        "It rained on Monday.",
        "“We will go,” she said.",
        "“Nobody asked. They left!” he added.",
        "The port closed.",
        "“It began here. It goes on.\n“And it ends here,” said Ana Ito. The plan failed.",
    ]


def test_every_deal_has_each_sentence_once_and_no_article_twice(tmp_path):
    texts = [f"{TEXT} Article {'x' * n} is one of many reports." for n in range(30)]
    columns = {"outlet": "Mail", "bias": "left", "topic": "port", "date": "2020-01-01"}
    pd.DataFrame({"text": texts, **columns}).to_parquet(tmp_path / "corpus.parquet")
    files = [tmp_path / name for name in ("one.parquet", "two.parquet")]
    n_words = {deal_corpus(tmp_path / "corpus.parquet", 75, file) for file in files}
    assert files[0].read_bytes() == files[1].read_bytes()
    dealt = pd.read_parquet(files[0])
    assert n_words == {sum(len(text.split()) for text in dealt["text"])}
    assert len(dealt) == dealt["id"].nunique() == dealt["text"].nunique() == 75
    for first in (0, 30):
        words = Counter(" ".join(dealt["text"][first : first + 30]).split())
        assert words == Counter(" ".join(texts).split())
