"""Run a checkpoint over articles and hand its scores to the shipped decoding."""

import torch
from encoder import Encoder
from network import Network

from framelens.annotate.network.pieces import cut_windows, split_pieces, window_inputs


def load_network(path, settings, *, encoder=None):
    """Load a trained network for reading."""
    network = Network(encoder or Encoder(dropout=0.0), link_width=settings.link_width)
    network.load_state_dict(torch.load(path, weights_only=True)["network"])
    return network.eval()


@torch.no_grad()
def predict(network, text, tokenizer):
    """Return an article's pieces, windows and the network's scores for each window."""
    pieces = split_pieces(text, tokenizer)
    windows = cut_windows(pieces)
    scores = []
    for window in windows:
        arrays = window_inputs(pieces, [window])
        inputs = [torch.from_numpy(arrays[name]) for name in ("ids", "shapes", "states")]
        scores.append(tuple(one[0].float().numpy() for one in network(*inputs)))
    return pieces, windows, scores
