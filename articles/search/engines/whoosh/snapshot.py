"""The index as one request sees it: every segment of one commit, side by side.

`current` follows CURRENT to the live generation and reopens when something was committed. It turns
every failure into IndexUnavailable and never writes to the index. Of damage it leaves word beside
CURRENT, in the file DAMAGED: the indexer then checks the index, and builds it anew if need be."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from articles.search.engines.whoosh.manifest import Manifest, Stamp
from articles.search.engines.whoosh.schema import BARE, FACETS, TITLE_OF, fingerprint
from articles.search.engines.whoosh.segments import (
    PLACE_BITS,
    IndexDamaged,
    IndexUnavailable,
    Segment,
)
from articles.search.engines.whoosh.state import CURRENT, State, leave_word, newest

__all__ = ["CURRENT", "IndexUnavailable", "Snapshot", "check", "current"]

FINGERPRINT = "fingerprint"
# Words and names whose hits are remembered: at 30,000 documents at most some 100 MB.
KEPT = 256
# How often a process looks whether somebody touched the files it has open.
LOOK_SECONDS = 0.25
T = TypeVar("T")


class FacetColumn:
    """The values of one facet over all documents: `values[ords[i]]` belongs to `docs[i]`."""

    def __init__(self, parts: list[tuple[list[str], np.ndarray, np.ndarray]], bases: list[int]):
        self.values = sorted({value for values, _, _ in parts for value in values})
        self.number = {value: n for n, value in enumerate(self.values)}
        ords = [
            np.array([self.number[value] for value in values], dtype=np.int64)[local]
            for values, local, _ in parts
            if values
        ]
        docs = [docs + base for (values, _, docs), base in zip(parts, bases, strict=True) if values]
        empty = np.zeros(0, dtype=np.int64)
        self.ords = np.concatenate(ords) if ords else empty
        self.docs = np.concatenate(docs) if docs else empty

    def holders(self, values: tuple[str, ...], count: int) -> np.ndarray:
        """Which of `count` documents have any of the values."""
        numbers = [self.number[value] for value in values if value in self.number]
        mask = np.zeros(count, dtype=bool)
        mask[self.docs[np.isin(self.ords, numbers)]] = True
        return mask

    def counts(self, mask: np.ndarray) -> np.ndarray:
        """How many documents of a mask have each value."""
        return np.bincount(self.ords[mask[self.docs]], minlength=len(self.values))


class Snapshot:
    """One commit of one generation. `live` says which documents are not deleted."""

    def __init__(
        self,
        state: State,
        manifest: Manifest,
        stamp: Stamp,
        segments: list[Segment],
        live: np.ndarray,
    ) -> None:
        self.generation, self.commit = state
        self.manifest = manifest
        self.stamp = stamp
        self.looked = time.monotonic()
        self.segments = segments
        self.live = live
        self.bases = [0, *np.cumsum([segment.count for segment in segments]).tolist()]
        self.size = self.bases[-1]
        self.documents = int(live.sum())
        self.pks = _joined([segment.pks for segment in segments])
        self.days = _joined([segment.days for segment in segments])
        self._lengths: dict[str, tuple[np.ndarray, float]] = {}
        self._kept: OrderedDict[Any, Any] = OrderedDict()
        self._lock = Lock()
        self.facets = {
            name: FacetColumn([segment.facets[name] for segment in segments], self.bases[:-1])
            for name in FACETS
        }

    def postings(self, field: str, term: str) -> tuple[np.ndarray, np.ndarray]:
        """The documents that hold a term, and how often."""
        docs, weights = [], []
        for base, segment in zip(self.bases, self.segments, strict=False):
            if (found := segment.postings(field, term)) is not None:
                docs.append(found.docs + base)
                weights.append(found.weights)
        return _joined(docs), _joined(weights)

    def places(self, field: str, term: str) -> np.ndarray:
        """Every occurrence of a term as document << PLACE_BITS | position."""
        found = []
        for base, segment in zip(self.bases, self.segments, strict=False):
            if (places := segment.places(field, term)) is not None:
                found.append(places + (base << PLACE_BITS))
        return _joined(found)

    def firsts(self, field: str, term: str) -> np.ndarray:
        """The first position of a term in each of the documents that `postings` gives."""
        found = (segment.firsts(field, term) for segment in self.segments)
        return _joined([firsts for firsts in found if firsts is not None])

    def numbers(self, pks: Iterable[int]) -> np.ndarray:
        """The documents of these articles, those that there are."""
        return np.flatnonzero(np.isin(self.pks, np.fromiter(pks, dtype=np.int64)))

    def lengths(self, field: str) -> tuple[np.ndarray, float]:
        """The number of words of each document in a field, and their average where it has any."""
        if field not in self._lengths:
            lengths = _joined([segment.lengths(field) for segment in self.segments])
            filled = lengths[lengths > 0]
            self._lengths[field] = lengths, float(filled.mean()) if filled.size else 1.0
        return self._lengths[field]

    def holds(self, field: str, term: str) -> bool:
        """Whether any document holds a term."""
        return any(segment.postings(field, term) is not None for segment in self.segments)

    def frequency(self, field: str, term: str) -> int:
        """How many documents that are not deleted hold a term."""
        return int(self.live[self.postings(field, term)[0].astype(np.int64)].sum())

    def terms_from(self, prefix: str) -> Counter[str]:
        """The words of texts and titles that begin with `prefix`, and how many documents hold
        each; one that holds it in its text and in a title counts twice."""

        def count() -> Counter[str]:
            found: Counter[str] = Counter()
            for segment in self.segments:
                for field in ("surface", "title_surface"):
                    found.update(segment.terms_from(field, prefix))
            return found

        return self.remembered(("prefix", prefix), count)

    def read_everything(self) -> None:
        """Decode every posting list once; a damaged one raises IndexUnavailable."""
        for segment in self.segments:
            for field in (*TITLE_OF, *TITLE_OF.values(), "root", *FACETS):
                for term in segment.vocabulary(field):
                    segment.check(field, term)

    def remembered(self, key: Any, compute: Callable[[], Any]) -> Any:
        """Return what was computed for a key before, else compute it; the latest few are kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = compute()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return value

    @cached_property
    def vocabulary(self) -> list[str]:
        """Every word of the texts and titles as written, folded."""
        words: set[str] = set()
        for segment in self.segments:
            for field in ("surface", "title_surface"):
                words.update(w for w in segment.vocabulary(field) if not w.startswith(BARE))
        return sorted(words)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


