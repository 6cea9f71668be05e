"""Do what was asked for on the import page of the desk, and end."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.ingest.imports.run import run_waiting


class Command(BaseCommand):
    help = "Do the imports that curators have asked for at the desk, and end."

    def handle(self, *args: Any, **options: Any) -> None:
        done = run_waiting()
        if done is None:
            self.stdout.write("Another process is at work on them.")
        else:
            self.stdout.write(f"{done} imports worked on")
