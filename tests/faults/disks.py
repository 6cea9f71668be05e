"""A disk that can be filled: a small one in memory, seen by this process and its children alone.

Where no disk may be mounted, a limit on the size of files takes its place: what would grow beyond
a few kilobytes fails, with another number of the error."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_PRIVATE_AND_BELOW = (1 << 18) | (1 << 14)
_FILLER = "filler"
BLOCK = 4096
SMALL_FILE = 8 * BLOCK

_libc = ctypes.CDLL(None, use_errno=True)


class Disk:
    """A disk of `size` bytes at `path`. `kind` says what it is."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        path.mkdir()
        self.kind = "tmpfs" if mounted(path, size) else "limit"

    def fill(self, free: int = 0) -> None:
        """Leave only so many bytes free."""
        if self.kind == "limit":
            hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_FILE + free, hard))
            return
        with (self.path / _FILLER).open("ab", buffering=0) as file, suppress(OSError):
            left = os.statvfs(self.path)
            size = left.f_bavail * left.f_frsize - free
            while size > 0:
                size -= file.write(bytes(min(size, 1 << 20)))

    def empty(self) -> None:
        """Give back what was filled."""
        if self.kind == "limit":
            hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
            return
        (self.path / _FILLER).unlink(missing_ok=True)


def moved_in(home: Path, size: int) -> Disk:
    """Copy a site to a small disk within its data directory, and set Django up there."""
    disk = Disk(home / "small", size)
    data = disk.path / "data"
    shutil.copytree(home, data, ignore=shutil.ignore_patterns("small"))
    os.environ["SIJILL_DATA_DIR"] = str(data)
    django.setup()
    # Pages name static files by what they are: no file is collected for a play.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": plain}
    return disk


def mounted(path: Path, size: int) -> bool:
    """Mount a disk that goes when this process and its children do. False where we may not."""
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_NEW_MOUNTS):
        if _libc.unshare(_NEW_MOUNTS | _NEW_USER):
            return False
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    if _libc.mount(b"none", b"/", None, _PRIVATE_AND_BELOW, None):
        return False
    options = f"size={size},mode=700".encode()
    return not _libc.mount(b"none", os.fsencode(path), b"tmpfs", 0, options)
