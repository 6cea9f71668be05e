"""manage.py rebuild_index: build the index anew beside the live one, then switch."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.indexing import one_line
from articles.management.progress import progress_bar
from articles.search.indexing import indexer
from articles.search.sizes import learn_sizes


class Command(BaseCommand):
    help = "Build the search index anew. Readers keep the old one until the new one is complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        # Haystack's options. Nothing is asked and nothing is emptied, so they change nothing.
        parser.add_argument(
            "--noinput", "--no-input", action="store_true", help="Accepted: never asks."
        )
        parser.add_argument("-u", "--using", action="append", help="Accepted: there is one index.")
        parser.add_argument("-k", "--workers", type=int, help="Accepted; see the settings.")
        parser.add_argument("-b", "--batch-size", type=int, help="Accepted: one commit.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = indexer.IndexReport()
        with one_line(), progress_bar("articles", quiet=options["verbosity"] == 0) as progress:
            indexer.rebuild(report, progress=progress)
            indexer.drain_alone(report)
        learn_sizes(report.rebuilt + report.indexed)
        self.stdout.write(report.counts())
        if report.failed:
            raise CommandError("Some articles could not be indexed. Run: manage.py verify_index")
