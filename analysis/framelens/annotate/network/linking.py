"""From spans to statements: which source and which contents belong to a cue, by the network's pointing.

Every statement that the network was taught has one cue, so a statement is a cue with what is linked to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, fsum, log, log1p

import numpy as np

from framelens.annotate.network.decode import CONTENT, CUE, SOURCE, TaggedSpan
from framelens.annotate.network.model import Scores
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
    if not spans:
        return []
    text = _Told.of(scores, pieces)
    firsts = [first_piece(window) for window in scores.windows]
    groups: list[list[TaggedSpan]] = [[] for _ in scores.windows]
    for span in spans:
        groups[bisect_right(firsts, span.low) - 1].append(span)
    linked: list[_Linked] = []
    left: list[tuple[TaggedSpan, float]] = []
    for number, group in enumerate(groups):
        here, homeless = _link_window(number, group, scores, text)
        homeless += [content for one in here for content in _leave_one_paragraph(one, pieces.paragraphs)]
        before = linked[-1:]
        linked += here
        # A second piece of a cue ("teilte ... mit") has no content; where contents may stand alone, it claims none.
        waiting = before if alone else linked[-1:]
        if homeless and waiting and not waiting[0].contents:
            # "He went on:" at the end of one window, the quotation at the beginning of the next.
            waiting[0].contents.append(homeless.pop(0))
            waiting[0].content_shares.append(0.0)
        left += [(content, _share_of_nothing(number, content, scores, text)) for content in homeless] if alone else []
    drafts = [_draft(one, text) for one in linked if one.contents]
    return drafts + [_draft_alone(content, share, text) for content, share in left]


@dataclass(frozen=True)
class _Told:
    """What is asked of a text's pieces one by one, as lists: a look into an array costs thirty times as much.

    Attributes
    ----------
    log_tags : numpy.ndarray, one row per piece
        As the scores have them.
    places : list of int
        Where in its window each piece stands.
    n_inside : list of int
        How many pieces before each stand inside quotation marks.
    """

    log_tags: np.ndarray
    places: list[int]
    n_inside: list[int]

    @classmethod
    def of(cls, scores: Scores, pieces: TextPieces) -> _Told:
        places = np.zeros(len(pieces), np.int64)
        windows = np.concatenate(scores.windows)
        inside = windows >= 0
        places[windows[inside]] = np.concatenate([np.arange(len(window)) for window in scores.windows])[inside]
        n_inside = np.concatenate([[0], np.cumsum(pieces.states == 1)])
        return cls(scores.tags, places.tolist(), n_inside.tolist())


def _share_of_nothing(number: int, content: TaggedSpan, scores: Scores, text: _Told) -> float:
    """The share of a content's pointing that falls on nothing."""
    place = text.places[content.low]
    pointing = _point(scores.content_links[number][place : place + content.high - content.low])
    return float(np.add.reduce(pointing[:, 0]) / len(pointing))


def _link_window(
    number: int, group: Sequence[TaggedSpan], scores: Scores, text: _Told
) -> tuple[list[_Linked], list[TaggedSpan]]:
    """Link one window's spans; return its cues with their parts, and contents that point at none."""
    cues = [span for span in group if span.kind == CUE]
    contents = [span for span in group if span.kind == CONTENT]
    if not cues:
        return [], contents
    sources = [span for span in group if span.kind == SOURCE]
    window, place_of = scores.windows[number], text.places
    places = [(place_of[content.low], place_of[content.high - 1] + 1) for content in contents]
    pointing = _point(
        np.concatenate(
            [
                scores.source_links[number][[place_of[cue.low] for cue in cues]],
                *(scores.content_links[number][first:last] for first, last in places),
            ]
        )
    )
    linked = [
        _Linked(cue, *_pick_source(cue, sources, window, shares, text))
        for cue, shares in zip(cues, pointing[: len(cues)].tolist(), strict=True)
    ]
    homeless, end = [], len(cues)
    for content, (first, last) in zip(contents, places, strict=True):
        begin, end = end, end + last - first
        shares = (np.add.reduce(pointing[begin:end]) / (last - first)).tolist()
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
    rounded = links.astype(np.float16).astype(np.float64)
    odds = np.exp(rounded - np.maximum.reduce(rounded, axis=-1, keepdims=True))
    return odds / np.add.reduce(odds, axis=-1, keepdims=True)


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


