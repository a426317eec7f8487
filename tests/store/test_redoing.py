"""A change has what depends on it recomputed, and nothing else; a stopped run goes on with it."""

import json
import os
import random
import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from stand_ins import files_of, write_rows

from framelens.annotate.article import annotate_again, annotate_article
from framelens.annotate.identities import speaker_key
from framelens.corrections import COLUMNS, LINE
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.errors import InputError
from framelens.settings import writing
from framelens.settings.settings import settings_of_source
from framelens.store import TABLES, open_store, write_store
from framelens.store.log import read_log


def frames(*words):
    return FrameDictionary((Frame("weather", terms=tuple(Term(word) for word in words)),))


@pytest.fixture
def study(tmp_path, small_batches):
    rows = [
        {
            "id": f"a{n:02d}",
            "text": f"Ann Lee said it was a terrible rain in town {n}.\n\n“We had snow,” said Bo Ek {n}.",
        }
        for n in range(50)
    ]
    study = settings_of_source(write_rows(tmp_path / "c.jsonl", rows))
    return replace(study, reader="rules", frames=frames("rain"))


def test_only_what_is_touched_is_made_anew_and_is_what_a_new_store_has(study, tmp_path):
    write_store(study, tmp_path / "store")
    before = files_of(tmp_path / "store")
    other = replace(study, frames=frames("rain", "snow"))
    calls = []

    def count(article, study, known, tables):
        calls.append(tuple(tables))
        return annotate_again(article, study, known, tables)

    def refuse(article, study):
        raise AssertionError("no article is read again")

    store = write_store(other, tmp_path / "store", annotate=refuse, again=count)
    assert calls == [("hits",)] * 50
    after = files_of(tmp_path / "store")
    new = {name for name in after if name.endswith(".parquet") and after[name] != before.get(name)}
    assert new == {f"hits/again001-{n:06d}.parquet" for n in range(3)}
    assert all(after[name] == before[name] for name in before if name.startswith(("segments", "quotes", "speakers/")))
    fresh = write_store(other, tmp_path / "fresh")
    assert store.read("hits").equals(fresh.read("hits")) and store.count("hits") == 100
    third = replace(other, lexicons=("vader",), excluded_words=("terrible",))
    calls.clear()
    write_store(third, tmp_path / "store", again=count)
    assert calls == [("segments",)] * 50
    assert (
        open_store(tmp_path / "store").read("segments").equals(write_store(third, tmp_path / "third").read("segments"))
    )
    write_store(third, tmp_path / "store", again=refuse)


def test_a_stopped_run_goes_on_where_it_was(study, tmp_path):
    write_store(study, tmp_path / "store")
    other, calls = replace(study, frames=frames("snow")), []

    def stop(article, study, known, tables):
        calls.append(article.article_id)
        if len(calls) == 30:
            raise KeyboardInterrupt
        return annotate_again(article, study, known, tables)

    with pytest.raises(KeyboardInterrupt):
        write_store(other, tmp_path / "store", again=stop)
    with pytest.raises(InputError, match="is not finished"):
        open_store(tmp_path / "store")
    assert set(read_log(tmp_path / "store").stale) == {1, 2}
    write_store(other, tmp_path / "store", again=stop)
    assert calls[30:] == [f"a{n:02d}" for n in range(20, 50)]
    assert open_store(tmp_path / "store").read("hits").equals(write_store(other, tmp_path / "fresh").read("hits"))
    made = json.loads((tmp_path / "store" / "study" / "settings.json").read_text())
    assert made == json.loads((tmp_path / "fresh" / "study" / "settings.json").read_text())


# What a new store would have

