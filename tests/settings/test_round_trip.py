"""What is written is read back the same: every setting, in a folder of its own and in a store."""

from __future__ import annotations

import json
import string
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import framelens as fl
from framelens.corrections import COLUMNS as CORRECTIONS
from framelens.corrections import read_corrections
from framelens.dictionary import SHIPPED, Frame, FrameDictionary, Term, read_shipped
from framelens.lexicon import LEXICONS, Lexicon
from framelens.settings import (
    SETTINGS,
    ArticleSource,
    Contrast,
    Settings,
    load_settings,
    settings_of,
    settings_of_source,
    write_study_toml,
)
from framelens.settings.given_names import no_given_names
from framelens.store.settings import see_changes, write_settings
from framelens.store.stale import Changes

SEEDS = Path(__file__).parents[2] / "seeds"
words = st.text(string.ascii_letters + "äß漢", min_size=1, max_size=8)
# Anything that a TOML file can hold: quotation marks, backslashes, controls, other planes.
texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
filled = texts.filter(str.strip)
several = st.lists(filled, max_size=3, unique=True).map(tuple)
cells = st.text(string.ascii_letters + " ,;\"'=-é", max_size=8).map(str.strip)


def some(choices):
    return st.lists(st.sampled_from(choices), min_size=1, unique=True).map(tuple)


@st.composite
def rosters(draw):
    own = draw(st.lists(st.sampled_from(["party", "born"]), unique=True))
    people = draw(st.lists(words, max_size=3, unique=True))
    rows = [
        {"speaker_id": f"p{n}", "name": name, "role": draw(cells) or None, "alias": draw(cells) or None}
        | {column: draw(cells).lower() or None for column in own}  # one spelling a value
        for n, name in enumerate(people)
    ]
    return pd.DataFrame(rows, columns=["speaker_id", "name", "role", "alias", *own], dtype="str")


@st.composite
def lexicons(draw):
    """The names of lexicons, the first the primary one, and those that are files."""
    names = draw(st.lists(st.sampled_from(["mine", "ours_2"]), unique=True))
    entries = {"mine": ["gut", "hard work"], "ours_2": ["terror*"]}
    own = tuple(
        Lexicon(name, ((draw(st.sampled_from(entries[name])), draw(st.floats(-1, 1))),), *draw(about)) for name in names
    )
    shipped = draw(st.lists(st.sampled_from(sorted(LEXICONS)), unique=True))
    return tuple(draw(st.permutations([*names, *shipped]))) or ("vader",), own


about = st.tuples(texts, texts, texts, st.just("en"))
frame_dictionaries = st.one_of(
    st.just(FrameDictionary.empty()),
    st.sampled_from(sorted(SHIPPED)).map(read_shipped),
    st.lists(words, min_size=1, max_size=2, unique=True).map(
        lambda names: FrameDictionary(tuple(Frame(name, terms=(Term("rain*", "why"),)) for name in names), title="T")
    ),
    st.just(load_settings(SEEDS).frames.without("economic strength", "reform program*")),
)
articles = st.builds(
    ArticleSource,
    path=st.just(SEEDS / "articles"),
    columns=st.dictionaries(st.sampled_from(["text", "outlet", "published"]), filled),
    encoding=st.sampled_from([None, "cp1252", "utf-16"]),
    outlet=st.none() | filled,
    language=st.sampled_from([None, "en", "en-GB"]),
    where=st.sampled_from(["", "published >= '2020-01-01' and `my topic` == \"a 'b'\""]),
    count_header=st.booleans(),
    duplicates=st.sampled_from(["once", "kept", "weighted"]),
    near_duplicates=st.booleans(),
    boilerplate=st.sampled_from(["left out", "kept"]),
)


