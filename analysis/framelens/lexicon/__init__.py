"""Tone lexicons: a word and its valence, with the citation, the licence and the exact size of each."""

from framelens.lexicon.reading import LexiconForm, name_lexicon, read_lexicon, write_lexicon
from framelens.lexicon.shipped import LEXICONS, LexiconInfo
from framelens.lexicon.table import Lexicon

__all__ = ["LEXICONS", "Lexicon", "LexiconForm", "LexiconInfo", "name_lexicon", "read_lexicon", "write_lexicon"]
