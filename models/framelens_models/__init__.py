"""The trained networks of framelens: a package of its own, so that the code stays small.

One folder a network: ``accurate`` and ``fast`` find statements and names, ``toward`` the polarity toward a target,
``sentences`` the vectors that coders learn from. Each holds ``network.onnx`` and ``tokenizer.json``.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
