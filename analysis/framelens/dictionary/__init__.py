"""Frame dictionaries: reading, checking and writing what a study looks for."""

from framelens.dictionary.frames import MARKS, Frame, FrameDictionary, Term
from framelens.dictionary.reading import read_dictionary

__all__ = ["MARKS", "Frame", "FrameDictionary", "Term", "read_dictionary"]
