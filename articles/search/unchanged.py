"""What is read from the database once for each version of the archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from articles.models import ArchiveVersion

T = TypeVar("T")


class WhileUnchanged(Generic[T]):
    """Calls `read` again only when the archive has changed since it was last called.

    The version is read before the rest: what is written meanwhile makes the next call read again.
    What is returned is shared by all requests, and is not to be changed."""

    def __init__(self, read: Callable[[], T]) -> None:
        self.read = read
        self._kept: tuple[int, T] | None = None

    def __call__(self, version: int | None = None) -> T:
        """What `read` returns; `version` is that of the archive, where it has just been asked."""
        version = ArchiveVersion.objects.current() if version is None else version
        kept = self._kept
        if kept is None or kept[0] != version:
            kept = self._kept = (version, self.read())
        return kept[1]

    def forget(self) -> None:
        """Read again the next time: for tests, which take versions back that they have made."""
        self._kept = None
