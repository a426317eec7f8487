"""What a coder that learned from hand-coded articles found, and how far it can be trusted."""

from __future__ import annotations

import pandas as pd

from framelens.coders.coder import Coder
from framelens.coders.measuring import score_coded_frames, train_study_coder
from framelens.report.narrative.telling import say
from framelens.results.blocks import Block, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.wording import decimal, estimate


def narrate_coder(measures: StudyMeasures) -> Block:
    """How well the study's coder does on articles it has not seen, and what it finds; a sentence where there is none.

    The coder is trained from the codes that ``[frames] coder`` names, with the same result each time.

    Raises
    ------
    InputError
        If the codes do not fit the study's articles.
    """
    if measures.study.coder is None:
        return say("coders.none")
    coder = train_study_coder(measures.study, measures.annotations)
    coded = coder.code(measures.annotations.articles)
    shares = score_coded_frames(measures.annotations, coded, interval=measures.interval)
    verdict = [prose(coder.curve.verdict)] if coder.curve else []
    return group(_narrate_scores(coder), _narrate_shares(coder, shares), *verdict, *map(prose, coder.notes))


def _narrate_scores(coder: Coder) -> Block:
    table = coder.scores.query("frame == 'all frames' and measure in ['f1', 'alpha']").set_index(["method", "measure"])
    methods = [
        {
            "method": method,
            "f1": estimate(*table.loc[(method, "f1"), ["estimate", "low", "high"]]),
            "alpha": decimal(table.loc[(method, "alpha"), "estimate"]),
        }
        for method in dict.fromkeys(coder.scores["method"])
    ]
    return say("coders.scores", n=coder.n, passages=coder.passages, frames=len(coder.frames), methods=methods)


def _narrate_shares(coder: Coder, shares: pd.DataFrame) -> Block:
    rows = shares.sort_values("estimate", ascending=False, kind="stable").to_dict("records")
    return say("coders.shares", frames=rows, passages=coder.passages)
