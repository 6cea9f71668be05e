"""Generations of the index: gen-<n>/ directories, and CURRENT, the symlink to the live one.

A rebuild makes a new generation beside the live one and switches CURRENT in one atomic step, so
that readers never see half an index. While it builds, the indexer goes on with the live one and
notes in a journal what it indexes. All of that is indexed into the new generation too before the
switch, so that nobody ever finds an older document after a newer one."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from articles.search.engines.whoosh import snapshot, state, writing
from articles.search.indexing import bulk, outbox
from articles.search.indexing.bulk import Stopped
from articles.search.indexing.documents import article_index, documents, one_moment, read

__all__ = ["Busy", "Stopped", "article_index"]

WRITER_LOCK = "writer.lock"
REBUILD_LOCK = "rebuild.lock"
JOURNAL = "rebuild.journal"


class Busy(Exception):
    """Another process holds the lock."""


def root() -> Path:
    """Return the directory of the index, made if missing, open to its owner alone."""
    path = Path(settings.INDEX_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def locked(name: str, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock of the index directory; the kernel frees it when a process dies."""
    handle = os.open(root() / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy(name) from None
        yield
    finally:
        os.close(handle)


def usable() -> str:
    """Return "" if the live generation can be read by this program, else why it cannot."""
    try:
        snapshot.current(root())
    except snapshot.IndexUnavailable as error:
        return str(error)
    return ""


def damage() -> str:
    """Read the whole live index, and return what is wrong with it, or "".

    Where nothing is, whoever took it for damaged was wrong, and the word they left is settled."""
    try:
        snapshot.check(root())
        snapshot.current(root()).read_everything()
    except snapshot.IndexUnavailable as error:
        return str(error)
    state.trust(root())
    return ""


def unsound() -> str:
    """Return "" if the live index can be used, else why it must be built anew.

    Somebody who could not read it has left word: only then is it read whole."""
    reason = usable()
    if not reason and state.doubt(root()):
        reason = damage()
    return reason


def inspect() -> None:
    """Check the sums of the live index; of damage word is left, as by a reader who met it."""
    with suppress(snapshot.IndexUnavailable):
        snapshot.check(root())


def live() -> Path:
    """Return the directory of the live generation, or raise IndexUnavailable."""
    return state.live_generation(root())[1]


def rebuild(
    *,
    progress: Callable[[int, int], object] = lambda done, expected: None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[int, dict[int, str]]:
    """Build a new generation from the database and make it live.

    `progress` hears how many articles are done and how many there are. Returns how many it
    holds, and what went wrong with the others by number. Raises Busy
    if another rebuild is under way, Stopped if asked to stop, and ChildProcessError if one of its
    processes died."""
    with locked(REBUILD_LOCK, wait=False):
        clear_abandoned()
        path = root() / f"gen-{next_number()}"
        with locked(WRITER_LOCK):
            requeue()
            (root() / JOURNAL).write_text("")
            seen = outbox.batch(None)  # every article of these is read after this moment
        try:
            writing.create(path)
            articles = article_index().index_queryset().prefetch_related(None)
            pks = list(articles.values_list("pk", flat=True))
            built = bulk.build(path, pks, progress=progress, stopped=stopped)
            writing.add_segments(path, built.segments)
            caught_up = catch_up(path)
            with locked(WRITER_LOCK):
                catch_up(path, caught_up)  # what came while we caught up
                # First of all: who is killed after the switch has lost nothing.
                outbox.enqueue(built.failed)
                switch(path)
                outbox.done(seen)
                (root() / JOURNAL).unlink(missing_ok=True)
        except BaseException:
            if live_name() != path.name:
                shutil.rmtree(path, ignore_errors=True)
                (root() / JOURNAL).unlink(missing_ok=True)
            raise
    return len(built.indexed), built.failed


def catch_up(path: Path, start: int = 0) -> int:
    """Index into a new generation what the journal says was indexed into the live one, from a place
    in the journal on, and return the place up to which that is done."""
    noted = (root() / JOURNAL).read_bytes()[start:].rpartition(b"\n")[0]
    pks = sorted({int(pk) for pk in noted.split()})
    for first in range(0, len(pks), outbox.MAX_BATCH):
        _index_again(path, pks[first : first + outbox.MAX_BATCH])
    return start + len(noted)


def _index_again(path: Path, pks: list[int]) -> None:
    with one_moment():
        articles = read(pks)
    ready = {article.pk: document for article, document, _ in documents(articles)}
    gone = [identifier(pk) for pk in pks if pk not in ready]
    try:
        if None in ready.values():
            raise ValueError("an article has no document any more")
        writing.write(path, [document for document in ready.values() if document], gone)
    except (OSError, MemoryError, DatabaseError, snapshot.IndexUnavailable):
        raise
    except Exception:  # one of them is odd: the indexer finds out which, and sets it aside
        outbox.enqueue(pks)


def identifier(article_id: int) -> str:
    """The id of an article's document."""
    return f"articles.article.{article_id}"


def requeue() -> None:
    """Queue what a journal that was left behind has noted, and end it. Whoever calls holds both
    locks. (The live generation has it all, unless somebody put an older one back.)"""
    journal = root() / JOURNAL
    with suppress(FileNotFoundError):
        noted = journal.read_text(errors="replace").split()
        outbox.enqueue({int(pk) for pk in noted if pk.isdecimal()})
        journal.unlink()


def recover() -> None:
    """Queue what a rebuild had noted that was killed; one under way keeps its journal."""
    if not (root() / JOURNAL).exists():
        return
    with suppress(Busy), locked(REBUILD_LOCK, wait=False), locked(WRITER_LOCK):
        requeue()


def live_name() -> str:
    """Return the name of the live generation, or "" where there is none."""
    try:
        return live().name
    except snapshot.IndexUnavailable:
        return ""


def make_empty() -> None:
    """Make a new generation without any article live; the one before is kept."""
    with locked(REBUILD_LOCK, wait=False):
        clear_abandoned()
        path = root() / f"gen-{next_number()}"
        writing.create(path)
        with locked(WRITER_LOCK):
            switch(path)


def note(article_ids: list[int]) -> None:
    """Write down what is about to be indexed into the live generation, for the one being built.

    Before, not after: who is killed between the two would have shown what the other never gets."""
    try:
        handle = os.open(root() / JOURNAL, os.O_WRONLY | os.O_APPEND)
    except FileNotFoundError:
        return
    try:
        os.write(handle, "".join(f"{pk}\n" for pk in article_ids).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def switch(path: Path) -> None:
    """Make a generation the live one, in one step that survives a power cut."""
    writing.sync(path)
    new = root() / f"{state.CURRENT}.new"
    new.unlink(missing_ok=True)
    new.symlink_to(path.name)
    os.replace(new, root() / state.CURRENT)
    writing.sync_directory(root())
    state.trust(root())
    clear_abandoned()


def numbers() -> list[int]:
    """The numbers of the generations on disk, oldest first."""
    names = (path.name.removeprefix("gen-") for path in root().glob("gen-*"))
    return sorted(int(name) for name in names if name.isdigit())


def next_number() -> int:
    return max(numbers(), default=0) + 1


def clear_abandoned() -> None:
    """Delete every generation but the live one and the one before it."""
    name = live_name().removeprefix("gen-")
    current = int(name) if name.isdigit() else 0
    before = [number for number in numbers() if number < current]
    for number in numbers():
        if number != current and number not in before[-1:]:
            shutil.rmtree(root() / f"gen-{number}", ignore_errors=True)
