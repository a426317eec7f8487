"""JSON's objects as rows: what lies within is reached with a dot; the list of articles is known by what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from framelens.corpus.article import UnreadableFile
from framelens.corpus.fields import choose_columns

# How deep a field may lie ({"data": {"body": {"text": ...}}}), and the list of articles.
_DEEPEST, _DEEPEST_LIST = 3, 4
_SAMPLE = 100


def flatten(row: Mapping[str, Any], prefix: str = "", depth: int = 1) -> dict[str, Any]:
    """An object as one row; a list stays what it is.

    Examples
    --------
    >>> flatten({"source": {"name": "Courier"}, "tags": ["port"]})
    {'source.name': 'Courier', 'tags': ['port']}
    """
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            flat |= flatten(value, f"{prefix}{name}.", depth + 1)
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def find_lists(value: Any, path: str = "", depth: int = 1) -> Iterator[tuple[str, list[Any]]]:
    """The lists of objects in a value, each with the keys that lead to it."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield path, value
    if isinstance(value, dict) and depth <= _DEEPEST_LIST:
        for name, inner in value.items():
            yield from find_lists(inner, f"{path}.{name}" if path else str(name), depth + 1)


def _find_objects(value: Any, depth: int, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects that lie so deep in an object, each with the keys that lead to it."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            where = f"{path}.{name}" if path else str(name)
            if depth == 1:
                yield where, inner
            else:
                yield from _find_objects(inner, depth - 1, where)


def _choose_objects(value: Any, given: Mapping[str, str]) -> tuple[str, list[Any], dict[str, str]] | None:
    """The articles that lie side by side under keys of their own, or the only one; None where there is none."""
    for depth in range(1, _DEEPEST_LIST + 1 if isinstance(value, dict) else 1):
        found: list[tuple[str, dict[str, Any]]] = []
        for path, row in _find_objects(value, depth):
            with suppress(UnreadableFile):
                choose_keys([flatten(row)], _within(given, path))
                found.append((path, row))
        if found:
            rows = [row for _, row in found]
            return "", rows, choose_keys([flatten(row) for row in rows[:_SAMPLE]], _within(given, found[0][0]))
    return None


def _within(given: Mapping[str, str], path: str) -> dict[str, str]:
    return {field: key.removeprefix(f"{path}.") if path else key for field, key in given.items()}


def choose_list(value: Any, given: Mapping[str, str]) -> tuple[str, list[Any], dict[str, str]]:
    """The list that holds the articles, where it lies, and the key of each field in its objects.

    A key that is given may begin with the way to the list (``response.docs.lead_paragraph``).

    Raises
    ------
    UnreadableFile
        If no list, and not the whole either, holds objects with a text; with the first one's reason.
    """
    lists = sorted(find_lists(value), key=lambda found: -len(found[1]))
    whole = [("", [value])] if isinstance(value, dict) else []
    fits: list[tuple[int, str, list[Any], dict[str, str]]] = []
    reason: UnreadableFile | None = None
    for path, rows in [*whole, *lists]:
        names = _within(given, path)
        try:
            columns = choose_keys([flatten(row) for row in rows[:_SAMPLE] if isinstance(row, dict)], names)
        except UnreadableFile as error:
            reason = error if reason is None or path == lists[0][0] else reason
            continue
        length = sum(len(str(flatten(row).get(columns["text"]) or "")) for row in rows if isinstance(row, dict))
        fits.append((length, path, rows, columns))
    if not fits:
        if chosen := _choose_objects(value, given):
            return chosen
        raise reason or UnreadableFile("it holds no object {...}; a JSON file of articles is a list of them")
    _, path, rows, columns = max(fits, key=lambda fit: fit[0])
    return path, rows, columns


def choose_keys(sample: list[dict[str, Any]], given: Mapping[str, str]) -> dict[str, str]:
    """The key of each field in objects of which these are the first."""
    return choose_columns(list(dict.fromkeys(name for row in sample for name in row)), given, sample)
