"""The trained reader: a small network under ONNX Runtime, joined with what quotation marks say for certain."""

from framelens.annotate.network.finder import Name, Reader, Reading, load_reader

__all__ = ["Name", "Reader", "Reading", "load_reader"]
