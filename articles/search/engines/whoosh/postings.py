"""Posting lists as arrays, decoded from the blocks in which Whoosh keeps them.

Whoosh's own matchers walk postings one by one in Python; decoding a whole list at once and counting
with numpy is some thirty times faster."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC
from whoosh.fields import Schema
from whoosh.reading import TermNotFound

# A place in a text: article number << PLACE_BITS | position of the word.
PLACE_BITS = 24
NOWHERE = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Postings:
    """The documents that hold a term, in order, and its weight in each."""

    docs: np.ndarray
    weights: np.ndarray

    @property
    def nbytes(self) -> int:
        return int(self.docs.nbytes + self.weights.nbytes)


@dataclass(frozen=True)
class Positions:
    """Where a term stands: in the document that is number i of its list at the positions
    `numbers[starts[i]:starts[i + 1]]`. Both are empty in fields that keep no positions."""

    numbers: np.ndarray
    starts: np.ndarray

    @property
    def nbytes(self) -> int:
        return int(self.numbers.nbytes + self.starts.nbytes)

    def firsts(self) -> np.ndarray:
        """The first position in each document."""
        return self.numbers[self.starts[:-1]]

    def places(self, docs: np.ndarray) -> np.ndarray:
        """Every occurrence as document << PLACE_BITS | position, in order."""
        if not self.starts.size:
            return self.numbers.astype(np.int64)
        return np.repeat(docs.astype(np.int64) << PLACE_BITS, np.diff(self.starts)) + self.numbers


class BlockLists:
    """The lists of a segment in Whoosh's own files; `terms` is Whoosh's reader of them."""

    def __init__(self, terms: Any, schema: Schema) -> None:
        self._terms = terms
        self._schema = schema

    def find(self, field: str, term: str) -> tuple[str, int] | None:
        """The field of a term, and where its list begins; None where there is no such term."""
        try:
            return field, self._terms.term_info(field, term.encode()).extent()[0]
        except TermNotFound:
            return None

    def postings(self, row: tuple[str, int]) -> Postings:
        """The documents of a list and their weights.

        Raises whatever pickle, zlib or numpy make of a damaged file."""
        docs, weights, _ = zip(*_blocks(self._terms._postfile, row[1]), strict=True)
        return Postings(np.concatenate(docs), np.concatenate(weights))

    def positions(self, row: tuple[str, int]) -> Positions:
        """The positions of a list; none where its field keeps none.

        Raises what `postings` raises, and ValueError where a document has none."""
        field, at = row
        docs, _weights, values = zip(*_blocks(self._terms._postfile, at), strict=True)
        payloads = list(chain.from_iterable(values))
        if not payloads or not isinstance(self._schema[field].format, formats.Positions):
            return Positions(NOWHERE, NOWHERE)
        found = positions_of(payloads)
        if found.starts.size != sum(part.size for part in docs) + 1:
            raise ValueError("a posting list has documents without positions")
        return found


def _blocks(file: Any, start: int) -> list[tuple[np.ndarray, np.ndarray, tuple[bytes, ...]]]:
    file.seek(start)
    if file.read(4) != WHOOSH3_HEADER_MAGIC:
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


def positions_of(payloads: Sequence[bytes]) -> Positions:
    """Decode the positions of many documents. Raises ValueError where they cannot be positions.

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
    return Positions(positions.astype(np.int32), starts)
