"""The front door: do what curators have asked for, in a process of its own.

A web process cannot do it: it has a minute for an answer and is replaced now and then. A process
that waits for imports all day would cost as much memory as a web process. So whoever asks for work
starts one that ends when there is none; one at a time works, told apart by a lock. A job whose
process was killed is found under way without anybody at work, and taken up where it was."""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles.ingest.capture import BadRecord
from articles.ingest.imports import process
from articles.ingest.imports.given import tidy
from articles.ingest.imports.work import (
    Progress,
    Stopped,
    bring_in,
    in_language_of,
    look_through,
    rows_of,
)
from articles.ingest.outcome import not_written, unexpected
from articles.ingest.polite import Visitor
from articles.models import ImportJob, ImportRow
from articles.tagging.tagger import Tagger

logger = logging.getLogger(__name__)
# A process that ends just now has seen no more work: whoever was started for new work waits.
_PATIENCE = 10.0
MOST_ATTEMPTS = 3


def start() -> None:
    """Start a process that does the waiting work, unless one is at it."""
    if not is_at_work():
        process.start("run_imports")


def go_on() -> None:
    """Start what an earlier process left undone, when a web process begins."""
    try:
        if ImportJob.objects.waiting().exists():
            start()
    except DatabaseError as error:
        logger.info("Imports are not looked for: %s", error)


def is_at_work() -> bool:
    """Whether a process has the work in hand."""
    with _lock() as held:
        return not held


def run_waiting(visitor: Visitor | None = None) -> int | None:
    """Do all that waits; return how many jobs were worked on, None where another is at it."""
    with _lock(_PATIENCE) as held:
        if not held:
            return None
        done = 0
        tidy(timezone.now())
        while job := ImportJob.objects.waiting().select_related("by").first():
            _work(job, visitor or Visitor())
            done += 1
        return done


def _work(job: ImportJob, visitor: Visitor) -> None:
    """Work on one job until its row says how it ended."""
    progress = Progress(job)
    taken = rows_of(job, ImportRow.Stage.IMPORT).count() if job.imported else 0
    if taken > job.done:  # it came on since it was taken up last, however it ended
        job.attempts = 0
    # By itself, whatever comes after it: what kills the process must not undo the count.
    counted = {"attempts": job.attempts + 1, "done": max(taken, job.done)}
    ImportJob.objects.filter(pk=job.pk).update(**counted)
    try:
        if job.attempts >= MOST_ATTEMPTS:
            raise BadRecord(
                _("It was broken off %(number)s times without a word. Split it up."),
                number=MOST_ATTEMPTS,
            )
        with in_language_of(job):
            if job.state == ImportJob.State.CHECKING:
                look_through(job, visitor)
            else:
                # Read for each job: a process goes on while curators add and merge names.
                bring_in(job, Tagger() if job.suggests else None)
    except Stopped:
        return
    except BadRecord as error:
        logger.info("Import %s broke off: %s", job.pk, error)
        progress.end(ImportJob.State.FAILED, error=error.reason)
    except OperationalError as error:
        # Disk full or database gone: this may not be written either, and the next start takes up.
        logger.exception("Import %s broke off", job.pk)
        progress.end(ImportJob.State.FAILED, error=not_written(error))
    except Exception as error:
        logger.exception("Import %s broke off", job.pk)
        progress.end(ImportJob.State.FAILED, error=unexpected(error))


@contextmanager
def _lock(patience: float = 0.0) -> Iterator[bool]:
    """Yield whether this process alone is at work."""
    deadline = time.monotonic() + patience
    with (Path(settings.DATA_DIR) / "imports.lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    yield False
                    return
                time.sleep(0.2)
            else:
                yield True
                return
