"""The terms of a field, and which of them a pattern, a range or a word with its likes means.

Whoosh asks its own term index anew for every pattern; here the terms of a segment are read once
and searched as one sorted list."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import overload

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist
from whoosh import query
from whoosh.fields import FieldType
from whoosh.lang.morph_en import variations
from whoosh.reading import SegmentReader

from articles.search.engines.whoosh.cache import CACHE
from articles.search.engines.whoosh.segments import Segment

# Greater than every term.
_END = b"\xff\xff\xff\xff"


class Terms(Sequence[bytes]):
    """Some terms, end to end in one array of bytes: a list of them would be five times as large."""

    def __init__(self, terms: Iterable[bytes]) -> None:
        every = list(terms)
        self.text = b"".join(every)
        self.starts = np.cumsum([0, *map(len, every)], dtype=np.int32)
        self.nbytes = len(self.text) + self.starts.nbytes

    def __len__(self) -> int:
        return self.starts.size - 1

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            if step != 1:
                raise ValueError("terms come in their order")
            ends = self.starts[first : last + 1].tolist()
            return [self.text[start:end] for start, end in pairwise(ends)]
        at = range(len(self))[at]
        return self.text[self.starts[at] : self.starts[at + 1]]


class Lexicon:
    """The terms of one field in one segment, in order of their bytes."""

    def __init__(self, terms: Iterable[bytes]) -> None:
        self.terms = Terms(terms)
        self.nbytes = self.terms.nbytes + 12 * len(self.terms)  # those of `letters`

    @cached_property
    def letters(self) -> tuple[np.ndarray, np.ndarray]:
        """For each term which letters it has, as bits, and how many. Letters 64 apart share one."""
        text, starts = self.terms.text, self.terms.starts
        # Of UTF-8, the first byte of every letter.
        begins = (np.frombuffer(text, dtype=np.uint8) & 0xC0) != 0x80
        upto = np.concatenate([[0], np.cumsum(begins, dtype=np.int32)])[starts]
        codes = np.frombuffer(text.decode().encode("utf-32-le"), dtype=np.uint32)
        bits = np.uint64(1) << (codes % 64).astype(np.uint64)
        return np.bitwise_or.reduceat(bits, upto[:-1]), np.diff(upto)

    def near(self, word: str, distance: int, prefix: str) -> list[bytes]:
        """The terms that begin with `prefix` and are at most so many edits away from a word.

        An edit changes at most two of the letters that a word has, and its length by one: looking
        at bits alone leaves one term in a hundred to be compared."""
        start, end = self._beginning(prefix.encode())
        if start == end:
            return []
        own = np.uint64(0)
        for letter in word:
            own |= np.uint64(1 << ord(letter) % 64)
        held, lengths = (array[start:end] for array in self.letters)
        close = np.abs(lengths - len(word)) <= distance
        close &= np.bitwise_count(held ^ own) <= 2 * distance
        some = [self.terms[at] for at in (np.flatnonzero(close) + start).tolist()]
        if not some:
            return []
        away = cdist(
            [word],
            [term.decode() for term in some],
            scorer=Levenshtein.distance,
            score_cutoff=distance,
            dtype=np.int32,
        )[0]
        return [some[at] for at in np.flatnonzero(away <= distance).tolist()]

    def holds(self, term: bytes) -> bool:
        """Whether a term is among them."""
        at = bisect_left(self.terms, term)
        return at < len(self.terms) and self.terms[at] == term

    def between(self, first: bytes, last: bytes, *, without: tuple[bool, bool]) -> list[bytes]:
        """The terms from `first` to `last`, without either end if `without` says so."""
        start = (bisect_right if without[0] else bisect_left)(self.terms, first)
        end = (bisect_left if without[1] else bisect_right)(self.terms, last)
        return self.terms[start:end]

    def beginning(self, prefix: bytes) -> list[bytes]:
        """The terms that begin with a prefix."""
        start, end = self._beginning(prefix)
        return self.terms[start:end]

    def _beginning(self, prefix: bytes) -> tuple[int, int]:
        start = bisect_left(self.terms, prefix)
        bare = prefix.rstrip(b"\xff")
        if not bare:
            return start, len(self.terms)
        return start, bisect_left(self.terms, bare[:-1] + bytes([bare[-1] + 1]))


def lexicon(segment: Segment, field: str) -> Lexicon:
    """The terms of a field in a segment, read once."""

    def read() -> Lexicon:
        with segment._lock:
            return Lexicon(segment.reader.lexicon(field))

    return CACHE.get((segment.id, "lexicon", field), read)


def meant(segment: Segment, node: query.MultiTerm) -> list[bytes]:
    """The terms of a segment that a pattern, a range or a word with its likes means."""
    reader: SegmentReader = segment.reader
    field: FieldType = reader.schema[node.field()]
    if type(node) is query.Prefix:
        found = lexicon(segment, node.fieldname).beginning(field.to_bytes(node.text))
    elif type(node) in (query.Wildcard, query.Regex):
        found = _matching(segment, node, field)
    elif type(node) is query.FuzzyTerm:
        terms = lexicon(segment, field.spelling_fieldname(node.fieldname))
        found = terms.near(node.text, node.maxdist, node.text[: node.prefixlength])
    elif type(node) is query.TermRange:
        found = _between(segment, node, field)
    elif type(node) is query.Variations:
        found = _variations(node, field)
        terms = lexicon(segment, node.fieldname)
        found = [term for term in found if terms.holds(term)]
    else:
        with segment._lock:
            found = [field.to_bytes(term) for term in node._btexts(reader)]
    return [term for term in found if term]


def _matching(segment: Segment, node: query.Wildcard, field: FieldType) -> list[bytes]:
    match = re.compile(node._get_pattern()).match
    terms = lexicon(segment, node.fieldname)
    prefix = node._find_prefix(node.text)
    some = terms.beginning(field.to_bytes(prefix)) if prefix else terms.terms[:]
    if type(field).from_bytes is FieldType.from_bytes:
        return [term for term in some if match(term.decode())]
    return [term for term in some if match(field.from_bytes(term))]


def _between(segment: Segment, node: query.TermRange, field: FieldType) -> list[bytes]:
    try:
        first = b"" if node.start is None else field.to_bytes(node.start)
        last = _END if node.end is None else field.to_bytes(node.end)
    except ValueError:
        return []
    terms = lexicon(segment, node.fieldname)
    return terms.between(first, last, without=(node.startexcl, node.endexcl))


def _variations(node: query.Variations, field: FieldType) -> list[bytes]:
    found = []
    for word in variations(node.text):
        try:
            found.append(field.to_bytes(word))
        except ValueError:
            continue
    return found
