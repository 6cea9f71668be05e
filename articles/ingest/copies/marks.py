"""The signature of a text: the smallest of many hashes of its runs of three words.

Two signatures agree at about as many places as the texts share runs (MinHash). datasketch does the
same, but brings scipy with it, a hundred megabytes for one integral; and it hashes run by run,
where arrays take a text at once."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from articles.arabic.tokens import words
from articles.ingest.copies.agencies import without_credit

RUN = 3
PLACES = 128
# A shorter text says too little: two flashes of one event read alike without being copies.
FEWEST_WORDS = 20
_PRIME = np.uint64((1 << 31) - 1)
_CHANCE = np.random.default_rng(20_250_411)
_FACTORS = _CHANCE.integers(1, int(_PRIME), PLACES, dtype=np.uint64)[:, None]
_SHIFTS = _CHANCE.integers(0, int(_PRIME), PLACES, dtype=np.uint64)[:, None]
Runs = NDArray[np.uint32]
Signature = NDArray[np.uint32]


def runs(body: str) -> Runs:
    """Return the hashes of all runs of three words, each once; none for a text that is too short.

    Words are folded, so that vowels and forms of alef make no difference; a credit is no text."""
    found = words(without_credit(body))
    if len(found) < FEWEST_WORDS:
        return np.empty(0, dtype=np.uint32)
    triples = zip(found, found[1:], found[2:], strict=False)
    digests = b"".join(
        hashlib.blake2b(" ".join(triple).encode(), digest_size=4).digest() for triple in triples
    )
    return np.unique(np.frombuffer(digests, dtype="<u4"))


def signature(found: Runs) -> Signature:
    """Return the signature of a text by its runs."""
    hashes = (found.astype(np.uint64) % _PRIME)[None, :]
    return ((hashes * _FACTORS + _SHIFTS) % _PRIME).min(axis=1).astype(np.uint32)


def contained(first: Runs, second: Runs) -> float:
    """Return how much of the shorter text stands in the other, from 0 to 1."""
    shorter = min(len(first), len(second))
    return len(np.intersect1d(first, second, assume_unique=True)) / shorter if shorter else 0.0
