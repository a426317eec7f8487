"""The folder of a new study: the same layout as the shipped one, every choice explained, examples to try it on."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from framelens.disk import make_folder, naming_disk_errors, write_whole
from framelens.errors import InputError, suggest
from framelens.report.sources import find_source, list_missing, shipped_notebooks

# The studies that a new one can begin as, besides the one in which every setting is explained.
EXAMPLES = ("languages",)


def new_study(folder: Path | str, *, example: str | None = None) -> Path:
    """Make the folder of a new study.

    It has ``seeds/`` with a ``study.toml`` in which every setting is explained, frames, a roster and six short
    articles that are made up, and ``notebooks/``. A report can be made of it at once.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or an empty one.
    example : str, optional
        'languages' for a study of eighteen made-up articles in English, German and Russian about the same events.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    InputError
        If something is there already, since nothing is ever overwritten; if the folder cannot be made; or for an
        unknown example.

    Examples
    --------
    >>> sorted(path.name for path in fl.new_study(folder / "another").iterdir())
    """
    if example is not None and example not in EXAMPLES:
        raise InputError(f"unknown example '{example}'; {suggest(example, EXAMPLES)}")
    target = Path(folder)
    with naming_disk_errors(target):
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            what = "is a file" if not target.is_dir() else "is not empty"
            raise InputError(f"{target} {what}, and nothing is overwritten; name a folder that does not exist yet")
        place = target.resolve()
        beside = make_folder(place.parent) / f".{place.name}.framelens-new"  # whole, or not there at all
        shutil.rmtree(beside, ignore_errors=True)
        try:
            with as_file(files("framelens.settings").joinpath("template")) as template:
                shutil.copytree(template, beside)
            if example:
                shutil.rmtree(beside / "seeds")
                with as_file(files("framelens.settings").joinpath("examples", example)) as chosen:
                    shutil.copytree(chosen, beside, dirs_exist_ok=True)
            (beside / "notebooks").mkdir()
            for path in sorted(shipped_notebooks().glob("*.ipynb")):
                shutil.copyfile(path, beside / "notebooks" / path.name)
            if place.is_dir():
                place.rmdir()
            beside.rename(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return target


def add_notebooks(folder: Path | str) -> list[Path]:
    """Add the notebooks that a study lacks because it was made with an older framelens; none is replaced.

    Raises
    ------
    InputError
        If there is no study, or it lacks none.
    """
    home = find_source(Path(folder)).home
    place = home / "notebooks"
    every = [path.name for path in shipped_notebooks().glob("*.ipynb")]
    lacking = list_missing(home) if any(place.glob("*.ipynb")) else every
    if not lacking:
        raise InputError(f"{place} has every notebook of framelens; nothing was added")
    made = make_folder(place)
    return [write_whole(made / name, (shipped_notebooks() / name).read_bytes()) for name in sorted(lacking)]
