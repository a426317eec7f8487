"""One article's annotations: every annotator in turn over one layout, as rows of the tables.

What flows in is an :class:`~framelens.corpus.Article` and the study's settings; what flows out are plain rows,
so that a worker process can send them anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from framelens.annotate.correcting import assign_speakers, corrections_of, drop_statements
from framelens.annotate.cues import read_act, read_cue_at
from framelens.annotate.finders import build_finder, name_finder
from framelens.annotate.framing import build_matcher
from framelens.annotate.identities import Identity
from framelens.annotate.layout import Layout, find_layout
from framelens.annotate.name_runs import Name
from framelens.annotate.not_said import is_not_said
from framelens.annotate.relays import find_relays
from framelens.annotate.repairing import keep_names_whole, part_from_source
from framelens.annotate.resolutions import Resolution
from framelens.annotate.segments import Segment, find_segments
from framelens.annotate.spans import SpanIndex
from framelens.annotate.statements import Span, Statement
from framelens.annotate.tone import build_scorer
from framelens.annotate.who import SPELLING, name_people, resolve_in_order, tell_people
from framelens.annotate.words import count_words
from framelens.corpus import Article, article_row, find_header
from framelens.corpus.boilerplate import find_boilerplate
from framelens.corpus.changes import BOILERPLATE, Change, change_row
from framelens.languages import language_of
from framelens.tables import NOT_SAYING, VALENCE_PREFIX

if TYPE_CHECKING:
    from framelens.settings.settings import Settings

Rows = dict[str, list[dict[str, Any]]]
# A statement is direct from this share of letters inside quotation marks on, mixed with any below it.
DIRECT_SHARE = 0.9
# A longer text is an archive in one file; in English the rules read it, since a network would take minutes.
LONGEST_READ = 1_000_000


def annotate_article(article: Article, study: Settings) -> Rows:
    """Everything that stands in the words of one article.

    Returns
    -------
    dict
        Rows for ``articles``, ``segments``, ``quotes``, ``mentions``, ``hits``, ``clean``, and for ``speakers`` the
        article's share of each speaker's row, to be merged with :func:`framelens.store.speakers.merge_speakers`.
    """
    text = article.text
    changes = _marked(article)
    layout = _lay_out(article, study, changes)
    reader = name_finder(study.reader if len(text) <= LONGEST_READ else "rules", article.language)
    relays = find_relays(text, layout, article.byline, study.relays)
    reading = build_finder(reader, study.least_confidence).read(text, layout, relays)
    least = study.least_confidence or 0.0
    statements = tuple(statement for statement in reading.statements if statement.confidence >= least)
    language = language_of(article.language)
    names = name_people(text, layout, language, reading, study, relays)
    statements = tuple(part_from_source(text, one) for one in keep_names_whole(text, statements, names))
    by_hand = corrections_of(study.corrections, article.article_id)
    numbered = drop_statements(text, list(enumerate(statements, 1)), by_hand)
    statements = tuple(statement for _, statement in numbered)
    identities, links, resolver = tell_people(text, layout, language, names, study, by_hand)
    resolved, pronouns = resolve_in_order(text, layout, language, statements, resolver)
    resolved = assign_speakers(text, numbered, resolved, identities, by_hand)
    segments = find_segments(text, layout, [statement.content for statement in statements])
    quotes = _quote_rows(article, layout, numbered, resolved)
    joint = _joint_rows(quotes, resolved)
    segment_rows = _segment_rows(article, segments, quotes, study)
    mentions = _mention_rows(article, links, statements, resolved, pronouns)
    return {
        "articles": [{**article_row(article), "n_words": sum(segment.n_words for segment in segments)}],
        "segments": segment_rows,
        "quotes": sorted([*quotes, *joint], key=lambda row: (row["content"][0], row["quote_id"])) if joint else quotes,
        "mentions": mentions,
        "speakers": _speaker_rows(identities, [*quotes, *joint], mentions),
        "hits": _hit_rows(article, layout, segment_rows, quotes, study),
        "clean": [change_row(article.article_id, change) for change in changes],
    }


def roster_rows(study: Settings, tag: str | None) -> list[dict[str, Any]]:
    """The rows of the speakers table that an article in a language has of the roster, where it names nobody of it."""
    language = language_of(tag)
    layout = find_layout("", language=language)
    by_hand = corrections_of(study.corrections, "")
    identities, _, _ = tell_people("", layout, language, (), study, by_hand)
    return _speaker_rows(identities, (), ())


def put_roster(entries: list[dict[str, Any]], found: list[dict[str, Any]], tag: str | None) -> list[dict[str, Any]]:
    """The rows of the roster and of others whom an article in a language names, in the order in which it has them."""
    if language_of(tag).names == SPELLING:
        return [*entries, *found]
    return sorted([*entries, *found], key=lambda row: (row["kind"] != "person", not row["from_roster"]))


def annotate_again(article: Article, study: Settings, known: Rows, tables: Collection[str]) -> Rows:
    """The rows of ``tables`` again, under a study with another dictionary or other lexicons.

    Parameters
    ----------
    known : dict
        The article's rows of ``segments`` and ``quotes``; statements and speakers stay as they are.
    tables : collection of str
        ``hits``, ``segments`` (their tone) or both.
    """
    segments, quotes = known["segments"], known["quotes"]
    rows: Rows = {}
    if "segments" in tables:
        place = {quote["quote_id"]: number for number, quote in enumerate(quotes)}
        parts = ("start", "end", "paragraph", "sentence", "zone", "voice", "n_words")
        spans = [Segment(**{p: row[p] for p in parts}, quote=place.get(row["quote_id"])) for row in segments]
        rows["segments"] = segments = _segment_rows(article, spans, quotes, study)
    if "hits" in tables:
        layout = _lay_out(article, study, _marked(article))
        rows["hits"] = _hit_rows(article, layout, segments, quotes, study)
    return rows


def _lay_out(article: Article, study: Settings, changes: Sequence[Change]) -> Layout:
    header = None if study.articles.count_header else find_header(article.text)
    marked = [(change.start, change.end) for change in changes if change.kind == BOILERPLATE]
    left_out = () if study.articles.keep_boilerplate else marked
    language = language_of(article.language)
    return find_layout(article.text, headline=article.headline, header=header, left_out=left_out, language=language)


def _marked(article: Article) -> list[Change]:
    """What cleaning changed, and the boilerplate."""
    found = [*article.changes, *find_boilerplate(article.text, article.byline)]
    return sorted(found, key=lambda change: (change.start, change.end, change.kind))


def _zone(layout: Layout, starts: list[int], offset: int) -> str:
    return layout.sentences[max(0, bisect_right(starts, offset) - 1)].zone


def _kind(layout: Layout, text: str, statement: Statement) -> str:
    """Direct, mixed or indirect, by the share of the content's letters inside quotation marks."""
    inside = total = 0
    for start, end in statement.content:
        total += sum(map(str.isalnum, text[start:end]))
        for position in layout.marked.overlapping(start, end):
            q = layout.quotations[position]
            inside += sum(map(str.isalnum, text[max(start, q.start) : min(end, q.end)]))
    if not inside:
        return "indirect"
    return "direct" if inside >= DIRECT_SHARE * total else "mixed"


