"""manage.py clear_index: make an empty index live, and keep the one before."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.indexing import one_line
from articles.search.indexing import generations


class Command(BaseCommand):
    help = "Make an empty search index live. Every search finds nothing until rebuild_index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_true", help="Do not ask.")
        parser.add_argument("-u", "--using", action="append", help="Accepted: there is one index.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["noinput"]:
            answer = input("Every search will find nothing until rebuild_index. Go on? [y/N] ")
            if not answer.lower().startswith("y"):
                raise CommandError("Nothing was changed.")
        with one_line():
            generations.make_empty()
        self.stdout.write("documents 0")
