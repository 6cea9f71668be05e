"""SQLite: a copy of one moment while others write, and a copy put in the place of the database."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, connection

from articles.keeping import contents
from articles.keeping.contents import Contents
from articles.keeping.files import KeepingError, Progress, check_room, sync_one

FILE = "database.sqlite3"
PAGES_A_STEP = 2_000
WAIT_SECONDS = 20
BESIDE = ("-wal", "-shm", "-journal")
ERRORS = (sqlite3.Error, DatabaseError)


def path() -> Path:
    """Where the database of the site is."""
    return Path(connection.settings_dict["NAME"])


def archive() -> str:
    """What tells this database from others."""
    return str(path().resolve())


def schema() -> str:
    """SQLite has no schemas."""
    return ""


def size() -> int:
    """How many bytes a copy takes."""
    return path().stat().st_size if path().exists() else 0


def dump(target: Path, progress: Progress) -> Contents:
    """Copy the database as it is at one moment, and return what the copy holds.

    SQLite's backup starts anew whenever somebody writes, unless its connection is reading: the
    transaction holds the moment. In WAL mode nobody waits for it."""
    if not path().is_file():
        raise KeepingError(f"There is no database at {path()}. Is SIJILL_DATA_DIR right?")

    def told(_status: int, remaining: int, total: int) -> None:
        kilobytes = size() / max(total, 1) / 1000
        progress(int((total - remaining) * kilobytes), int(total * kilobytes))

    try:
        with closing(connect(path())) as source, closing(connect(target)) as copy:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copy, pages=PAGES_A_STEP, progress=told)
            source.execute("ROLLBACK")
            # One file, whole in itself.
            copy.execute("PRAGMA journal_mode = DELETE")
            check_sound(copy, "quick_check")
            return contents.read(copy.cursor(), "sqlite")
    except ERRORS as error:
        raise KeepingError(f"Copying the database {path()} failed: {error}.") from error


def connect(database: Path | str, seconds: int = WAIT_SECONDS) -> sqlite3.Connection:
    """Open a database beside Django's own connection, with Django's functions: indexes call them.

    None of our settings of a connection: some would write into the file."""
    fresh = connection.copy()
    fresh.settings_dict.update(NAME=str(database), OPTIONS={"timeout": seconds})
    fresh.connect()
    opened: sqlite3.Connection = fresh.connection
    return opened


def check_sound(database: sqlite3.Connection, check: str) -> None:
    """Let SQLite look for damage."""
    found = [row[0] for row in database.execute(f"PRAGMA {check}(3)")]
    if found != ["ok"]:
        raise KeepingError(f"The database is damaged: {'; '.join(found)}.")


def examine(dumped: Path) -> Contents:
    """Look for damage in the copy of a backup, changing nothing, and return what it holds."""
    try:
        address = f"{dumped.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(connect(address)) as copy:
            check_sound(copy, "integrity_check")
            return contents.read(copy.cursor(), "sqlite")
    except ERRORS as error:
        raise KeepingError(f"{dumped} cannot be read: {error}.") from error


def standing() -> str:
    """Say what the database of the site holds that would be missed, or "" ."""
    if not size():
        return ""
    try:
        with closing(connect(path())) as found:
            kept = contents.read(found.cursor(), "sqlite").kept
    except ERRORS as error:
        return f"the database {path()}, which cannot be read ({error})"
    return f"the database {path()} with {kept} rows" if kept else ""


def check_alone() -> None:
    """Refuse to replace a database that others have open: what they write would be lost.

    SQLite leaves WAL mode only for who is alone; the file is then whole without others beside."""
    connection.close()
    if not size():
        return
    try:
        with closing(connect(path(), seconds=1)) as found:
            found.execute("PRAGMA journal_mode = DELETE").fetchone()
    except ERRORS as error:
        if "locked" in str(error):
            raise KeepingError(
                f"The database {path()} is in use. Stop the web server and the indexer first."
            ) from error
        # Damaged: it is moved aside as it is.


@contextmanager
def loaded(dumped: Path, stamp: str) -> Iterator[str]:
    """Let the connection see a copy of the backup, and put it in place at the end.

    Yields where the old database goes, or "". Until the last step, which is one rename, the old one
    stands; after an error it stands as it did."""
    target, configured = path(), connection.settings_dict["NAME"]
    staged = target.with_name(f".restoring-{target.name}")
    check_alone()
    remove(staged)
    check_room(target.parent, dumped.stat().st_size)
    shutil.copyfile(dumped, staged)
    connection.settings_dict["NAME"] = str(staged)
    aside = target.parent / f"before-restore-{stamp}" / target.name if size_of(target) else None
    try:
        yield str(aside or "")
        connection.close()
        with closing(connect(staged)) as fresh:
            fresh.execute("PRAGMA journal_mode = DELETE").fetchone()
            check_sound(fresh, "integrity_check")
        sync_one(staged)
        connection.settings_dict["NAME"] = configured
        check_alone()
        if aside:
            keep(target, aside)
        os.replace(staged, target)
        sync_one(target.parent)
    except ERRORS as error:
        raise KeepingError(f"Putting the database in place failed: {error}.") from error
    finally:
        connection.close()
        connection.settings_dict["NAME"] = configured
        remove(staged)


def keep(target: Path, aside: Path) -> None:
    """Give the old database a second name, so that it is there at every moment."""
    aside.parent.mkdir(mode=0o700, exist_ok=True)
    os.link(target, aside)
    for ending in BESIDE:
        left = target.with_name(target.name + ending)
        if left.exists():
            os.rename(left, aside.with_name(aside.name + ending))
    sync_one(aside.parent)


def size_of(file: Path) -> int:
    """Bytes of a file; none where there is none."""
    return file.stat().st_size if file.exists() else 0


def remove(database: Path) -> None:
    """Delete a database that was never in use, and what stands beside it."""
    for ending in ("", *BESIDE):
        database.with_name(database.name + ending).unlink(missing_ok=True)
