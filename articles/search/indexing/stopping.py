"""Stopping when asked, within a second, whatever the process is at.

Between two steps the indexer looks whether it should stop. But one step may be a merge of many
segments, or the wait for the lock of a database. So it is ended in the middle if need be: it may be
killed at any moment without loss, and what it was at is done again by whoever comes next."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import NoReturn

log = logging.getLogger(__name__)

# What is left of the second is for Python to end.
PATIENCE_SECONDS = 0.5


@contextmanager
def stopped_by(signals: Iterable[signal.Signals]) -> Iterator[Event]:
    """Have an event that is set when one of the signals comes; the process ends soon after that."""
    stop = Event()
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    # Python runs handlers between two instructions of the main thread, which may be long waiting
    # inside the database: the number of the signal comes through the pipe at once.
    signal.set_wakeup_fd(mouth)
    before = {number: signal.signal(number, lambda *_: None) for number in signals}
    Thread(target=_wait, args=(ear, stop), daemon=True, name="stopping").start()
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        os.close(mouth)


def end() -> NoReturn:
    """End the process well, now: Python takes longer to take it apart than anything else here."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _wait(ear: int, stop: Event) -> None:
    heard = os.read(ear, 1)
    if not heard:
        os.close(ear)
        return  # nobody asked, and nothing is to be stopped any more
    stop.set()
    time.sleep(PATIENCE_SECONDS)
    log.warning("Stopped in the middle of a step; it is done again at the next start.")
    os._exit(0)
