"""One term: which documents hold it, and what each is worth for it.

Scores are those of whoosh.scoring, made in the same order of operations, so that they are equal to
the last bit or two."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from math import log
from typing import Any, NamedTuple

import numpy as np
from whoosh import scoring
from whoosh.fields import Schema
from whoosh.formats import Existence, Frequency, Positions

from articles.search.engines.whoosh.segments import Segment
from articles.search.engines.whoosh.snapshot import Snapshot

# What can be read from the postings at once; others Whoosh reads one by one.
READABLE = (Existence, Frequency, Positions)


def listed(snapshot: Snapshot, field: str, term: bytes) -> tuple[np.ndarray, np.ndarray]:
    """The documents that hold a term, and its weight in each."""
    if type(snapshot.segments[0].reader.schema[field].format) in READABLE:
        try:
            return snapshot.postings(field, term.decode())
        except UnicodeDecodeError:  # the bytes of a number
            pass
    return _walked(snapshot, field, term)


def _walked(snapshot: Snapshot, field: str, term: bytes) -> tuple[np.ndarray, np.ndarray]:
    docs: list[int] = []
    weights: list[float] = []
    for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
        with segment._lock:
            if (field, term) not in segment.reader._terms:
                continue
            matcher = segment.reader._terms.matcher(
                field, term, segment.reader.schema[field].format
            )
            while matcher.is_active():
                docs.append(matcher.id() + base)
                weights.append(matcher.weight())
                matcher.next()
    return np.array(docs, dtype=np.int32), np.array(weights, dtype=np.float32)


class Formula(NamedTuple):
    """One of whoosh.scoring's formulas with its parameters, for one field."""

    name: str
    b: float = 0.0
    k1: float = 0.0
    sign: float = 1.0

    @classmethod
    def of(cls, weighting: Any, field: str, schema: Schema) -> Formula | None:
        """The formula of a weighting for a field; None where there is no vector form of it."""
        kind = type(weighting)
        if kind is scoring.MultiWeighting:
            return cls.of(weighting.weightings.get(field, weighting.default), field, schema)
        if kind is scoring.ReverseWeighting:
            inner = cls.of(weighting.weighting, field, schema)
            return inner and cls(inner.name, inner.b, inner.k1, -inner.sign)
        if kind is scoring.Frequency or (kind is scoring.BM25F and not schema[field].scorable):
            return cls("frequency")
        if kind is scoring.TF_IDF:
            return cls("tf_idf")
        if kind is scoring.BM25F:
            return cls("bm25", weighting._field_B.get(field, weighting.B), weighting.K1)
        return None

    def scores(
        self,
        snapshot: Snapshot,
        field: str,
        docs: np.ndarray,
        weights: np.ndarray,
        holders: np.ndarray | int,
    ) -> np.ndarray:
        """The scores of documents for a term with these weights in them, `holders` being how many
        documents hold it, deleted ones included: a number, or one for each document."""
        tf = weights.astype(np.float64)
        if self.name != "frequency":
            rarity = idf(snapshot.size, holders)
            if self.name == "tf_idf":
                tf = tf * rarity
            else:
                tf = rarity * ((tf * (self.k1 + 1)) / (tf + self._norms(snapshot, field)[docs]))
        return tf if self.sign == 1.0 else -tf

    def _norms(self, snapshot: Snapshot, field: str) -> np.ndarray:
        def compute() -> np.ndarray:
            counted = [lengths(segment, field) for segment in snapshot.segments]
            total = sum(segment.reader.field_length(field) for segment in snapshot.segments)
            average = total / (snapshot.size or 1) or 1
            every = np.concatenate(counted).astype(np.float64)
            return self.k1 * ((1 - self.b) + self.b * every / average)

        return snapshot.remembered(("norms", field, self.b, self.k1), compute)


def lengths(segment: Segment, field: str) -> np.ndarray:
    """How many words each document of a segment has in a field."""
    try:
        return segment.lengths(field)
    except KeyError:  # a field that the schema has by a pattern only
        each = (segment.reader.doc_field_length(n, field, 1) for n in range(segment.count))
        return np.array([length or 0 for length in each], dtype=np.float64)


def idf(documents: int, holders: np.ndarray | int) -> Any:
    """Whoosh's inverse document frequency."""
    if isinstance(holders, int):
        return log(documents / (holders + 1)) + 1
    return np.log(documents / (holders + 1)) + 1


def locked(segments: Iterable[Segment]) -> ExitStack:
    """Keep others from reading the files of segments while Whoosh's own matchers walk them."""
    stack = ExitStack()
    for segment in segments:
        stack.enter_context(segment._lock)
    return stack
