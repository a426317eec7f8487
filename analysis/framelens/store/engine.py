"""Where chunks are annotated: in this process or in others, with the same tables in the same order."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from tqdm.auto import tqdm

from framelens.settings.settings import Settings
from framelens.store.chunks import Annotator, Chunk, Tables, annotate_chunk
from framelens.store.cluster import annotate_on_cluster
from framelens.store.pool import Pool

_LONG = 3  # seconds


def annotate_batches(
    chunks: Iterable[Chunk],
    study: Settings,
    annotate: Annotator,
    *,
    bar: tqdm,
    workers: int = 1,
    dask: str | None = None,
) -> Iterator[list[Tables]]:
    """The tables of each batch's chunks, batch after batch, while a bar counts the articles."""
    batch: list[Tables] = []
    for chunk, tables in annotate_chunks(chunks, study, annotate, workers=workers, dask=dask):
        batch.append(tables)
        bar.update(len(chunk.articles))
        if chunk.ends_batch:
            yield batch
            batch = []


def show_progress(total: int, n_done: int = 0, *, shown: bool) -> tqdm:
    """Rate and time left, in a terminal and in a notebook."""
    interval = 0.2 if sys.stderr.isatty() else 10.0
    is_idle = not shown or n_done >= total
    return tqdm(total=total, initial=n_done, unit=" articles", file=sys.stderr, disable=is_idle, mininterval=interval)


def show_line(line: str) -> None:
    """Say what was recomputed, where the progress bar stands."""
    sys.stderr.write(f"framelens: {line}\n")


def show_redoing(*, shown: bool) -> tqdm:
    """How many articles were annotated again so far, where that takes more than a few seconds."""
    interval = 0.2 if sys.stderr.isatty() else 10.0
    return tqdm(
        unit=" articles again", file=sys.stderr, disable=not shown, mininterval=interval, delay=_LONG, leave=False
    )


def annotate_chunks(
    chunks: Iterable[Chunk], study: Settings, annotate: Annotator, *, workers: int, dask: str | None = None
) -> Iterator[tuple[Chunk, Tables]]:
    """Each chunk with its tables, in the order of ``chunks``.

    Parameters
    ----------
    workers : int
        How many processes annotate; with one, it is this one.
    dask : str, optional
        The address of a Dask scheduler, whose workers annotate instead.

    Raises
    ------
    InputError
        If worker processes cannot be started, or a setting of the study is wrong.
    """
    if dask is not None:
        yield from annotate_on_cluster(chunks, study, annotate, address=dask)
    elif workers == 1:
        for chunk in chunks:
            yield chunk, annotate_chunk(chunk, study, annotate)
    else:
        with Pool(study, annotate, workers) as pool:
            yield from pool.run(chunks)
