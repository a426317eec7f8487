"""Annotators and corpora for tests of the store; worker processes import the annotators by name."""

import json
import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

from framelens.corpus import article_row

N_ARTICLES = 230


def make_rows(count=N_ARTICLES):
    """Articles of five words; every 50th is a copy of the one before it."""
    numbers = [n - (n % 50 == 49) for n in range(count)]
    return [
        {"id": f"a{n:04d}", "text": f"Ann met {'Bo' if number % 3 else 'Cy'} {number} times."}
        for n, number in enumerate(numbers)
    ]


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def files_of(store):
    """Every file of a store and its bytes, the lock aside."""
    return {
        str(file.relative_to(store)): file.read_bytes()
        for file in sorted(store.rglob("*"))
        if file.is_file() and file.name != ".lock"
    }


def annotate_words(article, study):
    """One segment a word; whoever is named Ann or Bo speaks."""
    segments = [
        {"article_id": article.article_id, "segment": n, "start": m.start(), "end": m.end(), "voice": "journalist"}
        for n, m in enumerate(re.finditer(r"\w+", article.text))
    ]
    named = re.findall("Ann|Bo", article.text)
    speakers = [
        {"speaker_id": name.lower(), "name": name, "kind": "person", "roles": [], "aliases": [name], "n_articles": 1,
         "n_quotes": 0, "n_mentions": named.count(name), "from_roster": False}
        for name in sorted(set(named))
    ]  # fmt: skip
    return {
        "articles": [{**article_row(article), "n_words": len(segments)}],
        "segments": segments,
        "quotes": [],
        "mentions": [],
        "hits": [],
        "speakers": speakers,
    }


def annotate_slowly(article, study):
    time.sleep(0.004)
    return annotate_words(article, study)


def annotate_or_fail(article, study):
    if "odd" in article.text:
        raise ValueError("an odd\narticle")
    return annotate_words(article, study)


def annotate_or_die(article, study):
    if "deadly" in article.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return annotate_words(article, study)


def annotate_or_die_always(article, study):
    os.kill(os.getpid(), signal.SIGKILL)


def annotate_or_interrupt(article, study):
    if "interrupt" in article.text:
        raise KeyboardInterrupt
    return annotate_words(article, study)


def annotate_and_die_sending(article, study):
    """Rows of megabytes, more than a pipe holds; the first process of all dies once it has begun to send them."""
    rows = annotate_words(article, study)
    mark = Path(os.environ["DEATHS"]) / "sent"
    main = threading.main_thread().ident

    def die_sending():
        while sys._current_frames()[main].f_code.co_name != "_send":
            time.sleep(0)
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)

    if not mark.exists():
        threading.Thread(target=die_sending, daemon=True).start()
    return {**rows, "articles": [{**row, "byline": "x" * 4_000_000} for row in rows["articles"]]}


def annotate_unluckily(article, study):
    """The first process that meets an article dies."""
    mark = Path(os.environ["DEATHS"]) / article.article_id
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return annotate_words(article, study)
