"""How one setting is declared: once, for reading, checking, writing, the docs and the methods section.

A setting is a field of a dataclass (:class:`framelens.settings.fields.Settings`) and carries a :class:`Setting`: its
place in study.toml, its type and bounds, its default, what it touches, what it means. msgspec checks a value
against its type; what is said of a wrong one is worded here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect

from framelens.errors import InputError, suggest
from framelens.settings.dependent import DEPENDENT


@dataclasses.dataclass(frozen=True, eq=False)
class Setting:
    """One setting.

    Attributes
    ----------
    key : str
        Its table and key in study.toml: ``speakers.reader``; a key alone stands at the top.
    kind : type
        What msgspec converts the value to, bounds included; None for a file that lies beside study.toml unnamed.
    says : str
        What it means, as docs/settings.md has it.
    default : object
        The value where study.toml has none; None where there is none either.
    methods : str
        Its sentence in the methods section; ``{}`` is the value.
    read : callable or None
        For the name of a file: what is made of its path.
    check : callable or None
        Says what is wrong with a value of the right type, or None.
    """

    key: str
    kind: Any
    says: str
    default: Any = None
    methods: str = ""
    read: Callable[[Path], Any] | None = None
    check: Callable[[Any], str | None] | None = None
    attribute: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """Its table, if it has one, and its key."""
        return tuple(self.key.split("."))

    @property
    def touches(self) -> str:
        """What changes in annotations that were made under another value."""
        return DEPENDENT[self.key]

    @property
    def name(self) -> str:
        """Its key without the table."""
        return self.path[-1]

    @property
    def place(self) -> str:
        """Where it belongs, in words."""
        return f"under [{'.'.join(self.path[:-1])}]" if len(self.path) > 1 else "at the top, above the first [table]"

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        inner = get_args(self.kind)[0] if get_origin(self.kind) is Annotated else self.kind
        among = get_args(inner)[0] if get_origin(inner) is tuple else inner
        if get_origin(among) is Literal:
            choices = ", ".join(f'"{choice}"' for choice in get_args(among))
            return f"one of {choices}" if among is inner else f"a list of {choices}"
        if self.read is not None:
            return "the name of a file or folder"
        if dataclasses.is_dataclass(self.kind) or get_origin(self.kind) is dict:
            return f"a table: [{self.key}]"
        return _describe(inspect.type_info(self.kind))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its own table, where it is one of fixed keys."""
        return tuple(get_type_hints(self.kind)) if dataclasses.is_dataclass(self.kind) else ()

    def decode(self, value: Any) -> Any:
        """``value`` of a TOML file as the setting has it.

        Raises
        ------
        WrongValueError
            With the key that is wrong, which may be one of the setting's own table, and what is wrong with it.
        """
        found = _decode(self.kind, value, self.path)
        if self.check and (wrong := self.check(found)):
            raise WrongValueError(self.path, wrong)
        return found


class WrongValueError(Exception):
    """A value that is not as it was declared: the path of its key, and the message."""

    def __init__(self, path: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.path = path


def setting(key: str, kind: Any, says: str, **about: Any) -> Any:
    """A field of a dataclass that is a setting; ``factory`` makes its default where that is no plain value."""
    options: dict[str, Any] = {}
    factory = about.pop("factory", None)
    shown = about.pop("repr", True)
    if about.pop("required", False):
        pass
    elif factory is not None:
        options["default_factory"] = factory
    else:
        options["default"] = about.get("default")
    return dataclasses.field(metadata={"setting": Setting(key, kind, says, **about)}, repr=shown, **options)


def list_declared(kind: type) -> list[Setting]:
    """The settings among the fields of a dataclass."""
    fields = dataclasses.fields(kind)
    return [dataclasses.replace(f.metadata["setting"], attribute=f.name) for f in fields if "setting" in f.metadata]


def document(kind: type) -> type:
    """Say in a dataclass's docstring what its fields are, as they declare it themselves."""
    lines = [(kind.__doc__ or "").rstrip(), "", "    Attributes", "    ----------"]
    for one in dataclasses.fields(kind):
        declared = one.metadata.get("setting")
        says = declared.says if declared else one.metadata.get("says")
        lines += [f"    {one.name} : {one.type}", f"        {says[0].upper()}{says[1:]}."] if says else []
    kind.__doc__ = "\n".join(lines) + "\n    "
    return kind


def _decode(kind: Any, value: Any, path: tuple[str, ...]) -> Any:
    where = f"[{'.'.join(path)}]"
    if dataclasses.is_dataclass(kind) or get_origin(kind) in (dict, Mapping):
        if not isinstance(value, dict):
            raise WrongValueError(path, f"{path[-1]} = {show(value)} must be a table: write {where}")
        fields = get_type_hints(kind, include_extras=True) if isinstance(kind, type) else {}
        names, inner = get_args(kind) or (Literal[tuple(fields)], None)
        for key in value:
            if get_origin(names) is Literal and key not in get_args(names):
                known = suggest(key, get_args(names))
                raise WrongValueError((*path, key), f"unknown key '{key}' in {where}; {known}")
        found = {key: _decode(inner or fields[key], one, (*path, key)) for key, one in value.items()}
        try:
            return kind(**found) if fields else found
        except InputError as error:
            raise WrongValueError(path, str(error)) from error
    _check_texts(get_args(kind)[0] if get_origin(kind) is Annotated else kind, value, path)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        wanted = _describe(inspect.type_info(kind))
        inside = f", under [{'.'.join(path[:-1])}]" if len(path) > 2 else ""
        raise WrongValueError(path, f"{path[-1]} = {show(value)} must be {wanted}{inside}") from error


def _check_texts(kind: Any, value: Any, path: tuple[str, ...]) -> None:
    """Refuse texts that are not among those to choose from, that stand twice in a list, or that no file can hold."""
    inner = next(iter(get_args(kind)), None) if get_origin(kind) is tuple else kind
    texts = value if get_origin(kind) is tuple and isinstance(value, list) else [value]
    for text in texts:
        if not isinstance(text, str):
            continue
        if "\0" in text:
            raise WrongValueError(path, f"{path[-1]} = {show(text)} has the character NUL in it; take it out")
        if get_origin(inner) is Literal and text not in get_args(inner):
            known = suggest(text, get_args(inner))
            raise WrongValueError(
                path, f"unknown value '{text}' {'in' if inner is not kind else 'for'} {path[-1]}; {known}"
            )
        if inner is not kind and (not text.strip() or texts.count(text) > 1):
            why = "is listed twice" if text.strip() else "is empty"
            raise WrongValueError(path, f"'{text}' in {path[-1]} {why}; take it out")


def _describe(kind: inspect.Type) -> str:
    """What a value must be, in words."""
    match kind:
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType(ge=low, le=high):
            return f"a whole number from {low:,} to {high:,}"
        case inspect.FloatType(ge=low, le=high):
            return "a number" if low is None else f"a number from {low:g} to {high:g}"
        case inspect.VarTupleType(min_length=least):
            return "a list of texts in square brackets" + (", of one at least" if least else "")
        case inspect.TupleType(item_types=types):
            return f"two {'texts' if isinstance(types[0], inspect.StrType) else 'numbers'} in square brackets"
        case inspect.UnionType(types=types):
            return " or ".join(dict.fromkeys(map(_describe, types)))
    return "text in quotation marks"


def show(value: Any) -> str:
    """A value as a message has it: as it was written, cut short."""
    shown = "true" if value is True else "false" if value is False else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
