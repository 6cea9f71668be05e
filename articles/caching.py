"""Finished pages, kept until anything that they show changes.

A page follows from its address, the reader's choices, the archive, the index and the day. All of
that makes its ETag: a browser that holds the page is answered "304 Not Modified" before any view is
called, and other readers get the page as it was made for the first of them, whichever process made
it. What readers see is never older than the database: its version is read in every request.

Django's own cache middleware finds a page by its address and the headers named in Vary, and
forgets it after so many seconds: it cannot ask whether the archive has changed since. Its caches
on disk read a whole directory to find out how much they hold; diskcache keeps count, and finds a
page in 20 microseconds."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from diskcache import Cache, Timeout
from diskcache.core import DBNAME
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from articles.display import Preferences
from articles.models import ArchiveVersion
from articles.search.engines.whoosh.state import doubt, newest
from articles.search.run import IndexUnavailable
from articles.search.suggest.past import FETCHED_AHEAD

# What all readers see alike. Health, the desk and what writes stay outside, and suggestions, which
# hang on searches made before: those are not part of the archive.
_LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES)
SHARED = re.compile(rf"/(?:(?:{_LANGUAGES})/(?!admin/|settings/)|api/v1/(?!suggest)|sitemap)")
# Cookies of somebody who is logged in, or has a message waiting.
PERSONAL = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
OWN_HEADERS = {"content-length", "content-encoding", "etag", "set-cookie"}
# No page may take more than this part of the whole.
LARGEST_PART = 16
# At 6 a page is a sixteenth smaller, and takes twice as long to compress.
LEVEL = 4
# Beside its pages a store has so many bytes of its own.
STORE_BYTES = 32 * 1024
# What a database of SQLite begins with (sqlite.org/fileformat.html).
SQLITE = b"SQLite format 3\x00"
SECONDS_IN_THE_MAKING = 10
# What a store can fail with: a full or a broken disk, a damaged file, another process at work.
FAILURES = (sqlite3.Error, OSError, Timeout)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """A finished answer: its compressed text and its headers."""

    packed: bytes
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, stored: bytes) -> Page:
        """The page that `stored` has written."""
        headers, _, packed = stored.partition(b"\n")
        return cls(packed, tuple((name, value) for name, value in json.loads(headers)))

    def stored(self) -> bytes:
        """The page as bytes: its headers as a line of JSON, then its text."""
        return json.dumps(self.headers).encode() + b"\n" + self.packed

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer to a reader, compressed for who takes that."""
        takes_gzip = re_accepts_gzip.search(request.headers.get("Accept-Encoding", ""))
        body = self.packed if takes_gzip else gzip.decompress(self.packed)
        response = HttpResponse(body, headers=dict(self.headers))
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
        return response


