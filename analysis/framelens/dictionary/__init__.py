"""Frame dictionaries: reading, checking and writing what a study looks for."""

from framelens.dictionary.frames import MARKS, Frame, FrameDictionary, Term
from framelens.dictionary.lint import Finding
from framelens.dictionary.reading import read_dictionary

__all__ = ["MARKS", "Finding", "Frame", "FrameDictionary", "Term", "read_dictionary"]
