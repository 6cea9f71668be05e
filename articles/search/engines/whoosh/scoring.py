"""Finding and weighing: where a term or a phrase stands, and what each document is worth.

BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with Lucene's idf, summed
over the views of a word (stem, surface, root, each in text and title). Two more things count: how
early a word comes, because news says first what matters most, and how close the words of a query
stand together. The figures were measured on Arabic questions and headlines: docs/arabic.md."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.search.engines.whoosh.postings import PLACE_BITS
from articles.search.engines.whoosh.snapshot import Snapshot

# A low k1: that a document holds another word of the query says more than that it repeats one.
K1 = 0.6
B = 0.75
# What a word at the very beginning is worth beside its BM25, and after how many words a third
# of that is left.
EARLY = 0.5
FADING = 20
# How many words a passage has, what one with all the words is worth, and of how many documents
# the best passage is looked for.
PASSAGE = 30
TOGETHER = 0.5
LOOKED_AT = 200

# One place of a phrase: the terms that may stand there.
Slot = tuple[str, ...]
# Documents, how often each holds what is looked for, and the place of the first.
Hits = tuple[np.ndarray, np.ndarray, np.ndarray]
_FIELDS_WITHOUT_PLACES = frozenset({"root"})
_LATE = np.iinfo(np.int32).max


def term_hits(snapshot: Snapshot, field: str, terms: Sequence[str]) -> Hits:
    """The documents that hold any of the terms, how often they hold them together, and where
    first."""
    found = []
    for term in dict.fromkeys(terms):
        docs, weights = snapshot.postings(field, term)
        if docs.size:
            placed = field not in _FIELDS_WITHOUT_PLACES
            firsts = snapshot.firsts(field, term) if placed else np.full(docs.size, _LATE)
            found.append((docs, weights, firsts))
    return _summed(snapshot, found)


def phrase_hits(snapshot: Snapshot, field: str, slots: Sequence[Slot], slop: int) -> Hits:
    """The documents where terms of the slots follow one another, how often, and where first."""
    starts = phrase_places(snapshot, field, slots, slop)
    docs, at, counts = np.unique(starts >> PLACE_BITS, return_index=True, return_counts=True)
    firsts = (starts[at] & ((1 << PLACE_BITS) - 1)).astype(np.int32)
    return docs, counts.astype(np.float32), firsts


def phrase_places(
    snapshot: Snapshot, field: str, slots: Sequence[Slot], slop: int = 0
) -> np.ndarray:
    """Where terms of the slots follow one another: the places of the first, in order."""
    starts = _slot_places(snapshot, field, slots[0])
    ends = starts
    for step, slot in enumerate(slots[1:], start=1):
        if not starts.size:
            break
        places = _slot_places(snapshot, field, slot)
        if slop:
            after = np.searchsorted(places, ends, side="right")
            inside = after < places.size
            starts, after = starts[inside], after[inside]
            ends = places[after] if after.size else after
            # The same text, and not more words between first and last than allowed.
            near = ends - starts <= step + slop
            starts, ends = starts[near], ends[near]
        else:
            starts = starts[np.isin(starts + step, places, assume_unique=True)]
    return starts


def _slot_places(snapshot: Snapshot, field: str, slot: Slot) -> np.ndarray:
    found = [snapshot.places(field, term) for term in dict.fromkeys(slot)]
    found = [places for places in found if places.size]
    if len(found) == 1:
        return found[0]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def form_hits(
    snapshot: Snapshot, field: str, forms: Sequence[tuple[Slot, ...]], slop: int = 0
) -> Hits:
    """The documents that hold any of the forms: single words, or phrases of several slots."""
    words = [term for form in forms if len(form) == 1 for term in form[0]]
    found = [term_hits(snapshot, field, words)] if words else []
    found += [phrase_hits(snapshot, field, form, slop) for form in forms if len(form) > 1]
    return _summed(snapshot, [hits for hits in found if hits[0].size])


def _summed(snapshot: Snapshot, found: list[Hits]) -> Hits:
    if len(found) == 1:
        return found[0]
    total = np.zeros(snapshot.size, dtype=np.float32)
    first = np.full(snapshot.size, _LATE, dtype=np.int64)
    for docs, weights, firsts in found:
        total[docs] += weights
        first[docs] = np.minimum(first[docs], firsts)
    docs = np.flatnonzero(total)
    return docs, total[docs], first[docs]


def idf(snapshot: Snapshot, documents: int) -> float:
    """What it says that a document holds something that so many hold: Lucene's formula."""
    return float(np.log(1 + (snapshot.size - documents + 0.5) / (documents + 0.5)))


def worth(snapshot: Snapshot, field: str, hits: Hits) -> np.ndarray:
    """The score of each document of `hits`: BM25, and more the earlier the first occurrence."""
    docs, frequency, firsts = hits
    lengths, average = snapshot.lengths(field)
    norm = K1 * (1 - B + B * lengths[docs] / average)
    scored = frequency * (K1 + 1) / (frequency + norm)
    if not field.startswith("title"):
        scored = scored + EARLY * np.exp(-firsts / FADING)
    return idf(snapshot, docs.size) * scored


def nearness(
    snapshot: Snapshot, sought: Sequence[tuple[np.ndarray, float]], among: np.ndarray
) -> np.ndarray:
    """For each document of `among` (sorted) what the best of its passages holds.

    `sought` has for each word of the query its places, in order, and what it is worth."""
    best = np.zeros(among.size, dtype=np.float32)
    inside = []
    for places, worth_of_it in sought:
        inside.append((_inside(places, among), worth_of_it))
    starts = np.concatenate([places for places, _ in inside])
    value = np.zeros(starts.size, dtype=np.float32)
    for places, worth_of_it in inside:
        if places.size:
            following = np.searchsorted(places, starts)
            there = places[np.minimum(following, places.size - 1)]
            value[(there >= starts) & (there - starts < PASSAGE)] += worth_of_it
    np.maximum.at(best, np.searchsorted(among, starts >> PLACE_BITS), value)
    return best


def _inside(places: np.ndarray, docs: np.ndarray) -> np.ndarray:
    """Those places that lie in one of some documents; both in order."""
    first = np.searchsorted(places, docs << PLACE_BITS)
    size = np.searchsorted(places, (docs + 1) << PLACE_BITS) - first
    ends = np.cumsum(size)
    return places[np.repeat(first - (ends - size), size) + np.arange(ends[-1] if ends.size else 0)]
