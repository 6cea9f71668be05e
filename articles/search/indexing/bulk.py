"""Many articles at once, as in a rebuild: several processes, each writing segments of its own.

Half of the work is analysis in Python, which one process does on one core. So the articles are
parted among as many processes as there are cores; each reads its part from the database, prepares
the documents and writes them, a segment at a time so that memory stays bounded. Nothing shows until
the caller commits all segments at once. A process that dies takes the others and the work along."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.models.functions import Length

from articles.search.engines.whoosh.building import NewSegment
from articles.search.engines.whoosh.schema import build_schema
from articles.search.indexing.documents import (
    article_index,
    documents,
    one_moment,
    read,
    reason,
)

# Articles from which on more than one process is worth its start.
FROM = 2000
CHUNK = 500
# How often the parent looks whether it should stop, and hears how far its workers are.
SECONDS = 0.2
# Whoever reads or saves meanwhile goes first (nice(2)).
NICENESS = 10
_PR_SET_PDEATHSIG = 1

Progress = Callable[[int, int], object]


class Stopped(Exception):
    """Asked to stop before the work was complete; nothing was switched."""


@dataclass
class Built:
    """Segments on disk that no commit names yet, in order; what was put in and what was not."""

    segments: list[Any] = field(default_factory=list)
    indexed: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)

    def add(self, other: Built) -> None:
        self.segments += other.segments
        self.indexed += other.indexed
        self.failed |= other.failed


def build(
    path: Path,
    pks: Sequence[int],
    *,
    progress: Progress = lambda done, expected: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Built:
    """Write the segments of articles, those that are published, into the directory of an index.

    `progress` hears how many articles are done and how many there are. Raises Stopped if asked to
    stop, and ChildProcessError if a process died, killed for memory for example."""
    count = processes(len(pks))
    if count > 1:
        return _together(path, _parts(pks, count), progress, stopped, len(pks))

    done = 0

    def heard() -> None:
        nonlocal done
        if stopped():
            raise Stopped
        done += 1
        progress(done, len(pks))

    return _write(path, pks, heard)


def processes(count: int) -> int:
    """How many processes index `count` articles.

    One where nothing is gained, and where another process would not see the same database: inside
    of a transaction, or of a database in memory."""
    in_memory = getattr(connection, "is_in_memory_db", lambda: False)()
    if count < FROM or in_memory or connection.in_atomic_block or sys.platform != "linux":
        return 1
    cores = len(os.sched_getaffinity(0))
    return min(settings.INDEX_PROCESSES or cores, cores)


def _parts(pks: Sequence[int], count: int) -> list[Sequence[int]]:
    """Cut articles, in their order, into parts of about the same length of text."""
    sizes = dict(article_index().get_model().objects.values_list("pk", Length("body")))
    whole = sum(sizes.get(pk, 0) + CHUNK for pk in pks)
    parts: list[list[int]] = [[] for _ in range(count)]
    before = 0
    for pk in pks:
        parts[before * count // whole].append(pk)
        before += sizes.get(pk, 0) + CHUNK
    return [part for part in parts if part]


def _write(path: Path, pks: Sequence[int], heard: Callable[[], object]) -> Built:
    """Write the segments of articles in this process; `heard` is called before each is put in."""
    built = Built()
    new: NewSegment | None = None
    schema = build_schema()
    try:
        for article, document, wrong in _prepared(pks):
            heard()
            if document is None:
                built.failed[article.pk] = wrong
                continue
            new = new or NewSegment(path, schema)
            try:
                new.add(document)
            except (OSError, MemoryError):
                raise  # the fault of the machine, not of the document
            except Exception as error:  # whatever the index makes of an odd document
                built.failed[article.pk] = reason(error)
                continue
            built.indexed.append(article.pk)
            if new.pool.size > settings.INDEX_SEGMENT_BYTES:
                built.segments.append(new.finish())
                new = None
        if new and new.pool.count:
            built.segments.append(new.finish())
        elif new:
            new.files.abandon()
    except BaseException:
        if new:
            new.files.abandon()
        raise
    return built


def _prepared(pks: Sequence[int]) -> Iterator[Any]:
    """The documents of articles in the order of their numbers, read some hundred at a time."""

    def articles() -> Iterator[Any]:
        for start in range(0, len(pks), CHUNK):
            with one_moment():
                found = read(pks[start : start + CHUNK])
            yield from found

    return documents(articles())


def _together(
    path: Path,
    parts: Sequence[Sequence[int]],
    progress: Progress,
    stopped: Callable[[], bool],
    expected: int,
) -> Built:
    """Write the segments of each part in a process of its own."""
    # A connection must not be used on both sides of a fork: each side opens its own.
    connections.close_all()
    fork = get_context("fork")
    workers = []
    ears: list[Connection] = []
    try:
        for part in parts:
            ear, mouth = fork.Pipe(duplex=False)
            worker = fork.Process(target=_work, args=(mouth, path, part, os.getpid()), daemon=True)
            worker.start()
            mouth.close()
            workers.append(worker)
            ears.append(ear)
        return _gather(ears, progress, stopped, expected)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()
        for ear in ears:
            ear.close()


def _gather(
    ears: list[Connection], progress: Progress, stopped: Callable[[], bool], expected: int
) -> Built:
    """Hear the workers until all are done, and put their parts together in order."""
    done = dict.fromkeys(ears, 0)
    parts: dict[Connection, Built] = {}
    while len(parts) < len(ears):
        if stopped():
            raise Stopped
        for ear in wait([ear for ear in ears if ear not in parts], SECONDS):
            assert isinstance(ear, Connection)
            try:
                said = ear.recv()
            except EOFError:
                raise ChildProcessError(
                    "A process that indexed was killed. Is there enough memory?"
                ) from None
            if isinstance(said, BaseException):
                raise said
            if isinstance(said, Built):
                parts[ear] = said
                done[ear] = len(said.indexed) + len(said.failed)
            else:
                done[ear] = said
        progress(sum(done.values()), expected)
    built = Built()
    for ear in ears:
        built.add(parts[ear])
    return built


def _work(mouth: Connection, path: Path, pks: Sequence[int], parent: int) -> None:
    """What a worker does: its part, telling its parent how far it is, never outliving it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    os.nice(NICENESS)
    done = 0
    said = monotonic()

    def heard() -> None:
        nonlocal done, said
        done += 1
        if monotonic() - said > SECONDS:
            said = monotonic()
            mouth.send(done)

    try:
        mouth.send(_write(path, pks, heard))
    except Exception as error:
        try:
            mouth.send(error)
        except Exception:  # one that cannot be sent
            mouth.send(RuntimeError(reason(error)))
