"""Which articles answer a request, in which order: arrays in, arrays out, no database rows yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from articles.search import plan
from articles.search.engines.whoosh.execute import Outcome, days_between, execute
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
    order: np.ndarray

    @property
    def count(self) -> int:
        return int(self.order.size)

    @property
    def all_words(self) -> int:
        return int((self.outcome.full & self.mask).sum())

    def beside(self, facet: str) -> np.ndarray:
        """Hits within every filter but those of one facet."""
        mask = self.base
        for name, chosen in self.chosen.items():
            if name != facet:
                mask = mask & chosen
        return mask


def find(
    snapshot: Snapshot, wanted: plan.Plan, request: SearchRequest, hidden: Iterable[int] = ()
) -> Found:
    """Run a plan within the filters of a request. `hidden` articles are in no count."""
    outcome = execute(snapshot, wanted)
    base = outcome.hit & snapshot.live
    if gone := list(hidden):
        base = base & ~np.isin(snapshot.pks, gone)
    if request.first or request.last:
        base = base & days_between(snapshot, request.first, request.last)
    chosen = {
        name: snapshot.facets[name].holders(values, snapshot.size)
        for name, values in request.filters().items()
        if name in FACETS
    }
    mask = base
    for filtered in chosen.values():
        mask = mask & filtered
    scored = not isinstance(wanted, plan.Anything)
    return Found(
        snapshot,
        outcome,
        base,
        chosen,
        mask,
        _ordered(snapshot, outcome, mask, request.sort, scored),
    )


def _ordered(
    snapshot: Snapshot, outcome: Outcome, mask: np.ndarray, sort: str, scored: bool
) -> np.ndarray:
    """Hits in order; ties by date, then by number, so that pages never overlap."""
    hits = np.flatnonzero(mask)
    days, pks = snapshot.days[hits], snapshot.pks[hits]
    if sort == "oldest":
        return hits[np.lexsort((pks, np.where(days == 0, np.iinfo(np.int64).max, days)))]
    if sort == "newest" or not scored:
        return hits[np.lexsort((-pks, -days))]
    # Scores that differ by rounding alone are equal.
    scores = np.round(outcome.score[hits], 5)
    return hits[np.lexsort((-pks, -days, -scores, ~outcome.full[hits]))]
