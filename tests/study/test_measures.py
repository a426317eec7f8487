"""One test over all measures, generated from their registry: a new measure is in it by existing."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

from framelens.measure.groups import find_column
from framelens.results.measure import Measure
from framelens.study import Study
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
    made = getattr(study, name)(**options)
    assert isinstance(made, Measure)
    assert made.name == name
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
    method = getattr(Study, name)
    assert method.__doc__
    assert ">>> study." in method.__doc__, f"study.{name} has no example"
    assert "One row per" in method.__doc__


def test_what_each_measure_counts_is_counted_again(study: Study):
    """n counted from the tables that a researcher sees, another way than the measures do."""
    quotes = study.quotes.query("act == 'saying'").merge(study.articles[["article_id", "topic"]], on="article_id")
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
