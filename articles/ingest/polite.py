"""Asking hosts as a guest would: what robots.txt allows, one request at a time, with pauses.

One Visitor asks for everything in one run, in turn, so that no host sees two requests at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from protego import Protego

from articles.ingest.capture import Reason
from articles.ingest.fetch import (
    ANY,
    CONTENT_TYPES,
    USER_AGENT,
    FetchError,
    OnRedirect,
    Page,
    fetch,
)

AGENT = USER_AGENT.partition("/")[0]
# A host may ask for longer pauses than ours, but not for a run that never ends.
LONGEST_PAUSE = 60.0
# What servers say when they have had enough of us for now.
BUSY = (429, 503)


class Get(Protocol):
    """The only socket, or one with its doors set otherwise."""

    def __call__(
        self,
        address: str,
        *,
        accept: tuple[str, ...],
        etag: str = "",
        last_modified: str = "",
        on_redirect: OnRedirect | None = None,
    ) -> Page: ...


class Refused(FetchError):
    """A page that was not asked for: robots.txt forbids it, or its host wants to be left alone.

    `for_now`: another day the answer may be another, so that asking again is worth it."""

    def __init__(self, said: str, status: int = 0, *, for_now: bool = False, **values: Any) -> None:
        super().__init__(said, status, **values)
        self.for_now = for_now


@dataclass
class _Host:
    """What is known of a host in this run. Without rules it could not be asked for them."""

    rules: Protego | None = None
    reason: Reason | None = None
    asked_at: float | None = None
    is_busy: bool = False


class Visitor:
    """Fetches pages for one run. `pause` and `clock` are how it waits."""

    def __init__(
        self,
        get: Get = fetch,
        *,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._get, self._pause, self._clock = get, pause, clock
        self._hosts: dict[str, _Host] = {}

    def get(
        self,
        address: str,
        *,
        accept: tuple[str, ...] = CONTENT_TYPES,
        etag: str = "",
        last_modified: str = "",
    ) -> Page:
        """Return a page. Raises Refused where it must not be asked for, FetchError where it cannot
        be had. Where a redirect leads is asked for as any other page is."""
        hosts = [self._enter(address)]

        def follow(target: str) -> None:
            hosts.append(self._enter(target, already_at=hosts[-1]))

        try:
            return self._get(
                address,
                accept=accept,
                etag=etag,
                last_modified=last_modified,
                on_redirect=follow,
            )
        except FetchError as error:
            if not isinstance(error, Refused):
                hosts[-1].is_busy = error.status in BUSY
            raise
        finally:
            for host in hosts:
                host.asked_at = self._clock()

    def _enter(self, address: str, already_at: _Host | None = None) -> _Host:
        """Return the host of an address once it may be asked. A redirect within a host is part of
        the same request, and nobody waits for it."""
        parts = urlsplit(address)
        if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
            raise FetchError(_("%(address)s is not a web address."), address=repr(address[:200]))
        host = self._host(f"{parts.scheme}://{parts.netloc}".lower())
        if host.is_busy:
            said = _("%(host)s asked to be left alone for now.")
            raise Refused(said, status=429, for_now=True, host=parts.hostname)
        if host.rules is None:
            said = _("%(host)s does not say what may be fetched: %(why)s")
            raise Refused(said, for_now=True, host=parts.hostname, why=host.reason)
        if not host.rules.can_fetch(address, AGENT):
            raise Refused(
                _("The robots.txt of %(host)s forbids %(path)s."),
                host=parts.hostname,
                path=parts.path or "/",
            )
        if host is not already_at:
            self._wait(host)
        return host

    def _host(self, site: str) -> _Host:
        if site not in self._hosts:
            self._hosts[site] = host = _Host()
            try:
                page = self._get(f"{site}/robots.txt", accept=ANY)
                text = page.body.decode("utf-8", "replace")
                # A site that answers everything with its front page has no rules to tell. Some
                # call the rules by another type, or by none.
                host.rules = Protego.parse("" if page.content_type == "text/html" else text)
            except FetchError as error:
                # As RFC 9309 has it: no rules where there is no file; none may be fetched where
                # the server fails to say.
                if 400 <= error.status < 500 and error.status not in BUSY:
                    host.rules = Protego.parse("")
                host.reason = error.reason
            host.asked_at = self._clock()
        return self._hosts[site]

    def _wait(self, host: _Host) -> None:
        """Wait as many seconds as are missing since the host was asked last."""
        if host.asked_at is None or host.rules is None:
            return
        asked = float(host.rules.crawl_delay(AGENT) or 0)
        delay = min(max(asked, settings.FETCH_DELAY_SECONDS), LONGEST_PAUSE)
        left = host.asked_at + delay - self._clock()
        if left > 0:
            self._pause(left)


def seconds_until(retry_after: str, now: datetime) -> float:
    """Return how long a Retry-After asks to wait; 0 where it says nothing that can be read."""
    text = retry_after.strip()
    if text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else timezone.make_aware(moment)
    return max((moment - now).total_seconds(), 0.0)
