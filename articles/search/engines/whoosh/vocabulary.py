"""The words of a segment as they are written, folded: what spelling is corrected by.

Reading them from Whoosh's table of terms takes half a second at 30,000 articles, and what sounds
alike as long again; so the indexer writes both beside the segment (columns.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from whoosh.reading import SegmentReader

from articles.arabic.respelled import sound_key
from articles.search.engines.whoosh.schema import BARE

SURFACES = ("surface", "title_surface")


@dataclass(frozen=True)
class Vocabulary:
    """`text` is the words in order, UTF-8, one a line, as bytes; word n begins at `starts[n]`. What
    sounds as the key with the hash `sounds[i]` (in order) is word number `sounding[i]`."""

    text: np.ndarray
    starts: np.ndarray
    sounds: np.ndarray
    sounding: np.ndarray

    def words(self) -> list[str]:
        """Every word, in order."""
        return bytes(self.text).decode().split("\n")[:-1]

    def heard(self, key: str) -> list[str]:
        """The words of a sound; see arabic.respelled.sound_key."""
        number = _number(key)
        first = int(np.searchsorted(self.sounds, number))
        last = int(np.searchsorted(self.sounds, number, side="right"))
        return [
            bytes(self.text[self.starts[n] : self.starts[n + 1] - 1]).decode()
            for n in self.sounding[first:last].tolist()
        ]


def derive(reader: SegmentReader) -> Vocabulary:
    """Read the words of a segment; none where its fields are not those of the archive."""
    found: set[str] = set()
    for field in SURFACES:
        if field in reader.schema:
            terms = (term.decode() for term in reader.lexicon(field))
            found.update(term for term in terms if not term.startswith(BARE))
    return of_words(sorted(found))


def of_words(words: Sequence[str]) -> Vocabulary:
    """Return the vocabulary of some words, given in order."""
    lines = [f"{word}\n".encode() for word in words]
    starts = np.cumsum([0, *map(len, lines)], dtype=np.int32)
    heard = sorted(
        (_number(key), n)
        for n, word in enumerate(words)
        if len(word) > 3 and not word[0].isdigit() and len(key := sound_key(word)) > 2
    )
    return Vocabulary(
        np.frombuffer(b"".join(lines), dtype=np.uint8),
        starts,
        np.array([number for number, _ in heard], dtype=np.uint64),
        np.array([n for _, n in heard], dtype=np.int32),
    )


def joined(parts: Sequence[list[str]]) -> list[str]:
    """The words of several vocabularies, each once, in order."""
    if len(parts) == 1:
        return parts[0]
    every = sorted(word for part in parts for word in part)
    return every[:1] + [word for before, word in pairwise(every) if word != before]


def _number(key: str) -> np.uint64:
    # Not hash(): that is another one in every process.
    return np.uint64(int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little"))
