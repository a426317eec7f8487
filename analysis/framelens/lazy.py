"""Names that are fetched when they are first used, so that an import costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import wraps
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from framelens.errors import InputError


@contextmanager
def leaving_out(module: str) -> Iterator[None]:
    """Imports inside the block do without a module that is optional to them; later ones find it."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


def fetch_lazily(
    module: str, where: Mapping[str, str], *, spaces: Sequence[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The ``__getattr__`` and ``__dir__`` of a module whose names stand in others, as ``module`` or ``module:name``.

    A name that stands in one of the modules ``spaces`` below this one is pointed to.
    """

    def fetch(name: str) -> Any:
        if name in where:
            place, _, other = where[name].partition(":")
            return getattr(import_module(place), other or name)
        for space in spaces:
            if name in import_module(f"{module}.{space}").__all__:
                raise AttributeError(f"{module} has no '{name}'; write {module}.{space}.{name}")
        near = get_close_matches(name, where, n=1)
        hint = f"did you mean {module}.{near[0]}?" if near else f"dir({module}) lists what there is"
        raise AttributeError(f"{module} has no '{name}'; {hint}")

    return fetch, lambda: sorted(where)


def taking_study(function: Any) -> Any:
    """A function of annotations that takes a study as well, and says what to write where it is given a path."""
    if isinstance(function, type) or not callable(function):
        return function

    @wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        if given and isinstance(given[0], (str, Path)) and _first_parameter(function) == "annotations":
            raise InputError(
                f"{function.__name__} takes annotations or a study, not the path '{given[0]}'; write "
                f"fl.stats.{function.__name__}(fl.open('{given[0]}'))"
            )
        if given and _first_parameter(function) == "annotations" and hasattr(given[0], "annotations"):
            given = (given[0].annotations, *given[1:])
        return function(*given, **named)

    return call


def _first_parameter(function: Any) -> str:
    return next(iter(signature(function).parameters), "")
