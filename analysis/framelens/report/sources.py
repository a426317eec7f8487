"""What a report is made from: a study or a store, and the notebooks that are run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from framelens.disk import hash_file
from framelens.errors import InputError
from framelens.memory import ANNOUNCED, is_remembered, remember
from framelens.settings.settings import home_of, locate_study
from framelens.store.opening import SETTINGS, is_store

REPORT = "report.ipynb"


@dataclass(frozen=True)
class Source:
    """Where a report comes from: the study's folder, and the store that holds its annotations."""

    study_folder: Path
    store: Path | None
    home: Path


def find_source(source: Path) -> Source:
    if is_store(source):
        from framelens.store import open_store

        store = source.resolve()
        return Source(open_store(store).study_folder, store, store.parent / f"{store.name}-report")
    folder = locate_study(source.parent if source.name == SETTINGS else source)
    return Source(folder.resolve(), None, home_of(folder))


def find_notebooks(home: Path, *, shipped: bool = False) -> list[Path]:
    """The study's own notebooks in the order of their names, ``report.ipynb`` last; or those of framelens.

    Parameters
    ----------
    home : Path
        The folder that may hold ``notebooks/``.
    shipped : bool
        Whether those of framelens are wanted, whatever stands there.

    Raises
    ------
    InputError
        If the study has notebooks and none of them is ``report.ipynb``.
    """
    own = [] if shipped else sorted((home / "notebooks").glob("*.ipynb"))
    found = own or sorted(shipped_notebooks().glob("*.ipynb"))
    if REPORT not in [path.name for path in found]:
        raise InputError(f"{home / 'notebooks'} has no {REPORT}; copy it from a folder made with: framelens new FOLDER")
    return sorted(found, key=lambda path: (path.name == REPORT, path.name))


def shipped_notebooks() -> Path:
    """The folder of the notebooks that come with framelens: in the package, or in the checkout it is run from."""
    here = Path(__file__).parent
    packed = here / "notebooks"
    return packed if packed.is_dir() else here.parents[2] / "notebooks"


def list_missing(home: Path) -> list[str]:
    """The names of the notebooks of framelens that a study with notebooks of its own lacks; none where it has none."""
    own = {path.name for path in (home / "notebooks").glob("*.ipynb")}
    return sorted({path.name for path in shipped_notebooks().glob("*.ipynb")} - own) if own else []


def note_missing(source: Path) -> list[str]:
    """What to say of the notebooks that a study made with an older framelens lacks, and how to get them."""
    place = find_source(source)
    lacking = list_missing(place.home)
    return [
        f"{place.home / 'notebooks'} lacks {name}, which comes with framelens; framelens new {place.home} --notebooks "
        "adds what is missing and leaves your notebooks as they are"
        for name in [", ".join(lacking)]
        if lacking
    ]


def announce_notebooks(source: Path | str) -> str | None:
    """What to say before the notebooks of a study run: nothing if they are those of framelens or were announced."""
    place = find_source(Path(source))
    notebooks = find_notebooks(place.home)
    ours = {hash_file(path) for path in shipped_notebooks().glob("*.ipynb")}
    foreign = [path for path in notebooks if hash_file(path) not in ours]
    digest = hashlib.sha256("".join(map(hash_file, foreign)).encode()).hexdigest()
    if not foreign or is_remembered(ANNOUNCED, digest):
        return None
    remember(ANNOUNCED, digest)
    return (
        f"running the study's own notebooks in {foreign[0].parent} ({', '.join(path.name for path in foreign)}): they "
        "are programs and may do whatever you may; --shipped-notebooks runs those of framelens instead"
    )
