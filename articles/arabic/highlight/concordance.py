"""Chunks of texts read before, by what they hold: so that a long text is not read word by word.

A text is cut at spaces and at the signs that stand in no word. It has most of its chunks in
common with the texts before it, and which of them hold a wanted word is known without looking."""

from collections.abc import Callable, Collection, Iterable
from threading import Lock

import numpy as np

# None of these is a part of a word for tokens.py: a number keeps its comma, a Hebrew
# abbreviation its quotation mark. Cutting at them leaves fewer different chunks.
SEPARATORS = "\n\r\t\u00a0\u060c\u061b\u061f\u00ab\u00bb\u201c\u201d\u2026\u2013\u2014()[]!?/-"

# Places for chunks, 16 bytes each, in sets of four: a chunk stands in the set its hash names, until
# four others have been met there since. Of 2,400 chunks of a page of results 210 are new then, 440
# where each has one place alone (30,000 articles, made up with the frequencies of news).
SIZE, WAYS = 1 << 17, 4

# A key is known by a mark of 16 bits, and four of them are kept of a chunk. Where two keys have the
# same mark, a chunk is read in vain.
_BITS, _KEPT = 16, 4
# The mark of a chunk that has more keys: whatever is sought, it is to be read.
_MANY = (1 << _BITS) - 1


def cut(text: str) -> list[str]:
    """The chunks of `text`, which has one character between each and the next."""
    for separator in SEPARATORS:
        text = text.replace(separator, " ")
    return text.split(" ")


def marks(keys: Iterable[str]) -> frozenset[int]:
    """What `keys` are sought by."""
    found = {_mark(key) for key in keys}
    return frozenset(found | {_MANY}) if found else frozenset()


def _mark(key: str) -> int:
    return hash(key) % (_MANY - 1) + 1  # neither nothing, which is 0, nor _MANY


class Concordance:
    """Which chunks hold which keys; `keys_of` names those of a chunk, every time the same."""

    def __init__(self, keys_of: Callable[[str], Iterable[str]], size: int = SIZE) -> None:
        """`size` is how many chunks are kept: a multiple of WAYS."""
        self._keys_of = keys_of
        self._sets = size // WAYS
        self._lock = Lock()
        # Hashes of chunks and the marks of each. What no chunk has come to yet takes no memory.
        # That two chunks of one hash meet has a chance of one in ten million million.
        self._chunks = np.zeros(size, "i8").data
        self._marks = np.zeros(size, "u8").data

    def holding(self, chunks: Iterable[str], sought: Collection[int]) -> set[str]:
        """Those of `chunks` that hold a key whose mark is `sought`, and a few that do not."""
        found: set[str] = set()
        known, kept, sets = self._chunks, self._marks, self._sets
        # Between a hash and its marks nobody may take the place.
        with self._lock:
            for chunk in chunks:
                number = hash(chunk)
                at = number % sets * WAYS
                packed = kept[at] if known[at] == number else self._moved_up(chunk, number, at)
                while packed:
                    if packed & _MANY in sought:
                        found.add(chunk)
                        break
                    packed >>= _BITS
        return found

    def _moved_up(self, chunk: str, number: int, at: int) -> int:
        """The marks of a chunk, which comes to the first place of its set; if it was in none, the
        one that was met longest ago gives way."""
        known, kept = self._chunks, self._marks
        place = at + 1
        while place < at + WAYS - 1 and known[place] != number:
            place += 1
        packed = kept[place] if known[place] == number else self._packed(chunk)
        known[at + 1 : place + 1], kept[at + 1 : place + 1] = known[at:place], kept[at:place]
        known[at], kept[at] = number, packed
        return packed

    def _packed(self, chunk: str) -> int:
        """The marks of the keys of `chunk` in one number."""
        found = {_mark(key) for key in set(self._keys_of(chunk))}
        if len(found) > _KEPT:
            return _MANY
        packed = 0
        for mark in found:
            packed = packed << _BITS | mark
        return packed