@st.composite
def studies(draw):
    names, own = draw(lexicons())
    events = pd.DataFrame({"article_id": ["a", "b"], "event": draw(st.lists(words, min_size=2, max_size=2))})
    targets = draw(several)
    return Settings(
        folder=SEEDS,
        articles=draw(articles),
        title=draw(filled),
        question=draw(texts),
        frames=draw(frame_dictionaries),
        roster=draw(rosters()),
        coder=draw(st.sampled_from([None, SEEDS / "roster.csv"])),
        relays=draw(several),
        primary_lexicon=names[0],
        lexicons=names,
        own_lexicons=tuple(sorted(own, key=lambda lexicon: names.index(lexicon.name))),
        excluded_words=draw(several),
        tone_contrast=draw(st.sampled_from([Contrast(), Contrast("voice", "direct", "indirect")]))
        if draw(st.booleans())
        else Contrast("outlet", draw(words), draw(words) + "2"),
        toward=draw(st.sampled_from([True, False] if targets else [None, True, False])),
        targets=targets,
        given_names=draw(
            st.sampled_from([no_given_names(), pd.DataFrame({"name": ["Ana"], "gender": ["female"]}, dtype="str")])
        ),
        country=draw(st.sampled_from(["", "KE", "Kenya"])),
        quote_kinds=draw(some(["direct", "mixed", "indirect"])),
        quote_acts=draw(some(["saying", "believing", "wanting", "deciding", "showing"])),
        compare_by=draw(st.lists(st.sampled_from(["outlet", "year", "event", "bias"]), unique=True).map(tuple)),
        interval=draw(st.sampled_from(["t", "percentile", "bca"])),
        cluster=draw(st.sampled_from(["", "week", "event"])),
        events=draw(st.sampled_from([events.astype("str"), events[["article_id"]].iloc[:0].astype("str")])),
        reader=draw(st.sampled_from(["auto", "accurate", "fast", "rules"])),
        least_confidence=draw(st.none() | st.floats(0.3, 0.95)),
        seed=draw(st.integers(0, 2**32 - 1)),
        resamples=draw(st.integers(100, 100_000)),
    )


def plain(study, setting):
    """A value that compares: files by what is in them."""
    value = study.value_of(setting)
    if isinstance(value, pd.DataFrame):
        return value.drop(columns="line", errors="ignore").astype(object).where(value.notna(), None).to_dict("list")
    if setting.key == "articles.path":
        return value.resolve()
    return value.read_bytes() if setting.key == "frames.coder" and value else value


def assert_same(one, other, *, but=()):
    for setting in SETTINGS:
        if setting.key not in but:
            assert plain(one, setting) == plain(other, setting), setting.key


@given(studies())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_setting_is_read_back_as_it_was_written(study):
    with TemporaryDirectory() as folder:
        file = write_study_toml(study, Path(folder) / "study")
        again = load_settings(file)
        assert_same(study, again)
        assert settings_of(again) == settings_of(study)
        first = file.read_bytes()
        assert write_study_toml(again, file.parent).read_bytes() == first, "written twice, the same bytes"


@given(studies())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_store_keeps_every_setting(study):
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        (store / "articles").mkdir(parents=True)
        write_settings(store, study)
        again = load_settings(store / "study")
        assert_same(study, again, but=("articles.path",))
        assert see_changes(store, study) == see_changes(store, again) == Changes()


def test_the_strategies_try_every_setting():
    tried = {field.name for field in (*fields(Settings), *fields(ArticleSource))}
    assert {one.attribute for one in SETTINGS} <= tried


def test_corrections_go_along(tmp_path):
    row = dict.fromkeys(CORRECTIONS, "") | {"what": "same", "speaker": "Ann Lee", "value": "Ann B. Lee", "note": "x, y"}
    (tmp_path / "corrections.csv").write_text(
        "\n".join([",".join(CORRECTIONS), ",".join(f'"{row[c]}"' for c in CORRECTIONS)]) + "\n", encoding="utf-8"
    )
    study = replace(settings_of_source(SEEDS / "articles"), corrections=read_corrections(tmp_path / "corrections.csv"))
    again = load_settings(write_study_toml(study, tmp_path / "new"))
    assert_same(study, again)
    assert len(again.corrections) == 1


def test_in_a_study_of_ones_own_comments_and_order_stay(tmp_path):
    (tmp_path / "articles").mkdir()
    written = """\
# My study.
title = "T"   # as short as can be
resamples = 200

[tone]
exclude = [
  "war",  # the topic
]
[speakers]
reader = "rules"  # nothing trained
"""
    (tmp_path / "study.toml").write_text(written, encoding="utf-8")
    study = load_settings(tmp_path)
    write_study_toml(study, tmp_path)
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == written
    write_study_toml(replace(study, resamples=500, reader="fast", cluster="week"), tmp_path)
    changed = written.replace("200", "500").replace('"rules"', '"fast"')
    assert (tmp_path / "study.toml").read_text(encoding="utf-8").startswith(changed.rstrip())
    assert load_settings(tmp_path).cluster == "week"


