"""Words that stand near one another: phrases, and Whoosh's spans as far as they are of terms.

A place is document << PLACE_BITS | position, so that what is near in numbers is near in a text, and
whole lists of places are compared at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from whoosh import query
from whoosh.formats import Positions

from articles.search.engines.whoosh.postings import PLACE_BITS
from articles.search.engines.whoosh.snapshot import Snapshot

# Texts are numbered 1 << PLACE_BITS apart: a longer reach might find a neighbor in the next one.
FARTHEST = 1 << 16


@dataclass(frozen=True)
class Spans:
    """Pieces of texts from `starts` to `ends`, both inclusive, in order of their starts."""

    starts: np.ndarray
    ends: np.ndarray


def has_places(snapshot: Snapshot, field: str) -> bool:
    """Whether a field keeps positions, and in the form that can be read here."""
    schema = snapshot.segments[0].reader.schema
    return field in schema and type(schema[field].format) is Positions


def places(snapshot: Snapshot, field: str, term: bytes) -> np.ndarray:
    """Every place of a term, in order."""
    return snapshot.remembered(
        ("places", field, term), lambda: snapshot.places(field, term.decode())
    )


def phrase_docs(snapshot: Snapshot, field: str, terms: Sequence[bytes], slop: int) -> np.ndarray:
    """The documents where terms follow one another, at most `slop` positions from each to the
    next: with 1 they stand side by side."""
    lists = [places(snapshot, field, term) for term in terms]
    if slop == 1:
        # From the rarest: where the phrase would begin, and which of the others stand there.
        order = sorted(range(len(lists)), key=lambda n: lists[n].size)
        found = lists[order[0]] - order[0]
        for n in order[1:]:
            found = found[_among(lists[n], found + n)]
    else:
        found = lists[0]
        for following in lists[1:]:
            found = following[_after(found, following, slop)]
    return documents(found)


def _among(sorted_places: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    if not sorted_places.size:
        return np.zeros(wanted.size, dtype=bool)
    at = np.searchsorted(sorted_places, wanted)
    return sorted_places.take(at, mode="clip") == wanted


def _after(earlier: np.ndarray, later: np.ndarray, slop: int) -> np.ndarray:
    """Which of the later places have an earlier one at most `slop` before them."""
    if not earlier.size:
        return np.zeros(later.size, dtype=bool)
    at = np.searchsorted(earlier, later) - 1
    return (at >= 0) & (later - earlier[at] <= slop)


def documents(ordered: np.ndarray) -> np.ndarray:
    """The documents of places that stand in order of their documents, each once."""
    docs = ordered >> PLACE_BITS
    if docs.size:
        docs = docs[np.concatenate([[True], docs[1:] != docs[:-1]])]
    return docs


def near(a: Spans, b: Spans, *, slop: int, ordered: bool, mindist: int) -> Spans:
    """The pieces from a span of `a` to one of `b` that is near it, as Whoosh's SpanNear counts."""
    longest = int((b.ends - b.starts).max()) if b.starts.size else 0
    first = np.searchsorted(b.starts, a.starts - (0 if ordered else slop + longest), "left")
    last = np.searchsorted(b.starts, a.ends + slop, "right")
    sizes = np.maximum(last - first, 0)
    of_a = np.repeat(np.arange(a.starts.size), sizes)
    ends = np.cumsum(sizes)
    of_b = np.arange(of_a.size) - np.repeat(ends - sizes, sizes) + np.repeat(first, sizes)
    a_start, a_end = a.starts[of_a], a.ends[of_a]
    b_start, b_end = b.starts[of_b], b.ends[of_b]
    # Before, after, or 0 where they overlap.
    apart = np.maximum(np.maximum(b_start - a_end, a_start - b_end), 0)
    keep = (apart >= mindist) & (apart <= slop)
    starts = np.minimum(a_start, b_start)[keep]
    stops = np.maximum(a_end, b_end)[keep]
    order = np.lexsort((stops, starts))
    starts, stops = starts[order], stops[order]
    if starts.size:
        new = (starts[1:] != starts[:-1]) | (stops[1:] != stops[:-1])
        keep = np.concatenate([[True], new])
        starts, stops = starts[keep], stops[keep]
    return Spans(starts, stops)


def terms_of(snapshot: Snapshot, node: query.Query) -> list[query.Term] | None:
    """The terms of a tree of nearness; None where it has anything that is not one."""
    if type(node) is query.Term:
        return [node] if not node.minquality and has_places(snapshot, node.fieldname) else None
    if type(node) is query.SpanNear:
        parts = [node.a, node.b]
    elif type(node) is query.SpanNear2 and len(node.qs) > 1:
        parts = node.qs
        # Whoosh looks longer spans up by where they begin, and passes over some that are near.
        if any(type(part) is not query.Term for part in parts[1:]):
            return None
    else:
        return None
    if not 0 <= node.slop < FARTHEST:
        return None
    found = [terms_of(snapshot, part) for part in parts]
    return None if None in found else [term for terms in found for term in terms]


def spans(snapshot: Snapshot, node: query.Query) -> Spans:
    """Where a tree of nearness is fulfilled; see `terms_of` for which trees."""
    if type(node) is query.Term:
        field = snapshot.segments[0].reader.schema[node.fieldname]
        found = places(snapshot, node.fieldname, field.to_bytes(node.text))
        return Spans(found, found)
    parts = [node.a, node.b] if type(node) is query.SpanNear else node.qs
    found = [spans(snapshot, part) for part in parts]
    together = found[0]
    for part in found[1:]:
        together = near(together, part, slop=node.slop, ordered=node.ordered, mindist=node.mindist)
    return together
