"""Who is cast as what: the share of each role among the mentions that cast somebody, by target and by voice.

References
----------
Mahmoud, T., Xie, Z., et al. (2025). Entity framing and role portrayal in the news. *Findings of ACL 2025*.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.annotate.places import locate_cells
from framelens.annotate.toward.casting import ROLES
from framelens.annotate.toward.scoring import JOURNALIST
from framelens.errors import InputError, suggest
from framelens.measure.evidence import collect_evidence
from framelens.measure.groups import By
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.segments import split_columns
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import VOICES, Annotations

_TARGET = ["target_id", "target"]
_SPEAKER = ["speaker_id", "speaker_kind", "speaker"]


def sum_casting(
    annotations: Annotations,
    casts: pd.DataFrame,
    *,
    within: Sequence[str] = (),
    role: str | None = None,
    voice: str | None = None,
) -> ArticleSums:
    """Mentions in each role over all that cast their target, summed within articles: a ratio per target and role.

    ``within`` are ``voice``, ``zone`` and ``speaker``, by which ratios are told apart as well; ``role`` keeps the
    ratios of one role, and ``voice`` the mentions in one voice.

    Raises
    ------
    InputError
        For an unknown role or voice.

    Examples
    --------
    >>> sums = fl.stats.sum_casting(study, fl.stats.score_casting(study, 2))
    >>> fl.stats.compare_ratios(sums, "outlet").head(3)
    """
    for what, given, known in (("role", role, ROLES), ("voice", voice, VOICES)):
        if given is not None and given not in known:
            raise InputError(f"unknown {what} '{given}'; {suggest(str(given), known)}")
    rows = casts if voice is None else casts[casts["voice"].eq(voice).to_numpy(dtype=bool)].reset_index(drop=True)
    articles = prepare_articles(annotations.articles)
    keyed = _name(rows, annotations)
    keys = [*(key for place in within for key in (_SPEAKER if place == "speaker" else [place])), *_TARGET]
    owners = keyed[keys].drop_duplicates().sort_values(keys, kind="stable").reset_index(drop=True)
    roles = list(ROLES) if role is None else [role]
    cells = owners.merge(pd.DataFrame({"role": roles}, dtype="str"), how="cross")
    is_cast = rows["is_cast"].to_numpy(dtype=bool)
    owner = np.where(is_cast, locate_cells(keyed[keys], owners), -1)
    number = pd.Index(roles).get_indexer(pd.Index(rows["role"]))
    cell = np.where((owner < 0) | (number < 0), -1, owner * len(roles) + number)
    article = locate_articles(rows["article_id"], articles)
    heard = sum_cells(owner, article, None, (len(owners), len(articles)))
    return ArticleSums(
        articles=articles,
        cells=cells,
        numerators=sum_cells(cell, article, None, (len(cells), len(articles))),
        denominators=heard[np.repeat(np.arange(len(owners)), len(roles))].tocsr(),
        kind="share",
        always=np.zeros(len(cells), dtype=bool),
        evidence=(collect_evidence("words", rows, cell, article),),
    )


def _name(rows: pd.DataFrame, annotations: Annotations) -> pd.DataFrame:
    """The rows with the names of speakers and targets, and the zone that each stands in."""
    names = annotations.speakers.set_index("speaker_id")["name"].astype("str")
    place = ["article_id", "segment"]
    at = locate_cells(rows[place], annotations.segments[place])
    return rows.assign(
        zone=annotations.segments["zone"].array.take(at),
        speaker=rows["speaker_id"].map(names).where(rows["speaker_kind"] != JOURNALIST, "the journalist"),
        target=rows["target_id"].map(names),
    ).astype(dict.fromkeys(["zone", *_SPEAKER, *_TARGET], "str"))


def count_casting(
    annotations: Annotations,
    casts: pd.DataFrame,
    by: By = None,
    *,
    role: str | None = None,
    voice: str | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Who is cast as what, by whom: the share of each role among the mentions that cast their target.

    Parameters
    ----------
    annotations : Annotations
    casts : pandas.DataFrame
        From :func:`framelens.annotate.toward.casts.score_casting`.
    by : str or sequence of str, optional
        ``voice``, ``zone``, ``speaker``, columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    role : {'protagonist', 'antagonist', 'innocent'}, optional
        One role; all by default.
    voice : {'journalist', 'direct', 'indirect'}, optional
        The mentions in one voice; all by default.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per group, target and role: the group's columns, ``target_id``, ``target``, ``role``, ``n_cast``
        (mentions in this role), ``n`` (mentions in any), ``n_base_articles``, ``estimate``, ``low``, ``high`` (share,
        0-1). A mention is a segment with the target in it. Targets with most mentions first.

    Raises
    ------
    InputError
        For an unknown column, role or voice.

    Examples
    --------
    >>> casts = fl.stats.score_casting(study, 3)
    >>> fl.stats.count_casting(study, casts, "outlet", role="antagonist")
    """
    groups, within = split_columns(by, annotations.articles)
    sums = sum_casting(annotations, casts, within=within, role=role, voice=voice)
    table = resample_articles(sums, groups, interval=interval)
    table["n_cast"] = table["total"].astype("Int64")
    busiest = -table.groupby("target_id", dropna=False)["n"].transform("sum")
    keys = [*groups, *(key for key in sums.keys if key not in (*_TARGET, "role"))]
    order = table.assign(_n=busiest, _role=table["role"].map({name: number for number, name in enumerate(ROLES)}))
    rows = order.sort_values([*groups, "_n", "target_id", *keys[len(groups) :], "_role"], kind="stable").index
    numbers = ["n_cast", "n", "n_base_articles", "estimate", "low", "high"]
    return table.loc[rows, [*keys, *_TARGET, "role", *numbers]].reset_index(drop=True)


def note_casting(casts: pd.DataFrame, voice: str | None = None) -> tuple[str, ...]:
    """How many mentions cast nobody, in one sentence; none where there is no mention."""
    rows = casts if voice is None else casts[casts["voice"] == voice]
    if rows.empty:
        return ()
    n, left = len(rows), int((~rows["is_cast"]).sum())
    return (
        f"Of {n:,} mentions of the targets, {left:,} ({left / n:.0%}) cast nobody: the role is uncertain, or the "
        "sentence is neutral toward the target.",
    )