PEOPLE = ("Ana Ito", "Bo Lund", "Cy Ek", "Ana Lund", "Dr. Eve Holm", "Mary Hale", "Jan van Berg", "George Stone Jr.")
BODIES = (
    "Port Authority",
    "Department of Harbour Affairs",
    "Nordbank Group",
    "Norhaven Courier",
    "Ministry of Justice",
)
OTHERS = ("Ken Ek", "Lund", "Harbour News", "Anna Lohmann", "Hafenbehörde Nord", "Krauss")
ROLES = (
    None,
    None,
    "Bürgermeister",
    "mayor of Norhaven",
    "president",
    "finance minister",
    "chief executive",
    "harbour agency",
)
SAID = (
    "“We open pier {n} in May,” {who} said.",
    "{who}, the mayor of Norhaven, said that pier {n} was late.",
    "The mayor said that it was a terrible war. “Nobody knows,” the president added.",
    "“Pier {n} is ours,” said the finance chief. He met {who}.",
    "According to {body} ({short}), {n} ships came. The ministry denied it, and {short} said so.",
    "The {body} said that {who} was wrong. The agency said {n} times that it was right.",
    "{last} left. “I was there {n} times,” she said. Mr. {last} was not.",
)


GERMAN = (
    "„Wir öffnen Pier {n} im Mai“, sagte {who}.", "Der Bürgermeister sagte, {n} Schiffe seien gekommen.",
    "Die Hafenbehörde Nord widersprach. „Das ist falsch“, erklärte die Behörde. {last} ging.",
)  # fmt: skip


def make_german(rng, name):
    who = rng.choice(["Anna Lohmann", "Jan Krauss", "Anna Krauss"])
    text = "\n\n".join(one.format(n=rng.randrange(99), who=who, last=who.split()[1]) for one in rng.sample(GERMAN, 2))
    return {"article_id": name, "outlet": "Hafenpost", "text": text, "language": "de"}


def make_news(rng, name):
    people = rng.sample(PEOPLE, 2)
    sentences = [
        one.format(
            n=rng.randrange(99), who=who, last=who.split()[-1], body=body, short="".join(re.findall("[A-Z]", body))
        )
        for one in rng.sample(SAID, 4)
        for who, body in [(rng.choice(people), rng.choice(BODIES))]
    ]
    return {
        "article_id": name, "outlet": rng.choice("XYZ"), "published": f"2021-0{rng.randrange(1, 9)}-01",
        "text": f"{people[0]} of Norhaven\n\n" + "\n\n".join(sentences), "topic": rng.choice(["port", "law"]),
    }  # fmt: skip


def make_roster(rng):
    """Some of the people, bodies and others, with keys, roles and other names of all kinds."""
    rows = []
    for name in rng.sample([*PEOPLE, *BODIES, *OTHERS], rng.randrange(1, 6)):
        key = rng.choice(
            [speaker_key(name), speaker_key(name), f"key-{rng.randrange(3)}", speaker_key(rng.choice(PEOPLE))]
        )
        alias = rng.choice([None, name.split()[-1], "".join(word[0] for word in name.split()), rng.choice(PEOPLE)])
        if key not in {row[0] for row in rows}:
            rows.append((key, name, rng.choice(ROLES), alias))
    return pd.DataFrame(rows, columns=["speaker_id", "name", "role", "alias"], dtype="str")


def make_corrections(rng, store):
    quotes = store.read("quotes")
    rows = []
    for _ in range(rng.randrange(3)):
        quote = quotes.iloc[rng.randrange(len(quotes))]
        rows.append({"article_id": quote["article_id"], "what": rng.choice(["speaker", "no statement"]),
                     "quote_id": quote["quote_id"], "value": rng.choice(PEOPLE)})  # fmt: skip
    for what in rng.sample(["same", "apart"], rng.randrange(3)):
        one, two = rng.sample([*PEOPLE, *map(speaker_key, PEOPLE)], 2)
        rows.append({"what": what, "speaker": one, "value": two})
    return pd.DataFrame(rows, columns=[*COLUMNS, LINE]).astype(dict.fromkeys(COLUMNS, "str"))


