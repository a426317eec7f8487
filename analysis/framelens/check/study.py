"""Everything that is wrong with a study, said before anything is run: its settings, its frames, its articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from framelens.annotate.words import find_words
from framelens.check.inputs import (
    check_codes,
    estimate_time,
    note_coders,
    note_corrections,
    note_leftovers,
    note_speakers,
)
from framelens.corpus import Article, find_header, iterate_articles, list_files
from framelens.corpus.filtering import Compared
from framelens.corpus.languages import base_of, call_language, describe_languages, explain_unread
from framelens.corpus.reading import no_article
from framelens.dictionary import SHIPPED
from framelens.errors import InputError
from framelens.settings.settings import Settings, load_settings, locate_study
from framelens.store.chain import LOG_FILE

_MOST_LISTED = 20
_PERIODS = {"year": "%Y", "quarter": "%Y-%m", "month": "%Y-%m", "week": "%G-%V", "day": "%Y-%m-%d"}
EXAMPLE = "example-"
_SAID = {"published": "date", "outlet": "outlet"}
# What an article may lack, what then cannot be said, and what to do.
_FIELDS = (
    ("published", "they are left out of every trend and of comparisons by year or month",
     "name the column under [articles.columns] (published), or begin each text with ' date 2024-01-15 By Name'"),
    ("outlet", "they stand in no comparison of outlets",
     "name the column under [articles.columns] (outlet), or set [articles] outlet"),
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """What was found.

    Attributes
    ----------
    facts : dict
        What is there, in words a reader understands.
    notes : list of str
        What may be meant, but is worth a look: frame terms that stand in no article.
    problems : list of str
        What must be mended before the study can run; one line each.
    """

    facts: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """The same for a program."""
        return {"facts": self.facts, "notes": self.notes, "problems": self.problems}

    def lines(self) -> list[str]:
        """The facts and notes, one line each."""
        notes = [f"note: {note}" for note in self.notes[:_MOST_LISTED]]
        if len(self.notes) > _MOST_LISTED:
            notes.append(f"note: and {len(self.notes) - _MOST_LISTED:,} more like these; --json lists them")
        return [f"{name}: {value}" for name, value in self.facts.items()] + notes


def check_study(folder: str | Path) -> Check:
    """Check a study, or a store.

    Parameters
    ----------
    folder : path
        A folder with ``study.toml``; or a store, every byte of which is then compared with what was written.

    Returns
    -------
    Check
        Its ``problems`` are empty where the study can run.

    Raises
    ------
    InputError
        If there is no study, or its settings are wrong: nothing else can be checked then.
    """
    path = Path(folder)
    if (path / LOG_FILE).is_file():
        return _check_store(path)
    study = load_settings(locate_study(path))
    facts: dict[str, object] = {
        "study": study.title,
        "frames": f"{len(study.frames.frames)} with {sum(len(f.terms) for f in study.frames.frames)} terms",
        "roster": f"{study.roster['speaker_id'].nunique()} speakers",
    }
    problems, words, found = _check_articles(study, facts)
    problems += [*_check_columns(study, found), *check_codes(study, found)]
    notes = [
        *_note_languages(study, found, facts),
        *explain_missing(study, found),
        *note_corrections(study, found),
        *note_coders(study),
    ]
    if not all(map(_is_example, found)):
        notes += note_leftovers(study)
    if study.frames.path not in {
        str(path) for path in SHIPPED.values()
    }:  # what comes with framelens is not the researcher's to mend
        notes += [str(finding) for finding in study.frames.lint(words or None)]
    notes += note_speakers(study) if found else []
    return Check(facts, notes, problems)


def _note_languages(study: Settings, articles: list[Article], facts: dict[str, object]) -> list[str]:
    """Languages that are not read, whose articles are in no measure, and those in which no tone can be scored."""
    unread = {article.article_id: explain_unread(article, study) for article in articles}
    reasons = Counter(filter(None, unread.values()))
    notes = [
        f"{n:,} of {len(articles):,} articles will be left out of every measure: {reason}"
        for reason, n in sorted(reasons.items())
    ]
    read = [article for article in articles if not unread[article.article_id]]
    facts["languages"] = "; ".join(describe_languages(study, [article.language for article in read]))
    counts = Counter(article.language for article in read if not study.lexicons_for(article.language))
    if study.frames.names:
        named = [article.language for article in read]
        unframed = Counter(one for one in named if not any(f.terms for f in study.frames.in_language(one).frames))
        notes += [
            f"{n:,} article{'s' * (n > 1)} in {_call(language)} get no frame: no term of {study.frames.path} is in "
            "that language; add terms with their language"
            for language, n in sorted(unframed.items(), key=str)
        ]
    return notes + [
        f"{n:,} article{'s' * (n > 1)} in {_call(language)} get no tone: no lexicon named in [tone] scores that "
        "language; name a file of words in it, with its language"
        for language, n in sorted(counts.items(), key=str)
    ]


def _call(tag: str | None) -> str:
    return call_language(base_of(tag)) if tag else "an unknown language"


def explain_missing(study: Settings, articles: list[Article]) -> list[str]:
    """What a study lacks that its questions need, and what to do; nothing where it lacks nothing."""
    notes = []
    where = study.folder / "study.toml"
    examples = sum(map(_is_example, articles))
    if examples and examples < len(articles):
        notes.append(
            f"{examples} made-up example articles lie among yours; delete {EXAMPLE}*.txt in {study.articles.path}"
        )
    if examples == len(articles) and articles:
        notes.append(f"these are the made-up example articles; put your own into {study.articles.path}")
    for field_name, needed_for, remedy in _FIELDS:
        lacking = sum(getattr(article, field_name) is None for article in articles)
        if lacking:
            notes.append(
                f"{lacking:,} of {len(articles):,} articles have no {_SAID[field_name]}: {needed_for}; {remedy}"
            )
    for column in study.compare_by:
        if column in study.events:
            named = study.events.set_index("article_id")[column].reindex([a.article_id for a in articles])
            values: set[object] = set(named.dropna())
        else:
            values = {_value_of(article, column) for article in articles} - {None}
        if len(values) < 2 and len(articles) > 1:
            notes.append(
                f"nothing can be compared by {column}: {len(values)} value in the articles; see [compare] in {where}"
            )
    ids = {article.article_id for article in articles}
    strange = [one for one in study.events["article_id"] if one not in ids]
    if strange:
        notes.append(f"{len(strange):,} article(s) of the events file are not in the study, the first '{strange[0]}'")
    if not study.frames.names:
        notes.append(f"no frames are looked for; name a dictionary under [frames] in {where}")
    if not len(study.roster):
        notes.append(
            "no roster: people are distinguished by what the articles say alone; list those you know in roster.csv"
        )
    if not (study.folder / "SOURCES.md").is_file():
        notes.append(f"{study.folder / 'SOURCES.md'} is missing: say where the articles come from and how you searched")
    if not any((study.folder / "codes").glob("*.csv")):
        notes.append(
            "nobody has coded a sample: the report will say that its measures are unvalidated; see docs/coding.md"
        )
    if len(articles) == 1:
        notes.append("one article can be described; nothing can be inferred from it, and no interval is given")
    return notes


def _is_example(article: Article) -> bool:
    return Path(article.source_path).name.startswith(EXAMPLE)


def _value_of(article: Article, column: str) -> object:
    if column in _PERIODS:
        return article.published and article.published.strftime(_PERIODS[column])
    return article.own[column] if column in article.own else getattr(article, column, None)


def _check_columns(study: Settings, articles: list[Article]) -> list[str]:
    """What is wrong with the columns and groups that [compare] names."""
    compared = Compared(study)
    for article in articles:
        compared.add(article)
    try:
        compared.check()
    except InputError as error:
        return [str(error)] if articles else []
    return []


def _check_articles(study: Settings, facts: dict[str, object]) -> tuple[list[str], set[str], list[Article]]:
    source = study.articles
    for row in list_files(source):
        if row["columns"]:
            columns = dict(row["columns"])  # type: ignore[call-overload]
            facts[str(row["file"])] = ", ".join(f"{name} from '{column}'" for name, column in columns.items())
    articles: Counter[str] = Counter()
    words: set[str] = set()
    dates = []
    left_out = []
    kept: list[Article] = []
    for found in iterate_articles(source):
        if not isinstance(found, Article):
            left_out.append(found)
            continue
        spans = find_words(found.text, 0 if source.count_header else (find_header(found.text) or (0, 0))[1])
        words.update(found.text[start:end].casefold() for start, end in spans)
        dates += [found.published] if found.published else []
        # What is checked of it below is not its words, but for those that a coder's codes are of.
        kept.append(found if study.coder else replace(found, text=""))
        articles.update(articles=1, words=len(spans), copies=found.duplicate_of is not None)
    facts["articles"] = f"{articles['articles']:,} with {articles['words']:,} words"
    facts["time"] = estimate_time(study, articles["articles"], articles["words"])
    if source.where:
        facts["not chosen"] = (
            f"{sum('where = ' in out.reason for out in left_out):,} articles do not meet {source.where}"
        )
    facts["copies of earlier articles"] = f"{articles['copies']:,}"
    facts["dated"] = f"{len(dates):,}" + (f", from {min(dates)} to {max(dates)}" if dates else "")
    wrong = [out for out in left_out if not out.expected]
    problems = [str(out.as_error()) for out in wrong[:_MOST_LISTED]]
    if len(wrong) > _MOST_LISTED:
        problems.append(f"and {len(wrong) - _MOST_LISTED:,} more like these in {source.path}")
    if not articles["articles"] and not problems:
        problems.append(str(no_article(source, left_out)))
    return problems, words, kept


def _check_store(path: Path) -> Check:
    from framelens.store import TABLES, open_store
    from framelens.store.settings import check_kept

    facts: dict[str, object] = {"store": str(path)}
    try:
        store = open_store(path)
        store.check()
        notes = [*check_kept(path), *note_speakers(load_settings(store.study_folder), path)]
    except InputError as error:
        return Check(facts, problems=[str(error)])
    return Check(facts | {table: f"{store.count(table):,} rows" for table in TABLES}, notes)
