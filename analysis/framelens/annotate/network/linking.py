"""From spans to statements: which source and which contents belong to a cue, by the network's pointing.

Every statement that the network was taught has one cue, so a statement is a cue with what is linked to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from framelens.annotate.network.decode import CONTENT, CUE, SOURCE, TaggedSpan
from framelens.annotate.network.model import Scores, log_softmax
from framelens.annotate.network.pieces import TextPieces, first_piece

Range = tuple[int, int]
EVIDENCE = (
    "cue_begin",
    "cue_least",
    "content_begin",
    "content_end",
    "content_mean",
    "content_least",
    "content_link",
    "source_link",
    "source_least",
    "has_source",
    "quoted_share",
    "log_length",
    "n_fragments",
    "distance",
)
N_LOGARITHMS = 9
# Of a statement without a cue there is its content alone, and how strongly that points at nothing.
EVIDENCE_ALONE = (
    "content_begin",
    "content_end",
    "content_mean",
    "content_least",
    "nothing_link",
    "quoted_share",
    "log_length",
)
_FLOOR = -12.0


@dataclass(frozen=True)
class Draft:
    """A statement over pieces, with what its confidence is judged by.

    Attributes
    ----------
    content : tuple of (low, high)
    cue : (low, high) or None
    source : (low, high) or None
    evidence : tuple of float
        In the order of ``EVIDENCE``, without a cue of ``EVIDENCE_ALONE``: logarithms of probabilities that the network
        gives to the statement's parts and links, and the statement's shape.
    """

    content: tuple[Range, ...]
    cue: Range | None
    source: Range | None
    evidence: tuple[float, ...]


@dataclass
class _Linked:
    """A cue with what was linked to it so far, and the shares of the pointing behind each link."""

    cue: TaggedSpan
    source: TaggedSpan | None
    source_share: float
    contents: list[TaggedSpan] = field(default_factory=list)
    content_shares: list[float] = field(default_factory=list)


def link_spans(spans: Sequence[TaggedSpan], scores: Scores, pieces: TextPieces, *, alone: bool = False) -> list[Draft]:
    """Link spans into drafts of statements.

    Parameters
    ----------
    spans : sequence of TaggedSpan
        Sources, cues and contents in the order of the text.
    scores : Scores
        The network's scores for the text.
    pieces : TextPieces
        The text's word pieces.
    alone : bool, default False
        Whether contents that point at no cue are statements without one: reported speech goes on over sentences.

    Returns
    -------
    list of Draft
        In the order of their cues, those without one behind them; a cue without content makes none.
    """
    firsts = [first_piece(window) for window in scores.windows]
    groups: list[list[TaggedSpan]] = [[] for _ in scores.windows]
    for span in spans:
        groups[bisect_right(firsts, span.low) - 1].append(span)
    linked: list[_Linked] = []
    left: list[tuple[TaggedSpan, float]] = []
    for number, group in enumerate(groups):
        here, homeless = _link_window(number, group, scores)
        homeless += [content for one in here for content in _leave_one_paragraph(one, pieces.paragraphs)]
        before = linked[-1:]
        linked += here
        # A second piece of a cue ("teilte ... mit") has no content; where contents may stand alone, it claims none.
        waiting = before if alone else linked[-1:]
        if homeless and waiting and not waiting[0].contents:
            # "He went on:" at the end of one window, the quotation at the beginning of the next.
            waiting[0].contents.append(homeless.pop(0))
            waiting[0].content_shares.append(0.0)
        left += [(content, _share_of_nothing(number, content, scores)) for content in homeless] if alone else []
    drafts = [_draft(one, scores.tags, pieces.states) for one in linked if one.contents]
    return drafts + [_draft_alone(content, share, scores.tags, pieces.states) for content, share in left]


def _share_of_nothing(number: int, content: TaggedSpan, scores: Scores) -> float:
    """The share of a content's pointing that falls on nothing."""
    place = int(np.flatnonzero(scores.windows[number] == content.low)[0])
    pointing = _point(scores.content_links[number][place : place + content.high - content.low])
    return float(np.add.reduce(pointing[:, 0]) / len(pointing))


def _link_window(number: int, group: Sequence[TaggedSpan], scores: Scores) -> tuple[list[_Linked], list[TaggedSpan]]:
    """Link one window's spans; return its cues with their parts, and contents that point at none."""
    if all(span.kind != CUE for span in group):
        return [], [span for span in group if span.kind == CONTENT]
    window = scores.windows[number]
    place_of = {piece: place for place, piece in enumerate(window.tolist()) if piece >= 0}
    sources, cues, contents = ([span for span in group if span.kind == kind] for kind in (SOURCE, CUE, CONTENT))
    on_sources = _point(scores.source_links[number][[place_of[cue.low] for cue in cues]])
    linked = [
        _Linked(cue, *_pick_source(cue, sources, window, place_of, shares, scores.tags))
        for cue, shares in zip(cues, on_sources, strict=True)
    ]
    if not contents:
        return linked, []
    places = [(place_of[content.low], place_of[content.high - 1] + 1) for content in contents]
    pointing = _point(np.concatenate([scores.content_links[number][first:last] for first, last in places]))
    homeless, end = [], 0
    for content, (first, last) in zip(contents, places, strict=True):
        begin, end = end, end + last - first
        shares = np.add.reduce(pointing[begin:end]) / (last - first)
        on_cues = [_share(shares, place_of, one.cue) for one in linked]
        most = max(on_cues)
        if most > min(0.2, shares[0]):
            best = linked[on_cues.index(most)]
            best.contents.append(content)
            best.content_shares.append(most)
        else:
            homeless.append(content)
    return linked, homeless


