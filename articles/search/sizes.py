"""What the planner of SQLite is told of the tables: how many rows there are of which kind.

PostgreSQL counts by itself. Here it is done when a web process starts, and when many articles have
been indexed; connections read the numbers when they are opened, which is every minute
(CONN_MAX_AGE)."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connections, router
from django.db.backends.utils import CursorWrapper

from articles.models import Article
from articles.models.turns import waiting_at_most

log = logging.getLogger(__name__)

# How many articles at once may make the numbers of before wrong, and by what part they are then.
MANY = 1_000
PART = 10


def learn_sizes(changed: int = MANY) -> bool:
    """Let SQLite count its tables where so many articles have changed; whether that was done.

    Without these numbers it takes "status = 'published'" for rare, and reads every article for
    the reports of one meeting: 100 ms instead of 2 at 30,000 articles. Every row of every index is
    counted, in 30 ms: from a sample (`PRAGMA analysis_limit`) SQLite 3.40 guesses how many there
    are by the depth of the trees, 380 articles instead of 29,282, and then reads each of them for
    the five newest."""
    connection = connections[using := router.db_for_write(Article)]
    if connection.vendor != "sqlite" or changed < MANY:
        return False
    with waiting_at_most(1, using), connection.cursor() as cursor:
        try:
            known, count = _known(cursor), Article.objects.using(using).count()
            if abs(count - known) * PART <= known:
                return False
            cursor.execute("ANALYZE")
        except DatabaseError as error:  # somebody writes just now; the numbers of before are fine
            log.info("The sizes of the tables were not counted: %s", error)
            return False
    return True


def _known(cursor: CursorWrapper) -> int:
    """How many articles the planner knows of, by their unique key: other indexes hold a part."""
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if cursor.fetchone() is None:
        return 0
    cursor.execute(
        "SELECT stat FROM sqlite_stat1 WHERE tbl = %s AND idx LIKE 'sqlite_autoindex_%%'",
        [Article._meta.db_table],
    )
    row = cursor.fetchone()
    return int(row[0].split()[0]) if row else 0
