"""Who writes into SQLite waits for who writes already, and looks as often as others do."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from threading import Event, Thread

import pytest
from django.db import OperationalError, connections, transaction

from articles.models import turns

ALIAS = "turns"


@pytest.fixture
def database(tmp_path, django_db_blocker):
    """A database of its own, opened as the site opens one on SQLite, and by somebody else."""
    path = tmp_path / "turns.sqlite3"
    settings = connections.configure_settings(
        {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
            ALIAS: {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(path),
                "OPTIONS": {
                    "timeout": 5,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL",
                },
            },
        }
    )
    connections.databases[ALIAS] = settings[ALIAS]
    with (
        django_db_blocker.unblock(),
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
    ):
        own = connections[ALIAS]
        with own.cursor() as cursor:
            cursor.execute("CREATE TABLE told (word TEXT)")
        try:
            yield own, other
        finally:
            own.close()
            del connections[ALIAS], connections.databases[ALIAS]


def write(connection, word="one"):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO told VALUES (%s)", [word])


def written(connection):
    with connection.cursor() as cursor:
        return [word for (word,) in cursor.execute("SELECT word FROM told").fetchall()]


class Looks:
    """Counts how often anything is tried, and lets somebody know after so many tries: as a wrapper
    the statements of Django, told of them by SQLite (`look`) the looks at the lock as well."""

    def __init__(self, enough, told):
        self.count, self.enough, self.told = 0, enough, told

    def look(self, _statement):
        self.count += 1
        if self.count == self.enough:
            self.told.set()

    def __call__(self, execute, *arguments):
        self.look(arguments[0])
        return execute(*arguments)


def in_turn(connection, other, write):
    """Let somebody else write until this one has looked forty times; return how often it did."""
    enough = Event()
    looks = Looks(40, enough)

    def end():
        enough.wait()
        other.execute("COMMIT")

    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO told VALUES ('before')")
    ending = Thread(target=end)
    ending.start()
    connection.connection.set_trace_callback(looks.look)
    try:
        write()
    finally:
        connection.connection.set_trace_callback(None)
        enough.set()
        ending.join()
    return looks.count


def test_a_statement_waits_until_the_other_has_written(database):
    """Waiting its own way, SQLite would take the one statement for a single look."""
    own, other = database
    assert in_turn(own, other, lambda: write(own)) > 40
    assert written(own) == ["before", "one"]


def test_a_transaction_waits_at_its_beginning(database):
    own, other = database

    def both():
        with transaction.atomic(ALIAS):
            write(own)
            write(own, "two")

    assert in_turn(own, other, both) > 42
    assert written(own) == ["before", "one", "two"]


def test_many_rows_are_written_once_and_together(database):
    own, other = database

    def many():
        with own.cursor() as cursor:
            cursor.executemany("INSERT INTO told VALUES (%s)", [["one"], ["two"]])

    assert in_turn(own, other, many) > 40
    assert written(own) == ["before", "one", "two"]


def test_readers_do_not_wait(database):
    own, other = database
    other.execute("BEGIN IMMEDIATE")
    assert written(own) == []
    other.execute("ROLLBACK")


@pytest.mark.parametrize("seconds", [0, 0.01])
def test_patience_ends(database, seconds):
    own, other = database
    other.execute("BEGIN IMMEDIATE")
    with turns.waiting_at_most(seconds, ALIAS):
        with pytest.raises(OperationalError, match="database is locked"):
            write(own)
        with pytest.raises(OperationalError, match="database is locked"):
            transaction.atomic(ALIAS).__enter__()
    other.execute("ROLLBACK")
    write(own)
    assert written(own) == ["one"]


def test_patience_is_what_it_was_before(database):
    own, _ = database

    def patience():
        return [each.patience for each in own.execute_wrappers]

    assert patience() == [5]
    with suppress(OperationalError), turns.waiting_at_most(1, ALIAS):
        assert patience() == [1]
        raise OperationalError
    assert patience() == [5]


def test_another_error_is_raised_at_once(database):
    own, _ = database
    looks = Looks(0, Event())
    own.ensure_connection()
    with own.execute_wrapper(looks), pytest.raises(OperationalError, match="no such table"):
        own.cursor().execute("INSERT INTO untold VALUES (1)")
    assert looks.count == 1


def test_a_connection_that_is_opened_again_takes_turns_once(database):
    own, _ = database
    own.close()
    assert written(own) == []
    assert len(own.execute_wrappers) == 1
    with own.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (0,)


def test_who_reads_older_rows_is_told_at_once(database):
    """No wait makes them newer: the reader is the writer's own."""
    own, other = database
    for word in ("one", "two", "three"):
        write(own, word)
    with own.cursor() as reading:
        reading.execute("SELECT word FROM told")
        assert reading.fetchone() == ("one",)
        other.execute("INSERT INTO told VALUES ('after')")
        looks = Looks(0, Event())
        with own.execute_wrapper(looks), pytest.raises(OperationalError, match="locked"):
            write(own)
    assert looks.count == 1


def test_a_wrapper_that_somebody_leaves_is_theirs(database):
    own, _ = database
    own.close()
    own.execute_wrappers.clear()
    looks = Looks(0, Event())
    with own.execute_wrapper(looks):
        assert written(own) == []  # which opens the connection
    assert [type(each) for each in own.execute_wrappers] == [turns.Turns]


def test_a_checkpoint_brings_what_is_written_into_the_file(database, tmp_path):
    own, _ = database
    write(own)

    def in_the_file():
        """What stands in the file alone, without the journal beside it."""
        alone = tmp_path / "alone.sqlite3"
        shutil.copy(tmp_path / "turns.sqlite3", alone)
        with closing(sqlite3.connect(f"file:{alone}?immutable=1", uri=True)) as read:
            tables = read.execute("SELECT name FROM sqlite_master").fetchall()
            return read.execute("SELECT word FROM told").fetchall() if tables else []

    assert in_the_file() == []
    turns.checkpoint(ALIAS)
    assert in_the_file() == [("one",)]


def test_a_checkpoint_waits_neither_for_writers_nor_for_readers(database):
    own, other = database
    write(own)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO told VALUES ('two')")
    turns.checkpoint(ALIAS)
    other.execute("COMMIT")
    assert written(own) == ["one", "two"]


def test_a_database_without_wal_waits_its_own_way(database):
    own, _ = database
    own.close()
    own.execute_wrappers.clear()
    own.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=DELETE"
    with own.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (5000,)
    assert not own.execute_wrappers