def _point(links: np.ndarray) -> np.ndarray:
    """The shares of each place's pointing; half precision is what the calibration was fitted with."""
    return np.exp(log_softmax(links.astype(np.float16)))


def _leave_one_paragraph(linked: _Linked, paragraphs: np.ndarray) -> list[TaggedSpan]:
    """Take from a cue what stands outside of one paragraph, its own if it has contents there; return that.

    Of the annotated statements 99 in 100 stand in one paragraph. Pointing alone would gather a whole dialogue
    under the one cue that introduces it.
    """
    if len(linked.contents) < 2:
        return []
    here = int(paragraphs[linked.cue.low])
    nearest = min((int(paragraphs[one.low]) for one in linked.contents), key=lambda one: (abs(one - here), one))
    parts = list(zip(linked.contents, linked.content_shares, strict=True))
    linked.contents = [one for one, _ in parts if paragraphs[one.low] == nearest]
    linked.content_shares = [share for one, share in parts if paragraphs[one.low] == nearest]
    return [one for one, _ in parts if paragraphs[one.low] != nearest]


def _share(shares: np.ndarray, place_of: Mapping[int, int], span: TaggedSpan) -> float:
    """Return the share of some pointing that falls on a span."""
    first, last = place_of[span.low], place_of[span.high - 1]
    if first == last:  # most cues are one piece
        return float(shares[first])
    return float(shares[first : last + 1].sum())


def _pick_source(
    cue: TaggedSpan,
    sources: Sequence[TaggedSpan],
    window: np.ndarray,
    place_of: Mapping[int, int],
    shares: np.ndarray,
    log_tags: np.ndarray,
) -> tuple[TaggedSpan | None, float]:
    """Pick the source that a cue points at, or none, with the share of its pointing.

    A cue may point at words that the tags alone left outside; those become its source.
    """
    on_sources = [_share(shares, place_of, source) for source in sources]
    on_nothing, top = float(shares[0]), int(shares.argmax())
    if window[top] >= 0 and shares[top] > max([on_nothing, *on_sources]):
        grown = _grow_source(int(window[top]), log_tags, int(window[window >= 0][-1]) + 1)
        if grown.high <= cue.low or grown.low >= cue.high:
            return grown, float(shares[top])
    if on_sources and max(on_sources) >= min(on_nothing, 0.5):
        return sources[on_sources.index(max(on_sources))], max(on_sources)
    return None, on_nothing


def _grow_source(low: int, log_tags: np.ndarray, stop: int) -> TaggedSpan:
    """Return the source that begins at a piece and goes on as long as that is likelier than being outside."""
    high = low + 1
    while high < stop and log_tags[high, 2 * SOURCE + 2] > log_tags[high, 0]:
        high += 1
    return TaggedSpan(SOURCE, low, high)


def _draft(linked: _Linked, log_tags: np.ndarray, states: np.ndarray) -> Draft:
    """Put a statement together and gather what its confidence is judged by."""
    cue, source = linked.cue, linked.source
    contents = sorted(linked.contents, key=lambda content: content.low)
    gap = max(contents[0].low - cue.high, cue.low - contents[-1].high, 0)
    of_cue = own_scores(log_tags, cue)
    evidence = (
        of_cue[0],
        of_cue.min(),
        *_judge_contents(contents, log_tags),
        np.log(max(min(linked.content_shares), 1e-5)),
        np.log(max(linked.source_share, 1e-5)),
        own_scores(log_tags, source).min() if source else 0.0,
        float(source is not None),
        *_describe_contents(contents, states),
        float(len(contents)),
        np.log1p(gap),
    )
    return Draft(
        tuple((content.low, content.high) for content in contents),
        (cue.low, cue.high),
        (source.low, source.high) if source else None,
        tuple(float(max(value, _FLOOR)) for value in evidence),
    )


def _draft_alone(content: TaggedSpan, share: float, log_tags: np.ndarray, states: np.ndarray) -> Draft:
    """A statement that is a content alone."""
    evidence = (
        *_judge_contents([content], log_tags),
        np.log(max(share, 1e-5)),
        *_describe_contents([content], states),
    )
    return Draft(((content.low, content.high),), None, None, tuple(float(max(value, _FLOOR)) for value in evidence))


def _judge_contents(contents: Sequence[TaggedSpan], log_tags: np.ndarray) -> tuple[float, ...]:
    """How sure the network is of contents: of where they begin and end, and of what is between."""
    own = np.concatenate([own_scores(log_tags, content) for content in contents])
    # How sure it is that what follows a content is no more of it.
    going_on = [log_tags[one.high, 2 * CONTENT + 2] for one in contents if one.high < len(log_tags)]
    return (
        min(log_tags[content.low, 2 * CONTENT + 1] for content in contents),
        np.log1p(-min(np.exp(max(going_on, default=_FLOOR)), 0.9999)),
        np.add.reduce(own) / len(own),
        own.min(),
    )


def _describe_contents(contents: Sequence[TaggedSpan], states: np.ndarray) -> tuple[float, ...]:
    """The share of contents inside quotation marks, and the logarithm of their length."""
    inside = np.concatenate([states[content.low : content.high] for content in contents])
    return np.count_nonzero(inside == 1) / len(inside), np.log(len(inside))


def own_scores(log_tags: np.ndarray, span: TaggedSpan) -> np.ndarray:
    """Return for each piece of a span the logarithm of the probability of its own tag."""
    scores = log_tags[span.low : span.high, 2 * span.kind + 2].copy()
    scores[0] = log_tags[span.low, 2 * span.kind + 1]
    return scores
