"""Suggest entities and meetings for articles: for a curator to accept or reject."""

from __future__ import annotations

import json
import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.progress import progress_bar
from articles.models import Article, ArticleQuerySet
from articles.tagging.run import Suggestions, load, suggest

logger = logging.getLogger(__name__)

CHUNK = 200


class Command(BaseCommand):
    help = "Find known entities and likely meetings in articles. Nothing is public until accepted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="keys of articles")
        parser.add_argument("--all", action="store_true", help="every article but the withdrawn")
        parser.add_argument("--json", action="store_true", help="print one JSON line an article")
        parser.add_argument(
            "--details", action="store_true", help="with --json: topics and unknown names too"
        )

    def handle(self, *, keys: list[str], **options: Any) -> None:
        if bool(keys) == options["all"]:
            raise CommandError("Give the keys of articles, or --all for every article.")
        articles, missing = self._chosen(keys)
        counts = {"articles": 0, "mentions": 0, "meetings": 0, "known meetings": 0, "names": 0}
        failed: list[str] = []
        known = load()
        # Not a cursor that stays open: on SQLite nobody saves on it once others have saved.
        pks = list(articles.values_list("pk", flat=True))
        with progress_bar("articles", quiet=options["verbosity"] == 0) as progress:
            for article in self._each(pks):
                counts["articles"] += 1
                try:
                    found = suggest(article, known)
                except Exception as error:  # the articles behind it must not wait for a mend
                    logger.exception("No suggestions for %s", article.key)
                    failed.append(f"{article.key}: {type(error).__name__}: {error}")
                    continue
                self._count(counts, found)
                if options["json"]:
                    record = record_of(article, found)
                    record |= details_of(found) if options["details"] else {}
                    self.stdout.write(json.dumps(record, ensure_ascii=False))
                progress(counts["articles"], len(pks))
        for failure in failed:
            self.stderr.write(f"Failed: {failure}")
        if not options["json"]:
            self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))
        if failed:
            raise CommandError(f"{len(failed)} failed, as said above; the rest is done.")
        if missing:
            raise CommandError(f"No article, or a withdrawn one, has the key {', '.join(missing)}.")

    def _chosen(self, keys: list[str]) -> tuple[ArticleQuerySet, list[str]]:
        """The articles asked for, in the order of the register, and the keys that none has."""
        articles = Article.objects.exclude(status=Article.Status.WITHDRAWN).order_by("pk")
        if not keys:
            return articles, []
        articles = articles.filter(key__in=keys)
        there = set(articles.values_list("key", flat=True))
        return articles, [key for key in keys if key not in there]

    def _each(self, pks: list[int]) -> Iterator[Article]:
        for start in range(0, len(pks), CHUNK):
            yield from Article.objects.filter(pk__in=pks[start : start + CHUNK]).order_by("pk")

    def _count(self, counts: dict[str, int], found: Suggestions) -> None:
        counts["mentions"] += len({each.entity for each in (*found.mentions, *found.titled)})
        counts["meetings"] += sum(meeting.matches is None for meeting in found.meetings)
        counts["known meetings"] += sum(meeting.matches is not None for meeting in found.meetings)
        counts["names"] += len(found.unknown)


def record_of(article: Article, found: Suggestions) -> dict[str, Any]:
    """What was found, as plain data.

    Offsets are those of the stored text; an entity that the headline alone names has none."""
    mentions = [
        {"entity": each.entity, "text": each.text, "start": each.start, "end": each.end}
        for each in found.mentions
    ]
    mentions += [
        {"entity": each.entity, "text": each.text, "start": None, "end": None}
        for each in found.titled
    ]
    return {
        "key": article.key,
        "mentions": mentions,
        "meetings": [
            {
                "date": meeting.date.isoformat(),
                "precision": meeting.precision,
                "end": meeting.end.isoformat() if meeting.end else None,
                "place": meeting.place,
                "participants": list(meeting.participants),
                "duration_minutes": meeting.duration_minutes,
                "sentence": meeting.sentence,
                "matches": meeting.matches,
            }
            for meeting in found.meetings
        ],
    }


def details_of(found: Suggestions) -> dict[str, Any]:
    """What was found beside: topics, and names that nobody knows."""
    return {
        "topics": list(dict.fromkeys(each.entity for each in found.topics)),
        "names": [
            {"text": name.text, "kind": name.kind, "start": name.start, "end": name.end}
            for name in found.unknown
        ],
    }
