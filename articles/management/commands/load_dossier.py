"""Load a dossier: facts with their sources, again and again without duplicates."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from articles.ingest.dossier import DossierReport, load
from articles.management.progress import progress_bar


class Command(BaseCommand):
    help = "Load the entities, coverage and meetings of a dossier. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path",
            nargs="?",
            help="the folder; default: SIJILL_DOSSIER, else the one that ships; none: load nothing",
        )
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *, path: str | None, **options: Any) -> None:
        path = path or settings.DOSSIER
        if path == "none":
            self._print(DossierReport(), as_json=options["json"])
            return
        try:
            with progress_bar("records", quiet=options["verbosity"] == 0) as progress:
                report = load(path, progress=progress)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                f"The database refuses: {error}. Nothing was loaded. "
                "If a table is missing, run: manage.py migrate"
            ) from error
        self._print(report, as_json=options["json"])

    def _print(self, report: DossierReport, *, as_json: bool) -> None:
        for notice in [*report.kept, *report.warnings]:
            self.stderr.write(f"Warning: {notice}", self.style.WARNING)
        for failure in report.failed:
            self.stderr.write(f"Failed: {failure}")
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            counts = ", ".join(f"{number} {name}" for name, number in report.counts().items())
            self.stdout.write(counts)
        if report.failed:
            raise CommandError(f"{len(report.failed)} failed, as said above; the rest is loaded.")