def tables_of(store, *, ordered=True):
    """Every table of a store; where articles may stand in another order, in order of what tells their rows apart."""
    found = {name: store.read(name) for name in TABLES}
    if ordered:
        return found
    found["speakers"]["roles"] = found["speakers"]["roles"].map(sorted)
    found["speakers_found"] = found["speakers_found"].drop(columns=["batch", "row"])
    first = ("article_id", "source", "speaker_id", "segment", "quote_id", "start", "frame", "term")
    return {
        name: table.sort_values([key for key in first if key in table], kind="stable").reset_index(drop=True)
        for name, table in found.items()
    }


def same_as_new(store, study, fresh, **how):
    shutil.rmtree(fresh, ignore_errors=True)
    new = tables_of(write_store(study, fresh), **how)
    for name, table in tables_of(store, **how).items():
        pd.testing.assert_frame_equal(table, new[name], obj=name)


def test_any_change_of_roster_and_corrections_gives_what_a_new_store_has(tmp_path, small_batches):
    rng, n_kept = random.Random(7), 0
    rows = [make_news(rng, f"a{n:02d}") for n in range(36)]
    rows[20:20] = [make_german(rng, f"b{n}") for n in range(6)]
    study = replace(settings_of_source(write_rows(tmp_path / "c.jsonl", rows)), reader="rules")
    store = write_store(study, tmp_path / "store")
    for number in range(5):
        study = replace(study, roster=make_roster(rng) if number % 3 else study.roster,
                        corrections=study.corrections if number % 3 == 1 else make_corrections(rng, store))  # fmt: skip
        said = []
        store = write_store(study, tmp_path / "store", tell=said.append)
        same_as_new(store, study, tmp_path / "fresh")
        store.check()
        n_kept += int(said[-1].split()[0]) if said[-1][0].isdigit() else 0
    assert n_kept > 30  # not by reading everything again


def test_an_entry_touches_the_articles_that_may_mean_it_and_no_others(tmp_path, small_batches):
    texts = {
        "named": "“We open in May,” Ana Ito said.", "alone": "Ito left. “We open in May,” Ito said.",
        "role": "“We open in May,” the mayor said.", "other": "“We open in May,” Bo Lund said. He met the press.",
        "known": "We saw Harbour Rock there.", "short": "“We open in May,” the DHA said.",
    }  # fmt: skip
    rows = [{"article_id": key, "text": text} for key, text in texts.items()]
    study = replace(settings_of_source(write_rows(tmp_path / "c.jsonl", rows)), reader="rules")
    write_store(study, tmp_path / "store")
    roster = [("ito", "Ana Ito", "mayor", None), ("rock", "Harbour Rock", None, None),
              ("harbour", "Department of Harbour Affairs", None, None)]  # fmt: skip
    other = replace(study, roster=pd.DataFrame(roster, columns=["speaker_id", "name", "role", "alias"], dtype="str"))
    read, said = [], []

    def count(article, study):
        read.append(article.article_id)
        return annotate_article(article, study)

    store = write_store(other, tmp_path / "store", annotate=count, tell=said.append)
    assert sorted(read) == ["alone", "known", "named", "role", "short"]
    assert said == [
        "roster: 3 entries changed (Ana Ito, Harbour Rock, Department of Harbour Affairs): 5 of 6 articles annotated "
        "again",
        "1 article kept as annotated before; who is who gathered again over all articles",
    ]
    same_as_new(store, other, tmp_path / "fresh")
    write_store(other, tmp_path / "store", annotate=None, tell=said.append)
    assert said[2:] == ["nothing to do: 6 articles annotated before, and nothing changed"]


