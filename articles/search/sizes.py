"""What the planner of SQLite is told of the tables: how many rows there are of which kind.

PostgreSQL counts by itself. Here it is done when a web process starts, and when many articles have
been indexed; connections read the numbers when they are opened, which is every minute
(CONN_MAX_AGE)."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connections, router

from articles.models import Article
from articles.models.turns import waiting_at_most

log = logging.getLogger(__name__)

# Rows of each index that are looked at: it takes milliseconds whatever the size.
SAMPLE = 2_000
# How many articles at once make the numbers of before wrong.
MANY = 1_000


def learn_sizes(changed: int = MANY) -> bool:
    """Let SQLite count its tables where so many articles have changed; whether that was done.

    Without these numbers it takes "status = 'published'" for rare, and reads every article for
    the reports of one meeting: 100 ms instead of 2 at 30,000 articles."""
    connection = connections[using := router.db_for_write(Article)]
    if connection.vendor != "sqlite" or changed < MANY:
        return False
    with waiting_at_most(1, using), connection.cursor() as cursor:
        try:
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
            cursor.execute("ANALYZE")
        except DatabaseError as error:  # somebody writes just now; the numbers of before are fine
            log.info("The sizes of the tables were not counted: %s", error)
            return False
    return True
