"""What readers searched for before: counted after a search, offered again once it is no secret.

Only searches typed into the page are counted. Programs ask the API, and whoever turns a page, sorts
or filters has been counted already: neither says what people look for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db import DatabaseError, connections, router, transaction
from django.utils import timezone

from articles.arabic.names import Form
from articles.models import PastSearch
from articles.search import run
from articles.search.engines.whoosh.snapshot import Snapshot
from articles.search.page import Fragment, SearchPage, SearchRequest
from articles.search.suggest.kept import once
from articles.search.suggest.marks import opens, typed_in, with_and_without_article

log = logging.getLogger(__name__)

# Their words alone do not say what such queries ask for.
_OPERATORS = re.compile(r"[:*~()]|(?<!\w)-")
MOST_READ = 8


@dataclass(frozen=True)
class Query:
    """A query that readers have asked, and that finds something now."""

    text: str
    parts: list[Fragment]


def find_queries(tokens: Form, live: Snapshot, *, limit: int) -> list[Query]:
    """Past searches that go on as typed: those that begin so first, then the most frequent.

    What was typed to the last letter is no suggestion."""
    starts = [" ".join(start) for start in with_and_without_article(tokens)]
    shown = PastSearch.objects.shown(timezone.localdate()).beginning(*starts)
    rows = shown.exclude(folded=" ".join(tokens))
    texts = list(rows.values_list("text", flat=True)[:MOST_READ])
    found: list[Query] = []
    search = cache(lambda: run._Search(SearchRequest()))  # one for all, where one is needed
    for text in sorted(texts, key=lambda text: not opens(text, tokens)):
        parts = typed_in(text, tokens)
        if parts and once(live, "past searches", text, partial(_finds_something, search, text)):
            found.append(Query(text, parts))
            if len(found) == limit:
                break
    return found


def _finds_something(search: Callable[[], run._Search], text: str) -> bool:
    """Whether an article of the index as it is now holds every word of a query.

    The search itself without cards and facets: a whole page for each would cost 7 ms."""
    request = SearchRequest(q=text)
    return search().find(request, search().expand(request)[1]).all_words > 0


def remember(asked: SearchRequest, page: SearchPage) -> None:
    """Count what a reader typed and found. A database that cannot be written now loses the count:
    the page neither waits nor fails."""
    if asked != SearchRequest(q=asked.q) or not asked.q or _OPERATORS.search(asked.q):
        return
    found = 0 if page.corrected or page.did_you_mean else page.all_words
    try:
        with _at_once():
            PastSearch.objects.remember(asked.q, found=found, today=timezone.localdate())
    except DatabaseError as error:
        log.info("A search was not counted: %s", error)


@contextmanager
def _at_once() -> Iterator[None]:
    """One transaction that fails instead of waiting while somebody else writes.

    SQLite has one writer at a time, and others wait for it up to 20 s (settings.DATABASES). On
    PostgreSQL only the same query at the same moment could wait, for one statement."""
    using = router.db_for_write(PastSearch)
    connection: Any = connections[using]
    if connection.vendor != "sqlite":
        with transaction.atomic(using):
            yield
        return
    connection.ensure_connection()
    raw = connection.connection
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        with transaction.atomic(using):
            yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(patience)}")
