"""What commands say where another process is at work on the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from articles.search.indexing import generations


@contextmanager
def one_line() -> Iterator[None]:
    """Turn a lock held by another process, a stop, or a disk or database that does not take what
    is to be written into one line and exit code 1."""
    try:
        yield
    except generations.Busy:
        raise CommandError("Another rebuild is under way. Try again when it is done.") from None
    except generations.Stopped:
        raise CommandError("Stopped before the index was complete; nothing was changed.") from None
    except ChildProcessError as error:
        raise CommandError(f"{error} Nothing was changed; the index of before is in use.") from None
    except (OSError, DatabaseError) as error:
        raise CommandError(
            f"The index cannot be written: {str(error).strip()}. What is not in it yet stays"
            " queued, and what was found is found."
        ) from error
