"""The posting lists of a segment once more, as plain numbers in one file beside it.

    <segment>.lists = lists, table, length and CRC32 of the table (8 bytes each), MAGIC

Whoosh keeps a list as blocks of pickled objects, and finds it by a table in Python: to find one
takes thirty microseconds, to decode ten thousand postings some milliseconds. The words of a
headline are dozens of lists, more of them than the cache of a process can hold of a large archive.
Here a list is two reads, from pages that the kernel keeps for all processes.

The table is sorted by the first eight bytes of the MD5 of Whoosh's own key. That a term which is
not there is taken for one of a million others has a chance of one in ten million million. Where two
terms of a segment share a key, and for lists whose numbers do not fit, Whoosh's own are read."""

from __future__ import annotations

import os
import weakref
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from hashlib import md5
from pathlib import Path
from typing import NamedTuple

import numpy as np

from articles.search.engines.whoosh.lists import Lists
from articles.search.engines.whoosh.postings import NOWHERE, Positions, Postings

MAGIC = b"lists--1"
SUFFIX = ".lists"
_PAIR = np.dtype([("doc", "<i4"), ("count", "<u2")])
_PLACE = np.dtype("<u2")
_LARGEST = int(np.iinfo(_PLACE).max)
# The columns of the table: where postings and positions begin, and how many there are.
_TABLE = (("key", "<u8"), ("at", "<i8"), ("places_at", "<i8"), ("size", "<i4"), ("places", "<i4"))
_WIDTH = sum(np.dtype(kind).itemsize for _, kind in _TABLE)
_ALIGNMENT = 64
CHUNK = 1 << 20
_END = 8 + 8 + len(MAGIC)
# The size of a list that does not fit.
_ELSEWHERE = -1


def path_of(folder: Path, segment: str) -> Path:
    """Where the plain lists of a segment stand."""
    return folder / f"{segment}{SUFFIX}"


def short(digest: bytes) -> int:
    """The key of a term by the MD5 of Whoosh's key."""
    return int.from_bytes(digest[:8], "little")


class PlainWriter:
    """Writes the plain lists of a segment."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", 1 << 20)
        self._at = 0
        self._keys = array("Q")
        self._rows: list[np.ndarray] = []

    def write(self, lists: Lists, digests: Sequence[bytes]) -> None:
        """Append the lists of some terms, given the MD5 of Whoosh's key of each."""
        if not lists.terms:
            return
        begins, ends = lists.starts[:-1].astype(np.int64), lists.starts[1:].astype(np.int64)
        pairs = np.zeros(lists.docs.size, dtype=_PAIR)
        pairs["doc"], pairs["count"] = lists.docs, lists.weights.astype(np.uint16)
        places = NOWHERE if lists.places is None else lists.places
        upto = np.zeros(lists.docs.size + 1, dtype=np.int64)
        if places.size:
            np.cumsum(pairs["count"], out=upto[1:])
        rows = np.zeros((begins.size, 4), dtype=np.int64)
        rows[:, 0] = self._at + begins * _PAIR.itemsize
        rows[:, 1] = self._at + pairs.nbytes + upto[begins] * _PLACE.itemsize
        rows[:, 2] = ends - begins
        rows[:, 3] = upto[ends] - upto[begins]
        rows[self._misfits(lists, pairs, places, upto), 2] = _ELSEWHERE
        self._file.write(pairs.tobytes())
        self._file.write(places.astype(_PLACE).tobytes())
        self._at += pairs.nbytes + places.size * _PLACE.itemsize
        self._keys.extend(map(short, digests))
        self._rows.append(rows)

    def _misfits(
        self, lists: Lists, pairs: np.ndarray, places: np.ndarray, upto: np.ndarray
    ) -> np.ndarray:
        """Which lists have other weights than counts, or numbers that are too large."""
        misfit = pairs["count"] != lists.weights
        if places.size and places.max() > _LARGEST:
            large = np.concatenate([[0], np.cumsum(places > _LARGEST)])
            misfit |= large[upto[1:]] > large[upto[:-1]]
        return np.logical_or.reduceat(misfit, lists.starts[:-1])

    def close(self) -> None:
        """Write the table, and close the file."""
        keys = np.array(self._keys, dtype=np.uint64)
        rows = np.concatenate(self._rows) if self._rows else np.zeros((0, 4), dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], rows[order]
        same = np.flatnonzero(keys[1:] == keys[:-1])
        rows[same, 2] = rows[same + 1, 2] = _ELSEWHERE
        columns = (keys, *rows.T)
        table = b"".join(
            column.astype(kind).tobytes() for column, (_, kind) in zip(columns, _TABLE, strict=True)
        )
        sums = (len(table), zlib.crc32(table))
        # Where numbers do not begin at multiples of their size, numpy copies all of them each time.
        self._file.write(bytes(-self._at % _ALIGNMENT))
        self._file.write(table + b"".join(sum_.to_bytes(8, "little") for sum_ in sums) + MAGIC)
        self.abandon()

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.close()


