"""The indexer process: one at a time, and gone when asked, whatever it is at."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import psycopg

from articles.search.engines.whoosh.segments import IndexUnavailable
from articles.search.engines.whoosh.state import newest
from tests.faults.processes import children, is_running, until
from tests.keeping.sites import Site

# More than one batch, fewer than are indexed in one go.
ARTICLES = 1_300
ENOUGH_FOR_SEVERAL = 2_500


@contextmanager
def indexer(site: Site) -> Iterator[subprocess.Popen[str]]:
    process = site.spawn("manage.py", "run_indexer")
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


def ask_to_stop(process: subprocess.Popen[str], what: str) -> str:
    """Send SIGTERM, and return what the process said until it ended, which must be well."""
    process.send_signal(signal.SIGTERM)
    asked = time.monotonic()
    _out, err = process.communicate(timeout=120)
    print(f"stopped {what} after {time.monotonic() - asked:.2f} s")  # noqa: T201  never asserted
    assert process.returncode == 0, err
    return err


def commits(site: Site) -> int:
    """The number of the newest commit of the live index, -1 where there is none."""
    try:
        return newest(site.data / "index")[1][0]
    except IndexUnavailable:
        return -1


def niceness(pid: int) -> int:
    """How far a process goes behind this one where the processor is short."""
    return os.getpriority(os.PRIO_PROCESS, pid) - os.getpriority(os.PRIO_PROCESS, 0)


def fill(site: Site, articles: int) -> None:
    done = site.run(["-m", "tests.faults.filling", str(articles)])
    assert done.returncode == 0, done.stderr


def settled(site: Site) -> None:
    """Somebody else does what is left, and everything is there."""
    done = site.manage("run_indexer", "--once")
    assert done.returncode == 0, done.stderr
    done = site.manage("verify_index", "--json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_second_indexer_is_refused_and_the_first_stops_at_rest(site):
    fill(site, 10)
    with indexer(site) as first:
        until(lambda: commits(site) >= 0)
        second = site.manage("run_indexer")
        assert second.returncode == 1
        assert "Another indexer is at work on this index." in second.stderr
        assert "Traceback" not in second.stderr
        assert first.poll() is None
        assert "in the middle" not in ask_to_stop(first, "at rest")
    settled(site)


def test_no_other_batch_is_begun_after_a_sigterm(site):
    done = site.manage("rebuild_index", "--verbosity", "0")  # an empty index: the rest is batches
    assert done.returncode == 0, done.stderr
    fill(site, ARTICLES)
    before = commits(site)
    with indexer(site) as process:
        until(lambda: commits(site) > before)
        ask_to_stop(process, "between two batches")
        reached = commits(site)
        # The one that was seen, and one that may have been committed before the signal came.
        assert before < reached <= before + 2
    settled(site)


def test_several_processes_stop_together_and_leave_the_index_as_it_was(site):
    fill(site, ENOUGH_FOR_SEVERAL)
    with indexer(site) as process:
        workers = until(lambda: children(process.pid))
        until(lambda: 0 < niceness(process.pid) < min(map(niceness, workers)))
        ask_to_stop(process, "in a rebuild")
        until(lambda: not any(map(is_running, workers)))
        assert commits(site) == -1
    settled(site)


@contextmanager
def locked_database(site: Site) -> Iterator[None]:
    """Somebody writes, and does not come to an end."""
    if site.url:
        with psycopg.connect(site.url) as database:
            database.execute("LOCK TABLE articles_outbox IN ACCESS EXCLUSIVE MODE")
            yield
            database.rollback()
    else:
        with closing(sqlite3.connect(site.database, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("ROLLBACK")


def test_it_stops_while_it_waits_for_the_database(site):
    fill(site, 10)
    done = site.manage("rebuild_index", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    done = site.run(["-m", "tests.faults.filling", "0", "p1n1"])
    assert done.returncode == 0, done.stderr
    before = commits(site)
    with locked_database(site), indexer(site) as process:
        # On SQLite it reads and commits to the index, and waits to take the row out. On PostgreSQL
        # it waits to read.
        until(lambda: commits(site) > before or waits_in_postgresql(site))
        time.sleep(0.3)
        assert "in the middle" in ask_to_stop(process, "waiting for the database")
    settled(site)


def waits_in_postgresql(site: Site) -> bool:
    if not site.url:
        return False
    with psycopg.connect(site.url) as database:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
        return bool(database.execute(query).fetchone()[0])
