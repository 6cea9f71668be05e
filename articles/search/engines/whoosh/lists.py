"""The terms of a segment and their posting lists on disk, in the format of Whoosh's own codec.

Whoosh writes posting by posting; here a field's postings come as arrays and are written block by
block, some ten times as fast. Whoosh reads the files as its own (whoosh.codec.whoosh3)."""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from io import BytesIO
from pathlib import Path
from pickle import dumps, load, loads
from typing import Any, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec
from whoosh.filedb.filetables import _dir_entry, _lengths
from whoosh.system import pack_ushort

# Postings in one block. Whoosh's 128 let it skip blocks; who decodes whole lists wants few.
BLOCK = 1024
# Whoosh pickles by protocol 2, in which every string of bytes is a call of a codec.
PROTOCOL = 4
# Below this, compressing costs more time, writing and reading, than it saves in place.
COMPRESS_FROM = 320
LEVEL = 1
BUFFER = 1 << 20
_HEAD = b"HSH3" + bytes(9)
_INFO = struct.Struct("!BfIBBfIIqi")


@dataclass(frozen=True)
class Lists:
    """The postings of several terms of one field: those of `terms[i]` are
    `[starts[i]:starts[i + 1]]` of the arrays.

    `values` are Whoosh's payloads, one for each posting: strings of bytes for positions, an array
    for plain counts, None where only presence is kept. `places` are the positions of all postings,
    one after the other, as numbers; None in fields that keep none."""

    terms: Sequence[bytes]
    starts: np.ndarray
    docs: np.ndarray
    weights: np.ndarray
    values: list[bytes] | np.ndarray | None
    places: np.ndarray | None = None


class TermsWriter:
    """Writes the terms file and the postings file of a segment, fields and terms in order."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self._terms = (folder / segment.make_filename(W3Codec.TERMS_EXT)).open("wb", BUFFER)
        self._posts = (folder / segment.make_filename(W3Codec.POSTS_EXT)).open("wb", BUFFER)
        self._terms.write(_HEAD)
        self._at = len(_HEAD)
        self._posted = 0
        self._fields: dict[str, int] = {}
        self._places = array("q")
        self._hashes = array("I")

    def write(self, field: str, lists: Lists, codes: np.ndarray | None) -> list[bytes]:
        """Append terms of a field, and return the MD5 of the key of each; `codes` has the coded
        length of each document's text."""
        if not lists.terms:
            return []
        number = self._fields.setdefault(field, len(self._fields))
        starts = lists.starts.astype(np.int64)
        held = np.zeros(lists.docs.size, np.uint8) if codes is None else codes[lists.docs]
        weights = lists.weights.astype(np.float64)
        extents = self._write_blocks(lists, starts, held)
        ends = starts[1:] - 1
        columns = (
            np.add.reduceat(weights, starts[:-1]),
            np.diff(starts),
            np.minimum.reduceat(held, starts[:-1]),
            np.maximum.reduceat(held, starts[:-1]),
            np.maximum.reduceat(weights, starts[:-1]),
            lists.docs[starts[:-1]],
            lists.docs[ends],
        )
        rows = zip(*(column.tolist() for column in columns), *extents, strict=True)
        prefix = pack_ushort(number)
        return [
            self._add(prefix + term, _INFO.pack(0, *row))
            for term, row in zip(lists.terms, rows, strict=True)
        ]

    def _add(self, key: bytes, value: bytes) -> bytes:
        """Append to the terms file, as whoosh.filedb.filetables.OrderedHashWriter does; return the
        MD5 of the key."""
        self._terms.write(_lengths.pack(len(key), len(value)) + key + value)
        digest = md5(key, usedforsecurity=False).digest()
        self._hashes.append(int.from_bytes(digest[-4:], "big"))
        self._places.append(self._at)
        self._at += _lengths.size + len(key) + len(value)
        return digest

    def _write_blocks(
        self, lists: Lists, starts: np.ndarray, held: np.ndarray
    ) -> tuple[list[int], list[int]]:
        """Write the blocks of every list; return where each list begins, and its length."""
        begins, lasts, numbers = _cut(starts)
        ends = np.append(begins[1:], starts[-1])
        steps = np.diff(lists.docs, prepend=lists.docs[:1] * 0)
        steps[begins] = lists.docs[begins]
        tops = np.maximum.reduceat(lists.weights, begins).tolist()
        lows = np.minimum.reduceat(lists.weights, begins).tolist()
        least = np.minimum.reduceat(held, begins).tolist()
        most = np.maximum.reduceat(held, begins).tolist()
        steps_list, weights_list = steps.tolist(), lists.weights.astype(float).tolist()
        values, counted = lists.values, isinstance(lists.values, np.ndarray)
        packed = lists.values.astype(">u4").tobytes() if counted else b""
        offsets, sizes = [0] * (len(starts) - 1), [0] * (len(starts) - 1)
        out: list[bytes] = []
        at = self._posted
        before = -1
        rows = (begins, ends, lists.docs[ends - 1], lasts, numbers)
        for n, (a, b, final, last, term) in enumerate(
            zip(*(column.tolist() for column in rows), strict=True)
        ):
            if term != before:
                before = term
                offsets[term] = at
                out.append(WHOOSH3_HEADER_MAGIC)
                at += 4
            top = float(tops[n])
            weights = top if top == lows[n] else weights_list[a:b]
            payload = packed[4 * a : 4 * b] if counted else values and tuple(values[a:b])
            level, data = _pack(steps_list[a:b], weights, payload)
            info = dumps((b - a, final, top, level, least[n], most[n]), 2)
            size = len(info) + len(data)
            # The last block of a list is told by a negative length.
            out += ((-size if last else size).to_bytes(4, "big", signed=True), info, data)
            at += 4 + size
            sizes[term] = at - offsets[term]
            if len(out) > 4096:
                self._posts.write(b"".join(out))
                out.clear()
        self._posts.write(b"".join(out))
        self._posted = at
        return offsets, sizes

    def close(self) -> None:
        """Write the tables by which terms are found, and close the files."""
        directory = []
        hashes = np.frombuffer(self._hashes, np.uint32)
        places = np.frombuffer(self._places, np.int64)
        for bucket in range(256):
            mine = np.flatnonzero(hashes & 255 == bucket)
            slots = 2 * mine.size
            directory.append((self._at, slots))
            table = [0] * (2 * slots)
            for value, place in zip(hashes[mine].tolist(), places[mine].tolist(), strict=True):
                slot = (value >> 8) % slots
                while table[2 * slot + 1]:
                    slot = (slot + 1) % slots
                table[2 * slot : 2 * slot + 2] = value, place
            packed = struct.pack("!" + "Iq" * slots, *table)
            self._terms.write(packed)
            self._at += len(packed)
        self._terms.write(b"".join(_dir_entry.pack(*entry) for entry in directory))
        extras = {"fieldmap": self._fields, "indextype": "q", "indexlen": len(self._places)}
        data = dumps(extras, 2)
        self._terms.write(data)
        # Whoosh looks for the length of the extras at the very end, behind the places of all keys.
        self._terms.write(places.astype(">i8").tobytes())
        self._terms.write((len(data) + 8 * len(self._places)).to_bytes(4, "big"))
        self.abandon()

    def abandon(self) -> None:
        """Close the files as they are."""
        self._terms.close()
        self._posts.close()


