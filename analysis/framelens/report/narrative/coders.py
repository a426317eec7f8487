"""What a coder that learned from hand-coded articles found, and how far it can be trusted."""

from __future__ import annotations

import pandas as pd

from framelens.coders.coder import Coder
from framelens.coders.measuring import score_coded_frames, train_study_coder
from framelens.results.blocks import Block, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.wording import interval, join_names, percent


def narrate_coder(measures: StudyMeasures) -> Block:
    """How well the study's coder does on articles it has not seen, and what it finds; a sentence where there is none.

    The coder learns anew from the codes that ``[frames] coder`` names, the same each time.

    Raises
    ------
    InputError
        If the codes do not fit the study's articles.
    """
    if measures.study.coder is None:
        return prose(
            'No coder has learned: code a hundred articles and name the file as coder = "codes.csv" under [frames] in '
            "study.toml."
        )
    coder = train_study_coder(measures.study, measures.annotations)
    coded = coder.code(measures.annotations.articles)
    shares = score_coded_frames(measures.annotations, coded, interval=measures.interval)
    verdict = [prose(coder.curve.verdict)] if coder.curve else []
    return group(prose(_tell_scores(coder)), prose(_tell_shares(coder, shares)), *verdict, *map(prose, coder.notes))


def _tell_scores(coder: Coder) -> str:
    unit = "passages" if coder.passages else "articles"
    table = coder.scores.query("frame == 'all frames' and measure in ['f1', 'alpha']").set_index(["method", "measure"])
    told = []
    for method in dict.fromkeys(coder.scores["method"]):
        f1, alpha = (table.loc[(method, measure)] for measure in ("f1", "alpha"))
        told.append(f"{method} {f1['estimate']:.2f} ({_bounds(f1)}), alpha {alpha['estimate']:.2f}")
    return (
        f"A coder learned from {coder.n:,} coded {unit}. Mean F1 over {len(coder.frames)} frames on {unit} that it had "
        f"not seen, beside the others: {'; '.join(told)}."
    )


def _tell_shares(coder: Coder, shares: pd.DataFrame) -> str:
    told = []
    for row in shares.sort_values("estimate", ascending=False, kind="stable").to_dict("records"):
        bounds = interval(row["low"], row["high"], share=True)
        told.append(f"{row['frame']} in {percent(row['estimate'])}{f' ({bounds})' if bounds else ''} of {row['n']:,}")
    unit = "paragraphs" if coder.passages else "articles"
    return f"In the whole study it finds {join_names(told)} {unit}; its own errors are still in these shares."


def _bounds(row: pd.Series) -> str:
    return f"{row['low']:.2f} to {row['high']:.2f}"
