"""Running a plan on a snapshot: masks and scores over all documents at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np

from articles.search import plan
from articles.search.engines.whoosh.schema import TITLE_OF
from articles.search.engines.whoosh.scoring import (
    LOOKED_AT,
    TOGETHER,
    form_hits,
    idf,
    nearness,
    phrase_places,
    worth,
)
from articles.search.engines.whoosh.snapshot import Snapshot

# What it is worth to be dated in a time asked for, and to be the first or the last of all.
TIMELY = 3.0
IN_ORDER = 1.0
# What the best of the articles that hold only a term of the same meaning has of the last one above.
BELOW = 0.95
# More than any score: what holds every word comes before what does not.
ABOVE = 1e6
# What part of the score of another report of the same meeting an article has in addition.
VOUCHED = 0.4


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
    if isinstance(node, plan.Timely):
        return _timely(snapshot, node)
    if isinstance(node, plan.Raised):
        return _raised(snapshot, node)
    if isinstance(node, plan.Whole):
        return _all([execute(snapshot, part) for part in node.parts])
    if isinstance(node, plan.Either):
        return _any([execute(snapshot, part) for part in node.parts], best=node.best)
    if isinstance(node, plan.Equal):
        return _equal(execute(snapshot, node.part), execute(snapshot, node.other))
    if isinstance(node, plan.Without):
        return _plain(~execute(snapshot, node.part).hit)
    if isinstance(node, plan.Holding):
        return _plain(snapshot.holders(node.facet, node.values))
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
    held = np.zeros(snapshot.size, dtype=bool)
    # The same names are asked for again and again, and a snapshot never changes.
    for docs, scored, view in snapshot.remembered(leaf.views, lambda: _weighed(snapshot, leaf)):
        score[docs] += scored
        if view.decides:
            hit[docs] = True
        elif view.holds:
            held[docs] = True
    if leaf.reported:
        held[snapshot.numbers(leaf.reported)] = True
    return Outcome(hit, hit | held, score)


def _timely(snapshot: Snapshot, node: plan.Timely) -> Outcome:
    said = execute(snapshot, node.part)
    then = np.zeros(snapshot.size, dtype=bool)
    for first, last in node.days:
        then |= days_between(snapshot, first, last)
    full = said.full | then
    full[snapshot.numbers(node.reported)] = True
    score = np.maximum(said.score, TIMELY * then)
    return Outcome(said.hit | then if node.decides else said.hit, full, score)


def _raised(snapshot: Snapshot, node: plan.Raised) -> Outcome:
    outcome = execute(snapshot, node.part)
    numbers = snapshot.numbers(node.extra)
    score = outcome.score.copy()
    score[numbers] += [node.extra[pk] for pk in snapshot.pks[numbers].tolist()]
    dated = snapshot.days > 0
    if node.order and dated.any():
        days = snapshot.days[dated]
        along = (snapshot.days - days.min()) / max(1, days.max() - days.min())
        score[dated] += IN_ORDER * (along if node.order == "newest" else 1 - along)[dated]
    score = np.where(outcome.hit, score, 0)
    if node.stories is not None:
        fellow = _best_fellow(snapshot, node.stories, score)
        score = score + VOUCHED * np.where(outcome.hit, fellow, 0)
    return Outcome(outcome.hit, outcome.full, score)


def _best_fellow(snapshot: Snapshot, stories: plan.Stories, score: np.ndarray) -> np.ndarray:
    """For each document the score of the best other one that tells a story it tells.

    The cluster hypothesis: what is alike is relevant to the same requests (van Rijsbergen,
    Information Retrieval, 1979, chapter 3)."""

    def pairs() -> tuple[np.ndarray, np.ndarray]:
        number = {pk: n for n, pk in enumerate(snapshot.pks.tolist())}
        known = [
            (number[a], s)
            for a, s in zip(stories.articles, stories.numbers, strict=True)
            if a in number
        ]
        return np.array([d for d, _ in known], dtype=int), np.array(
            [s for _, s in known], dtype=int
        )

    fellow = np.zeros_like(score)
    docs, story = snapshot.remembered(("stories", stories), pairs)
    if not docs.size:
        return fellow
    order = np.lexsort((-score[docs], story))
    docs, story = docs[order], story[order]
    leads = np.concatenate([[True], story[1:] != story[:-1]])
    first = np.flatnonzero(leads)[np.cumsum(leads) - 1]
    other = np.where(leads, np.minimum(first + 1, docs.size - 1), first)
    found = np.where(story[other] == story, score[docs[other]], 0)
    found[docs[other] == docs] = 0
    np.maximum.at(fellow, docs, found)
    return fellow


def _weighed(snapshot: Snapshot, leaf: plan.Leaf) -> list[tuple[np.ndarray, np.ndarray, plan.View]]:
    """For each view of a leaf the documents found, their scores, and the view."""
    found = []
    for view in leaf.views:
        hits = form_hits(snapshot, view.field, view.forms, view.slop)
        if hits[0].size:
            scored = view.weight * worth(snapshot, view.field, hits)
            found.append((hits[0], scored.astype(np.float32), view))
    return found


def _loose(snapshot: Snapshot, node: plan.Loose) -> Outcome:
    wanted = [execute(snapshot, part) for part in node.wanted]
    required = [execute(snapshot, part) for part in node.required]
    narrowing = [execute(snapshot, part) for part in node.narrowing]
    if required:
        hit = _both([part.hit for part in required])
    elif wanted:
        hit = reduce(np.logical_or, [part.hit for part in wanted])
        if not hit.any():  # nothing has the words: what is dated so is better than nothing
            found = zip(node.wanted, wanted, strict=True)
            dated = [part.full for n, part in found if isinstance(n, plan.Timely)]
            hit = reduce(np.logical_or, dated, hit)
    else:
        hit = np.ones(snapshot.size, dtype=bool)
    hit = _both([hit, *(part.hit for part in narrowing)])
    full = _both([hit, *(part.full for part in (*wanted, *required, *narrowing))])
    score = sum((part.score for part in (*wanted, *required)), np.zeros(snapshot.size, np.float32))
    if len(wanted) > 1:
        words = zip(node.wanted, wanted, strict=True)
        valued = [(part, idf(snapshot, int(outcome.hit.sum()))) for part, outcome in words]
        _draw_together(snapshot, valued, Outcome(hit, full, score))
    return Outcome(hit, full, score)


def _draw_together(
    snapshot: Snapshot, words: Sequence[tuple[plan.Plan, float]], outcome: Outcome
) -> None:
    """Add to the scores of the best documents what their best passage is worth."""
    docs = np.flatnonzero(outcome.hit)
    if docs.size > LOOKED_AT:
        worth = outcome.score[docs] + ABOVE * outcome.full[docs]
        docs = np.sort(docs[np.argpartition(-worth, LOOKED_AT)[:LOOKED_AT]])
    sought = [(_places(snapshot, part), value) for part, value in words]
    sought = [(places, value) for places, value in sought if places.size]
    if len(sought) > 1:
        outcome.score[docs] += TOGETHER * nearness(snapshot, sought, docs)


def _places(snapshot: Snapshot, node: plan.Plan) -> np.ndarray:
    """Where the words of a part stand in the texts, in order."""
    found = [np.zeros(0, dtype=np.int64)]
    if isinstance(node, plan.Leaf):
        view = next((v for v in node.views if v.decides and v.field in TITLE_OF), None)
        if view is not None:
            key = ("places", view.field, view.forms, view.slop)
            return snapshot.remembered(key, lambda: _view_places(snapshot, view))
    elif isinstance(node, plan.Either):
        found += [_places(snapshot, part) for part in node.parts]
    elif isinstance(node, plan.Equal):
        found += [_places(snapshot, part) for part in (node.part, node.other)]
    return np.unique(np.concatenate(found))


def _view_places(snapshot: Snapshot, view: plan.View) -> np.ndarray:
    found = [phrase_places(snapshot, view.field, form, view.slop) for form in view.forms]
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


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


def _equal(own: Outcome, other: Outcome) -> Outcome:
    """Words as typed, and below them all what holds a term that means the same."""
    only = other.hit & ~own.full
    score = own.score.copy()
    if only.any():
        most = float(other.score[only].max())
        least = float(own.score[own.full].min()) if own.full.any() else most
        step = BELOW * min(1.0, least / most) if most > 0 else 1.0
        score[only] = np.maximum(score[only], other.score[only] * step)
    return Outcome(own.hit | only, own.full | only, score)


def _plain(mask: np.ndarray) -> Outcome:
    return Outcome(mask, mask, np.zeros(mask.size, dtype=np.float32))


def _both(masks: list[np.ndarray]) -> np.ndarray:
    return reduce(np.logical_and, masks)
