"""manage.py backup: copy the archive to another place while the site runs."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles.keeping.run import BackupReport, backup
from articles.management.keeping import told
from articles.management.progress import progress_bar


def at_least_one(text: str) -> int:
    """Read how many backups to keep; keeping none would delete the one just made."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"a whole number from 1 on, not {text!r}")
    return int(text)


class Command(BaseCommand):
    help = "Copy database, captures and media into a new directory, while the site runs."
    # A mistake elsewhere in the configuration is no reason to go without a backup.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("destination", metavar="DEST", type=Path, help="Where backups stand.")
        parser.add_argument(
            "--keep", type=at_least_one, default=0, metavar="N", help="Remove all but the newest N."
        )
        parser.add_argument(
            "--with-secret", action="store_true", help="Put the secret key in as well."
        )
        parser.add_argument("--json", action="store_true", help="Print JSON, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        with (
            told(self, as_json=options["json"]),
            progress_bar("kB", quiet=options["verbosity"] == 0) as progress,
        ):
            report = backup(
                options["destination"],
                keep=options["keep"],
                with_secret=options["with_secret"],
                progress=progress,
            )
        if options["json"]:
            self.stdout.write(json.dumps({"ok": True, **report.as_dict()}, ensure_ascii=False))
        else:
            self.say(report)

    def say(self, report: BackupReport) -> None:
        for name in report.left_out:
            self.stderr.write(f"Left out, because it is not the archive's: {name}")
        for name in report.removed:
            self.stdout.write(f"Removed the old backup {name}")
        self.stdout.write(f"Made {report.backup}")
        self.stdout.write(report.counts())
