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

# How many articles must have come before anybody looks.
MANY = 1_000
# A table is counted anew where the numbers of before are wrong by more than one row in so many.
PART = 10
# So few rows more or less make no difference.
FEW = 100


def learn_sizes(changed: int = MANY) -> bool:
    """Let SQLite count its tables where so many articles have changed; whether any was counted.

    Without these numbers it takes "status = 'published'" for rare, and reads every article for
    the reports of one meeting: 100 ms instead of 2 at 30,000 articles. Every row of every index is
    counted: from a sample (`PRAGMA analysis_limit`) SQLite 3.40 guesses how many there are by the
    depth of the trees, 380 articles instead of 29,282, and then reads each of them for the five
    newest. Who saves waits for one table at a time: 30 ms for 30,000 articles, 55 for their 110,000
    mentions, on a slow machine."""
    connection = connections[using := router.db_for_write(Article)]
    if connection.vendor != "sqlite" or changed < MANY:
        return False
    counted = False
    try:
        with waiting_at_most(1, using), connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                if not _is_known(cursor, table):
                    cursor.execute(f'ANALYZE "{table}"')
                    counted = True
    except DatabaseError as error:  # somebody writes just now; the numbers of before are fine
        log.info("The sizes of the tables were not counted: %s", error)
    return counted


def _is_known(cursor: CursorWrapper, table: str) -> bool:
    """Whether the planner knows about how many rows a table has, by each of its indexes; those that
    hold a part of the rows tell nothing of that."""
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  a name of the schema
    [count] = cursor.fetchone()
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if not count or cursor.fetchone() is None:
        return not count
    cursor.execute(
        "SELECT stat FROM sqlite_master AS i LEFT JOIN sqlite_stat1 AS s ON s.idx = i.name"
        " WHERE type = 'index' AND tbl_name = %s AND ifnull(sql, '') NOT LIKE '%% WHERE %%'",
        [table],
    )
    stats = [stat for (stat,) in cursor.fetchall()]
    known = [int(stat.split()[0]) if stat else 0 for stat in stats]
    return all(rows and abs(count - rows) * PART <= max(rows, FEW * PART) for rows in known)
