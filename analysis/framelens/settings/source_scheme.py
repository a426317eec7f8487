"""The scheme of source roles: a file that a study may replace, read as a dictionary whose frames are roles."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from framelens.dictionary import FrameDictionary, read_dictionary
from framelens.errors import InputError

SHIPPED = Path(__file__).parents[1] / "dictionary" / "schemes" / "source-roles.yaml"
_FEWEST = 2
UNKNOWN = "unknown"  # the row of sources without a role


@lru_cache(maxsize=1)
def read_shipped_scheme() -> FrameDictionary:
    """The roles that come with framelens.

    Examples
    --------
    >>> len(read_shipped_scheme().names)
    10
    """
    return read_scheme(SHIPPED)


def read_scheme(path: Path) -> FrameDictionary:
    """Read a scheme of source roles, such as ``sources.yaml``.

    Raises
    ------
    InputError
        If the file cannot be read, if a role is listed twice, has no definition or no terms, or is called 'unknown', or
        if there is one only.
    """
    scheme = read_dictionary(path)
    for role in scheme.frames:
        at = f", line {role.line}" if role.line else ""
        if role.name.strip().casefold() == UNKNOWN:
            raise InputError(f"{path}{at}: '{role.name}' stands for sources without a role; give the role another name")
        if not role.definition.strip():
            raise InputError(
                f"{path}{at}: the role '{role.name}' has no definition; say under 'definition' which sources belong to "
                "it, so that coders can code it"
            )
    if len(scheme.frames) < _FEWEST:
        raise InputError(f"{path} has one role; a scheme tells sources apart by two roles or more")
    return scheme