def _share(shares: Sequence[float], place_of: Sequence[int], span: TaggedSpan) -> float:
    """Return the share of some pointing that falls on a span."""
    return sum(shares[place_of[span.low] : place_of[span.high - 1] + 1])


def _pick_source(
    cue: TaggedSpan, sources: Sequence[TaggedSpan], window: np.ndarray, shares: list[float], text: _Told
) -> tuple[TaggedSpan | None, float]:
    """Pick the source that a cue points at, or none, with the share of its pointing.

    A cue may point at words that the tags alone left outside; those become its source.
    """
    on_sources = [_share(shares, text.places, source) for source in sources]
    on_nothing, most = shares[0], max(shares)
    low = int(window[shares.index(most)])
    if low >= 0 and most > max([on_nothing, *on_sources]):
        grown = _grow_source(low, text.log_tags, int(window[window >= 0][-1]) + 1)
        if grown.high <= cue.low or grown.low >= cue.high:
            return grown, most
    if on_sources and max(on_sources) >= min(on_nothing, 0.5):
        return sources[on_sources.index(max(on_sources))], max(on_sources)
    return None, on_nothing


def _grow_source(low: int, log_tags: np.ndarray, stop: int) -> TaggedSpan:
    """Return the source that begins at a piece and goes on as long as that is likelier than being outside."""
    high = low + 1
    while high < stop and log_tags[high, 2 * SOURCE + 2] > log_tags[high, 0]:
        high += 1
    return TaggedSpan(SOURCE, low, high)


def _draft(linked: _Linked, text: _Told) -> Draft:
    """Put a statement together and gather what its confidence is judged by."""
    cue, source = linked.cue, linked.source
    contents = sorted(linked.contents, key=lambda content: content.low)
    gap = max(contents[0].low - cue.high, cue.low - contents[-1].high, 0)
    of_cue = own_scores(text.log_tags, cue)
    evidence = (
        of_cue[0],
        min(of_cue),
        *_judge_contents(contents, text),
        log(max(min(linked.content_shares), 1e-5)),
        log(max(linked.source_share, 1e-5)),
        min(own_scores(text.log_tags, source)) if source else 0.0,
        float(source is not None),
        *_describe_contents(contents, text),
        float(len(contents)),
        log1p(gap),
    )
    return Draft(
        tuple([(content.low, content.high) for content in contents]),
        (cue.low, cue.high),
        (source.low, source.high) if source else None,
        tuple([max(value, _FLOOR) for value in evidence]),
    )


def _draft_alone(content: TaggedSpan, share: float, text: _Told) -> Draft:
    """A statement that is a content alone."""
    evidence = (
        *_judge_contents([content], text),
        log(max(share, 1e-5)),
        *_describe_contents([content], text),
    )
    return Draft(((content.low, content.high),), None, None, tuple([max(value, _FLOOR) for value in evidence]))


def _judge_contents(contents: Sequence[TaggedSpan], text: _Told) -> tuple[float, ...]:
    """How sure the network is of contents: of where they begin and end, and of what is between."""
    log_tags = text.log_tags
    own = [score for content in contents for score in own_scores(text.log_tags, content)]
    # How sure it is that what follows a content is no more of it.
    going_on = [log_tags.item(one.high, 2 * CONTENT + 2) for one in contents if one.high < len(log_tags)]
    return (
        min([log_tags.item(content.low, 2 * CONTENT + 1) for content in contents]),
        log1p(-min(exp(max(going_on, default=_FLOOR)), 0.9999)),
        fsum(own) / len(own),
        min(own),
    )


def _describe_contents(contents: Sequence[TaggedSpan], text: _Told) -> tuple[float, float]:
    """The share of contents inside quotation marks, and the logarithm of their length."""
    size = sum([content.high - content.low for content in contents])
    inside = sum([text.n_inside[content.high] - text.n_inside[content.low] for content in contents])
    return inside / size, log(size)


def own_scores(log_tags: np.ndarray, span: TaggedSpan) -> list[float]:
    """Return for each piece of a span the logarithm of the probability of its own tag."""
    scores: list[float] = log_tags[span.low : span.high, 2 * span.kind + 2].tolist()
    scores[0] = log_tags.item(span.low, 2 * span.kind + 1)
    return scores
