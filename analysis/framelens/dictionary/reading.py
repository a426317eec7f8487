"""Dictionaries in and out: one reader a format, chosen by the file's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from framelens.dictionary.formats.lexicoder import parse_lexicoder
from framelens.dictionary.formats.liwc import parse_liwc
from framelens.dictionary.formats.own_yaml import parse_yaml, write_yaml
from framelens.dictionary.formats.table import parse_table, write_table
from framelens.dictionary.formats.wordstat import parse_wordstat
from framelens.dictionary.formats.yoshikoder import parse_yoshikoder
from framelens.dictionary.frames import FrameDictionary
from framelens.disk import write_whole
from framelens.encodings import explain_encoding
from framelens.errors import InputError, describe_error, suggest

# A parser takes the file's text and its path for messages.
PARSERS: dict[str, Callable[[str, str], FrameDictionary]] = {
    ".yaml": parse_yaml,
    ".yml": parse_yaml,
    ".csv": parse_table,
    ".dic": parse_liwc,
    ".cat": parse_wordstat,
    ".ykd": parse_yoshikoder,
    ".lcd": parse_lexicoder,
    ".lc3": parse_lexicoder,
}
WRITERS: dict[str, Callable[[FrameDictionary], str]] = {".yaml": write_yaml, ".yml": write_yaml, ".csv": write_table}

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


def read_dictionary(path: Path | str, *, encoding: str = "utf-8-sig") -> FrameDictionary:
    """Read a frame dictionary.

    Parameters
    ----------
    path : Path or str
        ``.yaml`` and ``.yml`` (framelens' own format or quanteda's), ``.csv``, ``.dic`` (LIWC), ``.cat``
        (WordStat), ``.ykd`` (Yoshikoder), ``.lcd`` and ``.lc3`` (Lexicoder).
    encoding : str
        The file's encoding; UTF-8 by default.

    Returns
    -------
    FrameDictionary
        Nested categories of foreign formats are frames named ``parent.child``. What such a file has and
        framelens cannot look for stands in ``left_out``.

    Raises
    ------
    InputError
        If the file cannot be read, its format is unknown, or something in it is not as it should be; the
        message names file and line.

    Examples
    --------
    >>> fl.read.read_dictionary(study.settings.folder / "frames.yaml").names
    """
    path = Path(path)
    parse = PARSERS.get(path.suffix.lower())
    if parse is None:
        given = f"format '{path.suffix}'" if path.suffix else "format, since its name has no ending"
        raise InputError(f"the dictionary {path} has an unknown {given}; known are {', '.join(PARSERS)}")
    if wrong := explain_encoding(encoding):
        raise InputError(wrong)
    try:
        text = path.read_text(encoding=encoding)
    except FileNotFoundError as error:
        raise InputError(f"the dictionary {path} does not exist; check its name") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"the dictionary {path} is not in {encoding.removesuffix('-sig').upper()} (byte {error.start}); save it as "
            "UTF-8, or say how it is written, as in read_dictionary(path, encoding='windows-1252')"
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(f"the dictionary {path} cannot be read: {describe_error(error)}") from error
    return parse(text, str(path))


def write_dictionary(dictionary: FrameDictionary, path: Path | str) -> Path:
    """Write ``dictionary`` to a ``.yaml`` or ``.csv`` file, from which it is read back the same.

    CSV has no place for the title and source of the whole dictionary.

    Raises
    ------
    InputError
        If the format is none that is written, or the file cannot be written.

    Examples
    --------
    >>> fl.read.write_dictionary(study.settings.frames, folder / "frames.csv").name
    """
    path = Path(path)
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise InputError(f"a dictionary cannot be written as '{path.name}'; choose a name that ends in .yaml or .csv")
    return write_whole(path, write(dictionary).encode())
