"""One test over all measures, generated from their registry: a new measure is in it by existing."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

from framelens.measure.groups import find_column
from framelens.results.measure import Measure
from framelens.study import Study
from framelens.study.codes import Codes
from framelens.study.registry import MEASURES

GROUPS: tuple[Any, ...] = ("outlet", "bias", ["outlet", "topic"], "month")
OPENED = 60  # rows of one call that are opened, spread evenly


def _calls() -> Iterator[Any]:
    for name, known in MEASURES.items():
        trials: list[dict[str, Any]] = [{}, *map(dict, known.options)]
        trials += [{"by": by} for by in GROUPS] if known.groups else []
        trials += [{"by": "speaker.kind"}] if known.speakers else []
        for options in trials:
            yield pytest.param(name, {**known.needs, **options}, id=f"{name}-{options}")


@pytest.mark.parametrize(("name", "options"), list(_calls()))
def test_a_measure(study: Study, name: str, options: dict[str, Any]):
    made = attrgetter(name)(study)(**options)
    assert isinstance(made, Measure)
    assert made.name == name.rpartition(".")[2]
    table = made.table
    _check_table(table, made)
    by = options.get("by")
    groups = [column for column in ([by] if isinstance(by, str) else by or []) if column in table.columns]
    groups = [column for column in groups if column in (*study.articles.columns, "month")]
    articles = study.articles.set_index("article_id")
    step = max(1, len(table) // OPENED)
    for row in range(0, len(table), step):
        opened = made.passages(row)
        assert len(opened) == table["n"].iloc[row] == len(opened.table), (name, options, row)
        for column in groups:
            values = find_column(articles, column).reindex(opened.table["article_id"])
            assert (values == table[column].iloc[row]).all(), (name, options, row)
    # A row opens wherever it has been: filtered, merged with other data, shuffled.
    if len(table):
        last = table.merge(pd.DataFrame({"own": [1]}), how="cross").iloc[len(table) - 1]
        assert len(made.passages(last)) == table["n"].iloc[-1]
    if len(table) <= 40:
        made.passages(0).show() if len(table) else None


def _check_table(table: pd.DataFrame, made: Measure) -> None:
    assert table["n"].notna().all()
    assert not table.duplicated(list(made.keys)).any() if made.keys else len(table) <= 1
    assert not table.attrs
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(table)), made.table)
    pd.testing.assert_frame_equal(table.copy(), made.table)
    if made.look.form != "list":
        known = table[table["low"].notna() & table["estimate"].notna()]
        assert {"estimate", "low", "high"} <= set(table.columns)
        assert (known["low"] <= known["high"]).all()
    # It tells, draws and shows itself with no, one, two and many rows.
    for n_rows in {0, 1, 2, len(table)}:
        part = replace(
            made, _table=table.head(n_rows), _stats=made._stats.head(n_rows) if made._stats is not None else None
        )
        assert part.text
        assert isinstance(part.plot(), Axes)
        assert 'class="framelens' in part._repr_html_()
    plt.close("all")


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(name: str):
    method = getattr(Codes if name.startswith("codes.") else Study, name.rpartition(".")[2])
    assert method.__doc__
    assert ">>> study." in method.__doc__, f"study.{name} has no example"
    assert "One row per" in method.__doc__


def test_what_each_measure_counts_is_counted_again(study: Study):
    """n counted from the tables that a researcher sees, another way than the measures do."""
    quotes = study.quotes.query("act == 'saying'")
    voices = study.voices(by=["outlet", "topic"]).table.dropna(subset="name")
    again = quotes.groupby(["outlet", "topic", "speaker"]).size()
    for row in voices.itertuples():
        assert row.n == again.get((row.outlet, row.topic, row.name), 0)
        assert row.base == len(quotes.query("outlet == @row.outlet and topic == @row.topic"))
    segments = study.segments.merge(study.articles[["article_id", "outlet"]], on="article_id")
    scored = segments.dropna(subset="valence_vader").groupby(["outlet", "voice"]).size()
    tone = study.tone(by=["outlet", "voice"]).table
    assert [scored.get((row.outlet, row.voice), 0) for row in tone.itertuples()] == tone["n"].tolist()
    hits = study.hits.merge(study.articles[["article_id", "bias"]], on="article_id")
    frames = study.frames(by="bias").table
    assert [len(hits.query("bias == @r.bias and frame == @r.frame")) for r in frames.itertuples()] == frames[
        "n"
    ].tolist()
    assert (frames.query("frame == 'never'")["n"] == 0).all()
    compared = study.compare("frames", by="outlet", of="economic").table
    economic = study.hits.query("frame == 'economic'").merge(study.articles[["article_id", "outlet"]], on="article_id")
    for row in compared.itertuples():
        assert row.n == economic["outlet"].isin([row.group_a, row.group_b]).sum()
    direct = study.stances(kinds=("direct",)).table
    verbs = study.quotes.query("kind == 'direct' and act == 'saying' and stance.notna()")
    assert direct["n"].sum() == len(verbs) == direct["base"].iloc[0]
    volume = study.volume(by="topic").table
    assert volume.set_index("topic")["n"].to_dict() == study.articles["topic"].value_counts().to_dict()
    trend = study.trend("tone", "journalist", period="quarter").table
    when = study.segments.query("voice == 'journalist'").dropna(subset="valence_vader")
    when = when.merge(study.articles[["article_id", "published"]], on="article_id")
    quarters = pd.to_datetime(when["published"]).dt.to_period("Q").dt.start_time.value_counts()
    assert [quarters.get(start, 0) for start in trend["period"]] == trend["n"].tolist()


def test_what_the_measures_of_codes_count_is_counted_again(study: Study):
    """The units behind each number, counted from the files that the coders filled in."""
    files = [pd.read_csv(study.codes.folder / f"{who}.csv") for who in ("anna", "ben", "agreed")]
    given = pd.concat(files).query("code != 'unsure'")
    wide = given.pivot(index="unit_id", columns="coder", values="code")
    frames = wide[wide.index.str.startswith("frame:")]
    both = frames.dropna(subset=["anna", "ben"])
    agreement = study.codes.agreement()
    known = agreement.table.query("question == 'frame' and note.isna()")
    assert len(known) > 10 and (known["n"] == len(both)).all()
    opened = agreement.passages(agreement.table.query("question == 'frame'").iloc[0]).table
    places = "frame:" + opened["article_id"] + ":" + opened["start"].astype(str) + "-" + opened["end"].astype(str)
    assert sorted(places) == sorted(both.index)
    scores = study.codes.scores().table.query("question == 'tone' and measure == 'accuracy'").set_index("coder")
    tone = wide[wide.index.str.startswith("tone:")]
    assert scores.loc["anna", "n"] == tone["anna"].notna().sum()
    divided = tone["anna"].notna() & tone["ben"].notna() & tone["anna"].ne(tone["ben"]) & tone["agreed"].isna()
    people = scores.loc[scores.index.isna()].iloc[0]
    assert people["n"] == (~divided & tone.notna().any(axis=1)).sum()
    answered = pd.concat(files)["unit_id"].drop_duplicates().str.startswith("tone:").sum()
    assert people["n_left_out"] == answered - people["n"] >= divided.sum() > 0
    corrected = study.codes.correct("frames").table
    assert (corrected["n"] == len(frames)).all()
    assert not study.codes.disagreements().table["unit_id"].isin(tone.index[tone["agreed"].notna()]).any()
    confused = study.codes.confusion().table.query("question == 'tone'")
    assert confused["n"].sum() == tone[["anna", "ben"]].notna().all(axis=1).sum() == confused["base"].iloc[0]


def test_codes_saved_in_this_session_count(study: Study):
    before = len(study.codes.coded["tone"].codes)
    path = study.codes.folder / "cleo.csv"
    unit = study.codes.sample("tone").table["unit_id"].iloc[0]
    try:
        path.write_text(f"unit_id,coder,code\n{unit},cleo,positive\n", encoding="utf-8")
        assert len(study.codes.coded["tone"].codes) == before + 1
    finally:
        path.unlink()
    assert len(study.codes.coded["tone"].codes) == before


@pytest.mark.parametrize("name", ["specifications", "codes.agreement", "codes.correct"])
def test_a_figure_on_axes_of_ones_own(study: Study, name: str):
    figure, (mine, other) = plt.subplots(1, 2)
    drawn = attrgetter(name)(study)().plot(ax=mine)
    assert drawn is mine and mine.get_figure() is figure and mine.has_data() and not other.has_data()
    figure.canvas.draw()
    plt.close(figure)
