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
from bisect import bisect_right
from collections.abc import Callable, Sequence
from hashlib import md5
from pathlib import Path
from struct import Struct
from typing import NamedTuple

import numpy as np

from articles.search.engines.whoosh.lists import Lists
from articles.search.engines.whoosh.postings import NOWHERE, Positions, Postings

MAGIC = b"lists--1"
SUFFIX = ".lists"
_PAIR = np.dtype([("doc", "<i4"), ("count", "<u2")])
_PLACE = np.dtype("<u2")
_LARGEST = int(np.iinfo(_PLACE).max)
# A row of the table: where postings and positions begin, and how many there are.
_ROW = np.dtype(
    [("key", "<u8"), ("at", "<i8"), ("places_at", "<i8"), ("size", "<i4"), ("places", "<i4")]
)
_PLACES = Struct("<qqii")  # a row without its key
# Of so many rows the first key is kept in memory. The table is not mapped: a process that reads a
# mapped file which somebody has cut off is killed.
GROUP = 64
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
        rows = np.concatenate(self._rows) if self._rows else np.zeros((0, 4), dtype=np.int64)
        table = np.zeros(len(rows), dtype=_ROW)
        for name, column in zip(_ROW.names or (), (self._keys, *rows.T), strict=True):
            table[name] = column
        table = table[np.argsort(table["key"], kind="stable")]
        same = np.flatnonzero(table["key"][1:] == table["key"][:-1])
        table["size"][same] = table["size"][same + 1] = _ELSEWHERE
        data = table.tobytes()
        sums = (len(data), zlib.crc32(data))
        self._file.write(data + b"".join(sum_.to_bytes(8, "little") for sum_ in sums) + MAGIC)
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
        self._end = size - _END
        self._start = self._end - length
        if end[16:] != MAGIC or length % _ROW.itemsize or self._start < 0:
            raise ValueError(f"{path.name} holds no lists")
        self._firsts, found = self._first_keys()
        if found != crc:
            raise ValueError(f"{path.name} holds another table than was written")

    def _first_keys(self) -> tuple[array[int], int]:
        """The first key of each group of rows, and the CRC32 of the table."""
        firsts, crc = array("Q"), 0
        size = GROUP * _ROW.itemsize
        for at in range(self._start, self._end, 512 * size):
            data = self._read(at, min(512 * size, self._end - at))
            crc = zlib.crc32(data, crc)
            firsts.frombytes(
                np.frombuffer(data, dtype=_ROW)["key"][::GROUP].astype("=u8").tobytes()
            )
        return firsts, crc

    def _read(self, at: int, length: int) -> bytes:
        found = os.pread(self._file.fileno(), length, at)
        if len(found) != length:
            raise ValueError("the file of lists is too short")
        return found

    def find(self, field: str, term: str) -> Row | None:
        """Where the list of a term stands; None where there is no such term.

        Raises LookupError where only Whoosh's own file tells."""
        digest = md5(self._keycoder(field, term.encode()), usedforsecurity=False).digest()
        group = bisect_right(self._firsts, short(digest)) - 1
        if group < 0:
            return None
        at = self._start + group * GROUP * _ROW.itemsize
        rows = self._read(at, min(GROUP * _ROW.itemsize, self._end - at))
        # In bytes: to look up one number by numpy takes as long as to read the rows.
        row = rows.find(digest[:8])
        while row > 0 and row % _ROW.itemsize:  # the same bytes within other numbers
            row = rows.find(digest[:8], row + 1)
        if row < 0:
            return None
        found = Row(*_PLACES.unpack_from(rows, row + 8))
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
