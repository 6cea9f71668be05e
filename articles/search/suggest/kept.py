"""What keystrokes found in one commit of the index, apart from what searches keep of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from articles.search.engines.whoosh.snapshot import Snapshot

MOST = 2048
T = TypeVar("T")


def once(live: Snapshot, what: str, key: Hashable, compute: Callable[[], T]) -> T:
    """Return what was computed for a key of this commit before, else compute it.

    One entry of the snapshot's own memory holds them all: typed beginnings, of which there are
    many, would push the words of searches out of it."""
    kept: dict[Any, T] = live.remembered(("suggest", what), dict)
    try:
        return kept[key]
    except KeyError:
        value = compute()
    if len(kept) >= MOST:
        kept.clear()
    kept[key] = value
    return value
