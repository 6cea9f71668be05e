"""Writers of SQLite wait for each other in turn, and hardly ever for the disk.

SQLite lets one write at a time. Its own way to wait is to sleep longer after each look, up to a
tenth of a second (`sqliteDefaultBusyCallback` in its main.c): who has waited long looks seldom, and
who has just come is served first. Here everybody looks just as often, as in Rails ("fair retry
interval busy handler", rails/rails#51958), and no save waits for many others.

What is written stands in a journal until it is copied into the database file, a checkpoint, which
waits for the disk. SQLite leaves that to whoever saves when the journal is long; here the indexer
does it before (sqlite.org/wal.html, "Avoiding Excessively Large WAL Files", speaks of a process
for that). On PostgreSQL, which has queues and a checkpointer, nothing here happens."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.db.backends.signals import connection_created

# How often who waits looks whether it is its turn, in seconds: a look takes some 5 µs.
EVERY = 0.0005
# How a transaction begins that may write (transaction_mode).
BEGIN = "BEGIN IMMEDIATE"


class Turns:
    """What waits for the statements of a connection, up to `patience` seconds each."""

    def __init__(self, patience: float) -> None:
        self.patience = patience

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Execute a statement when nobody else writes (an `execute_wrapper` of Django). Wrappers
        within may be called again, and must not write themselves.

        Raises OperationalError, "database is locked", when that takes longer than `patience`."""
        connection = context["connection"]
        if connection.in_atomic_block:
            return execute(sql, params, many, context)  # its turn came when it began
        if many and connection is connections[connection.alias]:
            # A second look would begin anew with rows that are written.
            with transaction.atomic(connection.alias):
                return execute(sql, params, many, context)
        until: float | None = None
        while True:
            try:
                return execute(sql, params, many, context)
            except OperationalError as error:
                now = time.monotonic()
                until = now + self.patience if until is None else until
                if not _is_busy(error.__cause__) or now >= until:
                    raise
            if _came_to_turn(connection.connection, until, keep=sql == BEGIN):
                return None


def _came_to_turn(database: sqlite3.Connection, until: float, *, keep: bool) -> bool:
    """Wait until nobody else writes, or a moment comes (`time.monotonic`); whether a transaction
    has begun that is to be kept.

    A look at the lock alone takes a tenth of what a statement does that goes through Django in
    vain, and four processes that wait look some thousand times a second."""
    while time.monotonic() < until:
        time.sleep(EVERY)
        try:
            database.execute(BEGIN)
            if not keep:
                database.execute("ROLLBACK")
        except sqlite3.Error as error:
            if _is_busy(error):
                continue
            return False  # the statement itself says what is wrong
        return keep
    return False


def _is_busy(error: BaseException | None) -> bool:
    """Whether another look may find what this one did not. A reader of older rows on the same
    connection (BUSY_SNAPSHOT) is in its own way."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY and code != sqlite3.SQLITE_BUSY_SNAPSHOT


@contextmanager
def waiting_at_most(seconds: float, using: str) -> Iterator[None]:
    """Let what is begun within wait less than other statements: 0 seconds is not at all.

    Only on SQLite; elsewhere it is the server that says how long."""
    connection = connections[using]
    connection.ensure_connection()
    turns = _turns_of(connection)
    if turns is None:
        yield
        return
    before, turns.patience = turns.patience, seconds
    try:
        yield
    finally:
        turns.patience = before


def _turns_of(connection: Any) -> Turns | None:
    return next((each for each in connection.execute_wrappers if isinstance(each, Turns)), None)


def _take_turns(connection: Any, **kwargs: Any) -> None:
    """Wait here instead of in SQLite, on connections that write: others are opened to copy the
    database, and used without Django's cursors."""
    if connection.vendor != "sqlite" or connection.transaction_mode != "IMMEDIATE":
        return
    raw = connection.connection
    if raw.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        return  # what commits waits for readers, which is SQLite's own affair
    raw.execute("PRAGMA busy_timeout = 0")
    if _turns_of(connection) is None:
        patience = connection.settings_dict["OPTIONS"].get("timeout", 5)
        # Outermost, and not last: whoever leaves a wrapper of theirs takes the last one off.
        connection.execute_wrappers.insert(0, Turns(patience))


def checkpoint(using: str = DEFAULT_DB_ALIAS) -> None:
    """Copy what is committed from the journal of SQLite into the database, on the disk. Nobody is
    waited for: what a reader still needs in the journal stays there until the next time, as all
    does within a transaction.

    Raises what a database does where the disk is full or fails."""
    connection = connections[using]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def connect() -> None:
    """Let every connection that is opened take turns."""
    connection_created.connect(_take_turns, dispatch_uid="articles.turns")
