"""The words of many documents in memory, on their way into one segment.

Texts come as terms parted by spaces (articles.arabic.analysis), so a document costs one look into a
dictionary for each word: a number takes its place in a long array. Sorting, counting and packing
are done for all documents at once, when the segment is written."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from whoosh.fields import FieldType, Schema, UnknownFieldError
from whoosh.formats import Existence, Frequency, Positions
from whoosh.util.numeric import byte_to_length

from articles.arabic.analysis import NOTHING, OR, PreAnalyzed
from articles.search.engines.whoosh.lists import Lists

# The lengths of texts that one byte can tell.
LENGTHS = np.array([byte_to_length(code) for code in range(256)])
# Postings that are packed at once.
SLICE = 1 << 18
# Values of a field, such as the names of outlets, whose terms are remembered.
REMEMBERED = 4096


class Numbers(dict[Any, int]):
    """Gives each new key the next number."""

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self)
        return number


class Steps(dict[int, bytes]):
    """A step between two positions as pickle writes a whole number."""

    def __missing__(self, step: int) -> bytes:
        if step < 1 << 8:
            code = b"K" + step.to_bytes(1, "little")
        elif step < 1 << 16:
            code = b"M" + step.to_bytes(2, "little")
        else:
            code = b"J" + step.to_bytes(4, "little")
        self[step] = code
        return code


class Alone(dict[int, bytes]):
    """The payload of a posting with one position."""

    def __missing__(self, position: int) -> bytes:
        payload = self[position] = b"\0\0\0\1\x80\2]q\0" + STEPS[position] + b"a."
        return payload


STEPS = Steps()
ALONE = Alone()


class FieldPool:
    """The words of one field: number by number, document by document."""

    def __init__(self, field: FieldType) -> None:
        if field.vector or field.separate_spelling():
            raise TypeError(f"{field!r} keeps more than postings")
        if type(field.format) not in (Positions, Frequency, Existence):
            raise TypeError(f"{field!r} has a format that is not known here")
        self.field = field
        self.text = isinstance(field.analyzer, PreAnalyzed)
        if isinstance(field.format, Positions) and not self.text:
            raise TypeError(f"{field!r} keeps positions of a text that is not analyzed")
        self.numbers = Numbers()
        self.words = array("I")
        self.docs = array("I")
        self.counts = array("I")
        self._known: dict[Any, list[int]] = {}

    def read(self, value: Any) -> list[int]:
        """The numbers of the words of a value; nothing is kept yet."""
        if self.text:
            if not isinstance(value, str):
                raise ValueError(f"{value!r} is no text")
            return list(map(self.numbers.__getitem__, value.split(" "))) if value else []
        known = self._known.get(value)
        if known is None:
            known = []
            for term, count, weight, _payload in self.field.index(value):
                if weight not in (1.0, count):
                    raise ValueError(f"{term!r} has a weight of its own")
                known += [self.numbers[term]] * count
            if len(self._known) < REMEMBERED:
                self._known[value] = known
        return known

    def keep(self, doc: int, words: list[int]) -> int:
        """Put the words of a document in; return how many bytes that takes."""
        if words:
            self.words.extend(words)
            self.docs.append(doc)
            self.counts.append(len(words))
        return 4 * len(words) + 8

    def lists(self, count: int) -> tuple[np.ndarray, Iterator[Lists]]:
        """How many words each of `count` documents has, and the posting lists, a slice at a time.

        The arrays are given up here: one field after the other, all that is sorted at once."""
        words = np.frombuffer(self.words, dtype=np.uint32)
        counts = np.frombuffer(self.counts, dtype=np.uint32).astype(np.int64)
        docs = np.repeat(np.frombuffer(self.docs, dtype=np.uint32).astype(np.int32), counts)
        begins = np.repeat(np.cumsum(counts) - counts, counts)
        places = (np.arange(words.size) - begins).astype(np.int32)
        texts, words, docs, places = self._terms(words, docs, places)
        lengths = np.bincount(docs, minlength=count)
        order = np.argsort(words, kind="stable")
        return lengths, self._slices(texts, words[order], docs[order], places[order])

    def _terms(
        self, words: np.ndarray, docs: np.ndarray, places: np.ndarray
    ) -> tuple[list[bytes], np.ndarray, np.ndarray, np.ndarray]:
        """Put the ranks of terms in the place of words: several terms may stand on one place."""
        if not self.text:
            texts = sorted(self.numbers)
            ranks = np.zeros(len(texts), dtype=np.int32)
            ranks[[self.numbers[text] for text in texts]] = np.arange(len(texts))
            return texts, ranks[words], docs, places
        parted = [
            [term.encode() for term in word.split(OR) if term and term != NOTHING]
            for word in self.numbers
        ]
        texts = sorted({term for terms in parted for term in terms})
        rank = {text: number for number, text in enumerate(texts)}
        flat = np.array([rank[term] for terms in parted for term in terms], dtype=np.int32)
        sizes = np.array([len(terms) for terms in parted], dtype=np.int64)
        firsts = np.cumsum(sizes) - sizes
        size = sizes[words]
        within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        ranks = flat[np.repeat(firsts[words], size) + within]
        return texts, ranks, np.repeat(docs, size), np.repeat(places, size)

    def _slices(
        self, texts: list[bytes], words: np.ndarray, docs: np.ndarray, places: np.ndarray
    ) -> Iterator[Lists]:
        """Cut sorted occurrences into slices of whole terms, and pack them."""
        begins = np.flatnonzero(np.diff(words, prepend=-1))
        at = 0
        while at < begins.size:
            upto = int(np.searchsorted(begins, begins[at] + SLICE, side="left"))
            upto = max(upto, at + 1)
            end = int(begins[upto]) if upto < begins.size else words.size
            part = slice(int(begins[at]), end)
            yield self._packed(texts, words[part], docs[part], places[part])
            at = upto

    def _packed(
        self, texts: list[bytes], words: np.ndarray, docs: np.ndarray, places: np.ndarray
    ) -> Lists:
        """The postings of occurrences that are sorted by word, document and place."""
        fresh = np.diff(words, prepend=-1) != 0
        begins = np.flatnonzero(fresh | (np.diff(docs, prepend=-1) != 0))
        counts = np.diff(begins, append=words.size)
        firsts = np.flatnonzero(fresh[begins])
        terms = [texts[rank] for rank in words[begins[firsts]].tolist()]
        values: list[bytes] | np.ndarray | None = None
        if placed := isinstance(self.field.format, Positions):
            values = payloads(places, begins, counts)
        elif isinstance(self.field.format, Frequency):
            values = counts
        starts = np.append(firsts, begins.size)
        weights = counts.astype(np.float32)
        return Lists(terms, starts, docs[begins], weights, values, places if placed else None)


def payloads(places: np.ndarray, begins: np.ndarray, counts: np.ndarray) -> list[bytes]:
    """The positions of each posting as whoosh.formats.Positions keeps them."""
    steps = np.diff(places, prepend=0)
    steps[begins] = places[begins]
    values = list(map(ALONE.__getitem__, steps[begins].tolist()))
    codes = list(map(STEPS.__getitem__, steps.tolist()))
    several = np.flatnonzero(counts > 1)
    rows = zip(several.tolist(), begins[several].tolist(), counts[several].tolist(), strict=True)
    for number, begin, count in rows:
        steps_of = b"".join(codes[begin : begin + count])
        values[number] = struct.pack("!I", count) + b"\x80\2]q\0(" + steps_of + b"e."
    return values


def length_codes(lengths: np.ndarray) -> np.ndarray:
    """Lengths of texts in one byte each, as whoosh.util.numeric.length_to_byte."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)


class Pool:
    """Documents on their way into a segment."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.count = 0
        self.size = 0
        self.fields = {name: FieldPool(field) for name, field in schema.items() if field.indexed}

    def add(self, document: Mapping[str, Any]) -> None:
        """Take a document in. One that cannot be read leaves nothing behind."""
        read = []
        for name, value in document.items():
            if name not in self.schema:
                raise UnknownFieldError(f"No field named {name!r}")
            if value is not None and name in self.fields:
                pool = self.fields[name]
                read.append((pool, pool.read(value)))
        for pool, words in read:
            self.size += pool.keep(self.count, words)
        self.count += 1

    def filled(self) -> Sequence[str]:
        """The fields that have a word in any document, in the order in which they are written."""
        return [name for name in sorted(self.fields) if self.fields[name].words]
