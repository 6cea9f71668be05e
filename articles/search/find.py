"""Which articles answer a request, in which order: arrays in, arrays out, no database rows yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from articles.search import plan
from articles.search.engines.whoosh.execute import ABOVE, Outcome, days_between, execute
from articles.search.engines.whoosh.schema import FACETS
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.page import SearchRequest


@dataclass
class Found:
    """The hits of a request: masks over all documents of a snapshot, and their order."""

    snapshot: Snapshot
    outcome: Outcome
    # Hits before any filter, by filter, and after all.
    base: np.ndarray
    chosen: dict[str, np.ndarray]
    mask: np.ndarray
    # One of page.SORTS; of what has no score, the newest come first.
    sort: str

    @cached_property
    def hits(self) -> np.ndarray:
        """The documents found, in the order of the index."""
        return np.flatnonzero(self.mask)

    @property
    def count(self) -> int:
        return int(self.hits.size)

    @cached_property
    def all_words(self) -> int:
        return int(np.count_nonzero(self.outcome.full & self.mask))

    def beside(self, facet: str) -> np.ndarray:
        """Hits within every filter but those of one facet, as documents."""
        others = [chosen for name, chosen in self.chosen.items() if name != facet]
        if len(others) == len(self.chosen):
            return self.hits
        return np.flatnonzero(reduce(np.logical_and, others, self.base))

    def first(self, number: int | None = None) -> np.ndarray:
        """The best `number` of documents in order, or all.

        Ties go by date, then by number, so that pages never overlap."""
        hits = self.hits
        age = self.snapshot.age[hits]
        if self.sort == "newest":
            return hits[_least(age, number)]
        if self.sort == "oldest":
            # The undated are last in either order.
            days = self.snapshot.days[hits]
            return hits[_least(np.where(days > 0, -age, self.snapshot.size - age), number)]
        # Scores that differ by rounding alone are equal.
        worth = np.round(self.outcome.score[hits].astype(np.float64), 5)
        worth[self.outcome.full[hits]] += ABOVE
        best = _least(-worth, number, ties=True)
        return hits[best[np.lexsort((age[best], -worth[best]))]][:number]


def _least(values: np.ndarray, number: int | None, *, ties: bool = False) -> np.ndarray:
    """Where the least `number` of values stand, in their order; with `ties`, in no order but with
    all that equal the last of them."""
    if number is None or number >= values.size:
        return np.arange(values.size) if ties else np.argsort(values, kind="stable")
    if ties:
        return np.flatnonzero(values <= np.partition(values, number - 1)[number - 1])
    least = np.argpartition(values, number - 1)[:number]
    return least[np.argsort(values[least])]


def find(snapshot: Snapshot, wanted: plan.Plan, request: SearchRequest) -> Found:
    """Run a plan within the filters of a request."""
    outcome = execute(snapshot, wanted)
    base = outcome.hit & snapshot.live
    if request.first or request.last:
        base = base & days_between(snapshot, request.first, request.last)
    chosen = {
        name: snapshot.holders(name, values)
        for name, values in request.filters().items()
        if name in FACETS
    }
    mask = base
    for filtered in chosen.values():
        mask = mask & filtered
    sort = request.sort
    if sort == "relevance" and isinstance(wanted, plan.Anything):
        sort = "newest"
    return Found(snapshot, outcome, base, chosen, mask, sort)
