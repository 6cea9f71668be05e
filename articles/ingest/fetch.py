"""The only socket of Sijill: one page from a public address, within limits of size and time.

A curator may paste any address, so an address is never trusted: only http and https, only usual
ports, only hosts whose every address is public. The connection goes to the very address that was
checked, so that a name cannot change between the check and the connection; every redirect is
checked anew."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles.ingest.addresses import is_public
from articles.ingest.canonical import canonical_url
from articles.ingest.capture import NOT_KEPT, BadRecord, Reason, said_by

MOST_REDIRECTS = 5
# The first word is what robots.txt calls us.
USER_AGENT = "Sijill/0.1 (archive of press coverage)"
ANY = ("*/*",)
CONTENT_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
Resolve = Callable[[str, int], list[str]]
Allow = Callable[[str], bool]
OnRedirect = Callable[[str], None]


class FetchError(BadRecord):
    """A page that could not be fetched, or must not be. `status` is what the server answered, 0
    where it did not; `retry_after` what it said of when to come again."""

    def __init__(self, said: str, status: int = 0, retry_after: str = "", **values: Any) -> None:
        super().__init__(said, **values)
        self.status, self.retry_after = status, retry_after


@dataclass(frozen=True)
class Page:
    """What an address gave: `url` is where the redirects ended, `http` the status line and headers
    that came before the body. `is_unchanged`: the asker has it already, so it was not sent."""

    url: str
    content_type: str
    charset: str
    body: bytes
    fetched_at: datetime
    http: tuple[Any, ...] = ()
    is_unchanged: bool = False

    def header(self, name: str) -> str:
        """Return a header of the answer, "" where there is none."""
        pairs = self.http[1:]
        return next((value for key, value in pairs if key.lower() == name.lower()), "")


@dataclass(frozen=True)
class Asked:
    """What goes with a request: the types that are read, and what the asker has already."""

    accept: tuple[str, ...] = CONTENT_TYPES
    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        found = {
            "User-Agent": USER_AGENT,
            "Accept": ", ".join(self.accept),
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if self.etag:
            found["If-None-Match"] = self.etag
        if self.last_modified:
            found["If-Modified-Since"] = self.last_modified
        return found


def system_resolve(host: str, port: int) -> list[str]:
    """Return every address the system's resolver knows for a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    address: str,
    *,
    resolve: Resolve = system_resolve,
    allow: Allow = is_public,
    ports: tuple[int, ...] | None = None,
    accept: tuple[str, ...] = CONTENT_TYPES,
    etag: str = "",
    last_modified: str = "",
    on_redirect: OnRedirect | None = None,
) -> Page:
    """Return the page at an address, or raise FetchError with the reason in one sentence.

    `resolve`, `allow` and `ports` are the three doors of the guard; only tests and operators with
    an archive inside their own network open them wider. With `etag` and `last_modified` the answer
    may be that nothing has changed since. `on_redirect(address)` is asked before a redirect is
    followed, and may refuse by raising FetchError; the time that it takes is not counted.
    """
    if not settings.FETCH_ENABLED:
        raise FetchError(_("Fetching pages is off. Set SIJILL_FETCH=1 to switch it on."))
    deadline = time.monotonic() + settings.FETCH_TIMEOUT_SECONDS
    asked = Asked(accept, etag, last_modified)
    for _redirect in range(MOST_REDIRECTS + 1):
        visit = Visit(address, asked, resolve, allow, ports or settings.FETCH_PORTS, deadline)
        target, page = visit.get()
        if page:
            return page
        try:
            address = urljoin(address, target)
        except ValueError as error:
            raise FetchError(_("The page redirects to no web address.")) from error
        if on_redirect:
            asked_at = time.monotonic()
            on_redirect(address)
            deadline += time.monotonic() - asked_at
    raise FetchError(_("The page redirects more than %(most)s times."), most=MOST_REDIRECTS)


