"""Tables of every group: their numbers counted again from the statements, and the sentence on what differs."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from framelens.measure.grouped import Family
from framelens.report.narrative.casting import FEWEST, narrate_casting
from framelens.report.narrative.grouped import gather_groups, tabulate_groups
from framelens.report.narrative.relations import narrate_relations
from framelens.report.narrative.telling import plain
from framelens.results.blocks import TableBlock, as_json, as_plain
from framelens.results.measures import StudyMeasures
from framelens.results.wording import GAP, decimal, number, percent


@pytest.fixture(scope="module")
def measures(example: StudyMeasures) -> StudyMeasures:
    return StudyMeasures(replace(example.study, compare_by=("outlet",)), example.annotations)


def tables(measures: StudyMeasures, column: str = "outlet") -> dict[str, TableBlock]:
    return {block.name: block for block in tabulate_groups(measures, column) if isinstance(block, TableBlock)}


def say(measures: StudyMeasures) -> str:
    return plain("grouped.findings", columns=gather_groups(measures)).replace(GAP, " ")


def test_every_speaker_has_a_share_in_every_group_that_can_be_counted_again(measures: StudyMeasures) -> None:
    found = measures.annotations
    block = tables(measures)["voices-by-outlet"]
    groups = measures.compared["outlet"]
    assert block.columns == ("speaker", *groups, "p", "q")
    quotes = found.quotes.loc[found.quotes["act"].eq("saying")].merge(found.articles[["article_id", "outlet"]])
    names = found.speakers.set_index("speaker_id")["name"]
    counts = pd.crosstab(quotes["speaker_id"].map(names), quotes["outlet"])
    totals = quotes.groupby("outlet").size()
    assert [row[0] for row in block.rows] == list(measures.named["name"].head(10))
    silent = 0
    for name, *cells in block.rows:
        for group, cell in zip(groups, cells, strict=False):
            assert cell.split(" [")[0] == percent(counts.loc[name, group] / totals[group])
            silent += cell.startswith("0% [0, ")
    assert silent  # who is not heard somewhere has a bound there all the same


def test_the_loudest_of_each_group_stand_in_its_row_and_groups_in_the_declared_order(measures: StudyMeasures) -> None:
    groups = measures.compared["outlet"][::-1]
    turned = StudyMeasures(replace(measures.study, compare_order={"outlet": tuple(groups)}), measures.annotations)
    block = tables(turned)["loudest-by-outlet"]
    assert [row[0] for row in block.rows] == groups
    for group, _, n_speakers, loudest in block.rows:
        heard = measures.count_speakers("outlet").loc[
            lambda rows, g=group: rows["outlet"].eq(g) & rows["n_statements"].gt(0)
        ]
        heard = heard.dropna(subset="name")
        assert loudest.startswith(f"{heard['name'].iloc[0]} {percent(heard['estimate'].iloc[0])}")
        assert n_speakers == f"{len(heard)}"
    assert tables(turned)["tone-by-outlet"].columns[1:4] == tuple(groups)


def with_families(measures: StudyMeasures, **q: list[float]) -> StudyMeasures:
    """The same study with tests that say what is asked for."""
    made = StudyMeasures(measures.study, measures.annotations)
    families = {
        what: Family(family.table.assign(n=50), family.tests.assign(p=q[what], q=q[what]))
        for what, family in measures.families["outlet"].items()
    }
    made.__dict__["families"] = {"outlet": families}
    return made


def test_what_differs_is_told_with_both_ends_and_what_does_not_is_named(measures: StudyMeasures) -> None:
    sizes = {what: len(family.tests) for what, family in measures.families["outlet"].items()}
    none = {what: [0.5] * size for what, size in sizes.items()}
    assert say(with_families(measures, **none)) == (
        "Between the three groups of articles by outlet, no significant difference was found in the share of quoted "
        f"or reported words, the share of voice of the {number(sizes['voices'])} most quoted speakers, the "
        "share of any role of sources, the mean valence of any voice or the salience of the "
        f"{number(sizes['frames'])} frames."
    )
    some = {**none, "frames": [0.5, 0.001, *[0.04] * (sizes["frames"] - 2)]}
    told = say(with_families(measures, **some))
    frame = measures.families["outlet"]["frames"].tests["frame"].iloc[1]
    rows = measures.families["outlet"]["frames"].table.query("frame == @frame").sort_values("estimate")
    assert "significant differences were found in the salience of" in told and f"({frame}: " in told
    assert f"for {rows['outlet'].iloc[-1]} and " in told and f"for {rows['outlet'].iloc[0]})" in told
    assert "but not in the share of quoted or reported words, the share of voice" in told
    every = {what: np.zeros(size).tolist() for what, size in sizes.items()}
    assert "but not in" not in say(with_families(measures, **every))


def test_one_article_and_one_outlet_have_no_groups(shipped: StudyMeasures) -> None:
    assert gather_groups(shipped) == []
    assert list(tabulate_groups(shipped, "outlet")) == []


def test_who_is_cast_as_what_is_told_where_enough_mentions_cast_somebody(measures: StudyMeasures) -> None:
    casts, measures = pd.concat([measures.casting] * 3, ignore_index=True), replace(measures)
    vars(measures)["casting"] = casts.assign(is_cast=np.arange(len(casts)) < FEWEST - 1)
    assert narrate_casting(measures).blocks == ()
    counts = casts["target_id"].value_counts()
    most = min(counts[counts == counts.max()].index)
    vars(measures)["casting"] = casts.assign(
        is_cast=True, role=np.where(casts["target_id"] == most, "antagonist", "innocent")
    )
    told = as_plain(as_json(narrate_casting(measures))).replace(GAP, " ")
    name = measures.annotations.speakers.set_index("speaker_id").loc[most, "name"]
    own = int(casts["speaker_kind"].eq("journalist").sum())
    assert (
        f"Of {len(casts)} mentions, {len(casts)} cast their target in a role, {own} of them in the journalist’s" in told
    )
    assert f"{name} (100%, 95% CI [" in told
    (row,) = [line for line in told.splitlines() if line.startswith(f"{name}\t")]
    assert re.fullmatch(rf"{name}\t{counts.max()}\t0% \[0, \d+\]\t100% \[\d+, 100\]\t0% \[0, \d+\]", row)


def test_who_speaks_of_whom_is_told_with_its_numbers(measures: StudyMeasures, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("FRAMELENS_FIGURES", str(tmp_path))
    told = as_plain(as_json(narrate_relations(measures))).replace(GAP, " ")
    toward, relations = measures.toward, measures.relations
    assert f"was scored in {len(toward):,} segments that mention one of the" in told
    journalist = int(toward["speaker_kind"].eq("journalist").sum())
    assert f"{number(journalist)} {'is' if journalist == 1 else 'are'} in the journalist’s own words" in told
    first = toward["target_id"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[0]
    name = measures.annotations.speakers.set_index("speaker_id").loc[first, "name"]
    mean = toward.loc[toward["target_id"].eq(first), "polarity"].mean()
    assert f"Mean polarity is {decimal(mean)}" in told and f"toward {name}" in told
    network = tmp_path / "relations-network.pdf"
    assert len(relations) and (tmp_path / "relations.pdf").is_file() and not network.exists()
    # Where named speakers speak of others, they are a network as well.
    named = relations.assign(speaker_kind="named", speaker_id=[f"speaker-{n}" for n in range(len(relations))])
    measures = replace(measures)
    vars(measures)["relations"] = named.assign(speaker=named["speaker_id"])
    told = as_plain(as_json(narrate_relations(measures)))
    assert network.is_file() and f"{len(named)} arrows, polarity from −1 to 1." in told


def test_one_article_has_no_chapter_on_relations(shipped: StudyMeasures) -> None:
    assert narrate_relations(shipped).blocks == ()
