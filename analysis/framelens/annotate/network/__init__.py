"""The trained finder: a small network under ONNX Runtime, joined with what quotation marks say for certain."""

from framelens.annotate.network.finder import NETWORKS, NetworkFinder

__all__ = ["NETWORKS", "NetworkFinder"]
