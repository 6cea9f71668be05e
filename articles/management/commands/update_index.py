"""manage.py update_index: queue articles and index them, as Haystack's command does."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles.management.indexing import one_line
from articles.search.indexing import generations, indexer, outbox


class Command(BaseCommand):
    help = "Index articles again: all, or those changed lately."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("app_label", nargs="*", help="Accepted: there is one app.")
        parser.add_argument("-a", "--age", type=int, help="Only what changed in the last HOURS.")
        parser.add_argument(
            "-m", "--minutes", type=int, help="Only what changed in the last MINUTES."
        )
        parser.add_argument("-s", "--start", help="Only what changed since, YYYY-MM-DD[THH:MM].")
        parser.add_argument("-e", "--end", help="Only what changed until, YYYY-MM-DD[THH:MM].")
        parser.add_argument("-r", "--remove", action="store_true", help="Accepted: always done.")
        parser.add_argument("-b", "--batch-size", type=int, help="Accepted: batches are 500.")
        parser.add_argument("-k", "--workers", type=int, help="Accepted; see the settings.")
        parser.add_argument("-u", "--using", action="append", help="Accepted: there is one index.")

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = moment(options["start"]), moment(options["end"])
        if options["age"] or options["minutes"]:
            since = timedelta(hours=options["age"] or 0, minutes=options["minutes"] or 0)
            start = timezone.now() - since
        queryset = generations.article_index().build_queryset(start_date=start, end_date=end)
        outbox.enqueue(queryset.values_list("pk", flat=True))
        with one_line():
            report = indexer.update()
        self.stdout.write(report.counts())
        if report.failed:
            raise CommandError("Some articles could not be indexed. Run: manage.py verify_index")


def moment(text: str | None) -> Any:
    """Read a day or a moment, or say that it is none."""
    if not text:
        return None
    try:
        found: Any = parse_datetime(text) or parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{text} is not a date: write YYYY-MM-DD or YYYY-MM-DDTHH:MM.")
    if not hasattr(found, "hour"):
        found = parse_datetime(f"{found}T00:00")
    return timezone.make_aware(found) if timezone.is_naive(found) else found
