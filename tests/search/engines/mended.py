"""Whoosh 2.7.4 with the defects mended that make its matchers contradict what it says of a query.

`mended()` holds while random trees are compared: with it Whoosh's own searcher is the measure for
trees of whatever kind. test_trees_defects.py shows each defect in Whoosh as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from whoosh import query
from whoosh.matching import binary, wrappers
from whoosh.query import spans


def _require(self, searcher, context=None):
    return wrappers.RequireMatcher(
        self.a.matcher(searcher, context),
        self.b.matcher(searcher, searcher.boolean_context()),
    )


def _best_of_the_same_document(self):
    scores = [m.score() for m in (self.a, self.b) if m.is_active() and m.id() == self.id()]
    return max(scores)


def _find_next_undeleted(self):
    child = self.child
    while self._id < self.limit:
        if child.is_active() and child.id() < self._id:
            child.skip_to(self._id)
        if not self.missing(self._id) and not (child.is_active() and child.id() == self._id):
            return
        self._id += 1


def _skip_to_the_same_document(self, target):
    self.a.skip_to(target)
    if self.a.is_active() and self.b.is_active():
        self.b.skip_to(self.a.id())


def _skip_while_active(self, target):
    if target < self.a.id():
        return
    self.a.skip_to(target)
    if self.a.is_active() and self.b.is_active():
        self.b.skip_to(self.a.id())
        self._find_next()


def _find_first_even_if_behind(self):
    if self.a.is_active() and self.b.is_active():
        self._find_next()


def _otherwise_in_the_whole_index(self, searcher, context=None):
    leaves = [leaf for leaf, _ in searcher.get_parent().leaf_searchers()]
    found = any(self.a.matcher(leaf, context).is_active() for leaf in leaves)
    return (self.a if found else self.b).matcher(searcher, context)


MENDED = [
    (query.Require, "matcher", _require),
    (wrappers.RequireMatcher, "replace", lambda self, minquality=0: self),
    (binary.DisjunctionMaxMatcher, "score", _best_of_the_same_document),
    (wrappers.InverseMatcher, "_find_next", _find_next_undeleted),
    (binary.AndMaybeMatcher, "skip_to", _skip_to_the_same_document),
    (binary.AndNotMatcher, "skip_to", _skip_while_active),
    (binary.AndNotMatcher, "_find_first", _find_first_even_if_behind),
    (query.Otherwise, "matcher", _otherwise_in_the_whole_index),
    (spans.SpanQuery, "estimate_size", lambda self, reader: reader.doc_count()),
    (query.SpanNear2, "_and_query", lambda self: query.And(self.qs)),
]


@contextmanager
def mended() -> Iterator[None]:
    """Whoosh without its defects, for as long as it takes."""
    with ExitStack() as stack:
        for owner, name, right in MENDED:
            stack.enter_context(patch.object(owner, name, right))
        yield
