"""The folder of a new study: the same layout as the shipped one, every choice explained, examples to try it on."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from framelens.errors import InputError
from framelens.report.building import shipped_notebooks


def new_study(folder: Path | str) -> Path:
    """Make the folder of a new study.

    It has ``seeds/`` with a ``study.toml`` in which every setting is explained, frames, a roster and six short
    articles that are made up, and ``notebooks/``. A report can be made of it at once.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or an empty one.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    InputError
        If something is there already; nothing is ever overwritten.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        what = "is a file" if not target.is_dir() else "is not empty"
        raise InputError(f"{target} {what}, and nothing is overwritten; name a folder that does not exist yet")
    target.mkdir(parents=True, exist_ok=True)
    with as_file(files("framelens.settings").joinpath("template")) as template:
        shutil.copytree(template, target, dirs_exist_ok=True)
    (target / "notebooks").mkdir()
    for path in sorted(shipped_notebooks().glob("*.ipynb")):
        shutil.copyfile(path, target / "notebooks" / path.name)
    return target
