"""Take articles into the register: files, folders, saved pages, addresses."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest.capture import BadRecord
from articles.ingest.readers import READERS
from articles.ingest.readers.columns import mapping_of
from articles.ingest.run import IngestReport, ingest
from articles.management.progress import progress_bar
from articles.tagging.tagger import Tagger


class Command(BaseCommand):
    help = "Take in articles from files of many kinds, folders of texts and web addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="PATH|URL")
        parser.add_argument(
            "--reader", choices=READERS, default="auto", help="default: %(default)s"
        )
        status = parser.add_mutually_exclusive_group()
        status.add_argument("--publish", action="store_true", help="publish new articles (default)")
        status.add_argument("--draft", action="store_true", help="save new articles as drafts")
        parser.add_argument(
            "--columns",
            default="",
            metavar="HEADING=FIELD,...",
            help="which column of a table is which field, where its heading does not say",
        )
        parser.add_argument("--dry-run", action="store_true", help="do it, and undo it")
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
        parser.add_argument(
            "--no-suggestions", action="store_true", help="leave out suggest_tags for new texts"
        )

    def handle(self, *, sources: list[str], **options: Any) -> None:
        try:
            columns = mapping_of(options["columns"])
        except BadRecord as error:
            raise CommandError(str(error), returncode=2) from error
        with progress_bar("articles", quiet=options["verbosity"] == 0) as progress:
            report = ingest(
                sources,
                reader=options["reader"],
                publish=not options["draft"],
                dry_run=options["dry_run"],
                columns=columns,
                progress=progress,
                after_save=None if options["no_suggestions"] else Tagger(),
            )
        self._print(report, as_json=options["json"], dry_run=options["dry_run"])

    def _print(self, report: IngestReport, *, as_json: bool, dry_run: bool) -> None:
        for warning in report.warnings:
            self.stderr.write(f"Warning: {warning}", self.style.WARNING)
        for failure in report.failed:
            self.stderr.write(f"Failed: {failure}")
        if as_json:
            told = {**report.as_dict(), "dry_run": dry_run}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            counts = ", ".join(f"{number} {name}" for name, number in report.counts().items())
            self.stdout.write(f"{counts} (dry run: nothing was written)" if dry_run else counts)
        if report.failed:
            raise CommandError(f"{len(report.failed)} failed, as said above; the rest is done.")
