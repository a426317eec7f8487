from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from krippendorff import alpha
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_score

from framelens.coders import coder as coder_module
from framelens.coders import features as features_module
from framelens.coders.coder import train_coder
from framelens.coders.features import fit_features, split_words
from framelens.coders.keeping import load_coder, save_coder
from framelens.coders.learning import Learning, cut_folds, find_cut, fit_frames
from framelens.coders.scoring import compare_coders
from framelens.coders.vectors import load_sentence_encoder
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.errors import InputError

WORDS = Learning(reads="words", curve=False)


@pytest.fixture(scope="module")
def words_coder(texts):
    articles, codes = texts
    frames = (Frame("money", terms=(Term("prices"), Term("tax*"))), Frame("strife", aliases=("quarrel",)))
    return train_coder(codes, articles, dictionary=FrameDictionary(frames), settings=Learning(reads="words"))


def test_unseen_answers_are_scored_as_others_score_them(texts, words_coder):
    _, codes = texts
    unseen = words_coder.unseen.pivot(index="article_id", columns="frame", values="code").astype(bool)
    truth = codes.set_index("article_id").loc[unseen.index]
    scores = words_coder.scores.query("method == 'coder'").set_index(["frame", "measure"])["estimate"]
    assert scores["money", "f1"] == pytest.approx(f1_score(truth["money"], unseen["money"]))
    assert scores["money", "precision"] == pytest.approx(precision_score(truth["money"], unseen["money"]))
    both = np.array([truth["money"], unseen["money"]], dtype=float)
    assert scores["money", "alpha"] == pytest.approx(alpha(both, level_of_measurement="nominal"), abs=0.01)
    # The dictionary stands beside it under its own names, and everything positive below both.
    assert {"coder", "dictionary", "every unit positive"} == set(words_coder.scores["method"])
    assert scores["strife", "f1"] > 0.9


def test_what_was_coded_does_not_leak_into_its_own_score(texts):
    articles, codes = texts
    dice = np.random.default_rng(3)
    shuffled = codes.assign(money=dice.permutation(codes["money"]), quarrel=dice.permutation(codes["quarrel"]))
    coder = train_coder(shuffled, articles, settings=WORDS)
    alphas = coder.scores.query("method == 'coder' and measure == 'alpha'")["estimate"]
    assert alphas.max() < 0.25


def test_the_curve_and_the_words(words_coder):
    assert words_coder.curve.points["n"].tolist() == [12, 24, 48]
    assert words_coder.curve.verdict.startswith("From 24 to 48 codes F1 changed by ")
    top = words_coder.words.query("frame == 'money'").head(8)["word"].tolist()
    spoken = set(split_words("Prices rose and the budget shrank Taxes cost every firm dearly bank lent millions again"))
    assert len(spoken & set(top)) >= 6


def test_abstention_answers_less_and_better(texts):
    articles, codes = texts
    noisy = codes.assign(money=codes["money"] ^ (np.arange(60) % 7 == 0))
    coder = train_coder(noisy, articles, settings=Learning(reads="words", certainty=0.8, curve=False))
    scores = coder.scores.set_index(["method", "frame", "measure"])["estimate"]
    assert 0 < scores["coder", "money", "decided"] < 1
    assert scores["coder, never abstaining", "money", "decided"] == 1
    answers = coder.code(articles)
    silent = answers["code"].isna()
    assert (answers.loc[silent, "certainty"] < 0.8).all() and (answers.loc[~silent, "certainty"] >= 0.8).all()


def test_exclusive_codes_have_an_accuracy(texts):
    articles, codes = texts
    label = np.where(codes["money"], "money", np.where(codes["quarrel"], "quarrel", "neither"))
    coder = train_coder(pd.DataFrame({"article_id": codes["article_id"], "code": label}), articles, settings=WORDS)
    accuracy = coder.scores.query("method == 'coder' and measure == 'accuracy'").iloc[0]
    assert accuracy["estimate"] > 0.9 and accuracy["n"] == 60
    chances = coder.code(articles).groupby("article_id")["probability"].sum()
    assert chances.to_numpy() == pytest.approx(np.ones(60))


