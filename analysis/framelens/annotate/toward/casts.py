"""Who is cast as what, sentence by sentence: the role of persons and organisations, in whose voice, how certainly.

References
----------
Mahmoud, T., Xie, Z., et al. (2025). Entity framing and role portrayal in the news. *Findings of ACL 2025*.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.annotate.toward.casting import N_VOTES, ROLES, load_head
from framelens.annotate.toward.model import CLASSES, LANGUAGE, load_toward
from framelens.annotate.toward.readers import TargetReader
from framelens.annotate.toward.scoring import PLACES, check_language, locate_toward
from framelens.annotate.toward.targets import find_targets
from framelens.tables import Annotations

# Below this probability of the likeliest role nobody is cast.
CERTAIN = 0.6
# The head learned from mentions that all have a role: a sentence that is likelier neutral than not casts nobody.
PLAIN = 0.5
NARRATIVE_ROLES = "narrative roles of targets"
# Roles were learned in English alone.
LEARNED = (LANGUAGE,)
_COLUMNS = [*PLACES, *ROLES, "role", "certainty", "is_cast"]


def score_casting(
    annotations: Annotations,
    targets: Sequence[str] | int | None = None,
    *,
    certainty: float = CERTAIN,
    model: TargetReader | None = None,
) -> pd.DataFrame:
    """Roles of persons and organisations in the sentences that mention them.

    Parameters
    ----------
    annotations : Annotations
    targets : sequence of str, or int, optional
        Names, aliases or ids in the speakers table; or how many of the most mentioned ones, 10 by default.
    certainty : float, default 0.6
        Rows whose likeliest role has a smaller probability are cast as nothing.
    model : TargetReader, optional

    Returns
    -------
    pandas.DataFrame
        One row per segment and target mentioned in it: ``article_id``, ``segment``, ``start``, ``end`` (of the first
        mention), ``n_mentions``, ``voice``, ``quote_id``, ``speaker_id``, ``speaker_kind`` (whose words these are),
        ``target_id``, ``protagonist``, ``antagonist``, ``innocent`` (probabilities, given that there is a role),
        ``role`` (the likeliest), ``certainty`` (its probability) and ``is_cast``: whether it is certain enough, and
        the sentence is likelier positive or negative toward the target than neutral.

    Raises
    ------
    InputError
        For a target that nobody mentions, and where no article is in English, the language that was learned.

    Examples
    --------
    >>> casts = fl.stats.score_casting(study, 3)
    >>> casts[["speaker_id", "target_id", "role", "certainty", "is_cast"]].head(4)
    """
    check_language(annotations, NARRATIVE_ROLES, LEARNED)
    located = locate_toward(annotations, find_targets(annotations, targets), languages=LEARNED)
    return cast_rows(located, certainty, model)


def empty_casting(annotations: Annotations) -> pd.DataFrame:
    """The table of :func:`score_casting` without a row."""
    return cast_rows(locate_toward(annotations, [], languages=LEARNED), CERTAIN, None)


def cast_rows(rows: pd.DataFrame, certainty: float, model: TargetReader | None) -> pd.DataFrame:
    """What the network says of each row's target, in its sentence and in its article."""
    texts, mentions = rows.pop("_text").tolist(), rows.pop("_mentions").tolist()
    answers = (model or load_toward()).answer(texts, mentions) if texts else np.zeros((0, len(CLASSES) + N_VOTES))
    polarity, votes = answers[:, : len(CLASSES)], answers[:, len(CLASSES) :]
    group = rows.groupby(["article_id", "target_id"], sort=False).ngroup().to_numpy(dtype=np.intp)
    probabilities = load_head().find_probabilities(votes, group)
    for number, name in enumerate(ROLES):
        rows[name] = probabilities[:, number]
    best = probabilities.argmax(axis=1) if len(rows) else np.zeros(0, dtype=int)
    rows["role"] = pd.Series(np.array(ROLES, dtype=object)[best], index=rows.index, dtype="str")
    rows["certainty"] = probabilities.max(axis=1) if len(rows) else np.zeros(0)
    plain = polarity[:, CLASSES.index("neutral")] > PLAIN
    rows["is_cast"] = (rows["certainty"].to_numpy() >= certainty) & ~plain
    return rows[_COLUMNS]
