"""The index as one request sees it: every segment of one commit, side by side.

`current` follows CURRENT to the live generation and reopens when something was committed. It never
creates or writes anything, and turns every failure into IndexUnavailable."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from articles.search.engines.whoosh.schema import BARE, FACETS, TITLE_OF, fingerprint
from articles.search.engines.whoosh.segments import PLACE_BITS, IndexUnavailable, Segment

CURRENT = "CURRENT"
FINGERPRINT = "fingerprint"
# Words and names whose hits are remembered: at 30,000 documents at most some 100 MB.
KEPT = 256
_TOC = re.compile(r"_MAIN_(\d+)\.toc$")


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
        self, generation: str, commit: tuple[int, int], segments: list[Segment], live: np.ndarray
    ) -> None:
        self.generation = generation
        self.commit = commit
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
        """How many documents hold a term, deleted ones included until they are merged away."""
        found = (segment.postings(field, term) for segment in self.segments)
        return sum(len(postings.docs) for postings in found if postings is not None)

    def terms_from(self, field: str, prefix: str, limit: int) -> list[str]:
        """Terms of a field that begin with `prefix`, at most `limit` of each segment."""
        found: set[str] = set()
        for segment in self.segments:
            found.update(segment.terms_from(field, prefix, limit))
        return sorted(found)

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
    try:
        name, path = live_generation(root)
        commit = latest_commit(path)
        with _lock:
            kept = _open.get(str(root))
            if kept is None or (kept.generation, kept.commit) != (name, commit):
                kept = _open[str(root)] = _opened(name, path, commit, kept)
            return kept
    except IndexUnavailable:
        raise
    except Exception as error:  # whatever Whoosh raises on a damaged file, it means the same
        raise IndexUnavailable(
            f"The index cannot be read: {error or type(error).__name__}"
        ) from error


def live_generation(root: Path) -> tuple[str, Path]:
    """Return the name and the directory of the generation that CURRENT points at."""
    try:
        name = os.readlink(root / CURRENT)
    except OSError:
        raise IndexUnavailable("There is no index yet. Run: manage.py run_indexer") from None
    return name, root / name


def latest_commit(path: Path) -> tuple[int, int]:
    """Return the number of the newest commit in a generation, and when it was made.

    The number alone would not do: who deletes the whole index gets the same numbers again."""
    commits = [(int(m[1]), name) for name in os.listdir(path) if (m := _TOC.match(name))]
    if not commits:
        raise IndexUnavailable(f"The index in {path.name} is empty or damaged.")
    number, name = max(commits)
    return number, os.stat(path / name).st_mtime_ns


def own_fingerprint() -> str:
    """Return the fingerprint of this program's schema and analysis."""
    global _fingerprint
    _fingerprint = _fingerprint or fingerprint()
    return _fingerprint


def _opened(name: str, path: Path, commit: tuple[int, int], kept: Snapshot | None) -> Snapshot:
    """Open a generation, keeping the segments that an older snapshot has decoded already."""
    if (path / FINGERPRINT).read_text().strip() != own_fingerprint():
        raise IndexUnavailable(
            "The index was made by another version. It is rebuilt by the indexer."
        )
    known = {}
    if kept is not None:
        known = {segment.reader.segment().segment_id(): segment for segment in kept.segments}
    storage = FileStorage(str(path))
    for attempt in range(5):
        toc = TOC.read(storage, "MAIN")
        try:
            return _assembled(name, commit, storage, toc, known)
        except FileNotFoundError:
            # A commit deleted the files of the one before it while we were opening those.
            if attempt == 4:
                raise
    raise AssertionError("unreachable")


def _assembled(
    name: str,
    commit: tuple[int, int],
    storage: FileStorage,
    toc: TOC,
    known: dict[str, Segment],
) -> Snapshot:
    segments = []
    live = []
    for part in toc.segments:
        segment = known.get(part.segment_id())
        segments.append(segment or Segment(SegmentReader(storage, toc.schema, part)))
        alive = np.ones(part.doc_count_all(), dtype=bool)
        alive[list(part.deleted_docs())] = False
        live.append(alive)
    mask = np.concatenate(live) if live else np.zeros(0, dtype=bool)
    return Snapshot(name, commit, segments, mask)
