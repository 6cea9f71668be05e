"""Remembered feeds, asked for what is new. Asking twice brings nothing twice.

A feed says by ETag and Last-Modified whether it has changed since; an entry, by its bytes. What
failed is asked for again, after pauses that double."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import OperationalError
from django.db.models import F
from django.utils.translation import gettext_noop as _
from lxml import html
from lxml.etree import LxmlError

from articles.ingest.capture import BadRecord, Capture, Failure, Notice, Reason, said_by
from articles.ingest.fetch import CONTENT_TYPES, FetchError, Page
from articles.ingest.outcome import unexpected
from articles.ingest.polite import Refused, Visitor, seconds_until
from articles.ingest.readers import feed as feeds
from articles.ingest.readers.html import of_page
from articles.ingest.records import parse_moment
from articles.ingest.register import Register
from articles.ingest.run import AfterSave, IngestReport, take_in
from articles.models import Feed

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
# So many pages of one feed in one run; the others wait for the next.
MOST_PAGES = 50
LONGEST_WAIT = timedelta(days=1)
LONGEST_ASKED = timedelta(days=30)


@dataclass
class PollReport:
    """What asking brought: feeds asked, those of them that had nothing new, those that failed, and
    what became of the entries."""

    asked: int = 0
    unchanged: int = 0
    failed: list[Notice] = field(default_factory=list)
    entries: IngestReport = field(default_factory=IngestReport)

    def counts(self) -> dict[str, int]:
        """Return the numbers of the report, for its last line."""
        return {
            "feeds asked": self.asked,
            "feeds unchanged": self.unchanged,
            "feeds failed": len(self.failed),
            **self.entries.counts(),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data."""
        told = {name.replace(" ", "_"): number for name, number in self.counts().items()}
        failures = [{"where": one.where, "reason": one.reason} for one in self.failed]
        return {**told, **self.entries.as_dict(), "feed_failures": failures}


def poll(
    *,
    now: datetime,
    visitor: Visitor,
    even_if_not_due: bool = False,
    after_save: AfterSave | None = None,
    progress: Progress | None = None,
) -> PollReport:
    """Ask every feed that is due, in turn, and take in what it brings; `after_save` is called with
    each article that is new or changed."""
    report = PollReport()
    due = Feed.objects.filter(is_active=True).order_by("pk") if even_if_not_due else None
    waiting = list(Feed.objects.due(now) if due is None else due)
    for done, feed in enumerate(waiting, 1):
        report.asked += 1
        try:
            _one(feed, now, visitor, report, after_save)
        except BadRecord as error:
            _failed(feed, error, now)
            report.failed.append(Failure(feed.url, error.reason))
        except OperationalError:
            raise
        except Exception as error:  # nor must one feed keep the others waiting for ever
            logger.exception("Asking %s failed", feed.url)
            reason = unexpected(error)
            _failed(feed, BadRecord(reason), now)
            report.failed.append(Failure(feed.url, reason))
        if progress:
            progress(done, len(waiting))
    return report


def _one(
    feed: Feed,
    now: datetime,
    visitor: Visitor,
    report: PollReport,
    after_save: AfterSave | None,
) -> None:
    page = visitor.get(
        feed.url,
        accept=(*feeds.CONTENT_TYPES, *CONTENT_TYPES),
        etag=feed.etag,
        last_modified=feed.last_modified,
    )
    whole = True
    if page.is_unchanged:
        report.unchanged += 1
    else:
        items = _Items(feed, page, visitor)
        found = take_in(items, publish=feed.publishes, after_save=after_save)
        report.entries.add(found)
        whole = not items.left_over and not found.broke_off
        Feed.objects.filter(pk=feed.pk).update(brought=F("brought") + found.created)
    if whole and not page.is_unchanged:
        feed.etag = page.header("ETag")[:500]
        feed.last_modified = page.header("Last-Modified")[:100]
    feed.checked_at, feed.failures, feed.last_error = now, 0, ""
    feed.due_at = now + timedelta(seconds=settings.FEED_INTERVAL_SECONDS)
    _remember(feed)


