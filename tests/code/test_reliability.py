"""Reliability: the same numbers as agreement has, the program beside them, and coders only as they are declared."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framelens.code.agreement import measure_agreement, measure_category_agreement
from framelens.code.checking import CodedUnits
from framelens.code.codebook import make_codebook
from framelens.code.declared import Coders, read_coders
from framelens.code.reliability import PROGRAM, measure_reliability
from framelens.errors import InputError
from framelens.measure.resampling import NO_INTERVAL, Interval
from framelens.report.narrative.reliability import describe_coders, describe_reliability
from framelens.report.narrative.validation import stamp_measure
from framelens.results.blocks import as_json, as_plain
from framelens.results.measures import StudyMeasures, measure_study
from framelens.results.wording import GAP
from framelens.settings.settings import Settings

TONES = np.array(["negative", "neutral", "positive"])


def say(block: object) -> str:
    return as_plain(as_json(block)).replace(GAP, " ")


@pytest.fixture(scope="module")
def coded(settings: Settings) -> CodedUnits:
    """Sixty segments of twenty articles; ann coded all, bob the first forty, and the program errs on both sides."""
    dice = np.random.default_rng(5)
    truth = dice.integers(0, 3, 60)

    def read(wrong: float) -> list[str]:
        return TONES[np.where(dice.random(60) < wrong, dice.integers(0, 3, 60), truth)].tolist()

    units = pd.DataFrame({"unit_id": [f"u{n:02}" for n in range(60)], "article_id": [f"a{n // 3}" for n in range(60)]})
    said, codes = read(0.4), {"ann": read(0.1), "bob": read(0.2)[:40]}
    given = pd.concat([units.iloc[: len(c)].assign(coder=name, code=c) for name, c in codes.items()], ignore_index=True)
    population = units.assign(answer=said, probability=np.where(np.arange(60) < 30, 0.2, 0.8), code=codes["ann"])
    return CodedUnits(make_codebook(settings)["tone"], population, given, 60, 0)


@pytest.fixture(scope="module")
def settings(shipped: StudyMeasures) -> Settings:
    return shipped.study


def test_coders_agree_as_the_table_of_agreement_says(coded: CodedUnits):
    found = measure_reliability(coded, interval=Interval()).query("between == 'coders'")
    whole = measure_agreement(coded.codes, level="ordinal", codebook=TONES.tolist()).iloc[0]
    names = ["n", "estimate", "low", "high"]
    assert found.iloc[0][names].tolist() == pytest.approx(whole[names].tolist())
    each = measure_category_agreement(coded.codes, codebook=TONES.tolist())
    assert found.iloc[1:]["code"].tolist() == each["code"].tolist()
    assert found.iloc[1:][names].to_numpy(float) == pytest.approx(each[names].to_numpy(float))


def test_no_interval_where_resamples_cannot_say_how_far_it_may_be_off(coded: CodedUnits):
    """A code that stands in one article has the same alpha in every resample that holds it, which is no certainty."""
    codes = coded.codes.assign(code=np.where(coded.codes["unit_id"].isin(["u00", "u01"]), "positive", "neutral"))
    codes.loc[codes["unit_id"].eq("u00") & codes["coder"].eq("bob"), "code"] = "neutral"
    rare = measure_reliability(replace(coded, codes=codes)).query("between == 'coders' and code == 'positive'").iloc[0]
    assert 0 < rare["estimate"] < 1 and np.isnan(rare["low"]) and np.isnan(rare["high"])
    alike = coded.codes.assign(code=coded.codes["unit_id"].map(coded.population.set_index("unit_id")["code"]))
    whole = measure_reliability(replace(coded, codes=alike)).iloc[0]
    assert whole["estimate"] == 1 and np.isnan(whole["low"])


def test_the_program_is_compared_with_each_coder_and_units_weigh_what_they_stand_for(coded: CodedUnits):
    found = measure_reliability(coded, interval=NO_INTERVAL).query("between == @PROGRAM").set_index("code")
    pairs = coded.codes.merge(coded.population[["unit_id", "answer", "probability"]], on="unit_id")
    size = pairs.groupby("unit_id")["unit_id"].transform("size")
    # Whole copies of a pair instead of weights: 1/.2 is 20 and 1/.8 is 5 quarters, by one or two coders.
    copies = (8 / pairs["probability"] / size).round().astype(int)
    many = pairs.loc[pairs.index.repeat(copies)].reset_index(drop=True)
    answers = [many.assign(coder="program", code=many["answer"]), many.assign(coder="person")]
    long = pd.concat([one.assign(unit_id=many.index) for one in answers])
    same = measure_agreement(long.drop(columns="article_id"), level="nominal", interval=NO_INTERVAL)
    positive = long.assign(code=long["code"].eq("positive").map({True: "yes", False: "no"}))
    alpha = measure_agreement(positive.drop(columns="article_id"), interval=NO_INTERVAL).iloc[0]["estimate"]
    assert found.loc["positive", "estimate"] == pytest.approx(alpha, abs=0.01)  # but for the size of the sample
    assert found["same"].iloc[0] == pytest.approx(same.set_index("measure").loc["percent", "estimate"])
    assert found["n"].tolist() == [60] * 4


def test_one_coder_has_no_agreement_and_the_program_has_one_with_him(coded: CodedUnits):
    alone = replace(coded, codes=coded.codes.query("coder == 'ann'"))
    found = measure_reliability(alone, interval=NO_INTERVAL)
    assert set(found["between"]) == {PROGRAM}
    agreed = pd.concat([coded.codes, coded.codes.query("coder == 'ann'").assign(coder="agreed")])
    settled = measure_reliability(replace(coded, codes=agreed), interval=NO_INTERVAL).query("between == @PROGRAM")
    pd.testing.assert_frame_equal(settled.reset_index(drop=True), found)  # what was settled stands for all answers


def test_two_passes_of_one_reader_are_called_so(shipped: StudyMeasures):
    told = say(stamp_measure(shipped, "tone"))
    assert (
        "All 12 segments were coded twice by a reader of the framelens team (as first and second). Intra-coder "
        "agreement is Krippendorff’s alpha = 0.75, n = 11 (sufficient for tentative conclusions); that of the program "
        "with the codes is Krippendorff’s alpha = −0.09, n = 12 (too low to rely on)."
    ) in told
    assert "measure\tunits\tcoded\traw\tcorrected\tintra-coder alpha (n = 11)\tprogram’s alpha (n = 12)" in told
    assert "\npositive\t12\t12\t100%\t79%\t0.75\t−0.09" in told
    methods = say(describe_reliability(shipped))
    assert "it does not show how far other coders would agree" in methods
    assert (
        "Not declared in codes/coders.toml: whether the program’s answers were hidden from the coders; how" in methods
    )
    assert "‘frame’ 0.82 (n = 13) and 0.91 (n = 13)" in methods
    for text in (told, methods):
        assert "ntercoder" not in text and "wo coders" not in text and "people" not in text


def declare(shipped: StudyMeasures, folder: Path, text: str | None) -> StudyMeasures:
    shutil.copytree(shipped.study.folder / "codes", folder / "codes")
    (folder / "codes" / "coders.toml").unlink()
    if text is not None:
        (folder / "codes" / "coders.toml").write_text(text, encoding="utf-8")
    return measure_study(replace(shipped.study, folder=folder), shipped.annotations)


def test_two_people_are_called_so_and_what_is_missing_is_named(shipped: StudyMeasures, tmp_path: Path):
    whole = (
        'independent = true\nblind = true\nauthors = false\ntraining = "two sessions."\nsettled = "by talking"\n'
        '[coders]\nfirst = "A. B."\nsecond = "C. D."\n'
    )
    measures = declare(shipped, tmp_path / "a", whole)
    assert "coded by A. B. (as first) and C. D. (as second), 12 units at least twice." in say(
        stamp_measure(measures, "tone")
    )
    assert "Intercoder reliability is Krippendorff’s alpha = 0.75" in say(stamp_measure(measures, "tone"))
    assert say(describe_coders(measures)).endswith(
        "Coder first: A. B. Coder second: C. D. The coders worked independently of each other. The program’s answers "
        "were hidden from the coders. No coder is an author of the study. Training: two sessions. Disagreements: by "
        "talking."
    )
    missing = declare(shipped, tmp_path / "b", None)
    assert "coded by first and second, 12 units at least twice; who first and second are is not declared." in say(
        stamp_measure(missing, "tone")
    )
    assert (
        "Not declared in codes/coders.toml: who first and second are; whether the coders worked independently of each "
        "other; whether the program’s answers were hidden from the coders; whether the coders are authors of the "
        "study; how the coders were trained; how disagreements were settled."
    ) in say(describe_coders(missing))
    half = declare(shipped, tmp_path / "c", '[coders]\nfirst = "A. B."\n')
    assert "coded by A. B. (as first) and second, 12 units at least twice; who second is is not declared." in say(
        stamp_measure(half, "tone")
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("blnd = true\n", "line 1: unknown key 'blnd'; choose from: independent, blind, authors, training, passes, "
         "settled, coders. Did you mean 'blind'?"),
        ("\nblind = 'yes'\n", "line 2: blind is 'yes'; it is true or false"),
        ("training = 3\n", "line 1: training is 3; it is text in quotation marks"),
        ("coders = 2\n", 'line 1: coders is 2; it is a table, such as [coders] and below it anna = "A. B."'),
        ("[coders]\nanna = ''\n", "line 2: coder anna is ''; name the person, such as anna = \"A. B.\""),
        ("[coders\n", "line 1: this is not valid TOML"),
    ],
)  # fmt: skip
def test_a_declaration_that_is_wrong_is_refused_with_its_line(text: str, message: str, tmp_path: Path):
    (tmp_path / "coders.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_coders(tmp_path)
    assert message in str(error.value)


def test_who_is_one_person_and_who_are_several():
    coders = Coders({"a": "Ann", "b": "Ann", "c": "Cem"})
    names = [coders.name_agreement(some) for some in (["a", "b"], ["a", "c"], ["a", "b", "c"], ["a", "x"])]
    assert names == ["intra-coder", "intercoder", "pooled", "agreement between coders"]
    assert coders.list_gaps(["a"]) == [
        "whether the program’s answers were hidden from the coders",
        "whether the coders are authors of the study",
        "how the coders were trained",
    ]
