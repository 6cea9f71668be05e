"""Stopping when asked, within a second, whatever the process is at.

Between two steps the indexer looks whether it should stop. But one step may be a merge of many
segments, or the wait for the lock of a database. So it is ended in the middle if need be: it may be
killed at any moment without loss, and what it was at is done again by whoever comes next."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterable
from threading import Event, Thread

log = logging.getLogger(__name__)

# What is left of the second is for Python to end.
PATIENCE_SECONDS = 0.5


def stop_on(signals: Iterable[signal.Signals]) -> Event:
    """Return an event that is set when one of the signals comes; the process ends soon after."""
    stop = Event()
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    # Python runs handlers between two instructions of the main thread, which may be long waiting
    # inside the database: the number of the signal comes through the pipe at once.
    signal.set_wakeup_fd(mouth)
    for number in signals:
        signal.signal(number, lambda *_: None)
    Thread(target=_wait, args=(ear, stop), daemon=True, name="stopping").start()
    return stop


def _wait(ear: int, stop: Event) -> None:
    os.read(ear, 1)
    stop.set()
    time.sleep(PATIENCE_SECONDS)
    log.warning("Stopped in the middle of a step; it is done again at the next start.")
    os._exit(0)
