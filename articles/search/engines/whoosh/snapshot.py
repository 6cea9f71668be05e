"""The index as one request sees it: every segment of one commit, side by side.

`current` follows CURRENT to the live generation and reopens when something was committed. It turns
every failure into IndexUnavailable and never writes to the index. Of damage it leaves word beside
CURRENT, in the file DAMAGED: the indexer then checks the index, and builds it anew if need be."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from whoosh.filedb.filestore import FileStorage, Storage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from articles.search.engines.whoosh.cache import CACHE
from articles.search.engines.whoosh.columns import FacetValues
from articles.search.engines.whoosh.manifest import Manifest, Stamp
from articles.search.engines.whoosh.postings import PLACE_BITS
from articles.search.engines.whoosh.schema import FACETS, TITLE_OF, fingerprint
from articles.search.engines.whoosh.segments import IndexDamaged, IndexUnavailable, Segment
from articles.search.engines.whoosh.state import CURRENT, State, leave_word, newest
from articles.search.engines.whoosh.vocabulary import joined

__all__ = ["CURRENT", "IndexUnavailable", "Snapshot", "check", "current"]

FINGERPRINT = "fingerprint"
# The fields that hold words as they are written.
WRITTEN = ("surface", TITLE_OF["surface"])
# How often a process looks whether somebody touched the files it has open.
LOOK_SECONDS = 0.25
T = TypeVar("T")


class FacetColumn:
    """The values of one facet over all documents: those of document d are
    `values[ords[starts[d]:starts[d + 1]]]`."""

    def __init__(self, parts: Sequence[FacetValues]) -> None:
        self.values = sorted({value for part in parts for value in part.values})
        self.number = {value: n for n, value in enumerate(self.values)}
        if len(parts) == 1 and parts[0].values == self.values:
            self.starts, self.ords = parts[0].starts, parts[0].ords
            return
        own = [np.array([self.number[v] for v in p.values], dtype=np.int32) for p in parts]
        self.ords = _joined([n[p.ords] for n, p in zip(own, parts, strict=True) if p.ords.size])
        ends = np.cumsum([0, *(part.ords.size for part in parts)])
        starts = [p.starts[:-1] + end for p, end in zip(parts, ends[:-1], strict=True)]
        self.starts = np.concatenate([*starts, ends[-1:]]).astype(np.int32)

    @cached_property
    def is_single(self) -> bool:
        """Whether every document has exactly one value."""
        return self.ords.size == self.starts.size - 1 and bool((np.diff(self.starts) == 1).all())

    def counts(self, docs: np.ndarray) -> np.ndarray:
        """How many of some documents, given in order, have each value."""
        if self.is_single:
            return np.bincount(self.ords[docs], minlength=len(self.values))
        first = self.starts[docs]
        size = self.starts[docs + 1] - first
        # Each document's own run of values, one after the other.
        ends = np.cumsum(size)
        at = np.repeat(first - (ends - size), size) + np.arange(ends[-1] if ends.size else 0)
        return np.bincount(self.ords[at], minlength=len(self.values))


class Snapshot:
    """One commit of one generation. `live` says which documents are to be seen: those that are
    not deleted, and of what `without` returns those that are not left out either."""

    def __init__(
        self,
        state: State,
        segments: list[Segment],
        live: np.ndarray,
        manifest: Manifest | None = None,
        stamp: Stamp = (),
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
        self._lengths: dict[str, tuple[np.ndarray, float]] = {}
        self._facets: dict[str, FacetColumn] = {}
        # Two commits never share it, nor two objects for one: what is remembered is this one's.
        self._key = object()
        self._narrowed: tuple[frozenset[int], Snapshot | None] = (frozenset(), None)

    def without(self, pks: frozenset[int]) -> Snapshot:
        """The same commit as though it had none of these articles: not in what is found or
        counted, and no word that stands in them alone. The one last made is kept."""
        if self._narrowed[0] != pks:
            found = self.numbers(pks)
            narrowed = None  # not self: who holds itself is never freed (search/warm.py)
            if self.live[found].any():
                narrowed = copy(self)
                narrowed.live = self.live.copy()
                narrowed.live[found] = False
                narrowed.documents = int(narrowed.live.sum())
                narrowed._key = object()
                narrowed._narrowed = (frozenset(), None)
            self._narrowed = (pks, narrowed)
        return self._narrowed[1] or self

    @cached_property
    def pks(self) -> np.ndarray:
        """The number of the article that each document is."""
        return _joined([segment.number("pk") for segment in self.segments])

    @cached_property
    def days(self) -> np.ndarray:
        """The day of each document (date.toordinal), 0 where there is none."""
        return _joined([segment.number("day") for segment in self.segments])

    @cached_property
    def stories(self) -> np.ndarray:
        """The number of the article whose text each document copies, or its own."""
        return _joined([segment.number("story") for segment in self.segments])

    @property
    def shared_stories(self) -> np.ndarray:
        """Which documents have a story in common with another one."""

        def compute() -> np.ndarray:
            told, counts = np.unique(self.stories, return_counts=True)
            return np.isin(self.stories, told[counts > 1])

        return self.remembered("shared stories", compute)

    @cached_property
    def age(self) -> np.ndarray:
        """The place of each document in the order of all, the newest first; of one day, the one
        that came last."""
        place = np.empty(self.size, dtype=np.int32)
        place[np.lexsort((-self.pks, -self.days))] = np.arange(self.size, dtype=np.int32)
        return place

    def facet(self, name: str) -> FacetColumn:
        """The values of a facet over all documents."""
        if name not in self._facets:
            self._facets[name] = FacetColumn([segment.facet(name) for segment in self.segments])
        return self._facets[name]

    def holders(self, name: str, values: Iterable[str]) -> np.ndarray:
        """Which documents have any of the values of a facet, as a mask."""
        mask = np.zeros(self.size, dtype=bool)
        for value in values:
            mask[self.postings(name, value)[0]] = True
        return mask

    def postings(self, field: str, term: str) -> tuple[np.ndarray, np.ndarray]:
        """The documents that hold a term, and how often."""
        docs, weights = [], []
        for base, segment in zip(self.bases, self.segments, strict=False):
            if (found := segment.postings(field, term)) is not None:
                docs.append(found.docs + base if base else found.docs)
                weights.append(found.weights)
        return _joined(docs, np.int32), _joined(weights, np.float32)

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
        return _joined([firsts for firsts in found if firsts is not None], np.int32)

    def numbers(self, pks: Iterable[int]) -> np.ndarray:
        """The documents of these articles, those that there are."""
        wanted = np.fromiter(pks, dtype=np.int64)
        if not wanted.size:
            return wanted
        return np.flatnonzero(np.isin(self.pks, wanted))

    def lengths(self, field: str) -> tuple[np.ndarray, float]:
        """The number of words of each document in a field, and their average where it has any."""
        if field not in self._lengths:
            lengths = _joined([segment.lengths(field) for segment in self.segments], np.float32)
            filled = lengths[lengths > 0]
            self._lengths[field] = lengths, float(filled.mean()) if filled.size else 1.0
        return self._lengths[field]

    def holds(self, field: str, term: str) -> bool:
        """Whether any document to be seen holds a term."""
        if self.documents == self.size:
            return any(segment.postings(field, term) is not None for segment in self.segments)
        return self.frequency(field, term) > 0

    def frequency(self, field: str, term: str) -> int:
        """How many documents to be seen hold a term."""
        return int(np.count_nonzero(self.live[self.postings(field, term)[0]]))

    def terms_from(self, prefix: str) -> Counter[str]:
        """The words of texts and titles that begin with `prefix`, and how many documents hold
        each; one that holds it in its text and in a title counts twice, deleted ones too."""

        def count() -> Counter[str]:
            found: Counter[str] = Counter()
            for segment in self.segments:
                for field in WRITTEN:
                    found.update(segment.terms_from(field, prefix))
            return found

        return self.remembered(("prefix", prefix), count)

    def read_everything(self) -> None:
        """Decode every posting list once; a damaged one raises IndexUnavailable."""
        for segment in self.segments:
            for field in (*TITLE_OF, *TITLE_OF.values(), "root", *FACETS):
                for term in segment.vocabulary(field):
                    segment.check(field, term)

    def remembered(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Return what was computed for a key before, else compute it; see cache.py."""
        return CACHE.get((self._key, key), compute)

    @property
    def vocabulary(self) -> list[str]:
        """Every word of the texts and titles as written, folded, in order; read anew each time.

        Those of deleted documents are among them: who offers a word asks `writes` first."""
        return joined([segment.words.words() for segment in self.segments])

    def _by_length(self) -> dict[int, str]:
        """The words by how many letters they have, one a line: a list of them takes five times
        the memory."""
        found: dict[int, list[str]] = {}
        for word in self.vocabulary:
            found.setdefault(len(word), []).append(word)
        return {length: "\n".join(words) for length, words in found.items()}

    def about_as_long(self, word: str, by: int) -> list[str]:
        """The words that are as long as a word, or by so many letters longer or shorter: no others
        are so many edits away."""
        words = self.remembered("by length", self._by_length)
        lengths = range(len(word) - by, len(word) + by + 1)
        return [found for at in lengths if at in words for found in words[at].split("\n")]

    def heard(self, key: str) -> list[str]:
        """The words that sound so; see arabic.respelled.sound_key."""
        found = [segment.words.heard(key) for segment in self.segments]
        heard = found[0] if len(found) == 1 else sorted(set(chain.from_iterable(found)))
        return heard if self.documents == self.size else [w for w in heard if self.writes(w)]

    def writes(self, word: str) -> bool:
        """Whether a word stands in the text or the titles of any document to be seen."""
        return any(self.holds(field, word) for field in WRITTEN)


