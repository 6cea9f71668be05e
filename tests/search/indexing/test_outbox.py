"""The queue: filled by the database itself, emptied by version."""

import pytest
from django.db import connection

from articles.models import Article, Entity, Mention, Outbox, Source
from articles.search.indexing import outbox, triggers
from tests.factories import ArticleFactory, EvidenceFactory, MentionFactory, PersonFactory

pytestmark = pytest.mark.django_db


def queued():
    return set(Outbox.objects.values_list("article_id", flat=True))


@pytest.fixture
def article():
    article = ArticleFactory()
    Outbox.objects.all().delete()
    return article


def test_every_trigger_stands_in_the_database():
    assert triggers.installed(connection) == triggers.trigger_names(connection.vendor)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.save(),
        lambda a: Article.objects.filter(pk=a.pk).update(title="غيره"),
        lambda a: a.delete(),
        lambda a: MentionFactory(article=a),
        lambda a: Source.objects.filter(pk=a.source_id).update(key="renamed"),
    ],
)
def test_every_way_of_changing_an_article_queues_it(article, change):
    pk = article.pk
    change(article)
    assert pk in queued()


def test_evidence_is_in_no_document_and_queues_nothing(article):
    EvidenceFactory(article=article)
    assert queued() == set()


def test_a_trigger_of_an_older_version_is_taken_away(article):
    table = "articles_evidence"
    older = triggers.Trigger(f"{table}_insert_outbox", table, "INSERT", f"DELETE FROM {table};")
    with connection.cursor() as cursor:
        cursor.execute(older.sql(connection.vendor))
    assert not article.evidence.filter(pk=EvidenceFactory(article=article).pk).exists()
    triggers.install(connection)
    assert article.evidence.filter(pk=EvidenceFactory(article=article).pk).exists()
    assert triggers.installed(connection) == triggers.trigger_names(connection.vendor)


def test_an_entity_that_changes_its_kind_or_key_queues_its_articles(article):
    person = PersonFactory()
    Mention.objects.create(article=article, entity=person)
    for change in ({"kind": "organization"}, {"key": "another-key"}):
        Outbox.objects.all().delete()
        Entity.objects.filter(pk=person.pk).update(**change)
        assert queued() == {article.pk}
    Outbox.objects.all().delete()
    Entity.objects.filter(pk=person.pk).update(name_en="Another")
    assert queued() == set()


def test_a_save_that_changes_nothing_that_documents_hold_queues_nothing(article):
    person = PersonFactory()
    Mention.objects.create(article=article, entity=person)
    Outbox.objects.all().delete()
    person.save()
    article.source.save()
    assert queued() == set()
    person.key = "another-key"
    person.save()
    assert queued() == {article.pk}


def test_a_row_goes_only_with_the_version_that_was_indexed(article):
    article.save()
    [row] = outbox.batch()
    article.save()
    outbox.done([row])
    assert Outbox.objects.get().version > row.version
    outbox.done(outbox.batch())
    assert not Outbox.objects.exists()


def test_a_failed_row_waits_until_its_article_changes(article):
    article.save()
    outbox.fail(outbox.batch()[0], "سبب")
    assert outbox.batch() == []
    assert Outbox.objects.failed().get().error == "سبب"
    article.save()
    assert [row.article_id for row in outbox.batch()] == [article.pk]


def test_articles_can_be_queued_by_number(article):
    assert outbox.enqueue([article.pk, 10**9]) == 2
    assert outbox.enqueue([article.pk]) == 1
    assert queued() == {article.pk, 10**9}
    assert Outbox.objects.get(article_id=article.pk).version == 2
    assert outbox.enqueue([]) == 0
