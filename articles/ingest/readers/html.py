"""Pages: a saved HTML file, or an address that is fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, Capture, Failure
from articles.ingest.fetch import Page, fetch
from articles.ingest.readers.folder import from_file


def read(path: Path) -> Iterator[Capture | Failure]:
    """Yield the capture of one saved page."""
    if path.is_dir():
        raise BadRecord("This is a folder. Use the reader 'folder', or name one file in it.")
    yield from_file(path, kind="html")


def from_address(address: str, get: Callable[[str], Page] = fetch) -> Iterator[Capture | Failure]:
    """Fetch a page and yield its capture. The address that was asked for is the key, not where it
    led."""
    page = get(address)
    yield Capture(
        where=address,
        kind="text" if page.content_type == "text/plain" else "html",
        raw=page.body,
        key=canonical_url(address),
        url=address.partition("#")[0],
        charset=page.charset,
        fetched_at=page.fetched_at,
    )
