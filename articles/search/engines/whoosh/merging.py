"""Which segments are made into one, and how, so that an index stays in few without long pauses.

Segments are told apart by size. Where several of one size have come together, they become one of
the next: a document is written anew only a few times in its life, and what one step costs is
bounded. Large segments stay as they are, unless half of their documents are gone.

Posting lists are copied as they stand, with new numbers of documents: nothing is analyzed again."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import accumulate, compress, groupby
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.formats import Frequency, Positions

from articles.search.engines.whoosh.building import (
    STORED,
    STORED_COLUMN,
    SegmentFiles,
    without_collector,
)
from articles.search.engines.whoosh.lists import Lists, Term, read, terms_of
from articles.search.engines.whoosh.pool import LENGTHS, SLICE
from articles.search.engines.whoosh.postings import NOWHERE, positions_of

# Live documents up to which a segment belongs to a size, and how many of it may stand together.
SIZES = ((32, 4), (256, 2), (2048, 2), (16384, 2))
# No more documents than this in one step: they take some ten seconds, in which nothing is indexed.
MOST = 40000
# Two segments of more documents than this become one if neither is twice the other.
ALIKE = 2048
# How much of a postings file is read at once.
WINDOW = 1 << 18


def alive(segment: Any) -> int:
    """How many documents of a segment are not deleted."""
    return segment.doc_count_all() - segment.deleted_count()


def choose(segments: Sequence[Any]) -> list[Any]:
    """Return the segments that should become one now, in their order, or none."""
    allowed = 0
    for size, few in SIZES:
        allowed += few
        small = sorted((part for part in segments if alive(part) <= size), key=alive)
        if len(small) > allowed:
            together = accumulate(map(alive, small))
            small = [part for part, sum_ in zip(small, together, strict=True) if sum_ <= MOST]
            return [part for part in segments if part in small]
    # Such as several processes wrote in a rebuild: one is read faster, and is a third smaller.
    large = sorted((part for part in segments if alive(part) <= MOST), key=alive)[-2:]
    sizes = [alive(part) for part in large]
    if len(sizes) == 2 and sum(sizes) <= MOST and max(ALIKE, sizes[1] // 2) <= sizes[0]:
        return [part for part in segments if part in large]
    for segment in segments:
        if alive(segment) <= MOST and 2 * segment.deleted_count() > segment.doc_count_all():
            return [segment]
    return []


class Source:
    """A segment that goes into another, from the number `base` on."""

    def __init__(self, folder: Path, segment: Any, base: int) -> None:
        self.folder = folder
        self.segment = segment
        alive = np.ones(segment.doc_count_all(), dtype=bool)
        alive[list(segment.deleted_docs())] = False
        self.base = base
        self.docs = np.flatnonzero(alive)
        self.whole = self.docs.size == alive.size
        # Where each document goes: -1 for nowhere.
        self.numbers: list[int] = np.where(alive, base + np.cumsum(alive) - 1, -1).tolist()

    def codes(self, name: str) -> np.ndarray:
        """The length of each text of a field that stays, as a byte."""
        path = self.folder / W3Codec.column_filename(self.segment, f"_{name}_len")
        codes = np.zeros(len(self.numbers), dtype=np.uint8)
        if path.exists():
            found = np.frombuffer(path.read_bytes(), dtype=np.uint8)
            codes[: found.size] = found
        return codes[self.docs]

    def total(self, name: str, codes: np.ndarray) -> int:
        """The length of all texts of a field: exact where no document went."""
        known = self.segment._fieldlengths.get(name, 0)
        return int(known if self.whole else LENGTHS[codes].sum())


@without_collector()
def merge(folder: Path, schema: Schema, segments: Sequence[Any]) -> Any:
    """Write one segment of several, without the deleted documents, and return it."""
    sources = []
    count = 0
    for segment in segments:
        sources.append(Source(folder, segment, count))
        count += sources[-1].docs.size
    files = SegmentFiles(folder, schema)
    try:
        _merge_documents(files, sources)
        codes = _merge_lengths(files, sources)
        for field, lists in _merged(folder, schema, sources):
            files.write(field, lists, codes.get(field))
        return files.finish(count)
    except BaseException:
        files.abandon()
        raise


def _merge_documents(files: SegmentFiles, sources: Sequence[Source]) -> None:
    """Copy stored fields and columns."""
    kinds = {name: field.column_type for name, field in files.schema.items() if field.column_type}
    for source in sources:
        reader = W3Codec().per_document_reader(files.storage, source.segment)
        try:
            moves = list(enumerate(source.docs.tolist(), source.base))
            stored = reader.column_reader(STORED, STORED_COLUMN)
            for number, doc in moves:
                files.store(number, stored[doc])
            for name, kind in kinds.items():
                if reader.has_column(name):
                    column = reader.column_reader(name, kind)
                    for number, doc in moves:
                        files.put(number, name, kind, column[doc])
        finally:
            reader.close()


def _merge_lengths(files: SegmentFiles, sources: Sequence[Source]) -> dict[str, np.ndarray]:
    merged = {}
    for name, field in files.schema.items():
        if field.indexed and field.scorable:
            codes = [source.codes(name) for source in sources]
            totals = map(Source.total, sources, [name] * len(sources), codes)
            merged[name] = np.concatenate(codes)
            files.put_lengths(name, merged[name], sum(totals))
    return merged


def _merged(folder: Path, schema: Schema, sources: Sequence[Source]) -> Iterator[tuple[str, Lists]]:
    """The posting lists of all sources, term by term, some hundred thousand postings at a time."""
    with ExitStack() as stack:
        posts = [stack.enter_context(Posts(folder, source)) for source in sources]
        runs = (_run(folder, source, number) for number, source in enumerate(sources))
        together = heapq.merge(*runs)
        for field, rows in groupby(together, lambda row: row[0]):
            if field not in schema:
                continue
            kind = schema[field].format
            gathered = Gathered(kind)
            for _text, same in groupby(rows, lambda row: row[1]):
                for _field, _term, number, term in same:
                    gathered.add(sources[number], term, read(posts[number], term))
                if gathered.size > SLICE:
                    yield field, gathered.lists()
                    gathered = Gathered(kind)
            yield field, gathered.lists()


def _run(folder: Path, source: Source, number: int) -> Iterator[tuple[str, bytes, int, Term]]:
    """The terms of one source, to be put in order with those of others: by text, then source."""
    return ((term.field, term.text, number, term) for term in terms_of(folder, source.segment))


class Posts:
    """The postings file of a source by slices, mostly one after the other. It is not mapped: who
    touches a mapped file that somebody has cut off is killed."""

    def __init__(self, folder: Path, source: Source) -> None:
        path = folder / source.segment.make_filename(W3Codec.POSTS_EXT)
        self._file = path.open("rb", buffering=0)
        self._at, self._data = 0, b""

    def __enter__(self) -> Posts:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __getitem__(self, part: slice) -> bytes:
        """The bytes of a slice; fewer where the file ends before."""
        if not self._at <= part.start <= part.stop <= self._at + len(self._data):
            size = max(WINDOW, part.stop - part.start)
            self._at, self._data = part.start, os.pread(self._file.fileno(), size, part.start)
        return self._data[part.start - self._at : part.stop - self._at]


class Gathered:
    """Posting lists of one field, from several segments."""

    def __init__(self, kind: Any) -> None:
        self.kind = kind
        self.terms: list[bytes] = []
        self.starts: list[int] = []
        self.docs: list[int] = []
        self.weights: list[float] = []
        self.payloads: list[bytes] = []

    @property
    def size(self) -> int:
        return len(self.docs)

    def add(self, source: Source, term: Term, blocks: Iterable[tuple[Any, Any, Any]]) -> None:
        """Append what stays of the list of one term in one segment."""
        size = self.size
        for steps, weights, payloads in blocks:
            if isinstance(payloads, bytes):  # counts, four bytes each
                payloads = [payloads[at : at + 4] for at in range(0, len(payloads), 4)]
            docs = accumulate(steps)
            if source.whole:
                self.docs += [source.base + doc for doc in docs]
            else:
                numbers = [source.numbers[doc] for doc in docs]
                stays = [number >= 0 for number in numbers]
                self.docs += compress(numbers, stays)
                weights = compress(weights, stays)
                payloads = payloads and compress(payloads, stays)
            self.weights += weights
            self.payloads += payloads or ()
        if self.size > size and (not self.terms or self.terms[-1] != term.text):
            self.terms.append(term.text)
            self.starts.append(size)

    def lists(self) -> Lists:
        """What was gathered."""
        values: Any = None
        places = None
        if isinstance(self.kind, Positions):
            values = self.payloads
            places = positions_of(values).numbers if values else NOWHERE
        elif isinstance(self.kind, Frequency):
            values = np.frombuffer(b"".join(self.payloads), dtype=">u4")
        starts = np.array([*self.starts, self.size])
        docs = np.array(self.docs, dtype=np.int32)
        weights = np.array(self.weights, dtype=np.float32)
        return Lists(self.terms, starts, docs, weights, values, places)
