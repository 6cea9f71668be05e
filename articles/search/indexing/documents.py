"""From articles to documents, by way of Haystack's index of articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

from articles.models import Article

# (article, document or None, what went wrong): see `documents`.
Prepared = tuple[Article, dict[str, Any] | None, str]


def article_index() -> Any:
    """Return the SearchIndex of articles, by way of Haystack: it lives a floor above this room."""
    from haystack import connections

    return connections["default"].get_unified_index().get_index(Article)


def documents(articles: Iterable[Article]) -> Iterator[Prepared]:
    """Prepare articles one by one; one that fails is named and does not stop the others."""
    index = article_index()
    index.begin()
    for article in articles:
        try:
            yield article, index.full_prepare(article), ""
        except (OSError, MemoryError, DatabaseError):
            raise  # the fault of the machine, not of the article
        except Exception as error:  # one odd article must not keep the rest from readers
            yield article, None, reason(error)


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is as the database was at one moment, whatever is saved meanwhile.

    A document is read by several queries: without this it could hold the text of before a change
    and the mentions of after it, a state that never was. Nobody waits for whoever reads so."""
    if connection.in_atomic_block:
        yield  # a transaction of the caller's
    elif connection.vendor == "sqlite":
        # atomic() would take the lock of writers at once (see the settings): a reader needs none.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def read(pks: Iterable[int]) -> list[Article]:
    """Return the published articles among `pks` with all that their documents need."""
    found: list[Article] = list(article_index().index_queryset().filter(pk__in=list(pks)))
    return found


def reason(error: Exception) -> str:
    """What went wrong with an article, in a line."""
    return f"{type(error).__name__}: {error}"
