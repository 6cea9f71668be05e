"""The database knows how many rows it has once there are many more than before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections

from articles.models import Article, Entity, Mention, Outbox, Source
from articles.search import sizes
from articles.search.sizes import learn_sizes
from tests.factories import ArticleFactory

IS_SQLITE = connection.vendor == "sqlite"


def known() -> int | None:
    """How many articles SQLite believes there are."""
    with connection.cursor() as cursor:
        found = cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'articles_article'")
        rows = [int(stat.split()[0]) for (stat,) in found.fetchall()]
    return max(rows, default=None)


def add_articles(count):
    """Add so many articles, and nothing else."""
    source, first = Source.objects.first(), Article.objects.count()
    Article.objects.bulk_create(
        Article(
            key=f"urn:many:{n}",
            source=source,
            status="published",
            published_on=date(2000, 1, 1) + timedelta(days=n % 1_000),
            title=f"A title {n}",
            body="A text that nobody needs to read. " * 40,
        )
        for n in range(first, first + count)
    )
    Outbox.objects.all().delete()


@pytest.fixture
def counted(db):
    """The database knows how many rows it has, and to a tenth of each table."""
    if not IS_SQLITE:
        pytest.skip("PostgreSQL counts by itself.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sizes, "FEW", 0)
        learn_sizes()
        assert not learn_sizes()
        yield


@pytest.mark.django_db
def test_few_changes_are_not_worth_it_and_another_database_counts_by_itself():
    add_articles(200)
    assert not learn_sizes(sizes.MANY - 1)
    assert learn_sizes(sizes.MANY) is IS_SQLITE


def test_numbers_right_to_a_tenth_are_not_taken_again(counted):
    add_articles(Article.objects.count() // 10)
    assert not learn_sizes()
    add_articles(1)
    assert learn_sizes()
    assert known() == Article.objects.count()


def test_some_rows_more_make_no_difference(counted, monkeypatch):
    monkeypatch.setattr(sizes, "FEW", 100)
    add_articles(100)
    assert not learn_sizes()
    add_articles(1)
    assert learn_sizes()


def test_every_table_is_looked_at(counted):
    article, entities = Article.objects.first(), Entity.objects.all()
    Mention.objects.all().delete()
    Mention.objects.bulk_create(Mention(article=article, entity=entity) for entity in entities)
    assert learn_sizes()
    assert not learn_sizes()


@pytest.mark.parametrize("lost", ["tbl = 'articles_mention'", "idx = 'article_by_date'"])
def test_what_a_migration_has_dropped_is_counted_again(counted, lost):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM sqlite_stat1 WHERE {lost}")
    assert learn_sizes()
    assert not learn_sizes()


def test_the_newest_and_the_reports_are_not_sought_among_all_texts(counted):
    add_articles(3_000)
    learn_sizes()
    newest = Article.objects.published().select_related("source").newest_first()[:5]
    reports = Article.objects.filter(evidence__meeting=1, status="published")
    seen = Mention.objects.confirmed().filter(entity=1).in_published()
    for rows in (newest, reports, seen):
        assert "SCAN articles_article" not in rows.explain()


@pytest.mark.parametrize("command", [("rebuild_index", "-v0"), ("run_indexer", "--once")])
def test_after_much_indexing_it_knows(own_index, monkeypatch, command):
    monkeypatch.setattr(sizes, "MANY", 10)
    monkeypatch.setattr(sizes, "FEW", 0)
    learn_sizes()
    ArticleFactory.create_batch(40)
    call_command(*command, stdout=StringIO())
    if IS_SQLITE:
        assert known() == Article.objects.count()


@pytest.mark.skipif(not IS_SQLITE, reason="PostgreSQL counts by itself.")
@pytest.mark.django_db
def test_a_database_that_cannot_be_opened_is_not_counted():
    def learn():
        here = connections["default"]  # each thread has its own
        here.settings_dict = {**here.settings_dict, "NAME": "/nowhere/at/all.sqlite3"}
        return learn_sizes()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(learn).result() is False
