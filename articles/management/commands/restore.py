"""manage.py restore: put a backup in the place of the archive, or look whether one could be."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles.keeping.run import RestoreReport, check, restore
from articles.management.keeping import told
from articles.management.progress import progress_bar


class Command(BaseCommand):
    help = (
        "Check every sum of a backup and put it in the place of the archive. Stop the site first."
    )
    # The archive to check is not there yet, or is the reason for all this.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SOURCE", type=Path, help="The backup's directory.")
        parser.add_argument("--check", action="store_true", help="Only look; change nothing.")
        parser.add_argument(
            "--force", action="store_true", help="Where an archive stands, move it aside."
        )
        parser.add_argument("--json", action="store_true", help="Print JSON, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["source"]
        with (
            told(self, as_json=options["json"]),
            progress_bar("kB", quiet=options["verbosity"] == 0) as progress,
        ):
            if options["check"]:
                report = check(source, progress=progress)
            else:
                report = restore(source, force=options["force"], progress=progress)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": True, **report.as_dict()}, ensure_ascii=False))
        else:
            self.say(report)

    def say(self, report: RestoreReport) -> None:
        if not report.restored:
            self.stdout.write(f"The backup of {report.made_at} is whole and can be restored here.")
            self.stdout.write(report.counts())
            return
        for place in report.aside:
            self.stdout.write(f"Moved aside: {place}")
        for name in report.migrated:
            self.stdout.write(f"Migrated: {name}")
        if report.secret:
            self.stdout.write(report.secret)
        self.stdout.write(f"Restored the backup of {report.made_at}; every count and sum is right.")
        self.stdout.write(
            "The index is not in a backup. Start the site: the indexer builds it anew"
            " (make serve does so too); until then search says that it is being built."
        )
        self.stdout.write(report.counts())