def test_passages_are_learned_and_found_in_paragraphs():
    goods, gifts = ("bread", "milk", "fuel", "rent", "steel"), ("taxes", "prices", "budgets", "loans")
    weather, places = ("rain", "fog", "snow", "hail"), ("harbour", "square", "market", "bridge", "lamps")
    pairs = [
        (f"Pay more {gifts[n % 4]} {goods[n % 5]}.", f"Only {weather[n % 4]} {places[n // 4]} there.")
        for n in range(20)
    ]
    pairs = [pair if n % 2 else pair[::-1] for n, pair in enumerate(pairs)]
    articles = pd.DataFrame({"article_id": [f"p{n}" for n in range(20)], "text": ["\n\n".join(p) for p in pairs]})
    rows = []
    for article_id, text in articles.itertuples(index=False):
        cut = text.index("\n\n")
        rows += [(article_id, 0, cut, text.startswith("P")), (article_id, cut + 2, len(text), "P" in text[cut:])]
    codes = pd.DataFrame(rows, columns=["article_id", "start", "end", "money"])
    coder = train_coder(codes, articles, settings=WORDS)
    found = coder.code(articles)
    assert coder.passages and len(found) == 40
    spans = articles.set_index("article_id")["text"]
    assert [spans[r.article_id][r.start] == "P" for r in found.itertuples()] == found["code"].tolist()


def test_a_kept_coder_codes_the_same(texts, words_coder, tmp_path):
    articles, _ = texts
    first, second = save_coder(words_coder, tmp_path / "one.npz"), save_coder(words_coder, tmp_path / "two.npz")
    assert first.read_bytes() == second.read_bytes()
    again = load_coder(first)
    pd.testing.assert_frame_equal(again.code(articles), words_coder.code(articles))
    pd.testing.assert_frame_equal(again.scores, words_coder.scores, check_dtype=False)
    assert again.curve.verdict == words_coder.curve.verdict
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 no such thing")
    with pytest.raises(InputError, match=r"bad\.npz is not a coder that save_coder wrote"):
        load_coder(tmp_path / "bad.npz")


def test_a_pickle_is_never_opened(tmp_path):
    np.savez(tmp_path / "trap.npz", head=np.array([print], dtype=object))
    with pytest.raises(InputError, match="is not a coder"):
        load_coder(tmp_path / "trap.npz")


def test_without_the_encoder_it_reads_words_and_says_so(texts, monkeypatch):
    articles, codes = texts
    monkeypatch.setattr(features_module, "load_sentence_encoder", lambda: None)
    coder = train_coder(codes, articles, settings=Learning(curve=False))
    assert coder.features.reads == "words"
    assert coder.notes[0].startswith("The sentence encoder is not installed: this coder reads words alone.")
    with pytest.raises(InputError, match="the sentence encoder is not installed"):
        train_coder(codes, articles, settings=Learning(reads="vectors"))


def test_sentences_about_the_same_are_near():
    vectors = load_sentence_encoder().encode(
        ["The central bank raised interest rates.", "Borrowing will cost more.", "The cat sleeps on the sofa."]
    )
    near = vectors @ vectors.T
    assert np.diag(near) == pytest.approx([1, 1, 1], abs=1e-3)
    assert near[0, 1] > near[0, 2] + 0.2
    alone = load_sentence_encoder().encode(["Borrowing will cost more."])
    assert np.array_equal(alone[0], vectors[1])


def test_features_are_scikit_learns(texts):
    articles, _ = texts
    some = articles["text"].tolist()
    mine = fit_features(some, "words").transform(some, None).toarray()
    theirs = TfidfVectorizer(analyzer=split_words, min_df=2, sublinear_tf=True).fit_transform(some).toarray()
    assert mine == pytest.approx(theirs)


def test_learning_in_the_spanned_space_changes_nothing(texts):
    articles, codes = texts
    some = articles["text"].tolist()
    features = fit_features(some, "words").transform(some, None)
    answers = codes[["money"]].to_numpy(dtype=float)
    fitted = fit_frames(features, answers, np.arange(60), WORDS, exclusive=False)
    plain = LogisticRegression(class_weight="balanced", max_iter=5000, tol=1e-8).fit(features, answers[:, 0])
    assert fitted.weights[:, 0] == pytest.approx(plain.coef_[0], abs=2e-3)


