"""One segment of a Whoosh index as arrays: postings, lengths, columns and facet values.

A segment never changes once written (deletions are kept beside it), so what is decoded here is
kept for as long as the segment lives. Whoosh's own matchers walk postings one by one in Python;
decoding a whole list at once and counting with numpy is some thirty times faster."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any

import numpy as np
from whoosh.columns import NumericColumn
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.numeric import byte_to_length

from articles.search.engines.whoosh.schema import FACETS


class IndexUnavailable(Exception):
    """The index is missing, damaged or made by other rules; the text says which."""


class IndexDamaged(IndexUnavailable):
    """A file of the index is missing, or is not what was written."""


# A place in a text: article number << PLACE_BITS | position of the word.
PLACE_BITS = 24
CACHE_BYTES = 64 * 1024 * 1024
_LENGTHS = np.array([byte_to_length(code) for code in range(256)], dtype=np.float32)
_BYTE = NumericColumn("B", default=0)
_MAGIC = b"W3Bl"


@dataclass(frozen=True)
class Postings:
    """Where one term stands: documents in order, its weight in each, Whoosh's packed positions."""

    docs: np.ndarray
    weights: np.ndarray
    packed: tuple[bytes, ...]

    def places(self) -> np.ndarray:
        """Every occurrence as document << PLACE_BITS | position, in order."""
        found: list[int] = []
        sizes = []
        for doc, value in zip(self.docs.tolist(), self.packed, strict=True):
            place = doc << PLACE_BITS
            steps = pickle.loads(value[4:])  # noqa: S301  our own index, mode 0700
            for step in steps:
                place += step
                found.append(place)
            sizes.append(len(steps))
        places = np.array(found, dtype=np.int64)
        if (places >> PLACE_BITS != np.repeat(self.docs, sizes)).any():
            raise ValueError("a position lies outside of its document")
        return places

    def firsts(self) -> np.ndarray:
        """The position of the first occurrence in each document."""
        firsts = [pickle.loads(value[4:])[0] for value in self.packed]  # noqa: S301
        return np.array(firsts, dtype=np.int32)

    @property
    def size(self) -> int:
        return 200 + self.docs.nbytes + self.weights.nbytes + 60 * len(self.packed)


class Segment:
    """The arrays of one segment. Reading takes a lock, since Whoosh's files keep one position.

    `on_damage` hears why a list could not be read, before IndexDamaged is raised."""

    def __init__(
        self, reader: SegmentReader, on_damage: Callable[[str], object] = lambda reason: None
    ) -> None:
        self.reader = reader
        self._on_damage = on_damage
        self.count: int = reader.doc_count_all()
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._kept_bytes = 0
        self._lengths: dict[str, np.ndarray] = {}
        # Read at once: the files of the columns may be deleted by the next commit.
        self.pks = self._column("pk").astype(np.int64)
        if self.pks.size != self.count or (self.pks <= 0).any():
            raise IndexDamaged("The index is damaged: articles without a number.")
        self.days = self._column("day").astype(np.int64)
        for name, field in reader.schema.items():
            if field.scorable:
                self._lengths[name] = self._length_column(name)
        self.facets = {name: self._facet(name) for name in FACETS}

    def _column(self, name: str) -> np.ndarray:
        if not self.reader.has_column(name):
            raise IndexDamaged(f"The index is damaged: no column {name}.")
        return np.array(list(self.reader.column_reader(name)))

    def _length_column(self, name: str) -> np.ndarray:
        column = f"_{name}_len"
        perdoc = self.reader._perdoc
        lengths = np.zeros(self.count, dtype=np.float32)
        if not perdoc.has_column(column):
            if self.reader.field_length(name):
                raise IndexDamaged(f"The index is damaged: no column {column}.")
            return lengths  # no document has a word in this field
        codes = np.array(perdoc.column_reader(column, _BYTE).load(), dtype=np.uint8)
        lengths[: len(codes)] = _LENGTHS[codes]
        return lengths

    def lengths(self, field: str) -> np.ndarray:
        """How many words each document has in a field."""
        return self._lengths[field]

    def _facet(self, name: str) -> tuple[list[str], np.ndarray, np.ndarray]:
        """The values of a facet, and which document (second array) has which of them (first)."""
        values = [value.decode() for value in self.reader.lexicon(name)]
        lists = [self._read(name, value) for value in values]
        docs = [found.docs for found in lists if found is not None]
        sizes = [len(found) for found in docs]
        ords = np.repeat(np.arange(len(values), dtype=np.int64), sizes)
        return values, ords, np.concatenate(docs) if docs else np.zeros(0, dtype=np.int64)

    def postings(self, field: str, term: str) -> Postings | None:
        """Where a term stands, or None."""
        return self._cached((field, term), lambda: self._read(field, term))

    def places(self, field: str, term: str) -> np.ndarray | None:
        """Every occurrence of a term, or None; see Postings.places."""
        postings = self.postings(field, term)
        if postings is None:
            return None
        return self._cached((field + "@", term), postings.places)

    def firsts(self, field: str, term: str) -> np.ndarray | None:
        """Where a term stands first in each of its documents, or None; see Postings.firsts."""
        postings = self.postings(field, term)
        if postings is None:
            return None
        return self._cached((field + "^", term), postings.firsts)

    def _cached(self, key: tuple[str, str], read: Any) -> Any:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            with self._reading(":".join(key)):
                value = read()
            self._kept[key] = value
            self._kept_bytes += _size(value)
            while self._kept_bytes > CACHE_BYTES:
                self._kept_bytes -= _size(self._kept.popitem(last=False)[1])
            return value

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
        ids, weights, packed = zip(*_blocks(terms._postfile, info.extent()[0]), strict=True)
        found = Postings(
            np.concatenate(ids), np.concatenate(weights), tuple(v for part in packed for v in part)
        )
        docs = found.docs
        if docs[0] < 0 or docs[-1] >= self.count or (np.diff(docs) <= 0).any():
            raise ValueError("a posting list names documents that are not there")
        if docs.size != found.weights.size:
            raise ValueError("a posting list has documents without a weight")
        return found

    def check(self, field: str, term: str) -> None:
        """Read one posting list to see that it can be read, and forget it."""
        with self._lock, self._reading(f"{field}:{term}"):
            postings = self._read(field, term)
            if postings is not None and postings.packed:
                postings.places()

    def vocabulary(self, field: str) -> list[str]:
        """Every term of a field, in order of their bytes."""

        def read() -> list[str]:
            return [term.decode() for term in self.reader.lexicon(field)]

        return self._cached((field + "*", ""), read)

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
    count, _last, _max, compressed = pickle.load(stream)[:4]  # noqa: S301
    body = stream.read()
    steps, weights, values = pickle.loads(  # noqa: S301
        zlib.decompress(body) if compressed else body
    )
    docs = np.cumsum(np.array(steps, dtype=np.int64))
    if weights is None or isinstance(weights, float):
        weights = [1.0 if weights is None else weights] * count
    # Positions come as a tuple, plain counts as one string nobody needs: the weight says it.
    packed = values if isinstance(values, tuple) else ()
    return docs, np.array(weights, dtype=np.float32), packed


def _size(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes
    return 80 * len(value) if isinstance(value, list) else getattr(value, "size", 60)
