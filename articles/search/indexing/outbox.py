"""The queue between the database and the index, read and emptied by the indexer.

A row goes only with the version that was indexed: what changed meanwhile stays queued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from articles.models import Outbox

MAX_BATCH = 500

_ENQUEUE = """
INSERT INTO articles_outbox (article_id, version, queued_at, error) VALUES (%s, 1, %s, '')
ON CONFLICT (article_id) DO UPDATE SET version = articles_outbox.version + 1, error = ''
"""


def batch(limit: int | None = MAX_BATCH) -> list[Outbox]:
    """Return the oldest waiting rows; all of them without a limit."""
    return list(Outbox.objects.waiting()[:limit])


def enqueue(article_ids: Iterable[int]) -> int:
    """Queue articles, as a change would, and return how many."""
    now = timezone.now()
    adapted = connection.ops.adapt_datetimefield_value(now)
    rows = [(pk, adapted) for pk in article_ids]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            with transaction.atomic():
                cursor.executemany(_ENQUEUE, rows)
        else:
            # One by one: who holds some rows and waits for another can deadlock with a save.
            for row in rows:
                cursor.execute(_ENQUEUE, row)
    return len(rows)


def done(rows: Sequence[Outbox]) -> int:
    """Take indexed rows out, unless their article has changed again.

    A row that somebody holds is about to get another version, and stays: to wait for it with other
    rows in hand could deadlock with a save. Returns how many nobody holds."""
    free = 0
    for start in range(0, len(rows), MAX_BATCH):
        indexed = {row.pk: row.version for row in rows[start : start + MAX_BATCH]}
        with transaction.atomic():
            nobodys = Outbox.objects.select_for_update(skip_locked=True).filter(pk__in=indexed)
            found = list(nobodys.values_list("pk", "version"))
            same = [pk for pk, version in found if indexed[pk] == version]
            Outbox.objects.filter(pk__in=same).delete()
        free += len(found)
    return free


def fail(row: Outbox, reason: str) -> None:
    """Set a row aside with what went wrong, until its article changes or a repair asks again."""
    Outbox.objects.filter(pk=row.pk, version=row.version).update(error=reason[:2000])
