"""Fit the finder's confidence on the articles set aside: how sure is how often right.

A statement is right when its content matches a marked one, as the scorer matches. The leaning towards finding more
(``boost``) is chosen for the best F1 of what is kept, by cross-validation over articles.
"""

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from benchmarks.evaluation.attribution import _marked_contents, _spans, match_statements
from framelens.annotate.layout import find_layout
from framelens.annotate.network import joining
from framelens.annotate.network.confidence import StatementCalibration, widen_evidence
from framelens.annotate.network.decode import find_spans
from framelens.annotate.network.finder import find_breaks
from framelens.annotate.network.linking import EVIDENCE, N_LOGARITHMS, link_spans

BOOSTS = (0.0, 0.25, 0.5, 0.75, 1.0)
NOISE = 0.003


def fit_logistic(evidence, right, *, ridge=1.0):
    """Fit a logistic model with a ridge on standardised evidence; return weights and constant."""
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    inputs = np.column_stack([(evidence - mean) / spread, np.ones(len(evidence))])

    def cost(weights):
        scores = inputs @ weights
        loss = np.logaddexp(0, scores).sum() - scores @ right
        slope = inputs.T @ (1 / (1 + np.exp(-scores)) - right)
        slope[:-1] += ridge * weights[:-1]
        return loss + ridge / 2 * (weights[:-1] ** 2).sum(), slope

    found = minimize(cost, np.zeros(inputs.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / spread
    return np.append(weights, found[-1] - weights @ mean)


def find_drafts(pieces, scores, boost):
    """Find the drafts of one article's statements."""
    spans = find_spans(scores.tags, pieces.follows, find_breaks(pieces, scores), boost=boost)
    return link_spans(spans, scores, pieces)


def gather(articles, boost):
    """Return one row per draft: article, evidence, and whether its statement is right alone."""
    rows = []
    bare = StatementCalibration(list(EVIDENCE), [0.0] * (len(EVIDENCE) + N_LOGARITHMS + 1), 0.0, 0.0, 320)
    for number, (record, pieces, scores) in enumerate(articles):
        layout = find_layout(record["text"])
        marked = _marked_contents(record)[0]
        drafts = find_drafts(pieces, scores, boost)
        statements = [joining.join_drafts(record["text"], layout, pieces, [one], bare) for one in drafts]
        contents = [_spans(record["text"], next((s.content for s in some if s.cue), ())) for some in statements]
        matched = {column for _, column in match_statements(marked, contents)}
        rows += [(number, len(marked), column in matched, *draft.evidence) for column, draft in enumerate(drafts)]
    return pd.DataFrame(rows, columns=["article", "n_marked", "right", *EVIDENCE])


def choose(articles, *, window, least, n_folds=10):
    """Fit and choose a calibration that leaves out what is less sure than ``least``; return it with what was tried."""
    n_marked = sum(len(_marked_contents(record)[0]) for record, _, _ in articles)
    tried, fitted = [], {}
    for boost in BOOSTS:
        drafts = gather(articles, boost)
        evidence, right = widen_evidence(drafts[list(EVIDENCE)].to_numpy(float)), drafts["right"].to_numpy(float)
        expected = np.zeros(len(drafts))
        for fold in range(n_folds):
            here = (drafts["article"] % n_folds == fold).to_numpy()
            weights = fit_logistic(evidence[~here], right[~here])
            expected[here] = 1 / (1 + np.exp(-(evidence[here] @ weights[:-1] + weights[-1])))
        fitted[boost] = fit_logistic(evidence, right)
        kept, sure = expected >= least, expected >= 0.9
        f1 = 2 * right[kept].sum() / (kept.sum() + n_marked)
        tried.append((boost, f1, right[sure].mean(), sure.sum() / kept.sum()))
    tried = pd.DataFrame(tried, columns=["boost", "f1", "precision_sure", "share_sure"])
    # Gains within the noise do not justify leaning to more, and less certain, statements.
    boost = float(tried.loc[tried["f1"] >= tried["f1"].max() - NOISE, "boost"].min())
    weights = [round(float(one), 5) for one in fitted[boost]]
    return StatementCalibration(list(EVIDENCE), weights, boost, least, window), tried
