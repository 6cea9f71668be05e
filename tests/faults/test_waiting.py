"""The indexer holds up nobody, and is held up by nobody who is not yet done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

from tests.keeping.sites import Site


@contextmanager
def somebody_at_work(site: Site) -> Iterator[None]:
    """Have a transaction open that has read the queue, and on PostgreSQL changes it too."""
    query = "SELECT id FROM articles_outbox ORDER BY id LIMIT 1"
    if site.url:
        with psycopg.connect(site.url) as database:
            assert database.execute(f"{query} FOR UPDATE").fetchone()
            yield
            database.rollback()
    else:
        with closing(sqlite3.connect(site.database, isolation_level=None)) as database:
            database.execute("BEGIN")
            assert database.execute(query).fetchone()
            yield
            database.execute("ROLLBACK")


def waiting(site: Site) -> int:
    return len(site.rows()["articles_outbox"])


def index(site: Site) -> None:
    done = site.manage("run_indexer", "--once")
    assert done.returncode == 0, done.stderr


def test_the_indexer_takes_no_row_that_somebody_holds(site):
    """To wait for it with other rows in hand could be a deadlock, and cost somebody's save."""
    for arguments in (["3"], ["0", "p1n1"], ["0", "p1n2"]):
        done = site.run(["-m", "tests.faults.filling", *arguments])
        assert done.returncode == 0, done.stderr
        if arguments == ["3"]:
            index(site)
    assert waiting(site) == 2
    with somebody_at_work(site):
        index(site)
        assert waiting(site) == (1 if site.url else 0)
    index(site)
    assert waiting(site) == 0
