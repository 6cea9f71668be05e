"""How frequent words are, in a table that is read as fast as its file.

    words.bin = how many words each bucket has (65,536 bytes), rests (4 bytes each), values (1 each)

A word is its number, of 48 bits: the first sixteen are its bucket, the rest is found among the two
or three of that bucket, which are in order. That a word is taken for one of the 191,000 has a
chance of one in a thousand million. Python's own hash() would do, were it not another one in every
process: to read the words themselves and to hash and sort them took 85 ms and 23 MB."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

BUCKETS = 1 << 16
# Two large numbers that nothing is known of, the second of them prime: words that differ by a
# letter are far apart.
_SPREAD = 161_803_398_874_989
_PRIME = 278_141_592_653_611


class Frequencies:
    """Word to ten times its Zipf value (17 rare, 50 frequent); absent words are rarer."""

    def __init__(self, data: bytes) -> None:
        count = (len(data) - BUCKETS) // 5
        sizes = np.frombuffer(data, dtype="u1", count=BUCKETS)
        self._starts = array("I", [0])
        self._starts.frombytes(np.cumsum(sizes, dtype=np.uintc).tobytes())
        self._rests = array("I", data[BUCKETS : BUCKETS + 4 * count])
        self._values = data[BUCKETS + 4 * count :]
        if self._starts[-1] != count or len(self._values) != count:
            raise ValueError("The table of frequencies is not what was written.")
        if sys.byteorder == "big":
            self._rests.byteswap()

    def get(self, word: str, default: int) -> int:
        """The value of a word."""
        number = int.from_bytes(word.encode(), "little") * _SPREAD % _PRIME
        bucket, rest = number >> 32, number & 0xFFFFFFFF
        end = self._starts[bucket + 1]
        at = bisect_left(self._rests, rest, self._starts[bucket], end)
        return self._values[at] if at < end and self._rests[at] == rest else default

    def __contains__(self, word: str) -> bool:
        return self.get(word, -1) >= 0

    def __len__(self) -> int:
        return len(self._rests)


def pack(words: Iterable[tuple[str, int]]) -> bytes:
    """The table of some words and their values. Raise ValueError where two have one number."""
    rows = sorted(
        (int.from_bytes(word.encode(), "little") * _SPREAD % _PRIME, value) for word, value in words
    )
    if len({number for number, _ in rows}) < len(rows):
        raise ValueError("Two words have the same number: choose another prime.")
    counts = bytearray(BUCKETS)
    for number, _ in rows:
        counts[number >> 32] += 1
    rests = b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number, _ in rows)
    return bytes(counts) + rests + bytes(value for _, value in rows)
