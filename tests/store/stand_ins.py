"""Annotators for tests of the store; worker processes import them by name."""

import os
import re
import signal
import time

from framelens.corpus import article_row


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
