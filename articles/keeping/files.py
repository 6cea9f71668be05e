"""What both ways need of the disk: sums, copies that reach it, room, locks, and plain errors."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import pwd
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Progress = Callable[[int, int], object]  # done, expected

SPARE_BYTES = 1_000_000
# What the system calls these is less plain, or leaves out what to do.
FULL = {errno.ENOSPC: "The disk is full", errno.EDQUOT: "The quota of the disk is used up"}


class KeepingError(Exception):
    """Why a backup or a way back from one was not possible, in a sentence."""


@contextmanager
def plainly(doing: str) -> Iterator[None]:
    """Turn what the system says of a file or a disk into one sentence; `doing` starts it."""
    try:
        yield
    except OSError as error:
        reason = FULL.get(error.errno or 0) or error.strerror or str(error)
        name = f": {error.filename}" if error.filename else ""
        raise KeepingError(f"{doing} failed. {reason}{name}.") from error


@contextmanager
def locked(directory: Path, busy: str) -> Iterator[None]:
    """Hold a lock on a directory, or raise `busy`; the kernel frees it when a process dies."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeepingError(busy) from None
        yield
    finally:
        os.close(handle)


def sum_of(path: Path) -> dict[str, int | str]:
    """Return size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"size": file.tell(), "sha256": digest}


def under(folder: Path) -> list[Path]:
    """Every regular file of a folder and of those in it, in a lasting order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def copy_folder(source: Path, target: Path) -> None:
    """Copy the regular files of a folder; one that is deleted meanwhile is left out."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in under(source):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            if path.exists():
                raise
            copy.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Wait until a folder and all that is in it is on the disk."""
    for path in [folder, *folder.rglob("*")]:
        sync_one(path)


def sync_one(path: Path) -> None:
    """Wait until a file, or the names in a directory, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_room(where: Path, needed: int) -> None:
    """Refuse to fill a disk to the brim: the site may be writing to the same one."""
    free = shutil.disk_usage(where).free
    if free < needed + SPARE_BYTES:
        raise KeepingError(
            f"Not enough room in {where}: {megabytes(needed + SPARE_BYTES)} are needed and"
            f" {megabytes(free)} are free. Nothing was written."
        )


def check_owner(directory: Path) -> None:
    """Refuse root where the data are another user's: the site could not open what root leaves."""
    owner = directory.stat().st_uid
    if os.geteuid() == 0 != owner:
        raise KeepingError(
            f"{directory} belongs to user {user_name(owner)}. Run this as that user."
        )


def user_name(number: int) -> str:
    """Return the name of a user, or the number where there is no name."""
    with suppress(KeyError):
        return pwd.getpwuid(number).pw_name
    return str(number)


def megabytes(size: int) -> str:
    """Say a number of bytes."""
    return f"{size / 1e6:.1f} MB"