def test_the_study_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "study.toml").write_text('title = "Theirs"\n', encoding="utf-8")
    with pytest.raises(fl.InputError, match="holds the settings of another study; name a new folder"):
        write_study_toml(load_settings(SEEDS), tmp_path)
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == 'title = "Theirs"\n'


def test_where_each_value_comes_from(tmp_path):
    study = load_settings(SEEDS)
    origins = study.origins
    assert (origins["title"], origins["speakers.reader"], origins["articles.duplicates"]) == ("set", "set", "default")
    assert replace(study, resamples=500).origins["resamples"] == "set"
    assert replace(study, cluster="week").origins["compare.cluster"] == "set"
    again = load_settings(write_study_toml(study, tmp_path / "copy"))
    assert {**again.origins, "articles.path": "set"} == origins
    new = load_settings(fl.new_study(tmp_path / "new") / "seeds") if hasattr(fl, "new_study") else None
    if new is not None:
        assert (new.origins["title"], new.origins["speakers.roster"]) == ("template", "template")
        kept = load_settings(write_study_toml(new, tmp_path / "kept"))
        assert kept.origins["title"] == "template"
        (new.folder / "roster.csv").write_text("speaker_id,name\nito,Ana Ito\n", encoding="utf-8")
        assert load_settings(new.folder).origins["speakers.roster"] == "set"


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "null", "[" * 100_000])
def test_a_store_that_lost_its_settings_says_so(tmp_path, content):
    (tmp_path / "articles").mkdir()
    study = settings_of_source(SEEDS / "articles")
    write_settings(tmp_path, study)
    (tmp_path / "study" / "settings.json").write_text(content, encoding="utf-8")
    with pytest.raises(fl.InputError, match=r"settings\.json is damaged"):
        see_changes(tmp_path, study)
    (tmp_path / "study" / "settings.json").unlink()
    with pytest.raises(fl.InputError, match=r"settings\.json (is missing|cannot be read|is damaged)"):
        see_changes(tmp_path, study)


def test_what_a_changed_setting_touches(tmp_path):
    (tmp_path / "articles").mkdir()
    study = settings_of_source(SEEDS / "articles")
    write_settings(tmp_path, study)
    roster = pd.DataFrame({"speaker_id": ["a"], "name": ["Ann"], "role": [None], "alias": [None]}, dtype="str")
    source = study.articles

    def touched(study):
        found = see_changes(tmp_path, study, ["en"])
        return {one.what if one.is_whole or one.what != "articles" else "some" for one in found.stale}, *(
            found.source, found.reads,
        )  # fmt: skip

    for change, what in (
        ({"title": "T", "seed": 3, "compare_by": ("bias",), "quote_acts": ("wanting",), "targets": ("A",)}, set()),
        ({"frames": read_shipped("generic-frames")}, {"hits"}),
        ({"excluded_words": ("war",)}, {"segments"}),
        ({"roster": roster}, {"some"}),
        *(({one: value}, {"articles"}) for one, value in (
            ("reader", "rules"), ("least_confidence", 0.5), ("relays", ("A",)),
        )),
        ({"articles": replace(source, boilerplate="kept")}, {"articles"}),
        ({"articles": replace(source, count_header=True)}, {"articles"}),
    ):  # fmt: skip
        assert touched(replace(study, **change)) == (what, (), False)
    assert touched(replace(study, articles=replace(source, near_duplicates=False))) == (set(), (), True)
    assert touched(replace(study, articles=replace(source, duplicates="kept"))) == ({"some"}, (), True)
    for one in ({"where": "outlet == 'A'"}, {"encoding": "cp1252"}, {"language": "de"}, {"columns": {"text": "body"}}):
        assert [said.split()[0] for said in touched(replace(study, articles=replace(source, **one)))[1]] == [
            f"articles.{key}" for key in one
        ]
    kept = replace(study, articles=replace(source, duplicates="kept"))
    write_settings(tmp_path, kept)
    assert touched(replace(kept, articles=replace(source, duplicates="weighted"))) == (set(), (), True)
    write_settings(tmp_path, replace(study, roster=roster))
    assert see_changes(tmp_path, replace(study, roster=roster.assign(party="x"))) == Changes()
    assert json.loads((tmp_path / "study" / "settings.json").read_text())["speakers.reader"] == "auto"
