"""What a worker of a cluster does: take the settings of a run once, then annotate chunk after chunk by them."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Mapping

from framelens.settings.settings import Settings
from framelens.store.alike import describe_installed, tell_apart
from framelens.store.chunks import Annotator, Tables, annotate_chunk

_RUNS: OrderedDict[str, tuple[Settings, Annotator]] = OrderedDict()
_MOST_RUNS = 8


class UnknownRunError(Exception):
    """The worker has no settings of the run, or other code than they are for."""


def take_run(run: str, wanted: Mapping[str, str], given: bytes) -> str:
    """Keep the settings and the annotator of a run; returns in what this worker is unlike, which then gets none."""
    if unlike := tell_apart(describe_installed(), wanted):
        return unlike
    _RUNS[run] = pickle.loads(given)
    while len(_RUNS) > _MOST_RUNS:
        _RUNS.popitem(last=False)
    return ""


def annotate_sent(run: str, chunk: bytes) -> Tables:
    """The tables of a chunk, by the settings of its run."""
    if run not in _RUNS:
        raise UnknownRunError(run)
    _RUNS.move_to_end(run)
    return annotate_chunk(pickle.loads(chunk), *_RUNS[run])
