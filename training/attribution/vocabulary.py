"""Leave rare word pieces out of a network and its tokenizer: a smaller table of vectors.

Words of a piece left out are written with shorter pieces, which stay. The first 2,000 rows keep their numbers:
signs, single letters and marks, some of which the finder's code names by number.
"""

import copy
import json

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

N_FIXED = 2000


def count_pieces(texts, tokenizer):
    """Count how often each piece of the vocabulary is met."""
    counts = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
    for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
        counts += np.bincount(encoding.ids, minlength=len(counts))
    return counts


def shrink_vocabulary(network, tokenizer, counts, *, n_pieces):
    """Return a network and a tokenizer with the ``n_pieces`` commonest pieces."""
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    single = {number for piece, number in pieces if len(piece.removeprefix("##")) == 1 and piece.isascii()}
    rank = [number for number in np.argsort(-counts, kind="stable").tolist() if number >= N_FIXED]
    rest = [*sorted(single - set(range(N_FIXED))), *(number for number in rank if number not in single)]
    kept = [*range(N_FIXED), *sorted(rest[: n_pieces - N_FIXED])]
    names = {number: piece for piece, number in pieces}
    description = json.loads(tokenizer.to_str())
    description["model"]["vocab"] = {names[number]: new for new, number in enumerate(kept)}
    network = copy.deepcopy(network)
    words = nn.Embedding(len(kept), network.encoder.words.embedding_dim)
    words.weight.data = network.encoder.words.weight.data[torch.tensor(kept)].clone()
    network.encoder.words = words
    return network, Tokenizer.from_str(json.dumps(description))
