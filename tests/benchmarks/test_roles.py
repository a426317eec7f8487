"""Roles against people's codes: what is read, and what learns from what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.evaluation import roles
from benchmarks.evaluation.roles import (
    LEARNED,
    MAJORITY,
    SHIPPED,
    draw_folds,
    find_named,
    fit_head,
    judge_roles,
    load_cast_mentions,
    name_article,
)
from framelens.annotate.toward.casting import ROLES
from framelens.errors import InputError

TEXT = "Wickham deceived Miss Lydia Bennet.\nLydia trusted him. Mr. Darcy rescued Bennet; Wickham's debts were paid."


def _write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def test_a_mention_has_its_sentence_first_and_the_others_that_name_the_same(tmp_path: Path) -> None:
    at = TEXT.index("Wickham's")
    coded = {"id": "p", "text": TEXT, "mentions": [[at, at + 9, "Wickham's", "Antagonist", ["Deceiver"]]]}
    (one,) = load_cast_mentions(_write(tmp_path / "a.jsonl", coded))
    assert ROLES[one.role] == "antagonist"
    assert [TEXT[start:end] for start, end in one.sentences] == [TEXT[TEXT.index("Mr.") :], TEXT.split("\n")[0]]
    marked = [TEXT[s:e][a:b] for (s, e), spans in zip(one.sentences, one.mentions, strict=True) for a, b in spans]
    assert marked == ["Wickham's", "Wickham"]
    assert [TEXT[a:b] for a, b in find_named(TEXT, "Lydia Bennet")] == ["Lydia Bennet", "Bennet"]
    # Heroes, villains and victims: who is both is nobody's example, who is not named so has no place.
    entities = [("Wickham", "villain"), ("Darcy", "hero"), ("Darcy", "victim"), ("Lady Catherine", "villain")]
    several = {"id": "p", "text": TEXT, "entities": [{"entity": e, "role": r} for e, r in entities]}
    assert [(m.name, m.role) for m in load_cast_mentions(_write(tmp_path / "b.jsonl", several))] == [("Wickham", 1)]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "a", "text": "Jane.", "mentions": [[0, 4, "Jane", "Witness", []]]}, "line 1: this is no article"),
        ({"id": "a", "text": "Jane.", "mentions": [[0, 9, "Jane", "Innocent", []]]}, r"\[0, 9\] of 'Jane' is not in"),
        ({"id": "a", "text": "Jane."}, "needs id, text, and mentions or entities"),
        ({"id": "a", "text": "Jane.", "mentions": []}, "has no mention with a role"),
    ],
)
def test_what_is_no_role_is_named_with_its_line(tmp_path: Path, record: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_cast_mentions(_write(tmp_path / "bad.jsonl", record))


class Stub:
    """Sees who deceives, who rescues and who is deceived; notes nothing else."""

    def read_targets(self, texts: Any, mentions: Any) -> np.ndarray:
        signs = [[text[a:b] + " rescued" in text, text[a:b] + " deceived" in text, "deceived " + text[a:b] in text]
                 for text, ((a, b), *_) in zip(texts, mentions, strict=True)]  # fmt: skip
        return np.hstack(
            [
                np.array(signs, dtype=float),
                np.random.default_rng(1).normal(0, 0.01, (len(texts), 5)),
                np.zeros((len(texts), 24)),
            ]
        )


@pytest.fixture
def coded(tmp_path: Path) -> list[roles.CastMention]:
    records = []
    for number in range(20):
        text = f"Wickham{number} deceived Lydia{number}. Darcy{number} rescued her."
        mentions = [
            [text.index(name), text.index(name) + len(f"{name}{number}"), f"{name}{number}", role, []]
            for name, role in (("Darcy", "Protagonist"), ("Wickham", "Antagonist"), ("Lydia", "Innocent"))
        ]
        records.append({"id": f"a{number}", "text": text, "mentions": mentions})
    return load_cast_mentions(_write(tmp_path / "coded.jsonl", *records))


def test_what_can_be_learned_is_learned_from_other_articles(
    coded: list[roles.CastMention], monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[set[str]] = []
    fit = fit_head
    monkeypatch.setattr(roles, "fit_head", lambda v, r, a, b: (taught.append(set(a)), fit(v, r, a, b))[1])
    monkeypatch.setattr(roles, "read_seen", lambda: frozenset({name_article(coded[0].text)}))
    answers, plain = judge_roles(coded, model=Stub())  # type: ignore[arg-type]
    true = np.array([one.role for one in coded])
    assert (answers[LEARNED].argmax(axis=1) == true).all()
    assert answers[MAJORITY].max(axis=1).tolist() == [1.0] * 60
    fold = draw_folds([one.article for one in coded], 5)
    for number, articles in enumerate(taught):
        assert articles.isdisjoint(one.article for one, n in zip(coded, fold, strict=True) if n == number)
    assert len(taught) == 5 and not plain.any()
    assert SHIPPED not in answers  # one of these articles taught it
