"""Read training articles: annotated ones (JSON lines) or plain ones (Parquet)."""

import gzip
import json


def read_articles(path):
    """Read articles as dicts with at least ``id`` and ``text``.

    Parameters
    ----------
    path : pathlib.Path
        ``.jsonl``, ``.jsonl.gz`` or ``.parquet``.

    Returns
    -------
    list of dict
    """
    if path.suffix == ".parquet":
        import pandas

        return pandas.read_parquet(path, columns=["id", "text"]).to_dict("records")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
