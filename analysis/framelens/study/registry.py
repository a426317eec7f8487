"""The registry of measures: what is marked here is a method of every study, in its documentation and in its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec

from framelens.results.measure import Measure

Parameters = ParamSpec("Parameters")


@dataclass(frozen=True)
class Registered:
    """A measure as the registry knows it.

    Attributes
    ----------
    name : str
        The study's method; of its codes ``codes.`` and the method.
    summary : str
        The first line of its docstring.
    needs : mapping
        What the method cannot do without, with a value that suits most studies.
    options : tuple of mapping
        Other values of its options, each of which the test tries.
    groups, speakers : bool
        Whether it takes ``by``, and whether that may be a column of the speakers.
    """

    name: str
    summary: str
    needs: Mapping[str, Any]
    options: tuple[Mapping[str, Any], ...]
    groups: bool
    speakers: bool


MEASURES: dict[str, Registered] = {}


def measure(
    *options: Mapping[str, Any], groups: bool = True, speakers: bool = False, of: str = "", **needs: Any
) -> Callable[[Callable[Parameters, Measure]], Callable[Parameters, Measure]]:
    """Mark a method of the study, or of its attribute ``of``, as a measure.

    ``options`` are the values that its test tries besides the defaults.
    """

    def register(method: Callable[Parameters, Measure]) -> Callable[Parameters, Measure]:
        summary = (method.__doc__ or "").strip().partition("\n")[0]
        name = f"{of}.{method.__name__}" if of else method.__name__
        MEASURES[name] = Registered(name, summary, needs, options, groups, speakers)
        return method

    return register
