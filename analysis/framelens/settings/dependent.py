"""What depends on each input of a study: what of kept annotations is recomputed where the input changed.

The one table of it: every key of study.toml stands here, the files beside it, and what framelens itself brings along.
docs/large-corpora.md has the same for readers.
"""

from __future__ import annotations

SOURCE, EVERYTHING, ROSTER, CORRECTIONS = "source", "everything", "roster", "corrections"
LANGUAGES, COPIES, HITS, SEGMENTS, READING, NOTHING = "languages", "copies", "hits", "segments", "reading", "nothing"

# What is recomputed, in words.
RECOMPUTED = {
    SOURCE: "articles that are new or other are annotated, those that are gone are dropped, the others stay",
    EVERYTHING: "every article is annotated again",
    ROSTER: "articles in which a changed entry may be named or speak, by its name, alias, key or role",
    CORRECTIONS: "articles that a changed correction names or whose speakers it joins",
    LANGUAGES: "articles in the language, or all of them for English, whose words every language uses",
    COPIES: "where copies are or were left out: the copies; else nothing, they are counted otherwise",
    HITS: "frame terms, in the languages that a changed term is looked for in",
    SEGMENTS: "tone, in the languages that a changed lexicon scores; in all of them for excluded words",
    READING: "nothing; kept tables are read otherwise",
    NOTHING: "nothing; measures are computed from kept tables",
}

# The articles' files, the version and the tables of languages are no keys of study.toml.
FILES, VERSION, TABLES_OF_LANGUAGES = "articles", "framelens", "languages"
DEPENDENT: dict[str, str] = {
    FILES: SOURCE,
    **dict.fromkeys((f"articles.{key}" for key in (
        "path", "columns", "encoding", "day_first", "time_zone", "one_article", "outlet", "language", "where",
    )), SOURCE),
    VERSION: EVERYTHING,
    "articles.count_header": EVERYTHING,
    "articles.boilerplate": EVERYTHING,
    "speakers.reader": EVERYTHING,
    "speakers.confidence": EVERYTHING,
    "speakers.relays": EVERYTHING,
    "speakers.roster": ROSTER,
    "corrections.csv": CORRECTIONS,
    TABLES_OF_LANGUAGES: LANGUAGES,
    "articles.duplicates": COPIES,
    "frames.path": HITS,
    "frames.shipped": HITS,
    "tone.primary": SEGMENTS,
    "tone.also": SEGMENTS,
    "tone.lexicons": SEGMENTS,
    "tone.exclude": SEGMENTS,
    "articles.near_duplicates": READING,
    **dict.fromkeys((
        "title", "question", "seed", "resamples", "frames.coder", "tone.contrast", "tone.toward", "tone.targets",
        "speakers.sources", "speakers.names", "speakers.country", "speakers.count", "speakers.acts", "compare.by",
        "compare.pairs", "compare.order", "compare.smallest", "compare.interval", "compare.cluster", "compare.events",
    ), NOTHING),
}  # fmt: skip
