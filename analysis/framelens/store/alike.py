"""Whether another machine annotates as this one does: the same tables come from the same code and networks alone."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from framelens.networks import MODELS

# What decides which words are a name or a statement, and how a network counts.
PACKAGES = ("framelens", "framelens-models", "onnxruntime", "tokenizers")
_CODE, _NETWORKS = "the code of framelens", "the networks"
_READ = (".py", ".csv", ".toml", ".yaml", ".npz")


@cache
def describe_installed() -> dict[str, str]:
    """The version of each package and of Python, and fingerprints of framelens' code and of the networks."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return {**found, _CODE: _hash_code(), _NETWORKS: _hash_networks()}


def tell_apart(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """In what another machine differs, as ``framelens 0.1.0 (here 0.2.0)``; empty where in nothing."""
    named = [
        f"{name} {theirs.get(name, 'none')} (here {ours[name]})"
        for name in ("Python", *PACKAGES)
        if theirs.get(name, "none") != ours[name]
    ]
    others = [f"{name} in another state" for name in (_CODE, _NETWORKS) if theirs.get(name) != ours[name]]
    return ", ".join(named or others)


def _hash_code() -> str:
    """Of the files that annotating reads; line ends aside, which git may have changed."""
    folder = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.suffix in _READ and not name.startswith("report/"):
            data = file.read_bytes()
            digest.update(name.encode() + b"\0" + (data if file.suffix == ".npz" else data.replace(b"\r\n", b"\n")))
    return digest.hexdigest()


def _hash_networks() -> str:
    """Of their names and sizes: their bytes are a hundred megabytes."""
    package = find_spec(MODELS)
    files = sorted(Path(package.origin).parent.rglob("*.onnx")) if package is not None and package.origin else []
    named = [(file.parent.name, file.name, file.stat().st_size) for file in files]
    return hashlib.sha256(repr(named).encode()).hexdigest()
