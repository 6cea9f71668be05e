"""A progress bar on stderr for commands whose work reports `progress(done, expected)`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress_bar(unit: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield the function to call after each step; the bar goes away when the work is done."""
    # A log gets a line now and then, and none of work that is soon done.
    seconds = 0.5 if sys.stderr.isatty() else 10.0
    with tqdm(
        unit=f" {unit}", disable=quiet, leave=False, mininterval=seconds, delay=seconds
    ) as bar:

        def show(done: int, expected: int) -> None:
            bar.total = expected
            bar.update(done - bar.n)

        yield show
