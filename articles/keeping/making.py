"""Make a backup of the archive; restoring.py is the way back.

The database is copied first, as of one moment; files that its rows name are written before the
rows are, so that copying them afterwards finds them all."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from articles.keeping import files, manifest, postgresql, rotation, sqlite
from articles.keeping.files import KeepingError, Progress
from articles.keeping.manifest import Manifest

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# Folders of the data directory that nothing can make again, and what the program makes there.
CONTENT = ("captures", "media")
SECRET = "secret"  # noqa: S105  the name of a file


@dataclass
class BackupReport:
    """What was made, and what rotation did. Sizes in bytes; `left_out` is what stands in the data
    directory and is neither content nor made by the program."""

    backup: str = ""
    tables: int = 0
    rows: int = 0
    files: int = 0
    size: int = 0
    kept: int = 0
    removed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def counts(self) -> str:
        return (
            f"{self.tables} tables, {self.rows} rows, {self.files} files,"
            f" {files.megabytes(self.size)}; {self.kept} kept, {len(self.removed)} removed"
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def silent(done: int, expected: int) -> None:
    """Who asks for no progress hears none."""


def database() -> ModuleType:
    """The module that knows the kind of database the site runs on."""
    try:
        return KINDS[connection.vendor]
    except KeyError:
        raise KeepingError(f"A {connection.vendor} database cannot be kept by this.") from None


def backup(
    destination: Path, *, keep: int = 0, with_secret: bool = False, progress: Progress = silent
) -> BackupReport:
    """Make a backup in a directory of its own under `destination`, whole or not at all.

    `keep` removes all but so many, 0 none; `with_secret` puts the key of sessions and tokens in,
    which is otherwise left out. Raises KeepingError."""
    home, made = prepared(destination)
    try:
        with (
            files.plainly("The backup"),
            files.locked(home, f"Another backup into {home} is under way."),
        ):
            rotation.clear_leftovers(home)
            report = make(home, with_secret=with_secret, progress=progress)
            report.kept, report.removed = rotation.rotate(home, keep, database().archive())
    except BaseException:
        if made and not any(home.iterdir()):
            home.rmdir()
        raise
    return report


def prepared(destination: Path) -> tuple[Path, bool]:
    """Return where backups go and whether it was made just now; refuse where they must not be."""
    home, data = destination.resolve(), Path(settings.DATA_DIR).resolve()
    files.check_owner(data)
    if home.is_relative_to(data):
        raise KeepingError(
            f"{destination} is inside the data directory {data}: who loses that loses both."
            " Name a directory elsewhere, best on another disk."
        )
    if home.exists() and not home.is_dir():
        raise KeepingError(f"{destination} is a file. Name a directory.")
    if not home.parent.is_dir():
        raise KeepingError(f"There is no directory {home.parent}. Make it, or mount its disk.")
    with files.plainly(f"Making the directory {home}"):
        made = not home.exists()
        home.mkdir(mode=0o700, exist_ok=True)
    # What the bits allow is not what a read-only disk does.
    with files.plainly(f"Writing into {home}"), tempfile.TemporaryFile(dir=home):
        return home, made


def make(home: Path, *, with_secret: bool, progress: Progress) -> BackupReport:
    """Fill a directory under a temporary name, and name it when all of it is on the disk."""
    name, moment = rotation.free_name(home)
    making = home / f"{rotation.MAKING}{name}"
    making.mkdir(mode=0o700)
    try:
        told = fill(making, moment, with_secret=with_secret, progress=progress)
        os.rename(making, home / name)
        files.sync_one(home)
    except DatabaseError as error:
        raise KeepingError(f"The database does not answer: {first_line(error)}") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return BackupReport(
        backup=str(home / name),
        tables=len(told.rows),
        rows=told.contents.total,
        files=len(told.files),
        size=told.size,
        left_out=unknown(),
    )


def fill(making: Path, moment: datetime, *, with_secret: bool, progress: Progress) -> Manifest:
    """Put database, files and, last, the manifest into a directory."""
    kind, data = database(), Path(settings.DATA_DIR)
    folders = [data / name for name in CONTENT if (data / name).is_dir()]
    sizes = [path.stat().st_size for folder in folders for path in files.under(folder)]
    files.check_room(making, kind.size() + sum(sizes))
    found = kind.dump(making / kind.FILE, progress)
    if not found.migrations:
        # A wrong setting would fill the place of good backups with empty ones.
        raise KeepingError(f"The database {kind.archive()} is not an archive: it has no tables.")
    for folder in folders:
        files.copy_folder(folder, making / folder.name)
    if with_secret:
        (making / SECRET).write_text(settings.SECRET_KEY)
    told = manifest.compose(
        making,
        found,
        made_at=moment,
        archive=kind.archive(),
        kind=connection.vendor,
        schema=kind.schema(),
    )
    files.sync(making)
    manifest.write(told, making)
    return told


def unknown() -> list[str]:
    """What stands in the data directory that this program did not put there."""
    ours = {*CONTENT, SECRET, "static", "log", "pages", Path(settings.INDEX_DIR).name}
    if connection.vendor == "sqlite":
        ours |= {sqlite.path().name + ending for ending in ("", *sqlite.BESIDE)}
    names = sorted(path.name for path in Path(settings.DATA_DIR).iterdir())
    return [
        name
        for name in names
        if name not in ours and not name.startswith((".", "before-restore-", f"{SECRET}."))
    ]


def first_line(error: Exception) -> str:
    """The first line of what a database says; the rest is for its makers."""
    return (str(error).strip().splitlines() or ["no reason given"])[0]
