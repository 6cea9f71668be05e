"""Pages: a saved HTML file, or an address that is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext_noop as _

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord, Capture, Notice
from articles.ingest.fetch import CONTENT_TYPES, Page, fetch
from articles.ingest.readers import feed
from articles.ingest.readers.folder import from_file


class Get(Protocol):
    """Whatever fetches: the only socket, or one with its doors set otherwise."""

    def __call__(self, address: str, *, accept: tuple[str, ...]) -> Page: ...


def read(path: Path) -> Iterator[Capture | Notice]:
    """Yield the capture of one saved page."""
    if path.is_dir():
        raise BadRecord(_("This is a folder. Use the reader 'folder', or name one file in it."))
    yield from_file(path, kind="html")


def from_address(
    address: str, reader: str = "auto", get: Get = fetch
) -> Iterator[Capture | Notice]:
    """Fetch a page and yield its capture, or a feed and yield its entries."""
    feeds = feed.CONTENT_TYPES if reader in ("auto", "feed") else ()
    page = get(address, accept=(*CONTENT_TYPES, *feeds))
    if reader == "feed" or page.content_type in feeds:
        yield from feed.entries(
            page.body, where=address, address=page.url, fetched_at=page.fetched_at
        )
    else:
        yield of_page(page, address)


def of_page(page: Page, address: str) -> Capture:
    """Return the capture of a fetched page. The address that was asked for is the key, not where it
    led."""
    return Capture(
        where=address,
        kind="text" if page.content_type == "text/plain" else "html",
        raw=page.body,
        key=canonical_url(address),
        url=address.partition("#")[0],
        charset=page.charset,
        fetched_at=page.fetched_at,
        http=page.http,
    )
