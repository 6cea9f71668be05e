"""What is in an import: each capture in order, the same each time it is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from articles.ingest.capture import BadRecord, Capture, Notice
from articles.ingest.imports import spool
from articles.ingest.imports.given import file_of, folder_of, is_kept
from articles.ingest.polite import Visitor
from articles.ingest.readers import captures, count
from articles.ingest.readers.html import from_address
from articles.ingest.run import readable
from articles.models import ImportJob

Fetched = Callable[[int], None]


def items(job: ImportJob) -> Iterator[Capture | Notice]:
    """Yield every capture of an import; where it cannot be read, or breaks off, that is one
    failure."""
    yield from readable(str(file_of(job)), partial(_items, job))


def _items(job: ImportJob) -> Iterator[Capture | Notice]:
    if job.kind == ImportJob.Kind.ADDRESSES:
        for number in range(1, len(job.addresses.splitlines()) + 1):
            yield from spool.read(_fetched(job, number))
    else:
        yield from captures(str(file_of(job)), job.reader, job.columns)


def is_all_here(job: ImportJob) -> bool:
    """Whether all that was looked through is still here, so that it can be taken in."""
    if job.kind == ImportJob.Kind.FILE:
        return is_kept(job)
    addresses = job.addresses.splitlines()
    return all(_fetched(job, number).is_file() for number in range(1, len(addresses) + 1))


def expected(job: ImportJob) -> int:
    """Return about how many records there are."""
    if job.kind == ImportJob.Kind.ADDRESSES:
        return max(job.expected, 1)
    try:
        return count(str(file_of(job)), job.reader)
    except (BadRecord, OSError):
        return 1


def fetch_all(job: ImportJob, visitor: Visitor, on_page: Fetched) -> None:
    """Fetch every address that was not fetched before, as a guest would; `on_page(done)` is told,
    and what it raises ends the fetching. An address that cannot be had is a failure in its file.

    What an address gave is a file of its own, put in its place once it is whole: a process that
    takes up where another was killed asks no host again for what is there."""
    folder = folder_of(job) / "fetched"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, address in enumerate(job.addresses.splitlines(), 1):
        path = _fetched(job, number)
        if not path.exists():
            fresh = path.with_suffix(".new")
            with fresh.open("w", encoding="utf-8") as file:
                read = partial(from_address, address, job.reader, get=visitor.get)
                for item in readable(address, read):
                    spool.put(item, file)
                file.flush()
                os.fsync(file.fileno())  # an empty file in its place would be a page that is lost
            os.replace(fresh, path)
        on_page(number)


def _fetched(job: ImportJob, number: int) -> Path:
    return folder_of(job) / "fetched" / f"{number:04}.jsonl"
