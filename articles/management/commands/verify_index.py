"""manage.py verify_index: compare the index with the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.indexing import one_line
from articles.search.indexing import indexer
from articles.search.indexing.verify import VerifyReport, verify


class Command(BaseCommand):
    help = "Compare the search index with the database, article by article."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Queue and index what differs.")
        parser.add_argument("--json", action="store_true", help="Print JSON, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify(repair=options["repair"])
        if options["repair"] and not report.ok:
            with one_line():
                report = self.repair(report)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": report.ok, **asdict(report)}))
        else:
            self.say(report)
        if not report.ok:
            raise CommandError("The index differs from the database. Run: verify_index --repair")

    def repair(self, report: VerifyReport) -> VerifyReport:
        """Rebuild what cannot be read, index what was queued, and look again."""
        if report.reason:
            indexer.rebuild(indexer.IndexReport())
        indexer.update()
        again = verify()
        again.repaired = report.repaired
        return again

    def say(self, report: VerifyReport) -> None:
        if report.reason:
            self.stdout.write(report.reason)
        for word in ("missing", "stale", "extra"):
            for pk in getattr(report, word)[:20]:
                self.stdout.write(f"article {pk}: {word}")
        for pk, reason in list(report.failed.items())[:20]:
            self.stdout.write(f"article {pk}: {reason}")
        self.stdout.write(report.counts())
