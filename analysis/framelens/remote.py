"""Files that lie elsewhere: an address such as ``s3://bucket/folder``, and what of it is kept here.

fsspec knows the services; s3fs, gcsfs and adlfs bring Amazon's, Google's and Microsoft's and whatever speaks like them.
Who may read and write is said where these look for it: in the environment, or in the files of the service's own tools.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeGuard

import platformdirs

from framelens.disk import write_whole
from framelens.errors import InputError

CACHE_VARIABLE = "FRAMELENS_CACHE"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://.")
_TAGS = "tags.json"
_UNFINISHED = ".unfinished"
# Libraries whose errors are about the service, its rights and the network.
_SERVICES = ("botocore", "aiobotocore", "aiohttp", "s3fs", "gcsfs", "google", "adlfs", "azure", "fsspec")


def is_remote(place: object) -> TypeGuard[str]:
    """Whether a place is an address and no path.

    Examples
    --------
    >>> is_remote("s3://bucket/articles"), is_remote("articles")
    (True, False)
    """
    return isinstance(place, str) and _ADDRESS.match(place) is not None


@dataclass(frozen=True)
class Address:
    """An address, opened.

    Attributes
    ----------
    url : str
    files : fsspec.AbstractFileSystem
        The service.
    root : str
        The folder or file as the service calls it.
    """

    url: str
    files: Any
    root: str

    def list_files(self, folder: str = "") -> dict[str, Mapping[str, Any]]:
        """Every file below a folder, by its path from the root, with what the service says of it."""
        with naming_trouble(self.url):
            self.files.invalidate_cache()
            try:
                found = self.files.find(self._at(folder), detail=True)
            except FileNotFoundError:
                return {}
        n_root = len(self.root.rstrip("/")) + 1
        return {name[n_root:]: about for name, about in found.items()}

    def get(self, names: Mapping[str, Path]) -> None:
        """Fetch files, each whole or not at all."""
        here = {name: file.with_name(file.name + _UNFINISHED) for name, file in names.items()}
        for file in here.values():
            file.parent.mkdir(parents=True, exist_ok=True)
        with naming_trouble(self.url):
            self.files.get([self._at(name) for name in here], [str(file) for file in here.values()])
        for name, file in here.items():
            file.replace(names[name])

    def put(self, names: Mapping[str, Path]) -> None:
        """Send files."""
        with naming_trouble(self.url):
            self.files.put([str(file) for file in names.values()], [self._at(name) for name in names])

    def create(self, name: str, content: bytes) -> bool:
        """Write a file that is not there yet; False where it is, whoever wrote it."""
        with naming_trouble(self.url):
            try:
                self.files.pipe_file(self._at(name), content, mode="create")
            except FileExistsError:
                return False
            return True

    def remove(self, names: list[str]) -> None:
        """Remove files; those that are gone already are none."""
        with naming_trouble(self.url):
            for name in names:
                try:
                    self.files.rm_file(self._at(name))
                except FileNotFoundError:
                    continue

    def _at(self, name: str) -> str:
        """A name as the service calls it; without a name the root itself."""
        return f"{self.root.rstrip('/')}/{name}" if name else self.root


def open_place(url: str) -> Address:
    """Open an address.

    Raises
    ------
    InputError
        If fsspec or the service's library is not installed, or the service is not known.
    """
    scheme = url.partition("://")[0]
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"{url} needs fsspec; install it with: pip install framelens[cloud]") from error
    try:
        with naming_trouble(url):
            files, root = url_to_fs(url)
    except ImportError as error:
        raise InputError(f"{url}: {error}; for s3 that is: pip install framelens[cloud]") from error
    except ValueError as error:
        raise InputError(f"{url}: '{scheme}' is no service that fsspec knows; write s3://, gs:// or abfs://") from error
    return Address(url, files, root)


@contextmanager
def naming_trouble(url: str) -> Iterator[None]:
    """Turn what a service, its rights or the network say no to into one line."""
    try:
        yield
    except (ImportError, FileExistsError, InputError):
        raise
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__module__.partition(".")[0] not in _SERVICES:
            raise
        said = " ".join(str(error).split()) or type(error).__name__
        raise InputError(
            f"{url} cannot be reached ({type(error).__name__}: {said[:200]}); look at its name, your rights and the "
            "network, and run the same command again: what was committed is safe"
        ) from error


def find_cache(kind: str, url: str) -> Path:
    """The folder in which what lies at an address is kept: in that of FRAMELENS_CACHE, or in the user's for caches."""
    named = os.environ.get(CACHE_VARIABLE)
    cache = Path(named) if named else platformdirs.user_cache_path("framelens", appauthor=False)
    return cache / kind / sha256(url.rstrip("/").encode()).hexdigest()[:16]


def fetch_source(url: str) -> Path:
    """The articles at an address, fetched: a file, or a folder of files; those that did not change are there already.

    Raises
    ------
    InputError
        If nothing lies there, or it cannot be reached.
    """
    place = open_place(url)
    name = place.root.rstrip("/").rpartition("/")[2] or "articles"
    here = find_cache("sources", url)
    with naming_trouble(url):
        place.files.invalidate_cache()
        try:
            single = place.files.isfile(place.root)
            about = place.files.info(place.root) if single else {}
        except FileNotFoundError:
            raise InputError(f"there is nothing at {url}; see whether its name is right") from None
    there = {"": about} if single else place.list_files()
    if not there:
        raise InputError(f"there is nothing at {url}; see whether its name is right")
    tags = {path: _tag(about) for path, about in there.items()}
    known = _read_tags(here)
    files = {path: here / name / path if path else here / name for path in there}
    wanted = {path: file for path, file in files.items() if known.get(path) != tags[path] or not file.is_file()}
    _write_tags(here, {path: tag for path, tag in known.items() if path in files and path not in wanted})
    if wanted:
        place.get(wanted)
    for path in known.keys() - files.keys():
        (here / name / path).unlink(missing_ok=True)
    _write_tags(here, tags)
    return here / name


def _write_tags(folder: Path, tags: Mapping[str, str]) -> None:
    """Note which files of an address a folder has, and of which state."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _TAGS, json.dumps(dict(tags), sort_keys=True).encode())


def _read_tags(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / _TAGS).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(path): str(tag) for path, tag in found.items()} if isinstance(found, dict) else {}


def _tag(about: Mapping[str, Any]) -> str:
    """What tells one state of a file from another, as its service says it."""
    for key in ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "mtime", "created", "last_modified"):
        if about.get(key):
            return f"{about[key]} {about.get('size')}"
    return f"{about.get('size')}"
