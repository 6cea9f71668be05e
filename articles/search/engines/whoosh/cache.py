"""What was decoded or computed from segments, kept for as long as it fits a bound of bytes.

One cache serves a whole process. Keys begin with the segment or the commit that a value belongs to:
both never change, so that nothing in here is ever out of date; what nobody asks for any more, of a
segment merged away for instance, goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings

# What an entry costs beside its arrays: key, tuple, headers.
OVERHEAD = 400
# The bound where settings name none, in bytes: the words that readers ask for stand in more
# articles the more there are. With the least alone, a search of 120,000 articles took 2.6 ms
# instead of 0.4, measured (docs/scaling.md); with 18 MB, one of ten words of 30,000 takes 3.2
# instead of 0.3 where a hundred others are asked in turn.
LEAST = 24 * 1024 * 1024
ENOUGH_FOR = 30_000
AN_ARTICLE = 2_000
MOST = 512 * 1024 * 1024


class Cache:
    """Values by key, the least recently used thrown away first. `size` is in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def fit(self, documents: int) -> None:
        """Let what is kept of an index of so many documents grow with it, if settings allow it."""
        if not settings.SEARCH_CACHE_BYTES:
            grown = LEAST + AN_ARTICLE * max(0, documents - ENOUGH_FOR)
            self.limit = max(self.limit, min(grown, MOST))

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Return the value of a key, computed if it is not there.

        Two threads may compute the same: both get the same value, since nothing changes."""
        with self._lock:
            if (entry := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return entry[0]
        value = compute()
        size = OVERHEAD + weigh(value)
        with self._lock:
            if key not in self._kept and size <= self.limit:
                self._kept[key] = value, size
                self.size += size
                while self.size > self.limit:
                    self.size -= self._kept.popitem(last=False)[1][1]
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0


def weigh(value: Any) -> int:
    """About how many bytes a value takes: its arrays and texts, those within others too."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, (str, bytes)):
        return 60 + 2 * len(value)
    if isinstance(value, dict):
        return sum(100 + weigh(key) + weigh(held) for key, held in value.items())
    if isinstance(value, (tuple, list)):
        return sum(16 + weigh(held) for held in value)
    return int(getattr(value, "nbytes", 60))


CACHE = Cache(settings.SEARCH_CACHE_BYTES or LEAST)