class Row(NamedTuple):
    """Where a list stands: its place and that of its positions, and how many there are."""

    at: int
    places_at: int
    size: int
    places: int


class PlainLists:
    """The plain lists of a segment, open for reading."""

    def __init__(self, path: Path, keycoder: Callable[[str, bytes], bytes]) -> None:
        """`keycoder` makes Whoosh's key of a field and a term. Raises ValueError where the file is
        not what it says, OSError where it cannot be read."""
        self._keycoder = keycoder
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        size = os.fstat(self._file.fileno()).st_size
        end = self._read(size - _END, _END) if size >= _END else b""
        length, crc = int.from_bytes(end[:8], "little"), int.from_bytes(end[8:16], "little")
        if end[16:] != MAGIC or length % _WIDTH or length > size - _END:
            raise ValueError(f"{path.name} holds no lists")
        at = size - _END - length
        if self._sum(at, length) != crc:
            raise ValueError(f"{path.name} holds another table than was written")
        # Mapped, so that all processes of a machine share it.
        table = np.memmap(path, mode="r", offset=at, shape=length) if length else b""
        count = length // _WIDTH
        self._table: dict[str, np.ndarray] = {}
        for begin, (name, kind) in zip(_begins(count), _TABLE, strict=True):
            self._table[name] = np.frombuffer(table, dtype=kind, count=count, offset=begin)

    def _sum(self, at: int, length: int) -> int:
        found = 0
        for place in range(at, at + length, CHUNK):
            found = zlib.crc32(self._read(place, min(CHUNK, at + length - place)), found)
        return found

    def _read(self, at: int, length: int) -> bytes:
        found = os.pread(self._file.fileno(), length, at)
        if len(found) != length:
            raise ValueError("the file of lists is too short")
        return found

    def find(self, field: str, term: str) -> Row | None:
        """Where the list of a term stands; None where there is no such term.

        Raises LookupError where only Whoosh's own file tells."""
        key = self._keycoder(field, term.encode())
        number = np.uint64(short(md5(key, usedforsecurity=False).digest()))
        keys = self._table["key"]
        row = int(keys.searchsorted(number))
        if row == keys.size or keys[row] != number:
            return None
        found = Row(*(int(self._table[name][row]) for name, _ in _TABLE[1:]))
        if found.size == _ELSEWHERE:
            raise LookupError
        return found

    def postings(self, row: Row) -> Postings:
        """The documents of a list, and how often the term stands in each."""
        pairs = np.frombuffer(self._read(row.at, row.size * _PAIR.itemsize), dtype=_PAIR)
        return Postings(pairs["doc"].copy(), pairs["count"].astype(np.float32))

    def positions(self, row: Row) -> Positions:
        """The positions of a list; none where its field keeps none."""
        if not row.places:
            return Positions(NOWHERE, NOWHERE)
        pairs = np.frombuffer(self._read(row.at, row.size * _PAIR.itemsize), dtype=_PAIR)
        starts = np.zeros(row.size + 1, dtype=np.int32)
        np.cumsum(pairs["count"], out=starts[1:])
        if starts[-1] != row.places:
            raise ValueError("a posting list has documents without positions")
        places = self._read(row.places_at, row.places * _PLACE.itemsize)
        return Positions(np.frombuffer(places, dtype=_PLACE).astype(np.int32), starts)


def _begins(count: int) -> Iterator[int]:
    """Where each column of a table of so many rows begins."""
    at = 0
    for _name, kind in _TABLE:
        yield at
        at += count * np.dtype(kind).itemsize
