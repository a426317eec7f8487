"""Where a notebook begins: the study it belongs to, found and annotated, or read back from a store."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from framelens.corpus import Article, iterate_articles
from framelens.errors import InputError
from framelens.settings.settings import Settings
from framelens.store.kept import find_kept, is_kept, make_kept, read_kept
from framelens.store.writing import write_store
from framelens.tables import Annotations

STUDY_VARIABLE = "FRAMELENS_STUDY"
STORE_VARIABLE = "FRAMELENS_STORE"
SETTINGS = "study.toml"
IN_MEMORY = 100  # so many articles are read again in less time than a store takes to be checked


def find_study(start: Path | str | None = None) -> Path:
    """The study's folder: the one named by FRAMELENS_STUDY, or ``seeds/`` here or in a folder above.

    Raises
    ------
    InputError
        If there is none.
    """
    named = os.environ.get(STUDY_VARIABLE)
    if named and start is None:
        return Path(named)
    here = Path(start) if start is not None else Path.cwd()
    for folder in (here, *here.resolve().parents):
        for candidate in (folder / "seeds", folder):
            if (candidate / SETTINGS).is_file():
                return candidate
    raise InputError(
        f"no study was found at {here} or above it; start from a folder that holds seeds/{SETTINGS}, "
        "or make one with: framelens new FOLDER"
    )


def is_store(path: Path | str) -> bool:
    """Whether a folder is a store of annotations rather than a study."""
    folder = Path(path)
    return not (folder / SETTINGS).is_file() and (folder / "articles").is_dir() and (folder / "segments").is_dir()


def annotate_study(study: Settings, *, progress: bool = False) -> Annotations:
    """Read and annotate the articles of a study.

    A few articles are annotated in memory. More than :data:`IN_MEMORY` go through a store in the hidden folder
    ``.framelens`` beside the study, a batch at a time: a kernel that is interrupted, restarted or killed goes on from
    the last batch, and a second notebook finds the work done. The store is named by the articles' files and by every
    setting that annotations depend on; where one of them changes, another is made, with what does not depend on the
    change taken over, and the eight last used stay.

    Parameters
    ----------
    study : Settings
    progress : bool
        Whether a bar counts the articles, in a notebook as in a terminal.
    """
    from framelens.corpus import check_source, read_articles
    from framelens.store import annotate

    check_source(study.articles)
    keep = find_kept(study)
    if keep is not None and is_kept(keep):
        return read_kept(keep)
    corpus = read_articles(study.articles)
    if len(corpus) > IN_MEMORY and keep is not None and _can_make(keep.parent):
        return make_kept(study, keep, progress=progress)
    return annotate(corpus, study, progress=progress)


def write_annotations(study: Settings, otherwise: Path, *, progress: bool = False) -> Path:
    """Annotate a study into a store that several processes read: where its annotations are kept, else elsewhere.

    Parameters
    ----------
    study : Settings
    otherwise : Path
        Where the store of a few articles goes, and that of a study beside which nothing can be kept.
    progress : bool
        Whether a bar counts the articles.

    Returns
    -------
    Path
        The store.
    """
    keep = find_kept(study)
    if keep is None or not (is_kept(keep) or (_has_many(study) and _can_make(keep.parent))):
        write_store(study, otherwise, workers=os.cpu_count() or 1, progress=progress, strict=True)
        return otherwise
    if not is_kept(keep):
        make_kept(study, keep, progress=progress)
    return keep


def _has_many(study: Settings) -> bool:
    found = (one for one in iterate_articles(study.articles) if isinstance(one, Article))
    return next(islice(found, IN_MEMORY, None), None) is not None


def _can_make(folder: Path) -> bool:
    """Whether something can be kept; a study on a disk that cannot be written is annotated in memory."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
