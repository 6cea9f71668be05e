"""Read every text and every raw capture, and compare each with its hash."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest.hashes import verify
from articles.management.progress import progress_bar


class Command(BaseCommand):
    help = "Compare every text and raw capture with the hash it had when it came in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, **options: Any) -> None:
        with progress_bar("hashes", quiet=options["verbosity"] == 0) as progress:
            report = verify(progress)
        for failure in report.failed:
            self.stderr.write(f"Failed: {failure}")
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            counts = report.counts().items()
            self.stdout.write(", ".join(f"{number} {name}" for name, number in counts))
        if report.failed:
            raise CommandError(f"{len(report.failed)} are not what they were, as said above.")