def _quote_rows(
    article: Article, layout: Layout, numbered: Sequence[tuple[int, Statement]], resolved: Sequence[Resolution]
) -> list[dict[str, Any]]:
    text = article.text
    starts = [sentence.start for sentence in layout.sentences]
    rows = []
    for (number, statement), found in zip(numbered, resolved, strict=True):
        cue = read_cue_at(layout, text, *statement.cue) if statement.cue else None
        kind = _kind(layout, text, statement)
        source = text[slice(*statement.source)] if statement.source else None
        if source and found.form == "name" and found.kind == "person":
            source = None  # "Marion Law" is no law
        rows.append(
            {
                "article_id": article.article_id,
                "quote_id": f"q{number}",
                "kind": kind,
                "content": [list(span) for span in statement.content],
                "cue_start": statement.cue and statement.cue[0],
                "cue_end": statement.cue and statement.cue[1],
                "cue": cue.lemma if cue else None,
                "stance": cue.stance if cue else None,
                "act": NOT_SAYING if is_not_said(text, layout, statement, kind) else read_act(cue, kind, source),
                "source_start": statement.source and statement.source[0],
                "source_end": statement.source and statement.source[1],
                "speaker_id": found.speaker.speaker_id if found.speaker else None,
                "resolution": found.resolution,
                "reason": found.reason,
                "confidence": statement.confidence,
                "n_words": sum(count_words(text, a, b) for a, b in statement.content),
                "zone": _zone(layout, starts, statement.content[0][0]),
            }
        )
    return rows


def _joint_rows(quotes: Sequence[dict[str, Any]], resolved: Sequence[Resolution]) -> list[dict[str, Any]]:
    """A statement that several make together stands once for each of them: q3 for the first, q3.2 for the second."""
    return [
        {**row, "quote_id": f"{row['quote_id']}.{number}", "speaker_id": other.speaker_id}
        for row, found in zip(quotes, resolved, strict=True)
        for number, other in enumerate(found.others, 2)
    ]