def _joined(parts: Sequence[np.ndarray], kind: Any = np.int64) -> np.ndarray:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


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
        Manifest.read(root / state[0], state[1][0]).check_all()

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
    if kept.manifest is None or time.monotonic() - kept.looked < LOOK_SECONDS:
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
        known = {segment.id: segment for segment in kept.segments}
    manifest.check_opened(known)
    storage = FileStorage(str(path))
    toc = TOC.read(storage, "MAIN", gen=state[1][0])
    segments, live = _segments(storage, toc, known, partial(distrust, root))
    return Snapshot(state, segments, live, manifest, stamp)


def open_index(index: FileIndex) -> Snapshot:
    """Open any Whoosh index, of whatever schema, as it is now. Nobody watches its files."""
    toc = index._read_toc()
    segments, live = _segments(index.storage, toc, {}, lambda reason: None)
    return Snapshot((index.indexname, (toc.generation, 0)), segments, live)


def _segments(
    storage: Storage, toc: TOC, known: Mapping[str, Segment], told: Callable[[str], object]
) -> tuple[list[Segment], np.ndarray]:
    """The segments of a commit, those `known` as they are, and which documents are live."""
    segments, live = [], [np.zeros(0, dtype=bool)]
    CACHE.fit(sum(part.doc_count_all() for part in toc.segments))
    for part in toc.segments:
        segment = known.get(part.segment_id())
        segments.append(segment or Segment(SegmentReader(storage, toc.schema, part), told))
        alive = np.ones(part.doc_count_all(), dtype=bool)
        alive[list(part.deleted_docs())] = False
        live.append(alive)
    return segments, np.concatenate(live)
