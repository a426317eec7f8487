"""What a report reads besides the articles: people's codes, corrections, what was left of the template; how long."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from framelens.annotate.finders import name_finder
from framelens.code.checking import AGREED
from framelens.code.codebook import make_codebook
from framelens.code.declared import FILE, read_coders
from framelens.code.folder import FOLDER, read_codes, read_coding_samples
from framelens.coders.coder import check_answers
from framelens.coders.codes import gather_codes, read_frame_codes
from framelens.corpus import Article
from framelens.errors import InputError
from framelens.measure.doubles import ONE, find_doubles
from framelens.settings import Settings
from framelens.settings.origins import TEMPLATE, read_template_roster

_MOST_DOUBLES = 10
# Words a second of the whole chain on one core, as docs/large-corpora.md has them; accurate from its finder's.
WORDS_A_SECOND = {"rules": 90_000, "fast": 42_000, "accurate": 10_700, "multilingual": 4_000}
_LEFT = {
    "title": "the title is still that of the example",
    "question": "the question is still that of the example",
    "frames.path": "the frames are still those of the example",
    "speakers.roster": "the roster is still that of the example",
}


def note_speakers(study: Settings, store: Path | None = None) -> list[str]:
    """Who may be one person, and who may be two, as far as the articles are annotated already."""
    from framelens.store.kept import find_kept, is_kept, read_kept
    from framelens.store.reading import open_store

    keep = None if store is not None else find_kept(study)
    if store is None and (keep is None or not is_kept(keep)):
        return []
    found = open_store(store).annotations() if store is not None else read_kept(keep)  # type: ignore[arg-type]
    doubles = find_doubles(found, kinds=study.counted).head(_MOST_DOUBLES)
    return [
        f"{row['name']} and {row['other']} may be {'one' if row['question'] == ONE else 'two'} ({row['n']:,} of "
        f"{row['base']:,} statements at stake; {row['evidence']}); if so, write into {row['file']}: "
        f"{' and '.join(row['line'].splitlines())}"
        for row in doubles.to_dict("records")
    ]


def check_codes(study: Settings, articles: Sequence[Article]) -> list[str]:
    """What is wrong with the codes that people gave: those of a coder, and every sample and code of the folder."""
    problems = []
    table = pd.DataFrame([(article.article_id, article.text) for article in articles], columns=["article_id", "text"])
    if study.coder is not None and articles:
        try:
            check_answers(gather_codes(read_frame_codes(study.coder), table))
        except InputError as error:
            problems.append(_name(str(study.coder), error))
    folder = study.folder / FOLDER
    if not folder.is_dir():
        return problems
    try:
        sample = read_coding_samples(folder)
        read_codes(folder, make_codebook(study))
        read_coders(folder)
    except InputError as error:
        return [*problems, _name(str(folder), error)]
    strange = sample.loc[~sample["article_id"].isin(table["article_id"])]
    if len(strange) and articles:
        problems.append(
            f"{folder}: {len(strange):,} of {len(sample):,} units drawn are of articles that are not in the study, the "
            f"first of '{strange['article_id'].iloc[0]}'; put the articles back, or draw again"
        )
    for file in sorted(folder.glob("*.csv")):
        if not file.stat().st_size:
            problems.append(f"{file} is empty; delete it, or put back what it held")
    return problems


def note_coders(study: Settings) -> list[str]:
    """What the report will name as a gap, because nobody declared it of those who coded."""
    folder = study.folder / FOLDER
    try:
        codes = read_codes(folder, make_codebook(study))
        names = sorted(set(codes["coder"]) - {AGREED})
        gaps = read_coders(folder).list_gaps(names) if names else []
    except InputError:
        return []  # said as a problem
    if not gaps:
        return []
    return [f"{folder / FILE} does not declare {'; '.join(gaps)}; the report names this as a gap (docs/coding.md)"]


def note_corrections(study: Settings, articles: Sequence[Article]) -> list[str]:
    """Corrections by hand of articles that are not there."""
    named, known = study.corrections["article_id"].dropna(), {article.article_id for article in articles}
    strange = named[~named.isin(known)]
    if strange.empty:
        return []
    line = study.corrections.loc[strange.index[0], "line"]
    return [
        f"{study.folder / 'corrections.csv'}, line {line}: {len(strange):,} corrections are of articles that are "
        f"not in the study, the first of '{strange.iloc[0]}'; they change nothing"
    ]


def note_leftovers(study: Settings) -> list[str]:
    """What is as ``framelens new`` put it there, though the articles are the researcher's own."""
    origins, where = study.origins, study.folder / "study.toml"
    notes = [
        f"{where}: {what}; write your own ({key.rpartition('.')[2]})"
        for key, what in _LEFT.items()
        if origins.get(key) == TEMPLATE
    ]
    if "(example)" in study.title and origins["title"] != TEMPLATE:
        notes.append(f"{where}: the title says “(example)”; write your own")
    left = sorted({*study.roster["name"].dropna()} & read_template_roster())
    if left and origins["speakers.roster"] != TEMPLATE:
        notes.append(f"the roster still has {', '.join(left)} of the example; take them out")
    return notes


def estimate_time(study: Settings, n_articles: int, n_words: int) -> str:
    """How long it takes to annotate so many words, in words; an estimate."""
    reader = name_finder(study.with_reader_for(n_articles).reader, study.articles.language)
    seconds = n_words / WORDS_A_SECOND[reader]
    said = "under a minute" if seconds < 50 else f"about {_round(seconds)}"
    return f"{said} to annotate with the finder '{reader}' on one core (an estimate), once; then the notebooks"


def _round(seconds: float) -> str:
    minutes = max(round(seconds / 60), 1)
    if minutes < 90:
        return f"{minutes} minute{'s' * (minutes > 1)}"
    return f"{minutes / 60:.1f} hours"


def _name(place: str, error: InputError) -> str:
    said = str(error)
    return said if said.startswith(place) else f"{place}: {said}"
