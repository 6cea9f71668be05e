"""Which backups stand in a directory, and which of them are old enough to go.

Only directories with our name, our manifest and nothing else in them are ever removed."""

from __future__ import annotations

import os
import re
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from articles.keeping import manifest
from articles.keeping.files import KeepingError, sync_one

NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
MAKING = ".making-"
REMOVING = ".removing-"


def free_name(home: Path) -> tuple[str, datetime]:
    """Return a name that sorts after those of all earlier backups, and the moment it tells."""
    while True:
        now = datetime.now(UTC).replace(microsecond=0)
        name = now.strftime("%Y-%m-%dT%H%M%SZ")
        if not (home / name).exists():
            return name, now
        time.sleep(0.1)


def clear_leftovers(home: Path) -> None:
    """Delete what a backup or a rotation left that was killed. Whoever calls holds the lock."""
    for mark in (MAKING, REMOVING):
        for path in home.glob(f"{mark}*"):
            if NAME.fullmatch(path.name.removeprefix(mark)):
                shutil.rmtree(path)


def complete(home: Path, archive: str) -> list[Path]:
    """The complete backups of one archive, oldest first."""
    found = []
    for path in sorted(home.iterdir()):
        if not NAME.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
            continue
        try:
            told = manifest.read(path)
            whole = told.archive == archive and manifest.is_whole(path, told)
        except (KeepingError, OSError, TypeError):
            continue
        if whole:
            found.append(path)
    return found


def rotate(home: Path, keep: int, archive: str) -> tuple[int, list[str]]:
    """Remove all but the newest `keep` complete backups of an archive (0: remove none).

    Returns how many stand, and the names of those that went. One on its way out has another name,
    so that half of it is never taken for a backup."""
    found = complete(home, archive)
    old = found[:-keep] if keep else []
    for path in old:
        going = home / f"{REMOVING}{path.name}"
        os.rename(path, going)
        sync_one(home)
        shutil.rmtree(going)
    return len(found) - len(old), [path.name for path in old]
