"""Ask the remembered feeds for what is new; remember, list and forget them."""

from __future__ import annotations

import fcntl
import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.ingest.canonical import canonical_url
from articles.ingest.capture import BadRecord
from articles.ingest.polite import Visitor
from articles.ingest.polling import PollReport, poll
from articles.management.progress import progress_bar
from articles.models import Feed, Source
from articles.tagging.tagger import Tagger


class Command(BaseCommand):
    help = "Ask the remembered feeds for what is new. Run it every few minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--add", metavar="URL", help="remember a feed, or change how it is")
        parser.add_argument("--source", default="", metavar="KEY", help="with --add: whose it is")
        parser.add_argument(
            "--pages", action="store_true", help="with --add: fetch the page behind each entry"
        )
        parser.add_argument(
            "--publish", action="store_true", help="with --add: publish what it brings"
        )
        parser.add_argument("--remove", metavar="URL", help="forget a feed; its articles stay")
        parser.add_argument("--list", action="store_true", help="list the feeds")
        parser.add_argument("--all", action="store_true", help="ask also those that are not due")
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, **options: Any) -> None:
        if options["add"]:
            self._add(options)
        elif options["remove"]:
            if not Feed.objects.filter(url=options["remove"]).delete()[0]:
                raise CommandError(f"No feed has the address {options['remove']}.")
            self.stdout.write("1 removed")
        elif options["list"]:
            self._list(as_json=options["json"])
        else:
            self._ask(options)

    def _add(self, options: dict[str, Any]) -> None:
        key = options["source"]
        source = Source.objects.filter(key=key).first()
        if key and source is None:
            raise CommandError(f"No source has the key {key}.", returncode=2)
        try:
            canonical_url(options["add"])
        except BadRecord as error:
            raise CommandError(str(error), returncode=2) from error
        said = {"source": source, "takes_pages": options["pages"], "publishes": options["publish"]}
        said |= {"is_active": True, "due_at": None, "etag": "", "last_modified": ""}
        _, new = Feed.objects.update_or_create(url=options["add"], defaults=said)
        self.stdout.write("1 added" if new else "1 changed")

    def _list(self, *, as_json: bool) -> None:
        feeds = list(Feed.objects.select_related("source").order_by("pk"))
        if as_json:
            told = [
                {
                    "url": feed.url,
                    "source": feed.source.key if feed.source else None,
                    "is_active": feed.is_active,
                    "checked": feed.checked_at and feed.checked_at.isoformat(),
                    "due": feed.due_at and feed.due_at.isoformat(),
                    "failures": feed.failures,
                    "last_error": feed.last_error or None,
                }
                for feed in feeds
            ]
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for feed in feeds:
            self.stdout.write(f"{feed.url} {feed.last_error or 'ok'}")
        self.stdout.write(f"{len(feeds)} feeds")

    def _ask(self, options: dict[str, Any]) -> None:
        if not settings.FETCH_ENABLED:
            raise CommandError("Fetching is off. Set SIJILL_FETCH=1 to switch it on.")
        with (settings.DATA_DIR / "feeds.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CommandError("Another fetch_feeds is at work. It asks them all.") from error
            with progress_bar("feeds", quiet=options["verbosity"] == 0) as progress:
                report = poll(
                    now=timezone.now(),
                    visitor=Visitor(),
                    even_if_not_due=options["all"],
                    after_save=Tagger(),
                    progress=progress,
                )
        self._print(report, as_json=options["json"])

    def _print(self, report: PollReport, *, as_json: bool) -> None:
        for warning in report.entries.warnings:
            self.stderr.write(f"Warning: {warning}", self.style.WARNING)
        failures = [*report.failed, *report.entries.failed]
        for failure in failures:
            self.stderr.write(f"Failed: {failure}")
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            counts = report.counts().items()
            self.stdout.write(", ".join(f"{number} {name}" for name, number in counts))
        if failures:
            raise CommandError(f"{len(failures)} failed, as said above; the rest is done.")
