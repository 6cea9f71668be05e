"""What an engine is to the benchmark: it makes an index in a folder, opens it, and is asked."""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from benchmarks.site import Doc
from benchmarks.speed import timing
from benchmarks.speed.queries import COMMIT, OPERATIONS, Query, kinds_of, mixed

TOP = 10

# The titles of the first ten, and how many there are.
Answer = tuple[list[str], int]


@dataclass(frozen=True)
class Job:
    """What a process is to do, and for how long. Who is asked needs only a few articles."""

    docs: Sequence[Doc]
    queries: Sequence[Query]
    passes: int
    seconds: float
    clock: str


class Engine(ABC):
    """An engine. `operations` are those it has, of the ones that queries.py names."""

    operations: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self) -> None:  # noqa: B027  most engines need nothing
        """What every process does first, whatever is in the index; this is not timed."""

    def fill(self, docs: Sequence[Doc]) -> None:  # noqa: B027
        """Bring the articles to where the engine takes them from; this is not timed."""

    @abstractmethod
    def build(self, docs: Sequence[Doc]) -> None:
        """Make the index."""

    def index(self) -> Path:
        """Where the index is."""
        return self.folder

    @abstractmethod
    def open(self) -> None:
        """Open the index in a new process."""

    @abstractmethod
    def ask(self, kind: str, text: str) -> Answer:
        """Search: the first ten titles, and how many hits there are."""

    def commit(self, doc: Doc) -> None:
        """Index one article anew: afterwards it is on disk, and the next search sees it."""
        raise NotImplementedError

    def measure_build(self, job: Job) -> dict[str, Any]:
        """Make the index; say how long that took and how large it is."""
        self.start()
        self.fill(job.docs)
        started = time.perf_counter()
        self.build(job.docs)
        taken = time.perf_counter() - started
        return {"index_s": round(taken, 4), "index_mb": timing.megabytes(self.index())}

    def measure(self, job: Job) -> dict[str, Any]:
        """Open the index and ask; return what `told_of` makes of one turn."""
        self.start()
        now = timing.CLOCKS["wall"]
        begun = now()
        self.open()
        opened = now()
        self.ask(job.queries[0].kind, job.queries[0].text)
        first = now()
        took: dict[str, np.ndarray] = {}
        hits: dict[str, float] = {}
        for kind in kinds_of(job.queries):
            if kind not in OPERATIONS or kind in self.operations:
                took[kind], hits[kind] = self._timed(job, kind)
        return told_of(took, hits, opened - begun, first - begun, timing.resident_mb())

    def _timed(self, job: Job, kind: str) -> tuple[np.ndarray, float]:
        """Milliseconds of the queries of a class, and how many hits they have on average."""
        totals: list[int] = []

        def ask(text: str) -> None:
            totals.append(self.ask(kind, text)[1])

        took = timing.timed(
            ask,
            mixed(job.queries, kind),
            passes=job.passes,
            seconds=job.seconds,
            clock=job.clock,
        )
        return took, round(float(np.mean(totals)), 1)

    def measure_commit(self, job: Job) -> dict[str, Any]:
        """Index a few articles anew, one by one. Comes last: the index is another afterwards."""
        if COMMIT not in self.operations:
            return {}
        self.start()
        self.open()
        docs = {doc.id: doc for doc in job.docs}
        took = timing.timed(lambda name: self.commit(docs[name]), list(docs), passes=1, seconds=60)
        return timing.summary(took)


def told_of(
    took: dict[str, np.ndarray],
    hits: dict[str, float],
    opened: float,
    first: float,
    rss_mb: float | None,
) -> dict[str, Any]:
    """One turn as it is handed on: milliseconds of each class, a row for each pass; how many hits
    its queries have on average; after how many nanoseconds the index was open and the first query
    answered; the memory held at the end."""
    return {
        "took": {kind: times.tolist() for kind, times in took.items()},
        "hits": hits,
        "open_ms": round(opened / 1e6, 2),
        "first_query_ms": round(first / 1e6, 2),
        "rss_mb": rss_mb,
    }


def day_of(doc: Doc) -> int:
    """The day of an article as a number; 0 where it has none."""
    return doc.published.toordinal() if doc.published else 0


def split(text: str) -> list[str]:
    """The words of a query for an engine that does not split them itself."""
    return re.findall(r"\w+", text)
