"""What a coder that learned from hand-coded articles found, and how far it can be trusted."""

from __future__ import annotations

import pandas as pd

from framelens.coders.coder import Coder
from framelens.coders.measuring import score_coded_frames, train_study_coder
from framelens.results.blocks import Block, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.telling import each, say
from framelens.results.wording import decimal, estimate, estimate_in


def narrate_coder(measures: StudyMeasures) -> Block:
    """How well the study's coder does on articles it has not seen, and what it finds; a sentence where there is none.

    The coder is trained from the codes that ``[frames] coder`` names, with the same result each time.

    Raises
    ------
    InputError
        If the codes do not fit the study's articles.
    """
    if measures.study.coder is None:
        hint = (
            'To train one, code a hundred articles and name the file under [frames] in study.toml: coder = "codes.csv".'
        )
        return prose(f"No coder has been trained. {hint}")
    coder = train_study_coder(measures.study, measures.annotations)
    coded = coder.code(measures.annotations.articles)
    shares = score_coded_frames(measures.annotations, coded, interval=measures.interval)
    verdict = [prose(coder.curve.verdict)] if coder.curve else []
    return group(_narrate_scores(coder), _narrate_shares(coder, shares), *verdict, *map(prose, coder.notes))


def _narrate_scores(coder: Coder) -> Block:
    table = coder.scores.query("frame == 'all frames' and measure in ['f1', 'alpha']").set_index(["method", "measure"])
    rows = [
        {
            "method": method,
            "f1": estimate(*table.loc[(method, "f1"), ["estimate", "low", "high"]]),
            "alpha": decimal(table.loc[(method, "alpha"), "estimate"]),
        }
        for method in dict.fromkeys(coder.scores["method"])
    ]
    return say(
        "The coder was trained on {n:,} coded {units}.",
        "Mean F1 over {frames:frame} on held-out {units}, compared with the alternatives, is {told}.",
        n=coder.n,
        units="passages" if coder.passages else "articles",
        frames=len(coder.frames),
        told=each("{f1} (Krippendorff’s alpha = {alpha}) for {method}", rows, between="; "),
    )


def _narrate_shares(coder: Coder, shares: pd.DataFrame) -> Block:
    rows = [
        {
            "frame": row["frame"],
            "share": estimate_in(row, share=True),
        }
        for row in shares.sort_values("estimate", ascending=False, kind="stable").to_dict("records")
    ]
    return say(
        "The coder assigns these frames to the {units} of the whole study: {told}.",
        "These shares are not corrected for its errors.",
        units="paragraphs" if coder.passages else "articles",
        told=each("*{frame}* ({share})", rows),
    )
