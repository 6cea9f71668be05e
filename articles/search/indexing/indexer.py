"""The only writer of the index: drains the outbox, batch by batch, and rebuilds when it must.

At least once and idempotent: a row leaves the outbox after its article is on disk in the index,
so a process killed at any moment leaves work to do again, never work undone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from django.db import close_old_connections
from django.db.utils import DatabaseError
from django.utils import timezone

from articles.models import MissedSearch, Outbox, PastSearch
from articles.models.turns import checkpoint
from articles.search.engines.whoosh import writing
from articles.search.engines.whoosh.snapshot import IndexUnavailable
from articles.search.indexing import bulk, generations, outbox
from articles.search.indexing.documents import documents, one_moment, read
from articles.search.indexing.generations import identifier

log = logging.getLogger(__name__)

INDEXER_LOCK = "indexer.lock"
POLL_SECONDS = 0.3
MAX_PAUSE_SECONDS = 60.0
# How long a new indexer waits for the one before it to be gone.
PATIENCE_SECONDS = 5.0
# How often the indexer reads every file of the index to see that it is what was written.
INSPECT_SECONDS = 60.0


@dataclass
class IndexReport:
    """What was done: articles put in, taken out, and set aside as failed; and whether segments may
    be left to merge."""

    indexed: int = 0
    removed: int = 0
    failed: int = 0
    rebuilt: int = 0
    unmerged: bool = False

    @property
    def done(self) -> int:
        """How many articles were taken from the outbox."""
        return self.indexed + self.removed + self.failed

    def counts(self) -> str:
        return (
            f"indexed {self.indexed}, removed {self.removed}, failed {self.failed}, "
            f"rebuilt {self.rebuilt}"
        )


def drain(
    report: IndexReport | None = None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    pausing: bool = False,
) -> IndexReport:
    """Index everything that waits, and return what was done; where `pausing`, leave off after a
    batch that was not full.

    Segments are merged when nothing waits, one step at a time: what comes meanwhile goes first."""
    report = report or IndexReport()
    report.unmerged |= bool(report.rebuilt)
    while not stopped():
        before = report.done
        if _one_batch(report, stopped):
            report.unmerged = True
            checkpoint()
            if pausing and report.done - before < outbox.MAX_BATCH:
                break
        elif not (report.unmerged and _merge()):
            report.unmerged = False
            break
    return report


def drain_alone(report: IndexReport) -> None:
    """Index everything that waits, unless an indexer is at work, who does: where much is saved,
    two of them would take turns without end."""
    with suppress(generations.Busy), generations.locked(INDEXER_LOCK, wait=False):
        drain(report)


def _merge() -> bool:
    """Merge some segments of the live index. False where nothing is to be merged."""
    with generations.locked(generations.WRITER_LOCK):
        return writing.merge_some(generations.live())


def _one_batch(report: IndexReport, stopped: Callable[[], bool]) -> bool:
    """Index up to 500 rows in one commit, or all where very many wait. False when none does, or
    only such as somebody is changing: they are taken in a moment."""
    with generations.locked(generations.WRITER_LOCK):
        with one_moment():
            many = outbox.batch(bulk.FROM)
            rows = many[: outbox.MAX_BATCH]
            articles = read(row.article_id for row in rows) if len(many) < bulk.FROM else []
        if not rows:
            return False
        path = generations.live()
        if len(many) == bulk.FROM:
            return _all_at_once(path, outbox.batch(None), report, stopped)
        ready: dict[int, dict[str, Any]] = {}
        for article, document, reason in documents(articles):
            if stopped():
                raise generations.Stopped
            if document is None:
                _set_aside(_row_of(rows, article.pk), reason, report)
                rows = [row for row in rows if row.article_id != article.pk]
            else:
                ready[article.pk] = document
        taken = _write(path, rows, ready, report)
    return taken > 0 or len(rows) < min(len(many), outbox.MAX_BATCH)


def _all_at_once(
    path: Path, rows: Sequence[Outbox], report: IndexReport, stopped: Callable[[], bool]
) -> bool:
    """Index a backlog by several processes, in one commit; whether that is any less now."""
    try:
        built = bulk.build(path, sorted(row.article_id for row in rows), stopped=stopped)
    except BaseException:
        writing.clear_uncommitted(path)
        raise
    kept = [row for row in rows if row.article_id not in built.failed]
    put = set(built.indexed)
    generations.note([row.article_id for row in kept])
    writing.add_segments(path, built.segments, [identifier(row.article_id) for row in kept])
    for row in rows:
        if row.article_id in built.failed:
            _set_aside(row, built.failed[row.article_id], report)
    taken = outbox.done(kept)
    report.indexed += len(put)
    report.removed += len(kept) - len(put)
    return taken > 0 or len(kept) < len(rows)


def _row_of(rows: Sequence[Outbox], article_id: int) -> Outbox:
    return next(row for row in rows if row.article_id == article_id)


def _set_aside(row: Outbox, reason: str, report: IndexReport) -> None:
    log.error("Article %s cannot be indexed: %s", row.article_id, reason)
    outbox.fail(row, reason)
    report.failed += 1


def _write(
    path: Path, rows: Sequence[Outbox], ready: dict[int, dict[str, Any]], report: IndexReport
) -> int:
    """Write rows in one commit. If a document makes that fail, halves find which one it is.

    Returns how many of the rows nobody held."""
    if not rows:
        return 0
    pks = [row.article_id for row in rows]
    put = [ready[pk] for pk in pks if pk in ready]
    gone = [identifier(pk) for pk in pks if pk not in ready]
    generations.note(pks)
    try:
        writing.write(path, put, gone)
    except (OSError, MemoryError, IndexUnavailable):
        raise  # the fault of the disk or the index, not a document's: everything waits
    except Exception as error:  # whatever Whoosh makes of an odd document
        if len(rows) == 1:
            # A damaged index fails with every document; that is no document's fault either.
            if reason := generations.damage():
                raise IndexUnavailable(reason) from error
            _set_aside(rows[0], f"{type(error).__name__}: {error}", report)
            return 1
        middle = len(rows) // 2
        taken = _write(path, rows[:middle], ready, report)
        return taken + _write(path, rows[middle:], ready, report)
    taken = outbox.done(rows)
    report.indexed += len(put)
    report.removed += len(gone)
    return taken


def rebuild(report: IndexReport, **options: Any) -> None:
    """Build a new generation, make it live, and set aside what could not be indexed."""
    count, failed = generations.rebuild(**options)
    report.rebuilt += count
    report.failed += len(failed)
    outbox.enqueue(failed)
    for row in Outbox.objects.filter(article_id__in=failed):
        outbox.fail(row, failed[row.article_id])


def update(
    report: IndexReport | None = None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    pausing: bool = False,
) -> IndexReport:
    """Bring the index up to date, rebuilding it if it cannot be used, and return what was done; see
    `drain`."""
    report = report or IndexReport()
    generations.recover()
    if reason := generations.unsound():
        log.warning("%s Rebuilding.", reason)
        rebuild(report, stopped=stopped)
    try:
        drain(report, stopped, pausing=pausing)
    except (OSError, IndexUnavailable) as error:
        # A file that is gone fails as a full disk does; the index itself says which it was.
        if not generations.damage():
            raise
        log.warning("%s Rebuilding.", error)
        rebuild(report, stopped=stopped)
        drain(report, stopped, pausing=pausing)
    return report


def forget_searches(today: date) -> None:
    """Delete what is kept of searches made too long ago, also where nobody searches any more.

    Where there is none, nobody who writes is waited for; where the database cannot be written now,
    the index is not to wait either."""
    for expired in (PastSearch.objects.expired(today), MissedSearch.objects.expired(today)):
        try:
            if expired.exists():
                expired.delete()
        except DatabaseError as error:
            log.info("Old searches are not deleted yet: %s", error)


def update_once() -> IndexReport | None:
    """Bring the index up to date as its one indexer; None if another has that in hand."""
    try:
        with generations.locked(INDEXER_LOCK, wait=False):
            forget_searches(timezone.localdate())
            return update()
    except generations.Busy as error:
        if str(error) == INDEXER_LOCK:
            return None
        raise


@contextmanager
def _alone(stop: Event) -> Iterator[None]:
    """Be the one indexer. For a moment somebody else may be: who takes what waits after a rebuild,
    or the processes of an indexer that was just killed. Raises Busy if another stays."""
    until = monotonic() + PATIENCE_SECONDS
    with ExitStack() as held:
        while not stop.is_set():
            try:
                held.enter_context(generations.locked(INDEXER_LOCK, wait=False))
                break
            except generations.Busy:
                if monotonic() > until:
                    raise
                stop.wait(POLL_SECONDS / 10)
        yield


def run(stop: Event, *, on_report: Callable[[IndexReport], object] = lambda report: None) -> None:
    """Keep the index up to date until `stop` is set. Raises Busy if another indexer stays at work.

    `on_report` hears of every round in which something was done."""
    # Where much is saved, the next commit takes what came during a pause: one after the other
    # without any would keep a core busy that those who save could use.
    pause = POLL_SECONDS
    unmerged = False
    inspected = monotonic()
    forgotten: date | None = None
    with _alone(stop):
        while not stop.is_set():
            report = IndexReport(unmerged=unmerged)
            try:
                if forgotten != (today := timezone.localdate()):
                    forgotten = today  # before: what fails here waits a day, the index does not
                    forget_searches(today)
                if monotonic() - inspected > INSPECT_SECONDS:
                    generations.inspect()
                    inspected = monotonic()
                checkpoint()
                update(report, stop.is_set, pausing=True)
                pause = POLL_SECONDS
            except generations.Stopped:
                break
            except generations.Busy:
                pass  # somebody else is rebuilding: look again in a moment
            except (OSError, MemoryError, DatabaseError, IndexUnavailable) as error:
                pause = min(pause * 2, MAX_PAUSE_SECONDS)
                log.error("Indexing waits %.0f s: %s", pause, error)
            unmerged = report.unmerged
            if report.done or report.rebuilt:
                on_report(report)
            close_old_connections()
            stop.wait(pause)
