"""How frequent words are, in a table that is read as fast as its file.

    words.bin = how many words each bucket has (65,536 bytes), rests (4 bytes each), values (1 each)

A word is 48 bits of its two CRC32, read from either end: the first sixteen are its bucket, the rest
is found among the two or three of that bucket, which are in order. That a word is taken for one of
the 191,000 has a chance of one in a thousand million. Python's own hash() would do, were it not
another one in every process: to read the words themselves and to hash and sort them took 85 ms and
23 MB."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from zlib import crc32

import numpy as np

BUCKETS = 1 << 16


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
        letters = word.encode()  # as _numbers does, without a call
        bucket, rest = crc32(letters) & 0xFFFF, crc32(letters[::-1])
        starts, rests = self._starts, self._rests
        end = starts[bucket + 1]
        at = bisect_left(rests, rest, starts[bucket], end)
        return self._values[at] if at < end and rests[at] == rest else default

    def __contains__(self, word: str) -> bool:
        return self.get(word, -1) >= 0

    def __len__(self) -> int:
        return len(self._rests)


def pack(words: Iterable[tuple[str, int]]) -> bytes:
    """The table of some words and their values. Raise ValueError where two have one number."""
    rows = sorted((*_numbers(word), value) for word, value in words)
    if len({row[:2] for row in rows}) < len(rows):
        raise ValueError("Two words have the same number.")
    counts = bytearray(BUCKETS)
    for bucket, _, _ in rows:
        counts[bucket] += 1
    rests = b"".join(rest.to_bytes(4, "little") for _, rest, _ in rows)
    return bytes(counts) + rests + bytes(value for _, _, value in rows)


def _numbers(word: str) -> tuple[int, int]:
    """The bucket of a word, and what it is known by in there."""
    letters = word.encode()
    return crc32(letters) & 0xFFFF, crc32(letters[::-1])
