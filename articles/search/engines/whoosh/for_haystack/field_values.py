"""The values of any field of any Whoosh index, by document: what facets count and sorting compares.

They are whole values, as they were given: "New York" is one, not "new" and "york". Several values
in one document come from the terms of its field, for nothing else tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from whoosh import fields
from whoosh.reading import SegmentReader

from articles.search.engines.whoosh.cache import CACHE
from articles.search.engines.whoosh.columns import FacetValues
from articles.search.engines.whoosh.segments import Segment
from articles.search.engines.whoosh.snapshot import FacetColumn, Snapshot

# The rank of a document without a value.
NONE = -1
# A bucket of time: from the first moment on, before the second.
Bucket = tuple[datetime, datetime]
Counts = list[tuple[Any, int]]


def column(snapshot: Snapshot, name: str) -> FacetColumn:
    """The values of a field over all documents of a snapshot."""
    return FacetColumn([_of_segment(segment, name) for segment in snapshot.segments])


def ranks(values: FacetColumn) -> np.ndarray:
    """For each document the place of its (first) value among all values, or NONE."""
    found = np.full(values.starts.size - 1, NONE, dtype=np.int64)
    filled = np.diff(values.starts) > 0
    found[filled] = values.ords[values.starts[:-1][filled]]
    return found


def ordered(docs: np.ndarray, keys: Sequence[tuple[np.ndarray, bool]]) -> np.ndarray:
    """Documents sorted by several ranks, each falling where its flag says so.

    What has no value comes last in either direction; ties keep the order they came in."""
    sorting = []
    for rank, falling in reversed(keys):
        of_docs = rank[docs]
        sorting += [-of_docs if falling else of_docs, of_docs == NONE]
    return docs[np.lexsort(sorting)] if sorting else docs


def counted(values: FacetColumn, docs: np.ndarray) -> Counts:
    """How many of `docs`, given in order, have each value, the most frequent first; None counts
    those without any."""
    counts = values.counts(docs).tolist()
    found = [(v, n) for v, n in zip(values.values, counts, strict=True) if n]
    empty = int((np.diff(values.starts)[docs] == 0).sum())
    return _most_first(found, empty)


def histogram(
    moments: np.ndarray, rank: np.ndarray, docs: np.ndarray, buckets: Sequence[Bucket]
) -> Counts:
    """How many of `docs` fall into each bucket, the fullest first; None counts the others.

    `moments` are the values in order, `rank` the place of each document's among them or NONE."""
    of_docs = rank[docs]
    counts = np.bincount(of_docs[of_docs != NONE], minlength=len(moments))
    upto = np.concatenate([[0], np.cumsum(counts)])
    found = []
    for bucket in buckets:
        first, end = np.searchsorted(moments, np.array(bucket, dtype="datetime64[us]"))
        if number := int(upto[end] - upto[first]):
            found.append((bucket, number))
    return _most_first(found, docs.size - sum(number for _, number in found))


def _most_first(found: Counts, empty: int) -> Counts:
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    if empty:
        at = sum(number >= empty for _, number in found)
        found.insert(at, (None, empty))
    return found


def _of_segment(segment: Segment, name: str) -> FacetValues:
    """The values of a field in a segment, kept: neither ever changes."""
    return FacetValues(
        *CACHE.get((segment.id, "values", name), lambda: _read(segment.reader, name))
    )


def _read(reader: SegmentReader, name: str) -> tuple[list[Any], np.ndarray, np.ndarray]:
    kind = reader.schema[name]
    if kind.column_type and reader.has_column(name):
        return _from_column(reader, name, kind)
    return _from_terms(reader, name, kind)


def _from_column(
    reader: SegmentReader, name: str, kind: fields.FieldType
) -> tuple[list[Any], np.ndarray, np.ndarray]:
    raw = list(reader.column_reader(name, translate=False))
    missing = kind.column_type.default_value()
    kept = sorted(set(raw) - {missing})
    number = {value: n for n, value in enumerate(kept)}
    ords = np.array([number[value] for value in raw if value != missing], dtype=np.int32)
    starts = np.cumsum([0, *(value != missing for value in raw)], dtype=np.int32)
    return [kind.from_column_value(value) for value in kept], starts, ords


def _from_terms(
    reader: SegmentReader, name: str, kind: fields.FieldType
) -> tuple[list[Any], np.ndarray, np.ndarray]:
    values, holders, ords = [], [], []
    for term in kind.sortable_terms(reader, name):
        docs = list(reader.postings(name, term).all_ids())
        holders += docs
        ords += [len(values)] * len(docs)
        values.append(kind.from_bytes(term))
    docs, numbers = np.array(holders, dtype=np.int64), np.array(ords, dtype=np.int32)
    order = np.lexsort((numbers, docs))
    starts = np.searchsorted(docs[order], np.arange(reader.doc_count_all() + 1))
    return values, starts.astype(np.int32), numbers[order]
