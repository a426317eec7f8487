"""Axes of the researcher's own, on which a figure is drawn instead of on a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GIVEN: ContextVar[Axes | None] = ContextVar("given", default=None)


@contextmanager
def drawing_on(axes: Axes | None) -> Iterator[None]:
    """Have figures drawn on these axes, in the style that they were made in, inside the block."""
    token = _GIVEN.set(axes)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def given_axes() -> Axes | None:
    """The axes that were given, if any."""
    return _GIVEN.get()