class PageStore:
    """Finished pages by their names, for all processes of a machine, in files that outlive them.

    It is of use and nothing else: where it fails, pages are made anew. `limit` is in bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.limit = limit
        self._version: int | None = None
        self._pages: Cache | None = None
        if limit <= STORE_BYTES:
            return
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _clear_away(folder / DBNAME)
            # Pages stand in the table itself; what is mapped would count as memory of each process.
            self._pages = Cache(
                str(folder),
                size_limit=limit - STORE_BYTES,
                eviction_policy="least-recently-stored",
                disk_min_file_size=limit,
                sqlite_mmap_size=0,
                sqlite_cache_size=128,
                sqlite_synchronous=0,
                tag_index=True,
                timeout=0.5,
            )
        except FAILURES as error:
            log.warning("Finished pages are not kept: %s", error)

    def get(self, etag: str) -> Page | None:
        """The page of a name, if it is here."""
        if self._pages is None:
            return None
        try:
            stored = self._pages.get(etag)
        except FAILURES as error:
            log.warning("A finished page cannot be read: %s", error)
            return None
        return None if stored is None else Page.read(stored)

    def keep(self, etag: str, page: Page, version: int) -> None:
        """Keep a page of a version of the archive; those of the version before go."""
        stored = page.stored()
        if self._pages is None or len(stored) * LARGEST_PART > self.limit:
            return
        try:
            if self._version not in (None, version):
                self._pages.evict(self._version)
            self._version = version
            self._pages.set(etag, stored, tag=version)
        except FAILURES as error:
            log.warning("A finished page cannot be kept: %s", error)

    @property
    def bytes(self) -> int:
        """How large its files are."""
        return self._pages.volume() if self._pages is not None else 0

    def __len__(self) -> int:
        return len(self._pages) if self._pages is not None else 0


def _clear_away(database: Path) -> None:
    """Remove a store that is none: diskcache would stop at it, or wait for it a minute.

    Who has it open keeps it and loses nothing. An empty one may be in the making."""
    try:
        with database.open("rb") as file:
            begin = file.read(len(SQLITE))
            age = time.time() - os.fstat(file.fileno()).st_mtime
    except FileNotFoundError:
        return
    if begin != SQLITE and (begin or age > SECONDS_IN_THE_MAKING):
        log.warning("The store of finished pages is damaged and is made anew: %s", database)
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)


class PageCacheMiddleware:
    """Answers anonymous readers with a finished page where nothing has changed.

    It stands outside of the session, the language and the rest, which a kept page needs no more,
    and within what compresses answers and what sets the headers of security."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed  # templates change under a running server
        self.get_response = get_response
        self.pages = PageStore(Path(settings.PAGE_CACHE_DIR), settings.PAGE_CACHE_BYTES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or not SHARED.match(request.path_info):
            return self.get_response(request)
        if not _is_anybodys(request) or (etag := _etag(request)) is None:
            response = self.get_response(request)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
            return response
        if _holds(request, etag):
            return _dressed(HttpResponseNotModified(), etag)
        page = self.pages.get(etag)
        if page is None:
            # Views may change it: the API makes GET of HEAD.
            is_whole = request.method == "GET"
            response = self.get_response(request)
            if not _can_be_kept(request, response):
                return response
            page = _page(response)
            if is_whole:
                version: int = request.archive_version  # type: ignore[attr-defined]
                self.pages.keep(etag, page, version)
        return _dressed(page.response(request), etag)


def _is_anybodys(request: HttpRequest) -> bool:
    """Whether a request is one that any reader could make. Pages fetched ahead, which nobody has
    opened yet, are left alone: they count for nothing (search/suggest/past.py)."""
    return not any(request.COOKIES.get(name) for name in PERSONAL) and not any(
        name in request.headers for name in (*FETCHED_AHEAD, "Authorization")
    )


def _etag(request: HttpRequest) -> str | None:
    """The name of the page as it is now; None where that cannot be told, and the view shall."""
    try:
        version = ArchiveVersion.objects.current()
        # For parts of pages that are kept: templatetags/kept.py.
        request.archive_version = version  # type: ignore[attr-defined]
        facts = (
            *(request.scheme, request.get_host(), request.path, request.META.get("QUERY_STRING")),
            translation.get_language_from_request(request, check_path=True),
            Preferences.from_cookies(request.COOKIES),
            version,
            _state_of_index(Path(settings.INDEX_DIR)),
            timezone.localdate(),
            program(),
        )
    except (DatabaseError, DisallowedHost):
        return None
    return f'W/"{hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()}"'


def _state_of_index(root: Path) -> object:
    try:
        return newest(root), doubt(root)
    except IndexUnavailable as error:
        return str(error)


@cache
def program() -> str:
    """A fingerprint of all that makes pages: the code, its templates and translations, the names
    of static files, and the settings that show."""
    sums = hashlib.blake2b(digest_size=16)
    # By content: machines that serve one address are to give the same names.
    for path in sorted(_files(settings.BASE_DIR)):
        sums.update(path.relative_to(settings.BASE_DIR).as_posix().encode() + path.read_bytes())
    sums.update(repr(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    shown = ("SITE_URL", "CONTACT_EMAIL", "TIME_ZONE", "CONTENT_SECURITY_POLICY", "LANGUAGE_CODE",
             "EMBED_ORIGINS")  # fmt: skip
    sums.update(repr([getattr(settings, name) for name in shown]).encode())
    return sums.hexdigest()


def _files(root: Path) -> Iterable[Path]:
    for room in ("archive", "articles", "templates"):
        for kind in ("py", "html", "xml", "txt", "mo"):
            yield from (root / room).rglob(f"*.{kind}")
    yield from root.glob("requirements.txt")


def _holds(request: HttpRequest, etag: str) -> bool:
    """Whether the reader has this very page. Not Django's get_conditional_response(): for it "*"
    fits every page, also one that there is not."""
    return etag in parse_etags(request.headers.get("If-None-Match", ""))


def _can_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer is a page for everybody: no error, no cookie, no word of its own on how
    long it may be kept, no secret made for one answer."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not response.has_header("Content-Encoding")
        and not isinstance(getattr(request, "_csp_nonce", None), str)
    )


def _page(response: HttpResponseBase) -> Page:
    assert isinstance(response, HttpResponse)
    headers = [(k, v) for k, v in response.headers.items() if k.lower() not in OWN_HEADERS]
    return Page(gzip.compress(response.content, LEVEL, mtime=0), tuple(headers))


def _dressed(response: HttpResponse, etag: str) -> HttpResponse:
    """The same answer with its name, and the word to ask again before it is shown another time."""
    response["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Cookie"))
    return response
