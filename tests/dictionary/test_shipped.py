"""The dictionaries that come with framelens, named in a study."""

import pytest

from framelens.dictionary import read_shipped
from framelens.errors import InputError
from framelens.settings.settings import load_settings


def study(folder, frames: str):
    (folder / "articles").mkdir()
    (folder / "study.toml").write_text(f'title = "T"\n[frames]\n{frames}\n', encoding="utf-8")
    return load_settings(folder)


def test_a_study_names_a_shipped_dictionary(tmp_path):
    assert study(tmp_path, 'shipped = "policy-frames"').frames == read_shipped("policy-frames")


def test_another_name_is_refused_with_its_line(tmp_path):
    with pytest.raises(InputError) as caught:
        study(tmp_path, 'shipped = "policy"')
    assert str(caught.value) == (
        f"{tmp_path}/study.toml, line 3: unknown value 'policy' for shipped; "
        "choose from: generic-frames, policy-frames. Did you mean 'policy-frames'?"
    )
    with pytest.raises(InputError) as caught:
        read_shipped("generic")
    assert str(caught.value) == (
        "unknown shipped dictionary 'generic'; "
        "choose from: generic-frames, policy-frames. Did you mean 'generic-frames'?"
    )


def test_two_dictionaries_are_refused(tmp_path):
    (tmp_path / "f.yaml").write_text("frames: {a: {terms: [war]}}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        study(tmp_path, 'path = "f.yaml"\nshipped = "generic-frames"')
    assert str(caught.value) == (
        f"{tmp_path}/study.toml, line 4: path and shipped = 'generic-frames' both name a dictionary; keep one"
    )