_lock = Lock()
_open: dict[str, Snapshot] = {}
_fingerprint = ""


def current(root: Path) -> Snapshot:
    """Return the live index below `root`, or raise IndexUnavailable."""

    def opened(state: State) -> Snapshot:
        with _lock:
            kept = _open.get(str(root))
            if kept is None or (kept.generation, kept.commit) != state:
                kept = _open[str(root)] = _opened(root, state, kept)
            else:
                _look(kept)
            return kept

    return _steadily(root, opened)


def check(root: Path) -> None:
    """Read every file of the live index, and raise IndexDamaged if one is not what was written."""

    def checked(state: State) -> None:
        manifest = Manifest.read(root / state[0], state[1][0])
        manifest.stamp()
        manifest.check_sums()

    _steadily(root, checked)


def _steadily(root: Path, act: Callable[[State], T]) -> T:
    """Act on the newest state of the index, again if a commit took its files away meanwhile."""
    state = newest(root)
    while True:
        try:
            return act(state)
        except Exception as error:
            before, state = state, newest(root)
            if state != before:
                continue
            if isinstance(error, IndexUnavailable) and not isinstance(error, IndexDamaged):
                raise
            reason = str(error)
            if not isinstance(error, IndexDamaged):  # whatever Whoosh raises, it means the same
                reason = f"The index cannot be read: {error or type(error).__name__}"
            distrust(root, reason)
            raise IndexDamaged(reason) from error


def _look(kept: Snapshot) -> None:
    """See now and then that nobody touched the files; if so, that they are what they were."""
    if time.monotonic() - kept.looked < LOOK_SECONDS:
        return
    stamp = kept.manifest.stamp()
    if stamp != kept.stamp:
        kept.manifest.check_sums()
        kept.stamp = stamp
    kept.looked = time.monotonic()


def distrust(root: Path, reason: str) -> None:
    """Forget the open index, and leave word for the indexer that it may be damaged."""
    _open.pop(str(root), None)
    leave_word(root, reason)


def own_fingerprint() -> str:
    """Return the fingerprint of this program's schema and analysis."""
    global _fingerprint
    _fingerprint = _fingerprint or fingerprint()
    return _fingerprint


def _opened(root: Path, state: State, kept: Snapshot | None) -> Snapshot:
    """Open a generation, keeping the segments that an older snapshot has decoded already."""
    path = root / state[0]
    if (path / FINGERPRINT).read_text().strip() != own_fingerprint():
        raise IndexUnavailable(
            "The index was made by another version. It is rebuilt by the indexer."
        )
    manifest = Manifest.read(path, state[1][0])
    stamp = manifest.stamp()  # before anything is read: what changes from here on is noticed
    known = {}
    if kept is not None:
        known = {segment.reader.segment().segment_id(): segment for segment in kept.segments}
    manifest.check_opened(known)
    storage = FileStorage(str(path))
    toc = TOC.read(storage, "MAIN", gen=state[1][0])
    told = partial(distrust, root)
    segments = []
    live = []
    for part in toc.segments:
        segment = known.get(part.segment_id())
        segments.append(segment or Segment(SegmentReader(storage, toc.schema, part), told))
        alive = np.ones(part.doc_count_all(), dtype=bool)
        alive[list(part.deleted_docs())] = False
        live.append(alive)
    mask = np.concatenate(live) if live else np.zeros(0, dtype=bool)
    return Snapshot(state, manifest, stamp, segments, mask)
