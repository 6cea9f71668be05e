"""One segment of a Whoosh index as arrays: postings, lengths, columns and facet values.

A segment never changes once written (deletions are kept beside it), so what is decoded here holds
for as long as the segment lives. Whoosh's own matchers walk postings one by one in Python;
decoding a whole list at once and counting with numpy is some thirty times faster."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Positions
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.numeric import byte_to_length

from articles.search.engines.whoosh import columns
from articles.search.engines.whoosh.cache import CACHE
from articles.search.engines.whoosh.vocabulary import Vocabulary


class IndexUnavailable(Exception):
    """The index is missing, damaged or made by other rules; the text says which."""


class IndexDamaged(IndexUnavailable):
    """A file of the index is missing, or is not what was written."""


# A place in a text: article number << PLACE_BITS | position of the word.
PLACE_BITS = 24
LENGTHS = np.array([byte_to_length(code) for code in range(256)], dtype=np.float32)
_MAGIC = b"W3Bl"
_NOWHERE = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Postings:
    """Where one term stands: documents in order, its weight in each, and, in fields that keep
    positions, its own: those in `docs[i]` are `positions[starts[i]:starts[i + 1]]`."""

    docs: np.ndarray
    weights: np.ndarray
    positions: np.ndarray
    starts: np.ndarray

    def places(self) -> np.ndarray:
        """Every occurrence as document << PLACE_BITS | position, in order."""
        if not self.starts.size:
            return self.positions.astype(np.int64)
        held = np.repeat(self.docs.astype(np.int64) << PLACE_BITS, np.diff(self.starts))
        return held + self.positions

    def firsts(self) -> np.ndarray:
        """The position of the first occurrence in each document."""
        return self.positions[self.starts[:-1]]

    @property
    def nbytes(self) -> int:
        arrays = (self.docs, self.weights, self.positions, self.starts)
        return sum(array.nbytes for array in arrays)


class Segment:
    """The arrays of one segment. Reading takes a lock, since Whoosh's files keep one position.

    `on_damage` hears why a list could not be read, before IndexDamaged is raised."""

    def __init__(
        self, reader: SegmentReader, on_damage: Callable[[str], object] = lambda reason: None
    ) -> None:
        self.reader = reader
        self._on_damage = on_damage
        self.id: str = reader.segment().segment_id()
        self.count: int = reader.doc_count_all()
        self._lock = Lock()
        self.columns = self._columns()

    def _columns(self) -> columns.Columns:
        storage = self.reader.storage()
        if isinstance(storage, FileStorage):
            path = columns.path_of(Path(storage.folder), self.id)
            if path.exists():
                return columns.read(path)
        return columns.derive(self.reader)

    def number(self, name: str) -> np.ndarray:
        """The number that each document has in a field."""
        if name not in self.columns.numbers:
            raise IndexDamaged(f"The index is damaged: no column {name}.")
        return self.columns.numbers[name]

    def lengths(self, field: str) -> np.ndarray:
        """How many words each document has in a field."""
        return LENGTHS[self.columns.lengths[field]]

    def facet(self, name: str) -> columns.FacetValues:
        """The values of a facet by document."""
        return self.columns.facets[name]

    @property
    def words(self) -> Vocabulary:
        """The words of texts and titles as they are written."""
        return self.columns.words

    def postings(self, field: str, term: str) -> Postings | None:
        """Where a term stands, or None."""
        return CACHE.get((self.id, field, term), lambda: self._postings(field, term))

    def places(self, field: str, term: str) -> np.ndarray | None:
        """Every occurrence of a term, or None; see Postings.places."""
        postings = self.postings(field, term)
        return None if postings is None else postings.places()

    def firsts(self, field: str, term: str) -> np.ndarray | None:
        """Where a term stands first in each of its documents, or None; see Postings.firsts."""
        postings = self.postings(field, term)
        return None if postings is None else postings.firsts()

    def _postings(self, field: str, term: str) -> Postings | None:
        with self._lock, self._reading(f"{field}:{term}"):
            return self._read(field, term)

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        """Turn whatever Whoosh, numpy or pickle makes of a damaged file into IndexDamaged."""
        try:
            yield
        except Exception as error:  # they fail in a dozen ways
            reason = f"The index is damaged: {what} cannot be read."
            self._on_damage(reason)
            raise IndexDamaged(reason) from error

    def _read(self, field: str, term: str) -> Postings | None:
        terms = self.reader._terms
        try:
            info = terms.term_info(field, term.encode())
        except TermNotFound:
            return None
        ids, weights, values = zip(*_blocks(terms._postfile, info.extent()[0]), strict=True)
        docs = np.concatenate(ids)
        payloads = list(chain.from_iterable(values))
        placed = payloads and isinstance(self.reader.schema[field].format, Positions)
        positions, starts = _positions(payloads) if placed else (_NOWHERE, _NOWHERE)
        found = Postings(docs, np.concatenate(weights), positions, starts)
        if docs[0] < 0 or docs[-1] >= self.count or (np.diff(docs) <= 0).any():
            raise ValueError("a posting list names documents that are not there")
        if docs.size != found.weights.size:
            raise ValueError("a posting list has documents without a weight")
        if placed and starts.size != docs.size + 1:
            raise ValueError("a posting list has documents without positions")
        return found

    def check(self, field: str, term: str) -> None:
        """Read one posting list to see that it can be read, and forget it."""
        self._postings(field, term)

    def vocabulary(self, field: str) -> list[str]:
        """Every term of a field, in order of their bytes."""
        with self._lock, self._reading(f"{field}:*"):
            return [term.decode() for term in self.reader.lexicon(field)]

    def terms_from(self, field: str, prefix: str) -> dict[str, int]:
        """The terms of a field that begin with `prefix`, and how many documents hold each."""
        with self._lock, self._reading(f"{field}:{prefix}*"):
            return {
                term.decode(): info.doc_frequency()
                for term, info in self.reader.iter_prefix(field, prefix)
            }


def _blocks(file: Any, start: int) -> list[tuple[np.ndarray, np.ndarray, tuple[bytes, ...]]]:
    """Decode the posting list that begins at `start`."""
    file.seek(start)
    if file.read(4) != _MAGIC:
        raise ValueError("no posting list begins here")
    found = []
    length = 1
    while length > 0:  # the last block has a negative length
        length = file.read_int()
        found.append(_block(file.read(abs(length))))
    return found


def _block(data: bytes) -> tuple[np.ndarray, np.ndarray, tuple[bytes, ...]]:
    """Decode one block of postings as whoosh.codec.whoosh3 writes it."""
    stream = BytesIO(data)
    count, _last, _max, compressed = pickle.load(stream)[:4]  # noqa: S301  our own index, mode 0700
    body = stream.read()
    steps, weights, values = pickle.loads(  # noqa: S301
        zlib.decompress(body) if compressed else body
    )
    docs = np.cumsum(np.array(steps, dtype=np.int32), dtype=np.int32)
    if weights is None or isinstance(weights, float):
        weights = [1.0 if weights is None else weights] * count
    # Positions come as a tuple, plain counts as one string nobody needs: the weight says it.
    payloads = values if isinstance(values, tuple) else ()
    return docs, np.array(weights, dtype=np.float32), payloads


def _positions(payloads: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Decode the positions of many documents; see Postings.

    Whoosh keeps each document's as four bytes of count and a pickled list of steps (protocol 2).
    Strung together they are the pickle of one list of lists, read at once: three times as fast as
    one by one."""
    together = b"\x80\x02(" + b"".join([payload[6:-1] for payload in payloads]) + b"l."
    lists = pickle.loads(together)  # noqa: S301
    starts = np.zeros(len(lists) + 1, dtype=np.int32)
    np.cumsum([len(steps) for steps in lists], out=starts[1:])
    steps = np.fromiter(chain.from_iterable(lists), dtype=np.int32, count=int(starts[-1]))
    if (np.diff(starts) == 0).any():
        raise ValueError("a posting list has documents without positions")
    # Steps begin anew in each document: what had been counted before it is taken off.
    run = np.cumsum(steps, dtype=np.int32)
    before = np.concatenate([[0], run])[starts[:-1]]
    positions = run - np.repeat(before, np.diff(starts))
    if (positions < 0).any() or (positions >= 1 << PLACE_BITS).any():
        raise ValueError("a position lies outside of its document")
    return positions.astype(np.int32), starts