class Visit:
    """One request to one address, without following where it leads."""

    def __init__(
        self,
        address: str,
        asked: Asked,
        resolve: Resolve,
        allow: Allow,
        ports: tuple[int, ...],
        deadline: float,
    ) -> None:
        self.asked = asked
        self.address = _ascii(address)
        self.parts: SplitResult = urlsplit(self.address)
        self.port = self.parts.port or (443 if self.parts.scheme == "https" else 80)
        if self.port not in ports:
            raise FetchError(
                _("Port %(port)s is not fetched from, only %(ports)s."),
                port=self.port,
                ports=", ".join(map(str, ports)),
            )
        self.host = self.parts.hostname or ""
        self.resolve, self.allow, self.deadline = resolve, allow, deadline

    def get(self) -> tuple[str, Page | None]:
        """Return the target of a redirect and no page, or "" and the page."""
        connection = _Pinned(self.host, self.port, self._checked_address(), timeout=self._left())
        if self.parts.scheme == "https":
            connection.context, connection.default_port = ssl.create_default_context(), 443
        # A server that sends a byte now and then never runs into a socket's own timeout: end it
        # from outside.
        watchdog = threading.Timer(self._left(), connection.abort)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._answer(connection)
        except (OSError, http.client.HTTPException, zlib.error) as error:
            if time.monotonic() >= self.deadline:
                raise self._too_slow() from error
            raise FetchError(
                _("%(host)s does not answer as it should: %(why)s."),
                host=self.host,
                why=_reason(error),
            ) from error
        finally:
            watchdog.cancel()
            connection.close()

    def _checked_address(self) -> str:
        """Return the address to connect to. One address that is not public spoils the host."""
        found: list[list[str]] = []
        errors: list[OSError] = []

        def look_up() -> None:
            try:
                found.append(self.resolve(self.host, self.port))
            except (OSError, UnicodeError) as error:
                errors.append(OSError(str(error)))

        # In a thread of its own, because the system's resolver knows no time limit.
        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self._left())
        if errors or (found and not found[0]):
            raise FetchError(
                _("The host %(host)s is not known. Check the address."), host=self.host
            )
        if not found:
            raise self._too_slow()
        for number in found[0]:
            if not self.allow(number):
                raise FetchError(
                    _("%(host)s leads to %(address)s, which is not a public address."),
                    host=self.host,
                    address=number,
                )
        return found[0][0]

    def _answer(self, connection: _Pinned) -> tuple[str, Page | None]:
        path = self.parts.path or "/"
        connection.request(
            "GET",
            f"{path}?{self.parts.query}" if self.parts.query else path,
            headers=self.asked.headers(),
        )
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            target = response.headers.get("Location", "")
            if not target:
                raise FetchError(
                    _("%(host)s redirects (%(code)s) without saying where."),
                    host=self.host,
                    code=response.status,
                )
            return target, None
        http = (f"{response.status} {response.reason}", *_kept(response.headers.items()))
        if response.status == 304 and (self.asked.etag or self.asked.last_modified):
            return "", Page(self.address, "", "", b"", timezone.now(), http, is_unchanged=True)
        if response.status != 200:
            raise FetchError(
                _("%(host)s answers %(code)s %(words)s."),
                response.status,
                response.headers.get("Retry-After", ""),
                host=self.host,
                code=response.status,
                words=response.reason,
            )
        kind = response.headers.get_content_type()
        is_said = "Content-Type" in response.headers
        if self.asked.accept != ANY and (not is_said or kind not in self.asked.accept):
            raise FetchError(
                _("%(host)s sends %(kind)s, which is not what was asked for."),
                host=self.host,
                kind=kind,
            )
        charset = response.headers.get_content_charset() or ""
        return "", Page(self.address, kind, charset, self._body(response), timezone.now(), http)

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        limit = settings.FETCH_MAX_BYTES
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "", "gzip", "x-gzip"):
            raise FetchError(
                _("%(host)s packs its pages as %(encoding)s, which was not asked for."),
                host=self.host,
                encoding=encoding,
            )
        unpack = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
        body, received = bytearray(), 0
        while chunk := response.read1(65536):
            received += len(chunk)
            body += unpack.decompress(chunk, limit + 1 - len(body)) if unpack else chunk
            if max(received, len(body)) > limit:
                raise FetchError(_("The page is larger than %(most)s bytes."), most=f"{limit:,}")
            self._left()
        # The watchdog ends a slow answer as if the server had: what came so far is not the page.
        self._left()
        expected = response.headers.get("Content-Length", "")
        cut_short = expected.isdigit() and received < int(expected)
        if cut_short or (unpack and not unpack.eof):
            raise FetchError(
                _("%(host)s broke off before the end of the page. Try again."), host=self.host
            )
        return bytes(body)

    def _left(self) -> float:
        """Return the seconds left for all of it; at least enough to notice that they are over."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self._too_slow()
        return left

    def _too_slow(self) -> FetchError:
        said = _("%(host)s took longer than %(most)s seconds.")
        return FetchError(said, host=self.host, most=settings.FETCH_TIMEOUT_SECONDS)


class _Pinned(http.client.HTTPConnection):
    """A connection to one checked address, under the name of the host."""

    context: ssl.SSLContext | None = None

    def __init__(self, host: str, port: int, address: str, *, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = plain
        if self.context:
            self.sock = self.context.wrap_socket(plain, server_hostname=self.host)

    def abort(self) -> None:
        """Wake up whoever waits for this connection. Called from another thread."""
        if self.sock:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _kept(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that stay true of the body as we hold it, unpacked and whole; no cookies."""
    return [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]


def _ascii(address: str) -> str:
    """Return an address as it goes over the wire; refuse what is no web address."""
    try:
        checked = canonical_url(address)
        parts = urlsplit(address.strip())
    except BadRecord as error:
        raise FetchError(error.reason) from error
    if not checked.startswith(("http://", "https://")):
        raise FetchError(_("%(address)s is not a web address."), address=repr(address[:200]))
    # The query stays whole: what we call tracking may still be what the server wants to see.
    whole = urlsplit(checked)._replace(query=_escaped(parts.query))
    return whole.geturl()


def _escaped(query: str) -> str:
    return "".join(
        letter if "!" <= letter <= "~" else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in query
    )


def _reason(error: Exception) -> Reason:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Reason(_("its certificate is not valid (%(why)s)"), why=error.verify_message)
    if isinstance(error, TimeoutError):
        return Reason(_("it took too long"))
    return said_by(error)
