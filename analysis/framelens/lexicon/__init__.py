"""Tone lexicons: a word and its valence, with the citation, the licence and the exact size of each."""

from framelens.lexicon.shipped import LEXICONS, LexiconInfo

__all__ = ["LEXICONS", "LexiconInfo"]
