"""The database knows how many rows it has once there are many more than before."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article
from articles.search import sizes
from articles.search.sizes import learn_sizes
from tests.factories import ArticleFactory

IS_SQLITE = connection.vendor == "sqlite"


def day(n: int) -> date:
    return date(2000, 1, 1) + timedelta(days=n % 1_000)


def known() -> int | None:
    """How many articles SQLite believes there are."""
    with connection.cursor() as cursor:
        found = cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'articles_article'")
        rows = [int(stat.split()[0]) for (stat,) in found.fetchall()]
    return max(rows, default=None)


@pytest.mark.django_db
def test_few_changes_are_not_worth_it_and_another_database_counts_by_itself():
    ArticleFactory.create_batch(40)
    assert not learn_sizes(sizes.MANY - 1)
    assert learn_sizes(sizes.MANY) is IS_SQLITE
    assert not learn_sizes(sizes.MANY)  # nothing is new since
    ArticleFactory()
    assert not learn_sizes(sizes.MANY)
    ArticleFactory.create_batch(60)
    assert learn_sizes(sizes.MANY) is IS_SQLITE


@pytest.mark.skipif(not IS_SQLITE, reason="PostgreSQL counts by itself.")
@pytest.mark.django_db
def test_the_newest_are_not_sought_among_all_texts():
    source = ArticleFactory().source
    Article.objects.bulk_create(
        Article(
            key=f"urn:many:{n}",
            source=source,
            status="published",
            published_on=day(n),
            title=f"A title {n}",
            body="A text that nobody needs to read. " * 40,
        )
        for n in range(3_000)
    )
    learn_sizes()
    newest = Article.objects.published().select_related("source").newest_first()[:5]
    assert "SCAN articles_article" not in newest.explain()
    reports = Article.objects.filter(evidence__meeting=1, status="published")
    assert "SCAN articles_article" not in reports.explain()


@pytest.mark.parametrize("command", [("rebuild_index", "-v0"), ("run_indexer", "--once")])
def test_after_much_indexing_it_knows(own_index, monkeypatch, command):
    monkeypatch.setattr(sizes, "MANY", 10)
    learn_sizes()
    ArticleFactory.create_batch(40)
    call_command(*command, stdout=StringIO())
    if IS_SQLITE:
        assert known() == Article.objects.count()
