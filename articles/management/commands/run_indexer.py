"""manage.py run_indexer: keep the search index up to date.

One indexer works on an index. With --once, where another is at work already, what waits is left
to it: it takes it within a second."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.indexing import one_line
from articles.search.indexing import generations, indexer, stopping
from articles.search.sizes import learn_sizes

# Where the processor is short, whoever reads or saves goes first (nice(2)): what was saved comes
# into the index a little later, and a save waits less.
NICENESS = 5


class Command(BaseCommand):
    help = "Keep the search index up to date: drain the queue of changes, rebuild when needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Index what waits, and exit.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            with one_line():
                report = indexer.update_once()
            if report is None:
                self.stdout.write("Another indexer is at work and takes what waits.")
                return
            self.tell(report)
            if report.failed:
                raise CommandError(
                    "Some articles could not be indexed. Run: manage.py verify_index"
                )
            return
        os.nice(NICENESS)
        try:
            with stopping.stopped_by((signal.SIGTERM, signal.SIGINT)) as stop:
                indexer.run(stop, on_report=self.tell)
                stopping.end()
        except generations.Busy:
            raise CommandError("Another indexer is at work on this index.") from None

    def tell(self, report: indexer.IndexReport) -> None:
        """Say what was done. Many articles have come: the database is to know how many it has."""
        self.stdout.write(report.counts())
        self.stdout.flush()
        learn_sizes(report.rebuilt + report.indexed)
