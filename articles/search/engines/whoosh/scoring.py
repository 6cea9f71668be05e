"""Finding and weighing: where a term or a phrase stands, and what each document is worth.

BM25 with Lucene's idf, summed over the views of a word (stem, surface, root, each in text and
title). Summing three views beats any single stemmer; the measured weights are flat around these."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.search.engines.whoosh.segments import PLACE_BITS
from articles.search.engines.whoosh.snapshot import Snapshot

K1 = 1.2
B = 0.75

# One place of a phrase: the terms that may stand there.
Slot = tuple[str, ...]
Hits = tuple[np.ndarray, np.ndarray]


def term_hits(snapshot: Snapshot, field: str, terms: Sequence[str]) -> Hits:
    """The documents that hold any of the terms, and how often they hold them together."""
    found = [snapshot.postings(field, term) for term in dict.fromkeys(terms)]
    return _summed(snapshot, [hits for hits in found if hits[0].size])


def phrase_hits(snapshot: Snapshot, field: str, slots: Sequence[Slot], slop: int) -> Hits:
    """The documents where terms of the slots follow one another, and how often."""
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
    docs, counts = np.unique(starts >> PLACE_BITS, return_counts=True)
    return docs, counts.astype(np.float32)


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
    for docs, weights in found:
        total[docs] += weights
    docs = np.flatnonzero(total)
    return docs, total[docs]


def bm25(snapshot: Snapshot, field: str, hits: Hits) -> np.ndarray:
    """The score of each document of `hits`."""
    docs, frequency = hits
    lengths, average = snapshot.lengths(field)
    idf = np.log(1 + (snapshot.size - docs.size + 0.5) / (docs.size + 0.5))
    norm = K1 * (1 - B + B * lengths[docs] / average)
    return idf * frequency * (K1 + 1) / (frequency + norm)
