"""PostgreSQL: pg_dump of one moment while others write, and the way back in one transaction.

The tables of the site stand in one schema, the first of the connection's search path."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError, connection
from django.db.backends.postgresql.client import DatabaseClient

from articles.keeping import contents
from articles.keeping.contents import Contents
from articles.keeping.files import KeepingError, Progress

FILE = "database.dump"


def archive() -> str:
    """What tells this database from others."""
    told = connection.settings_dict
    return f"{told['HOST']}:{told['PORT']}/{told['NAME']}"


def schema() -> str:
    """The schema that new tables of the site go to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        name = cursor.fetchone()[0]
    if not name:
        raise KeepingError("The database has no schema for tables. Run in it: CREATE SCHEMA public")
    return str(name)


def size() -> int:
    """How many bytes a dump takes is not known beforehand: it is compressed."""
    return 0


def dump(target: Path, progress: Progress) -> Contents:
    """Dump the schema as it is at one moment, and return what it holds at that moment."""
    with closing(connection.copy()) as reading, reading.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, name = cursor.fetchone()
        found = contents.read(cursor, "postgresql")
        call(
            "pg_dump",
            "--format=custom",
            *("--no-owner", "--no-privileges", "--no-password"),
            f"--schema={quoted(name)}",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
        return found


def quoted(name: str) -> str:
    """A name as SQL and the patterns of pg_dump take it."""
    return '"' + name.replace('"', '""') + '"'


def command(program: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return a command line to the database of the site, and its environment: no password in the
    command line, where everybody could read it."""
    client, secrets = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, list(arguments)
    )
    return [program, *client[1:]], {**os.environ, **(secrets or {})}


def start(line: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a program of PostgreSQL, or say how to get it."""
    try:
        return subprocess.Popen(line, stderr=subprocess.PIPE, **options)  # noqa: S603
    except FileNotFoundError:
        raise KeepingError(
            f"{line[0]} is not installed. On Debian run: apt-get install postgresql-client"
        ) from None


def call(program: str, *arguments: str) -> None:
    """Run a program against the database of the site, and say what it said where it failed."""
    line, environment = command(program, *arguments)
    with stopped(start(line, env=environment)) as running:
        _, said = running.communicate()
    if running.returncode:
        raise KeepingError(f"{program} failed: {last_line(said)}")


@contextmanager
def stopped(running: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """End a program with whoever waits for it."""
    try:
        yield running
    except BaseException:
        running.kill()
        raise
    finally:
        running.wait()


def last_line(said: bytes) -> str:
    """What matters of what a program said: its errors, without details and hints."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line.lower()]
    return " ".join(errors[:3] or lines[-1:]) or "it did not say why"


def examine(dumped: Path) -> None:
    """Let pg_restore read the whole of a dump without restoring it."""
    line = ["pg_restore", "--file=/dev/null", str(dumped)]
    with stopped(start(line)) as running:
        _, said = running.communicate()
    if running.returncode:
        raise KeepingError(f"{dumped} cannot be read: {last_line(said)}")


def standing() -> str:
    """Say what the database of the site holds that would be missed, or ""."""
    with connection.cursor() as cursor:
        kept = contents.read(cursor, "postgresql").kept
    return f"the database {archive()} with {kept} rows" if kept else ""


def check_alone() -> None:
    """Refuse to replace tables that others have open: what they write would be lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
        )
        others = cursor.fetchone()[0]
    if others:
        raise KeepingError(
            f"The database {archive()} is in use by {others} other connections. Stop the web server"
            " and the indexer first."
        )


@contextmanager
def loaded(dumped: Path, stamp: str) -> Iterator[str]:
    """Put the tables of a backup in place in one transaction; after an error the old ones return.

    Yields the schema that the old tables go to, or ""."""
    check_alone()
    name = schema()
    with connection.cursor() as cursor:
        cursor.execute(contents.TABLES["postgresql"])
        aside = f"before_restore_{stamp.lower().replace('-', '')}" if cursor.fetchall() else ""
    connection.close()
    before = ""
    if aside:
        before = f"ALTER SCHEMA {quoted(name)} RENAME TO {aside}; CREATE SCHEMA {quoted(name)};\n"
    load(dumped, name, before)
    try:
        yield f"schema {aside} of the database {archive()}" if aside else ""
    except BaseException:
        put_back(name, aside)
        raise
    finally:
        connection.close()


def load(dumped: Path, name: str, before: str) -> None:
    """Run the script of a dump in one transaction, which `before` begins.

    The COMMIT is the last line sent: whoever dies before it has changed nothing."""
    line, environment = command(
        "psql", "--no-psqlrc", "--quiet", "--no-password", "-vON_ERROR_STOP=1"
    )
    script = ["pg_restore", "--no-owner", "--no-privileges", f"--schema={name}", "--file=-"]
    with (
        stopped(start([*script, str(dumped)], stdout=subprocess.PIPE)) as reading,
        stopped(
            start(line, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        ) as writing,
    ):
        assert writing.stdin is not None
        assert reading.stdout is not None
        with suppress(BrokenPipeError):
            writing.stdin.write(f"BEGIN;\n{before}".encode())
            shutil.copyfileobj(reading.stdout, writing.stdin)
            finish(reading, writing.stdin)
        reading.stdout.close()
        with suppress(BrokenPipeError):
            writing.stdin.close()
        assert writing.stderr is not None
        said = writing.stderr.read()
    if writing.returncode:
        raise KeepingError(f"psql failed: {last_line(said)}. Nothing was changed.")


def finish(reading: subprocess.Popen[bytes], script: IO[bytes]) -> None:
    """Commit, if the whole of the dump was read."""
    assert reading.stderr is not None
    said = reading.stderr.read()
    if reading.wait():
        raise KeepingError(f"pg_restore failed: {last_line(said)}. Nothing was changed.")
    script.write(b"COMMIT;\n")


def put_back(name: str, aside: str) -> None:
    """Drop what was loaded, and give the old tables their place back."""
    connection.close()
    returned = f"ALTER SCHEMA {aside} RENAME TO {quoted(name)}" if aside else ""
    returned = returned or f"CREATE SCHEMA {quoted(name)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"BEGIN; DROP SCHEMA {quoted(name)} CASCADE; {returned}; COMMIT")
    except DatabaseError as error:
        where = f" The old tables are in schema {aside}." if aside else ""
        raise KeepingError(
            f"What was restored is not right and could not be taken back: {error}.{where}"
        ) from error
