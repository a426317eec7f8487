"""How many articles a second each reader reads, start of the process apart left out; made-up texts of one length.

The same 400-word articles are written in every format, so that the columns can be compared. ``readers apart`` are
those that parse in a process that can be stopped; what that costs is printed last: the same records handed over a
pipe, against a call.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from framelens.corpus import Article, iterate_articles
from framelens.corpus.readers import choose_reader
from framelens.corpus.readers.apart import read_apart
from framelens.settings.settings import ArticleSource

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from corpus import deliveries as made

N_FILES, N_ROWS, N_WORDS = 100, 2_000, 400
ROUNDS = 3


def main(gold: str | None = None) -> None:
    """Print articles a second for every reader."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'reader':<24}{'articles':>9}{'MB':>8}{'articles/s':>12}{'ms/article':>12}   best of {ROUNDS} rounds")
        for what, write in WRITERS.items():
            source = folder / what.replace(" ", "-").replace("(", "").replace(")", "")
            source.mkdir()
            write(source)
            _print_speed(what, source)
        _print_cost_apart(folder / "Word")


def _body(number: int) -> list[str]:
    words = "the harbour of Norhaven opened again on Monday after years of building said the mayor".split()
    line = " ".join(words[(number + at) % len(words)] for at in range(50)).capitalize() + "."
    return [f"{line} Article {number}, paragraph {at}." for at in range(N_WORDS // 50)]


def _files(ending: str, write: Callable[[Path, list[str], int], object]) -> Callable[[Path], None]:
    def write_all(folder: Path) -> None:
        for number in range(N_FILES):
            write(folder / f"{number:04}{ending}", _body(number), number)

    return write_all


def _word(path: Path, body: list[str], number: int) -> None:
    import docx

    document = docx.Document()
    for line in body:
        document.add_paragraph(line)
    document.save(path)


def _nexis(body: list[str], number: int) -> list[str]:
    head = [f"Headline {number}", *made.NEXIS_FIRST[1:10]]
    return [*head, *body, "Load-Date:\u00a0December 22, 2021", "End of Document"]


def _pdf(path: Path, body: list[str], number: int) -> None:
    text = " ".join(body).split()
    lines = [" ".join(text[at : at + 12]) for at in range(0, len(text), 12)]
    path.write_bytes(made.pdf_bytes([lines[:45], lines[45:]]))


def _table(folder: Path, ending: str) -> None:
    rows = [
        {"id": str(n), "date": "2021-12-21", "title": f"H {n}", "text": "\n\n".join(_body(n))} for n in range(N_ROWS)
    ]
    path = folder / f"t{ending}"
    if ending == ".csv":
        pd.DataFrame(rows).to_csv(path, index=False)
    elif ending == ".parquet":
        pd.DataFrame(rows).to_parquet(path)
    elif ending == ".xlsx":
        pd.DataFrame(rows).to_excel(path, index=False)
    elif ending == ".json":
        path.write_text(json.dumps(rows))
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def _proquest(folder: Path) -> None:
    head, _, rest = made.PROQUEST.partition("Full text: ")
    tail = rest[rest.index("\nSubject:") :].partition(made.RULE)[0]
    parts = [f"{head}Full text: " + "\n".join(_body(n)) + f"\n{tail}" for n in range(N_FILES)]
    (folder / "p.txt").write_text("".join(parts))


def _factiva(folder: Path) -> None:
    first, made.FACTIVA = made.FACTIVA, [{**made.FACTIVA[0], "TD": "\n".join(_body(n))} for n in range(N_FILES)]
    try:
        made.write_factiva_html(folder / "f.html")
        made.write_factiva_rtf(folder / "f.rtf")
    finally:
        made.FACTIVA = first


def _zip(folder: Path) -> None:
    made.write_zip(folder / "z.zip", {f"{n:04}.txt": "\n\n".join(_body(n)).encode() for n in range(N_FILES)})


WRITERS: dict[str, Callable[[Path], None]] = {
    "plain text": _files(".txt", lambda path, body, n: path.write_text("\n\n".join(body))),
    "CSV": lambda folder: _table(folder, ".csv"),
    "JSON Lines": lambda folder: _table(folder, ".jsonl"),
    "JSON": lambda folder: _table(folder, ".json"),
    "Parquet": lambda folder: _table(folder, ".parquet"),
    "ZIP of text": _zip,
    "ProQuest (text)": _proquest,
    "web page": _files(".html", lambda path, body, n: path.write_text(made.page(body))),
    "Word": _files(".docx", _word),
    "rich text": _files(
        ".rtf",
        lambda path, body, n: path.write_text(made.rtf_document([rf"\pard {made.rtf_text(b)}\par " for b in body])),
    ),
    "PDF": _files(".pdf", _pdf),
    "Excel": lambda folder: _table(folder, ".xlsx"),
    "Nexis (Word), one each": _files(".docx", lambda path, body, n: made.write_nexis_word(path, _nexis(body, n))),
    "Nexis (RTF), 100 in one": lambda folder: made.write_nexis_rtf(
        folder / "n.rtf", [line for n in range(N_FILES) for line in _nexis(_body(n), n)]
    ),
    "Factiva (HTML, RTF)": _factiva,
}


def _print_speed(what: str, folder: Path) -> None:
    source = ArticleSource(folder)
    next(iter(iterate_articles(source)))  # the process apart is started, its libraries loaded
    best, n_articles = float("inf"), 0
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        n_articles = sum(isinstance(item, Article) for item in iterate_articles(source))
        best = min(best, time.perf_counter() - begin)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(
        f"{what:<24}{n_articles:>9,}{size:>8.1f}{n_articles / best:>12,.0f}{1000 * best / n_articles:>12.2f}",
        flush=True,
    )


def _print_cost_apart(folder: Path) -> None:
    source, paths = ArticleSource(folder), sorted(folder.iterdir())
    reader = choose_reader(paths[0]).reader
    times = []
    for read in (lambda path: reader.read(path, source), lambda path: read_apart(reader, path, source)):
        rounds = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            for path in paths:
                list(read(path))
            rounds.append((time.perf_counter() - begin) / len(paths))
        times.append(1000 * min(rounds))
    print(f"a Word file read here {times[0]:.2f} ms, apart {times[1]:.2f} ms: {times[1] - times[0]:+.2f} ms a file")


if __name__ == "__main__":
    main()
