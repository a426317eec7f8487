"""Dictionaries in: one reader a format, chosen by the file's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from framelens.dictionary.frames import FrameDictionary
from framelens.dictionary.yamlformat import parse_yaml
from framelens.errors import InputError, suggest

# A parser takes the file's text and its path for messages.
PARSERS: dict[str, Callable[[str, str], FrameDictionary]] = {
    ".yaml": parse_yaml,
    ".yml": parse_yaml,
}


# The dictionaries that come with framelens, by name.
SHIPPED: dict[str, Path] = {path.stem: path for path in sorted((Path(__file__).parent / "shipped").glob("*.yaml"))}


def read_shipped(name: str) -> FrameDictionary:
    """Read a dictionary that comes with framelens, by its name in ``SHIPPED``.

    Examples
    --------
    >>> read_shipped("generic-frames").names
    ('responsibility', 'conflict', 'economic consequences', 'human interest', 'morality')
    """
    if name not in SHIPPED:
        raise InputError(f"unknown shipped dictionary '{name}'; {suggest(name, SHIPPED)}")
    return read_dictionary(SHIPPED[name])


def read_dictionary(path: Path | str) -> FrameDictionary:
    """Read a frame dictionary.

    Parameters
    ----------
    path : Path or str
        A file in UTF-8: ``.yaml`` or ``.yml``.

    Raises
    ------
    InputError
        If the file cannot be read, its format is unknown, or something in it is not as it should be; the
        message names file and line.
    """
    path = Path(path)
    parse = PARSERS.get(path.suffix.lower())
    if parse is None:
        raise InputError(
            f"the dictionary {path} has an unknown format '{path.suffix}'; known are: {', '.join(PARSERS)}"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"the dictionary {path} does not exist; check the name under frames in study.toml") from error
    except UnicodeDecodeError as error:
        raise InputError(f"the dictionary {path} is not in UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"the dictionary {path} cannot be read: {error.strerror}") from error
    return parse(text, str(path))
