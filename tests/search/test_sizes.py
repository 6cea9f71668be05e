"""The database knows how many rows it has once there are many more than before."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article
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


@pytest.mark.django_db
def test_few_changes_are_not_worth_it_and_another_database_counts_by_itself():
    assert not learn_sizes(sizes.MANY - 1)
    assert learn_sizes(sizes.MANY) is IS_SQLITE


@pytest.mark.parametrize("command", [("rebuild_index", "-v0"), ("run_indexer", "--once")])
def test_after_much_indexing_it_knows(own_index, monkeypatch, command):
    monkeypatch.setattr(sizes, "MANY", 10)
    learn_sizes()
    ArticleFactory.create_batch(12)
    call_command(*command, stdout=StringIO())
    if IS_SQLITE:
        assert known() == Article.objects.count()
