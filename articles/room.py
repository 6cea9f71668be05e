"""Whether the archive can write: what room its disks have, and which errors say that there is none,
or that somebody else has been writing for too long.

Readers go on then, and whoever writes is told so: a page of the site (views/errors.py), an
answer of the API, one line in the log, a part of /readyz."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# Less than this and hardly anything can be saved or indexed.
LITTLE_BYTES = 16 * 1024 * 1024
BLOCK = 4096
# Insufficient Storage, Service Unavailable
STATUS = {"full": 507, "shut": 507, "busy": 503}

FULL = {errno.ENOSPC, errno.EDQUOT}
# A disk that may be read alone, a file that may not grow.
SHUT = {errno.EROFS, errno.EFBIG}
# What SQLite says where the system refuses it to write; see sqlite.org/rescode.html.
SQLITE_SHUT = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_GETTEMPPATH,
}
# The same of PostgreSQL: disk_full, read_only_sql_transaction; and lock_not_available,
# deadlock_detected, serialization_failure.
POSTGRESQL = {
    **{"53100": "full", "25006": "shut"},
    **dict.fromkeys(("55P03", "40P01", "40001"), "busy"),
}


@dataclass(frozen=True)
class Refusal:
    """Why nothing could be written: a disk is "full", or "shut" as it takes nothing for another
    reason, or somebody else writes and the archive is "busy"; and the words of the system, in one
    line."""

    why: str
    said: str

    @property
    def status(self) -> int:
        """The status of HTTP that says so."""
        return STATUS[self.why]


def refusal(error: BaseException | None) -> Refusal | None:
    """Return why an error, or whatever it came from, says that nothing could be written; None where
    it is about something else."""
    for one in _causes(error):
        if why := _why(one):
            lines = str(one).splitlines() or [""]
            return Refusal(why, f"{type(one).__name__}: {lines[0]}")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those below it: what failed first may stand under a failed rollback."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _why(error: BaseException) -> str:
    """Why an error says that nothing could be written (Refusal.why), or "" where it does not."""
    if isinstance(error, sqlite3.Error):
        return _why_of_sqlite(getattr(error, "sqlite_errorcode", 0))
    if isinstance(error, OSError):
        return "full" if error.errno in FULL else "shut" if error.errno in SHUT else ""
    return POSTGRESQL.get(str(getattr(error, "sqlstate", "")), "")


def _why_of_sqlite(code: int) -> str:
    kind = code & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "busy"
    if kind == sqlite3.SQLITE_FULL:
        return "full"
    # SQLite does not tell why it could not open or write a file beside the database.
    if code in SQLITE_SHUT or kind == sqlite3.SQLITE_READONLY:
        return "full" if measure().free < LITTLE_BYTES else "shut"
    if kind == sqlite3.SQLITE_CANTOPEN and measure().free < LITTLE_BYTES:
        return "full"
    return ""


@dataclass(frozen=True)
class Room:
    """How many bytes are free where the archive writes, and why nothing can be written there: the
    words of the system, or nothing."""

    free: int
    reason: str = ""

    @property
    def is_enough(self) -> bool:
        return not self.reason and self.free >= LITTLE_BYTES


def measure() -> Room:
    """Return the room of the fullest disk that data or database stand on."""
    free, reasons = [], []
    for folder in _folders():
        try:
            disk = os.statvfs(folder)
            if disk.f_blocks:  # else it has no limit that it knows of
                free.append(disk.f_bavail * disk.f_frsize)
            # Quotas, files that are used up, disks that may be read alone: a write finds them all.
            with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
                file.write(bytes(BLOCK))
        except OSError as error:
            reasons.append(error.strerror or str(error))
    return Room(
        min(free, default=0 if reasons else LITTLE_BYTES), "; ".join(dict.fromkeys(reasons))
    )


def _folders() -> list[Path]:
    """The data directory and, where it is another, that of the database of SQLite."""
    folders = [Path(settings.DATA_DIR)]
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"] and (path := Path(str(database["NAME"]))).is_file():
        folders.append(path.parent)
    return list(dict.fromkeys(folders))


class OneLine(logging.Filter):
    """Tells what could not be written in one line of the log: where everybody fails alike, and
    nothing is wrong with the program, a traceback for each only hides what is."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and (found := refusal(error)):
            last = "" if type(error).__name__ in found.said else f"{type(error).__name__}, of "
            record.msg, record.args = f"{record.getMessage()} ({last}{found.said})", ()
            record.exc_info = record.exc_text = None
        return True
