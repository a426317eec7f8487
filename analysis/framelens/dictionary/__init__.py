"""Frame dictionaries: reading, checking and writing what a study looks for."""

from framelens.dictionary.frames import FrameDictionary
from framelens.dictionary.lint import Finding
from framelens.dictionary.parts import MARKS, Frame, Term, UnusableEntry
from framelens.dictionary.reading import SHIPPED, read_dictionary, read_shipped, write_dictionary

__all__ = [
    "MARKS",
    "SHIPPED",
    "Finding",
    "Frame",
    "FrameDictionary",
    "Term",
    "UnusableEntry",
    "read_dictionary",
    "read_shipped",
    "write_dictionary",
]
