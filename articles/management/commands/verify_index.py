"""manage.py verify_index: read the whole index, compare it with the database, and mend it.

Exit codes, as monitoring has them: 0 all is good; 1 some articles differ, failed or wait too long;
2 damage, the index cannot be relied on; 3 it could not be looked at."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.management.indexing import one_line
from articles.search.indexing import verify as verification
from articles.search.indexing.repair import repair
from articles.search.indexing.verify import VerifyReport, verify

EXIT_CODES = {verification.GOOD: 0, verification.DIFFERS: 1, verification.DAMAGED: 2}
UNKNOWN = 3


class Command(BaseCommand):
    help = "Read the search index and compare it with the database, article by article."
    # What they would warn of is what is looked at here, and told in its own words.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="Build or index anew what is not right."
        )
        parser.add_argument("--json", action="store_true", help="Print JSON, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self.verify(repairing=options["repair"])
        except (DatabaseError, OSError) as error:
            raise CommandError(f"Not verified: {error}", returncode=UNKNOWN) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            self.say(report)
        if code := EXIT_CODES[report.result]:
            raise CommandError(self.advice(report, options["repair"]), returncode=code)

    def verify(self, *, repairing: bool) -> VerifyReport:
        report = verify(repair=repairing)
        if repairing and not report.ok:
            with one_line():
                return repair(report)
        return report

    def advice(self, report: VerifyReport, repaired: bool) -> str:
        """What is wrong, and what to do."""
        if report.result == verification.DAMAGED:
            wrong = "The index cannot be relied on."
        elif report.late:
            wrong = "Changes wait to be indexed. Is manage.py run_indexer at work?"
        else:
            wrong = "The index differs from the database."
        return wrong if repaired else f"{wrong} Run: manage.py verify_index --repair"

    def say(self, report: VerifyReport) -> None:
        for line in report.did:
            self.stdout.write(line)
        if report.reason:
            self.stdout.write(report.reason)
        if report.unheard:
            self.stdout.write(f"Missing triggers: {', '.join(report.unheard)}")
        for word in ("missing", "stale", "extra"):
            for pk in getattr(report, word)[:20]:
                self.stdout.write(f"article {pk}: {word}")
        for pk, reason in list(report.failed.items())[:20]:
            self.stdout.write(f"article {pk}: {reason}")
        self.stdout.write(report.counts())
