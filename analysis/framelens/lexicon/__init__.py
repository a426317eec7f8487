"""Tone lexicons: a word and its valence, with the citation, the licence and the exact size of each."""

from framelens.lexicon.shipped import LEXICONS, LexiconInfo
from framelens.lexicon.table import Lexicon, read_lexicon

__all__ = ["LEXICONS", "Lexicon", "LexiconInfo", "read_lexicon"]
