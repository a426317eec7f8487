"""What is to be recomputed in each batch of a store: by what changed in its settings, and in its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from framelens.annotate.touching import Suspects, is_unmet
from framelens.corpus import Article, article_of_row
from framelens.corpus.boilerplate import REPEATED
from framelens.corpus.changes import BOILERPLATE, Change
from framelens.settings.settings import Settings
from framelens.store.inventory import Inventory, read_changes, read_rows
from framelens.store.log import Commit, Log, own_of
from framelens.store.parts import GATHERED, TABLES
from framelens.store.stale import ARTICLES, Stale

Rows = list[dict[str, Any]]
_OF_BATCHES = tuple(table for table in TABLES if table not in GATHERED)
# Why articles are recomputed that no setting made stale.
OTHER_COPIES = "copies of another article than before, or of none"
OTHER_WORDS, OTHER_LINES = "other words in the source", "other lines that repeat across an outlet"
GONE, MOVED = "gone from the source", "other columns in the source"


@dataclass
class Plan:
    """What is to be recomputed in one batch.

    Attributes
    ----------
    batch : Commit
    rows : dict
        The articles' rows, by ``article_id``.
    whole : dict
        Articles that are annotated again.
    again : dict
        For others, which of their tables are: ``hits``, ``segments``.
    moved : dict
        Articles whose outlet, date or own columns are other.
    gone : set
    tables : set
        The tables of the batch that change.
    outdated : set
        What is left out no longer: pairs of source and reason.
    entries : set or None
        The keys of the roster whose entries stand otherwise with every article.
    """

    batch: Commit
    rows: dict[str, dict[str, Any]]
    whole: dict[str, Article] = field(default_factory=dict)
    again: dict[str, set[str]] = field(default_factory=dict)
    moved: dict[str, Article] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    outdated: set[tuple[str, str]] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)

    def article(self, article_id: str) -> Article:
        """An article as the batch keeps it, with the columns that are other, without what cleaning changed."""
        article = article_of_row(self.rows[article_id])
        if (moved := self.moved.get(article_id)) is not None:
            return replace(moved, text=article.text, duplicate_of=article.duplicate_of)
        own = {name: self.rows[article_id].get(name) for name in own_of(self.batch)} | dict(article.own)
        return replace(article, own=own)


class Planner:
    """Finds what is to be recomputed.

    Attributes
    ----------
    counts : Counter
        How many articles for which reason, and what of them.
    n_whole : int
        How many are annotated again.
    """

    def __init__(self, store: Path, study: Settings, log: Log, inventory: Inventory) -> None:
        self._store, self._study, self._log, self._inventory = store, study, log, inventory
        self.counts: Counter[tuple[str, str]] = Counter()
        self.n_whole = 0
        self._suspects: dict[str, Suspects] = {}

    def plan(self, batches: Iterable[Commit]) -> Iterator[Plan]:
        """The plan of each batch in which something is stale, in order."""
        stale = {number: [Stale(**one) for one in found] for number, found in self._log.stale.items()}
        for batch in batches:
            mine = stale.get(batch.number, [])
            if mine or self._inventory.touches(batch.number):
                plan = self._plan_batch(batch, mine)
                if plan.tables:
                    yield plan

    def _plan_batch(self, batch: Commit, stale: list[Stale]) -> Plan:
        inventory = self._inventory
        plan = Plan(batch, {row["article_id"]: row for row in read_rows(self._store, batch, "articles")})
        for article_id in plan.rows:
            if article_id in inventory.gone:
                plan.gone.add(article_id)
                self.counts[GONE, ARTICLES] += 1
            elif article_id in inventory.changed:
                plan.whole[article_id] = inventory.changed[article_id]
                self.counts[OTHER_WORDS, ARTICLES] += 1
            elif article_id in inventory.moved:
                plan.moved[article_id] = inventory.moved[article_id]
                self.counts[MOVED, ARTICLES] += 1
            for why, mine in ((OTHER_LINES, inventory.remarked), (OTHER_COPIES, inventory.recopied)):
                if article_id in mine and article_id not in plan.gone:
                    plan.whole.setdefault(article_id, plan.article(article_id))
                    self.counts[why, ARTICLES] += 1
        for one in stale:
            self._plan_stale(plan, one)
        plan.outdated = {
            (row["source"], row["reason"])
            for row in read_rows(self._store, batch, "left_out")
            if inventory.is_outdated(row["source"], row["reason"])
        }
        if plan.whole:
            changes = read_changes(self._store, batch)
            for article_id, article in plan.whole.items():
                if article_id not in inventory.changed:
                    before = changes.get(article_id) or inventory.cleaned.get(article_id, ())
                    kept = tuple(filter(self._is_kept, before))
                    article = replace(article, changes=kept)
                plan.whole[article_id] = self._as_copy(article)
        if plan.whole or plan.gone:
            plan.tables |= {*_OF_BATCHES}
        plan.tables |= {"articles"} if plan.moved else set()
        plan.tables |= {"left_out"} if plan.outdated else set()
        plan.again = {
            key: tables for key, tables in plan.again.items() if key not in plan.whole and key not in plan.gone
        }
        self.n_whole += len(plan.whole)
        # In the order of the batch, as they were annotated first.
        plan.whole = {article_id: plan.whole[article_id] for article_id in plan.rows if article_id in plan.whole}
        return plan

    def _as_copy(self, article: Article) -> Article:
        """An article as a copy of the one that it is a copy of now."""
        if not self._inventory.follows:
            return article
        return replace(article, duplicate_of=self._inventory.origins.get(article.article_id))

    def _is_kept(self, change: Change) -> bool:
        """Whether a change comes with the article; other boilerplate is found again."""
        return change.kind != BOILERPLATE or (change.rule == REPEATED and not self._inventory.follows)

    def _plan_stale(self, plan: Plan, stale: Stale) -> None:
        plan.tables |= {"segments"} if stale.what == "segments" else set()
        if stale.of_people:
            plan.entries |= self._suspect(stale).changed()
            plan.tables.add("speakers_found")
        concerned = [article_id for article_id in self._concerned(plan, stale) if article_id not in plan.gone]
        self.counts[stale.why, stale.what] += len(concerned)
        for article_id in concerned:
            if stale.what == ARTICLES:
                plan.whole.setdefault(article_id, plan.article(article_id))
            else:
                plan.again.setdefault(article_id, set()).add(stale.what)
                plan.tables.add(stale.what)

    def _concerned(self, plan: Plan, stale: Stale) -> Iterator[str]:
        found = list(plan.rows.items())
        if stale.languages is not None:
            found = [(key, row) for key, row in found if row["language"] in stale.languages]
        if stale.copies:
            found = [(key, row) for key, row in found if row["duplicate_of"] is not None]
        elif (stale.chosen or stale.what != ARTICLES) and not self._study.articles.keep_duplicates:
            found = [(key, row) for key, row in found if row["duplicate_of"] is None]
        if not stale.chosen:
            yield from (key for key, _ in found)
            return
        ids = {*stale.ids}
        by_article = {
            table: rows_by_article(self._store, plan.batch, table, columns)
            for table, columns in (
                ("mentions", ["article_id", "start", "end", "resolution"]),
                ("quotes", ["article_id", "source_start", "source_end"]),
            )
        }
        by_article["speakers"] = rows_by_article(self._store, plan.batch, "speakers_found", skip=is_unmet)
        suspects = self._suspect(stale)
        for key, row in found:
            kept = [by_article[table].get(key, []) for table in by_article]
            if key in ids or suspects.may_be_in(row["text"], row["language"], *kept):
                yield key

    def _suspect(self, stale: Stale) -> Suspects:
        return self._suspects.setdefault(stale.why, Suspects(stale.rosters, stale.same))


def rows_by_article(
    store: Path,
    batch: Commit,
    table: str,
    columns: list[str] | None = None,
    *,
    skip: Callable[[dict[str, Any]], bool] = lambda _: False,
) -> dict[str, Rows]:
    """A batch's rows of a table, by their article, but some."""
    found: dict[str, Rows] = {}
    for row in read_rows(store, batch, table, columns):
        if not skip(row):
            found.setdefault(row["article_id"], []).append(row)
    return found
