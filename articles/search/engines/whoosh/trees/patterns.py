"""Queries that mean several terms of a field: prefixes, patterns, ranges, likes."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from whoosh import query

from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.engines.whoosh.trees import words
from articles.search.engines.whoosh.trees.found import Found, nothing
from articles.search.engines.whoosh.trees.lexicon import meant

# Whoosh counts the hits of an Or in an array, and not by a tree of matchers, where a segment is
# small or the parts are many. Only the array knows of constant scores.
SMALL_SEGMENT = 5000
MANY_TERMS = query.Or.TOO_MANY_CLAUSES


def means_all(node: query.MultiTerm) -> bool:
    """Whether a pattern means whatever there is."""
    everything = {query.Prefix: "", query.Wildcard: "*", query.Regex: ".*"}
    return type(node) in everything and node.text == everything[type(node)]


def key_of(node: query.MultiTerm) -> Hashable:
    """What tells two patterns apart."""
    names = ("fieldname", "text", "start", "end", "startexcl", "endexcl", "boost", "constantscore")
    parts = (getattr(node, name, None) for name in (*names, "maxdist", "prefixlength"))
    return (type(node), *parts)


def found(snapshot: Snapshot, node: query.MultiTerm, formula: words.Formula | None) -> Found:
    """The documents that hold any of the terms meant, with their scores if there is a formula."""
    field = node.field()
    each = [meant(segment, node) for segment in snapshot.segments]
    terms = each[0] if len(each) == 1 else sorted({term for some in each for term in some})
    if not terms:
        return nothing(snapshot.size)
    lists = [words.listed(snapshot, field, term) for term in terms]
    docs = np.concatenate([docs for docs, _ in lists]).astype(np.intp)
    mask = np.zeros(snapshot.size, dtype=bool)
    mask[docs] = True
    if formula is None:
        return Found(snapshot.size, mask=mask & snapshot.live, scores=1.0)
    sizes = np.array([docs.size for docs, _ in lists])
    weights = np.concatenate([weights for _, weights in lists])
    scores = formula.scores(snapshot, field, docs, weights, np.repeat(sizes, sizes))
    dense = np.bincount(docs, scores, minlength=snapshot.size)
    for base, segment, some in zip(snapshot.bases, snapshot.segments, each, strict=False):
        own = slice(base, base + segment.count)
        _as_in_whoosh(node, len(some), dense[own], mask[own])
    mask &= snapshot.live
    docs = np.flatnonzero(mask)
    return Found(snapshot.size, docs, dense[docs])


def _as_in_whoosh(node: query.MultiTerm, terms: int, scores: np.ndarray, mask: np.ndarray) -> None:
    """Give the documents of one segment, scored by its terms, the scores that they have there."""
    if terms < 2:  # a single term is scored as itself, without the boost
        return
    by_tree = terms < MANY_TERMS and (terms == 2 or scores.size > SMALL_SEGMENT)
    if node.constantscore and not by_tree:
        scores[mask] = 1.0
    elif node.boost != 1.0:
        scores *= node.boost