def _pack(steps: list[int], weights: float | list[float], payload: Any) -> tuple[int, bytes]:
    """The body of a block, and how much it is compressed; a weight that all have is kept once."""
    kept: Any = tuple(weights) if isinstance(weights, list) else weights
    data = dumps((tuple(steps), None if kept == 1.0 else kept, payload), PROTOCOL)
    if len(data) < COMPRESS_FROM:
        return 0, data
    return LEVEL, zlib.compress(data, LEVEL)


def _cut(starts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut lists into blocks: where each begins, whether it is its list's last, and which list."""
    blocks = -(-np.diff(starts) // BLOCK)
    lists = np.repeat(np.arange(blocks.size), blocks)
    first = np.cumsum(blocks) - blocks
    within = np.arange(lists.size) - first[lists]
    return starts[lists] + within * BLOCK, within == blocks[lists] - 1, lists


class Term(NamedTuple):
    """A term of a segment on disk, and where its list stands in the postings file."""

    field: str
    text: bytes
    count: int
    offset: int


def terms_of(folder: Path, segment: Any) -> Iterator[Term]:
    """Every term of a segment, by field and text."""
    data = (folder / segment.make_filename(W3Codec.TERMS_EXT)).read_bytes()
    size = int.from_bytes(data[-4:], "big")
    extras = load(BytesIO(data[-4 - size : -4]))  # noqa: S301  our own index, mode 0700
    fields = {number: name for name, number in extras["fieldmap"].items()}
    directory = len(data) - 4 - size - 256 * _dir_entry.size
    end = _dir_entry.unpack_from(data, directory)[0]
    at = len(_HEAD)
    while at < end:
        length, width = _lengths.unpack_from(data, at)
        at += _lengths.size
        key = data[at : at + length]
        at += length
        info = _INFO.unpack_from(data, at)
        at += width
        yield Term(fields[int.from_bytes(key[:2], "big")], key[2:], info[2], info[8])


def read(data: Any, term: Term) -> Iterator[tuple[Sequence[int], Sequence[float], Any]]:
    """Decode the list of a term from the bytes of a postings file, block by block: the steps from
    one document to the next, from nought, the weights, and the payloads as they are."""
    at = term.offset
    if data[at : at + 4] != WHOOSH3_HEADER_MAGIC:
        raise ValueError("no posting list begins here")
    at += 4
    size = 1
    while size > 0:  # the last block has a negative length
        size = int.from_bytes(data[at : at + 4], "big", signed=True)
        stream = BytesIO(data[at + 4 : at + 4 + abs(size)])
        at += 4 + abs(size)
        count, _last, _top, level = load(stream)[:4]  # noqa: S301
        steps, weights, values = (
            loads(zlib.decompress(stream.read())) if level else load(stream)  # noqa: S301
        )
        if not isinstance(weights, tuple):
            weights = (1.0 if weights is None else weights,) * count
        yield steps, weights, values
