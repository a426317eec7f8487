"""Damaged files of every format, each read to articles or reasons: ``python -m benchmarks.mutations --minutes 10``.

Bytes of sound files are cut, flipped, repeated and put in, those of the parts of packed files too, so that the damage
reaches the parsers. Wanted are no traceback, no hang, and no reason that is not one line. Files on which anything else
came are kept in the folder that is printed.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from framelens.corpus import Article, iterate_articles
from framelens.corpus.readers import apart
from framelens.settings.settings import ArticleSource

LIMIT = 600  # seconds after which a file counts as hung, on a busy machine too
_TOKENS = (
    b"<", b">", b"&", b"]]>", b"<!--", b"{\\bin9 ", b"\\u", b"{", b"}", b'"', b"\0", b"\r", b"\n", b",", b"\t",
    b"\xff\xfe", b"\xef\xbb\xbf", b"PK\3\4", b"%PDF", b"PAR1", b"endobj", b"stream", b"99999999999", b"-1",
    b"\xed\xa0\x80", b"\x1b[31m",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Read damaged files until the time or the number is up, and print what came of them."""
    parser = argparse.ArgumentParser(description="Damaged files of every format.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--files", type=int, default=1 << 40, help="stop after so many")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    # The files to begin with are those of the tests, which are made up like all deliveries in this repository.
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from corpus.deliveries import write_samples

    found: Counter[str] = Counter()
    begin, bad = time.monotonic(), Path(mkdtemp(prefix="framelens-mutations-"))
    with TemporaryDirectory() as name:
        samples, folder = Path(name) / "samples", Path(name)
        samples.mkdir()
        sound = {path: path.read_bytes() for path in write_samples(samples)}
        n_files = 0
        while n_files < given.files and time.monotonic() - begin < 60 * given.minutes:
            generator = random.Random(f"{given.seed} {n_files}")
            sample = generator.choice(list(sound))
            path = folder / f"damaged{''.join(sample.suffixes)}"
            path.write_bytes(mutate(sound[sample], generator))
            outcome = _read(path)
            found[outcome] += 1
            n_files += 1
            if outcome not in ("with articles", "with reasons alone"):
                (bad / f"{n_files}-{sample.name}").write_bytes(path.read_bytes())
            path.unlink()
    apart._stop_all()  # what they took is counted once they have ended
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) >> 10
    said = ", ".join(f"{n:,} {outcome}" for outcome, n in sorted(found.items()))
    print(f"{n_files:,} damaged files of {len(sound)} kinds: {said}; peak memory {peak:,} MiB")
    if any(bad.iterdir()):
        print(f"kept in {bad}")
        return 1
    bad.rmdir()
    return 0


def mutate(data: bytes, generator: random.Random) -> bytes:
    """The bytes of a file with one to four wounds, in half of the packed files in a part before it is packed."""
    if generator.random() < 0.5:
        if data.startswith(b"PK"):
            return _mutate_part(data, generator)
        if data.startswith(b"\x1f\x8b"):
            return gzip.compress(_wound(gzip.decompress(data), generator), mtime=0)
    return _wound(data, generator)


def _mutate_part(data: bytes, generator: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = generator.choice(sorted(parts))
    parts[name] = _wound(parts[name], generator)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def _wound(data: bytes, generator: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(generator.randint(1, 4)):
        place = generator.randint(0, len(content))
        match generator.choice(("cut", "end", "insert", "flip", "repeat", "swap")):
            case "cut":
                del content[place : place + generator.randint(1, 200)]
            case "end":
                del content[place:]
            case "insert":
                random_bytes = generator.randbytes(generator.randint(1, 20))
                content[place:place] = generator.choice((*_TOKENS, random_bytes, random_bytes))
            case "flip":
                content[place : place + 1] = bytes([generator.randint(0, 255)])
            case "repeat":
                content[place:place] = content[place : place + 500] * generator.choice((1, 3, 40))
            case "swap":
                other = generator.randint(0, len(content))
                content[place : place + 30], content[other : other + 30] = (
                    content[other : other + 30], content[place : place + 30],
                )  # fmt: skip
    return bytes(content)


def _read(path: Path) -> str:
    def expire(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, expire)
    signal.alarm(LIMIT)
    n_articles = 0
    try:
        for item in iterate_articles(ArticleSource(path)):
            if isinstance(item, Article):
                n_articles += 1
                item.text.encode()
                if not item.text.strip() or not item.article_id:
                    return "with an empty article"
            elif not item.reason or "\n" in item.reason or "Traceback" in item.reason:
                return "with a reason that is none"
    except TimeoutError:
        return "hung"
    except Exception:
        traceback.print_exc()
        return "with a traceback"
    finally:
        signal.alarm(0)
    return "with articles" if n_articles else "with reasons alone"


if __name__ == "__main__":
    sys.exit(main())