def _segment_rows(
    article: Article, segments: Sequence[Segment], quotes: Sequence[dict[str, Any]], study: Settings
) -> list[dict[str, Any]]:
    scorer = build_scorer(study.scored_lexicons, study.excluded_words)
    scores = scorer.score([article.text[segment.start : segment.end] for segment in segments])
    known = study.lexicons_for(article.language)
    return [
        {
            "article_id": article.article_id,
            "segment": number,
            "paragraph": segment.paragraph,
            "sentence": segment.sentence,
            "start": segment.start,
            "end": segment.end,
            "voice": segment.voice,
            "quote_id": quotes[segment.quote]["quote_id"] if segment.quote is not None else None,
            "zone": segment.zone,
            "n_words": segment.n_words,
            **{VALENCE_PREFIX + name: scores[name][number] if name in known else None for name in study.lexicons},
        }
        for number, segment in enumerate(segments)
    ]


def _mention_rows(
    article: Article,
    links: dict[Name, list[Identity]],
    statements: Sequence[Statement],
    resolved: Sequence[Resolution],
    pronouns: Sequence[tuple[Span, Resolution]],
) -> list[dict[str, Any]]:
    """One row per name, per source without a name in it, and per pronoun of the journalist's."""
    rows: dict[Span, dict[str, Any]] = {}
    for name, fitting in links.items():
        one = fitting[0] if len(fitting) == 1 else None
        among = ", ".join(sorted(identity.name for identity in fitting))
        short = "surname" if name.kind == "person" and len(name.words) == 1 else "name"
        if one:
            found = Resolution(one, "name", short, 0.95, name.kind)
        else:
            found = Resolution(None, "name", f"two or more fit: {among}", 0.0, name.kind, "ambiguous")
        rows[name.start, name.end] = _mention_row(article, (name.start, name.end), found)
    named = list(rows)
    places = SpanIndex(named)
    for statement, found in zip(statements, resolved, strict=True):
        if statement.source is None:
            continue
        start, end = statement.source
        inside = [named[p] for p in places.overlapping(start, end) if start <= named[p][0] and named[p][1] <= end]
        by_name = [span for span in inside if rows[span]["kind"] == "person"] or inside
        if found.form == "name" and by_name:
            if found.speaker and rows[by_name[0]]["speaker_id"] is None:
                rows[by_name[0]] = _mention_row(article, by_name[0], found)
        else:
            rows[start, end] = _mention_row(article, (start, end), found)
    for span, found in pronouns:
        rows.setdefault(span, _mention_row(article, span, found))
    return [rows[span] for span in sorted(rows)]


def _mention_row(article: Article, span: Span, found: Resolution) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "start": span[0],
        "end": span[1],
        "form": found.form,
        "kind": found.kind,
        "speaker_id": found.speaker.speaker_id if found.speaker else None,
        "resolution": found.resolution,
        "reason": found.reason,
        "confidence": found.confidence,
    }


def _speaker_rows(
    identities: Sequence[Identity], quotes: Sequence[dict[str, Any]], mentions: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    n_quotes = Counter(quote["speaker_id"] for quote in quotes)
    n_mentions = Counter(mention["speaker_id"] for mention in mentions)
    return [
        {
            "speaker_id": identity.speaker_id,
            "name": identity.name,
            "kind": identity.kind,
            "gender": identity.known_gender,
            "roles": list(identity.roles),
            "aliases": sorted(identity.aliases),
            "n_articles": int(n_mentions[identity.speaker_id] > 0),
            "n_quotes": n_quotes[identity.speaker_id],
            "n_mentions": n_mentions[identity.speaker_id],
            "from_roster": identity.from_roster,
        }
        for identity in identities
    ]


def _hit_rows(
    article: Article,
    layout: Layout,
    segments: Sequence[dict[str, Any]],
    quotes: Sequence[dict[str, Any]],
    study: Settings,
) -> list[dict[str, Any]]:
    speakers = {quote["quote_id"]: quote["speaker_id"] for quote in quotes}
    starts = [segment["start"] for segment in segments]
    sentences = [(sentence.start, sentence.end) for sentence in layout.sentences]
    rows = []
    for hit in build_matcher(study.frames.in_language(article.language)).find_hits(article.text, sentences):
        segment = segments[max(0, bisect_right(starts, hit.start) - 1)]
        rows.append(
            {
                "article_id": article.article_id,
                "frame": hit.frame,
                "term": hit.term,
                "start": hit.start,
                "end": hit.end,
                "segment": segment["segment"],
                "voice": segment["voice"],
                "quote_id": segment["quote_id"],
                "speaker_id": speakers.get(segment["quote_id"]),
                "zone": segment["zone"],
            }
        )
    return rows
