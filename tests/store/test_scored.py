"""What the network said is kept with the annotations, and asked anew where anything it depends on changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from framelens.annotate.toward.model import TowardModel
from framelens.annotate.toward.multilingual import MultilingualModel
from framelens.annotate.toward.readers import load_reader
from framelens.store.kept import SCORED_FILES
from framelens.store.scored import KeptReader

TEXTS = ["Ana Ito lied to everybody.", "The mayor thanked Ana Ito."]
MENTIONS = [[(0, 7)], [(18, 25)]]


def test_the_network_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read = TowardModel.answer
    monkeypatch.setattr(TowardModel, "answer", lambda self, *a: (asked.append(1), read(self, *a))[1])
    first = KeptReader("en", tmp_path).score(TEXTS, MENTIONS)
    again = KeptReader("en", tmp_path).score(TEXTS, MENTIONS)
    assert np.array_equal(first, again) and np.array_equal(first, TowardModel().score(TEXTS, MENTIONS))
    assert len(asked) == 1
    changed = [TEXTS[0].replace("lied to", "saved"), TEXTS[1]]
    assert KeptReader("en", tmp_path).score(changed, MENTIONS)[0, 2] > first[0, 2]  # another text
    assert KeptReader("en", tmp_path).score(changed, [[(0, 3)], MENTIONS[1]]).shape == first.shape  # another target
    (tmp_path / SCORED_FILES.replace("*", "en")).write_bytes(b"PK\x03\x04 damaged")
    assert np.array_equal(KeptReader("en", tmp_path).score(TEXTS, MENTIONS), first)
    assert len(asked) == 4  # once more for the text, the target and the damaged file
    held = KeptReader("en")
    assert np.array_equal(held.score(TEXTS, MENTIONS), held.answer(TEXTS, MENTIONS)[:, :3]) and len(asked) == 5


def test_each_language_has_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    english, russian = KeptReader("en", tmp_path), KeptReader("ru", tmp_path)
    said = russian.score(TEXTS, MENTIONS)
    assert np.array_equal(said, load_reader("ru").score(TEXTS, MENTIONS))
    assert not np.array_equal(said, english.score(TEXTS, MENTIONS))
    monkeypatch.setattr(MultilingualModel, "answer", None)  # neither replaced the other's answer
    assert np.array_equal(said, russian.score(TEXTS, MENTIONS))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["toward-en.npz", "toward-ru.npz"]
