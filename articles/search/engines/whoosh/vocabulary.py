"""The words of a segment as they are written, folded: what spelling is corrected by.

Reading them from Whoosh's table of terms takes half a second at 30,000 articles, and what sounds
alike as long again; so the indexer writes both beside the segment (columns.py)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from whoosh.reading import SegmentReader

from articles.arabic.respelled import sound_key
from articles.search.engines.whoosh.schema import BARE

SURFACES = ("surface", "title_surface")


@dataclass(frozen=True)
class Vocabulary:
    """`words` in order; and what sounds like `keys[i]` (in order) is `words[sounding[i]]`."""

    words: list[str]
    keys: list[str]
    sounding: np.ndarray

    def heard(self, key: str) -> list[str]:
        """The words of a sound; see arabic.respelled.sound_key."""
        start = end = bisect_left(self.keys, key)
        while end < len(self.keys) and self.keys[end] == key:
            end += 1
        return [self.words[number] for number in self.sounding[start:end]]


def derive(reader: SegmentReader) -> Vocabulary:
    """Read the words of a segment; none where its fields are not those of the archive."""
    found: set[str] = set()
    for field in SURFACES:
        if field in reader.schema:
            terms = (term.decode() for term in reader.lexicon(field))
            found.update(term for term in terms if not term.startswith(BARE))
    return of_words(sorted(found))


def of_words(words: list[str]) -> Vocabulary:
    """Return the vocabulary of some words, given in order."""
    heard = sorted(
        (key, number)
        for number, word in enumerate(words)
        if len(word) > 3 and not word[0].isdigit() and len(key := sound_key(word)) > 2
    )
    sounding = np.array([number for _, number in heard], dtype=np.int32)
    return Vocabulary(words, [key for key, _ in heard], sounding)


def joined(parts: Sequence[list[str]]) -> list[str]:
    """The words of several vocabularies, each once, in order."""
    if len(parts) == 1:
        return parts[0]
    every = sorted(word for part in parts for word in part)
    return every[:1] + [word for before, word in pairwise(every) if word != before]
