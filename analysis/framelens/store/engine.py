"""Where chunks are annotated: in this process or in others, with the same tables in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from framelens.settings.settings import Settings
from framelens.store.chunks import Annotator, Chunk, Tables, annotate_chunk
from framelens.store.cluster import annotate_on_cluster
from framelens.store.pool import Pool


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