def test_a_store_that_follows_has_what_its_source_has(tmp_path, small_batches):
    rng = random.Random(3)
    rows = [make_news(rng, f"a{n:02d}") for n in range(60)]
    study = replace(settings_of_source(write_rows(tmp_path / "c.jsonl", rows)), reader="rules")
    write_store(study, tmp_path / "store")
    line = "\n\nThis stands below every article of ours."
    rows[3]["text"] = rows[3]["text"].replace("Norhaven", "Norland")
    rows[21] |= {"outlet": "W", "topic": "peace"}
    rows += [make_news(rng, "new"), {**rows[7], "article_id": "copy"}, {"article_id": "empty", "text": ""}]
    rows = [row | {"text": row["text"] + line} if row.get("outlet") == "X" else row for row in rows]
    study = replace(study, frames=frames("ships"), articles=replace(study.articles, where="article_id != 'a40'"))
    del rows[50]
    write_rows(tmp_path / "c.jsonl", rows)
    other = {row["article_id"] for row in rows if row["text"].endswith(line)} - {"a40", "new", "copy"} | {"a03"}
    said = []
    store = write_store(study, tmp_path / "store", follow=True, tell=said.append)
    assert {
        "gone from the source: 2 of 60 articles dropped",
        f"other words in the source: {len(other)} of 60 articles annotated again",
        "other columns in the source: 1 of 60 articles taken over, their annotations kept",
        "2 new articles annotated",
    } <= {*said}
    same_as_new(store, study, tmp_path / "fresh", ordered=False)
    said.clear()
    write_store(study, tmp_path / "store", follow=True, tell=said.append)
    assert said == ["nothing to do: 60 articles annotated before, and nothing changed"]


def test_killed_before_anything_that_lasts_it_goes_on_to_the_same_bytes(tmp_path, small_batches, monkeypatch):
    rng = random.Random(5)
    rows = [make_news(rng, f"a{n:02d}") for n in range(25)]
    study = replace(settings_of_source(write_rows(tmp_path / "c.jsonl", rows)), reader="rules", frames=frames("war"))
    write_store(study, tmp_path / "before")
    (tmp_path / "before" / "study" / "mine.txt").write_text("mine")
    rows[12]["text"] += " He left."
    write_rows(tmp_path / "c.jsonl", [*rows[:-1], make_news(rng, "new")])
    study = replace(study, frames=frames("ships"), roster=make_roster(rng), excluded_words=("terrible",))
    calls = {"left": -1, "made": 0}

    def sync(handle, real=os.fsync):
        calls["left"] -= 1
        calls["made"] += 1
        if not calls["left"]:
            raise KeyboardInterrupt
        real(handle)

    def run(place):
        shutil.copytree(tmp_path / "before", place)
        return write_store(study, place, follow=True)

    monkeypatch.setattr(os, "fsync", sync)
    run(tmp_path / "whole")
    whole, n_calls = files_of(tmp_path / "whole"), calls["made"]
    assert n_calls > 30
    for number in range(1, n_calls + 1, n_calls // 12):
        calls["left"] = number
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "store")
        calls["left"] = -1
        write_store(study, tmp_path / "store", follow=True)
        assert files_of(tmp_path / "store") == whole, f"killed before call {number}"
        shutil.rmtree(tmp_path / "store")


def test_a_changed_table_of_a_language_has_its_articles_read_again(tmp_path, small_batches, monkeypatch):
    russian = "Анна Зуева сказала, что порт откроется в мае. Об этом сообщила Зуева."
    rows = [{"article_id": "en", "text": "“We open in May,” Ana Ito said."}, {"article_id": "ru", "text": russian}]
    study = replace(settings_of_source(write_rows(tmp_path / "c.jsonl", rows)), reader="rules")
    write_store(study, tmp_path / "store")
    tables = dict(writing._hash_languages())
    for code, wanted in (("ru", ["ru"]), ("de", []), ("en", ["en", "ru"])):
        tables[code] = code * 32
        monkeypatch.setattr(writing, "_hash_languages", lambda: dict(tables))
        read = []

        def count(article, study, read=read):
            read.append(article.article_id)
            return annotate_article(article, study)

        write_store(study, tmp_path / "store", annotate=count)
        assert read == wanted
