"""Find copies of one story and let each point to the earliest."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.ingest.copies.run import cluster
from articles.management.progress import progress_bar


class Command(BaseCommand):
    help = "Find copies of one story among new and changed articles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--afresh", action="store_true", help="compare every article again")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, **options: Any) -> None:
        with progress_bar("articles", quiet=options["verbosity"] == 0) as progress:
            report = cluster(afresh=options["afresh"], progress=progress)
        counts = report.counts()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))
