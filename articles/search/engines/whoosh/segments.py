"""One segment of a Whoosh index as arrays: postings, lengths, columns and facet values.

A segment never changes once written (deletions are kept beside it), so what is decoded here holds
for as long as the segment lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length

from articles.search.engines.whoosh import columns, plain
from articles.search.engines.whoosh.cache import CACHE
from articles.search.engines.whoosh.postings import BlockLists, Positions, Postings
from articles.search.engines.whoosh.vocabulary import Vocabulary

T = TypeVar("T")


class IndexUnavailable(Exception):
    """The index is missing, damaged or made by other rules; the text says which."""


class IndexDamaged(IndexUnavailable):
    """A file of the index is missing, or is not what was written."""


LENGTHS = np.array([byte_to_length(code) for code in range(256)], dtype=np.float32)


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
        storage = reader.storage()
        folder = Path(storage.folder) if isinstance(storage, FileStorage) else None
        self.columns = self._columns(folder)
        self._blocks = BlockLists(reader._terms, reader.schema)
        self._plain = self._plain_lists(folder)

    def _columns(self, folder: Path | None) -> columns.Columns:
        if folder and (path := columns.path_of(folder, self.id)).exists():
            return columns.read(path)
        return columns.derive(self.reader)

    def _plain_lists(self, folder: Path | None) -> plain.PlainLists | None:
        """None in an index that another program made."""
        if folder and (path := plain.path_of(folder, self.id)).exists():
            return plain.PlainLists(path, self.reader._terms._keycoder)
        return None

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
        """The documents that hold a term, or None."""
        return self._kept(field, term, self._postings)

    def positions(self, field: str, term: str) -> Positions | None:
        """Where a term stands in each of the documents that `postings` gives, or None."""
        return self._kept(field, term, _positions)

    def places(self, field: str, term: str) -> np.ndarray | None:
        """Every occurrence of a term as document << PLACE_BITS | position, in order, or None."""
        if (postings := self.postings(field, term)) is None:
            return None
        positions = self.positions(field, term)
        return positions.places(postings.docs) if positions else None

    def firsts(self, field: str, term: str) -> np.ndarray | None:
        """The position of the first occurrence in each document that holds a term, or None."""
        positions = self.positions(field, term)
        return positions.firsts() if positions else None

    def _kept(self, field: str, term: str, read: Callable[[Any, Any], T]) -> T | None:
        """Read something of the list of a term, or remember it from the time before: what is made
        of plain lists is remembered instead, they are read as fast as they are looked up."""
        if self._plain:
            return self._read(field, term, read)
        return CACHE.get(
            (self.id, field, term, read.__name__), lambda: self._read(field, term, read)
        )

    def _read(self, field: str, term: str, read: Callable[[Any, Any], T]) -> T | None:
        """Read something of the list of a term, given who keeps the list and its place there; None
        where there is no such term."""
        try:
            with self._lock:
                return self._read_list(field, term, read)
        except Exception as error:
            raise self._damaged(f"{field}:{term}") from error

    def _read_list(self, field: str, term: str, read: Callable[[Any, Any], T]) -> T | None:
        if self._plain:
            with suppress(LookupError):
                row = self._plain.find(field, term)
                return None if row is None else read(self._plain, row)
        place = self._blocks.find(field, term)
        return None if place is None else read(self._blocks, place)

    def _damaged(self, what: str) -> IndexDamaged:
        reason = f"The index is damaged: {what} cannot be read."
        self._on_damage(reason)
        return IndexDamaged(reason)

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        """Turn whatever Whoosh, numpy or pickle makes of a damaged file into IndexDamaged."""
        try:
            yield
        except Exception as error:  # they fail in a dozen ways
            raise self._damaged(what) from error

    def _postings(self, lists: Any, row: Any) -> Postings:
        found: Postings = lists.postings(row)
        docs = found.docs
        if docs[0] < 0 or docs[-1] >= self.count or (docs[1:] <= docs[:-1]).any():
            raise ValueError("a posting list names documents that are not there")
        if docs.size != found.weights.size:
            raise ValueError("a posting list has documents without a weight")
        return found

    def check(self, field: str, term: str) -> None:
        """Read one posting list to see that it can be read, and forget it. Where it is kept twice,
        both must be the same."""
        parts: tuple[Callable[[Any, Any], Any], ...] = (self._postings, _positions)
        kept = [self._read(field, term, read) for read in parts]
        with self._lock, self._reading(f"{field}:{term}"):
            row = self._blocks.find(field, term)
            for one, read in zip(kept, parts, strict=True):
                other = read(self._blocks, row)
                if not all(map(np.array_equal, vars(one).values(), vars(other).values())):
                    raise ValueError("a posting list is another one in another file")

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


def _positions(lists: Any, row: Any) -> Positions:
    found: Positions = lists.positions(row)
    return found