def test_the_cut_is_the_best_there_is():
    chances, truth = np.array([0.9, 0.8, 0.8, 0.4, 0.1]), np.array([1, 0, 1, 1, 0])
    cut = find_cut(chances, truth)
    best = max(f1_score(truth, chances >= c) for c in np.linspace(0, 1, 101))
    assert f1_score(truth, chances >= cut) == pytest.approx(best)


def test_folds_keep_groups_whole():
    groups = np.array([0, 0, 1, 2, 2, 3, 4, 5])
    folds = [asked for _, asked in cut_folds(groups, 3, 1)]
    assert sorted(np.concatenate(folds).tolist()) == list(range(8))
    assert all(not set(groups[a]) & set(groups[b]) for i, a in enumerate(folds) for b in folds[:i])


def test_codes_made_elsewhere_take_the_same_test(texts):
    articles, codes = texts
    model = codes.assign(money=~codes["money"]).melt("article_id", var_name="frame", value_name="code")
    table = compare_coders({"a model": model, "themselves": codes}, codes, articles)
    scores = table.set_index(["method", "frame", "measure"])["estimate"]
    assert scores["themselves", "all frames", "f1"] == 1
    assert scores["a model", "money", "recall"] == 0 and scores["a model", "quarrel", "f1"] == 1
    with pytest.raises(InputError) as error:
        compare_coders({"other": codes.rename(columns={"money": "x", "quarrel": "y"})}, codes, articles)
    assert str(error.value) == (
        "the codes of 'other' have no frame in common with money, quarrel; they have x, y; give frames the same names"
    )


def test_what_cannot_be_learned(texts):
    articles, codes = texts
    with pytest.raises(InputError) as error:
        train_coder(codes.assign(money=True), articles, settings=WORDS)
    assert str(error.value) == (
        "every coded unit has the answer yes for the frame 'money': there is nothing to tell apart; code units of the "
        "other kind too, or leave the frame out"
    )
    with pytest.raises(InputError) as error:
        train_coder(codes.assign(money=np.arange(60) < 2), articles, settings=WORDS)
    assert str(error.value) == (
        f"the frame 'money' has 2 units with yes and 58 with no; learning needs at least {coder_module.LEAST} of each; "
        "code more, or leave the frame out"
    )
    with pytest.raises(InputError) as error:
        Learning(certainty=1.5)
    assert str(error.value) == "certainty is 1.5; it is a probability of at least 0 and below 1, such as 0.8"


def test_few_codes_are_learned_as_far_as_they_go(texts):
    """The learning curve takes a quarter of the codes: fewer of either answer than there are folds."""
    articles, codes = texts
    few = codes.head(24)[["article_id", "money"]]
    coder = train_coder(few, articles, settings=Learning(reads="words"))
    assert coder.curve.points["share"].tolist() == [0.25, 0.5, 1.0]


def test_noise_on_near_copies_is_not_learned():
    """Forty articles, each there five times with a word in twenty changed, whose codes are drawn by lot."""
    dice = np.random.default_rng(5)
    words = np.array([f"word{n}" for n in range(3000)], dtype=object)
    rows = []
    for number in range(40):
        text, code = dice.choice(words, 60), bool(dice.integers(2))
        for copy in range(5):
            mine = np.where(dice.random(60) < 0.05, dice.choice(words, 60), text)
            rows.append((f"a{number}-{copy}", " ".join(mine), code))
    articles = pd.DataFrame(rows, columns=["article_id", "text", "noise"])
    coder = train_coder(articles[["article_id", "noise"]], articles, settings=replace(WORDS, curve=False))
    alpha = coder.scores.query("method == 'coder' and measure == 'alpha' and frame == 'noise'").iloc[0]
    assert alpha["estimate"] < 0.2  # .8 and more where copies lie in several parts
    assert alpha["high"] - alpha["low"] > 0.3  # copies are drawn together
