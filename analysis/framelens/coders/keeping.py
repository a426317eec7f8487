"""Keeping a coder: one file of numbers and text, which holds no code and runs none when it is read."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framelens.coders.coder import Coder
from framelens.coders.curve import LearningCurve
from framelens.coders.features import Features, choose_reads
from framelens.coders.learning import Fitted, Learning
from framelens.errors import InputError

FORMAT = 1
_SUFFIX = ".npz"


def save_coder(coder: Coder, path: Path | str) -> Path:
    """Write a coder to a ``.npz`` file: weights as arrays, everything else as JSON inside it.

    The same coder gives the same bytes. The texts that it learned from are not in it; the words that it looks for are.

    Raises
    ------
    InputError
        For a name with another ending.

    Examples
    --------
    >>> fl.read.save_coder(fl.stats.train_coder(codes, articles), folder / "coder.npz").name
    """
    path = Path(path)
    if path.suffix != _SUFFIX:
        raise InputError(f"a coder cannot be kept as '{path.name}'; choose a name that ends in {_SUFFIX}")
    head = {
        "format": FORMAT,
        "frames": list(coder.frames),
        "words": list(coder.features.words),
        "reads": coder.features.reads,
        "exclusive": coder.fitted.exclusive,
        "passages": coder.passages,
        "n": coder.n,
        "settings": asdict(coder.settings),
        "notes": list(coder.notes),
        "tables": {name: _as_json(getattr(coder, name)) for name in ("scores", "words", "unseen")},
        "curve": None if coder.curve is None else {**asdict(coder.curve), "points": _as_json(coder.curve.points)},
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    fitted = coder.fitted
    np.savez_compressed(
        path, head=np.frombuffer(text, dtype=np.uint8), rarity=coder.features.rarity, weights=fitted.weights,
        offsets=fitted.offsets, slopes=fitted.slopes, shifts=fitted.shifts, cuts=fitted.cuts,
    )  # fmt: skip
    return path


def load_coder(path: Path | str) -> Coder:
    """Read a coder that :func:`save_coder` wrote.

    Raises
    ------
    InputError
        If the file is no such file, or the coder reads sentence vectors and there is no encoder here.

    Examples
    --------
    >>> path = fl.read.save_coder(fl.stats.train_coder(codes, articles), folder / "coder.npz")
    >>> fl.read.load_coder(path).code(articles).head(3)
    """
    path = Path(path)
    try:
        with np.load(path, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        head: dict[str, Any] = json.loads(arrays["head"].tobytes())
        if head["format"] != FORMAT:
            raise InputError(f"{path} is a coder of format {head['format']}, not {FORMAT}; train it again and save it")
        features = Features(tuple(head["words"]), arrays["rarity"], head["reads"])
        parts = {name: arrays[name] for name in ("weights", "offsets", "slopes", "shifts", "cuts")}
        fitted = Fitted(**parts, exclusive=bool(head["exclusive"]))
        if fitted.weights.shape[1] != len(head["frames"]):
            raise KeyError("weights")
    except FileNotFoundError:
        raise InputError(f"the coder {path} does not exist; check its name") from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is not a coder that save_coder wrote ({error}); train one and save it") from error
    if choose_reads(features.reads) != features.reads:
        raise InputError(
            f"the coder {path} reads sentence vectors, whose encoder is not installed; reinstall framelens"
        )
    tables = {name: _from_json(rows) for name, rows in head["tables"].items()}
    curve = head["curve"]
    return Coder(
        frames=tuple(head["frames"]),
        features=features,
        fitted=fitted,
        settings=Learning(**head["settings"]),
        passages=bool(head["passages"]),
        n=int(head["n"]),
        curve=None if curve is None else LearningCurve(**{**curve, "points": _from_json(curve["points"])}),
        notes=tuple(head["notes"]),
        **tables,
    )


def _as_json(table: pd.DataFrame) -> dict[str, Any]:
    types = [[str(column), str(kind)] for column, kind in table.dtypes.items()]
    return {"types": types, "rows": json.loads(table.to_json(orient="values", double_precision=15))}


def _from_json(kept: dict[str, Any]) -> pd.DataFrame:
    types = dict(kept["types"])
    return pd.DataFrame(kept["rows"], columns=list(types)).astype(types)
