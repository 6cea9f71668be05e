"""Whoosh's own query trees on whole posting lists: the documents that Whoosh's searcher finds, in
its order, with its scores.

Front doors: `search`, the best documents and how many there are; `match`, all of them.

As Whoosh's searcher does, both take a tree as it stands; parsers normalize the trees they make.
How many documents were found is always exact: Whoosh's own top-10 search only estimates it, and
asks again when somebody wants to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.query import Query

from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.engines.whoosh.trees.found import Found, best
from articles.search.engines.whoosh.trees.nodes import Run

__all__ = ["Results", "match", "search"]


@dataclass(frozen=True)
class Results:
    """The best documents by number, the best first, of equal ones the first; their scores; and how
    many documents were found in all."""

    docs: np.ndarray
    scores: np.ndarray
    total: int
    _mask: Callable[[], np.ndarray] = field(repr=False)

    @cached_property
    def mask(self) -> np.ndarray:
        """Of all documents, which ones were found."""
        return self._mask()


def search(
    snapshot: Snapshot,
    query: Query,
    limit: int | None = 10,
    mask: np.ndarray | None = None,
    weighting: Any = None,
) -> Results:
    """Run a query, on the documents of `mask` if it is given. `weighting` is an object of
    whoosh.scoring (BM25F), `limit` how many documents to return, None for all."""
    run = Run(snapshot, weighting)
    found = run.finished(run.of(query))
    if mask is not None:
        found = found.within(mask)
    return _ranked(found, limit)


def _ranked(found: Found, limit: int | None) -> Results:
    total = found.count
    wanted = total if limit is None else min(limit, total)
    if not wanted:
        return Results(np.zeros(0, dtype=np.int64), np.zeros(0), total, lambda: found.mask)
    if not found.is_list and wanted < total:
        scores = found.dense if found.positive else np.where(found.mask, found.dense, -np.inf)
        docs = best(scores, wanted, found.likely(wanted))
        return Results(docs, found.dense[docs], total, lambda: found.mask)
    at = best(found.scores, wanted)
    return Results(found.docs[at].astype(np.int64), found.scores[at], total, lambda: found.mask)


def match(snapshot: Snapshot, query: Query, weighting: Any = None) -> tuple[np.ndarray, np.ndarray]:
    """Of all documents, which ones a query finds, and the score of each (0 for the others)."""
    run = Run(snapshot, weighting)
    found = run.finished(run.of(query))
    return found.mask, found.dense
