"""The shapes that cross the wall between search and whoever shows its results."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise

from articles.models import Article
from articles.search.catalog import EntityFacts

MAX_PAGE_SIZE = 100
MAX_OFFSET = 10_000
KINDS = ("person", "place", "organization", "topic")
FILTERS = (*KINDS, "source", "language", "month")
SORTS = ("relevance", "newest", "oldest")


@dataclass(frozen=True)
class SearchRequest:
    """What a reader asks for. Filters are keys; a month is "2025-04" or "undated"."""

    q: str = ""
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    sort: str = "relevance"
    page: int = 1
    page_size: int = 20
    exact: bool = False
    # Whether words of time ("last April", "first meeting") are understood as time.
    times: bool = True
    # What becomes of copies of one story: "" puts them behind the other hits of the first pages,
    # "folded" leaves the best of each story alone, "apart" lets each stand where it would.
    copies: str = ""

    def filters(self) -> dict[str, tuple[str, ...]]:
        """The facets with chosen values."""
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name)}

    def params(self) -> dict[str, list[str]]:
        """The query string of this request, without the page."""
        found = {"q": [self.q]} if self.q else {}
        found |= {name: list(values) for name, values in self.filters().items()}
        if self.first:
            found["from"] = [self.first.isoformat()]
        if self.last:
            found["to"] = [self.last.isoformat()]
        if self.sort in SORTS[1:]:
            found["sort"] = [self.sort]
        if self.exact:
            found["exact"] = ["1"]
        if not self.times:
            found["times"] = ["0"]
        if self.copies == "apart":
            found["copies"] = ["apart"]
        return found

    def without(self, name: str, value: str) -> SearchRequest:
        """The same request with one value of a filter taken away."""
        left = tuple(kept for kept in getattr(self, name) if kept != value)
        return replace(self, **{name: left, "page": 1})


@dataclass(frozen=True)
class Fragment:
    """A piece of text, marked where it was searched for."""

    text: str
    marked: bool = False


@dataclass
class Hit:
    """One article found. Title and snippet are fragments in reading order."""

    article: Article
    title: list[Fragment]
    snippet: list[Fragment]
    score: float
    copies: int
    entities: list[EntityFacts]
    # The editors have put it first for this query.
    pinned: bool = False
    # The versions of its story, where a page tells them: ingest/copies/stories.py.
    story: Any = None


@dataclass(slots=True)
class FacetValue:
    """A value to click: its count is the total of the page that the click gives."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass
class Facet:
    name: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Chip:
    """A removable part of the request; `params` is the page without it."""

    label: str | Promise
    text: str
    params: dict[str, list[str]]


@dataclass(frozen=True)
class Notice:
    """What was wrong with the query, in words."""

    code: str
    message: str | Promise


@dataclass(frozen=True)
class Correction:
    """A word that nothing holds, and the name it was taken for."""

    typed: str
    used: str


@dataclass(frozen=True)
class TimeRead:
    """Words of the query understood as time: the days they mean, or "oldest" or "newest"."""

    text: str
    days: tuple[tuple[date, date], ...] = ()
    order: str = ""


@dataclass(frozen=True)
class Alternative:
    """A looser request that finds something."""

    label: str | Promise
    params: dict[str, list[str]]
    count: int


@dataclass
class SearchPage:
    """One page of results. `all_words` results hold every word asked for and come first. `pinned`
    is the article that the editors chose, where it is none of the results; it is not counted.
    What is not `is_enough` may be a miss (models/misses.py)."""

    count: int
    all_words: int
    relaxed: bool
    page: int
    page_size: int
    pages: int
    took_ms: float
    results: list[Hit]
    facets: list[Facet]
    undated: int
    # How many copies are not in the rows of any page, since another of their story is.
    folded: int = 0
    did_you_mean: str | None = None
    corrected: list[Correction] = field(default_factory=list)
    also_searched: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    times: list[TimeRead] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    query: dict[str, Any] = field(default_factory=dict)
    loosened: list[Alternative] = field(default_factory=list)
    pinned: Hit | None = None
    is_enough: bool = True


@dataclass(frozen=True)
class IndexStatus:
    """Whether the index can be searched, and how far behind the database it is."""

    ready: bool
    documents: int
    generation: str
    waiting: int
    failed: int
    oldest_seconds: float
    reason: str
