"""Running a plan on a snapshot: masks and scores over all documents at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np

from articles.search import plan
from articles.search.engines.whoosh.scoring import bm25, form_hits
from articles.search.engines.whoosh.snapshot import Snapshot


@dataclass
class Outcome:
    """For every document: is it a hit, does it hold every word asked for, what is it worth."""

    hit: np.ndarray
    full: np.ndarray
    score: np.ndarray


def execute(snapshot: Snapshot, node: plan.Plan) -> Outcome:
    """Run a plan; deleted documents are not yet left out."""
    size = snapshot.size
    if isinstance(node, plan.Leaf):
        return _leaf(snapshot, node)
    if isinstance(node, plan.Loose):
        return _loose(snapshot, node)
    if isinstance(node, plan.Whole):
        return _all([execute(snapshot, part) for part in node.parts])
    if isinstance(node, plan.Either):
        return _any([execute(snapshot, part) for part in node.parts], best=node.best)
    if isinstance(node, plan.Without):
        return _plain(~execute(snapshot, node.part).hit)
    if isinstance(node, plan.Holding):
        return _plain(snapshot.facets[node.facet].holders(node.values, size))
    if isinstance(node, plan.Between):
        return _plain(days_between(snapshot, node.first, node.last))
    return _plain(np.ones(size, dtype=bool))


def days_between(snapshot: Snapshot, first: date | None, last: date | None) -> np.ndarray:
    """Which documents are dated inside a period; undated ones never are."""
    mask = snapshot.days > 0
    if first:
        mask &= snapshot.days >= first.toordinal()
    if last:
        mask &= snapshot.days <= last.toordinal()
    return mask


def _leaf(snapshot: Snapshot, leaf: plan.Leaf) -> Outcome:
    hit = np.zeros(snapshot.size, dtype=bool)
    score = np.zeros(snapshot.size, dtype=np.float32)
    # The same names are asked for again and again, and a snapshot never changes.
    for docs, worth, decides in snapshot.remembered(leaf.views, lambda: _weighed(snapshot, leaf)):
        score[docs] += worth
        if decides:
            hit[docs] = True
    return Outcome(hit, hit, score)


def _weighed(snapshot: Snapshot, leaf: plan.Leaf) -> list[tuple[np.ndarray, np.ndarray, bool]]:
    """For each view of a leaf the documents found, their scores, and whether they are hits."""
    found = []
    for view in leaf.views:
        hits = form_hits(snapshot, view.field, view.forms, view.slop)
        if hits[0].size:
            worth = view.weight * bm25(snapshot, view.field, hits)
            found.append((hits[0], worth.astype(np.float32), view.decides))
    return found


def _loose(snapshot: Snapshot, node: plan.Loose) -> Outcome:
    wanted = [execute(snapshot, part) for part in node.wanted]
    required = [execute(snapshot, part) for part in node.required]
    narrowing = [execute(snapshot, part) for part in node.narrowing]
    if required:
        hit = _both([part.hit for part in required])
    elif wanted:
        hit = reduce(np.logical_or, [part.hit for part in wanted])
    else:
        hit = np.ones(snapshot.size, dtype=bool)
    hit = _both([hit, *(part.hit for part in narrowing)])
    full = _both([hit, *(part.full for part in (*wanted, *required, *narrowing))])
    score = sum((part.score for part in (*wanted, *required)), np.zeros(snapshot.size, np.float32))
    return Outcome(hit, full, score)


def _all(parts: list[Outcome]) -> Outcome:
    return Outcome(
        _both([part.hit for part in parts]),
        _both([part.full for part in parts]),
        reduce(np.add, [part.score for part in parts]),
    )


def _any(parts: list[Outcome], *, best: bool) -> Outcome:
    return Outcome(
        reduce(np.logical_or, [part.hit for part in parts]),
        reduce(np.logical_or, [part.full for part in parts]),
        reduce(np.maximum if best else np.add, [part.score for part in parts]),
    )


def _plain(mask: np.ndarray) -> Outcome:
    return Outcome(mask, mask, np.zeros(mask.size, dtype=np.float32))


def _both(masks: list[np.ndarray]) -> np.ndarray:
    return reduce(np.logical_and, masks)
