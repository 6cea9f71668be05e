"""The front door of search: a request in, a page of results out.

    page = search(SearchRequest(q="وقف إطلاق النار", place=("moscow",)), language="ar")

One snapshot of the index and one state of the names serve the whole request. What the database no
longer shows is in no result and in no count, even before the indexer has heard of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone, translation

from articles.models import (
    ArchiveVersion,
    Article,
    LocalText,
    Outbox,
    Source,
    count_copies,
    current_sources,
    localized,
)
from articles.search import catalog as names
from articles.search import chips, facets, hydrate, query, steering, words
from articles.search.catalog import Catalog
from articles.search.engines.whoosh import snapshot as index
from articles.search.engines.whoosh.snapshot import IndexUnavailable, Snapshot
from articles.search.engines.whoosh.state import doubt
from articles.search.expand import Expander, Expansion
from articles.search.find import Found, find
from articles.search.page import (
    KINDS,
    MAX_OFFSET,
    MAX_PAGE_SIZE,
    SORTS,
    Alternative,
    Chip,
    Correction,
    Facet,
    FacetValue,
    Fragment,
    Hit,
    IndexStatus,
    Notice,
    SearchPage,
    SearchRequest,
    TimeRead,
)
from articles.search.unchanged import WhileUnchanged
from articles.search.values import Values

# Among how many of the first hits the copies of a story give way to others.
SPREAD = 200

__all__ = [
    "Alternative",
    "Chip",
    "Correction",
    "Facet",
    "FacetValue",
    "Fragment",
    "Hit",
    "IndexStatus",
    "IndexUnavailable",
    "Notice",
    "SearchPage",
    "SearchRequest",
    "TimeRead",
    "find_ids",
    "index_status",
    "search",
]


def search(request: SearchRequest, *, language: str = "ar", pins: bool = False) -> SearchPage:
    """Return one page of results, or raise IndexUnavailable with the reason.

    With `pins`, what the editors chose for a query stands first."""
    with translation.override(language), reading():
        return Inquiry(request, language, pins=pins).page()


@contextmanager
def reading() -> Iterator[None]:
    """Whatever fails while the files of the index are not what was written is IndexUnavailable.

    Damage to files that are open, in places read already, fails in as many ways as there are
    numbers to be wrong."""
    try:
        yield
    except (IndexUnavailable, DatabaseError):
        raise
    except Exception:
        index.check(Path(settings.INDEX_DIR))
        raise


class Inquiry:
    """One request under way."""

    def __init__(self, request: SearchRequest, language: str = "ar", *, pins: bool = False) -> None:
        self.started = time.perf_counter()
        self.language = language
        version = ArchiveVersion.objects.current()
        self.snapshot: Snapshot = visible(version)
        self.catalog: Catalog = names.current(version)
        self.request = _tidy(request, self.catalog)
        known = small_tables(version)
        self.sources = known.sources[language]
        self.outlets = known.outlets
        self.today = timezone.localdate()
        self.steering = known.steering
        self.pin = self.steering.pinned(self.request) if pins else None

    def expand(self, request: SearchRequest) -> tuple[query.Parsed, Expansion]:
        parsed = query.parse(request.q, today=self.today)
        values = Values(self.catalog, self.sources)
        tree = values.join(parsed.tree)
        told = (*parsed.notices, *values.notices)
        parsed = query.Parsed(tree, told, query.unparse(tree))
        today = self.today if request.times else None
        expander = Expander(
            self.snapshot,
            self.catalog,
            values,
            exact=request.exact,
            today=today,
            steering=self.steering,
        )
        return parsed, expander.expand(tree)

    def find(self, request: SearchRequest, expansion: Expansion) -> Found:
        return find(self.snapshot, expansion.plan, request)

    def count(self, request: SearchRequest) -> int:
        """How many results another request would have."""
        return self.find(request, self.expand(request)[1]).count

    def page(self) -> SearchPage:
        request = self.request
        parsed, expansion = self.expand(request)
        found, hits, folded = self.hits(expansion)
        facet_list, undated = facets.build_facets(
            found, request, self.catalog, self.sources, self.language
        )
        shown = chips.build_chips(request, parsed.tree, self.catalog, self.sources, self.language)
        loosened: list[Alternative] = []
        if not found.count:
            loosened = chips.alternatives(chips.looser(request, parsed.tree, shown), self.count)
        guess = words.Guess(self.snapshot, self.catalog)
        return SearchPage(
            count=found.count,
            all_words=found.all_words,
            relaxed=bool(found.count) and not found.all_words,
            page=request.page,
            page_size=request.page_size,
            pages=max(1, -(-min(found.count - folded, MAX_OFFSET) // request.page_size)),
            results=hits,
            facets=facet_list,
            undated=undated,
            folded=folded,
            did_you_mean=guess.did_you_mean(request.q, expansion, found),
            corrected=[
                Correction(typed, guess.display(used)) for typed, used in expansion.told.corrected
            ],
            also_searched=list(expansion.told.also),
            ignored=expansion.told.ignored,
            notices=words.notices((*parsed.notices, *expansion.notices)),
            times=expansion.told.times,
            chips=chips.join_times(shown, request, parsed.tree, expansion.told.times),
            query={"text": parsed.text, "tree": repr(parsed.tree), "exact": request.exact},
            loosened=loosened,
            pinned=self.beside(found, expansion),
            is_enough=self.steering.is_enough(request.q, found.all_words, self.catalog),
            took_ms=round((time.perf_counter() - self.started) * 1000, 2),
        )

    def hits(self, expansion: Expansion) -> tuple[Found, list[Hit], int]:
        """The hits of the page, and how many copies are folded into others. If an indexed article
        is gone, the page is made without it."""
        start = (self.request.page - 1) * self.request.page_size
        while True:
            found = self.find(self.request, expansion)
            end = start + self.request.page_size
            order, folded = self.ordered(found, start, end)
            numbers = steering.led(self.pin, found, order)[start:end]
            pks = self.snapshot.pks[numbers].tolist()
            articles = hydrate.load(pks, self.outlets)
            gone = set(pks) - articles.keys()
            if not gone:
                break
            self.snapshot = self.snapshot.without(frozenset(gone))
        scores = dict(zip(pks, found.outcome.score[numbers].tolist(), strict=True))
        # The database counts the copies of those alone that the index knows any of.
        copied = numbers[self.snapshot.shared_stories[numbers]]
        copies = count_copies([articles[pk] for pk in self.snapshot.pks[copied].tolist()])
        return found, self.cards(articles, scores, copies, expansion), folded

    def cards(
        self,
        articles: dict[int, Article],
        scores: dict[int, float],
        copies: dict[int, int],
        expansion: Expansion,
    ) -> list[Hit]:
        """The cards of some articles, in the order of their scores as given."""
        named, known = hydrate.on_cards(list(scores)), self.catalog.numbered
        hits = [
            hydrate.make_hit(
                articles[pk],
                score=round(score, 4),
                copies=copies.get(pk, 0),
                entities=[known[number] for number in named[pk] if number in known],
                wanted=expansion.wanted,
                language=self.language,
            )
            for pk, score in scores.items()
        ]
        for hit in hits:
            hit.pinned = hit.article.pk == self.pin
        return hits

    def beside(self, found: Found, expansion: Expansion) -> Hit | None:
        """What the editors chose, where it is no hit: above the first page, unless filters say
        that something else is wanted. What readers may not see stands nowhere."""
        request = self.request
        filtered = request.filters() or request.first or request.last
        if self.pin is None or filtered or request.page > 1:
            return None
        if found.mask[self.snapshot.numbers([self.pin])].any():
            return None
        articles = hydrate.load([self.pin], self.outlets)
        copies = count_copies(articles.values())
        cards = self.cards(articles, dict.fromkeys(articles, 0.0), copies, expansion)
        return cards[0] if cards else None

    def ordered(self, found: Found, start: int, end: int) -> tuple[np.ndarray, int]:
        """The best hits in order, up to `end` or more, and how many copies are folded away."""
        if self.request.copies == "folded":
            return self.fold(found, end)
        if self.request.copies == "apart" or start >= SPREAD:
            return found.first(end), 0
        return self.spread(found, end), 0

    def fold(self, found: Found, end: int) -> tuple[np.ndarray, int]:
        """The hits in order, of each story only the best; and how many are left out for it."""
        stories, shared = self.snapshot.stories, self.snapshot.shared_stories
        copies = found.hits[shared[found.hits]]
        folded = copies.size - np.unique(stories[copies]).size if copies.size else 0
        order = found.first(end + folded)
        if not folded:
            return order, 0
        among = np.flatnonzero(shared[order])
        best = np.unique(stories[order[among]], return_index=True)[1]
        keep = np.ones(order.size, dtype=bool)
        keep[among] = False
        keep[among[best]] = True
        return order[keep], int(folded)

    def spread(self, found: Found, end: int) -> np.ndarray:
        """The best hits in order, up to `end` or more, but of the copies of one story on the first
        pages only the best in its place: the others come after the rest of those that hold as many
        words."""
        order = found.first(max(end, SPREAD))
        first, rest = order[:SPREAD], order[SPREAD:]
        if self.request.sort != SORTS[0] or not self.request.q:
            return order
        # Of each story the first to come; the places of the others are what is left.
        told = np.unique(self.snapshot.stories[first], return_index=True)[1]
        again = np.ones(first.size, dtype=bool)
        again[told] = False
        if not again.any():
            return order
        partly = ~found.outcome.full[first]
        return np.concatenate([first[np.lexsort((again, partly))], rest])


def _tidy(request: SearchRequest, catalog: Catalog) -> SearchRequest:
    """A request within its limits, whoever made it, with the keys that its keys mean now."""
    size = min(max(request.page_size, 1), MAX_PAGE_SIZE)
    chosen = {kind: catalog.current_keys(getattr(request, kind)) for kind in KINDS}
    return replace(
        request,
        **chosen,
        source=current_sources(request.source),
        q=request.q.replace("\x00", " "),
        page_size=size,
        page=min(max(request.page, 1), MAX_OFFSET // size + 1),
        sort=request.sort if request.sort in SORTS else SORTS[0],
    )


def visible(version: int | None = None) -> Snapshot:
    """The index as it is now, without what readers may no longer see. `version` is that of the
    archive, where it has just been asked.

    What is hidden is read first: the indexer may take an article out of the index, and then out of
    the queue, between the two."""
    hidden = hidden_articles(version)
    return index.current(Path(settings.INDEX_DIR)).without(hidden)


@WhileUnchanged
def hidden_articles() -> frozenset[int]:
    """Articles changed since they were indexed that readers may no longer see."""
    shown = Article.objects.published().values("pk")
    waiting = Outbox.objects.exclude(article_id__in=shown)
    return frozenset(waiting.values_list("article_id", flat=True))


@dataclass(frozen=True)
class SmallTables:
    """What is read whole: every source by number, its name by language and key, and what curators
    say of searches."""

    outlets: dict[int, Source]
    sources: dict[str, dict[str, LocalText]]
    steering: steering.Steering


@WhileUnchanged
def small_tables() -> SmallTables:
    """The small tables of the archive as it is now."""
    outlets = Source.objects.in_bulk()
    sources = {
        language: {row.key: localized(row, "name", language) for row in outlets.values()}
        for language, _name in settings.LANGUAGES
    }
    return SmallTables(outlets, sources, steering.read())


@dataclass(frozen=True)
class Ids:
    """Article numbers with scores, best first, and counts by facet."""

    rows: list[tuple[int, float]]
    facets: dict[str, list[tuple[str, int]]]


def find_ids(
    queries: list[str], *, sort: list[str] | None = None, facets: tuple[str, ...] = ()
) -> Ids:
    """Return every article that answers all of the queries: what Haystack's API needs.

    `sort` takes "day" and "-day"; anything else is relevance."""
    order = {"day": "oldest", "-day": "newest"}.get((sort or [""])[0], "relevance")
    run = Inquiry(SearchRequest(q=queries[0], sort=order))
    found = run.find(run.request, run.expand(run.request)[1])
    mask = found.mask
    for narrower in queries[1:]:
        request = replace(run.request, q=narrower)
        mask = mask & run.find(request, run.expand(request)[1]).mask
    order = found.first()
    kept = order[mask[order]]
    pks = run.snapshot.pks[kept].tolist()
    counted = {}
    for name in facets:
        column = run.snapshot.facet(name)
        counts = zip(column.values, column.counts(np.flatnonzero(mask)).tolist(), strict=True)
        counted[name] = sorted((c for c in counts if c[1]), key=lambda c: (-c[1], c[0]))
    return Ids(list(zip(pks, found.outcome.score[kept].tolist(), strict=True)), counted)


def index_status() -> IndexStatus:
    """Return whether the index answers, and how many changes wait for it."""
    waiting = Outbox.objects.waiting()
    oldest = waiting.values_list("queued_at", flat=True).first()
    seconds = max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
    ready, documents, generation, reason = True, 0, "", ""
    try:
        live = index.current(Path(settings.INDEX_DIR))
        documents, generation = live.documents, live.generation
        # Somebody met damage, and the indexer has not yet checked or rebuilt.
        reason = doubt(Path(settings.INDEX_DIR))
        ready = not reason
    except IndexUnavailable as error:
        ready, reason = False, str(error)
    return IndexStatus(
        ready,
        documents,
        generation,
        waiting.count(),
        Outbox.objects.failed().count(),
        seconds,
        reason,
    )