class _Items:
    """The captures of one feed: its entries, or the pages behind those that are not stored yet.

    `left_over`: some could not be had for now, so that the feed must be read again."""

    def __init__(self, feed: Feed, page: Page, visitor: Visitor) -> None:
        self.feed, self.page, self.visitor = feed, page, visitor
        self.left_over = False

    def __iter__(self) -> Iterator[Capture | Notice]:
        source = self.feed.source
        entries = feeds.entries(
            self.page.body,
            where=self.feed.url,
            address=self.page.url,
            fetched_at=self.page.fetched_at,
            declared={"source": source.key} if source else {},
        )
        if not self.feed.takes_pages:
            yield from entries
            return
        register, fetched = Register(), 0
        for entry in entries:
            if isinstance(entry, Notice) or not entry.declared.get("url"):
                yield entry
            elif not _is_stored(entry, register):
                fetched += 1
                if fetched > MOST_PAGES:
                    self.left_over = True
                    return
                yield self._behind(entry)

    def _behind(self, entry: Capture) -> Capture | Notice:
        """Return the page behind an entry, or why there is none."""
        address = str(entry.declared["url"])
        try:
            page = self.visitor.get(address)
        except Refused as error:
            self.left_over = self.left_over or error.for_now
            return Notice(address, Reason(_("%(why)s Left out."), why=said_by(error)))
        except FetchError as error:
            gone = 400 <= error.status < 500 and error.status != 429
            self.left_over = self.left_over or not gone
            return Failure(address, error.reason)
        capture = of_page(page, address)
        source = entry.declared.get("source")
        return replace(capture, declared={"source": source}) if source else capture


def try_address(address: str, visitor: Visitor) -> int:
    """Ask an address once and return how many entries its feed has. Raises BadRecord where it is
    no feed, with the address of the feed where it is a page that names one."""
    page = visitor.get(address, accept=(*feeds.CONTENT_TYPES, *CONTENT_TYPES))
    if page.content_type == "text/html" and (named := _named_feed(page)):
        raise BadRecord(_("This is a page. The feed that it names is %(address)s"), address=named)
    entries = feeds.entries(page.body, where=address, address=page.url)
    return sum(isinstance(entry, Capture) for entry in entries)


def _named_feed(page: Page) -> str:
    """Return the address of the first feed that a page names in its head."""
    try:
        tree = html.document_fromstring(page.body)
    except (LxmlError, ValueError):
        return ""
    for link in tree.xpath("//link[contains(@rel, 'alternate')][@href]"):
        if link.get("type", "").strip().lower() in feeds.CONTENT_TYPES:
            return urljoin(page.url, link.get("href").strip())[:500]
    return ""


def _is_stored(entry: Capture, register: Register) -> bool:
    """Whether the page of an entry is here, and was captured after its last change."""
    article = register.article([str(entry.declared.get("key", "")), str(entry.declared["url"])])
    if article is None:
        return False
    changed = parse_moment(str(entry.declared.get("updated", "")))
    moment = changed[1] if changed else None
    return not (moment and article.fetched_at and moment > article.fetched_at)


def _failed(feed: Feed, error: BadRecord, now: datetime) -> None:
    """Remember a failure, and leave the feed alone for a time: twice as long each time, and at
    least as long as the server asks."""
    feed.failures += 1
    wait = timedelta(seconds=settings.FEED_INTERVAL_SECONDS) * 2 ** min(feed.failures, 10)
    wait = min(wait, LONGEST_WAIT)
    if isinstance(error, FetchError):
        asked = min(seconds_until(error.retry_after, now), LONGEST_ASKED.total_seconds())
        wait = max(wait, timedelta(seconds=asked))
        if error.status == 410:
            feed.is_active = False
    feed.checked_at, feed.due_at, feed.last_error = now, now + wait, error.reason
    _remember(feed, "is_active" if not feed.is_active else "last_error")


def _remember(feed: Feed, *more: str) -> None:
    """Store what asking has shown, and nothing that somebody may have changed in the meantime; a
    feed that was removed stays so."""
    names = {"etag", "last_modified", "checked_at", "due_at", "failures", "last_error", *more}
    Feed.objects.filter(pk=feed.pk).update(**{name: getattr(feed, name) for name in names})
