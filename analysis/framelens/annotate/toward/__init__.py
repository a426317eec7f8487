"""Polarity of a sentence toward a person or an organisation: a small network that learned it from people's codes."""

from framelens.annotate.toward.model import CLASSES, LANGUAGE, TowardModel, load_toward

__all__ = ["CLASSES", "LANGUAGE", "TowardModel", "load_toward"]
